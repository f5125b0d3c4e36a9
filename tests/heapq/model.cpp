// SPDX-License-Identifier: BSL-1.0
// heapq against models: random operations against a sorted vector, and selection against a stable sort, for
// every way in which elements are kept and every shape of input that is not random.

#include <cairn/heapq.hpp>

#include "support/catch.hpp"
#include "support/model.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <list>
#include <string>
#include <utility>
#include <vector>

namespace {

/// Numbers without order, the same everywhere.
std::uint64_t scattered(std::uint64_t i) {
    i = (i + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
    return (i ^ (i >> 31)) * 0x94d049bb133111eb;
}

template <std::size_t Arity>
void plays(std::size_t operations) {
    std::vector<int> heap, model; // the model is sorted, the least last
    const auto add = [&model](int x) {
        model.insert(std::lower_bound(model.begin(), model.end(), x, std::greater<>()), x);
    };
    for (std::size_t i = 0; i != operations; ++i) {
        const std::uint64_t random = scattered(i);
        const int x = static_cast<int>(random >> 40) % 1000;
        const bool fill = (i / 400) % 2 == 0;
        switch (random % 8) {
        case 0:
            if (model.empty()) break;
            REQUIRE(cairn::heapreplace<Arity>(heap, x) == model.back());
            model.pop_back();
            add(x);
            break;
        case 1: {
            add(x);
            REQUIRE(cairn::heappushpop<Arity>(heap, x) == model.back());
            model.pop_back();
            break;
        }
        default:
            if (fill ? random % 8 < 7 : random % 8 < 3) {
                cairn::heappush<Arity>(heap, x);
                add(x);
            } else if (!model.empty()) {
                REQUIRE(cairn::heappop<Arity>(heap) == model.back());
                model.pop_back();
            }
        }
        REQUIRE(heap.size() == model.size());
        if (i % 64 == 0) REQUIRE(cairn::is_heap<Arity>(heap));
        if (i % 512 == 0) {
            std::reverse(heap.begin(), heap.end());
            cairn::heapify<Arity>(heap);
        }
    }
}

/// A stable sort by positions: that of std is not free of warnings everywhere.
template <class T, class Less>
std::vector<T> sorted(const std::vector<T>& elements, Less less) {
    std::vector<std::size_t> order(elements.size());
    for (std::size_t i = 0; i != order.size(); ++i)
        order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (less(elements[a], elements[b])) return true;
        return !less(elements[b], elements[a]) && a < b;
    });
    std::vector<T> result;
    result.reserve(elements.size());
    for (const std::size_t i : order)
        result.push_back(elements[i]);
    return result;
}

constexpr std::size_t counts[] = {1, 10, 100, 1500, 9000};

/// Puts elements into one of the orders that selection might dislike.
template <class T, class Less>
void arrange(std::vector<T>& elements, int shape, Less less) {
    const auto middle = elements.begin() + static_cast<std::ptrdiff_t>(elements.size() / 2);
    switch (shape) {
    case 1:
        elements = sorted(elements, less);
        break;
    case 2:
        elements = sorted(elements, less);
        std::reverse(elements.begin(), elements.end());
        break;
    case 3: // organ pipe
        std::sort(elements.begin(), middle, less);
        std::sort(middle, elements.end(), less);
        std::reverse(middle, elements.end());
        break;
    case 4: // one value mostly
        std::fill(elements.begin() + 9, elements.end() - 9, elements.front());
        break;
    default:
        break;
    }
}

template <class T, class Make, class Compare, class Projection>
void selects(Make make, Compare compare, Projection projection) {
    const auto less = [&](const T& a, const T& b) {
        return static_cast<bool>(compare(std::invoke(projection, a), std::invoke(projection, b)));
    };
    for (const std::size_t size : {60u, 2100u, 9000u}) {
        for (int shape = 0; shape != 5; ++shape) {
            std::vector<T> elements;
            for (std::size_t i = 0; i != size; ++i)
                elements.push_back(make(scattered(i)));
            arrange(elements, shape, less);
            const std::vector<T> up = sorted(elements, less);
            const std::vector<T> down =
                sorted(elements, [&](const T& a, const T& b) { return less(b, a); });
            const std::list<T> list(elements.begin(), elements.end());
            for (const std::size_t n : counts) {
                CAPTURE(size, shape, n);
                const auto k = static_cast<std::ptrdiff_t>((std::min)(n, size));
                const auto least = cairn::nsmallest(n, elements, compare, projection);
                const auto most = cairn::nlargest(n, elements, compare, projection);
                REQUIRE(std::equal(least.begin(), least.end(), up.begin(), up.begin() + k));
                REQUIRE(std::equal(most.begin(), most.end(), down.begin(), down.begin() + k));
                REQUIRE(cairn::nsmallest(n, list, compare, projection) == least);
            }
        }
    }
}

} // namespace

