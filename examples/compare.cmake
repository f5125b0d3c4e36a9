# SPDX-License-Identifier: BSL-1.0
# cmake -D program=PATH -D expected=FILE -P compare.cmake: runs the program and compares what it prints.

execute_process(COMMAND ${program} OUTPUT_VARIABLE printed RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${program} ended with status ${status}; it had printed:\n${printed}")
endif()
if(NOT EXISTS ${expected})
  message(FATAL_ERROR "${expected} is missing; the program printed:\n${printed}")
endif()
file(READ ${expected} wanted)
if(NOT "${printed}" STREQUAL "${wanted}")
  message(FATAL_ERROR "the output differs from ${expected}; it is now:\n${printed}")
endif()
