// SPDX-License-Identifier: BSL-1.0
// support/heaps.hpp -- what priority queues are measured by, and the peers they are measured with.
//
// heapsort              n pushes into an empty queue in random order, then n pops; per element
// heapsort_ascending    the same with keys that come in order
// heapsort_descending   or in reverse
// heapsort_few          or with sixteen distinct values among them
// heapify               a queue made of n values at once, then n pops; per element
// wiggle                (push, pop, push) n/2 times, then (pop, push, pop) n/2 times; per operation
// hold_random           pop, then push a random value, n inside; per pair
// hold_monotone         pop, then push the key that was popped plus a uniform increment; n inside, as
//                       they are after a long time
// hold_exponential      the same with an exponential increment
// replace_top           hold_monotone in one operation, where the queue has it
// memory                heap bytes per element after n pushes
//
// A contestant `S<T>` has a name and a `container` that gives out the least element first, and says
// whether each element is a `node` of its own: these are measured up to a hundred thousand elements.

#ifndef CAIRN_BENCHMARKS_SUPPORT_HEAPS_HPP
#define CAIRN_BENCHMARKS_SUPPORT_HEAPS_HPP

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/main.hpp"
#include "support/peers.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <queue>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#if CAIRN_PEER_BOOST_HEAP
#include <boost/heap/binomial_heap.hpp>
#include <boost/heap/d_ary_heap.hpp>
#include <boost/heap/fibonacci_heap.hpp>
#include <boost/heap/pairing_heap.hpp>
#endif

