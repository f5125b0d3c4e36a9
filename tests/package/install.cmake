# SPDX-License-Identifier: BSL-1.0
# cmake -D build=DIR -D installed=DIR -D moved=DIR -P install.cmake
# Installs the package, checks what came, and moves it: nothing in it may know where it was put.

file(REMOVE_RECURSE ${installed} ${moved})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${build} --prefix ${installed}
                OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)

foreach(file IN ITEMS include/cairn/cairn.hpp include/cairn/deque.hpp
                      share/cmake/cairn/cairn-config.cmake
                      share/cmake/cairn/cairn-config-version.cmake share/pkgconfig/cairn.pc
                      share/licenses/cairn/LICENSE)
  if(NOT EXISTS ${installed}/${file})
    message(FATAL_ERROR "${file} was not installed")
  endif()
endforeach()

file(GLOB directories RELATIVE ${installed} ${installed}/*)
if(NOT directories STREQUAL "include;share")
  message(FATAL_ERROR "an architecture-independent package has include/ and share/ only: ${directories}")
endif()

file(GLOB_RECURSE files ${installed}/share/*)
foreach(file IN LISTS files)
  file(READ ${file} text)
  string(FIND "${text}" "${installed}" position)
  if(NOT position EQUAL -1)
    message(FATAL_ERROR "${file} names the directory into which it was installed")
  endif()
endforeach()

file(RENAME ${installed} ${moved})
