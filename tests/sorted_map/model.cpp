// SPDX-License-Identifier: BSL-1.0
// Random operations on sorted_map and sorted_multimap beside std::map and std::multimap. Results are
// compared after each operation, the whole contents after every few; at CAIRN_HARDENED=2 the containers
// verify their own invariants too.

#include <cairn/sorted_map.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/instance_counter.hpp"
#include "support/misuse.hpp"
#include "support/model.hpp"
#include "support/random.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

// -- the worlds: how numbers are spelled as keys and values --------------------------------------------

template <class Key, class Value, class Compare = std::less<>, class Oracle = Compare>
struct world {
    using key_type = Key;
    using mapped_type = Value;
    using compare = Compare;
    using oracle_compare = Oracle;
};

struct numbers : world<std::uint64_t, std::uint64_t> {
    static std::uint64_t key(int id) {
        return static_cast<std::uint64_t>(id) * 0x9e3779b97f4a7c15u;
    }
    static std::uint64_t value(int v) { return static_cast<std::uint64_t>(v); }
    static int number(std::uint64_t v) { return static_cast<int>(v); }
};

/// Texts that differ in their first eight characters, behind them, or in their length only.
struct strings : world<std::string, std::string> {
    static std::string key(int id) {
        const std::string digits = std::to_string(id);
        switch (id % 4) {
        case 0:
            return digits;
        case 1:
            return "prefix of all " + digits;
        case 2:
            return std::string(static_cast<std::size_t>(id % 37), 'z');
        default:
            return "1234567" + digits;
        }
    }
    static std::string value(int v) { return std::to_string(v); }
    static int number(const std::string& v) { return std::stoi(v); }
};

struct move_only : world<std::uint64_t, std::unique_ptr<int>> {
    static std::uint64_t key(int id) { return static_cast<std::uint64_t>(id); }
    static std::unique_ptr<int> value(int v) { return std::make_unique<int>(v); }
    static int number(const std::unique_ptr<int>& v) { return *v; }
};

/// The move of a value might throw: entries live alone, and leaves point to them.
struct boxed : world<std::uint64_t, support::loose_move> {
    static std::uint64_t key(int id) { return ~static_cast<std::uint64_t>(id); }
    static support::loose_move value(int v) { return {v}; }
    static int number(const support::loose_move& v) { return v.value; }
};

struct wide : world<std::int32_t, std::array<std::uint64_t, 8>> {
    static std::int32_t key(int id) { return id % 2 == 0 ? id : -id; }
    static std::array<std::uint64_t, 8> value(int v) {
        std::array<std::uint64_t, 8> all;
        all.fill(static_cast<std::uint64_t>(v));
        return all;
    }
    static int number(const std::array<std::uint64_t, 8>& v) {
        return v.front() == v.back() ? static_cast<int>(v.front()) : -1;
    }
};

struct pairs : world<std::pair<int, std::string>, int> {
    static std::pair<int, std::string> key(int id) { return {id / 8, std::to_string(id % 8)}; }
    static int value(int v) { return v; }
    static int number(int v) { return v; }
};

/// Trivial keys of 40 bytes, of which nodes hold copies: few fit, so trees grow high soon.
struct coordinates {
    std::array<std::int64_t, 5> at;
    friend auto operator<=>(const coordinates&, const coordinates&) = default;
};
struct high : world<coordinates, int> {
    static coordinates key(int id) { return {{0, id / 100, id % 7, id, 1}}; }
    static int value(int v) { return v; }
    static int number(int v) { return v; }
};

/// Backwards, and of negative numbers too.
struct backwards : world<double, int, std::greater<>> {
    static double key(int id) { return (id % 3 - 1) * (0.5 + id); }
    static int value(int v) { return v; }
    static int number(int v) { return v; }
};

/// Ordered by one member. Different people of one age are equivalent.
struct person {
    std::string name;
    int age;
    friend bool operator==(const person&, const person&) = default;
};
struct younger {
    bool operator()(const person& a, const person& b) const { return a.age < b.age; }
};
struct people : world<person, int, cairn::by<&person::age>, younger> {
    static person key(int id) { return {"person " + std::to_string(id), id / 2}; }
    static int value(int v) { return v; }
    static int number(int v) { return v; }
};

