// SPDX-License-Identifier: BSL-1.0
// Uses of the heaps, of heapq and of merge that must not compile.

#include <cairn/addressable_heap.hpp>
#include <cairn/heap.hpp>
#include <cairn/heapq.hpp>
#include <cairn/merge.hpp>
#include <cairn/quick_heap.hpp>

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

struct without_order {};

#if defined(CASE_container_of_other_elements)
// fails: the container's value_type must be T
cairn::heap<int, std::less<>, 4, std::vector<long>> values;
#endif

#if defined(CASE_heap_that_does_not_branch)
// fails: a heap branches
cairn::heap<int, std::less<>, 1> values;
#endif

#if defined(CASE_element_without_order)
// fails: no match|invalid operands|no matching|no type named
void push(cairn::heap<without_order>& values) { values.push(without_order{}); }
#endif

#if defined(CASE_constant_elements)
// fails: elements are moved, so T is not const|const
cairn::quick_heap<const int> values;
#endif

#if defined(CASE_allocator_of_other_elements)
// fails: an allocator of T is needed
cairn::quick_heap<int, std::less<>, std::allocator<long>> values;
#endif

#if defined(CASE_top_is_not_to_be_changed)
// fails: read-only|const-qualified|not assignable
void change(cairn::quick_heap<int>& values) { values.top() = 1; }
#endif

#if defined(CASE_taken_for_nothing)
// fails: ignoring return value|nodiscard
void take(cairn::heap<int>& values) { values.take_top(); }
#endif

#if defined(CASE_handle_of_another_type)
// fails: no match|could not convert|no viable conversion|no matching|cannot convert
void erase(cairn::addressable_heap<int>& values, cairn::addressable_heap<std::string>::handle at) {
    values.erase(at);
}
#endif

#if defined(CASE_heap_in_a_list)
// fails: no matching
void make(std::list<int>& values) { cairn::heapify(values); }
#endif

#if defined(CASE_key_that_is_none)
// fails: no matching
auto best(std::vector<int>& values) { return cairn::nlargest(2, values, {}, &std::string::size); }
#endif

#if defined(CASE_merge_of_what_has_nothing_in_common)
// fails: no match|no matching
auto both(std::vector<int>& a, std::vector<std::string>& b) { return cairn::merge(a, b); }
#endif
