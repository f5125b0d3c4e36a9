// SPDX-License-Identifier: BSL-1.0
// benchmarks/merge.cpp -- k sorted runs of n elements in all become one: u64, pairs of u64, strings of 16 to 32
// letters, and the words of a text.
//
// merge_K           walk over all elements of K runs in order, and sum them
// merge_into_K      put them into an array
// first_K           only the first thousandth of them, from the runs as they are
//
// `words-X` are the words of text X, cut into K runs of consecutive words, each of which is sorted first: what
// an external sort has in its files. The peers that work only on whole runs take no part in the walk: a
// priority queue with a cursor into each run, the loser tree of libstdc++'s parallel mode (one thread,
// stable), std::merge of two runs at a time, and concatenation with std::stable_sort or std::sort.

// The std::stable_sort of libstdc++ 12 uses what the library itself deprecates, and clang says so.
#ifdef __clang__
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
#endif

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/main.hpp"

#include <cairn/merge.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <queue>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// libstdc++'s parallel mode includes OpenMP's header, which not every compiler has; one thread needs no more.
#if __has_include(<omp.h>) && __has_include(<parallel/multiway_merge.h>)
#define CAIRN_PEER_GNU_MERGE 1
#include <parallel/algorithm>
#include <parallel/multiway_merge.h>
#else
#define CAIRN_PEER_GNU_MERGE 0
#endif

