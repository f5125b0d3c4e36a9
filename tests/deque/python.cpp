// SPDX-License-Identifier: BSL-1.0
// cairn::deque and cairn::bounded_deque do what CPython's collections.deque did: every method and
// operator, recorded in traces/deque.trace and replayed with integers, strings and watched objects.

#include "support/catch.hpp"
#include "support/instance_counter.hpp"
#include "support/trace.hpp"

#include <cairn/deque.hpp>
#include <cairn/format.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using support::outcome;
using support::record;

constexpr std::uint64_t unbounded = 0; // the variant n + 1 is deque(maxlen=n)

template <class Deque>
struct state : support::elements_of<typename Deque::value_type> {
    using value_type = typename Deque::value_type;
    static constexpr bool bounded = requires(Deque q) { q.maxlen(); };

    explicit state(const support::sequence& s) : support::elements_of<value_type>(s), d(empty(s)) {}

    [[nodiscard]] outcome contents() const { return this->listed(d); }

    static Deque empty(const support::sequence& s) {
        if constexpr (bounded)
            return Deque(static_cast<std::size_t>(s.variant - 1));
        else
            return Deque();
    }

    // -- what Python adds to positions

    [[nodiscard]] std::ptrdiff_t length() const { return static_cast<std::ptrdiff_t>(d.size()); }

    /// The position that Python's index means, if there is one.
    [[nodiscard]] std::optional<std::size_t> position(std::int64_t i) const {
        if (i < 0) i += length();
        if (i < 0 || i >= length()) return std::nullopt;
        return static_cast<std::size_t>(i);
    }
    /// The place that Python's insert(i, x) means: clamped, and never refused.
    [[nodiscard]] auto place(std::int64_t i) const {
        if (i < 0) i = std::max<std::int64_t>(i + length(), 0);
        return d.begin() + std::min<std::int64_t>(i, length());
    }

    // -- other deques, of the same type; the bound never matters to a comparison

    [[nodiscard]] static Deque made_of(const std::vector<value_type>& elements) {
        if constexpr (bounded)
            return Deque(elements.size(), cairn::from_range, elements);
        else
            return Deque(cairn::from_range, elements);
    }
    [[nodiscard]] outcome maxlen() const {
        if constexpr (bounded)
            return outcome::number(d.maxlen());
        else
            return outcome::none();
    }

    Deque d;
};

outcome found(std::optional<std::size_t> index) {
    return index ? outcome::number(*index) : outcome::error("ValueError");
}

