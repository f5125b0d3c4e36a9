// SPDX-License-Identifier: BSL-1.0
// What dies and what lives: references through moves and writes, handles that are assigned a part of
// themselves, deep copies, threads that share a value, and misuse in hardened builds.

#include <cairn/copy.hpp>
#include <cairn/value.hpp>

#include "support/catch.hpp"
#include "support/death.hpp"
#include "support/instance_counter.hpp"
#include "support/misuse.hpp"

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

namespace {

TEMPLATE_TEST_CASE("value: a reference to the value outlives a move and a swap of the handle", "",
                   cairn::indirect<std::string>, cairn::polymorphic<std::string>,
                   cairn::cow<std::string>, cairn::shared<std::string>) {
    TestType a(std::string("a")), b(std::string("b"));
    const std::string& of_a = *a;
    const std::string& of_b = *b;
    TestType moved = std::move(a);
    CHECK(&*moved == &of_a);
    swap(moved, b);
    CHECK(&*b == &of_a);
    CHECK(&*moved == &of_b);
    a = std::move(b);
    CHECK(&*a == &of_a);
}

TEST_CASE("cow: a write leaves the shared value behind, with the references into it") {
    cairn::cow<std::string> a(std::string("a"));
    auto b = a;
    const std::string& of_both = *a;
    b.write() = "b";
    CHECK(&*a == &of_both);
    CHECK(&*b != &of_both);
    a.write() += "!"; // no longer shared
    CHECK(&*a == &of_both);
}

struct chain {
    int value;
    std::optional<cairn::indirect<chain>> next;
    support::counted<chain> life;
};

chain chain_of(int length) {
    chain first{length, std::nullopt, 1};
    if (length > 1) first.next.emplace(chain_of(length - 1));
    return first;
}

TEST_CASE("value: a handle may be assigned what lies inside its value") {
    {
        cairn::indirect<chain> a(chain_of(4));
        a = std::move(*a->next);
        CHECK(a->value == 3);
        a = cairn::indirect<chain>(*a->next);
        CHECK(a->value == 2);
    }
    {
        struct node {
            int value;
            std::optional<cairn::polymorphic<node>> next;
        };
        cairn::polymorphic<node> a(node{1, cairn::polymorphic<node>(node{2, {}})});
        a = *a->next;
        CHECK(a->value == 2);
    }
    {
        struct node {
            int value;
            std::optional<cairn::cow<node>> next;
        };
        cairn::cow<node> a(node{1, cairn::cow<node>(node{2, cairn::cow<node>(node{3, {}})})});
        a = *a->next;
        CHECK(a->value == 2);
        a = std::move(*a.write().next);
        CHECK(a->value == 3);
    }
    CHECK(support::live_objects() == 0);
    CHECK(support::misuses() == "");
}

TEST_CASE("shared: an object lives as long as something refers to it") {
    using counted = support::counted<>;
    std::optional<cairn::shared<counted>> a{std::in_place, 5};
    auto b = *a;
    const cairn::weak<counted> w = b;
    a.reset();
    CHECK(b->value() == 5);
    b = 6; // the name refers to another object now, and nothing to the first one
    CHECK(w.expired());
    CHECK(support::live_objects() == 1);
}

class shape {
public:
    virtual ~shape() = default;
    [[nodiscard]] virtual int area() const = 0;

protected:
    shape() = default;
    shape(const shape&) = default;
};
struct square final : shape {
    std::shared_ptr<int> side;
    explicit square(std::shared_ptr<int> n) : side(std::move(n)) {}
    [[nodiscard]] int area() const override { return *side * *side; }
    friend auto cairn_fields(square& self) { return std::tie(self.side); }
};
struct group final : shape {
    std::vector<cairn::polymorphic<shape>> parts;
    [[nodiscard]] int area() const override {
        int sum = 0;
        for (const auto& each : parts)
            sum += each->area();
        return sum;
    }
    friend auto cairn_fields(group& self) { return std::tie(self.parts); }
};
struct circle final : shape {
    [[nodiscard]] int area() const override { return 3; }
};

TEST_CASE("value: a deep copy of a handle has values of its own, and what they share") {
    cairn::register_copy<cairn::polymorphic<shape>, square, group>();
    const auto side = std::make_shared<int>(2);
    group inner;
    inner.parts.emplace_back(square(side));
    group outer;
    outer.parts.emplace_back(square(side));
    outer.parts.emplace_back(inner);
    cairn::polymorphic<shape> a(outer);
    const auto plain = a; // by the copy constructors, which share the side
    const auto deep = cairn::deep_copy(a);
    *side = 10;
    CHECK(a->area() == 200);
    CHECK(plain->area() == 200);
    CHECK(deep->area() == 8);
    *dynamic_cast<const square&>(*dynamic_cast<const group&>(*deep).parts[0]).side = 3;
    CHECK(deep->area() == 18);
    CHECK_THROWS_AS(cairn::deep_copy(cairn::polymorphic<shape>(circle())), cairn::copy_error);
    const auto moved = std::move(a);
    CHECK(cairn::deep_copy(a).valueless_after_move()); // NOLINT(bugprone-use-after-move)

    using pointers = std::vector<std::shared_ptr<int>>;
    const cairn::indirect<pointers> b(std::in_place, 2, side);
    const auto c = cairn::deep_copy(b);
    CHECK((*c)[0] == (*c)[1]);
    CHECK((*c)[0] != side);
    const cairn::cow<pointers> d(std::in_place, 2, side);
    const auto e = cairn::deep_copy(std::vector{d, d, cairn::cow<pointers>(pointers{side})});
    CHECK_FALSE(is(e[0], d)); // a side that is written to would be seen
    CHECK(is(e[0], e[1]));
    CHECK((*e[0])[0] == (*e[2])[0]);
    CHECK((*e[0])[0] != side);
}

TEST_CASE("cow: threads copy, read, write and drop their own shares of one value") {
    const cairn::cow<std::vector<int>> origin(std::vector<int>(100, 1));
    std::vector<std::thread> threads;
    for (int id = 0; id != 3; ++id) {
        threads.emplace_back([mine = origin, id]() mutable {
            for (int i = 0; i != 300; ++i) {
                auto snapshot = mine;
                mine.write()[static_cast<std::size_t>(i % 100)] += id;
                snapshot = mine;
                if (i % 3 == 0) mine = std::move(snapshot);
            }
        });
    }
    for (std::thread& each : threads)
        each.join();
    CHECK(origin.unique());
    CHECK(*origin == std::vector<int>(100, 1));
}

#if CAIRN_TESTS_CAN_TRAP
TEST_CASE("value: the use of a valueless handle is trapped") {
    cairn::indirect<int> a(1);
    cairn::polymorphic<int> b(1);
    cairn::cow<int> c(1);
    cairn::shared<std::vector<int>> d{1};
    const auto e = std::move(a);
    const auto f = std::move(b);
    const auto g = std::move(c);
    const auto h = std::move(d);
    // NOLINTBEGIN(bugprone-use-after-move): that is the misuse
    CHECK(support::traps([&] { static_cast<void>(*a); }));
    CHECK(support::traps([&] { static_cast<void>(a.operator->()); }));
    CHECK(support::traps([&] { static_cast<void>(*b); }));
    CHECK(support::traps([&] { static_cast<void>(c.read()); }));
    CHECK(support::traps([&] { static_cast<void>(c.write()); }));
    CHECK(support::traps([&] { static_cast<void>(d[0]); }));
    CHECK(support::traps([&] { static_cast<void>(cairn::shared<int>(std::shared_ptr<int>())); }));
    // NOLINTEND(bugprone-use-after-move)
}
#endif

} // namespace
