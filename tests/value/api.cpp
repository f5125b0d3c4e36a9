// SPDX-License-Identifier: BSL-1.0
// Every member of indirect, polymorphic, cow, shared and weak, one by one.

#include <cairn/value.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/instance_counter.hpp"

#include <compare>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace {

using numbers = std::vector<int>;

// -- what indirect and cow have in common -----------------------------------------------------------------

TEMPLATE_TEST_CASE("value: a handle is made of a value, of arguments, of a list", "",
                   cairn::indirect<numbers>, cairn::cow<numbers>) {
    CHECK(*TestType() == numbers());
    CHECK(*TestType(numbers{1, 2}) == numbers{1, 2});
    CHECK(*TestType(std::in_place, 3, 7) == numbers{7, 7, 7});
    CHECK(*TestType(std::in_place, {3, 7}) == numbers{3, 7});
    const std::allocator<numbers> allocator;
    CHECK(*TestType(std::allocator_arg, allocator) == numbers());
    CHECK(*TestType(std::allocator_arg, allocator, numbers{1}) == numbers{1});
    CHECK(*TestType(std::allocator_arg, allocator, std::in_place, 2, 5) == numbers{5, 5});
    CHECK(*TestType(std::allocator_arg, allocator, std::in_place, {3, 7}) == numbers{3, 7});
    const TestType a(numbers{4});
    CHECK(*TestType(std::allocator_arg, allocator, a) == numbers{4});
    CHECK(*TestType(std::allocator_arg, allocator, TestType(a)) == numbers{4});
    CHECK(a.get_allocator() == allocator);
    CHECK(a->size() == 1);
}

TEMPLATE_TEST_CASE("value: assignment of handles and of values", "", cairn::indirect<numbers>,
                   cairn::cow<numbers>) {
    TestType a(numbers{1}), b(numbers{2});
    a = b;
    CHECK(a == numbers{2});
    a = numbers{3};
    CHECK(b == numbers{2});
    CHECK(a == numbers{3});
    a = std::move(b);
    CHECK(a == numbers{2});
    CHECK(b.valueless_after_move()); // NOLINT(bugprone-use-after-move): what is asked for
    b = numbers{5};
    CHECK(b == numbers{5});
    TestType none = std::move(b);
    b = a; // into a valueless one
    CHECK(b == numbers{2});
    TestType gone = std::move(none);
    b = none; // from a valueless one NOLINT(bugprone-use-after-move)
    CHECK(b.valueless_after_move());
    const TestType copy(b);
    CHECK(copy.valueless_after_move());
    auto& same = a;
    a = same;
    a = std::move(same);
    CHECK(a == numbers{2});
    swap(a, gone);
    CHECK(a == numbers{5});
    a.swap(b);
    CHECK(a.valueless_after_move());
    CHECK(b == numbers{5});
}

TEMPLATE_TEST_CASE("value: comparison and hash are those of the values", "",
                   cairn::indirect<std::string>, cairn::cow<std::string>,
                   cairn::shared<std::string>) {
    const TestType a(std::string("a")), b(std::string("b")), again(std::string("a"));
    CHECK(a == again);
    CHECK(a != b);
    CHECK(a < b);
    CHECK(std::is_eq(a <=> again));
    CHECK(a == "a");
    CHECK("b" == b);
    CHECK(a < std::string("aa"));
    CHECK(std::string("aa") < b);
    CHECK(std::hash<TestType>()(a) == std::hash<std::string>()("a"));
    TestType gone(b), none(std::move(gone)), empty = std::move(none);
    CHECK(gone == none); // NOLINT(bugprone-use-after-move): valueless ones compare
    CHECK(gone < a);
    CHECK_FALSE(gone == "a");
    CHECK(std::is_lt(gone <=> std::string()));
    CHECK(std::hash<TestType>()(gone) == std::hash<TestType>()(none));
    std::unordered_set<TestType> all{a, b, again};
    CHECK(all.size() == 2);
}