/// Python's deque with each method spelled in cairn.
template <class Deque>
support::player<state<Deque>> player() {
    using S = state<Deque>;
    using R = const record&;
    support::player<S> p;

    // -- the ends
    p.on("append", [](S& s, R r) { return s.d.push_back(s.element(r.key(0))), outcome::none(); });
    p.on("appendleft",
         [](S& s, R r) { return s.d.push_front(s.element(r.key(0))), outcome::none(); });
    p.on("pop", [](S& s, R) {
        return s.d.empty() ? outcome::error("IndexError") : outcome::key(s.index(s.d.take_back()));
    });
    p.on("popleft", [](S& s, R) {
        return s.d.empty() ? outcome::error("IndexError") : outcome::key(s.index(s.d.take_front()));
    });
    p.on("extend",
         [](S& s, R r) { return s.d.append_range(s.elements(r.keys(0))), outcome::none(); });
    p.on("extendleft", [](S& s, R r) {
        const auto elements = s.elements(r.keys(0));
        s.d.prepend_range(elements | std::views::reverse);
        return outcome::none();
    });
    p.on("extend_self", [](S& s, R) { return s.d.append_range(s.d), outcome::none(); });
    p.on("extendleft_self", [](S& s, R) {
        const Deque copy = s.d;
        s.d.prepend_range(copy | std::views::reverse);
        return outcome::none();
    });

    // -- by position
    p.on("getitem", [](S& s, R r) {
        const auto at = s.position(r.number(0));
        if (!at) {
            CHECK_THROWS_AS(s.d.at(s.d.size()), std::out_of_range);
            return outcome::error("IndexError");
        }
        return outcome::key(s.index(s.d[*at]));
    });
    p.on("setitem", [](S& s, R r) {
        const auto at = s.position(r.number(0));
        if (!at) return outcome::error("IndexError");
        s.d[*at] = s.element(r.key(1));
        return outcome::none();
    });
    p.on("delitem", [](S& s, R r) {
        const auto at = s.position(r.number(0));
        if (!at) return outcome::error("IndexError");
        s.d.erase(s.d.begin() + static_cast<std::ptrdiff_t>(*at));
        return outcome::none();
    });
    p.on("insert", [](S& s, R r) {
        if constexpr (S::bounded) {
            if (s.d.full()) {
                CHECK_THROWS_AS(s.d.insert(s.place(r.number(0)), s.element(r.key(1))),
                                std::length_error);
                return outcome::error("IndexError");
            }
        }
        s.d.insert(s.place(r.number(0)), s.element(r.key(1)));
        return outcome::none();
    });
    p.on("rotate", [](S& s, R r) { return s.d.rotate(r.number(0)), outcome::none(); });
    p.on("rotate_once", [](S& s, R) { return s.d.rotate(1), outcome::none(); });

    // -- by value
    p.on("remove", [](S& s, R r) {
        return s.d.remove(s.element(r.key(0))) ? outcome::none() : outcome::error("ValueError");
    });
    p.on("count",
         [](S& s, R r) { return outcome::number(std::ranges::count(s.d, s.element(r.key(0)))); });
    p.on("index", [](S& s, R r) { return found(s.d.index_of(s.element(r.key(0)))); });
    p.on("index_from",
         [](S& s, R r) { return found(s.d.index_of(s.element(r.key(0)), r.number(1))); });
    p.on("index_between", [](S& s, R r) {
        return found(s.d.index_of(s.element(r.key(0)), r.number(1), r.number(2)));
    });
    p.on("contains", [](S& s, R r) { return outcome::boolean(s.d.contains(s.element(r.key(0)))); });

    // -- as a whole
    p.on("construct", [](S& s, R r) {
        const auto elements = s.elements(r.keys(0));
        if constexpr (S::bounded)
            s.d = Deque(s.d.maxlen(), cairn::from_range, elements);
        else
            s.d = Deque(cairn::from_range, elements);
        return outcome::none();
    });
    p.on("clear", [](S& s, R) { return s.d.clear(), outcome::none(); });
    p.on("reverse", [](S& s, R) { return std::ranges::reverse(s.d), outcome::none(); });
    p.on("copy", [](S& s, R) {
        const Deque copy = s.d;
        s.d = copy;
        return s.maxlen();
    });
    p.on("add", [](S& s, R r) {
        Deque sum = s.d;
        sum.append_range(s.elements(r.keys(0)));
        s.d = std::move(sum);
        return s.maxlen();
    });
    p.on("iadd",
         [](S& s, R r) { return s.d.append_range(s.elements(r.keys(0))), outcome::none(); });
    p.on("iadd_self", [](S& s, R) { return s.d.append_range(s.d), outcome::none(); });
    for (const char* product : {"mul", "rmul", "imul"})
        p.on(product, [](S& s, R r) { return s.d.repeat(r.number(0)), outcome::none(); });

    // -- comparison
    p.on("compare",
         [](S& s, R r) { return support::comparison(s.d, S::made_of(s.elements(r.keys(0)))); });
    p.on("compare_prefix", [](S& s, R r) {
        // list(d)[:n]: a negative n counts from the end, and both ends are clamped.
        std::vector<typename S::value_type> other(s.d.cbegin(), s.place(r.number(0)));
        other.push_back(s.element(r.key(1)));
        return support::comparison(s.d, S::made_of(other));
    });
    p.on("compare_equal", [](S& s, R) { return support::comparison(s.d, Deque(s.d)); });

    // -- observation
    p.on("iterate", [](S& s, R) { return s.contents(); });
    p.on("reversed",
         [](S& s, R) { return s.listed(std::ranges::subrange(s.d.rbegin(), s.d.rend())); });
    p.on("len", [](S& s, R) { return outcome::number(s.d.size()); });
    p.on("bool", [](S& s, R) { return outcome::boolean(!s.d.empty()); });
    p.on("maxlen", [](S& s, R) { return s.maxlen(); });
    p.on("repr", [](S& s, R) { return outcome::text(cairn::repr(s.d)); });
    return p;
}

/// Replays the sequences that this deque can play: by bound, and by kind of key.
template <class Deque>
std::size_t replayed(const support::trace& trace) {
    return support::replay(trace, player<Deque>(), [](const support::sequence& s) {
        return (s.variant != unbounded) == state<Deque>::bounded &&
               s.keys->strings() == std::is_same_v<typename Deque::value_type, std::string>;
    });
}

using watched = support::counted<struct python_tag>;

} // namespace

TEST_CASE("deque: does what Python's does", "[deque][python]") {
    const support::trace trace("deque");
    const std::size_t unbounded_ones =
        replayed<cairn::deque<std::int64_t>>(trace) + replayed<cairn::deque<std::string>>(trace);
    const std::size_t bounded_ones = replayed<cairn::bounded_deque<std::int64_t>>(trace) +
                                     replayed<cairn::bounded_deque<std::string>>(trace);
    CHECK(unbounded_ones + bounded_ones == trace.operations());
    CHECK(trace.operations() >= 200'000);
    CHECK(bounded_ones >= 50'000);
}

TEST_CASE("deque: touches only live elements on the way", "[deque][python]") {
    const support::trace trace("deque");
    CHECK(replayed<cairn::deque<watched>>(trace) > 0);
    CHECK(replayed<cairn::bounded_deque<watched>>(trace) > 0);
    CHECK(watched::counts().live == 0);
    CHECK(support::misuses() == "");
}