namespace bench {

// -- elements --------------------------------------------------------------------------------------

using keyed = std::pair<std::uint64_t, std::uint64_t>;

/// `name`             what the type is called in the names of workloads
/// `random(n, seed)`  n values without any pattern
/// `digest(value)`    what a value adds to a checksum
/// and, of numbers only,
/// `made(key, i)`     the i-th value, with this key
/// `key(value)`
template <class T>
struct queued;

template <>
struct queued<std::uint64_t> {
    static constexpr std::string_view name = "u64";
    static std::vector<std::uint64_t> random(std::size_t n, std::uint64_t seed) {
        return distinct_integers(n, seed);
    }
    static std::uint64_t digest(std::uint64_t value) { return value; }
    static std::uint64_t made(std::uint64_t key, std::uint64_t) { return key; }
    static std::uint64_t key(std::uint64_t value) { return value; }
};

template <>
struct queued<keyed> {
    static constexpr std::string_view name = "u64_pair";
    static std::vector<keyed> random(std::size_t n, std::uint64_t seed) {
        std::vector<keyed> values;
        values.reserve(n);
        for (const std::uint64_t key : distinct_integers(n, seed)) {
            values.emplace_back(key, values.size());
        }
        return values;
    }
    static std::uint64_t digest(const keyed& value) { return value.first + value.second; }
    static keyed made(std::uint64_t key, std::uint64_t i) { return {key, i}; }
    static std::uint64_t key(const keyed& value) { return value.first; }
};

template <>
struct queued<std::string> {
    static constexpr std::string_view name = "string";
    static std::vector<std::string> random(std::size_t n, std::uint64_t seed) {
        return random_letters(n, seed);
    }
    static std::uint64_t digest(const std::string& value) {
        return value.size() + 256 * static_cast<std::uint64_t>(value.front());
    }
};

template <class T>
concept queued_number = requires { queued<T>::made(0, 0); };

// -- contestants -----------------------------------------------------------------------------------

template <class T>
struct std_queue {
    static constexpr std::string_view name = "std_priority_queue";
    static constexpr bool nodes = false;
    using container = std::priority_queue<T, std::vector<T>, std::greater<T>>;
};

#if CAIRN_PEER_BOOST_HEAP
template <class T>
struct boost_d_ary {
    static constexpr std::string_view name = "boost_d_ary";
    static constexpr bool nodes = false;
    using container =
        boost::heap::d_ary_heap<T, boost::heap::arity<4>, boost::heap::compare<std::greater<T>>>;
};

template <class T>
struct boost_pairing {
    static constexpr std::string_view name = "boost_pairing";
    static constexpr bool nodes = true;
    using container = boost::heap::pairing_heap<T, boost::heap::compare<std::greater<T>>>;
};

template <class T>
struct boost_fibonacci {
    static constexpr std::string_view name = "boost_fibonacci";
    static constexpr bool nodes = true;
    using container = boost::heap::fibonacci_heap<T, boost::heap::compare<std::greater<T>>>;
};

template <class T>
struct boost_binomial {
    static constexpr std::string_view name = "boost_binomial";
    static constexpr bool nodes = true;
    using container = boost::heap::binomial_heap<T, boost::heap::compare<std::greater<T>>>;
};
#endif

/// Calls `f.template operator()<S>()` for each queue that is not ours.
template <class T, class F>
void for_each_queue_peer(F f) {
    f.template operator()<std_queue<T>>();
#if CAIRN_PEER_BOOST_HEAP
    f.template operator()<boost_d_ary<T>>();
    f.template operator()<boost_pairing<T>>();
    f.template operator()<boost_fibonacci<T>>();
    f.template operator()<boost_binomial<T>>();
#endif
}

// -- what they spell differently -------------------------------------------------------------------

template <class Q, class T>
void replace_least(Q& queue, const T& value) {
    if constexpr (requires { queue.replace_top(value); }) {
        queue.replace_top(value);
    } else {
        queue.pop();
        queue.push(value);
    }
}

template <class Q, class T>
Q queue_of(std::span<const T> values) {
    if constexpr (std::constructible_from<Q, const T*, const T*>) {
        return Q(values.data(), values.data() + values.size());
    } else {
        Q queue;
        if constexpr (requires { queue.reserve(values.size()); }) {
            queue.reserve(values.size());
        }
        for (const T& value : values) {
            queue.push(value);
        }
        return queue;
    }
}

// -- the timed loops -------------------------------------------------------------------------------

/// Adds the least element to a checksum that knows the order, and takes it out.
template <class T, class Q>
[[gnu::always_inline]] inline void drop_least(Q& queue, std::uint64_t& sum) {
    sum = sum * 3 + queued<T>::digest(queue.top());
    queue.pop();
}

template <class Q, class T>
[[gnu::noinline]] std::uint64_t heapsort_loop(std::span<const T> values, std::size_t n) {
    std::uint64_t sum = 0;
    for (; values.size() >= n; values = values.subspan(n)) {
        Q queue;
        for (const T& value : values.first(n)) {
            queue.push(value);
        }
        for (std::size_t i = 0; i < n; ++i) {
            drop_least<T>(queue, sum);
        }
    }
    return sum;
}

template <class Q, class T>
[[gnu::noinline]] std::uint64_t heapify_loop(std::span<const T> values, std::size_t n) {
    std::uint64_t sum = 0;
    for (; values.size() >= n; values = values.subspan(n)) {
        Q queue = queue_of<Q>(values.first(n));
        for (std::size_t i = 0; i < n; ++i) {
            drop_least<T>(queue, sum);
        }
    }
    return sum;
}

template <class Q, class T>
[[gnu::noinline]] std::uint64_t wiggle_loop(std::span<const T> values, std::size_t n) {
    std::uint64_t sum = 0;
    for (; values.size() >= 3 * (n / 2); values = values.subspan(3 * (n / 2))) {
        Q queue;
        const T* next = values.data();
        for (std::size_t i = 0; i < n / 2; ++i) {
            queue.push(*next++);
            drop_least<T>(queue, sum);
            queue.push(*next++);
        }
        for (std::size_t i = 0; i < n / 2; ++i) {
            drop_least<T>(queue, sum);
            queue.push(*next++);
            drop_least<T>(queue, sum);
        }
    }
    return sum;
}

template <class Q, class T>
[[gnu::noinline]] std::uint64_t hold_random_loop(Q& queue, std::span<const T> values) {
    std::uint64_t sum = 0;
    for (const T& value : values) {
        drop_least<T>(queue, sum);
        queue.push(value);
    }
    return sum;
}

template <class T, class Q>
[[gnu::noinline]] std::uint64_t hold_loop(Q& queue, std::span<const std::uint64_t> increments) {
    std::uint64_t sum = 0;
    for (const std::uint64_t increment : increments) {
        const std::uint64_t now = queued<T>::key(queue.top());
        drop_least<T>(queue, sum);
        queue.push(queued<T>::made(now + increment, increment));
    }
    return sum;
}

template <class T, class Q>
[[gnu::noinline]] std::uint64_t replace_loop(Q& queue, std::span<const std::uint64_t> increments) {
    std::uint64_t sum = 0;
    for (const std::uint64_t increment : increments) {
        const T& least = queue.top();
        const std::uint64_t now = queued<T>::key(least);
        sum = sum * 3 + queued<T>::digest(least);
        replace_least(queue, queued<T>::made(now + increment, increment));
    }
    return sum;
}

// -- the workloads ---------------------------------------------------------------------------------

/// How far a key is ahead of the least one on average.
constexpr double stride = 0x1p40;

/// Registers the workloads of one contestant.
template <class T, class S>
class queue_workloads {
public:
    using container = typename S::container;

    explicit queue_workloads(std::size_t n) : n_(n) {}

