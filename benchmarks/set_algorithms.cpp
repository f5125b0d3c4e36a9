// SPDX-License-Identifier: BSL-1.0
// benchmarks/set_algorithms.cpp -- what two sorted vectors have in common, or not.
//
// set_intersection, set_union, set_difference, set_symmetric_difference     into a vector that is large enough
// includes              of a range and a part of it
// intersection_size     std has none: an intersection into an iterator that counts
//
// The suffix of a workload is the shape of the two, which together have n elements; per element:
//   random              as many in both, a quarter in common
//   sparse              as many in both, one in a hundred in common
//   same                twice the same
//   clustered           runs of 1 to 32 elements of one, then of the other
//   disjoint            all of the first before all of the second
//   1_to_10, 1_to_100, 1_to_10000, 100_to_1     at random; so many times as many in one of them
// With few elements many such pairs are taken in turns: a branch predictor would learn a single one by heart.
//
// Strings have 16 to 32 letters. std is std::set_intersection and so on, std_ranges those of std::ranges;
// Boost.Range's call those of std, and Abseil's c_set_intersection and so on as well.

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/main.hpp"

#include <cairn/set_algorithms.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace bench {

namespace {

// -- contestants -----------------------------------------------------------------------------------

struct counting_output {
    using difference_type = std::ptrdiff_t;
    std::size_t count = 0;
    struct place {
        template <class T>
        const place& operator=(const T&) const {
            return *this;
        }
    };
    place operator*() const { return {}; }
    counting_output& operator++() {
        ++count;
        return *this;
    }
    counting_output operator++(int) {
        counting_output old = *this;
        ++count;
        return old;
    }
};

struct cairn_sets {
    static constexpr std::string_view name = "cairn";
    static constexpr auto intersection = [](const auto& a, const auto& b, auto out) {
        return cairn::set_intersection(a, b, out).out;
    };
    static constexpr auto unite = [](const auto& a, const auto& b, auto out) {
        return cairn::set_union(a, b, out).out;
    };
    static constexpr auto difference = [](const auto& a, const auto& b, auto out) {
        return cairn::set_difference(a, b, out).out;
    };
    static constexpr auto symmetric = [](const auto& a, const auto& b, auto out) {
        return cairn::set_symmetric_difference(a, b, out).out;
    };
    static constexpr auto includes = [](const auto& a, const auto& b) {
        return cairn::includes(a, b);
    };
    static constexpr auto size = [](const auto& a, const auto& b) {
        return cairn::intersection_size(a, b);
    };
};

struct std_sets {
    static constexpr std::string_view name = "std";
    static constexpr auto intersection = [](const auto& a, const auto& b, auto out) {
        return std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), out);
    };
    static constexpr auto unite = [](const auto& a, const auto& b, auto out) {
        return std::set_union(a.begin(), a.end(), b.begin(), b.end(), out);
    };
    static constexpr auto difference = [](const auto& a, const auto& b, auto out) {
        return std::set_difference(a.begin(), a.end(), b.begin(), b.end(), out);
    };
    static constexpr auto symmetric = [](const auto& a, const auto& b, auto out) {
        return std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(), out);
    };
    static constexpr auto includes = [](const auto& a, const auto& b) {
        return std::includes(a.begin(), a.end(), b.begin(), b.end());
    };
    static constexpr auto size = [](const auto& a, const auto& b) {
        return std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), counting_output())
            .count;
    };
};

struct std_ranges_sets {
    static constexpr std::string_view name = "std_ranges";
    static constexpr auto intersection = [](const auto& a, const auto& b, auto out) {
        return std::ranges::set_intersection(a, b, out).out;
    };
    static constexpr auto unite = [](const auto& a, const auto& b, auto out) {
        return std::ranges::set_union(a, b, out).out;
    };
    static constexpr auto difference = [](const auto& a, const auto& b, auto out) {
        return std::ranges::set_difference(a, b, out).out;
    };
    static constexpr auto symmetric = [](const auto& a, const auto& b, auto out) {
        return std::ranges::set_symmetric_difference(a, b, out).out;
    };
    static constexpr auto includes = [](const auto& a, const auto& b) {
        return std::ranges::includes(a, b);
    };
    static constexpr auto size = [](const auto& a, const auto& b) {
        return std::ranges::set_intersection(a, b, counting_output()).out.count;
    };
};

