// SPDX-License-Identifier: BSL-1.0
// support/sorted_model.hpp -- random operations on a sorted container beside the one of std that behaves like it
//
//     struct ints {
//         using container = cairn::sorted_list<int>;
//         using oracle = std::multiset<int>;              // or std::set, std::map, std::multimap
//         static int key(std::uint64_t id);               // equal ids make equal keys
//     };
//     support::sorted_model<ints> model(support::seed(1), 200, 400);   // 200 different ids, some 400 entries
//     model(support::operations(20'000));
//     support::sorted_patterns<ints>(500);
//
// A world may also have
//     static V value(serial)          maps need it: a mapped value made of a serial number
//     static T element(id, serial)    elements that are equivalent but can be told apart
//     static K bare(id)               something else than a key that a transparent comparator takes
//     static C comparator()           a comparator that is not default-constructed
//     static bool same(a, b)          equality of mapped values that have no operator==
// Elements need ==, and may be move-only. Equivalent ones are told apart by ==, so that their order counts.
//
// Every result is compared at once, the whole contents after each few operations, forwards, backwards
// and by segments. Derive from sorted_model and override other() for what one container only has.

#ifndef CAIRN_TESTS_SUPPORT_SORTED_MODEL_HPP
#define CAIRN_TESTS_SUPPORT_SORTED_MODEL_HPP

#include <cairn/detail/ordering.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

namespace support {

template <class World>
class sorted_model {
public:
    using container = typename World::container;
    using oracle = typename World::oracle;
    using key_type = typename container::key_type;
    using value_type = typename container::value_type;

    static constexpr bool keys_only = std::is_same_v<key_type, value_type>;
    static constexpr bool unique =
        std::is_same_v<typename container::sorted_tag, cairn::sorted_unique_t>;
    /// What a world makes: a key, or a pair whose first is not const.
    using loose = decltype(std::declval<container&>().take_at(0));
    static constexpr bool copies = std::is_copy_constructible_v<loose>;

    sorted_model(std::uint64_t seed, std::uint64_t ids, std::size_t limit)
        : random_(seed), ids_(ids), limit_(limit) {}
    sorted_model(const sorted_model&) = delete;
    sorted_model& operator=(const sorted_model&) = delete;
    virtual ~sorted_model() = default;

    void operator()(std::size_t operations) {
        for (std::size_t i = 0; i != operations; ++i, ++done_) {
            if (i % 2048 == 0) insertions_ = random_.between(40U, 85U); // grow, then shrink
            step();
            check(actual_.size() == model_.size(), "size");
            check(actual_.empty() == model_.empty(), "empty");
            if (i % 64 == 0) compare();
        }
        compare();
    }

    /// The whole contents in each way to read them.
    void compare() { compare(actual_, model_); }
    void compare(const container& actual, const oracle& model) {
        check(actual.size() == model.size(), "size");
        auto at = actual.begin();
        for (const auto& expected : model) {
            check(at != actual.end(), "too few entries");
            check(same(*at, expected), "an entry");
            ++at;
        }
        check(at == actual.end(), "too many entries");
        for (auto back = model.rbegin(); back != model.rend(); ++back)
            check(same(*--at, *back), "an entry, backwards");
        check(at == actual.begin(), "the way back");
        auto expected = model.begin();
        for (auto run : actual.segments()) {
            check(run.size() != 0, "an empty segment");
            for (const auto& entry : run) {
                check(expected != model.end() && same(entry, *expected), "an entry of a segment");
                ++expected;
            }
        }
        check(expected == model.end(), "the number of entries in segments");
    }

    // -- single steps, for patterns ------------------------------------------------------------------

    void insert(std::uint64_t id) {
        const std::uint64_t serial = serial_++;
        check_insertion(actual_.insert(made_value(id, serial)), insert_model(id, serial));
    }
    void erase_at(std::size_t index) {
        const auto next = actual_.erase_at(index);
        const auto expected = model_.erase(model_nth(index));
        check(next == actual_.nth(index), "erase_at returns the next");
        check(expected == model_.end() ? next == actual_.end() : same(*next, *expected),
              "the entry after an erased one");
    }
    [[nodiscard]] std::size_t size() const { return actual_.size(); }

protected:
    /// Called now and then: an operation that only this container has.
    virtual void other() { look(); }

