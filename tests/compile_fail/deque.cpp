// SPDX-License-Identifier: BSL-1.0
// Uses of deque that must not compile.

#include <cairn/deque.hpp>

#include <memory>
#include <string>

#if defined(CASE_const_element)
// fails: must be an object type|does not support const types
cairn::deque<const int> values;
#endif

#if defined(CASE_reference_element)
// fails: must be an object type
cairn::deque<int&> values;
#endif

#if defined(CASE_allocator_of_another_type)
// fails: the allocator's value_type must be the element type
cairn::deque<int, std::allocator<long>> values;
#endif

#if defined(CASE_bounded_const_element)
// fails: must be an object type|does not support const types
cairn::bounded_deque<const int> values(3);
#endif

#if defined(CASE_at_out_of_range)
// fails: throw_out_of_range
constexpr int beyond = cairn::deque<int>{1, 2, 3}.at(3);
#endif

#if defined(CASE_write_through_const)
// fails: read-only|const-qualified|return value is const
void write(const cairn::deque<int>& values) { values[0] = 1; }
#endif

#if defined(CASE_copy_of_move_only_elements)
// fails: unique_ptr
cairn::deque<std::unique_ptr<int>> copy(const cairn::deque<std::unique_ptr<int>>& values) {
    return values;
}
#endif

#if defined(CASE_comparison_of_unrelated_elements)
// fails: no match for|invalid operands
bool equal(const cairn::deque<int>& a, const cairn::deque<std::string>& b) { return a == b; }
#endif

#if defined(CASE_implicit_from_size)
// fails: conversion from|could not convert|no viable conversion|cannot convert
cairn::deque<std::string> values = 3;
#endif

#if defined(CASE_empty_is_no_clear)
// fails: nodiscard
void forget(cairn::deque<int>& values) { values.empty(); }
#endif

#if defined(CASE_taken_value_ignored)
// fails: nodiscard
void forget(cairn::deque<int>& values) { values.take_front(); }
#endif