TEST_CASE("value: values that only have < are in weak order") {
    const cairn::indirect<support::only_less> a(support::only_less{1}), b(support::only_less{2});
    CHECK(std::is_lt(a <=> b));
    const cairn::cow<support::only_less> c(support::only_less{1}), d = c;
    CHECK(std::is_eq(c <=> d));
    CHECK(std::is_gt(cairn::indirect<double>(2.0) <=> cairn::indirect<int>(1)));
}

// -- indirect ----------------------------------------------------------------------------------------------

TEST_CASE("indirect: copies are apart, and const goes with the handle") {
    cairn::indirect<numbers> a(numbers{1, 2});
    const cairn::indirect<numbers> b = a;
    a->push_back(3);
    CHECK(b->size() == 2);
    const numbers taken = *std::move(a);
    CHECK(taken.size() == 3);
    CHECK_FALSE(a.valueless_after_move()); // NOLINT(bugprone-use-after-move): only the value moved
}

TEST_CASE("indirect: a copy assignment assigns to the value that is there") {
    using counted = support::counted<>;
    cairn::indirect<counted> a(1);
    const cairn::indirect<counted> b(2);
    const counted* const where = &*a;
    counted::reset();
    a = b;
    CHECK(&*a == where);
    CHECK(counted::counts().copy_assignments == 1);
    CHECK(counted::counts().copies == 0);
    a = 3;
    CHECK(&*a == where);
}

struct fixed {
    const int number;
    friend bool operator==(const fixed&, const fixed&) = default;
};

TEST_CASE("indirect: a value that cannot be assigned to is replaced") {
    cairn::indirect<fixed> a(fixed{1});
    const cairn::indirect<fixed> b(fixed{2});
    a = b;
    CHECK(a == fixed{2});
}

struct expression {
    int value = 0;
    std::vector<cairn::indirect<expression>> terms;
    friend bool operator==(const expression&, const expression&) = default;

    int sum() const {
        int total = value;
        for (const auto& each : terms)
            total += each->sum();
        return total;
    }
};

TEST_CASE("indirect: a type that holds itself is copied as a value") {
    expression tree{1, {}};
    tree.terms.emplace_back(expression{2, {}});
    tree.terms.emplace_back(std::in_place, expression{3, {}});
    tree.terms[0]->terms.emplace_back(expression{4, {}});
    const expression copy = tree;
    CHECK(copy == tree);
    tree.terms[0]->terms[0]->value = 40;
    CHECK(copy.sum() == 10);
    CHECK(tree.sum() == 46);
    CHECK_FALSE(copy == tree);
}

// -- polymorphic --------------------------------------------------------------------------------------------

struct shape {
    virtual double area() const { return 0; }
    virtual ~shape() = default;
};
struct square : shape {
    double side;
    explicit square(double s) : side(s) {}
    double area() const override { return side * side; }
};
struct label {
    std::string text = "label";
};
struct polygon : label, shape { // the shape is not at its beginning
    numbers sides;
    polygon(std::initializer_list<int> list, int scale = 1) : sides(list) {
        for (int& each : sides)
            each *= scale;
    }
    double area() const override { return static_cast<double>(sides.size()); }
};