    static container empty_container() {
        if constexpr (requires { World::comparator(); }) {
            return container(World::comparator());
        } else {
            return container();
        }
    }
    static oracle empty_oracle() {
        if constexpr (requires { World::comparator(); }) {
            return oracle(World::comparator());
        } else {
            return oracle();
        }
    }

    void check(bool as_expected, const char* what) const {
        if (!as_expected) FAIL(what << " at operation " << done_ << ", " << random_.describe());
    }

    template <class Entry>
    static const key_type& key_of(const Entry& entry) {
        if constexpr (keys_only) {
            return entry;
        } else {
            return entry.first;
        }
    }
    template <class A, class B>
    static bool same(const A& a, const B& b) {
        if constexpr (keys_only) {
            return a == b;
        } else if constexpr (requires { World::same(a.second, b.second); }) {
            return a.first == b.first && World::same(a.second, b.second);
        } else {
            return a.first == b.first && a.second == b.second;
        }
    }
    [[nodiscard]] bool less(const key_type& a, const key_type& b) const {
        return model_.key_comp()(a, b);
    }

    static loose made(std::uint64_t id, std::uint64_t serial) {
        if constexpr (!keys_only) {
            return loose(World::key(id), World::value(serial));
        } else if constexpr (requires { World::element(id, serial); }) {
            return World::element(id, serial);
        } else {
            return World::key(id);
        }
    }
    static value_type made_value(std::uint64_t id, std::uint64_t serial) {
        if constexpr (keys_only) {
            return made(id, serial);
        } else {
            return value_type(World::key(id), World::value(serial));
        }
    }
    auto insert_model(std::uint64_t id, std::uint64_t serial) {
        return model_.insert(made_value(id, serial));
    }

    [[nodiscard]] std::uint64_t any() { return random_.below(ids_); }
    /// A position in [0, size]; near an end more often than chance would have it.
    [[nodiscard]] std::size_t place() {
        const std::size_t n = model_.size();
        switch (random_.below(6)) {
        case 0:
            return (std::min)(n, random_.below(std::size_t{3}));
        case 1:
            return n - (std::min)(n, random_.below(std::size_t{3}));
        default:
            return random_.below(n + 1);
        }
    }
    [[nodiscard]] auto model_nth(std::size_t index) { return nth_of(model_, index); }
    template <class Model>
    [[nodiscard]] static auto nth_of(Model& model, std::size_t index) {
        return index <= model.size() / 2
                   ? std::next(model.begin(), static_cast<std::ptrdiff_t>(index))
                   : std::prev(model.end(), static_cast<std::ptrdiff_t>(model.size() - index));
    }
    template <class Iterator>
    [[nodiscard]] std::size_t model_index(Iterator at) const {
        return static_cast<std::size_t>(
            std::distance(model_.begin(), typename oracle::const_iterator(at)));
    }
    template <class At>
    [[nodiscard]] std::size_t index(At at) const {
        return actual_.index_of(typename container::const_iterator(at));
    }

    template <class Result, class Expected>
    void check_insertion(const Result& result, const Expected& expected) {
        if constexpr (unique) {
            check(result.second == expected.second, "insertion: new or not");
            check(index(result.first) == model_index(expected.first), "insertion: where");
            check(same(*result.first, *expected.first), "insertion: what");
        } else {
            check(index(result) == model_index(expected), "insertion: where");
            check(same(*result, *expected), "insertion: what");
        }
    }

    /// A container and its oracle with `n` random entries, of ids in [low, high].
    struct twins {
        container actual;
        oracle model;
    };
    twins random_twins(std::size_t n, std::uint64_t low, std::uint64_t high) {
        twins two{empty_container(), empty_oracle()};
        for (std::size_t i = 0; i != n; ++i) {
            const std::uint64_t id = random_.between(low, high), serial = serial_++;
            two.actual.insert(made_value(id, serial));
            two.model.insert(made_value(id, serial));
        }
        return two;
    }
    static void append_model(oracle& to, oracle& from) {
        while (!from.empty())
            to.insert(to.end(), from.extract(from.begin()));
    }

    // -- one operation -------------------------------------------------------------------------------

