// SPDX-License-Identifier: BSL-1.0
// What dies and what lives: references, iterators, moved-from deques, and deques that take from themselves.

#include <cairn/deque.hpp>

#include "support/catch.hpp"
#include "support/instance_counter.hpp"
#include "support/misuse.hpp"
#include "support/model.hpp"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

using support::same_sequence;
using list = std::initializer_list<int>;

TEST_CASE("deque: nothing at the ends moves an element while there is room") {
    cairn::deque<int> d;
    d.reserve(64);
    d.push_back(42);
    const int* const element = &d.front();
    const auto at = d.begin();
    for (int round = 0; round != 500; ++round) { // many times around the block
        const int n = round % 60;
        for (int i = 0; i != n; ++i) {
            d.push_back(i);
            d.push_front(i);
            d.pop_back();
        }
        REQUIRE(&d[static_cast<std::size_t>(n)] == element);
        REQUIRE(at - d.begin() == n);
        REQUIRE(*at == 42);
        d.pop_front_n(static_cast<std::size_t>(n));
    }
    CHECK(d.capacity() == 64);
}

TEST_CASE("deque: a queue may turn for ever in the block that it has") {
    cairn::deque<int> d;
    d.reserve(8);
    for (int i = 0; i != 8; ++i)
        d.push_back(i);
    for (int i = 8; i != 1000; ++i) {
        const int* const second = &d[1];
        const auto at = d.begin() + 1;
        d.pop_front();
        d.push_back(i);
        REQUIRE(&d.front() == second);
        REQUIRE(at == d.begin());
        REQUIRE(d.end() - at == 8);
        REQUIRE(at[7] == i);
    }
    CHECK(d.capacity() == 8);
}

TEST_CASE("bounded_deque: a push moves nothing, and drops one") {
    for (const std::size_t maxlen : {1u, 2u, 3u, 10u}) {
        cairn::bounded_deque<int> d(maxlen);
        d.reserve(maxlen);
        for (int i = 0; i != 100; ++i) {
            std::vector<const int*> kept;
            const bool drops = d.full();
            for (const int& x : d)
                kept.push_back(&x);
            const auto at = d.end() - (d.empty() ? 0 : 1);
            const auto place = at - d.begin();
            if (i % 3 != 2) {
                d.push_back(i);
                for (std::size_t k = drops ? 1 : 0; k < kept.size(); ++k)
                    REQUIRE(&d[k - (drops ? 1 : 0)] == kept[k]);
                REQUIRE(at - d.begin() == place - (drops ? 1 : 0));
            } else {
                d.push_front(i);
                for (std::size_t k = 0; k + (drops ? 1 : 0) < kept.size(); ++k)
                    REQUIRE(&d[k + 1] == kept[k]);
                REQUIRE(at - d.begin() == place + 1);
            }
            if (i % 7 == 0) d.pop_front();
        }
    }
}

TEST_CASE("deque: moves and swaps take iterators and references along") {
    cairn::deque<std::string> a{"x", "y", "z"};
    cairn::deque<std::string> b{"p"};
    const std::string* const y = &a[1];
    const auto at = a.begin() + 1;
    cairn::deque<std::string> c(std::move(a));
    CHECK(&c[1] == y);
    CHECK(at - c.begin() == 1);
    b = std::move(c);
    CHECK(&*at == y);
    swap(a, b);
    CHECK(at - a.begin() == 1);
    CHECK(at + 2 == a.end());
    cairn::bounded_deque<int> p(3, {1, 2, 3, 4});
    cairn::bounded_deque<int> q(9, {7});
    const auto two = p.begin();
    swap(p, q);
    CHECK(two == q.begin());
    CHECK(two + 3 == q.end());
}

