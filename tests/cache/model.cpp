// SPDX-License-Identifier: BSL-1.0
// Every policy against the plainest cache that can be written: who leaves, when and why, and the statistics,
// after each of a million random operations on a clock that the test moves.

#include <cairn/cache.hpp>

#include "support/catch.hpp"
#include "support/model.hpp"
#include "support/random.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

struct manual_clock {
    using duration = std::chrono::seconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<manual_clock>;
    static inline time_point time{};
    static time_point now() noexcept { return time; }
};
using seconds = std::chrono::seconds;
using cairn::eviction_cause;
using departure = std::tuple<int, int, eviction_cause>; // key, value, cause

constexpr bool same(const cairn::cache_stats& a, const cairn::cache_stats& b) { return a == b; }

struct item {
    int key;
    int value;
    std::size_t weight;
    manual_clock::time_point until;
    std::uint64_t uses;
    std::uint64_t used; // when last
    unsigned saved;     // uses as S3-FIFO counts them
};

/// All of it by linear search.
class plain_cache {
public:
    enum kind { lru, lfu, s3fifo };

    plain_cache(kind policy, std::size_t capacity, std::size_t max_weight, seconds ttl)
        : policy_(policy), capacity_(capacity), max_weight_(max_weight), ttl_(ttl) {
        if (policy == s3fifo) ghosts_.assign(std::allocator<int>(), capacity * 9 / 10);
    }
    plain_cache(const plain_cache&) = delete;
    plain_cache& operator=(const plain_cache&) = delete;
    ~plain_cache() { ghosts_.release(std::allocator<int>()); }

    std::optional<int> peek(int key) {
        item* const found = find(key);
        if (found == nullptr || due(*found)) return std::nullopt;
        return found->value;
    }
    std::optional<int> get(int key) {
        item* const found = find(key);
        if (found != nullptr && !due(*found)) {
            ++stats.hits;
            touch(*found);
            return found->value;
        }
        ++stats.misses;
        if (found != nullptr) expire(key);
        return std::nullopt;
    }
    bool put(int key, int value, std::size_t weight, std::optional<seconds> own) {
        expire_due();
        const seconds ttl = own ? *own : ttl_;
        item* const old = find(key);
        if (capacity_ == 0 || weight > max_weight_ || ttl <= seconds(0)) {
            ++stats.rejections;
            if (old != nullptr) leave(key, eviction_cause::replaced);
            return false;
        }
        const auto until =
            ttl == (seconds::max)() ? (manual_clock::time_point::max)() : manual_clock::time + ttl;
        if (old != nullptr) {
            ++stats.replacements;
            left.emplace_back(key, old->value, eviction_cause::replaced);
            old->value = value;
            old->weight = weight;
            old->until = until;
            touch(*old);
            while (weight_of_all() > max_weight_)
                evict();
            return find(key) != nullptr;
        }
        ++stats.insertions;
        while (items_.size() >= capacity_ || weight_of_all() + weight > max_weight_)
            evict();
        items_.push_back({key, value, weight, until, 1, ++now_, 0});
        if (policy_ == s3fifo) (ghosts_.take(word(key)) ? main_ : small_).push_back(key);
        return true;
    }
    bool erase(int key) {
        if (find(key) == nullptr) return false;
        leave(key, eviction_cause::erased);
        return true;
    }
    std::size_t expire_due() {
        std::size_t n = 0;
        for (std::size_t i = 0; i < items_.size();) {
            if (!due(items_[i])) {
                ++i;
                continue;
            }
            expire(items_[i].key);
            ++n;
        }
        return n;
    }
    std::optional<manual_clock::time_point> next_expiry() const {
        auto next = (manual_clock::time_point::max)();
        for (const item& each : items_)
            next = (std::min)(next, each.until);
        if (next == (manual_clock::time_point::max)()) return std::nullopt;
        return next;
    }
    void set_capacity(std::size_t n) {
        capacity_ = n;
        while (items_.size() > n)
            evict();
    }
    std::vector<int> latest_first() const {
        std::vector<item> sorted = items_;
        std::sort(sorted.begin(), sorted.end(),
                  [](const item& a, const item& b) { return a.used > b.used; });
        std::vector<int> keys;
        for (const item& each : sorted)
            keys.push_back(each.key);
        return keys;
    }
    std::vector<int> queued() const {
        std::vector<int> keys(small_.begin(), small_.end());
        keys.insert(keys.end(), main_.begin(), main_.end());
        return keys;
    }
    std::size_t size() const { return items_.size(); }
    std::size_t weight_of_all() const {
        std::size_t sum = 0;
        for (const item& each : items_)
            sum += max_weight_ == SIZE_MAX ? 0 : each.weight;
        return sum;
    }

