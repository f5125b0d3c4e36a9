// SPDX-License-Identifier: BSL-1.0
// Uses of sorted_set and sorted_list that must not compile.

#include <cairn/sorted_list.hpp>
#include <cairn/sorted_set.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

struct employee {
    std::string name;
    int age;
};
struct without_order {};

#if defined(CASE_element_without_order)
// fails: no match|invalid operands|no matching
void insert(cairn::sorted_list<without_order>& values) { values.insert(without_order{}); }
#endif

#if defined(CASE_comparator_does_not_take_the_key)
// fails: no match|no matching|cannot convert|no viable
struct by_size {
    bool operator()(const std::vector<int>& a, const std::vector<int>& b) const {
        return a.size() < b.size();
    }
};
void insert(cairn::sorted_set<std::string, by_size>& values) { values.insert("a"); }
#endif

#if defined(CASE_key_function_does_not_take_the_element)
// fails: the key function must take the container's elements
cairn::sorted_list<std::string, cairn::by<&employee::age>> values;
#endif

#if defined(CASE_key_without_order)
// fails: no match|no matching|no type named
struct badge {
    without_order number;
};
void insert(cairn::sorted_list<badge, cairn::by<&badge::number>>& values) {
    values.insert(badge{});
}
#endif

#if defined(CASE_allocator_of_another_type)
// fails: the allocator's value_type must be the container's
cairn::sorted_set<int, std::less<>, std::allocator<long>> values;
#endif

#if defined(CASE_const_element)
// fails: must be an object type|does not support const types|must have a non-const|const
cairn::sorted_list<const int> values;
void insert() { values.insert(1); }
#endif

#if defined(CASE_members_do_not_change)
// fails: read-only|const-qualified|return value is const
void rename(cairn::sorted_set<int>& values) { *values.begin() = 2; }
#endif

#if defined(CASE_elements_do_not_change)
// fails: read-only|const-qualified|return value is const
void rename(cairn::sorted_list<int>& values) { values[0] = 2; }
#endif

#if defined(CASE_elements_do_not_change_in_slices)
// fails: read-only|const-qualified|return value is const
void rename(cairn::sorted_list<int>& values) { values.slice(0, 1).front() = 2; }
#endif

#if defined(CASE_elements_do_not_change_in_segments)
// fails: read-only|const-qualified|return value is const
void rename(cairn::sorted_list<int>& values) { (*values.segments().begin()).data()[0] = 2; }
#endif

#if defined(CASE_no_end_of_a_list_to_push_to)
// fails: no member named|has no member
void push(cairn::sorted_list<int>& values) { values.push_back(2); }
#endif

#if defined(CASE_key_of_another_type)
// fails: no match|no matching|no viable
bool find(const cairn::sorted_set<std::string>& values) { return values.contains(3); }
#endif

#if defined(CASE_algebra_of_lists)
// fails: no match|invalid operands
cairn::sorted_list<int> both(const cairn::sorted_list<int>& a, const cairn::sorted_list<int>& b) {
    return a & b;
}
#endif

#if defined(CASE_copy_of_move_only_elements)
// fails: unique_ptr
cairn::sorted_set<std::unique_ptr<int>>
copy(const cairn::sorted_set<std::unique_ptr<int>>& values) {
    return values;
}
#endif

#if defined(CASE_position_ignored)
// fails: nodiscard
void forget(const cairn::sorted_list<int>& values) { values.rank(3); }
#endif