namespace bench {

namespace {

template <class T>
using runs_of = std::vector<std::vector<T>>;

using pair = std::pair<std::uint64_t, std::uint64_t>;

// -- elements --------------------------------------------------------------------------------------

template <class T>
struct sample_of;
template <>
struct sample_of<std::uint64_t> {
    static constexpr std::string_view name = "u64";
    static std::vector<std::uint64_t> make(std::size_t n) {
        random next(n);
        std::vector<std::uint64_t> all(n);
        std::generate(all.begin(), all.end(), next);
        return all;
    }
};
template <>
struct sample_of<pair> {
    static constexpr std::string_view name = "pair";
    /// Many share the first number, so that the second counts too.
    static std::vector<pair> make(std::size_t n) {
        random next(n);
        std::vector<pair> all(n);
        for (pair& each : all) {
            each.first = next.below(n / 4 + 1);
            each.second = next();
        }
        return all;
    }
};
template <>
struct sample_of<std::string> {
    static constexpr std::string_view name = "string";
    static std::vector<std::string> make(std::size_t n) { return random_letters(n, 1); }
};

std::uint64_t digest(std::uint64_t x) { return x; }
std::uint64_t digest(const pair& x) { return x.first ^ x.second; }
std::uint64_t digest(const std::string& x) {
    return x.size() + static_cast<unsigned char>(x.empty() ? '\0' : x.back());
}

/// Consecutive parts of about the same size, each sorted.
template <class T>
runs_of<T> cut(const std::vector<T>& all, std::size_t k) {
    runs_of<T> runs(k);
    for (std::size_t i = 0; i < k; ++i) {
        const auto at = [&](std::size_t j) {
            return all.begin() + static_cast<std::ptrdiff_t>(all.size() * j / k);
        };
        runs[i].assign(at(i), at(i + 1));
        std::sort(runs[i].begin(), runs[i].end());
    }
    return runs;
}

template <class T>
std::size_t total(const runs_of<T>& runs) {
    std::size_t n = 0;
    for (const auto& run : runs) {
        n += run.size();
    }
    return n;
}

// -- contestants -----------------------------------------------------------------------------------
//
// `walk(runs, count, f)` calls f with the first `count` elements in order; `fill(runs, out)` puts all of
// them into an array that is large enough.

struct cairn_merge {
    static constexpr std::string_view name = "cairn";
    template <class T, class F>
    static void walk(const runs_of<T>& runs, std::size_t count, F f) {
        auto merged = cairn::merge(runs);
        for (auto i = merged.begin(); count != 0; ++i, --count) {
            f(*i);
        }
    }
    template <class T>
    static void fill(runs_of<T>& runs, T* out) {
        cairn::merge_into(out, runs);
    }
};

/// The view's loser tree where merge_into would take the cascade.
struct cairn_view {
    static constexpr std::string_view name = "cairn_view";
    template <class T>
    static void fill(runs_of<T>& runs, T* out) {
        for (const T& each : cairn::merge(std::as_const(runs))) {
            *out++ = each;
        }
    }
};

struct std_queue {
    static constexpr std::string_view name = "std_queue";
    template <class T, class F>
    static void walk(const runs_of<T>& runs, std::size_t count, F f) {
        struct head {
            const T* at;
            const T* last;
            std::size_t run;
        };
        const auto after = [](const head& a, const head& b) {
            return *b.at < *a.at || (!(*a.at < *b.at) && b.run < a.run);
        };
        std::vector<head> heads;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            if (!runs[i].empty()) {
                heads.push_back({runs[i].data(), runs[i].data() + runs[i].size(), i});
            }
        }
        std::priority_queue<head, std::vector<head>, decltype(after)> queue(after,
                                                                            std::move(heads));
        for (; count != 0; --count) {
            head first = queue.top();
            queue.pop();
            f(*first.at);
            if (++first.at != first.last) {
                queue.push(first);
            }
        }
    }
    template <class T>
    static void fill(runs_of<T>& runs, T* out) {
        walk(runs, total(runs), [&out](const T& each) { *out++ = each; });
    }
};

#if CAIRN_PEER_GNU_MERGE
struct gnu_multiway {
    static constexpr std::string_view name = "gnu_multiway";
    template <class T>
    static void fill(runs_of<T>& runs, T* out) {
        std::vector<std::pair<T*, T*>> ends;
        for (auto& run : runs) {
            ends.emplace_back(run.data(), run.data() + run.size());
        }
        __gnu_parallel::stable_multiway_merge(ends.begin(), ends.end(), out,
                                              static_cast<std::ptrdiff_t>(total(runs)),
                                              std::less<T>(), __gnu_parallel::sequential_tag());
    }
};
#endif

struct std_merge {
    static constexpr std::string_view name = "std_merge";
    /// Two runs at a time, from one array to another and back.
    template <class T>
    static void fill(runs_of<T>& runs, T* out) {
        std::vector<std::size_t> ends{0};
        for (const auto& run : runs) {
            ends.push_back(ends.back() + run.size());
        }
        std::size_t passes = 0;
        while ((std::size_t{1} << passes) < runs.size()) {
            ++passes;
        }
        std::vector<T> other(ends.back());
        T* from = passes % 2 == 0 ? out : other.data();
        T* to = passes % 2 == 0 ? other.data() : out;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            std::copy(runs[i].begin(), runs[i].end(), from + ends[i]);
        }
        for (; passes != 0; --passes) {
            std::vector<std::size_t> fewer{0};
            for (std::size_t i = 0; i + 1 < ends.size(); i += 2) {
                const std::size_t last = ends[std::min(i + 2, ends.size() - 1)];
                std::merge(std::make_move_iterator(from + ends[i]),
                           std::make_move_iterator(from + ends[i + 1]),
                           std::make_move_iterator(from + ends[i + 1]),
                           std::make_move_iterator(from + last), to + ends[i]);
                fewer.push_back(last);
            }
            ends.swap(fewer);
            std::swap(from, to);
        }
    }
};

template <bool Stable>
struct std_sorting {
    static constexpr std::string_view name = Stable ? "std_stable_sort" : "std_sort";
    template <class T>
    static void fill(runs_of<T>& runs, T* out) {
        T* last = out;
        for (const auto& run : runs) {
            last = std::copy(run.begin(), run.end(), last);
        }
        if constexpr (Stable) {
            std::stable_sort(out, last);
        } else {
            std::sort(out, last);
        }
    }
};