    void step() {
        const bool full = model_.size() > limit_;
        switch (random_.below(16)) {
        case 0:
        case 1:
        case 2:
            return look();
        case 3:
            return intervals();
        case 4:
            return positions();
        case 5:
            return random_.chance(30) ? batches() : look();
        case 6:
            return random_.chance(20) ? whole() : look();
        case 7:
            return random_.chance(30) ? cut_and_join() : look();
        case 8:
            return random_.chance(4) ? join_random() : positions();
        case 9:
            return random_.chance(40) ? other() : look();
        default:
            return full || !random_.chance(insertions_) ? remove() : add();
        }
    }

    void add() {
        const std::uint64_t id = any(), serial = serial_++;
        switch (random_.below(10)) {
        case 0:
            check_insertion(actual_.insert(made_value(id, serial)), insert_model(id, serial));
            break;
        case 1:
            if constexpr (copies) {
                const value_type entry = made_value(id, serial);
                check_insertion(actual_.insert(entry), insert_model(id, serial));
                break;
            } else {
                [[fallthrough]];
            }
        case 2:
            if constexpr (keys_only) {
                check_insertion(actual_.emplace(made(id, serial)), insert_model(id, serial));
            } else {
                check_insertion(actual_.emplace(World::key(id), World::value(serial)),
                                insert_model(id, serial));
            }
            break;
        case 3: { // the hints of ascending input, right before and right behind equivalent entries
            const key_type key = World::key(id);
            const bool upper = random_.chance(50);
            hinted(upper ? actual_.upper_bound(key) : actual_.lower_bound(key),
                   upper ? model_.upper_bound(key) : model_.lower_bound(key), id, serial);
            break;
        }
        case 4: { // hints that have nothing to do with the key
            const std::size_t where = place();
            hinted(actual_.nth(where), model_nth(where), id, serial);
            break;
        }
        case 5:
            if (random_.chance(20)) add_range();
            break;
        case 6:
            if (random_.chance(20)) merge();
            break;
        case 7:
            if (random_.chance(50) && copies) {
                add_own();
                break;
            }
            [[fallthrough]];
        default:
            insert(id);
            break;
        }
    }

    template <class Hint, class ModelHint>
    void hinted(Hint hint, ModelHint model_hint, std::uint64_t id, std::uint64_t serial) {
        const auto at = random_.chance(50) ? actual_.insert(hint, made_value(id, serial))
                                           : actual_.emplace_hint(hint, made_value(id, serial));
        const auto expected = model_.insert(model_hint, made_value(id, serial));
        check(same(*at, *expected), "insertion with a hint: what");
        check(index(at) == model_index(expected), "insertion with a hint: where");
    }

    /// The argument is an entry of the container itself.
    void add_own() {
        if constexpr (copies) {
            if (model_.empty()) return;
            const std::size_t where = random_.below(model_.size());
            const value_type copy = *model_nth(where);
            check_insertion(actual_.insert(*actual_.nth(where)), model_.insert(copy));
        }
    }

    void add_range() {
        struct planned {
            std::uint64_t id;
            std::uint64_t serial;
        };
        static constexpr std::size_t widths[] = {0, 1, 2, 8, 40, 200};
        const std::size_t n =
            random_.below((std::min)(widths[random_.below(6)], limit_ / 2 + 1) + 1);
        const std::uint64_t low = random_.chance(50) ? 0 : any();
        std::vector<planned> plan;
        for (std::size_t i = 0; i != n; ++i)
            plan.push_back({random_.between(low, ids_ - 1), serial_++});
        const bool in_order = random_.chance(50);
        if (in_order) {
            const auto before = [this](const planned& a, const planned& b) {
                return less(World::key(a.id), World::key(b.id));
            };
            std::sort(plan.begin(), plan.end(), [&](const planned& a, const planned& b) {
                return before(a, b) || (!before(b, a) && a.serial < b.serial);
            });
            if constexpr (unique) {
                const auto equivalent = [&](const planned& a, const planned& b) {
                    return !before(a, b);
                };
                plan.erase(std::unique(plan.begin(), plan.end(), equivalent), plan.end());
            }
        }
        std::vector<loose> entries;
        for (const planned& each : plan) {
            entries.push_back(made(each.id, each.serial));
            insert_model(each.id, each.serial);
        }
        using tag = typename container::sorted_tag;
        if constexpr (copies) {
            switch (random_.below(3)) {
            case 0:
                if (in_order) {
                    actual_.insert_range(tag(), entries);
                } else {
                    actual_.insert_range(entries);
                }
                return compare();
            case 1:
                if (in_order) {
                    actual_.insert(tag(), entries.begin(), entries.end());
                } else {
                    actual_.insert(entries.begin(), entries.end());
                }
                return compare();
            default:
                break;
            }
        }
        const auto first = std::make_move_iterator(entries.begin());
        const auto last = std::make_move_iterator(entries.end());
        if (in_order) {
            actual_.insert(tag(), first, last);
        } else {
            actual_.insert(first, last);
        }
        compare();
    }

