// SPDX-License-Identifier: BSL-1.0
// cairn::dict and cairn::ordered_set do what CPython's dict and OrderedDict did: every method, operator
// and view, recorded in traces/dict.trace and replayed with integers, strings and watched objects.

#include "support/catch.hpp"
#include "support/instance_counter.hpp"
#include "support/trace.hpp"

#include <cairn/dict.hpp>
#include <cairn/format.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using support::outcome;
using support::record;

// The variants of the trace; cairn's dict plays the first two, as it has the methods of both.
enum variant : std::uint64_t { dict, ordered_dict, ordered_set };

/// The position that Python's index means in something of this size, if there is one.
std::optional<std::size_t> position(std::int64_t i, std::size_t size) {
    if (i < 0) i += static_cast<std::int64_t>(size);
    if (i < 0 || i >= static_cast<std::int64_t>(size)) return std::nullopt;
    return static_cast<std::size_t>(i);
}

outcome done_or_key_error(bool done) { return done ? outcome::none() : outcome::error("KeyError"); }

/// What maps and sets are recorded with alike. State has `d`, element() and listed().
template <class S>
void play_both(support::player<S>& p) {
    using R = const record&;
    using keys = cairn::ordered_set<typename S::key_type, typename S::hash>;

    p.on("contains", [](S& s, R r) { return outcome::boolean(s.d.contains(s.element(r.key(0)))); });
    p.on("len", [](S& s, R) { return outcome::number(s.d.size()); });
    p.on("bool", [](S& s, R) { return outcome::boolean(!s.d.empty()); });
    p.on("keys", [](S& s, R) { return s.listed(s.keys()); });
    p.on("reversed", [](S& s, R) { return s.listed(s.keys() | std::views::reverse); });
    p.on("clear", [](S& s, R) { return s.d.clear(), outcome::none(); });
    p.on("copy", [](S& s, R) {
        const auto copy = s.d;
        s.d = copy;
        return outcome::none();
    });
    p.on("move_to_end",
         [](S& s, R r) { return done_or_key_error(s.d.move_to_end(s.element(r.key(0)))); });
    p.on("move_to_begin",
         [](S& s, R r) { return done_or_key_error(s.d.move_to_end(s.element(r.key(0)), false)); });

    // The algebra of keys: of the views in Python, of ordered sets here.
    p.on("keys_and", [](S& s, R r) {
        keys result(cairn::from_range, s.keys());
        const keys other(cairn::from_range, s.elements(r.keys(0)));
        erase_if(result, [&](const auto& key) { return !other.contains(key); });
        return s.listed(result);
    });
    p.on("keys_or", [](S& s, R r) {
        keys result(cairn::from_range, s.keys());
        result.insert_range(s.elements(r.keys(0)));
        return s.listed(result);
    });
    p.on("keys_sub", [](S& s, R r) {
        keys result(cairn::from_range, s.keys());
        for (const auto& key : s.elements(r.keys(0)))
            result.erase(key);
        return s.listed(result);
    });
    p.on("keys_xor", [](S& s, R r) {
        keys result(cairn::from_range, s.keys());
        for (const auto& key : keys(cairn::from_range, s.elements(r.keys(0))))
            if (result.erase(key) == 0) result.insert(key);
        return s.listed(result);
    });
    p.on("is_subset", [](S& s, R r) {
        const keys other(cairn::from_range, s.elements(r.keys(0)));
        return outcome::boolean(
            std::ranges::all_of(s.keys(), [&](const auto& key) { return other.contains(key); }));
    });
    p.on("is_superset", [](S& s, R r) {
        return outcome::boolean(std::ranges::all_of(
            s.elements(r.keys(0)), [&](const auto& key) { return s.d.contains(key); }));
    });
    p.on("is_disjoint", [](S& s, R r) {
        return outcome::boolean(std::ranges::none_of(
            s.elements(r.keys(0)), [&](const auto& key) { return s.d.contains(key); }));
    });
}

// -- dict ------------------------------------------------------------------------------------------

template <class Key, class Hash>
struct map_state : support::elements_of<Key> {
    using key_type = Key;
    using hash = Hash;
    using map = cairn::dict<Key, std::int64_t, Hash>;
    using support::elements_of<Key>::elements_of;

    [[nodiscard]] outcome contents() const { return this->listed_pairs(d); }
    [[nodiscard]] auto keys() const { return d.keys(); }

