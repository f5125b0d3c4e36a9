// SPDX-License-Identifier: BSL-1.0
// What cannot be copied must not compile, and the message names the member and the ways out.

#include <cairn/copy.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct node {
    int value;
    node* next;
};

#if defined(CASE_raw_pointer)
// fails: (?s)(?=.*(node::next|object\.next))(?=.*raw pointer owns. Make it a unique_ptr, .*deep_copy.*; or .*enable_deep_by_value)
node copy(const node& x) { return cairn::deep_copy(x); }
#endif

struct deep_inside {
    std::vector<std::shared_ptr<node>> nodes;
};

#if defined(CASE_raw_pointer_somewhere_inside)
// fails: node::next|object\.next
deep_inside copy(const deep_inside& x) { return cairn::deep_copy(x); }
#endif

struct refers {
    std::string name;
    int& count;
};

#if defined(CASE_reference)
// fails: cannot make a reference refer to the copy
refers copy(const refers& x) { return cairn::deep_copy(x); }
#endif

struct views {
    int id;
    std::string_view title;
};

#if defined(CASE_string_view)
// fails: views::title|object\.title
views copy(const views& x) { return cairn::deep_copy(x); }
#endif

class secret {
public:
    explicit secret(int* p) : p_(p) {}

private:
    int* p_;
};

struct has_secret {
    secret kept;
};

#if defined(CASE_class_without_hook)
// fails: (?s)(?=.*(has_secret::kept|object\.kept))(?=.*knows nothing about what is in this class. Name its members by .*cairn_fields)
has_secret copy(const has_secret& x) { return cairn::deep_copy(x); }
#endif

struct based : node {
    int more;
};

#if defined(CASE_aggregate_with_base)
// fails: cannot see the base classes of an aggregate
based copy(const based& x) { return cairn::deep_copy(x); }
#endif

#if defined(CASE_array_behind_a_pointer)
// fails: cannot know how long an array behind a pointer is
auto copy(const std::unique_ptr<int[]>& x) { return cairn::deep_copy(x); }
#endif

struct closes {
    void operator()(int* p) const { delete p; }
};

#if defined(CASE_deleter_of_its_own)
// fails: cannot know how to make what a deleter of its own destroys
auto copy(const std::unique_ptr<int, closes>& x) { return cairn::deep_copy(x); }
#endif

#if defined(CASE_capturing_function)
// fails: knows nothing about what is in this class
auto copy(int& n) {
    const auto f = [&n] { return n; };
    return cairn::deep_copy(f);
}
#endif

#if defined(CASE_register_what_cannot_be_copied)
// fails: node::next|object\.next
struct base {
    virtual ~base() = default;
};
void say() { cairn::register_copy<std::any, node>(); }
#endif

#if defined(CASE_shallow_copy_of_an_only_owner)
// fails: what owns alone cannot share
auto copy(const std::unique_ptr<int>& x) { return cairn::shallow_copy(x); }
#endif

#if defined(CASE_replace_in_what_is_no_class)
// fails: no matching (constructor|function)
int change(int x) { return cairn::replace(x); }
#endif

#if defined(CASE_replace_a_member_of_another_class)
// fails: no matching (constructor|function)
node change(node x) { return cairn::replace(x, cairn::with<&views::id>(3)); }
#endif

#if defined(CASE_copy_is_used)
// fails: nodiscard
void forget(const std::string& x) { cairn::deep_copy(x); }
#endif