    void merge() {
        twins two = random_twins(random_.below(limit_ / 4 + 1), 0, ids_ - 1);
        actual_.merge(two.actual);
        model_.merge(two.model);
        compare();
        compare(two.actual, two.model);
    }

    void remove() {
        switch (random_.below(8)) {
        case 0:
        case 1: {
            const std::uint64_t id = any();
            const key_type key = World::key(id);
            const std::size_t gone = model_.erase(key);
            if constexpr (requires { World::bare(id); }) {
                if (random_.chance(50)) {
                    check(actual_.erase(World::bare(id)) == gone, "erase by a bare key");
                    break;
                }
            }
            check(actual_.erase(key) == gone, "erase by key");
            break;
        }
        case 2:
            if (!model_.empty()) {
                const std::size_t where = random_.below(model_.size());
                const auto next = actual_.erase(actual_.nth(where));
                model_.erase(model_nth(where));
                check(next == actual_.nth(where), "erase by iterator returns the next");
            }
            break;
        case 3: {
            const std::size_t n = model_.size();
            const std::size_t first = place();
            static constexpr std::size_t widths[] = {2, 2, 3, 8, 8, 40};
            std::size_t width = random_.below(widths[random_.below(6)]);
            if (random_.chance(3)) width = random_.below(n + 1);
            const std::size_t last = (std::min)(first + width, n);
            const auto next = actual_.erase(actual_.nth(first), actual_.nth(last));
            model_.erase(model_nth(first), model_nth(last));
            check(next == actual_.nth(first), "erase of a range returns the next");
            break;
        }
        case 4:
            if (!model_.empty()) erase_at(random_.below(model_.size()));
            break;
        case 5:
            if (!model_.empty()) {
                const std::size_t where = random_.below(model_.size());
                const auto expected = model_nth(where);
                const loose taken = actual_.take_at(where);
                check(same(taken, *expected), "take_at");
                model_.erase(expected);
            }
            break;
        case 6:
            rename();
            break;
        default:
            if (random_.chance(15)) {
                erase_some();
            } else if (random_.chance(1)) {
                actual_.clear();
                model_.clear();
            }
            break;
        }
    }

    /// Takes a node out and puts it back with another key.
    void rename() {
        if (model_.empty()) return;
        typename container::node_type node;
        typename oracle::node_type model_node;
        if (random_.chance(50)) {
            const std::size_t where = random_.below(model_.size());
            node = actual_.extract(actual_.nth(where));
            model_node = model_.extract(model_nth(where));
        } else {
            const key_type key = World::key(any());
            const auto found =
                model_.lower_bound(key); // extract of std takes any of equivalent ones
            if (found != model_.end() && !less(key, key_of(*found)))
                model_node = model_.extract(found);
            node = actual_.extract(key);
        }
        check(node.empty() == model_node.empty(), "extract");
        if (node.empty()) return;
        const std::uint64_t id = any(), serial = serial_++;
        if constexpr (keys_only) {
            check(node.value() == model_node.value(), "the extracted element");
            node.value() = made(id, serial);
            model_node.value() = made(id, serial);
        } else {
            check(node.key() == model_node.key(), "the extracted key");
            node.key() = World::key(id);
            model_node.key() = World::key(id);
        }
        const std::size_t where = place();
        if (random_.chance(30)) {
            auto at = actual_.insert(actual_.nth(where), std::move(node));
            auto expected = model_.insert(model_nth(where), std::move(model_node));
            check(index(at) == model_index(expected), "insert of a node with a hint");
            return;
        }
        auto result = actual_.insert(std::move(node));
        auto expected = model_.insert(std::move(model_node));
        if constexpr (unique) {
            check(result.inserted == expected.inserted, "insert of a node");
            check(result.node.empty() == expected.node.empty(), "the node afterwards");
            check(index(result.position) == model_index(expected.position), "the node's place");
        } else {
            check(index(result) == model_index(expected), "the node's place");
        }
    }

