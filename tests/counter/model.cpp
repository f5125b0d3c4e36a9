// SPDX-License-Identifier: BSL-1.0
// cairn::counter against two maps, a million random operations, the contents compared as they go.
// Built with CAIRN_HARDENED=2 each change is followed by the counter's own check of its invariants.

#include "support/model.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <cairn/counter.hpp>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <map>
#include <optional>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

namespace {

/// Two maps: from keys to the numbers of their arrival, and from those to what was counted. Every member
/// is as simple as its definition in the documentation of Python's Counter.
template <class Key>
class model {
public:
    using pairs = std::vector<std::pair<Key, std::int64_t>>;

    std::int64_t& count(const Key& key) {
        const auto [place, is_new] = places_.emplace(key, arrivals_);
        if (is_new) entries_.emplace(arrivals_++, std::pair(key, std::int64_t{0}));
        return entries_.at(place->second).second;
    }
    [[nodiscard]] std::int64_t operator[](const Key& key) const {
        const auto found = places_.find(key);
        return found == places_.end() ? 0 : entries_.at(found->second).second;
    }
    [[nodiscard]] bool contains(const Key& key) const { return places_.contains(key); }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    bool erase(const Key& key) {
        const auto found = places_.find(key);
        if (found == places_.end()) return false;
        entries_.erase(found->second);
        places_.erase(found);
        return true;
    }
    void clear() { *this = model(); }
    template <class Predicate>
    std::size_t erase_if(Predicate predicate) {
        std::size_t erased = 0;
        for (const auto& each : items())
            if (predicate(each)) erased += erase(each.first);
        return erased;
    }
    void keep_positive() {
        erase_if([](const auto& e) { return e.second <= 0; });
    }
    [[nodiscard]] pairs items() const {
        pairs all;
        for (const auto& [arrival, entry] : entries_)
            all.push_back(entry);
        return all;
    }
    [[nodiscard]] pairs ranked(bool highest) const {
        pairs all = items();
        std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) {
            return highest ? a.second > b.second : a.second < b.second;
        });
        return all;
    }

private:
    std::map<Key, std::uint64_t> places_;
    std::map<std::uint64_t, std::pair<Key, std::int64_t>> entries_;
    std::uint64_t arrivals_ = 0;
};

/// The i-th key of a test: integers spread over their type, strings around the length that is packed.
template <class Key>
Key make_key(std::size_t i) {
    if constexpr (std::is_same_v<Key, std::string>) {
        const std::string number = std::to_string(i);
        switch (i % 8) {
        case 0:
            return i == 0 ? std::string() : number;
        case 1:
            return "a word " + number;
        case 2:
            return std::string(15 - number.size(), '.') + number; // the longest that is packed
        case 3:
            return std::string(16 - number.size(), '.') + number; // the shortest that is not
        case 4:
            return std::string(1 + i % 14, '\0'); // equal ones, but for the length
        case 5:
            return std::string("a common prefix, and then the number ") + number;
        case 6:
            return number + std::string(200, '\xff');
        default:
            return std::string("\0\xfe", 2) + number + std::string(8, '\0');
        }
    } else if constexpr (sizeof(Key) == 8) {
        std::uint64_t state = i;
        return i % 2 == 0 ? Key(i) : Key(support::splitmix64(state));
    } else {
        return static_cast<Key>(i * 7);
    }
}

/// All but a few keys collide.
struct bad_hash {
    std::size_t operator()(std::uint64_t key) const { return key % 3; }
};

template <class Key, class Counter>
class player {
public:
    player(std::uint64_t seed, std::size_t keys) : random_(seed), keys_(keys) {}

    /// Plays one operation on both; returns how many keys it counted, looked up, or erased.
    std::size_t step() {
        switch (random_.below(64)) {
        case 0:
        case 1:
        case 2:
        case 3:
            return update();
        case 4:
        case 5:
            return subtract();
        case 6:
            return update_pairs();
        case 7:
            return multisets();
        case 8:
            return multisets_in_place();
        case 9:
            return with_itself();
        case 10:
            return compare();
        case 11:
            return rank();
        case 12:
            return walk();
        case 13:
            return life();
        case 14:
            return erase_some();
        case 15:
        case 16:
            return pop_last();
        case 17:
            return room();
        default:
            return one_key();
        }
    }

