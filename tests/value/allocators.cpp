// SPDX-License-Identifier: BSL-1.0
// Every block goes back to where it came from, allocators propagate as their traits say, and values that take
// an allocator get the handle's.

#include <cairn/value.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/misuse.hpp"

#include <memory>
#include <memory_resource>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using text = std::string;
const text long_a(40, 'a'), long_b(40, 'b');

/// The value of a handle, whichever of the three it is.
template <class H>
const text& read(const H& h) {
    return *h;
}

template <template <class, class> class Handle, class Allocator>
void every_block(const Allocator& allocator) {
    using H = Handle<text, Allocator>;
    H a(std::allocator_arg, allocator, long_a), b(std::allocator_arg, allocator, long_b);
    CHECK(read(a) == long_a);
    H c(a), d(std::allocator_arg, allocator, b), e(std::move(c));
    a = b;
    b = std::move(e);
    swap(a, b);
    CHECK(read(a) == long_a);
    CHECK(read(b) == long_b);
    c = d;
    d = H(std::allocator_arg, allocator, std::move(a));
    CHECK(read(c) == long_b);
    CHECK(read(d) == long_a);
    CHECK(d.get_allocator() == allocator);
    if constexpr (std::is_same_v<H, cairn::cow<text, Allocator>>) {
        H shares = d;
        shares.write() += "!";
        d.update([](text& value) { value += "?"; });
        CHECK(read(shares) == long_a + "!");
        CHECK(read(d) == long_a + "?");
    }
}

template <template <class, class> class Handle>
void every_allocator() {
    support::memory_ledger ledger;
    every_block<Handle>(support::counting_allocator<text>(ledger));
    every_block<Handle>(support::minimal_allocator<text>(ledger));
    CHECK(ledger.allocations() > 5);
    CHECK(ledger.bytes() == 0);
    support::construct_calls calls;
    every_block<Handle>(support::constructing_allocator<text>(calls));
    CHECK(calls.constructed == calls.destroyed);
    CHECK(calls.constructed > 2);
    CHECK(support::misuses() == "");
}

TEST_CASE("value: every block goes back as it was asked for") {
    every_allocator<cairn::indirect>();
    every_allocator<cairn::polymorphic>();
    every_allocator<cairn::cow>();
}

TEST_CASE("value: one allocation for a value, and none for a share or a move") {
    support::memory_ledger ledger;
    const support::counting_allocator<text> allocator(ledger);
    const cairn::cow<text, support::counting_allocator<text>> a(std::allocator_arg, allocator, "x");
    CHECK(ledger.allocations() == 1);
    auto b = a;
    const auto c = std::move(b);
    CHECK(ledger.allocations() == 1);
    cairn::polymorphic<text, support::counting_allocator<text>> d(std::allocator_arg, allocator,
                                                                  text("x"));
    const auto e = std::move(d);
    CHECK(ledger.allocations() == 2);
    CHECK(e->size() == 1);
}

// -- propagation ---------------------------------------------------------------------------------------

template <template <class, class> class Handle, bool Pocca, bool Pocma, bool Pocs>
void propagation() {
    using allocator = support::tagged_allocator<text, Pocca, Pocma, Pocs>;
    using H = Handle<text, allocator>;
    const auto made = [](int id, const text& value) {
        return H(std::allocator_arg, allocator(id), value);
    };
    H a = made(1, long_a);
    CHECK(H(a).get_allocator().id() == 1 + allocator::selected);
    CHECK(a.deep_copy_hollow().get_allocator().id() == 1 + allocator::selected);
    const H elsewhere(std::allocator_arg, allocator(5), a);
    CHECK(elsewhere.get_allocator().id() == 5);
    CHECK(read(elsewhere) == long_a);

    H b = made(2, long_b);
    b = a;
    CHECK(b.get_allocator().id() == (Pocca ? 1 : 2));
    CHECK(read(b) == long_a);
    H c = made(3, long_b);
    c = std::move(a);
    CHECK(c.get_allocator().id() == (Pocma ? 1 : 3));
    CHECK(read(c) == long_a);
    CHECK(a.valueless_after_move()); // NOLINT(bugprone-use-after-move): also where the value moved
    a = c;                           // into a valueless one
    CHECK(read(a) == long_a);
    H d(std::allocator_arg, allocator(9), std::move(c));
    CHECK(read(d) == long_a);
    CHECK(d.get_allocator().id() == 9);
    CHECK(c.valueless_after_move()); // NOLINT(bugprone-use-after-move)
    b = c;
    CHECK(b.valueless_after_move());
    if constexpr (Pocs) {
        swap(a, d);
        CHECK(a.get_allocator().id() == 9);
        CHECK(read(a) == long_a);
    }
    CHECK(support::misuses() == "");
}

template <template <class, class> class Handle>
void every_propagation() {
    propagation<Handle, false, false, false>();
    propagation<Handle, true, false, true>();
    propagation<Handle, false, true, true>();
}

TEST_CASE("value: allocators propagate as their traits say") {
    every_propagation<cairn::indirect>();
    every_propagation<cairn::polymorphic>();
    every_propagation<cairn::cow>();
    CHECK(support::memory_ledger::global().bytes() == 0);
}

// -- values that take an allocator ------------------------------------------------------------------------

template <class H>
void gives_its_resource() {
    support::counting_resource resource;
    {
        const std::pmr::polymorphic_allocator<> allocator(&resource);
        const H a(std::allocator_arg, allocator, long_a.c_str());
        CHECK(a->get_allocator().resource() == &resource);
        const H copy(a); // by default somewhere else, as pmr containers
        CHECK(copy->get_allocator().resource() == std::pmr::get_default_resource());
        const H moved(std::allocator_arg, allocator, H(copy));
        CHECK(moved->get_allocator().resource() == &resource);
        std::pmr::vector<H> all(&resource);
        all.emplace_back(copy); // uses-allocator construction reaches the value
        CHECK(all[0]->get_allocator().resource() == &resource);
        CHECK(*all[0] == long_a.c_str());
    }
    CHECK(resource.ledger().bytes() == 0);
}

TEST_CASE("value: values get the handle's memory resource") {
    gives_its_resource<cairn::pmr::indirect<std::pmr::string>>();
    gives_its_resource<cairn::pmr::cow<std::pmr::string>>();
    support::counting_resource resource;
    const cairn::pmr::polymorphic<std::pmr::string> a(
        std::allocator_arg, std::pmr::polymorphic_allocator<>(&resource),
        std::in_place_type<std::pmr::string>, long_a.c_str());
    CHECK(a->get_allocator().resource() == &resource);
    const cairn::shared<std::pmr::string> b(
        std::allocator_arg, std::pmr::polymorphic_allocator<std::pmr::string>(&resource),
        std::in_place, long_b.c_str());
    CHECK(resource.ledger().allocations() > 2);
}

} // namespace