    void erase_some() {
        const std::size_t of = random_.between(std::size_t{1}, std::size_t{9});
        const std::size_t which = random_.below(of);
        const bool others = random_.chance(30); // erase nearly all
        std::size_t n = 0, m = 0;
        const std::size_t erased =
            erase_if(actual_, [&](const auto&) { return (n++ % of == which) != others; });
        std::size_t expected = 0;
        for (auto at = model_.begin(); at != model_.end();) {
            if ((m++ % of == which) != others) {
                at = model_.erase(at);
                ++expected;
            } else {
                ++at;
            }
        }
        check(n == m, "erase_if asks once for every entry");
        check(erased == expected, "erase_if");
        compare();
    }

    // -- look-up -------------------------------------------------------------------------------------

    void look() {
        const std::uint64_t id = any();
        const key_type key = World::key(id);
        probe(key, key);
        if constexpr (requires { World::bare(id); }) probe(World::bare(id), key);
    }
    template <class K>
    void probe(const K& key, const key_type& model_key) {
        const container& actual = actual_;
        const std::size_t lower = model_index(model_.lower_bound(model_key));
        const std::size_t upper = model_index(model_.upper_bound(model_key));
        const bool there = lower != upper;
        check(actual.contains(key) == there, "contains");
        check(actual.count(key) == upper - lower, "count");
        check(actual.rank(key) == lower, "rank");
        check(actual.rank_upper(key) == upper, "rank_upper");
        const auto found = actual.find(key);
        check((found != actual.end()) == there, "find");
        check(actual.lower_bound(key) == actual.nth(lower), "lower_bound");
        check(actual.upper_bound(key) == actual.nth(upper), "upper_bound");
        const auto [first, last] = actual.equal_range(key);
        check(index(first) == lower && index(last) == upper, "equal_range");
        const auto where = actual.index_of(key);
        check(where.has_value() == there, "index_of");
        if (there) {
            check(index(found) == lower && *where == lower, "the first of equivalent entries");
            check(same(*found, *model_nth(lower)), "the entry that was found");
        }
    }

    void intervals() {
        const key_type lo = World::key(any()), hi = World::key(any());
        static constexpr cairn::bounds all[] = {cairn::bounds::closed, cairn::bounds::open,
                                                cairn::bounds::left_open,
                                                cairn::bounds::right_open};
        const cairn::bounds ends = all[random_.below(4)];
        const bool with_lo = ends == cairn::bounds::closed || ends == cairn::bounds::right_open;
        const bool with_hi = ends == cairn::bounds::closed || ends == cairn::bounds::left_open;
        const std::size_t from =
            model_index(with_lo ? model_.lower_bound(lo) : model_.upper_bound(lo));
        const std::size_t to =
            model_index(with_hi ? model_.upper_bound(hi) : model_.lower_bound(hi));
        check_interval(std::as_const(actual_).irange(lo, hi, ends), from, to, "irange");
        check(actual_.count_between(lo, hi, ends) == (from < to ? to - from : 0), "count_between");
        check_interval(actual_.irange(lo, cairn::unbounded, ends), from, model_.size(),
                       "irange without an upper end");
        check_interval(actual_.irange(cairn::unbounded, hi, ends), 0, to,
                       "irange without a lower end");
        check(actual_.count_between(cairn::unbounded, hi, ends) == to, "count_between, no lower");
        check(actual_.count_between(lo, cairn::unbounded, ends) == model_.size() - from,
              "count_between, no upper");
    }
    template <class Range>
    void check_interval(Range range, std::size_t from, std::size_t to, const char* what) {
        check(range.size() == (from < to ? to - from : 0), what);
        check(range.empty() == (from >= to), what);
        if (from >= to) return;
        check(index(range.begin()) == from && index(range.end()) == to, what);
        check(same(range.front(), *model_nth(from)), "the first of an interval");
        check(same(range.back(), *model_nth(to - 1)), "the last of an interval");
        const std::size_t i = random_.below(to - from);
        check(same(range[i], *model_nth(from + i)), "an entry of an interval");
        auto back = range | std::views::reverse;
        check(same(*back.begin(), *model_nth(to - 1)), "an interval in reverse");
    }

