// SPDX-License-Identifier: BSL-1.0
// benchmarks/bisect.cpp -- where a value belongs in a sorted vector.
//
// lower_bound            for values that are there, chosen uniformly; per look-up
// lower_bound_zipf       chosen by the Zipf law: a few of them most of the time
// lower_bound_dependent  the next value is chosen by the answer before, so that no two look-ups overlap
// equal_range            for values that are there up to four times
// lower_bound_sorted     for values in order, each search beginning where the last ended if it can
// line_of_byte           of a text, whose lines begin at the elements; n is how many lines there are
//
// Elements are random and come once (but in equal_range). Strings have 16 to 32 letters. `float_pair` is a
// struct of two numbers ordered by one of them, through a projection.
// std_ranges is std::ranges::lower_bound; Boost's algorithms of that name call those of std.

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/main.hpp"

#include <cairn/bisect.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace bench {

namespace {

// -- elements --------------------------------------------------------------------------------------

struct sample {
    float time;
    float value;
};

/// `name`             what the type is called in the names of workloads
/// `random(n, seed)`  n values in order
/// `projection`       what orders them
template <class T>
struct sorted_values {
    static constexpr std::string_view name = std::is_same_v<T, std::uint32_t>   ? "u32"
                                             : std::is_same_v<T, std::uint64_t> ? "u64"
                                             : std::is_same_v<T, std::int64_t>  ? "i64"
                                                                                : "double";
    using projection = std::identity;
    static std::vector<T> random(std::size_t n, std::uint64_t seed) {
        bench::random words(seed);
        std::vector<T> values(n);
        for (T& value : values) {
            const std::uint64_t word = words();
            if constexpr (std::is_floating_point_v<T>) {
                value = static_cast<T>(static_cast<std::int64_t>(word)) * 0x1p-30;
            } else {
                value = static_cast<T>(word >> (64 - 8 * sizeof(T)));
            }
        }
        std::ranges::sort(values);
        return values;
    }
};

template <>
struct sorted_values<std::string> {
    static constexpr std::string_view name = "string";
    using projection = std::identity;
    static std::vector<std::string> random(std::size_t n, std::uint64_t seed) {
        std::vector<std::string> values = random_letters(n, seed);
        std::ranges::sort(values);
        return values;
    }
};

struct by_time {
    float operator()(const sample& s) const { return s.time; }
};
template <>
struct sorted_values<sample> {
    static constexpr std::string_view name = "float_pair";
    using projection = by_time;
    static std::vector<sample> random(std::size_t n, std::uint64_t seed) {
        bench::random words(seed);
        std::vector<sample> values(n);
        for (sample& each : values) {
            each = {static_cast<float>(words.real()), 0};
        }
        std::ranges::sort(values, {}, &sample::time);
        return values;
    }
};

template <class T>
using key_type =
    std::remove_cvref_t<std::invoke_result_t<typename sorted_values<T>::projection, const T&>>;

// -- contestants -----------------------------------------------------------------------------------

struct cairn_bisect {
    static constexpr std::string_view name = "cairn";
    template <class T, class X, class Projection>
    static std::size_t lower(const std::vector<T>& values, const X& x, Projection key) {
        return cairn::bisect_left(values, x, std::less<>(), key);
    }
    template <class T>
    static std::size_t count(const std::vector<T>& values, const T& x) {
        return cairn::equal_range(values, x).size();
    }
    template <class T>
    static std::size_t lower_from(const std::vector<T>& values, const T& x, std::size_t hint) {
        return cairn::gallop_left(values, x, hint);
    }
};

struct std_bisect {
    static constexpr std::string_view name = "std";
    template <class T, class X, class Projection>
    static std::size_t lower(const std::vector<T>& values, const X& x, Projection key) {
        const auto before = [&key](const T& element, const X& wanted) {
            return key(element) < wanted;
        };
        if constexpr (std::is_same_v<Projection, std::identity>) {
            return static_cast<std::size_t>(std::lower_bound(values.begin(), values.end(), x) -
                                            values.begin());
        } else {
            return static_cast<std::size_t>(
                std::lower_bound(values.begin(), values.end(), x, before) - values.begin());
        }
    }
    template <class T>
    static std::size_t count(const std::vector<T>& values, const T& x) {
        const auto [first, last] = std::equal_range(values.begin(), values.end(), x);
        return static_cast<std::size_t>(last - first);
    }
    template <class T>
    static std::size_t lower_from(const std::vector<T>& values, const T& x, std::size_t hint) {
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(hint);
        return static_cast<std::size_t>(std::lower_bound(first, values.end(), x) - values.begin());
    }
};

struct std_ranges_bisect {
    static constexpr std::string_view name = "std_ranges";
    template <class T, class X, class Projection>
    static std::size_t lower(const std::vector<T>& values, const X& x, Projection key) {
        return static_cast<std::size_t>(std::ranges::lower_bound(values, x, std::less<>(), key) -
                                        values.begin());
    }
    template <class T>
    static std::size_t count(const std::vector<T>& values, const T& x) {
        return std::ranges::equal_range(values, x).size();
    }
    template <class T>
    static std::size_t lower_from(const std::vector<T>& values, const T& x, std::size_t hint) {
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(hint);
        return static_cast<std::size_t>(std::ranges::lower_bound(first, values.end(), x) -
                                        values.begin());
    }
};

// -- the timed loops -------------------------------------------------------------------------------

template <class C, class T>
[[gnu::noinline]] std::uint64_t lower_loop(const std::vector<T>& values,
                                           const std::vector<key_type<T>>& queries) {
    std::uint64_t sum = 0;
    for (const key_type<T>& x : queries) {
        sum += C::lower(values, x, typename sorted_values<T>::projection());
    }
    return sum;
}

/// The number of queries is a power of two.
template <class C, class T>
[[gnu::noinline]] std::uint64_t dependent_loop(const std::vector<T>& values,
                                               const std::vector<key_type<T>>& queries) {
    std::uint64_t sum = 0;
    std::size_t found = 0;
    for (std::size_t i = 0; i != queries.size(); ++i) {
        const std::size_t next = (found * 0x9e3779b1 + i) & (queries.size() - 1);
        found = C::lower(values, queries[next], typename sorted_values<T>::projection());
        sum += found;
    }
    return sum;
}

template <class C, class T>
[[gnu::noinline]] std::uint64_t count_loop(const std::vector<T>& values,
                                           const std::vector<T>& queries) {
    std::uint64_t sum = 0;
    for (const T& x : queries) {
        sum = sum * 3 + C::count(values, x);
    }
    return sum;
}

template <class C, class T>
[[gnu::noinline]] std::uint64_t sorted_loop(const std::vector<T>& values,
                                            const std::vector<T>& queries) {
    std::uint64_t sum = 0;
    std::size_t hint = 0;
    for (const T& x : queries) {
        hint = C::lower_from(values, x, hint);
        sum += hint;
    }
    return sum;
}

// -- the workloads ---------------------------------------------------------------------------------

constexpr std::size_t look_ups = std::size_t{1} << 16; // too many for branch predictors to remember

template <class T>
std::vector<key_type<T>> uniform(const std::vector<T>& values) {
    random words(7);
    std::vector<key_type<T>> queries(look_ups);
    for (auto& query : queries) {
        query = typename sorted_values<T>::projection()(values[words() % values.size()]);
    }
    return queries;
}

template <class T>
std::vector<key_type<T>> skewed(const std::vector<T>& values) {
    zipf ranks(values.size(), 7);
    std::vector<key_type<T>> queries(look_ups);
    for (auto& query : queries) { // what is frequent is not side by side
        query =
            typename sorted_values<T>::projection()(values[random::mix(ranks()) % values.size()]);
    }
    return queries;
}

template <class C, class T>
void register_contestant(std::size_t n) {
    using elements = sorted_values<T>;
    add({"lower_bound", elements::name, C::name, n}, [n](benchmark::State& state) {
        const auto values = elements::random(n, 1);
        const auto queries = uniform(values);
        measure(state, look_ups, [] {}, [&] { return lower_loop<C>(values, queries); });
    });
    add({"lower_bound_zipf", elements::name, C::name, n}, [n](benchmark::State& state) {
        const auto values = elements::random(n, 1);
        const auto queries = skewed(values);
        measure(state, look_ups, [] {}, [&] { return lower_loop<C>(values, queries); });
    });
    add({"lower_bound_dependent", elements::name, C::name, n}, [n](benchmark::State& state) {
        const auto values = elements::random(n, 1);
        const auto queries = uniform(values);
        measure(state, look_ups, [] {}, [&] { return dependent_loop<C>(values, queries); });
    });
    if constexpr (std::is_same_v<T, std::uint64_t> || std::is_same_v<T, std::string>) {
        add({"equal_range", elements::name, C::name, n}, [n](benchmark::State& state) {
            auto values = elements::random(n, 1);
            for (std::size_t i = 0; i != n; ++i) {
                values[i] = values[i / 4 * 4];
            }
            const auto queries = uniform(values);
            measure(state, look_ups, [] {}, [&] { return count_loop<C>(values, queries); });
        });
        add({"lower_bound_sorted", elements::name, C::name, n}, [n](benchmark::State& state) {
            const auto values = elements::random(n, 1);
            auto queries = uniform(values);
            std::ranges::sort(queries);
            measure(state, look_ups, [] {}, [&] { return sorted_loop<C>(values, queries); });
        });
    }
}

template <class T>
void register_type(std::size_t n) {
    register_contestant<cairn_bisect, T>(n);
    register_contestant<std_bisect, T>(n);
    register_contestant<std_ranges_bisect, T>(n);
}

template <class C>
void register_lines(std::string_view name, std::shared_ptr<const std::vector<std::uint64_t>> begins,
                    std::shared_ptr<const std::vector<std::uint64_t>> bytes) {
    add({"line_of_byte", name, C::name, begins->size()}, [begins, bytes](benchmark::State& state) {
        measure(state, bytes->size(), [] {}, [&] { return lower_loop<C>(*begins, *bytes); });
    });
}

void register_text(const options::file& given) {
    const std::string text = read_file(given.path);
    std::vector<std::uint64_t> begins{0};
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (text[i] == '\n') {
            begins.push_back(i + 1);
        }
    }
    random words(7);
    std::vector<std::uint64_t> bytes(look_ups);
    for (std::uint64_t& each : bytes) {
        each = words() % (text.size() + 1);
    }
    const auto lines = std::make_shared<const std::vector<std::uint64_t>>(std::move(begins));
    const auto queries = std::make_shared<const std::vector<std::uint64_t>>(std::move(bytes));
    const std::string name = "lines-" + given.name;
    register_lines<cairn_bisect>(name, lines, queries);
    register_lines<std_bisect>(name, lines, queries);
    register_lines<std_ranges_bisect>(name, lines, queries);
}

} // namespace

void register_workloads(const options& given) {
    for (const std::size_t power : {8u, 12u, 16u, 20u, 24u}) {
        const std::size_t n = std::size_t{1} << power;
        register_type<std::uint32_t>(n);
        register_type<std::uint64_t>(n);
        register_type<std::int64_t>(n);
        register_type<double>(n);
        if (n <= std::size_t{1} << 20) {
            register_type<sample>(n);
            register_type<std::string>(n);
        }
    }
    for (const options::file& each : given.texts) {
        register_text(each);
    }
}

} // namespace bench
