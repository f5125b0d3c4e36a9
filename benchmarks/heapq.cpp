// SPDX-License-Identifier: BSL-1.0
// benchmarks/heapq.cpp -- heaps in plain vectors, and the first k of n elements.
//
// heapify          make a heap of n elements in random order; per element
// heapsort         push n elements into an empty heap, then pop them all; per element
// nsmallest_K      the first K of n, in order; per element of the n
// nsmallest_K_sorted, _reversed, _organ_pipe       the same of elements that come in that order
//
// `u64`, `u64_pair` and `string` are elements in random order without equal ones. `words-X` are the
// entries of a table of the words of text X, of which the first K are those with the highest counts;
// n is how many different words there are.
// Heaps are binary, as in std, and of four children. std_partial_sort_copy keeps a heap of K; the other
// peer copies everything, partitions it, and sorts K.

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/heaps.hpp"
#include "support/main.hpp"

#include <cairn/heapq.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

namespace {

// -- contestants -----------------------------------------------------------------------------------

template <std::size_t Arity>
struct cairn_heap {
    static constexpr std::string_view name = Arity == 2 ? "cairn" : "cairn_4_ary";
    template <class T>
    static void make(std::vector<T>& heap) {
        cairn::heapify<Arity>(heap);
    }
    template <class T>
    static void push(std::vector<T>& heap, const T& value) {
        cairn::heappush<Arity>(heap, value);
    }
    template <class T>
    static T pop(std::vector<T>& heap) {
        return cairn::heappop<Arity>(heap);
    }
};

struct std_heap {
    static constexpr std::string_view name = "std_heap";
    template <class T>
    static void make(std::vector<T>& heap) {
        std::make_heap(heap.begin(), heap.end(), std::greater<>());
    }
    template <class T>
    static void push(std::vector<T>& heap, const T& value) {
        heap.push_back(value);
        std::push_heap(heap.begin(), heap.end(), std::greater<>());
    }
    template <class T>
    static T pop(std::vector<T>& heap) {
        std::pop_heap(heap.begin(), heap.end(), std::greater<>());
        T value = std::move(heap.back());
        heap.pop_back();
        return value;
    }
};

struct cairn_selection {
    static constexpr std::string_view name = "cairn";
    template <class T, class Compare, class Key>
    static std::vector<T> first(const std::vector<T>& values, std::size_t k, Compare compare,
                                Key key) {
        return cairn::nsmallest(k, values, compare, key);
    }
};

struct std_partial_sort_copy {
    static constexpr std::string_view name = "std_partial_sort_copy";
    template <class T, class Compare, class Key>
    static std::vector<T> first(const std::vector<T>& values, std::size_t k, Compare compare,
                                Key key) {
        std::vector<T> result(std::min(k, values.size()));
        std::ranges::partial_sort_copy(values, result, compare, key, key);
        return result;
    }
};

struct std_nth_element_sort {
    static constexpr std::string_view name = "std_nth_element_sort";
    template <class T, class Compare, class Key>
    static std::vector<T> first(const std::vector<T>& values, std::size_t k, Compare compare,
                                Key key) {
        std::vector<T> result(values);
        if (k < result.size()) {
            std::ranges::nth_element(result, result.begin() + static_cast<std::ptrdiff_t>(k),
                                     compare, key);
            result.erase(result.begin() + static_cast<std::ptrdiff_t>(k), result.end());
        }
        std::ranges::sort(result, compare, key);
        return result;
    }
};

// -- the timed loops -------------------------------------------------------------------------------

template <class H, class T>
[[gnu::noinline]] std::uint64_t make_loop(std::vector<std::vector<T>>& heaps) {
    std::uint64_t sum = 0;
    for (std::vector<T>& heap : heaps) {
        H::make(heap);
        sum = sum * 3 + queued<T>::digest(heap.front());
    }
    return sum;
}

template <class H, class T>
[[gnu::noinline]] std::uint64_t sort_loop(const std::vector<std::vector<T>>& inputs) {
    std::uint64_t sum = 0;
    for (const std::vector<T>& input : inputs) {
        std::vector<T> heap;
        for (const T& value : input) {
            H::push(heap, value);
        }
        while (!heap.empty()) {
            sum = sum * 3 + queued<T>::digest(H::pop(heap));
        }
    }
    return sum;
}

template <class S, class T, class Compare, class Key>
[[gnu::noinline]] std::vector<T> select_loop(const std::vector<T>& values, std::size_t k,
                                             Compare compare, Key key) {
    return S::first(values, k, compare, key);
}

// -- the workloads ---------------------------------------------------------------------------------

/// Inputs of n elements each, no two alike: what comes again is what branch predictors remember.
template <class T>
std::vector<std::vector<T>> inputs(std::size_t n) {
    std::vector<std::vector<T>> made;
    for (std::size_t i = 0; i < rounds(n); ++i) {
        made.push_back(queued<T>::random(n, i + 1));
    }
    return made;
}

template <class H, class T>
void register_heap(std::size_t n) {
    add({"heapify", queued<T>::name, H::name, n}, [n](benchmark::State& state) {
        const auto given = inputs<T>(n);
        auto heaps = given;
        measure(
            state, n * given.size(), [&] { heaps = given; }, [&] { return make_loop<H>(heaps); });
    });
    add({"heapsort", queued<T>::name, H::name, n}, [n](benchmark::State& state) {
        const auto given = inputs<T>(n);
        measure(state, n * given.size(), [] {}, [&] { return sort_loop<H>(given); });
    });
}

template <class T>
void register_heaps(std::size_t n) {
    register_heap<cairn_heap<2>, T>(n);
    register_heap<cairn_heap<4>, T>(n);
    register_heap<std_heap, T>(n);
}

/// Brings values into the order that a workload is named after.
template <class T>
void arrange(std::vector<T>& values, std::string_view order) {
    if (order == "_sorted" || order == "_reversed") {
        std::ranges::sort(values);
        if (order == "_reversed") {
            std::ranges::reverse(values);
        }
    } else if (order == "_organ_pipe") {
        const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::ranges::sort(values.begin(), middle);
        std::ranges::sort(middle, values.end(), std::greater<>());
    }
}

template <class S, class T>
void register_selection(std::size_t n, std::size_t k, std::string_view order) {
    const std::string workload = "nsmallest_" + std::to_string(k) + std::string(order);
    add({workload, queued<T>::name, S::name, n}, [n, k, order](benchmark::State& state) {
        std::vector<T> values = queued<T>::random(n, 1);
        arrange(values, order);
        measure(
            state, n, [] {},
            [&] { return select_loop<S>(values, k, std::less<>(), std::identity()); },
            [](const std::vector<T>& first) {
                std::uint64_t sum = 0;
                for (const T& value : first) {
                    sum = sum * 3 + queued<T>::digest(value);
                }
                return sum;
            });
    });
}

template <class T>
void register_selections(std::size_t n) {
    for (const std::string_view order : {"", "_sorted", "_reversed", "_organ_pipe"}) {
        for (std::size_t k = 10; k <= n; k *= 10) {
            register_selection<cairn_selection, T>(n, k, order);
            register_selection<std_partial_sort_copy, T>(n, k, order);
            register_selection<std_nth_element_sort, T>(n, k, order);
        }
    }
}

using entry = std::pair<std::string, std::uint64_t>;

template <class S>
void register_words(std::string_view name, std::shared_ptr<const std::vector<entry>> entries,
                    std::size_t k) {
    add({"nsmallest_" + std::to_string(k), name, S::name, entries->size()},
        [entries, k](benchmark::State& state) {
            measure(
                state, entries->size(), [] {},
                [&] { return select_loop<S>(*entries, k, std::greater<>(), &entry::second); },
                [](const std::vector<entry>& first) {
                    std::uint64_t sum = 0;
                    for (const entry& each : first) {
                        sum = sum * 3 + each.second;
                    }
                    return sum;
                });
        });
}

void register_text(const options::file& given) {
    text words;
    split_words(read_file(given.path), words);
    std::map<std::string_view, std::uint64_t> counts;
    for (const std::string_view word : words.tokens) {
        ++counts[word];
    }
    const auto entries = std::make_shared<const std::vector<entry>>(counts.begin(), counts.end());
    const std::string name = "words-" + given.name;
    for (std::size_t k = 10; k <= 10'000; k *= 10) {
        register_words<cairn_selection>(name, entries, k);
        register_words<std_partial_sort_copy>(name, entries, k);
        register_words<std_nth_element_sort>(name, entries, k);
    }
}

} // namespace

void register_workloads(const options& given) {
    for (const std::size_t n : {std::size_t{1'000}, std::size_t{100'000}, std::size_t{1'000'000}}) {
        register_heaps<std::uint64_t>(n);
        register_heaps<keyed>(n);
        register_selections<std::uint64_t>(n);
        register_selections<keyed>(n);
        if (n <= 100'000) {
            register_heaps<std::string>(n);
            register_selections<std::string>(n);
        }
    }
    for (const options::file& each : given.texts) {
        register_text(each);
    }
}

} // namespace bench