/// Keys and values that watch their own lives.
struct watched : world<support::counted<>, support::counted<>> {
    static support::counted<> key(int id) { return {id}; }
    static support::counted<> value(int v) { return {v}; }
    static int number(const support::counted<>& v) { return v.value(); }
};

// -- one run -------------------------------------------------------------------------------------------

template <class World, bool Unique>
class run {
    using key_type = typename World::key_type;
    using mapped_type = typename World::mapped_type;
    using compare_type = typename World::compare;
    using map = cairn::sorted_map<key_type, mapped_type, compare_type>;
    using multimap = cairn::sorted_multimap<key_type, mapped_type, compare_type>;
    using map_oracle = std::map<key_type, int, typename World::oracle_compare>;
    using multimap_oracle = std::multimap<key_type, int, typename World::oracle_compare>;

    using container = std::conditional_t<Unique, map, multimap>;
    using oracle = std::conditional_t<Unique, map_oracle, multimap_oracle>;
    using iterator = typename container::iterator;
    using loose = std::pair<key_type, mapped_type>;
    static constexpr bool copies = std::is_copy_constructible_v<mapped_type>;
    using tag_type = typename container::sorted_tag;

public:
    run(std::uint64_t seed, int keys, std::size_t most) : random_(seed), keys_(keys), most_(most) {}

    void operator()(std::size_t operations) {
        for (done_ = 0; done_ != operations; ++done_) {
            if (done_ % 2048 == 0)
                erasures_ = random_.between(5U, 60U); // grow for a while, then shrink
            step();
            check(actual_.size() == model_.size(), "size");
            check(actual_.empty() == model_.empty(), "empty");
            if (done_ % 64 == 0) compare(actual_, model_);
        }
        compare(actual_, model_);
    }

    /// Begins with n entries.
    void load(int n) {
        std::vector<loose> entries;
        for (int i = 0; i != n; ++i)
            entries.emplace_back(World::key(any()), World::value(i));
        for (const auto& [key, value] : entries)
            model_.emplace(key, World::number(value));
        actual_.insert(std::move_iterator(entries.begin()), std::move_iterator(entries.end()));
        compare(actual_, model_);
    }

private:
    void check(bool as_expected, const char* what) {
        if (!as_expected) FAIL(what << " at operation " << done_ << ", " << random_.describe());
    }
    template <class Entry, class Expected>
    static bool same(const Entry& entry, const Expected& expected) {
        return entry.first == expected.first && World::number(entry.second) == expected.second;
    }

    template <class Container, class Oracle>
    void compare(Container& actual, const Oracle& model) {
        check(actual.size() == model.size(), "size of all");
        auto at = actual.cbegin();
        auto keys = actual.keys().begin();
        auto values = std::as_const(actual).values().begin();
        for (const auto& expected : model) {
            check(at != actual.cend(), "too few entries");
            check(same(*at, expected), "an entry");
            check(*keys++ == expected.first, "keys()");
            check(World::number(*values++) == expected.second, "values()");
            ++at;
        }
        check(at == actual.cend(), "too many entries");
        for (auto back = model.rbegin(); back != model.rend(); ++back)
            check(same(*--at, *back), "an entry, backwards");
        check(at == actual.cbegin(), "the way back");
        auto expected = model.begin();
        for (const auto& segment : std::as_const(actual).segments()) {
            check(segment.size() != 0, "an empty segment");
            for (const auto& entry : segment)
                check(same(entry, *expected++), "an entry of a segment");
        }
        check(expected == model.end(), "segments are all there is");
    }

    // -- what to do it with --