template <class F>
void for_each_walker(F f) {
    f.template operator()<cairn_merge>();
    f.template operator()<std_queue>();
}
template <class F>
void for_each_filler(F f) {
    for_each_walker(f);
    f.template operator()<cairn_view>();
#if CAIRN_PEER_GNU_MERGE
    f.template operator()<gnu_multiway>();
#endif
    f.template operator()<std_merge>();
    f.template operator()<std_sorting<true>>();
    f.template operator()<std_sorting<false>>();
}

// -- workloads -------------------------------------------------------------------------------------

template <class M, class T>
[[gnu::noinline]] std::uint64_t walk_loop(const runs_of<T>& runs, std::size_t count) {
    std::uint64_t sum = 0;
    M::walk(runs, count, [&sum](const T& each) { sum = 31 * sum + digest(each); });
    return sum;
}
template <class M, class T>
[[gnu::noinline]] void fill_loop(runs_of<T>& runs, T* out) {
    M::fill(runs, out);
}

/// `make(k)` makes k runs; each workload makes its own.
template <class T, class Make>
void register_runs(std::string_view type, std::size_t n, std::size_t k, Make make) {
    std::string suffix = std::to_string(k);
    suffix.insert(suffix.begin(), '_');
    for_each_walker([&]<class M>() {
        for (const std::size_t part : {std::size_t{1}, std::size_t{1000}}) {
            const std::size_t count = n / part;
            if (count < 100) {
                continue;
            }
            add({(part == 1 ? "merge" : "first") + suffix, type, M::name, n},
                [make, k, count](benchmark::State& state) {
                    const runs_of<T> runs = make(k);
                    const std::size_t times = rounds(count);
                    measure(
                        state, count * times, [] {},
                        [&] {
                            std::uint64_t sum = 0;
                            for (std::size_t i = 0; i < times; ++i) {
                                sum += walk_loop<M>(runs, count);
                            }
                            return sum;
                        });
                });
        }
    });
    for_each_filler([&]<class M>() {
        add({"merge_into" + suffix, type, M::name, n}, [make, k, n](benchmark::State& state) {
            runs_of<T> runs = make(k);
            std::vector<T> out(n);
            const std::size_t times = rounds(n);
            measure(
                state, n * times, [] {},
                [&] {
                    for (std::size_t i = 0; i < times; ++i) {
                        fill_loop<M>(runs, out.data());
                    }
                    return std::uint64_t{0};
                },
                [&](std::uint64_t sum) {
                    for (const T& each : out) {
                        sum = 31 * sum + digest(each);
                    }
                    return sum;
                });
        });
    });
}

template <class T>
void register_type(std::initializer_list<std::size_t> sizes) {
    for (const std::size_t n : sizes) {
        for (const std::size_t k : {std::size_t{8}, std::size_t{64}, std::size_t{512}}) {
            if (n / k < 100) {
                continue; // a handful of elements each: no runs to speak of
            }
            register_runs<T>(sample_of<T>::name, n, k,
                             [n](std::size_t parts) { return cut(sample_of<T>::make(n), parts); });
        }
    }
}

} // namespace

void register_workloads(const options& given) {
    register_type<std::uint64_t>({1'000, 10'000, 100'000, 1'000'000, 10'000'000});
    register_type<pair>({1'000, 10'000, 100'000, 1'000'000});
    register_type<std::string>({1'000, 10'000, 100'000, 1'000'000});
    for (const auto& [name, path] : given.texts) {
        const auto words = std::make_shared<text>();
        split_words(read_file(path), *words);
        const auto make = [words](std::size_t k) {
            return cut(std::vector<std::string>(words->tokens.begin(), words->tokens.end()), k);
        };
        for (const std::size_t k : {std::size_t{8}, std::size_t{64}, std::size_t{512}}) {
            register_runs<std::string>("words-" + name, words->tokens.size(), k, make);
        }
    }
}

} // namespace bench