TEST_CASE("heapq: random operations", "[model]") {
    plays<2>(support::operations(20'000));
    plays<4>(support::operations(20'000));
    plays<3>(support::operations(5'000));
}

TEST_CASE("heapq: selection of integers", "[model]") {
    selects<std::uint64_t>([](std::uint64_t x) { return x; }, std::less<>(), std::identity());
    selects<unsigned char>([](std::uint64_t x) { return static_cast<unsigned char>(x % 251); },
                           std::greater<>(), std::identity());
    selects<int>([](std::uint64_t x) { return static_cast<int>(x % 200) - 100; }, std::greater<>(),
                 std::identity());
}

TEST_CASE("heapq: selection of floating numbers", "[model]") {
    selects<double>([](std::uint64_t x) { return static_cast<double>(x % 5000) / 7 - 100; },
                    std::less<>(), std::identity());
    // Zeros of both signs are equivalent: the order of arrival is the one that counts.
    std::vector<float> zeros;
    for (int i = 0; i != 9000; ++i)
        zeros.push_back(i % 3 == 0 ? -0.0f : i % 3 == 1 ? 0.0f : static_cast<float>(i % 7 - 3));
    const std::vector<float> expected = sorted(zeros, std::less<>());
    for (const std::size_t n : {1u, 2000u, 4000u, 8000u, 9000u}) {
        const auto least = cairn::nsmallest(n, zeros);
        REQUIRE(least.size() == n);
        REQUIRE(std::equal(least.begin(), least.end(), expected.begin(), [](float a, float b) {
            return a == b && std::signbit(a) == std::signbit(b);
        }));
    }
    const std::list<float> list(zeros.begin(), zeros.end());
    const auto some = cairn::nsmallest(4000, list);
    REQUIRE(std::equal(some.begin(), some.end(), expected.begin(), [](float a, float b) {
        return a == b && std::signbit(a) == std::signbit(b);
    }));
    // A NaN has no place in an order; here it comes last, and does no harm.
    std::vector<double> odd(5000, std::numeric_limits<double>::quiet_NaN());
    odd[77] = 2;
    odd[3999] = 1;
    const auto first = cairn::nsmallest(10, odd);
    CHECK(first.size() == 10);
    CHECK(first[0] == 1);
    CHECK(first[1] == 2);
    CHECK(cairn::nlargest(4000, odd)[0] == 2);
}

TEST_CASE("heapq: selection of strings", "[model]") {
    selects<std::string>(
        [](std::uint64_t x) { return "common prefix "[x % 3] + std::to_string(x % 3000); },
        std::less<>(), std::identity());
}

TEST_CASE("heapq: selection by a key", "[model]") {
    using pair = std::pair<int, std::uint64_t>;
    selects<pair>([](std::uint64_t x) { return pair(static_cast<int>(x % 100), x); }, std::less<>(),
                  &pair::first);
    selects<pair>([](std::uint64_t x) { return pair(static_cast<int>(x % 100), x); }, std::less<>(),
                  std::identity());
}

TEST_CASE("heapq: selection by an opaque comparator", "[model]") {
    selects<std::string>(
        [](std::uint64_t x) { return std::to_string(x % 3000); },
        [](const std::string& a, const std::string& b) { return a.back() < b.back(); },
        std::identity());
}

TEST_CASE("heapq: selection from a large range", "[model]") {
    std::vector<std::uint64_t> numbers;
    for (std::size_t i = 0; i != 70'000; ++i)
        numbers.push_back(scattered(i));
    const std::vector<std::uint64_t> expected = sorted(numbers, std::less<>());
    const auto second = [](std::uint64_t x) { return x; };
    for (const std::size_t n : {3u, 300u, 3000u, 50'000u, 70'000u}) {
        const auto end = expected.begin() + static_cast<std::ptrdiff_t>(n);
        const std::vector<std::uint64_t> wanted(expected.begin(), end);
        REQUIRE(cairn::nsmallest(n, numbers) == wanted);
        REQUIRE(cairn::nsmallest(n, numbers, {}, second) == wanted);
    }
}

TEST_CASE("heapq: comparators that contradict themselves do no harm", "[model]") {
    std::vector<int> numbers;
    for (int i = 0; i != 5000; ++i)
        numbers.push_back(i);
    std::uint64_t state = 1;
    const auto random = [&state](int, int) { return scattered(++state) % 2 == 0; };
    const auto always = [](int, int) { return true; };
    for (const std::size_t n : {1u, 100u, 4000u, 5000u}) {
        CHECK(cairn::nsmallest(n, numbers, random).size() == n);
        CHECK(cairn::nlargest(n, numbers, always).size() == n);
    }
    cairn::heapify(numbers, random);
    cairn::heapify(numbers, always);
    for (int i = 0; i != 100; ++i) {
        (void)cairn::heappop(numbers, random);
        cairn::heappush(numbers, i, always);
    }
    CHECK(numbers.size() == 5000);
}