// -- shapes ----------------------------------------------------------------------------------------

template <class T>
struct sorted_pair {
    std::vector<T> a, b, part; // part of a
};

/// The i-th of the values in use, in their order. Which these are does not matter to strings: the ranks are
/// spread over the alphabet, and the rest of the letters has no pattern.
template <class T>
T value_of(std::uint64_t rank, std::uint64_t bound) {
    if constexpr (std::is_same_v<T, std::string>) {
        const auto spread = static_cast<std::uint64_t>(static_cast<double>(rank) /
                                                       static_cast<double>(bound) * 0x1p53);
        std::string text;
        for (std::uint64_t left = spread, unit = std::uint64_t{1} << 53; text.size() != 11;
             left %= unit) {
            unit = unit / 26 + 1;
            text += static_cast<char>('a' + left / unit);
        }
        std::uint64_t tail = random::mix(rank);
        for (std::size_t more = 5 + tail % 17; more != 0; --more, tail = random::mix(tail)) {
            text += static_cast<char>('a' + tail % 26);
        }
        return text;
    } else {
        return static_cast<T>(rank);
    }
}

template <class T>
std::vector<T> values_of(std::vector<std::uint64_t> ranks, std::uint64_t bound) {
    std::ranges::sort(ranks);
    const auto repeated = std::ranges::unique(ranks);
    ranks.erase(repeated.begin(), repeated.end());
    std::vector<T> values;
    values.reserve(ranks.size());
    for (const std::uint64_t rank : ranks) {
        values.push_back(value_of<T>(rank, bound));
    }
    return values;
}

template <class T>
std::vector<T> random_values(std::size_t n, std::uint64_t bound, random& words) {
    std::vector<std::uint64_t> ranks(n);
    for (std::uint64_t& rank : ranks) {
        rank = words() % bound;
    }
    return values_of<T>(std::move(ranks), bound);
}