    std::vector<departure> left;
    cairn::cache_stats stats;

private:
    static std::uint32_t word(int key) {
        return cairn::detail::hash_index::key_of(cairn::hash<int>{}(key));
    }
    static bool due(const item& of) { return of.until <= manual_clock::time; }
    item* find(int key) {
        for (item& each : items_)
            if (each.key == key) return &each;
        return nullptr;
    }
    void touch(item& of) {
        ++of.uses;
        of.used = ++now_;
        if (of.saved < 3) ++of.saved;
    }
    void expire(int key) {
        ++stats.expirations;
        leave(key, eviction_cause::expired);
    }
    void evict() {
        ++stats.evictions;
        leave(victim(), eviction_cause::evicted);
    }
    void leave(int key, eviction_cause cause) {
        const auto at = std::find_if(items_.begin(), items_.end(),
                                     [&](const item& each) { return each.key == key; });
        left.emplace_back(key, at->value, cause);
        items_.erase(at);
        std::erase(small_, key);
        std::erase(main_, key);
    }
    int victim() {
        if (policy_ == s3fifo) return s3fifo_victim();
        const auto least =
            std::min_element(items_.begin(), items_.end(), [&](const item& a, const item& b) {
                if (policy_ == lfu && a.uses != b.uses) return a.uses < b.uses;
                return a.used < b.used;
            });
        return least->key;
    }
    int s3fifo_victim() {
        const std::size_t small_limit = (std::max)(std::size_t{1}, capacity_ / 10);
        while (small_.size() >= small_limit || main_.empty()) {
            if (small_.empty()) break;
            const int first = small_.front();
            if (find(first)->saved < 2) {
                ghosts_.add(word(first));
                return first;
            }
            find(first)->saved = 0;
            small_.pop_front();
            main_.push_back(first);
            if (main_.size() > capacity_ - small_limit) break;
        }
        while (find(main_.front())->saved > 0) {
            --find(main_.front())->saved;
            main_.push_back(main_.front());
            main_.pop_front();
        }
        return main_.front();
    }

    kind policy_;
    std::size_t capacity_;
    std::size_t max_weight_;
    seconds ttl_;
    std::uint64_t now_ = 0;
    std::vector<item> items_;
    std::deque<int> small_, main_;
    cairn::detail::cache_ghosts ghosts_;
};

template <class Cache>
std::vector<int> keys_of(const Cache& cache) {
    std::vector<int> keys;
    for (const auto [key, value] : cache)
        keys.push_back(key);
    return keys;
}

/// Keys of a skewed distribution, so that the policies have something to choose.
int some_key(support::generator& random) {
    const auto range = std::uint64_t{1} << (2 + random.below(7));
    return static_cast<int>(random.below(range));
}