    void all() const {
        if (S::nodes && n_ > 100'000) {
            return;
        }
        sorting("heapsort", [](std::vector<T>&, std::size_t) {});
        sorting("heapsort_ascending", [](std::vector<T>& values, std::size_t n) {
            for_each_part(values, n, [](auto first, auto last) { std::sort(first, last); });
        });
        sorting("heapsort_descending", [](std::vector<T>& values, std::size_t n) {
            for_each_part(values, n, [](auto first, auto last) {
                std::sort(first, last);
                std::reverse(first, last);
            });
        });
        sorting("heapsort_few", [](std::vector<T>& values, std::size_t n) {
            for_each_part(values, n, [](auto first, auto last) {
                random draw(9);
                for (auto at = first + std::min<std::ptrdiff_t>(16, last - first); at != last;
                     ++at) {
                    *at = first[static_cast<std::ptrdiff_t>(draw.below(16))];
                }
            });
        });
        add(id("heapify"), [n = n_](benchmark::State& state) {
            const auto values = queued<T>::random(n * rounds(n), 1);
            measure(
                state, n * rounds(n), [] {},
                [&] { return heapify_loop<container>(std::span(values), n); });
        });
        add(id("wiggle"), [n = n_](benchmark::State& state) {
            const auto values = queued<T>::random(3 * (n / 2) * rounds(n), 1);
            measure(
                state, 2 * values.size(), [] {},
                [&] { return wiggle_loop<container>(std::span(values), n); });
        });
        add(id("hold_random"), [n = n_](benchmark::State& state) {
            const auto inside = queued<T>::random(n, 1);
            const auto values = queued<T>::random(std::max<std::size_t>(n, 1 << 16), 2);
            std::optional<container>
                queue; // a new one each time, for the keys inside grow and grow
            measure(
                state, values.size(), [&] { fill(queue.emplace(), inside); },
                [&] { return hold_random_loop(*queue, std::span(values)); });
        });
        if constexpr (queued_number<T>) {
            holding("hold_monotone", false,
                    [](container& queue, auto steps) { return hold_loop<T>(queue, steps); });
            holding("hold_exponential", true,
                    [](container& queue, auto steps) { return hold_loop<T>(queue, steps); });
            holding("replace_top", false,
                    [](container& queue, auto steps) { return replace_loop<T>(queue, steps); });
        }
        add(id("memory"), [n = n_](benchmark::State& state) {
            const auto values = queued<T>::random(n, 1);
            weigh(state, n, [&] {
                container queue;
                fill(queue, values);
                return queue;
            });
        });
    }

private:
    [[nodiscard]] name id(std::string_view workload) const {
        return {workload, queued<T>::name, S::name, n_};
    }

    static void fill(container& queue, const std::vector<T>& values) {
        for (const T& value : values) {
            queue.push(value);
        }
    }

    template <class F>
    static void for_each_part(std::vector<T>& values, std::size_t n, F f) {
        const auto size = static_cast<std::ptrdiff_t>(n);
        for (auto at = values.begin(); at != values.end(); at += size) {
            f(at, at + size);
        }
    }

    template <class Arrange>
    void sorting(std::string_view workload, Arrange arrange) const {
        add(id(workload), [n = n_, arrange](benchmark::State& state) {
            auto values = queued<T>::random(n * rounds(n), 1);
            arrange(values, n);
            measure(
                state, values.size(), [] {},
                [&] { return heapsort_loop<container>(std::span<const T>(values), n); });
        });
    }

    /// Keys in the distribution that stays the same when each is replaced by a later one: how far they
    /// are ahead is, for uniform increments, triangular; for exponential ones, exponential.
    template <class Loop>
    void holding(std::string_view workload, bool exponential, Loop loop) const {
        add(id(workload), [n = n_, exponential, loop](benchmark::State& state) {
            random draw(3);
            const auto ahead = [&](bool inside) {
                const double x = draw.real();
                const double far = exponential ? -std::log(1 - x)
                                   : inside    ? 1 - std::sqrt(1 - x)
                                               : x;
                return static_cast<std::uint64_t>(far * stride);
            };
            container queue;
            for (std::size_t i = 0; i < n; ++i) {
                queue.push(queued<T>::made(ahead(true), i));
            }
            std::vector<std::uint64_t> increments(std::max<std::size_t>(n, 1 << 16));
            for (std::uint64_t& increment : increments) {
                increment = ahead(false);
            }
            measure(
                state, increments.size(), [] {},
                [&] { return loop(queue, std::span<const std::uint64_t>(increments)); });
        });
    }

    std::size_t n_;
};

// -- whole suites ----------------------------------------------------------------------------------

/// f.operator()<S>() for our queue and for each peer.
template <class Ours, class T, class F>
void for_each_queue(F f) {
    f.template operator()<Ours>();
    for_each_queue_peer<T>(f);
}

/// All workloads of a type, in these sizes.
template <class Ours, class T>
void register_queues(std::initializer_list<std::size_t> sizes) {
    for (const std::size_t n : sizes) {
        for_each_queue<Ours, T>([n]<class S>() { queue_workloads<T, S>(n).all(); });
    }
}

/// The words of a text, sorted by a queue of strings.
template <class Ours>
void register_words(const options::file& file) {
    const auto words = std::make_shared<text>();
    split_words(read_file(file.path), *words);
    if (words->tokens.empty()) {
        return;
    }
    for_each_queue<Ours, std::string>([&]<class S>() {
        if (S::nodes) {
            return;
        }
        add({"heapsort", "words-" + file.name, S::name, words->tokens.size()},
            [words](benchmark::State& state) {
                const std::vector<std::string> values(words->tokens.begin(), words->tokens.end());
                measure(
                    state, values.size(), [] {},
                    [&] {
                        return heapsort_loop<typename S::container>(std::span(values),
                                                                    values.size());
                    });
            });
    });
}

} // namespace bench

#endif // CAIRN_BENCHMARKS_SUPPORT_HEAPS_HPP
