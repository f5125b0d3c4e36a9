// SPDX-License-Identifier: BSL-1.0
// Uses of the value handles that must not compile.

#include <cairn/value.hpp>

#include <string>
#include <vector>

struct base {
    virtual ~base() = default;
};
struct stranger {};

#if defined(CASE_indirect_reference)
// fails: an indirect holds an object
cairn::indirect<int&, std::allocator<int>> value;
#endif

#if defined(CASE_allocator_of_another_type)
// fails: the allocator's value_type must be the value's type
cairn::cow<int, std::allocator<long>> value;
#endif

#if defined(CASE_write_through_a_const_indirect)
// fails: read-only|const-qualified
void write(const cairn::indirect<int>& value) { *value = 1; }
#endif

#if defined(CASE_write_without_saying_so)
// fails: read-only|const-qualified
void write(cairn::cow<int>& value) { *value = 1; }
#endif

#if defined(CASE_polymorphic_of_a_stranger)
// fails: no matching (constructor|function)
cairn::polymorphic<base> value{stranger()};
#endif

#if defined(CASE_shallow_copy_of_a_base)
// fails: constraint
auto copy(const cairn::shared<base>& value) { return value.shallow_copy(); }
#endif

#if defined(CASE_hash_of_a_list)
// fails: deleted|no match|not provide a call operator
std::size_t hash(const cairn::shared<std::vector<int>>& value) {
    return std::hash<cairn::shared<std::vector<int>>>()(value);
}
#endif

#if defined(CASE_write_is_no_unsharing)
// fails: nodiscard
void unshare(cairn::cow<int>& value) { value.write(); }
#endif