    void positions() {
        const container& actual = actual_;
        const std::size_t n = model_.size();
        const std::size_t i = place(), j = place();
        const auto there = static_cast<std::ptrdiff_t>(j) - static_cast<std::ptrdiff_t>(i);
        auto at = actual.nth(i);
        check(actual.index_of(at) == i, "index_of an iterator");
        check(at - actual.begin() == static_cast<std::ptrdiff_t>(i), "distance from begin()");
        check(at - actual.end() == static_cast<std::ptrdiff_t>(i) - static_cast<std::ptrdiff_t>(n),
              "distance from end()");
        check(actual.nth(j) - at == there, "distance");
        check((at <=> actual.nth(j)) == (i <=> j), "order of iterators");
        if (j != n) check(same(at[there], *model_nth(j)), "[] of an iterator");
        at += there;
        check(at == actual.nth(j), "a jump");
        at -= there;
        check(at == actual.nth(i), "a jump back");
        const std::size_t from = (std::min)(i, j), to = (std::max)(i, j);
        check_interval(actual.slice(from, to), from, to, "slice");
        if (i != n) {
            check(same(*actual.nth(i), *model_nth(i)), "nth");
            if constexpr (keys_only) {
                check(same(actual[i], *model_nth(i)), "[]");
                check(same(actual.at(i), *model_nth(i)), "at");
            }
        }
        if (n != 0) {
            check(same(actual.front(), *model_.begin()), "front");
            check(same(actual.back(), *std::prev(model_.end())), "back");
        }
    }

    void batches() {
        std::vector<key_type> keys;
        for (std::size_t i = random_.below(std::size_t{50}); i != 0; --i)
            keys.push_back(World::key(any()));
        std::vector<std::size_t> ranks(keys.size());
        std::vector<typename container::const_iterator> found(keys.size());
        std::as_const(actual_).rank_batch(keys, ranks);
        std::as_const(actual_).find_batch(keys, found.begin());
        for (std::size_t i = 0; i != keys.size(); ++i) {
            check(ranks[i] == actual_.rank(keys[i]), "rank_batch");
            check(found[i] == std::as_const(actual_).find(keys[i]), "find_batch");
        }
    }

    // -- as a whole ------------------------------------------------------------------------------------

    void whole() {
        if constexpr (copies) {
            if (random_.chance(50)) {
                container copy(actual_);
                compare(copy, model_);
                check(copy == actual_, "==");
                check((copy != actual_) == false, "!=");
                if (random_.chance(50)) {
                    twins two = random_twins(random_.below(std::size_t{80}), 0, ids_ - 1);
                    two.actual = actual_;
                    compare(two.actual, model_);
                    actual_ = std::move(two.actual);
                } else {
                    actual_ = std::move(copy);
                }
                return compare();
            }
        }
        container moved(std::move(actual_));
        check(actual_.empty() && actual_.begin() == actual_.end(), "moved from");
        compare(moved, model_);
        if (random_.chance(50)) {
            actual_.insert(made_value(any(), serial_++)); // what was moved from can be used
            actual_.swap(moved);
            check(moved.size() == 1, "swap");
        } else {
            actual_ = std::move(moved);
        }
        compare();
    }

    void cut_and_join() {
        std::size_t where = place();
        std::optional<container> right;
        if (random_.chance(50)) {
            right.emplace(actual_.split_at(where));
        } else {
            const std::uint64_t id = any();
            const key_type key = World::key(id);
            where = model_index(model_.lower_bound(key));
            right.emplace(actual_.split(key));
        }
        oracle model_right = empty_oracle();
        for (auto at = model_nth(where); at != model_.end();)
            model_right.insert(model_right.end(), model_.extract(at++));
        compare();
        compare(*right, model_right);
        // one of them may change a little before they are one again
        if (random_.chance(50) && !model_.empty()) erase_at(model_.size() - 1);
        if (random_.chance(50) && !model_right.empty()) {
            const std::size_t n = random_.below((std::min)(model_right.size(), std::size_t{6}) + 1);
            right->erase(right->begin(), right->nth(n));
            model_right.erase(model_right.begin(), nth_of(model_right, n));
        }
        // Where all are equivalent the argument goes behind, and else where its keys belong.
        const bool all_equivalent =
            !model_.empty() && !model_right.empty() &&
            !less(key_of(*model_.begin()), key_of(*std::prev(model_right.end())));
        if (random_.chance(50) || all_equivalent) {
            actual_.join(std::move(*right));
            check(right->empty(), "empty after join");
        } else {
            right->join(std::move(actual_));
            check(actual_.empty(), "empty after join");
            actual_ = std::move(*right);
        }
        append_model(model_, model_right);
        compare();
    }