    /// The dict that Python makes of pairs: the last of equal keys wins.
    [[nodiscard]] map made_of(std::span<const support::key_count> pairs) const {
        map result;
        result.update(this->pairs(pairs));
        return result;
    }
    outcome popitem(bool last) {
        if (d.empty()) return outcome::error("KeyError");
        const auto [key, value] = d.popitem(last);
        return outcome::pair(this->index(key), value);
    }
    [[nodiscard]] outcome found(const std::int64_t* value) const {
        return value != nullptr ? outcome::number(*value) : outcome::none();
    }

    map d;
};

template <class Key, class Hash>
support::player<map_state<Key, Hash>> map_player() {
    using S = map_state<Key, Hash>;
    using R = const record&;
    support::player<S> p;
    play_both(p);

    // -- one key
    p.on("getitem", [](S& s, R r) {
        const Key key = s.element(r.key(0));
        if (s.d.contains(key)) return outcome::number(s.d.at(key));
        CHECK_THROWS_AS(s.d.at(key), std::out_of_range);
        return outcome::error("KeyError");
    });
    p.on("setitem", [](S& s, R r) {
        if (r.number(1) % 2 == 0) // both spellings, in turn
            s.d[s.element(r.key(0))] = r.number(1);
        else
            s.d.insert_or_assign(s.element(r.key(0)), r.number(1));
        return outcome::none();
    });
    p.on("delitem",
         [](S& s, R r) { return done_or_key_error(s.d.erase(s.element(r.key(0))) == 1); });
    p.on("get", [](S& s, R r) { return s.found(s.d.get(s.element(r.key(0)))); });
    p.on("get_default",
         [](S& s, R r) { return outcome::number(s.d.get_or(s.element(r.key(0)), r.number(1))); });
    p.on("setdefault", [](S& s, R r) {
        return outcome::number(s.d.setdefault(s.element(r.key(0)), r.number(1)));
    });
    p.on("pop", [](S& s, R r) {
        const std::optional<std::int64_t> value = s.d.pop(s.element(r.key(0)));
        return value ? outcome::number(*value) : outcome::error("KeyError");
    });
    p.on("pop_default", [](S& s, R r) {
        return outcome::number(s.d.pop(s.element(r.key(0))).value_or(r.number(1)));
    });
    p.on("popitem", [](S& s, R) { return s.popitem(true); });
    p.on("popitem_first", [](S& s, R) { return s.popitem(false); });
    p.on("nth", [](S& s, R r) {
        const auto at = position(r.number(0), s.d.size());
        if (!at) return outcome::error("IndexError");
        const auto& [key, value] = *s.d.nth(*at);
        return outcome::pair(s.index(key), value);
    });

    // -- many keys
    p.on("update", [](S& s, R r) { return s.d.update(s.made_of(r.pairs(0))), outcome::none(); });
    p.on("update_pairs",
         [](S& s, R r) { return s.d.update(s.pairs(r.pairs(0))), outcome::none(); });
    p.on("update_self", [](S& s, R) { return s.d.update(s.d), outcome::none(); });
    p.on("union", [](S& s, R r) {
        s.d = s.d | s.made_of(r.pairs(0));
        return s.contents();
    });
    p.on("union_right", [](S& s, R r) {
        s.d = s.made_of(r.pairs(0)) | s.d;
        return s.contents();
    });
    p.on("ior", [](S& s, R r) {
        s.d |= s.made_of(r.pairs(0));
        return outcome::none();
    });
    p.on("ior_pairs", [](S& s, R r) { return s.d.update(s.pairs(r.pairs(0))), outcome::none(); });
    p.on("construct", [](S& s, R r) {
        s.d = s.made_of(r.pairs(0));
        return outcome::none();
    });
    p.on("fromkeys", [](S& s, R r) {
        typename S::map made;
        for (const Key& key : s.elements(r.keys(0)))
            made.try_emplace(key, r.number(1));
        s.d = std::move(made);
        return outcome::none();
    });

    // -- comparison
    p.on("equal", [](S& s, R r) { return outcome::boolean(s.d == s.made_of(r.pairs(0))); });
    p.on("equal_reversed", [](S& s, R) {
        return outcome::boolean(s.d == typename S::map(s.d.rbegin(), s.d.rend()));
    });
    p.on("equal_changed", [](S& s, R r) {
        auto other = s.d;
        other[s.element(r.key(0))] = r.number(1);
        return outcome::boolean(s.d == other);
    });

    // -- views
    p.on("values",
         [](S& s, R) { return outcome::numbers({s.d.values().begin(), s.d.values().end()}); });
    p.on("items", [](S& s, R) { return s.contents(); });
    p.on("contains_item", [](S& s, R r) {
        const auto at = s.d.find(s.element(r.key(0)));
        return outcome::boolean(at != s.d.end() && at->second == r.number(1));
    });
    p.on("repr", [](S& s, R) { return outcome::text(cairn::repr(s.d)); });
    return p;
}