template <class Policy>
void compare(std::size_t operations, std::size_t capacity, std::size_t max_weight, seconds ttl,
             std::uint64_t seed) {
    constexpr bool is_lru = std::is_same_v<Policy, cairn::lru_policy>;
    constexpr bool is_s3fifo = std::is_same_v<Policy, cairn::s3fifo_policy>;
    support::generator random(support::seed(seed));
    INFO(seed);
    manual_clock::time = {};
    plain_cache model(is_lru      ? plain_cache::lru
                      : is_s3fifo ? plain_cache::s3fifo
                                  : plain_cache::lfu,
                      capacity, max_weight, ttl);
    using cache_type = cairn::ttl_cache<int, int, Policy, manual_clock>;
    cache_type cache({.capacity = capacity, .max_weight = max_weight, .ttl = ttl});
    std::vector<departure> left;
    cache.on_evict(
        [&](int key, int value, eviction_cause cause) { left.emplace_back(key, value, cause); });
    bool equal = true;
    for (std::size_t i = 0; i != operations && equal; ++i) {
        const int key = some_key(random);
        const int value = static_cast<int>(i);
        switch (random.below(32)) {
        default: { // the cycle of use
            const int* const found = cache.get(key);
            const auto expected = model.get(key);
            equal = found == nullptr ? !expected : expected && *expected == *found;
            if (expected) break;
            [[fallthrough]];
        }
        case 0: {
            const std::size_t weight = 1 + random.below(std::size_t{6});
            equal = equal && cache.put(key, value, {.weight = weight}) ==
                                 model.put(key, value, weight, std::nullopt);
            break;
        }
        case 1:
        case 2: {
            const seconds own(static_cast<int>(random.below(200)) - 5);
            equal = cache.put(key, value, own) == model.put(key, value, 1, own);
            break;
        }
        case 3: {
            const int got = cache.get_or_compute(key, [&] { return value; });
            auto expected = model.get(key);
            if (!expected) {
                model.put(key, value, 1, std::nullopt);
                expected = value;
            }
            equal = got == *expected;
            break;
        }
        case 4:
            equal = cache.erase(key) == model.erase(key);
            break;
        case 5: {
            const int* const found = cache.peek(key);
            const auto expected = model.peek(key);
            equal = found == nullptr ? !expected : expected && *expected == *found;
            equal = equal && cache.contains(key) == expected.has_value();
            break;
        }
        case 6:
        case 7:
        case 8: // forward as a rule
            manual_clock::time += seconds(static_cast<int>(random.below(12)) - 2);
            break;
        case 9:
            equal = cache.next_expiry() == model.next_expiry();
            if (random.below(8) == 0) equal = equal && cache.expire_due() == model.expire_due();
            break;
        case 10:
            if (is_s3fifo || random.below(16) != 0) break; // which would forget its ghosts
            {
                const std::size_t n = capacity / 2 + random.below(capacity / 2 + 1);
                cache.set_capacity(n);
                model.set_capacity(n);
            }
            break;
        }
        std::sort(left.begin(), left.end());
        std::sort(model.left.begin(), model.left.end());
        equal = equal && left == model.left && same(cache.stats(), model.stats) &&
                cache.size() == model.size();
        left.clear();
        model.left.clear();
        if (i % 64 == 0) {
            cache.check_invariants();
            if (max_weight != cache_type::no_limit)
                equal = equal && cache.weight() == model.weight_of_all();
            if (is_lru) equal = equal && keys_of(cache) == model.latest_first();
            if (is_s3fifo) equal = equal && keys_of(cache) == model.queued();
        }
        if (!equal) FAIL("operation " << i << " on key " << key);
    }
}

constexpr std::size_t all = SIZE_MAX;
constexpr seconds endless = (seconds::max)();

TEST_CASE("cache: least recently used, as the plain model has it") {
    const std::size_t n = support::operations(170'000);
    compare<cairn::lru_policy>(n, 40, all, seconds(100), 1);
    compare<cairn::lru_policy>(n / 2, 60, 50, endless, 2);
    compare<cairn::lru_policy>(n / 2, 1, all, seconds(30), 3);
}
TEST_CASE("cache: least frequently used, as the plain model has it") {
    const std::size_t n = support::operations(170'000);
    compare<cairn::lfu_policy>(n, 40, all, seconds(100), 4);
    compare<cairn::lfu_policy>(n / 2, 60, 50, endless, 5);
    compare<cairn::lfu_policy>(n / 2, 3, all, seconds(30), 6);
}
TEST_CASE("cache: S3-FIFO, as the plain model has it") {
    const std::size_t n = support::operations(170'000);
    compare<cairn::s3fifo_policy>(n, 40, all, seconds(100), 7);
    compare<cairn::s3fifo_policy>(n / 2, 100, all, endless, 8);
    compare<cairn::s3fifo_policy>(n / 2, 1, all, seconds(30), 9);
}

TEST_CASE("cache: ghosts are those that left lately") {
    cairn::detail::cache_ghosts ghosts;
    const std::allocator<int> allocator;
    ghosts.assign(allocator, 100);
    support::generator random(support::seed(10));
    std::deque<std::uint32_t> exact;
    std::size_t wrong = 0, asked = 0;
    for (int i = 0; i != 20'000; ++i) {
        const auto key = cairn::detail::hash_index::key_of(
            cairn::hash<int>{}(static_cast<int>(random.below(300))));
        const auto at = std::find(exact.begin(), exact.end(), key);
        ++asked;
        if (ghosts.take(key) != (at != exact.end())) ++wrong;
        if (at != exact.end()) exact.erase(at);
        ghosts.add(key);
        exact.push_back(key);
        if (exact.size() > 100) exact.pop_front();
    }
    CHECK(wrong <
          asked / 4); // those that came back made room in one and only grew older in the other
    ghosts.release(allocator);
}

} // namespace