TEST_CASE("polymorphic: values of any derived type") {
    using shapes = cairn::polymorphic<shape>;
    shapes a(square(2));
    const shapes b = a;
    CHECK(b->area() == 4);
    dynamic_cast<square&>(*a).side = 3;
    CHECK(a->area() == 9);
    CHECK(b->area() == 4);
    CHECK(shapes()->area() == 0);
    const shapes c(std::in_place_type<polygon>, {1, 2, 3});
    CHECK(c->area() == 3);
    const shapes d(std::in_place_type<polygon>, {1, 2}, 10);
    CHECK(dynamic_cast<const polygon&>(*d).sides == numbers{10, 20});
    a = d;
    CHECK(a->area() == 2);
    CHECK(dynamic_cast<polygon&>(*a).text == "label");
    a = std::move(d); // const: copied NOLINT(performance-move-const-arg)
    CHECK_FALSE(d.valueless_after_move());
    shapes e = std::move(a);
    CHECK(a.valueless_after_move()); // NOLINT(bugprone-use-after-move)
    const shapes copy(a);
    CHECK(copy.valueless_after_move());
    a = shapes(square(5));
    swap(a, e);
    CHECK((*a).area() == 2);
    CHECK((*e).area() == 25);
    a.swap(e);
    CHECK(a->area() == 25);
    auto& same = a;
    a = same;
    CHECK(a->area() == 25);
    const std::allocator<shape> allocator;
    CHECK(shapes(std::allocator_arg, allocator)->area() == 0);
    CHECK(shapes(std::allocator_arg, allocator, square(3))->area() == 9);
    CHECK(shapes(std::allocator_arg, allocator, std::in_place_type<square>, 4)->area() == 16);
    CHECK(shapes(std::allocator_arg, allocator, std::in_place_type<polygon>, {1})->area() == 1);
    CHECK(shapes(std::allocator_arg, allocator, b)->area() == 4);
    CHECK(shapes(std::allocator_arg, allocator, shapes(b))->area() == 4);
    CHECK(b.get_allocator() == allocator);
}

struct plain_base {
    int number;
};
struct with_text : plain_base {
    std::string text = std::string(40, 'x');
};

TEST_CASE("polymorphic: the type needs no virtual destructor, nor any virtual function") {
    cairn::polymorphic<plain_base> a(with_text{{5}});
    const auto b = a;
    a->number = 6;
    CHECK(b->number == 5);
    CHECK(static_cast<const with_text&>(*b).text.size() == 40);
}

// -- cow ---------------------------------------------------------------------------------------------------

TEST_CASE("cow: copies share until one of them writes") {
    using counted = support::counted<>;
    using list = std::vector<counted>;
    cairn::cow<list> a(list{1, 2, 3});
    counted::reset();
    cairn::cow<list> b = a, c = b;
    CHECK(a.use_count() == 3);
    CHECK(is(a, c));
    CHECK(a == b);
    CHECK(std::is_eq(a <=> b));
    CHECK(counted::counts().copies == 0);
    CHECK(counted::counts().comparisons == 0); // of a value with itself: there is nothing to do

    b.write().push_back(4);
    CHECK(counted::counts().copies == 3);
    CHECK_FALSE(is(a, b));
    CHECK(b.unique());
    CHECK(a.use_count() == 2);
    const list* const where = &b.read();
    b.write().push_back(5);
    CHECK(&b.read() == where);
    CHECK(a->size() == 3);

    c = list{9};
    CHECK(a.unique());
    CHECK(c->size() == 1);
    a = std::move(c);
    CHECK((*a)[0].value() == 9);
}

TEST_CASE("cow: an update of a shared value is seen by its cow alone") {
    cairn::cow<std::string> a(std::string("draft"));
    const auto b = a;
    a.update([](std::string& text) { text += '!'; });
    CHECK(*a == "draft!");
    CHECK(*b == "draft");
    const char* const where = a->data();
    a.update([](std::string& text) { return text.size(); }); // the result is dropped
    CHECK(a->data() == where);
}

TEST_CASE(
    "cow: a value that is assigned replaces a shared one, and is written into one that is not") {
    cairn::cow<std::string> a(std::string("one"));
    const auto b = a;
    a = "two";
    CHECK(*b == "one");
    const std::string* const where = &*a;
    a = "three";
    CHECK(&*a == where);
}

TEST_CASE("cow: of a value that cannot be copied") {
    cairn::cow<support::move_only> a(5), b = a;
    CHECK(b->value == 5);
    CHECK(is(a, b));
    b = cairn::cow<support::move_only>(6);
    a = std::move(b);
    CHECK(a->value == 6);
}

// -- shared and weak -----------------------------------------------------------------------------------------