    int any() { return random_.below(keys_); }
    key_type any_key() { return World::key(any()); }
    /// A key that is there, or any at all if none is.
    key_type present() {
        return model_.empty() ? any_key() : model_at(random_.below(model_.size()))->first;
    }
    auto model_at(std::size_t index) {
        return index * 2 > model_.size()
                   ? std::prev(model_.end(), static_cast<std::ptrdiff_t>(model_.size() - index))
                   : std::next(model_.begin(), static_cast<std::ptrdiff_t>(index));
    }
    template <class Position>
    std::size_t index_in_model(Position at) {
        return static_cast<std::size_t>(std::distance(
            typename oracle::const_iterator(model_.begin()), typename oracle::const_iterator(at)));
    }

    void step() {
        if (random_.chance(erasures_) || actual_.size() > most_) {
            remove();
        } else if (random_.chance(50)) {
            insert();
        } else if (random_.chance(50)) {
            look();
        } else if (random_.chance(40)) {
            count();
        } else if (random_.chance(40)) {
            write();
        } else if (random_.chance(70)) {
            insert_many();
        } else {
            exchange();
        }
    }

    // -- one entry in --

    static iterator place(const std::pair<iterator, bool>& result) { return result.first; }
    static iterator place(iterator result) { return result; }
    template <class Expected>
    void inserted(iterator at, Expected expected) {
        check(at != actual_.end() && same(*at, *expected), "the inserted entry");
        check(actual_.index_of(at) == index_in_model(expected), "its position");
    }