template <class T>
sorted_pair<T> shaped(std::string_view shape, std::size_t n, std::uint64_t seed) {
    random words(seed);
    sorted_pair<T> made;
    const auto lopsided = [&](std::size_t ratio) {
        const std::size_t few = std::max<std::size_t>(1, n / (ratio + 1));
        made.a = random_values<T>(few, n * 4, words);
        made.b = random_values<T>(n - few, n * 4, words);
    };
    if (shape == "sparse") {
        made.a = random_values<T>(n / 2, n * 50, words);
        made.b = random_values<T>(n / 2, n * 50, words);
    } else if (shape == "same") {
        made.a = made.b = random_values<T>(n / 2, n * 4, words);
    } else if (shape == "clustered") {
        std::vector<std::uint64_t> ranks[2];
        std::uint64_t rank = 0;
        for (std::size_t i = 0, which = 0; i < n; which = 1 - which) {
            for (std::size_t run = 1 + words.below(32); run != 0; --run, ++i) {
                ranks[which].push_back(rank += 1 + words.below(3));
            }
        }
        made.a = values_of<T>(std::move(ranks[0]), n * 4);
        made.b = values_of<T>(std::move(ranks[1]), n * 4);
    } else if (shape == "disjoint") {
        made.a = random_values<T>(n, n * 4, words);
        const auto middle = made.a.begin() + static_cast<std::ptrdiff_t>(made.a.size() / 2);
        made.b.assign(middle, made.a.end());
        made.a.erase(middle, made.a.end());
    } else if (shape == "1_to_10") {
        lopsided(10);
    } else if (shape == "1_to_100") {
        lopsided(100);
    } else if (shape == "1_to_10000") {
        lopsided(10'000);
    } else if (shape == "100_to_1") {
        lopsided(100);
        std::swap(made.a, made.b);
    } else {
        made.a = random_values<T>(n / 2, n * 2, words);
        made.b = random_values<T>(n / 2, n * 2, words);
    }
    for (const T& each : made.a) {
        if (words() % 4 == 0) {
            made.part.push_back(each);
        }
    }
    return made;
}

// -- the timed loops -------------------------------------------------------------------------------

template <class T>
using pairs = std::vector<sorted_pair<T>>;

template <const auto& Operation, class T>
[[gnu::noinline]] std::uint64_t output_loop(const pairs<T>& inputs, std::vector<T>& out) {
    std::uint64_t written = 0;
    for (const sorted_pair<T>& each : inputs) {
        written = written * 3 +
                  static_cast<std::uint64_t>(Operation(each.a, each.b, out.begin()) - out.begin());
    }
    return written;
}
template <const auto& Operation, bool Part, class T>
[[gnu::noinline]] std::uint64_t measure_loop(const pairs<T>& inputs) {
    std::uint64_t sum = 0;
    for (const sorted_pair<T>& each : inputs) {
        sum = sum * 3 + Operation(each.a, Part ? each.part : each.b);
    }
    return sum;
}

// -- the workloads ---------------------------------------------------------------------------------

constexpr std::size_t in_turns = std::size_t{1}
                                 << 18; // elements at least, in as many pairs as that takes

template <class T>
pairs<T> inputs_of(std::string_view shape, std::size_t n) {
    pairs<T> made;
    for (std::size_t i = 0; i * n < in_turns; ++i) {
        made.push_back(shaped<T>(shape, n, i + 1));
    }
    return made;
}

template <const auto& Operation, class T>
void register_output(std::string_view operation, std::string_view type, std::string_view container,
                     std::string_view shape, std::size_t n) {
    const std::string workload = std::string(operation) + "_" + std::string(shape);
    add({workload, type, container, n}, [shape, n](benchmark::State& state) {
        const pairs<T> inputs = inputs_of<T>(shape, n);
        std::vector<T> out(n + 64); // the last run may be longer
        measure(
            state, inputs.size() * n, [] {}, [&] { return output_loop<Operation>(inputs, out); });
    });
}

template <const auto& Operation, bool Part, class T>
void register_measure(std::string_view operation, std::string_view type, std::string_view container,
                      std::string_view shape, std::size_t n) {
    const std::string workload = std::string(operation) + "_" + std::string(shape);
    add({workload, type, container, n}, [shape, n](benchmark::State& state) {
        const pairs<T> inputs = inputs_of<T>(shape, n);
        measure(
            state, inputs.size() * n, [] {}, [&] { return measure_loop<Operation, Part>(inputs); });
    });
}

template <class C, class T>
void register_contestant(std::string_view type, std::string_view shape, std::size_t n) {
    register_output<C::intersection, T>("set_intersection", type, C::name, shape, n);
    register_output<C::unite, T>("set_union", type, C::name, shape, n);
    register_output<C::difference, T>("set_difference", type, C::name, shape, n);
    if constexpr (std::is_same_v<T, std::uint32_t> || std::is_same_v<T, std::string>) {
        register_output<C::symmetric, T>("set_symmetric_difference", type, C::name, shape, n);
        register_measure<C::includes, true, T>("includes", type, C::name, shape, n);
        register_measure<C::size, false, T>("intersection_size", type, C::name, shape, n);
    }
}

template <class T>
void register_type(std::string_view type, std::string_view shape, std::size_t n) {
    register_contestant<cairn_sets, T>(type, shape, n);
    register_contestant<std_sets, T>(type, shape, n);
    register_contestant<std_ranges_sets, T>(type, shape, n);
}

} // namespace

void register_workloads(const options&) {
    for (const std::string_view shape : {"random", "sparse", "same", "clustered", "disjoint",
                                         "1_to_10", "1_to_100", "100_to_1", "1_to_10000"}) {
        for (const unsigned power : {6u, 10u, 16u, 20u}) {
            const std::size_t n = std::size_t{1} << power;
            if (shape == "1_to_10000" ? power < 16 : shape.starts_with("1") && power < 10) {
                continue;
            }
            register_type<std::uint32_t>("u32", shape, n);
            if (power >= 16) {
                register_type<std::uint64_t>("u64", shape, n);
                register_type<std::int64_t>("i64", shape, n);
                register_type<double>("double", shape, n);
            }
            if (power <= 16) {
                register_type<std::string>("string", shape, n);
            }
        }
    }
}

} // namespace bench
