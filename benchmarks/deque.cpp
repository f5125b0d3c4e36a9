// SPDX-License-Identifier: BSL-1.0
// benchmarks/deque.cpp -- what a double-ended queue is used for, on three element types.
//
// push_back, push_front   n elements onto an empty container, which is then destroyed
// pop_front               a container of n elements drained from the front
// fifo                    push at the back, pop at the front, n elements inside
// stack_front             push and pop at the front, n elements inside
// iterate                 range-for over n elements
// iterate_pieces          the same by the largest contiguous pieces that the container offers
// index_random            c[i], i at random
// index_sequential        c[i], i from 0 to n - 1
// find                    std::find of an absent value
// insert_middle           insert and erase one element in the middle
// sort, sort_in_place     std::sort through iterators; through pointers where the container can
// copy                    copy and destroy
// tiny                    construct, push 4, destroy
// window                  append, ask size(), drop from the front when over n
// bulk                    append 64 at once, drop 64 at once, n elements inside
// rotate                  the last n / 8 elements to the front
// bounded_append          append to a full container that drops its oldest element
// bounded_fifo            fifo, with containers whose capacity is fixed
// bounded_rotate          rotate, with the containers that do it in O(1) when they are full
// memory                  heap bytes per element after n push_back
//
// Times are per element (tiny: per container; rotate, insert_middle: per call).

#include "support/data.hpp"
#include "support/elements.hpp"
#include "support/harness.hpp"
#include "support/main.hpp"
#include "support/sequences.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

namespace {

using index_list = std::vector<std::uint32_t>;

// -- helpers ---------------------------------------------------------------------------------------

/// A container of make(0) ... make(n - 1), with room for `spare` more.
template <class S>
typename S::container filled(std::size_t n, std::size_t spare = 1) {
    using values = element<typename S::container::value_type>;
    auto c = S::make(n + spare);
    for (std::size_t i = 0; i < n; ++i) {
        c.push_back(values::make(i));
    }
    return c;
}

/// One whose elements wrap around the end of the memory, where the container's design lets them.
template <class S>
typename S::container wrapped(std::size_t n) {
    using values = element<typename S::container::value_type>;
    auto c = filled<S>(n);
    if constexpr (two_ended<typename S::container>) {
        for (std::size_t i = 0; i < n / 3; ++i) {
            c.push_back(values::make(i));
            c.pop_front();
        }
    } else {
        std::rotate(c.begin(), c.begin() + static_cast<std::ptrdiff_t>(n / 3), c.end());
    }
    return c;
}

template <class C>
std::uint64_t digest_of(const C& c) {
    std::uint64_t sum = c.size();
    for (const auto& value : c) {
        sum = sum * 31 + element<typename C::value_type>::digest(value);
    }
    return sum;
}

// -- the timed loops -------------------------------------------------------------------------------

template <class S>
[[gnu::noinline]] std::uint64_t push_back_loop(std::size_t n, std::size_t rounds) {
    using values = element<typename S::container::value_type>;
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        auto c = S::make(n);
        for (std::size_t i = 0; i < n; ++i) {
            c.push_back(values::make(i));
        }
        sum += c.size() + values::digest(c.back());
    }
    return sum;
}