    void insert() {
        const key_type key = any_key();
        const int v = static_cast<int>(done_ % 100'000);
        const std::size_t before = model_.size();
        const std::size_t hint =
            random_.chance(50) ? actual_.rank_upper(key) : random_.below(before + 1);
        iterator at;
        typename oracle::iterator expected;
        std::optional<bool> fresh; // where that is told
        const auto fresh_of = [&](const auto& result) {
            if constexpr (Unique) fresh = result.second;
            return place(result);
        };
        const auto model_insert = [&] {
            if constexpr (Unique) {
                return model_.try_emplace(key, v).first;
            } else {
                return model_.emplace(key, v);
            }
        };
        const auto model_hint = [&] { return model_.emplace_hint(model_at(hint), key, v); };
        switch (random_.below(Unique ? 13 : 6)) {
        case 0:
            at = fresh_of(actual_.insert(loose(key, World::value(v))));
            expected = model_insert();
            break;
        case 1:
            at = fresh_of(actual_.emplace(key, World::value(v)));
            expected = model_insert();
            break;
        case 2: {
            typename container::value_type entry(key, World::value(v));
            at = fresh_of(actual_.insert(std::move(entry)));
            expected = model_insert();
            break;
        }
        case 3:
            at = actual_.emplace_hint(actual_.nth(hint), key, World::value(v));
            expected = model_hint();
            break;
        case 4:
            at = actual_.insert(actual_.nth(hint), loose(key, World::value(v)));
            expected = model_hint();
            break;
        case 5:
            at = fresh_of(actual_.emplace(std::piecewise_construct, std::forward_as_tuple(key),
                                          std::forward_as_tuple(World::value(v))));
            expected = model_insert();
            break;
        default:
            if constexpr (Unique) insert_unique(key, v, hint, at, expected);
            break;
        }
        if (fresh) check(*fresh == (model_.size() != before), "insertion: new or not");
        inserted(at, expected);
    }

    void insert_unique(const key_type& key, int v, std::size_t hint, iterator& at,
                       typename oracle::iterator& expected) {
        bool assigns = true;
        const bool fresh = !model_.contains(key);
        const auto result = [&](const std::pair<iterator, bool>& made) {
            check(made.second == fresh, "insertion: new or not");
            return made.first;
        };
        switch (random_.below(7)) {
        case 0:
            at = result(actual_.try_emplace(key, World::value(v)));
            assigns = false;
            break;
        case 1:
            at = actual_.try_emplace(actual_.nth(hint), key, World::value(v));
            assigns = false;
            break;
        case 2:
            at = result(actual_.insert_or_assign(key, World::value(v)));
            break;
        case 3:
            at = actual_.insert_or_assign(actual_.nth(hint), key, World::value(v));
            break;
        case 4:
            actual_[key] = World::value(v);
            at = actual_.find(key);
            break;
        case 5: {
            key_type moved(key);
            actual_[std::move(moved)] = World::value(v);
            at = actual_.find(key);
            break;
        }
        default:
            actual_.setdefault(key, World::value(v));
            at = actual_.find(key);
            assigns = false;
            break;
        }
        expected =
            assigns ? model_.insert_or_assign(key, v).first : model_.try_emplace(key, v).first;
    }

    // -- many entries in --

    void insert_many() {
        const std::size_t n = random_.chance(70) ? random_.below(std::size_t{12})
                                                 : random_.below(actual_.size() + 20);
        std::vector<loose> entries;
        const bool in_order = random_.chance(30), behind = random_.chance(30);
        for (std::size_t i = 0; i != n; ++i)
            entries.emplace_back(any_key(), World::value(static_cast<int>(i)));
        const compare_type less;
        if (in_order) {
            std::stable_sort(entries.begin(), entries.end(), [&](const loose& a, const loose& b) {
                return less(a.first, b.first);
            });
            if constexpr (Unique) {
                entries.erase(std::unique(entries.begin(), entries.end(),
                                          [&](const loose& a, const loose& b) {
                                              return !less(a.first, b.first);
                                          }),
                              entries.end());
            }
        }
        if (behind && !actual_.empty()) {
            const key_type last = actual_.back().first;
            std::erase_if(entries, [&](const loose& each) { return !less(last, each.first); });
        }
        const auto model_insert = [&] {
            for (const auto& [key, value] : entries)
                model_.emplace(key, World::number(value));
        };
        auto moving = std::ranges::subrange(std::move_iterator(entries.begin()),
                                            std::move_iterator(entries.end()));
        switch (random_.below(6)) {
        case 0:
            model_insert();
            if (in_order) {
                actual_.insert_range(tag_type(), moving);
            } else {
                actual_.insert_range(moving);
            }
            break;
        case 1:
            model_insert();
            if (in_order) {
                actual_.insert(tag_type(), moving.begin(), moving.end());
            } else {
                actual_.insert(moving.begin(), moving.end());
            }
            break;
        case 2:
            model_insert();
            if constexpr (copies) {
                if (in_order) {
                    actual_.insert_range(tag_type(), entries);
                } else {
                    actual_.insert_range(entries);
                }
            } else {
                actual_.insert_range(moving);
            }
            break;
        case 3: { // by way of another container
            model_insert();
            container other;
            if (in_order) {
                other = container(tag_type(), moving.begin(), moving.end());
            } else {
                other = container(moving.begin(), moving.end());
            }
            if constexpr (copies) {
                actual_.insert(other.begin(), other.end());
            } else {
                actual_.merge(std::move(other));
            }
            break;
        }
        case 4: {
            auto input = moving | std::views::filter([](const loose&) { return true; });
            model_insert();
            actual_.insert_range(input);
            break;
        }
        default:
            if constexpr (Unique) {
                for (const auto& [key, value] : entries)
                    model_.insert_or_assign(key, World::number(value));
                actual_.update(moving);
            }
            break;
        }
    }

    // -- looking --

    void look() {
        const key_type key = random_.chance(50) ? present() : any_key();
        container& writable = actual_;
        const container& actual = actual_;
        const auto lower = model_.lower_bound(key), upper = model_.upper_bound(key);
        const std::size_t below = index_in_model(lower), above = index_in_model(upper);
        const bool there = lower != upper;

        check(actual.contains(key) == there, "contains");
        check(actual.count(key) == above - below, "count");
        check(actual.rank(key) == below, "rank");
        check(actual.rank_upper(key) == above, "rank_upper");
        check(actual.index_of(actual.lower_bound(key)) == below, "lower_bound");
        check(actual.index_of(writable.upper_bound(key)) == above, "upper_bound");
        check(actual.index_of(key) == (there ? std::optional(below) : std::nullopt), "index_of");
        const auto found = writable.find(key);
        check(found == (there ? writable.nth(below) : writable.end()), "find");
        check(there == (actual.find(key) != actual.end()), "find in const");
        const auto [first, last] = actual.equal_range(key);
        check(first == actual.nth(below) && last == actual.nth(above), "equal_range");
        check(static_cast<std::size_t>(last - first) == above - below, "the length of equal_range");
        if constexpr (Unique) {
            check((actual.get(key) != nullptr) == there, "get");
            if (there) {
                check(World::number(*actual.get(key)) == lower->second, "the value of get");
                check(World::number(actual.at(key)) == lower->second, "at");
            }
            if constexpr (copies) {
                check(World::number(actual.get_or(key, World::value(-7))) ==
                          (there ? lower->second : -7),
                      "get_or");
            }
        }
        if (model_.empty()) return;
        const std::size_t index = random_.below(model_.size());
        check(same(*actual.nth(index), *model_at(index)), "nth");
        check(actual.keys()[index] == model_at(index)->first, "keys()[i]");
        check(World::number(writable.values()[index]) == model_at(index)->second, "values()[i]");
        check(same(actual.front(), *model_.begin()), "front");
        check(same(actual.back(), *std::prev(model_.end())), "back");
    }

    /// Intervals, slices, batches.
    void count() {
        static constexpr cairn::bounds all[] = {cairn::bounds::closed, cairn::bounds::open,
                                                cairn::bounds::left_open,
                                                cairn::bounds::right_open};
        const cairn::bounds ends = all[random_.below(4)];
        const key_type lo = any_key(), hi = any_key();
        const bool with_lo = ends == cairn::bounds::closed || ends == cairn::bounds::right_open;
        const bool with_hi = ends == cairn::bounds::closed || ends == cairn::bounds::left_open;
        const std::size_t first =
            index_in_model(with_lo ? model_.lower_bound(lo) : model_.upper_bound(lo));
        const std::size_t last =
            index_in_model(with_hi ? model_.upper_bound(hi) : model_.lower_bound(hi));
        const std::size_t n = first < last ? last - first : 0;
        container& writable = actual_;
        const container& actual = actual_;
        switch (random_.below(4)) {
        case 0: {
            check(actual.count_between(lo, hi, ends) == n, "count_between");
            const auto range = writable.irange(lo, hi, ends);
            check(range.size() == n, "irange");
            if (n != 0) check(range.begin() == writable.nth(first), "where irange begins");
            break;
        }
        case 1:
            check(actual.count_between(cairn::unbounded, hi, ends) == last, "count below");
            check(actual.irange(cairn::unbounded, hi, ends).size() == last, "irange below");
            check(actual.count_between(lo, cairn::unbounded, ends) == model_.size() - first,
                  "count above");
            check(actual.irange(lo, cairn::unbounded, ends).begin() == actual.nth(first),
                  "irange above");
            check(actual.irange(cairn::unbounded, cairn::unbounded).size() == model_.size(),
                  "irange of all");
            break;
        case 2: {
            const std::size_t to = random_.below(model_.size() + 1), from = random_.below(to + 1);
            const auto slice = writable.slice(from, to);
            check(slice.size() == to - from, "slice");
            if (from != to) check(same(slice.back(), *model_at(to - 1)), "the end of a slice");
            break;
        }
        default: {
            std::vector<key_type> keys;
            for (std::size_t i = random_.below(std::size_t{40}); i != 0; --i)
                keys.push_back(any_key());
            std::vector<typename container::const_iterator> found(keys.size());
            std::vector<std::size_t> ranks(keys.size());
            actual.find_batch(keys, found.data());
            actual.rank_batch(keys, ranks);
            for (std::size_t i = 0; i != keys.size(); ++i) {
                check(found[i] == actual.find(keys[i]), "find_batch");
                check(ranks[i] == actual.rank(keys[i]), "rank_batch");
            }
            break;
        }
        }
    }

    // -- values --

    void write() {
        if (model_.empty()) return;
        const std::size_t index = random_.below(model_.size());
        const int v = static_cast<int>(done_ % 1000);
        switch (random_.below(5)) {
        case 0:
            actual_.nth(index)->second = World::value(v);
            model_at(index)->second = v;
            break;
        case 1:
            actual_.values()[index] = World::value(v);
            model_at(index)->second = v;
            break;
        case 2: {
            const key_type key = present();
            for (auto& each : actual_.irange(key, key))
                each.second = World::value(v);
            const auto [first, last] = model_.equal_range(key);
            for (auto at = first; at != last; ++at)
                at->second = v;
            break;
        }
        case 3:
            if (random_.chance(10)) {
                for (const auto segment : actual_.segments())
                    for (auto& entry : segment)
                        entry.second = World::value(v);
                for (auto& entry : model_)
                    entry.second = v;
            }
            break;
        default:
            if constexpr (Unique) {
                const key_type key = present();
                actual_.at(key) = World::value(v);
                *actual_.get(key) = World::value(v);
                model_.at(key) = v;
            }
            break;
        }
    }

    // -- out --

    void remove() {
        switch (random_.below(12)) {
        case 0:
        case 1: {
            const key_type key = random_.chance(80) ? present() : any_key();
            check(actual_.erase(key) == model_.erase(key), "erase by key");
            break;
        }
        case 2:
            if (!model_.empty()) {
                const std::size_t index = random_.below(model_.size());
                model_.erase(model_at(index));
                const auto next = actual_.erase(actual_.nth(index));
                check(next == actual_.nth(index), "erase returns next");
            }
            break;
        case 3:
            if (!model_.empty()) {
                const std::size_t index = random_.below(model_.size());
                model_.erase(model_at(index));
                const auto next = actual_.erase_at(index);
                check(next == actual_.nth(index), "erase_at returns next");
            }
            break;
        case 4:
            if (!model_.empty()) {
                const std::size_t index = random_.below(model_.size());
                check(same(actual_.take_at(index), *model_at(index)), "take_at");
                model_.erase(model_at(index));
            }
            break;
        case 5:
            if constexpr (Unique) {
                const key_type key = random_.chance(80) ? present() : any_key();
                const auto taken = actual_.pop(key);
                check(taken.has_value() == model_.contains(key), "pop");
                if (taken) check(World::number(*taken) == model_.at(key), "the popped value");
                model_.erase(key);
            }
            break;
        case 6:
            if constexpr (Unique) {
                if (model_.empty()) break;
                const std::size_t index = random_.below(model_.size());
                const auto n = static_cast<std::ptrdiff_t>(model_.size());
                const auto i = static_cast<std::ptrdiff_t>(index);
                const auto taken = index + 1 == model_.size()
                                       ? actual_.popitem()
                                       : actual_.popitem(random_.chance(50) ? i : i - n);
                check(same(taken, *model_at(index)), "popitem");
                model_.erase(model_at(index));
            }
            break;
        case 7: {
            const std::size_t from = random_.below(model_.size() + 1);
            const std::size_t length = random_.chance(80) ? random_.below(std::size_t{12})
                                                          : random_.below(model_.size() + 1);
            const std::size_t to = (std::min)(from + length, model_.size());
            const auto next = actual_.erase(actual_.nth(from), actual_.nth(to));
            model_.erase(model_at(from), model_at(to));
            check(next == actual_.nth(from), "erase of a range returns the next");
            break;
        }
        case 8:
        case 9:
            rename();
            break;
        case 10: {
            const auto part = actual_.irange(any_key(), any_key());
            const std::size_t from = actual_.index_of(part.begin()), n = part.size();
            actual_.erase(part.begin(), part.end());
            model_.erase(model_at(from), model_at(from + n));
            break;
        }
        default:
            if (random_.chance(20)) {
                const int rest = random_.below(7);
                const auto goes = [&](const auto& entry) {
                    if constexpr (requires { entry.second + 1; }) {
                        return static_cast<int>(entry.second) % 7 == rest;
                    } else {
                        return World::number(entry.second) % 7 == rest;
                    }
                };
                const std::size_t erased = erase_if(actual_, goes);
                check(erased ==
                          std::erase_if(
                              model_, [&](const auto& entry) { return entry.second % 7 == rest; }),
                      "erase_if");
            } else if (random_.chance(2)) {
                actual_.clear();
                model_.clear();
            }
            break;
        }
    }

    /// Out as a node, and in with another key.
    void rename() {
        const key_type key = random_.chance(90) ? present() : any_key();
        const auto from = model_.lower_bound(key);
        const bool there = model_.count(key) != 0;
        auto node = random_.chance(50) && there ? actual_.extract(actual_.lower_bound(key))
                                                : actual_.extract(key);
        check(node.empty() != there, "extract");
        if (!there) {
            check(place_of_node(actual_.insert(std::move(node))) == actual_.end(), "an empty node");
            return;
        }
        check(node.key() == from->first && World::number(node.mapped()) == from->second,
              "the node");
        const int v = from->second;
        model_.erase(from);
        const key_type renamed = any_key();
        node.key() = renamed;
        const std::size_t before = model_.size();
        if (random_.chance(40)) {
            const std::size_t hint = random_.below(before + 1);
            const auto expected = model_.emplace_hint(model_at(hint), renamed, v);
            const auto at = actual_.insert(actual_.nth(hint), std::move(node));
            check(node.empty() == (model_.size() != before), "the node is used up");
            if (model_.size() != before) inserted(at, expected);
            return;
        }
        typename oracle::iterator expected;
        if constexpr (Unique) {
            auto result = actual_.insert(std::move(node));
            expected = model_.emplace(renamed, v).first;
            check(result.inserted == (model_.size() != before), "insert of a node");
            check(result.node.empty() == result.inserted, "the node that comes back");
            inserted(result.position, expected);
        } else {
            expected = model_.emplace(renamed, v);
            inserted(actual_.insert(std::move(node)), expected);
        }
    }
    template <class Result>
    static iterator place_of_node(const Result& result) {
        if constexpr (Unique) {
            return result.position;
        } else {
            return result;
        }
    }

    // -- whole containers --

    void exchange() {
        switch (random_.below(7)) {
        case 0:
            if constexpr (copies) {
                container copy(actual_);
                compare(copy, model_);
                if (random_.chance(50)) {
                    actual_ = std::move(copy);
                } else {
                    actual_.swap(copy);
                }
            }
            break;
        case 1: {
            container moved(std::move(actual_));
            check(actual_.empty(), "moved from");
            actual_ = std::move(moved);
            break;
        }
        case 2:
            if constexpr (copies) {
                container target;
                target.emplace(any_key(), World::value(1));
                target = actual_;
                compare(target, model_);
                actual_ = target;
            }
            break;
        case 3:
            merge<map, map_oracle>();
            break;
        case 4:
            merge<multimap, multimap_oracle>();
            break;
        case 5:
            if constexpr (Unique && copies) {
                container other;
                oracle theirs;
                fill(other, theirs);
                if (random_.chance(50)) {
                    actual_ = actual_ | other;
                } else {
                    actual_ |= other;
                }
                for (const auto& [key, v] : theirs)
                    model_.insert_or_assign(key, v);
            }
            break;
        default:
            divide();
            break;
        }
    }
    template <class Container, class Oracle>
    void fill(Container& actual, Oracle& model) {
        for (int i = random_.below(14); i != 0; --i) {
            const key_type key = any_key();
            actual.emplace(key, World::value(i));
            model.emplace(key, i);
        }
    }
    template <class Other, class OtherOracle>
    void merge() {
        Other other;
        OtherOracle theirs;
        fill(other, theirs);
        if (random_.chance(80)) {
            actual_.merge(other);
            model_.merge(theirs);
        } else {
            other.merge(actual_);
            theirs.merge(model_);
        }
        compare(other, theirs);
    }

    /// Takes the container apart and puts it together again.
    void divide() {
        const std::size_t n = actual_.size();
        const std::size_t to = random_.below(n + 1), from = random_.below(to + 1);
        container right;
        if (random_.chance(50)) {
            right = actual_.split_at(to);
            check(actual_.size() == to && right.size() == n - to, "split_at");
        } else {
            const key_type key = present();
            const std::size_t rank = actual_.rank(key);
            right = actual_.split(key);
            check(actual_.size() == rank && right.size() == n - rank, "split");
            if (from > rank) return put_together(right);
        }
        container middle = actual_.split_at(from);
        if (!actual_.empty() && !middle.empty() && random_.chance(30)) {
            // a part that begins before the middle, and ends behind it if there is anything
            container around = actual_.split_at(actual_.size() - 1);
            around.join(std::move(right));
            const compare_type less;
            if (less(middle.front().first, around.back().first) &&
                less(around.front().first, middle.back().first)) {
                const std::size_t before = middle.size(), its = around.size();
                CHECK_THROWS_AS(middle.join(std::move(around)), std::invalid_argument);
                check(middle.size() == before && around.size() == its, "a join that failed");
            }
            right = around.split_at(1);
            actual_.join(std::move(around));
        }
        if (random_.chance(50)) {
            middle.join(std::move(right));
            check(right.empty(), "a joined container is empty");
            put_together(middle);
        } else {
            actual_.join(std::move(middle));
            put_together(right);
        }
    }
    void put_together(container& right) {
        // one that is joined goes behind, if it may
        const bool any_way = !actual_.empty() && !right.empty() &&
                             !compare_type()(actual_.front().first, right.back().first);
        if (any_way || random_.chance(50)) {
            actual_.join(std::move(right));
        } else {
            right.join(std::move(actual_));
            actual_.swap(right);
        }
        check(right.empty(), "a joined container is empty");
    }

    support::generator random_;
    int keys_;              // how many different ones
    std::size_t most_;      // entries, about
    unsigned erasures_ = 0; // percent
    std::size_t done_ = 0;  // operations
    container actual_;
    oracle model_;
};

/// `operations` in all, on containers of three sizes, and some on a large one.
template <class World, bool Unique>
void compare_with_model(std::uint64_t seed, std::size_t operations) {
    const std::size_t all = support::operations(operations);
    run<World, Unique>(support::seed(seed), 12, 40)(all / 2);
    run<World, Unique>(support::seed(seed + 1), 90, 100)(all / 4);
    run<World, Unique>(support::seed(seed + 2), 600, 400)(all / 4);
    run<World, Unique> large(support::seed(seed + 3), 9000, 20'000);
    large.load(9000);
    large(all / 500);
    CHECK(support::misuses().empty());
}

} // namespace

TEST_CASE("sorted_map of numbers behaves like std::map", "[model]") {
    compare_with_model<numbers, true>(100, 400'000);
}
TEST_CASE("sorted_multimap of numbers behaves like std::multimap", "[model]") {
    compare_with_model<numbers, false>(200, 240'000);
}
TEST_CASE("sorted_map of strings behaves like std::map", "[model]") {
    compare_with_model<strings, true>(300, 240'000);
}
TEST_CASE("sorted_multimap of strings behaves like std::multimap", "[model]") {
    compare_with_model<strings, false>(400, 120'000);
}
TEST_CASE("sorted_map with move-only values behaves like std::map", "[model]") {
    compare_with_model<move_only, true>(500, 200'000);
}
TEST_CASE("sorted_map of boxed entries behaves like std::map", "[model]") {
    compare_with_model<boxed, true>(600, 200'000);
}
TEST_CASE("sorted_multimap of boxed entries behaves like std::multimap", "[model]") {
    compare_with_model<boxed, false>(700, 120'000);
}
TEST_CASE("sorted_map with wide values behaves like std::map", "[model]") {
    compare_with_model<wide, true>(800, 160'000);
}
TEST_CASE("sorted_multimap with pairs as keys behaves like std::multimap", "[model]") {
    compare_with_model<pairs, false>(900, 120'000);
}
TEST_CASE("sorted_map with few keys to a node behaves like std::map", "[model]") {
    compare_with_model<high, true>(1000, 160'000);
}
TEST_CASE("sorted_map in falling order behaves like std::map", "[model]") {
    compare_with_model<backwards, true>(1100, 120'000);
}
TEST_CASE("sorted_multimap ordered by a key function behaves like std::multimap", "[model]") {
    compare_with_model<people, false>(1200, 120'000);
}
TEST_CASE("sorted_multimap of watched entries behaves like std::multimap", "[model]") {
    compare_with_model<watched, false>(1300, 40'000);
}
