// SPDX-License-Identifier: BSL-1.0
// quick_heap against a sorted set of what is inside: random operations, patterns of keys that trees and
// quicksorts dislike, and the engine with and without vectors of words.

#include <cairn/quick_heap.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/random.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <utility>
#include <vector>

namespace {

/// How keys follow one another.
enum class pattern { random, few, ascending, descending, ahead, runs, count };

std::uint64_t key_of(pattern p, std::uint64_t i, std::uint64_t now, support::generator& random) {
    switch (p) {
    case pattern::few:
        return random.below(std::uint64_t{5});
    case pattern::ascending:
        return i / 2;
    case pattern::descending:
        return 1'000'000 - i;
    case pattern::ahead: // of what was taken out last, as events are
        return now + random.below(std::uint64_t{2000});
    case pattern::runs:
        return random.below(4) == 0 ? random.below(std::uint64_t{100'000}) : i % 1000;
    default:
        return random();
    }
}

/// Hides the type of the heap: one oracle serves all of them.
struct subject {
    std::function<void(std::uint64_t)> push;
    std::function<void(std::uint64_t)> replace;
    std::function<std::uint64_t()> top;
    std::function<void()> pop;
    std::function<std::size_t()> size;
    std::function<void()> check;
};

void compare_with_model(subject heap, std::uint64_t (*order)(std::uint64_t)) {
    for (int p = 0; p != static_cast<int>(pattern::count); ++p) {
        support::generator random(support::seed(static_cast<std::uint64_t>(p)));
        INFO("pattern " << p << ", " << random.describe());
        std::priority_queue<std::uint64_t, std::vector<std::uint64_t>, std::greater<>> model;
        std::uint64_t now = 0, wrong = 0;
        const auto look = [&] {
            if (heap.size() != model.size()) ++wrong;
            if (!model.empty() && order(heap.top()) != model.top()) ++wrong;
        };
        // Grows, stays, shrinks; grows again from what is left.
        for (const auto& [rounds, pushes] :
             {std::pair{3000, 80}, {6000, 50}, {3000, 30}, {6000, 90}, {9000, 40}}) {
            for (int i = 0; i != rounds; ++i) {
                const std::uint64_t key =
                    key_of(static_cast<pattern>(p), static_cast<std::uint64_t>(i), now, random);
                if (model.empty() || random.below(100) < pushes) {
                    heap.push(key);
                    model.push(order(key));
                } else if (random.below(3) == 0) {
                    heap.replace(key);
                    model.pop();
                    model.push(order(key));
                } else {
                    now = heap.top();
                    heap.pop();
                    model.pop();
                }
                look();
                if (i % 512 == 0) heap.check();
            }
        }
        while (!model.empty() && wrong == 0) {
            look();
            heap.pop();
            model.pop();
        }
        CHECK(wrong == 0);
        CHECK(heap.size() == 0);
    }
}

/// `to` makes an element of a key, `from` reads the key.
template <class Heap, class To, class From>
subject subject_of(Heap& h, To to, From from) {
    return {[&h, to](std::uint64_t key) { h.push(to(key)); },
            [&h, to](std::uint64_t key) { h.replace_top(to(key)); },
            [&h, from] { return from(h.top()); },
            [&h] { h.pop(); },
            [&h] { return h.size(); },
            [&h] { h.check_invariants(); }};
}

std::uint64_t same(std::uint64_t key) { return key; }

/// An engine by itself, with vectors or without.
template <class T, bool Wide>
class bare {
    using policy = cairn::detail::quick_record<T, std::less<>, std::allocator<T>>;

public:
    void push(const T& x) { core_.push(policy::encode(std::less<>(), x)); }
    void replace_top(const T& x) { core_.replace_top(policy::encode(std::less<>(), x)); }
    void pop() {
        core_.prepare();
        core_.drop_top();
    }
    [[nodiscard]] const T& top() const { return core_.shown(); }
    [[nodiscard]] std::size_t size() const { return core_.size(); }
    void check_invariants() const { core_.check_invariants(); }

private:
    cairn::detail::quick_core<T, policy, std::less<>, std::allocator<T>, Wide> core_{
        std::less<>(), std::allocator<T>()};
};

using word_pair = std::pair<std::uint64_t, std::uint64_t>;

template <bool Wide>
void compare_engines() {
    bare<std::uint64_t, Wide> words;
    compare_with_model(subject_of(words, same, same), same);
    // Few first members: the second ones decide.
    bare<word_pair, Wide> pairs;
    compare_with_model(subject_of(
                           pairs, [](std::uint64_t key) { return word_pair(key >> 4, key & 15); },
                           [](const word_pair& x) { return x.first << 4 | x.second; }),
                       same);
}

} // namespace

TEST_CASE("the engine, with vectors where there are any", "[model]") {
    compare_engines<cairn::detail::wide_words>();
}

TEST_CASE("the engine without vectors", "[model]") { compare_engines<false>(); }

TEST_CASE("quick_heap of numbers in reverse", "[model]") {
    cairn::quick_heap<std::uint64_t, std::greater<>> heap;
    compare_with_model(subject_of(heap, same, same), [](std::uint64_t key) { return ~key; });
}

TEST_CASE("quick_heap with a comparator of its own", "[model]") {
    const auto less = [](std::uint64_t a, std::uint64_t b) { return a < b; };
    cairn::quick_heap<std::uint64_t, decltype(less)> heap;
    compare_with_model(subject_of(heap, same, same), same);
}

TEST_CASE("quick_heap of strings, some alike in front", "[model]") {
    cairn::quick_heap<std::string> heap;
    const auto spelt = [](std::uint64_t key) {
        std::string text(20, '0');
        for (std::size_t i = 20; i-- != 0; key /= 10)
            text[i] = static_cast<char>('0' + key % 10);
        return text;
    };
    compare_with_model(subject_of(heap, spelt,
                                  [](const std::string& text) {
                                      return static_cast<std::uint64_t>(std::stoull(text));
                                  }),
                       same);
}

TEST_CASE("quick_heap of elements that stay where they are", "[model]") {
    struct large {
        std::uint64_t key;
        std::array<std::uint64_t, 7> more;
    };
    const auto less = [](const large& a, const large& b) { return a.key < b.key; };
    cairn::quick_heap<large, decltype(less)> heap;
    compare_with_model(subject_of(
                           heap, [](std::uint64_t key) { return large{key, {}}; },
                           [](const large& x) { return x.key; }),
                       same);
}

TEST_CASE("large heaps", "[model]") {
    for (const int kind : {0, 1, 2, 3}) {
        constexpr std::uint64_t n = 100'000;
        cairn::quick_heap<std::uint64_t> heap;
        for (std::uint64_t i = 0; i != n; ++i)
            heap.push(kind == 0   ? i * 7919 % n
                      : kind == 1 ? i
                      : kind == 2 ? n - 1 - i
                                  : i / 1000 * 1000);
        std::uint64_t wrong = 0;
        for (std::uint64_t i = 0; i != n; ++i) {
            wrong += heap.top() != (kind == 3 ? i / 1000 * 1000 : i);
            heap.pop();
        }
        CHECK(wrong == 0);
        CHECK(heap.empty());
    }
}

TEST_CASE("sort_few is stable and sorts any number", "[model]") {
    support::generator random(support::seed(3));
    for (std::size_t n = 0; n <= cairn::detail::small_sort_limit; ++n) {
        struct item {
            std::uint32_t key, place;
        };
        std::array<item, cairn::detail::small_sort_limit> items{};
        for (std::size_t i = 0; i != n; ++i)
            items[i] = {static_cast<std::uint32_t>(random.below(n / 3 + 1)),
                        static_cast<std::uint32_t>(i)};
        cairn::detail::sort_few<cairn::detail::small_sort_limit>(
            items.data(), n, [](const item& a, const item& b) { return a.key < b.key; });
        CHECK(std::is_sorted(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(n),
                             [](const item& a, const item& b) {
                                 return a.key != b.key ? a.key < b.key : a.place < b.place;
                             }));
    }
}

#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__GNUC__)
TEST_CASE("sorting in registers", "[model]") {
    support::generator random(support::seed(4));
    for (std::size_t n = 0; n <= 256; ++n) {
        for (const std::uint64_t range : {2u, 1000u}) {
            std::array<std::uint64_t, 256> words{}, expected{};
            for (std::size_t i = 0; i != n; ++i)
                expected[i] = words[i] = random.below(range);
            std::sort(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(n),
                      std::greater<>());
            cairn::detail::sort_words(words.data(), n);
            CHECK(std::equal(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(n),
                             expected.begin()));
            if (n > 64) continue;
            std::array<word_pair, 64> pairs{}, before{};
            for (std::size_t i = 0; i != n; ++i)
                before[i] = pairs[i] = {random.below(range), random.below(std::uint64_t{3})};
            std::array<std::uint64_t, 128> flat{};
            for (std::size_t i = 0; i != n; ++i) {
                flat[2 * i] = pairs[i].first;
                flat[2 * i + 1] = pairs[i].second;
            }
            cairn::detail::sort_tagged(flat.data(), n);
            bool ordered = true;
            for (std::size_t i = 0; i != n; ++i) {
                pairs[i] = {flat[2 * i], flat[2 * i + 1]};
                ordered = ordered && (i == 0 || pairs[i - 1].first >= pairs[i].first);
            }
            CHECK(ordered);
            CHECK(std::is_permutation(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(n),
                                      before.begin()));
        }
    }
}
#endif
