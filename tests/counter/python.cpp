// SPDX-License-Identifier: BSL-1.0
// cairn::counter does what CPython's collections.Counter did: every method and operator, recorded in
// traces/counter.trace and replayed with integers of three widths, strings and watched objects.

#include "support/catch.hpp"
#include "support/instance_counter.hpp"
#include "support/trace.hpp"

#include <cairn/counter.hpp>
#include <cairn/format.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using support::outcome;
using support::record;

template <class Key, class Hash>
struct state : support::elements_of<Key> {
    using counter = cairn::counter<Key, std::int64_t, Hash>;
    using support::elements_of<Key>::elements_of;

    [[nodiscard]] outcome contents() const { return this->listed_pairs(c); }

    /// The Counter that Python makes of a dict of these pairs: the last of equal keys wins.
    [[nodiscard]] counter made_of(std::span<const support::key_count> pairs) const {
        counter result;
        for (const auto& [key, n] : this->pairs(pairs))
            result.at_or_insert(key) = n;
        return result;
    }

    counter c;
};

/// Python's Counter with each method spelled in cairn.
template <class Key, class Hash>
support::player<state<Key, Hash>> player() {
    using S = state<Key, Hash>;
    using R = const record&;
    using counter = typename S::counter;
    support::player<S> p;

    // -- one key
    p.on("getitem", [](S& s, R r) { return outcome::number(s.c[s.element(r.key(0))]); });
    p.on("setitem", [](S& s, R r) {
        s.c.at_or_insert(s.element(r.key(0))) = r.number(1);
        return outcome::none();
    });
    p.on("increment", [](S& s, R r) { return s.c.add(s.element(r.key(0))), outcome::none(); });
    p.on("add", [](S& s, R r) {
        const std::int64_t sum = s.c.add(s.element(r.key(0)), r.number(1));
        CHECK(sum == s.c[s.element(r.key(0))]);
        return outcome::none();
    });
    p.on("delitem", [](S& s, R r) { return s.c.erase(s.element(r.key(0))), outcome::none(); });
    p.on("contains", [](S& s, R r) { return outcome::boolean(s.c.contains(s.element(r.key(0)))); });
    p.on("get", [](S& s, R r) {
        const auto at = s.c.find(s.element(r.key(0)));
        return at == s.c.end() ? outcome::none() : outcome::number(at->second);
    });
    p.on("setdefault", [](S& s, R r) {
        const Key key = s.element(r.key(0));
        if (!s.c.contains(key)) s.c.at_or_insert(key) = r.number(1);
        return outcome::number(s.c[key]);
    });
    p.on("pop", [](S& s, R r) {
        const std::optional<std::int64_t> count = s.c.pop(s.element(r.key(0)));
        return count ? outcome::number(*count) : outcome::error("KeyError");
    });
    p.on("pop_default", [](S& s, R r) {
        return outcome::number(s.c.pop(s.element(r.key(0))).value_or(r.number(1)));
    });
    p.on("popitem", [](S& s, R) {
        if (s.c.empty()) return outcome::error("KeyError");
        const auto [key, count] = s.c.popitem();
        return outcome::pair(s.index(key), count);
    });

    // -- many keys: a mapping is a counter or a range of pairs, in turn
    p.on("construct", [](S& s, R r) {
        s.c = counter(cairn::from_range, s.elements(r.keys(0)));
        return outcome::none();
    });
    p.on("construct_mapping", [](S& s, R r) {
        s.c = s.made_of(r.pairs(0));
        return outcome::none();
    });
    p.on("update", [](S& s, R r) { return s.c.update(s.elements(r.keys(0))), outcome::none(); });
    p.on("subtract",
         [](S& s, R r) { return s.c.subtract(s.elements(r.keys(0))), outcome::none(); });
    p.on("update_mapping", [](S& s, R r) {
        const counter other = s.made_of(r.pairs(0));
        if (other.size() % 2 == 0)
            s.c.update(other);
        else
            s.c.update(std::vector<std::pair<Key, std::int64_t>>(other.begin(), other.end()));
        return outcome::none();
    });
    p.on("subtract_mapping", [](S& s, R r) {
        const counter other = s.made_of(r.pairs(0));
        if (other.size() % 2 == 0)
            s.c.subtract(other);
        else
            s.c.subtract(std::vector<std::pair<Key, std::int64_t>>(other.begin(), other.end()));
        return outcome::none();
    });
    p.on("update_self", [](S& s, R) { return s.c.update(s.c), outcome::none(); });
    p.on("subtract_self", [](S& s, R) { return s.c.subtract(s.c), outcome::none(); });

    // -- multiset operators
    p.on("sum", [](S& s, R r) { return s.listed_pairs(s.c + s.made_of(r.pairs(0))); });
    p.on("difference", [](S& s, R r) { return s.listed_pairs(s.c - s.made_of(r.pairs(0))); });
    p.on("intersection", [](S& s, R r) { return s.listed_pairs(s.c & s.made_of(r.pairs(0))); });
    p.on("union", [](S& s, R r) { return s.listed_pairs(s.c | s.made_of(r.pairs(0))); });
    p.on("difference_from", [](S& s, R r) { return s.listed_pairs(s.made_of(r.pairs(0)) - s.c); });
    p.on("union_right", [](S& s, R r) { return s.listed_pairs(s.made_of(r.pairs(0)) | s.c); });
    p.on("iadd", [](S& s, R r) { return s.c += s.made_of(r.pairs(0)), outcome::none(); });
    p.on("isub", [](S& s, R r) { return s.c -= s.made_of(r.pairs(0)), outcome::none(); });
    p.on("iand", [](S& s, R r) { return s.c &= s.made_of(r.pairs(0)), outcome::none(); });
    p.on("iand_all_but", [](S& s, R r) {
        counter other = s.c;
        other.at_or_insert(s.element(r.key(0))) = r.number(1);
        return s.c &= other, outcome::none();
    });
    p.on("ior", [](S& s, R r) { return s.c |= s.made_of(r.pairs(0)), outcome::none(); });
    p.on("iadd_self", [](S& s, R) { return s.c += std::as_const(s.c), outcome::none(); });
    p.on("iand_self", [](S& s, R) { return s.c &= std::as_const(s.c), outcome::none(); });
    p.on("ior_self", [](S& s, R) { return s.c |= std::as_const(s.c), outcome::none(); });
    p.on("positive", [](S& s, R) { return s.listed_pairs(+s.c); });
    p.on("negative", [](S& s, R) { return s.listed_pairs(-s.c); });

    // -- comparison
    p.on("compare", [](S& s, R r) { return support::comparison(s.c, s.made_of(r.pairs(0))); });
    p.on("compare_changed", [](S& s, R r) {
        counter other = s.c;
        other.add(s.element(r.key(0)), r.number(1));
        return support::comparison(s.c, other);
    });

    // -- observation
    p.on("elements", [](S& s, R) { return s.listed(s.c.elements()); });
    p.on("most_common", [](S& s, R) { return s.listed_pairs(s.c.most_common()); });
    p.on("most_common_n", [](S& s, R r) { return s.listed_pairs(s.c.most_common(r.number(0))); });
    p.on("total", [](S& s, R) { return outcome::number(s.c.total()); });
    p.on("items", [](S& s, R) { return s.contents(); });
    p.on("keys", [](S& s, R) { return s.listed(s.c.keys()); });
    p.on("values", [](S& s, R) {
        const auto values = s.c.values();
        return outcome::numbers({values.begin(), values.end()});
    });
    p.on("len", [](S& s, R) { return outcome::number(s.c.size()); });
    p.on("bool", [](S& s, R) { return outcome::boolean(!s.c.empty()); });
    p.on("clear", [](S& s, R) { return s.c.clear(), outcome::none(); });
    p.on("copy", [](S& s, R) {
        const counter copy = s.c;
        s.c = copy;
        return outcome::none();
    });
    p.on("repr", [](S& s, R) { return outcome::text(cairn::repr(s.c)); });
    return p;
}

