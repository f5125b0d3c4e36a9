// SPDX-License-Identifier: BSL-1.0
// shared behaves as Python's names, list items and attributes do. Each test is a piece of Python with what
// CPython 3.11 answers, line for line.

#include <cairn/value.hpp>

#include "support/catch.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace {

template <class T>
using list = cairn::shared<std::vector<T>>;
template <class V>
using dictionary = cairn::shared<std::map<std::string, V>>;

TEST_CASE("value python: assignment gives a second name") {
    list<int> a{1, 2, 3};              // a = [1, 2, 3]
    list<int> b = a;                   // b = a
    b->push_back(4);                   // b.append(4)
    CHECK(a == list<int>{1, 2, 3, 4}); // a == [1, 2, 3, 4]
    CHECK(is(a, b));                   // a is b
    b = {1, 2, 3, 4};                  // b = [1, 2, 3, 4]
    CHECK(a == b);                     // a == b
    CHECK_FALSE(is(a, b));             // a is not b
    b[0] = 10;                         // b[0] = 10
    CHECK(a[0] == 1);                  // a[0] == 1
    CHECK(a < b);                      // a < b
}

TEST_CASE("value python: a list multiplied holds one row three times") {
    const list<int> row{0, 0};
    list<list<int>> grid{row, row, row};                    // grid = [[0, 0]] * 3
    grid[0][1] = 5;                                         // grid[0][1] = 5
    CHECK(grid == list<list<int>>{{0, 5}, {0, 5}, {0, 5}}); // [[0, 5], [0, 5], [0, 5]]
    CHECK(is(grid[0], grid[2]));                            // grid[0] is grid[2]
    grid[0] = {7};                                          // grid[0] = [7]
    CHECK(grid == list<list<int>>{{7}, {0, 5}, {0, 5}});    // [[7], [0, 5], [0, 5]]
    CHECK(row.use_count() == 3);                            // the name and two items
}

void append_to(list<int> items) { // def append_to(items):
    items->push_back(1);          //     items.append(1)
    items = {};                   //     items = []
}

TEST_CASE("value python: an argument is a name too") {
    const list<int> items;                  // items = []
    append_to(items);                       // append_to(items)
    append_to(items);                       // append_to(items)
    CHECK(items == std::vector<int>{1, 1}); // [1, 1]
}

TEST_CASE("value python: the copy of a list is a new list of the same items") {
    const list<list<int>> original{{1, 2, 3}, {4, 5, 6}}; // original = [[1, 2, 3], [4, 5, 6]]
    const auto shallow = original.shallow_copy();         // shallow = copy.copy(original)
    CHECK(original == shallow);                           // original == shallow
    CHECK_FALSE(is(original, shallow));                   // original is not shallow
    CHECK(is(original[1], shallow[1]));                   // original[1] is shallow[1]
    shallow[0][0] = 10;                                   // shallow[0][0] = 10
    CHECK(original == list<list<int>>{{10, 2, 3}, {4, 5, 6}});
    shallow->pop_back();         // shallow.pop()
    CHECK(original.size() == 2); // len(original) == 2
}

TEST_CASE("value python: values of dictionaries") {
    const list<int> prices{3, 4};
    const dictionary<list<int>> a{{"spam", prices}}; // a = {'spam': prices}
    const auto b = a.shallow_copy();                 // b = a.copy()
    b["eggs"] = {12};                                // b['eggs'] = [12]
    CHECK(a.size() == 1);                            // len(a) == 1
    b["spam"]->clear();                              // b['spam'].clear()
    CHECK(prices.empty());                           // not prices
}

struct tree {
    std::string name;
    list<cairn::shared<tree>> children;
    cairn::weak<tree> parent;
};

TEST_CASE("value python: a weak reference does not keep its object") {
    std::optional<cairn::shared<tree>> root{std::in_place, std::in_place, tree{"root", {}, {}}};
    const cairn::shared<tree> leaf(tree{"leaf", {}, *root}); // leaf.parent = weakref.ref(root)
    (*root)->children->push_back(leaf);                      // root.children.append(leaf)
    REQUIRE(leaf->parent.lock().has_value());                // leaf.parent() is not None
    CHECK(is(*leaf->parent.lock(), *root));                  // leaf.parent() is root
    root.reset();                                            // del root
    CHECK_FALSE(leaf->parent.lock().has_value());            // leaf.parent() is None
    CHECK(leaf->parent.expired());
}

struct ring {
    std::vector<cairn::shared<ring>> next;
    friend bool operator==(const ring&, const ring&) = default;
};

TEST_CASE("value python: a list that contains itself is equal to itself") {
    const cairn::shared<ring> a;       // a = []
    a->next.push_back(a);              // a.append(a)
    CHECK((a == a));                   // a == a
    CHECK((a == a->next[0]));          // a == a[0]
    CHECK(is(a, a->next[0]->next[0])); // a is a[0][0]
    CHECK(a.use_count() == 2);
    a->next.clear(); // C++ collects no garbage: somebody breaks the circle
    CHECK(a.use_count() == 1);
}

} // namespace