template <class S>
[[gnu::noinline]] std::uint64_t push_front_loop(std::size_t n, std::size_t rounds) {
    using values = element<typename S::container::value_type>;
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        auto c = S::make(n);
        for (std::size_t i = 0; i < n; ++i) {
            c.push_front(values::make(i));
        }
        sum += c.size() + values::digest(c.front());
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t pop_front_loop(std::vector<C>& batch) {
    std::uint64_t sum = 0;
    for (C& c : batch) {
        while (!c.empty()) {
            sum += element<typename C::value_type>::digest(c.front());
            c.pop_front();
        }
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t fifo_loop(C& c, std::size_t operations) {
    using values = element<typename C::value_type>;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < operations; ++i) {
        c.push_back(values::make(i));
        sum += values::digest(c.front());
        c.pop_front();
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t stack_front_loop(C& c, std::size_t operations) {
    using values = element<typename C::value_type>;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < operations; i += 4) { // four deep, so that it is not one slot only
        for (std::size_t j = 0; j < 4; ++j) {
            c.push_front(values::make(i + j));
        }
        for (std::size_t j = 0; j < 4; ++j) {
            sum += values::digest(c.front());
            c.pop_front();
        }
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t iterate_loop(const C& c, std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        for (const auto& value : c) {
            sum += element<typename C::value_type>::digest(value);
        }
        benchmark::ClobberMemory();
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t iterate_pieces_loop(const C& c, std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        for_each_piece(c, [&sum](const auto& piece) {
            for (const auto& value : piece) {
                sum += element<typename C::value_type>::digest(value);
            }
        });
        benchmark::ClobberMemory();
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t index_random_loop(const C& c, const index_list& at) {
    std::uint64_t sum = 0;
    for (const std::uint32_t i : at) {
        sum += element<typename C::value_type>::digest(c[i]);
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t index_sequential_loop(const C& c, std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < c.size(); ++i) {
            sum += element<typename C::value_type>::digest(c[i]);
        }
        benchmark::ClobberMemory();
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t find_loop(const C& c, const typename C::value_type& absent,
                                          std::size_t rounds) {
    std::uint64_t found = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        found += std::find(c.begin(), c.end(), absent) != c.end();
        benchmark::ClobberMemory();
    }
    return found;
}

template <class C>
[[gnu::noinline]] std::uint64_t insert_middle_loop(C& c, std::size_t operations) {
    using values = element<typename C::value_type>;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < operations; ++i) {
        const auto middle = static_cast<std::ptrdiff_t>(c.size() / 2);
        sum += values::digest(*c.insert(c.begin() + middle, values::make(i)));
        c.erase(c.begin() + middle);
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t sort_loop(std::vector<C>& batch) {
    for (C& c : batch) {
        std::sort(c.begin(), c.end());
    }
    return batch.size();
}

template <class C>
[[gnu::noinline]] std::uint64_t sort_in_place_loop(std::vector<C>& batch) {
    for (C& c : batch) {
        sort_in_place(c);
    }
    return batch.size();
}

template <class C>
[[gnu::noinline]] std::uint64_t copy_loop(const C& c, std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        C copy(c);
        benchmark::DoNotOptimize(copy);
        sum += copy.size() + element<typename C::value_type>::digest(copy.back());
    }
    return sum;
}

template <class S>
[[gnu::noinline]] std::uint64_t tiny_loop(std::size_t rounds) {
    using values = element<typename S::container::value_type>;
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        auto c = S::make(4);
        for (std::size_t i = 0; i < 4; ++i) {
            c.push_back(values::make(round + i));
        }
        benchmark::DoNotOptimize(c);
        sum += values::digest(c.front()) + c.size();
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t window_loop(C& c, std::size_t n, std::size_t operations) {
    using values = element<typename C::value_type>;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < operations; ++i) {
        c.push_back(values::make(i));
        if (c.size() > n) {
            c.pop_front();
        }
        sum += c.size();
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t bulk_loop(C& c, std::span<const typename C::value_type> block,
                                          std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        append_block(c, block);
        drop_front(c, block.size());
        sum += element<typename C::value_type>::digest(c.front());
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t rotate_loop(C& c, std::size_t count, std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        rotate_right(c, count);
        sum += element<typename C::value_type>::digest(c.front());
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t bounded_append_loop(C& c, std::size_t n, std::size_t operations) {
    using values = element<typename C::value_type>;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < operations; ++i) {
        append_bounded(c, values::make(i), n);
        sum += values::digest(c.front());
    }
    return sum;
}

// -- the workloads: what each loop runs on ---------------------------------------------------------

constexpr auto nothing = [] {};

template <class S>
class workloads {
    using container = typename S::container;
    using value_type = typename container::value_type;
    using values = element<value_type>;

    static constexpr bool vector_like = !two_ended<container>;

    /// Operations of a loop at a steady size: several times around the container.
    static std::size_t steady(std::size_t n) { return std::max<std::size_t>(1 << 16, 2 * n); }

    template <class Run>
    static void add(std::string_view workload, std::size_t n, Run run) {
        bench::add({workload, values::name, S::name, n}, run);
    }

public:
    static void general(std::size_t n) {
        if constexpr (S::grows) {
            add("push_back", n, [n](benchmark::State& state) {
                const std::size_t times = rounds(n);
                measure(state, n * times, nothing, [=] { return push_back_loop<S>(n, times); });
            });
            add("memory", n,
                [n](benchmark::State& state) { weigh(state, n, [n] { return filled<S>(n); }); });
        }
        if constexpr (S::grows && !vector_like) {
            add("push_front", n, [n](benchmark::State& state) {
                const std::size_t times = rounds(n);
                measure(state, n * times, nothing, [=] { return push_front_loop<S>(n, times); });
            });
        }
        if constexpr (!vector_like) {
            both_ends(n);
        }
        reading(n);
        whole(n);
    }

    /// For containers that hold n elements at most, and drop the oldest.
    static void bounded(std::size_t n) {
        add("bounded_append", n, [n](benchmark::State& state) {
            auto c = filled<S>(n, 0);
            measure(state, steady(n), nothing,
                    [&, n] { return bounded_append_loop(c, n, steady(n)); });
        });
        add("bounded_fifo", n, [n](benchmark::State& state) {
            auto c = filled<S>(n);
            measure(state, steady(n), nothing, [&, n] { return fifo_loop(c, steady(n)); });
        });
        if constexpr (!S::grows) {
            rotating("bounded_rotate", n);
        }
    }

    static void tiny() {
        add("tiny", 4, [](benchmark::State& state) {
            constexpr std::size_t times = 1 << 12;
            measure(state, times, nothing, [] { return tiny_loop<S>(times); });
        });
    }

private:
    static void both_ends(std::size_t n) {
        add("pop_front", n, [n](benchmark::State& state) {
            const auto model = filled<S>(n);
            std::vector<container> batch;
            measure(
                state, n * rounds(n), [&, n] { batch.assign(rounds(n), model); },
                [&] { return pop_front_loop(batch); });
        });
        add("fifo", n, [n](benchmark::State& state) {
            auto c = filled<S>(n);
            measure(state, steady(n), nothing, [&, n] { return fifo_loop(c, steady(n)); });
        });
        add("stack_front", n, [n](benchmark::State& state) {
            constexpr std::size_t operations = 1 << 16;
            auto c = filled<S>(n, 4);
            measure(state, operations, nothing, [&] { return stack_front_loop(c, operations); });
        });
        add("window", n, [n](benchmark::State& state) {
            auto c = filled<S>(n);
            measure(state, steady(n), nothing, [&, n] { return window_loop(c, n, steady(n)); });
        });
        add("bulk", n, [n](benchmark::State& state) {
            std::vector<value_type> block;
            for (std::size_t i = 0; i < 64; ++i) {
                block.push_back(values::make(i));
            }
            auto c = filled<S>(n, block.size());
            const std::size_t times = steady(n) / block.size();
            measure(state, times * block.size(), nothing,
                    [&, times] { return bulk_loop<container>(c, block, times); });
        });
        if constexpr (S::grows) {
            rotating("rotate", n);
        }
    }

    static void rotating(std::string_view workload, std::size_t n) {
        if (n > 100'000) {
            return;
        } // O(n) per call
        add(workload, n, [n](benchmark::State& state) {
            auto c = filled<S>(n, 0);
            const std::size_t times = rounds(n / 8);
            measure(state, times, nothing, [&, n, times] { return rotate_loop(c, n / 8, times); });
        });
    }

    static void reading(std::size_t n) {
        add("iterate", n, [n](benchmark::State& state) {
            const auto c = wrapped<S>(n);
            measure(state, n * rounds(n), nothing, [&, n] { return iterate_loop(c, rounds(n)); });
        });
        add("iterate_pieces", n, [n](benchmark::State& state) {
            const auto c = wrapped<S>(n);
            measure(state, n * rounds(n), nothing,
                    [&, n] { return iterate_pieces_loop(c, rounds(n)); });
        });
        add("index_random", n, [n](benchmark::State& state) {
            const auto c = wrapped<S>(n);
            index_list at(1 << 16);
            random draw(7);
            for (std::uint32_t& i : at) {
                i = static_cast<std::uint32_t>(draw.below(n));
            }
            measure(state, at.size(), nothing, [&] { return index_random_loop(c, at); });
        });
        add("index_sequential", n, [n](benchmark::State& state) {
            const auto c = wrapped<S>(n);
            measure(state, n * rounds(n), nothing,
                    [&, n] { return index_sequential_loop(c, rounds(n)); });
        });
        add("find", n, [n](benchmark::State& state) {
            const auto c = wrapped<S>(n);
            measure(state, n * rounds(n), nothing,
                    [&, n] { return find_loop(c, values::absent(), rounds(n)); });
        });
    }

    static void whole(std::size_t n) {
        add("copy", n, [n](benchmark::State& state) {
            const auto c = wrapped<S>(n);
            measure(state, n * rounds(n), nothing, [&, n] { return copy_loop(c, rounds(n)); });
        });
        if (n > 100'000) {
            return;
        } // the rest is O(n log n) for the library, or O(n) per call
        add("insert_middle", n, [n](benchmark::State& state) {
            auto c = wrapped<S>(n);
            const std::size_t operations = std::clamp<std::size_t>((1 << 19) / n, 4, 4096);
            measure(state, operations, nothing,
                    [&, operations] { return insert_middle_loop(c, operations); });
        });
        const auto sorting = [n](benchmark::State& state, auto loop) {
            auto model = S::make(n + 1);
            for (std::size_t i = 0; i < n; ++i) {
                model.push_back(values::scattered(i));
            }
            std::vector<container> batch;
            const std::size_t times = rounds(n, 1 << 12);
            measure(
                state, n * times, [&] { batch.assign(times, model); }, [&] { return loop(batch); },
                [&](std::uint64_t) { return digest_of(batch.back()); });
        };
        add("sort", n, [sorting](benchmark::State& state) {
            sorting(state, [](auto& batch) { return sort_loop(batch); });
        });
        add("sort_in_place", n, [sorting](benchmark::State& state) {
            sorting(state, [](auto& batch) { return sort_in_place_loop(batch); });
        });
    }
};

template <class T>
void register_type(std::initializer_list<std::size_t> sizes) {
    for_each_sequence<T>([=]<class S>() {
        for (const std::size_t n : sizes) {
            workloads<S>::general(n);
        }
        if constexpr (S::grows) {
            workloads<S>::tiny();
        }
    });
    for_each_bounded_sequence<T>([=]<class S>() {
        for (const std::size_t n : sizes) {
            workloads<S>::bounded(n);
        }
    });
}

} // namespace

void register_workloads(const options&) {
    register_type<std::uint64_t>({16, 1'000, 10'000, 100'000, 1'000'000, 10'000'000});
    register_type<record>({16, 1'000, 10'000, 100'000, 1'000'000});
    register_type<std::string>({16, 1'000, 10'000, 100'000, 1'000'000});
}

} // namespace bench