    void check_contents() {
        REQUIRE(c_.size() == m_.size());
        REQUIRE(c_.empty() == (m_.size() == 0));
        REQUIRE(items(c_) == m_.items());
    }
    [[nodiscard]] std::string describe() const { return random_.describe(); }

private:
    using pairs = typename model<Key>::pairs;

    static pairs items(const Counter& c) {
        pairs all;
        for (const auto& [key, n] : c)
            all.emplace_back(Key(key), n);
        return all;
    }
    static Counter counter_of(const pairs& list) {
        Counter c;
        for (const auto& [key, n] : list)
            c.add(key, n);
        return c;
    }
    static model<Key> model_of(const pairs& list) {
        model<Key> m;
        for (const auto& [key, n] : list)
            m.count(key) += n;
        return m;
    }

    Key key() { return make_key<Key>(random_.below(keys_)); }
    std::vector<Key> some_keys() {
        // Now and then enough of them for the paths that count ranges at once.
        const std::size_t most = random_.chance(2)    ? (sizeof(Key) <= 2 ? 40'000 : 4'000)
                                 : random_.chance(50) ? 8
                                                      : 200;
        std::vector<Key> result(random_.below(most));
        for (Key& each : result)
            each = key();
        return result;
    }
    pairs some_pairs() {
        pairs result;
        for (std::size_t i = random_.below(keys_ < 60 ? keys_ : 60); i != 0; --i)
            result.emplace_back(key(), random_.between(-5, 5));
        return result;
    }

    std::size_t one_key() {
        const Key k = key();
        const std::int64_t n = random_.between(-3, 5);
        switch (random_.below(8)) {
        case 0:
            REQUIRE(c_.add(k, n) == (m_.count(k) += n));
            break;
        case 1:
            REQUIRE(c_.add(k) == ++m_.count(k));
            break;
        case 2:
            ++c_.at_or_insert(k);
            ++m_.count(k);
            break;
        case 3:
            c_.at_or_insert(k) = n;
            m_.count(k) = n;
            break;
        case 4:
            REQUIRE(c_.erase(k) == (m_.erase(k) ? 1 : 0));
            break;
        case 5: {
            const auto expected = m_.contains(k) ? std::optional(m_[k]) : std::nullopt;
            REQUIRE(c_.pop(k) == expected);
            m_.erase(k);
            break;
        }
        case 6: {
            const auto found = c_.find(k);
            REQUIRE((found != c_.end()) == m_.contains(k));
            if (found == c_.end()) break;
            REQUIRE(Key(found->first) == k);
            REQUIRE(found->second == m_[k]);
            const auto next = std::next(found);
            REQUIRE(c_.erase(found) == next);
            m_.erase(k);
            break;
        }
        default:
            REQUIRE(c_[k] == m_[k]);
            REQUIRE(c_.contains(k) == m_.contains(k));
        }
        return 1;
    }
    std::size_t update() {
        const std::vector<Key> keys = some_keys();
        switch (random_.below(3)) {
        case 0:
            c_.update(keys);
            break;
        case 1:
            c_.update(std::list<Key>(keys.begin(), keys.end()));
            break;
        default:
            c_.update(keys | std::views::transform([](const Key& k) { return Key(k); }));
        }
        for (const Key& each : keys)
            ++m_.count(each);
        return keys.size() + 1;
    }
    std::size_t subtract() {
        const std::vector<Key> keys = some_keys();
        c_.subtract(keys);
        for (const Key& each : keys)
            --m_.count(each);
        return keys.size() + 1;
    }
    std::size_t update_pairs() {
        const pairs list = some_pairs();
        const bool add = random_.chance(50);
        if (random_.chance(50)) {
            add ? c_.update(list) : c_.subtract(list);
        } else {
            add ? c_.update(counter_of(list)) : c_.subtract(counter_of(list));
        }
        for (const auto& [k, n] : list)
            m_.count(k) += add ? n : -n;
        return list.size() + 1;
    }