// -- ordered_set -----------------------------------------------------------------------------------

template <class Key, class Hash>
struct set_state : support::elements_of<Key> {
    using key_type = Key;
    using hash = Hash;
    using set = cairn::ordered_set<Key, Hash>;
    using support::elements_of<Key>::elements_of;

    // The trace has a dict of zeros where we have a set.
    [[nodiscard]] outcome contents() const {
        return this->listed_pairs(std::views::transform(
            d, [](const Key& key) { return std::pair<const Key&, int>(key, 0); }));
    }
    [[nodiscard]] const set& keys() const { return d; }
    [[nodiscard]] set made_of(std::span<const support::key_index> keys) const {
        return set(cairn::from_range, this->elements(keys));
    }
    outcome popitem(bool last) {
        return d.empty() ? outcome::error("KeyError") : outcome::key(this->index(d.popitem(last)));
    }

    set d;
};

template <class Key, class Hash>
support::player<set_state<Key, Hash>> set_player() {
    using S = set_state<Key, Hash>;
    using set = typename S::set;
    using R = const record&;
    support::player<S> p;
    play_both(p);

    p.on("set_add",
         [](S& s, R r) { return outcome::boolean(s.d.insert(s.element(r.key(0))).second); });
    p.on("set_discard",
         [](S& s, R r) { return outcome::boolean(s.d.erase(s.element(r.key(0))) == 1); });
    p.on("set_remove",
         [](S& s, R r) { return done_or_key_error(s.d.erase(s.element(r.key(0))) == 1); });
    p.on("set_pop", [](S& s, R) { return s.popitem(true); });
    p.on("set_pop_first", [](S& s, R) { return s.popitem(false); });
    p.on("nth_key", [](S& s, R r) {
        const auto at = position(r.number(0), s.d.size());
        return at ? outcome::key(s.index(*s.d.nth(*at))) : outcome::error("IndexError");
    });

    p.on("set_update",
         [](S& s, R r) { return s.d.insert_range(s.elements(r.keys(0))), outcome::none(); });
    p.on("set_construct", [](S& s, R r) {
        s.d = s.made_of(r.keys(0));
        return outcome::none();
    });
    p.on("set_union", [](S& s, R r) {
        set result = s.d;
        result.insert_range(s.elements(r.keys(0)));
        return s.listed(result);
    });
    p.on("set_intersection", [](S& s, R r) {
        set result = s.d;
        erase_if(result,
                 [other = s.made_of(r.keys(0))](const Key& key) { return !other.contains(key); });
        return s.listed(result);
    });
    p.on("set_difference", [](S& s, R r) {
        set result = s.d;
        for (const Key& key : s.elements(r.keys(0)))
            result.erase(key);
        return s.listed(result);
    });
    p.on("set_symmetric_difference", [](S& s, R r) {
        set result = s.d;
        for (const Key& key : s.made_of(r.keys(0)))
            if (result.erase(key) == 0) result.insert(key);
        return s.listed(result);
    });
    p.on("set_equal", [](S& s, R r) { return outcome::boolean(s.d == s.made_of(r.keys(0))); });
    p.on("set_equal_reversed",
         [](S& s, R) { return outcome::boolean(s.d == set(s.d.rbegin(), s.d.rend())); });
    return p;
}

/// Replays what a dict and an ordered_set with these keys can play, out of at most so many keys.
template <class Key, class Hash = cairn::hash<Key>>
std::size_t replayed(const support::trace& trace, std::uint64_t distinct = 1'000'000) {
    const auto ours = [distinct](const support::sequence& s) {
        return s.keys->strings() == std::is_same_v<Key, std::string> && s.keys->size() <= distinct;
    };
    return support::replay(trace, map_player<Key, Hash>(),
                           [&](const auto& s) { return ours(s) && s.variant != ordered_set; }) +
           support::replay(trace, set_player<Key, Hash>(),
                           [&](const auto& s) { return ours(s) && s.variant == ordered_set; });
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

TEST_CASE("dict: does what Python's does", "[dict][python]") {
    const support::trace trace("dict");
    CHECK(replayed<std::int64_t>(trace) + replayed<std::string>(trace) == trace.operations());
    CHECK(trace.operations() >= 200'000);
}

// Every look-up compares, and every collision moves what it may not lose.
TEST_CASE("dict: touches only live elements when keys collide", "[dict][python]") {
    const support::trace trace("dict");
    CHECK(replayed<watched, poor_hash>(trace, 200) > 0);
    CHECK(watched::counts().live == 0);
    CHECK(support::misuses() == "");
}