/// Replays what a counter of these keys can play, out of at most so many keys.
template <class Key, class Hash = cairn::hash<Key>>
std::size_t replayed(const support::trace& trace, std::uint64_t distinct = 1'000'000) {
    return support::replay(trace, player<Key, Hash>(), [distinct](const support::sequence& s) {
        return s.keys->strings() == std::is_same_v<Key, std::string> && s.keys->size() <= distinct;
    });
}

/// Half of all keys collide.
struct poor_hash {
    template <class Key>
    std::size_t operator()(const Key& key) const {
        return std::hash<Key>{}(key) % 2;
    }
};

using watched = support::counted<struct python_tag>;

} // namespace

TEST_CASE("counter: does what Python's does", "[counter][python]") {
    const support::trace trace("counter");
    CHECK(replayed<std::int64_t>(trace) + replayed<std::string>(trace) == trace.operations());
    CHECK(trace.operations() >= 200'000);
}

TEST_CASE("counter: does so with small keys", "[counter][python]") {
    const support::trace trace("counter");
    CHECK(replayed<std::int16_t>(trace) > 0);
    CHECK(replayed<std::int8_t>(trace, 200) > 0);
}

TEST_CASE("counter: touches only live elements when keys collide", "[counter][python]") {
    const support::trace trace("counter");
    CHECK(replayed<watched, poor_hash>(trace, 200) > 0);
    CHECK(watched::counts().live == 0);
    CHECK(support::misuses() == "");
}