    /// With any other container: they may overlap, and then nothing must change.
    void join_random() {
        const std::uint64_t low = any();
        const std::uint64_t high = (std::min)(ids_ - 1, low + random_.below(std::uint64_t{8}));
        twins two = random_twins(random_.below(std::size_t{40}), low, high);
        if (random_.chance(70) && !model_.empty()) { // make room on one side
            const key_type key = World::key(random_.chance(50) ? low : high);
            const std::size_t where = model_index(model_.lower_bound(key));
            if (random_.chance(50) || where > model_.size() / 2) {
                actual_.erase(actual_.nth(where), actual_.end());
                model_.erase(model_nth(where), model_.end());
            } else {
                actual_.erase(actual_.begin(), actual_.nth(where));
                model_.erase(model_.begin(), model_nth(where));
            }
        }
        const auto may_precede = [this](const oracle& a, const oracle& b) {
            if (a.empty() || b.empty()) return true;
            const key_type& last = key_of(*std::prev(a.end()));
            const key_type& first = key_of(*b.begin());
            return unique ? less(last, first) : !less(first, last);
        };
        const bool after = may_precede(model_, two.model);
        const bool before = may_precede(two.model, model_);
        bool thrown = false;
        try {
            actual_.join(std::move(two.actual));
        } catch (const std::invalid_argument&) {
            thrown = true;
        }
        check(thrown == !(after || before), "join of containers that overlap");
        if (after) {
            append_model(model_, two.model);
        } else if (before) {
            append_model(two.model, model_);
            model_.swap(two.model);
        }
        compare();
        compare(two.actual, two.model);
    }

    container actual_ = empty_container();
    oracle model_ = empty_oracle();
    generator random_;
    std::uint64_t ids_;
    std::size_t limit_;
    std::uint64_t serial_ = 0;
    std::size_t done_ = 0;
    unsigned insertions_ = 50;
};

/// Fills a container in each of several orders, and empties it from the front, the back and the middle.
template <class World>
void sorted_patterns(std::uint64_t n) {
    using pattern = std::uint64_t (*)(std::uint64_t i, std::uint64_t n);
    struct named {
        const char* name;
        pattern id;
    };
    static constexpr named patterns[] = {
        {"ascending", [](std::uint64_t i, std::uint64_t) { return i; }},
        {"descending", [](std::uint64_t i, std::uint64_t all) { return all - 1 - i; }},
        {"both ends by turns, inwards",
         [](std::uint64_t i, std::uint64_t all) { return i % 2 != 0 ? all - 1 - i / 2 : i / 2; }},
        {"both ends by turns, outwards",
         [](std::uint64_t i, std::uint64_t all) {
             return i % 2 != 0 ? all / 2 - 1 - i / 2 : all / 2 + i / 2;
         }},
        {"sorted with duplicates", [](std::uint64_t i, std::uint64_t) { return i / 7; }},
        {"all alike", [](std::uint64_t, std::uint64_t) { return std::uint64_t{3}; }},
        {"two alike", [](std::uint64_t i, std::uint64_t) { return 1 + i % 2; }},
        {"zig-zag", [](std::uint64_t i, std::uint64_t all) { return i * 37 % all; }},
        {"saw teeth", [](std::uint64_t i, std::uint64_t) { return i % 50; }},
    };
    for (const named& each : patterns) {
        for (unsigned way = 0; way != 3; ++way) {
            INFO(each.name << ", emptied from the "
                           << (way == 0   ? "front"
                               : way == 1 ? "back"
                                          : "middle"));
            sorted_model<World> model(1, n, n);
            for (std::uint64_t i = 0; i != n; ++i)
                model.insert(each.id(i, n));
            model.compare();
            for (std::size_t left = model.size(); left != 0; --left) {
                model.erase_at(way == 0 ? 0 : way == 1 ? left - 1 : left / 2);
                if (left % 64 == 0) model.compare();
            }
            model.compare();
        }
    }
}

} // namespace support

#endif // CAIRN_TESTS_SUPPORT_SORTED_MODEL_HPP