TEST_CASE("shared: made of a value, of arguments, of elements, of a pointer") {
    using list = cairn::shared<numbers>;
    CHECK(list().empty());
    CHECK(list(std::in_place, 3, 7) == numbers{7, 7, 7});
    CHECK(list{3, 7} == numbers{3, 7});
    CHECK(list(numbers{1}) == numbers{1});
    CHECK(list(std::allocator_arg, std::allocator<int>(), std::in_place, 2, 5) == numbers{5, 5});
    const auto pointer = std::make_shared<numbers>(2, 1);
    const list a(pointer);
    CHECK(a.pointer() == pointer);
    CHECK(a.use_count() == 2);
    const cairn::shared<int> n = 5, m = n;
    *m = 6;
    CHECK(*n == 6);
    CHECK(n == 6);
}

TEST_CASE("shared: of a derived object, and of one that nobody may change") {
    const cairn::shared<square> a(std::in_place, 3);
    const cairn::shared<shape> b = a;
    CHECK(b->area() == 9);
    CHECK(b.use_count() == 2);
    const cairn::shared<numbers> list{1, 2};
    const cairn::shared<const numbers> frozen = list;
    list->push_back(3);
    CHECK(frozen.size() == 3);
    CHECK(frozen[2] == 3);
    CHECK((frozen == list));
}

TEST_CASE("shared: moves leave nothing, and are as good as new when assigned to") {
    cairn::shared<std::string> a("a"), b = std::move(a);
    CHECK(a.valueless_after_move()); // NOLINT(bugprone-use-after-move)
    CHECK(a.use_count() == 0);
    a = "again";
    CHECK(*a == "again");
    swap(a, b);
    a.swap(b);
    CHECK(*b == "a");
}

TEST_CASE("weak: observes, and does not keep") {
    cairn::weak<int> none;
    CHECK(none.expired());
    CHECK_FALSE(none.lock());
    {
        const cairn::shared<int> a = 5;
        cairn::weak<int> w = a;
        CHECK(a.use_count() == 1);
        REQUIRE(w.lock());
        CHECK(is(*w.lock(), a));
        CHECK_FALSE(w.expired());
        swap(w, none);
        CHECK(w.expired());
        CHECK(none.pointer().lock() == a.pointer());
        CHECK(cairn::weak<int>(std::weak_ptr<int>(a.pointer())).lock().value() == 5);
    }
    CHECK(none.expired());
}

// -- what deep_copy asks of them -------------------------------------------------------------------------------

/// Converts to the value that is wanted: what is made of it is made in its place.
struct maker {
    int number;
    operator support::immovable() const { return support::immovable(number); }
};

TEST_CASE("value: hollow handles are filled later") {
    const cairn::indirect<support::immovable> a(5);
    auto b = a.deep_copy_hollow();
    CHECK(b.deep_copy_target() == nullptr);
    CHECK(b.deep_copy_emplace(maker{7}).value == 7);
    CHECK(b.deep_copy_target()->value == 7);

    const cairn::polymorphic<shape> c(square(2));
    auto d = c.deep_copy_hollow();
    CHECK(d.valueless_after_move());
    CHECK(d.deep_copy_emplace_as<polygon>(polygon{1, 2}).text == "label");
    CHECK(d.deep_copy_target()->area() == 2);

    const cairn::cow<numbers> e(numbers{1});
    auto f = e.deep_copy_hollow(), g = f;
    f.deep_copy_emplace(numbers{2});
    CHECK(f.deep_copy_identity() != e.deep_copy_identity());
    g.deep_copy_share(f.deep_copy_identity());
    CHECK(is(f, g));
    CHECK(g.use_count() == 2);

    const cairn::shared<int> h = 5;
    auto i = h.deep_copy_hollow();
    CHECK(i.valueless_after_move());
    std::get<0>(cairn_fields(i)) = std::make_shared<int>(6);
    CHECK(*i == 6);
}

} // namespace