TEST_CASE("deque: erasing at an end leaves the rest where it is") {
    cairn::deque<int> d{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    const int* const five = &d[5];
    const auto at = d.begin() + 5;
    d.erase(d.begin(), d.begin() + 3);
    d.erase(d.end() - 2, d.end());
    d.erase(d.begin());
    CHECK(&d[1] == five);
    CHECK(at - d.begin() == 1);
    d.resize(3);
    CHECK(&*at == five);
}

TEST_CASE("deque: erase while iterating, as documented") {
    cairn::deque<int> d{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    for (auto it = d.begin(); it != d.end();)
        it = *it % 3 == 0 ? d.erase(it) : std::next(it);
    CHECK(same_sequence(d, list{1, 2, 4, 5, 7, 8}));
    for (auto it = d.begin(); it != d.end(); ++it)
        if (*it % 2 == 0) it = d.insert(it, 100) + 1;
    CHECK(same_sequence(d, list{1, 100, 2, 100, 4, 5, 7, 100, 8}));
}

TEST_CASE("deque: moved from, valid and empty") {
    cairn::deque<support::counted<>> d{1, 2, 3};
    cairn::deque<support::counted<>> other(std::move(d));
    CHECK(d.empty()); // NOLINT(bugprone-use-after-move)
    CHECK(d.capacity() == 0);
    CHECK(d.begin() == d.end());
    d.push_back(4);
    d = std::move(other);
    CHECK(d.size() == 3);
    CHECK(other.empty()); // NOLINT(bugprone-use-after-move)
    other.rotate(2);
    other.clear();
    CHECK(support::misuses() == "");
}

// -- from itself ---------------------------------------------------------------------------------------

/// In states that differ in room and in where the elements lie.
template <class Operation>
void in_all_states(Operation operation) {
    for (std::size_t room = 0; room != 24; room += 3) {
        for (int shift = 0; shift != 8; ++shift) {
            cairn::deque<std::string> d;
            d.reserve(8 + room);
            for (int i = 0; i != shift; ++i) {
                d.push_back("");
                d.pop_front();
            }
            for (int i = 0; i != 8; ++i)
                d.push_back(std::to_string(i) + std::string(20, '.'));
            std::vector<std::string> model(d.begin(), d.end());
            operation(d, model);
            REQUIRE(same_sequence(d, model));
        }
    }
}

TEST_CASE("deque: takes from itself") {
    in_all_states([](auto& d, auto& model) {
        d.push_back(d.front());
        model.push_back(std::string(model.front()));
    });
    in_all_states([](auto& d, auto& model) {
        d.push_front(d.back());
        model.insert(model.begin(), std::string(model.back()));
    });
    in_all_states([](auto& d, auto& model) {
        d.insert(d.begin() + 3, d[5]);
        model.insert(model.begin() + 3, std::string(model[5]));
    });
    in_all_states([](auto& d, auto& model) {
        d.insert(d.begin() + 5, 3, d[2]);
        model.insert(model.begin() + 5, 3, std::string(model[2]));
    });
    in_all_states([](auto& d, auto& model) {
        d.insert(d.begin() + 2, d.begin() + 1, d.end());
        const std::vector<std::string> own(model.begin() + 1, model.end());
        model.insert(model.begin() + 2, own.begin(), own.end());
    });
    in_all_states([](auto& d, auto& model) {
        d.append_range(d);
        const std::vector<std::string> own(model);
        model.insert(model.end(), own.begin(), own.end());
    });
    in_all_states([](auto& d, auto& model) {
        d.prepend_range(std::as_const(d));
        const std::vector<std::string> own(model);
        model.insert(model.begin(), own.begin(), own.end());
    });
    in_all_states([](auto& d, auto& model) {
        d.resize(20, d[3]);
        model.resize(20, std::string(model[3]));
    });
    in_all_states([](auto& d, auto& model) {
        d.assign(5, d[3]);
        model.assign(5, std::string(model[3]));
    });
    in_all_states([](auto& d, auto& model) {
        d.assign(d.begin() + 2, d.begin() + 6);
        model = std::vector<std::string>(model.begin() + 2, model.begin() + 6);
    });
    in_all_states([](auto& d, auto& model) {
        (void)d.remove(d[3]); // the reference dies on the way
        model.erase(model.begin() + 3);
    });
    in_all_states([](auto& d, auto& model) {
        auto& self = d;
        d = self;
        d = std::move(self);
        d.swap(self);
        model.shrink_to_fit();
    });
}

TEST_CASE("deque: spans show what iterators show, and are written through") {
    cairn::deque<int> d;
    d.reserve(16);
    for (int i = 0; i != 12; ++i)
        d.push_back(i);
    d.rotate(-6);
    d.pop_front_n(2);
    for (int i = 0; i != 6; ++i)
        d.push_back(i);
    const auto [first, second] = d.segments();
    REQUIRE_FALSE(second.empty());
    REQUIRE(first.size() + second.size() == d.size());
    CHECK(&first.front() == &d.front());
    CHECK(&second.back() == &d.back());
    second.back() = 99;
    CHECK(d.back() == 99);
    const std::vector<int> before(d.begin(), d.end());
    const std::span<int> all = d.make_contiguous();
    CHECK(std::ranges::equal(all, before));
    const int* const data = d.make_contiguous().data();
    CHECK(data == all.data()); // nothing was left to do
    std::ranges::sort(all);
    CHECK(std::ranges::is_sorted(d));
}

} // namespace