    /// The definition of each operator, by keys of the left side and then those of the right one.
    static model<Key> combined(const model<Key>& a, const model<Key>& b, unsigned which) {
        const auto value = [&](const Key& k) -> std::int64_t {
            switch (which) {
            case 0:
                return a[k] + b[k];
            case 1:
                return a[k] - b[k];
            case 2:
                return (std::min)(a[k], b[k]);
            default:
                return (std::max)(a[k], b[k]);
            }
        };
        model<Key> result;
        for (const auto& [k, n] : a.items())
            result.count(k) = value(k);
        if (which != 2)
            for (const auto& [k, n] : b.items())
                result.count(k) = value(k);
        result.keep_positive();
        return result;
    }
    static Counter combined(const Counter& a, const Counter& b, unsigned which) {
        switch (which) {
        case 0:
            return a + b;
        case 1:
            return a - b;
        case 2:
            return a & b;
        default:
            return a | b;
        }
    }
    static void combine(Counter& a, const Counter& b, unsigned which) {
        switch (which) {
        case 0:
            a += b;
            break;
        case 1:
            a -= b;
            break;
        case 2:
            a &= b;
            break;
        default:
            a |= b;
        }
    }
    std::size_t multisets() {
        const pairs list = some_pairs();
        const unsigned which = random_.below(4u);
        const model<Key> other = model_of(list);
        REQUIRE(items(combined(c_, counter_of(list), which)) == combined(m_, other, which).items());
        REQUIRE(items(combined(counter_of(list), c_, which)) == combined(other, m_, which).items());
        REQUIRE(items(+c_) == combined(m_, model<Key>(), 0).items());
        REQUIRE(items(-c_) == [&] {
            model<Key> negative = m_;
            for (const auto& [k, n] : m_.items())
                negative.count(k) = -n;
            negative.keep_positive();
            return negative.items();
        }());
        return 2 * (m_.size() + list.size());
    }
    std::size_t multisets_in_place() {
        const pairs list = some_pairs();
        // An intersection leaves little, so mostly with what is nearly the same.
        const unsigned which = random_.below(4u);
        Counter other = which == 2 && random_.chance(80) ? c_ : Counter();
        model<Key> others = other.empty() ? model<Key>() : m_;
        for (const auto& [k, n] : list) {
            other.add(k, n);
            others.count(k) += n;
        }
        combine(c_, other, which);
        m_ = combined(m_, others, which);
        return m_.size() + list.size();
    }
    std::size_t with_itself() {
        Counter& itself = c_;
        switch (random_.below(9)) {
        case 0:
            c_.merge(c_);
            break;
        case 1:
            c_ |= itself;
            m_.keep_positive();
            break;
        case 2:
            c_ &= itself;
            m_.keep_positive();
            break;
        case 3:
            c_ = std::as_const(c_);
            break;
        case 6:
            if (std::ranges::any_of(c_.values(), [](std::int64_t n) { return n > 1000; })) break;
            c_ += itself;
            m_ = combined(m_, m_, 0);
            break;
        case 7:
            if (random_.chance(80)) break;
            c_ -= itself;
            m_.clear();
            break;
        case 4:
            c_.update(c_.keys()); // nothing is inserted
            for (const auto& [k, n] : m_.items())
                ++m_.count(k);
            break;
        case 5:
            c_.subtract(c_);
            for (const auto& [k, n] : m_.items())
                m_.count(k) = 0;
            break;
        default:
            REQUIRE((c_ - c_).empty());
            REQUIRE(c_ + c_ == c_ + Counter(c_));
        }
        return m_.size();
    }
    std::size_t compare() {
        pairs list = m_.items();
        random_.shuffle(list);
        if (!list.empty() && random_.chance(80)) list.front().second += random_.between(-1, 1);
        if (random_.chance(30)) list.emplace_back(key(), random_.between(-1, 1));
        const Counter other = counter_of(list);
        const model<Key> others = model_of(list);
        bool le = true, ge = true;
        for (const auto& side : {m_.items(), others.items()}) {
            for (const auto& [k, n] : side) {
                le = le && m_[k] <= others[k];
                ge = ge && m_[k] >= others[k];
            }
        }
        REQUIRE((c_ == other) == (le && ge));
        REQUIRE((c_ != other) == !(le && ge));
        REQUIRE((c_ <= other) == le);
        REQUIRE((c_ >= other) == ge);
        REQUIRE((c_ < other) == (le && !ge));
        REQUIRE((c_ > other) == (ge && !le));
        return 6 * m_.size();
    }
    std::size_t rank() {
        const auto limit = [&](pairs all, std::int64_t n) {
            if (n < static_cast<std::int64_t>(all.size()))
                all.resize(static_cast<std::size_t>(n < 0 ? 0 : n));
            return all;
        };
        REQUIRE(c_.most_common() == m_.ranked(true));
        const std::int64_t n = random_.chance(30)
                                   ? random_.between(-1, 3)
                                   : random_.below(static_cast<std::int64_t>(m_.size()) + 2);
        REQUIRE(c_.most_common(n) == limit(m_.ranked(true), n));
        REQUIRE(c_.least_common(n) == limit(m_.ranked(false), n));
        return m_.size();
    }
    std::size_t walk() {
        std::int64_t total = 0;
        std::vector<Key> keys;
        std::vector<Key> elements;
        std::vector<std::int64_t> values;
        for (const auto& [k, n] : m_.items()) {
            total += n;
            keys.push_back(k);
            values.push_back(n);
            // Counts grow when a counter is added to itself; the beginning has to do.
            for (std::int64_t i = 0; i < (std::min)(n, std::int64_t{1000}); ++i)
                elements.push_back(k);
        }
        REQUIRE(c_.total() == total);
        REQUIRE(support::same_sequence(c_.keys(), keys));
        REQUIRE(support::same_sequence_backwards(c_.keys(), keys));
        REQUIRE(support::same_sequence(c_.values(), values));
        pairs backwards;
        for (auto i = c_.rbegin(); i != c_.rend(); ++i)
            backwards.emplace_back(Key(i->first), i->second);
        std::ranges::reverse(backwards);
        REQUIRE(backwards == m_.items());
        if (std::ranges::all_of(values, [](std::int64_t n) { return n <= 1000; }))
            REQUIRE(support::same_sequence(c_.elements(), elements));
        return keys.size();
    }
    std::size_t life() {
        switch (random_.below(6)) {
        case 0: {
            Counter copy(c_);
            c_ = copy;
            break;
        }
        case 1: {
            Counter moved(std::move(c_));
            REQUIRE(c_.empty());
            c_.add(key());
            c_ = std::move(moved);
            break;
        }
        case 2: {
            Counter other = counter_of(some_pairs());
            swap(c_, other);
            c_.swap(other);
            break;
        }
        case 3: {
            const pairs list = some_pairs();
            Counter shard = counter_of(list);
            c_.merge(std::move(shard));
            REQUIRE(shard.empty());
            for (const auto& [k, n] : list)
                m_.count(k) += n;
            break;
        }
        case 4: {
            Counter empty;
            empty.merge(c_);
            REQUIRE(c_.empty());
            c_.swap(empty);
            break;
        }
        default:
            if (random_.chance(20)) {
                c_.clear();
                m_.clear();
            }
        }
        return 1;
    }
    std::size_t erase_some() {
        const std::int64_t bound = random_.between(-2, 3);
        switch (random_.below(3)) {
        case 0: {
            const auto low = [&](const auto& e) { return e.second < bound; };
            REQUIRE(erase_if(c_, low) == m_.erase_if(low));
            break;
        }
        case 1:
            c_.keep_positive();
            m_.keep_positive();
            break;
        default: { // a stretch of the order
            const std::size_t first = random_.below(m_.size() + 1);
            const std::size_t n = random_.below(m_.size() - first + 1) / 3;
            const auto at = std::next(c_.begin(), static_cast<std::ptrdiff_t>(first));
            const auto last = std::next(at, static_cast<std::ptrdiff_t>(n));
            REQUIRE(c_.erase(at, last) == last);
            std::size_t place = 0;
            m_.erase_if([&](const auto&) {
                const std::size_t i = place++;
                return i >= first && i < first + n;
            });
        }
        }
        return 1;
    }
    std::size_t pop_last() {
        if (m_.size() == 0) return 0;
        const auto last = m_.items().back();
        REQUIRE(c_.popitem() == last);
        m_.erase(last.first);
        return 1;
    }
    std::size_t room() {
        if (random_.chance(50)) {
            const std::size_t n = random_.below(2 * keys_);
            c_.reserve(n);
            REQUIRE(c_.capacity() >= n);
        } else {
            c_.shrink_to_fit();
        }
        return 1;
    }

