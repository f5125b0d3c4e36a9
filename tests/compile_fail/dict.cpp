// SPDX-License-Identifier: BSL-1.0
// Uses of dict and ordered_set that must not compile.

#include <cairn/dict.hpp>

#include <memory>
#include <string>

struct without_hash {
    friend bool operator==(without_hash, without_hash) = default;
};

#if defined(CASE_key_without_hash)
// fails: no match(ing function)? for call
void insert(cairn::dict<without_hash, int>& values) { values.try_emplace(without_hash{}, 1); }
#endif

#if defined(CASE_allocator_of_another_type)
// fails: the allocator's value_type must be the container's
cairn::dict<int, int, cairn::hash<int>, std::equal_to<>, std::allocator<int>> values;
#endif

#if defined(CASE_keys_do_not_change)
// fails: read-only|const-qualified|return value is const
void rename(cairn::dict<int, int>& values) { values.begin()->first = 2; }
#endif

#if defined(CASE_members_do_not_change)
// fails: read-only|const-qualified|return value is const
void rename(cairn::ordered_set<int>& values) { *values.begin() = 2; }
#endif

#if defined(CASE_subscript_of_const)
// fails: passing .const|no viable overloaded|no match for|discards qualifiers
int get(const cairn::dict<int, int>& values) { return values[1]; }
#endif

#if defined(CASE_subscript_without_default)
// fails: no matching (constructor|function)|default constructor
struct needs_argument {
    explicit needs_argument(int);
};
void insert(cairn::dict<int, needs_argument>& values) { values[1]; }
#endif

#if defined(CASE_empty_is_no_clear)
// fails: nodiscard
void forget(cairn::dict<int, int>& values) { values.empty(); }
#endif
