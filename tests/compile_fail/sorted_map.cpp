// SPDX-License-Identifier: BSL-1.0
// Uses of sorted_map and sorted_multimap that must not compile.

#include <cairn/sorted_map.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct without_order {};

#if defined(CASE_key_without_order)
// fails: no match|invalid operands|no matching
void insert(cairn::sorted_map<without_order, int>& values) {
    values.try_emplace(without_order{}, 1);
}
#endif

#if defined(CASE_comparator_does_not_take_the_key)
// fails: no match|no matching|cannot convert|no viable
struct by_size {
    bool operator()(const std::vector<int>& a, const std::vector<int>& b) const {
        return a.size() < b.size();
    }
};
void insert(cairn::sorted_map<std::string, int, by_size>& values) { values.try_emplace("a", 1); }
#endif

#if defined(CASE_allocator_of_another_type)
// fails: the allocator's value_type must be the container's
cairn::sorted_map<int, int, std::less<>, std::allocator<int>> values;
#endif

#if defined(CASE_keys_do_not_change)
// fails: read-only|const-qualified|return value is const
void rename(cairn::sorted_map<int, int>& values) { values.begin()->first = 2; }
#endif

#if defined(CASE_keys_do_not_change_in_views)
// fails: read-only|const-qualified|return value is const
void rename(cairn::sorted_map<int, int>& values) { values.keys()[0] = 2; }
#endif

#if defined(CASE_keys_do_not_change_in_segments)
// fails: read-only|const-qualified|return value is const
void rename(cairn::sorted_multimap<int, int>& values) {
    (*values.segments().begin()).data()->first = 2;
}
#endif

#if defined(CASE_values_do_not_change_in_const)
// fails: read-only|const-qualified|return value is const|cannot assign
void reset(const cairn::sorted_map<int, int>& values) { values.values()[0] = 2; }
#endif

#if defined(CASE_subscript_of_const)
// fails: passing .const|no viable overloaded|no match for|discards qualifiers
int get(const cairn::sorted_map<int, int>& values) { return values[1]; }
#endif

#if defined(CASE_subscript_of_multimap)
// fails: no match for|does not provide a subscript operator|no viable overloaded
int get(cairn::sorted_multimap<int, int>& values) { return values[1]; }
#endif

#if defined(CASE_subscript_without_default)
// fails: no matching (constructor|function)|default constructor
struct needs_argument {
    explicit needs_argument(int);
};
void insert(cairn::sorted_map<int, needs_argument>& values) { values[1]; }
#endif

#if defined(CASE_bare_key_makes_no_element)
// fails: no match|no viable|cannot convert|could not convert
struct employee {
    std::string name;
    int age;
};
void insert(cairn::sorted_map<employee, int, cairn::by<&employee::age>>& values) {
    values.try_emplace(std::string_view("Ann"), 1);
}
#endif

#if defined(CASE_promise_of_another_kind)
// fails: no match|no matching
void load(cairn::sorted_multimap<int, int>& values, std::vector<std::pair<int, int>>& pairs) {
    values.insert_range(cairn::sorted_unique, pairs);
}
#endif

#if defined(CASE_range_of_something_else)
// fails: no match|no matching
void load(cairn::sorted_map<int, int>& values) { values.insert_range(std::vector<int>{1, 2}); }
#endif

#if defined(CASE_join_takes_over)
// fails: cannot bind|no matching|no viable|expects an rvalue
void join(cairn::sorted_map<int, int>& a, cairn::sorted_map<int, int>& b) { a.join(b); }
#endif

#if defined(CASE_batch_of_other_keys)
// fails: the keys of a batch are of the container's key type
void look(const cairn::sorted_map<int, int>& values, const std::vector<long>& keys,
          std::size_t* ranks) {
    values.rank_batch(keys, ranks);
}
#endif

#if defined(CASE_split_off_ignored)
// fails: nodiscard
void forget(cairn::sorted_map<int, int>& values) { values.split(3); }
#endif

#if defined(CASE_empty_is_no_clear)
// fails: nodiscard
void forget(cairn::sorted_map<int, int>& values) { values.empty(); }
#endif