    support::generator random_;
    std::size_t keys_;
    Counter c_;
    model<Key> m_;
};

template <class Key, class Counter>
void play(std::uint64_t seed, std::size_t usual, std::initializer_list<std::size_t> domains) {
    const std::size_t wanted = support::operations(usual) / domains.size();
    for (const std::size_t keys : domains) {
        player<Key, Counter> game(support::seed(seed), keys);
        INFO(game.describe() << ", " << keys << " keys");
        std::size_t since = 0;
        for (std::size_t done = 0; done < wanted;) {
            const std::size_t some = game.step();
            done += some;
            if ((since += some) < keys) continue;
            since = 0;
            game.check_contents();
        }
        game.check_contents();
    }
}

TEST_CASE("counter: 64-bit keys against the model", "[counter][model]") {
    play<std::uint64_t, cairn::counter<std::uint64_t>>(1, 250'000, {5, 60, 700});
}

TEST_CASE("counter: 8-bit keys against the model", "[counter][model]") {
    play<std::uint8_t, cairn::counter<std::uint8_t>>(2, 200'000, {5, 60, 256});
}

TEST_CASE("counter: 16-bit keys against the model", "[counter][model]") {
    play<std::uint16_t, cairn::counter<std::uint16_t>>(3, 250'000, {60, 700});
}

TEST_CASE("counter: strings against the model", "[counter][model]") {
    play<std::string, cairn::counter<std::string>>(4, 250'000, {5, 60, 700});
}

TEST_CASE("counter: strings that are not packed against the model", "[counter][model]") {
    play<std::string, cairn::counter<std::string, std::int64_t, std::hash<std::string>>>(
        5, 100'000, {5, 60, 700});
}

TEST_CASE("counter: keys that collide against the model", "[counter][model]") {
    play<std::uint64_t, cairn::counter<std::uint64_t, std::int64_t, bad_hash>>(6, 100'000,
                                                                               {5, 60, 200});
}

/// Tables that no cache holds look keys up in blocks, which meet rebuilds and holes half-way.
template <class Key>
void play_large(std::uint64_t seed) {
    support::generator random(support::seed(seed));
    INFO(random.describe());
    cairn::counter<Key> c;
    model<Key> m;
    for (int round = 0; round != 6; ++round) {
        std::vector<Key> keys(30'000 + random.below(std::size_t{30'000}));
        for (Key& each : keys)
            each =
                make_key<Key>(random.below(std::size_t{20'000} * static_cast<unsigned>(round + 1)));
        const bool add = round != 3;
        add ? c.update(keys) : c.subtract(keys);
        for (const Key& each : keys)
            m.count(each) += add ? 1 : -1;
        const auto some = [&](const auto& e) {
            return (Key(e.first) < keys[static_cast<std::size_t>(round)]) == (e.second % 2 == 0);
        };
        if (round % 2 == 1) REQUIRE(erase_if(c, some) == m.erase_if(some));
        cairn::counter<Key> shard(keys.begin(), keys.end());
        c.update(shard);
        for (const Key& each : keys)
            ++m.count(each);
        REQUIRE(c.most_common(10) == [&] {
            auto all = m.ranked(true);
            all.resize(10);
            return all;
        }());
        typename model<Key>::pairs items;
        for (const auto& [key, n] : c)
            items.emplace_back(Key(key), n);
        REQUIRE((items == m.items()));
    }
}

TEST_CASE("counter: large tables against the model", "[counter][model]") {
    play_large<std::uint64_t>(7);
    play_large<std::string>(8);
}

} // namespace
