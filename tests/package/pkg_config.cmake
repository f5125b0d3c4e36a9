# SPDX-License-Identifier: BSL-1.0
# cmake -D compiler=PATH -D flags=TEXT -D version=X.Y.Z -D moved=DIR -D work=DIR -P pkg_config.cmake
# Builds and runs the consumer's program with what pkg-config says, and no other help.

find_program(PKG_CONFIG NAMES pkg-config pkgconf)
if(NOT PKG_CONFIG)
  message(STATUS "pkg-config is missing: skipped")
  return()
endif()

set(ENV{PKG_CONFIG_PATH} ${moved}/share/pkgconfig)
execute_process(COMMAND ${PKG_CONFIG} --modversion cairn OUTPUT_VARIABLE announced
                OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
if(NOT announced STREQUAL version)
  message(FATAL_ERROR "pkg-config announces version ${announced}, not ${version}")
endif()
execute_process(COMMAND ${PKG_CONFIG} --cflags cairn OUTPUT_VARIABLE cflags
                OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)

separate_arguments(cflags)
separate_arguments(flags)
string(REPLACE "." ";" version ${version})
list(GET version 0 major)
list(GET version 1 minor)
file(MAKE_DIRECTORY ${work})
execute_process(COMMAND ${compiler} -std=c++20 ${flags} ${cflags}
                        -Wall -Wextra -Wconversion -Wshadow -Werror
                        -DEXPECTED_MAJOR=${major} -DEXPECTED_MINOR=${minor}
                        ${CMAKE_CURRENT_LIST_DIR}/program.cpp -o ${work}/program
                COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${work}/program COMMAND_ERROR_IS_FATAL ANY)
