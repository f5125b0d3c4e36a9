# SPDX-License-Identifier: BSL-1.0
# The consumer's program, as both ways of consuming build it.

string(REPLACE "." ";" version "${cairn_VERSION}")
list(GET version 0 major)
list(GET version 1 minor)

foreach(name IN ITEMS program program_without_exceptions)
  add_executable(${name} ${CMAKE_CURRENT_LIST_DIR}/program.cpp)
  target_link_libraries(${name} PRIVATE cairn::cairn)
  target_compile_options(${name} PRIVATE -Wall -Wextra -Wconversion -Wshadow -Werror)
  target_compile_definitions(${name} PRIVATE EXPECTED_MAJOR=${major} EXPECTED_MINOR=${minor})
endforeach()
target_compile_options(program_without_exceptions PRIVATE -fno-exceptions -fno-rtti)

enable_testing()
add_test(NAME program COMMAND program)
add_test(NAME program_without_exceptions COMMAND program_without_exceptions)
