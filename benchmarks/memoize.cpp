// SPDX-License-Identifier: BSL-1.0
// benchmarks/memoize.cpp -- calls of a memoised function: arguments of one number, two numbers, a string.
//
// hit               calls with n arguments in random order, all of them known
// miss              calls with n arguments, all of them new, of a function that costs nothing
//
// cairn remembers as many results as it likes, cairn_lru the n used last; the others are what one writes by
// hand: look the arguments up in a map, else call and insert.

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/main.hpp"
#include "support/peers.hpp"

#include <cairn/memoize.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#if CAIRN_PEER_ABSL_FLAT
#include <absl/container/flat_hash_map.h>
#endif

namespace bench {

namespace {

using result = std::uint64_t;

// -- arguments -------------------------------------------------------------------------------------

struct one_number {
    static constexpr std::string_view name = "u64";
    using signature = result(std::uint64_t);
    using key = std::uint64_t;
    static key make(std::uint64_t i, std::uint64_t) { return i; }
    static result call(std::uint64_t a) { return a + 1; }
};
struct two_numbers {
    static constexpr std::string_view name = "u64,u64";
    using signature = result(std::uint64_t, std::uint64_t);
    using key = std::pair<std::uint64_t, std::uint64_t>;
    static key make(std::uint64_t i, std::uint64_t salt) { return {i, salt}; }
    static result call(std::uint64_t a, std::uint64_t b) { return a + b; }
};
struct text_argument {
    static constexpr std::string_view name = "string";
    using signature = result(std::string_view);
    using key = std::string;
    static key make(std::uint64_t i, std::uint64_t salt) {
        return pseudo_word(static_cast<std::size_t>(i)) + std::to_string(salt % 1000);
    }
    static result call(std::string_view a) { return a.size(); }
};

// -- contestants -----------------------------------------------------------------------------------

template <class Arguments, class F>
decltype(auto) applied(F&& f, const typename Arguments::key& arguments) {
    if constexpr (std::is_same_v<Arguments, two_numbers>) {
        return f(arguments.first, arguments.second);
    } else {
        return f(arguments);
    }
}

template <class Arguments>
struct unbounded_memo {
    static constexpr std::string_view name = "cairn";
    decltype(cairn::memoize<typename Arguments::signature>(Arguments::call, cairn::unbounded)) f;
    explicit unbounded_memo(std::size_t)
        : f(cairn::memoize<typename Arguments::signature>(Arguments::call, cairn::unbounded)) {}
    result operator()(const typename Arguments::key& k) { return applied<Arguments>(f, k); }
};
template <class Arguments>
struct lru_memo {
    static constexpr std::string_view name = "cairn_lru";
    decltype(cairn::memoize<typename Arguments::signature>(Arguments::call)) f;
    explicit lru_memo(std::size_t n)
        : f(cairn::memoize<typename Arguments::signature>(Arguments::call, n)) {}
    result operator()(const typename Arguments::key& k) { return applied<Arguments>(f, k); }
};

template <class Map, class Arguments>
struct by_hand {
    Map known;
    explicit by_hand(std::size_t) {}
    result operator()(const typename Arguments::key& k) {
        const auto at = known.find(k);
        if (at != known.end()) return at->second;
        const result made = applied<Arguments>(Arguments::call, k);
        known.emplace(k, made);
        return made;
    }
};
struct hash_any {
    template <class Key>
    std::size_t operator()(const Key& k) const {
        if constexpr (requires { std::hash<Key>()(k); }) {
            return std::hash<Key>()(k);
        } else { // as std has no hash of pairs
            return static_cast<std::size_t>(random::mix(k.first) ^ (k.second * 31));
        }
    }
};
template <class Arguments>
struct std_map : by_hand<std::unordered_map<typename Arguments::key, result, hash_any>, Arguments> {
    static constexpr std::string_view name = "std_unordered";
    using std_map::by_hand::by_hand;
};
#if CAIRN_PEER_ABSL_FLAT
template <class Arguments>
struct absl_map : by_hand<absl::flat_hash_map<typename Arguments::key, result>, Arguments> {
    static constexpr std::string_view name = "absl_flat";
    using absl_map::by_hand::by_hand;
};
#endif

// -- timed loops -----------------------------------------------------------------------------------

template <class Memo, class Key>
[[gnu::noinline]] std::uint64_t call_all(Memo& f, const std::vector<Key>& arguments) {
    std::uint64_t sum = 0;
    for (const Key& k : arguments)
        sum += f(k);
    return sum;
}

// -- registration ----------------------------------------------------------------------------------

template <class Memo, class Arguments>
void register_memo(std::size_t n) {
    const auto arguments = [n] {
        std::vector<typename Arguments::key> all;
        for (std::size_t i = 0; i != n; ++i)
            all.push_back(Arguments::make(i, i * i));
        return all;
    };
    add({"hit", Arguments::name, Memo::name, n}, [=](benchmark::State& state) {
        const auto all = arguments();
        Memo f(n);
        call_all(f, all);
        std::vector<typename Arguments::key> some;
        random draw;
        for (std::size_t i = 0; i != rounds(n) * n; ++i)
            some.push_back(all[draw.below(n)]);
        measure(state, some.size(), [] {}, [&] { return call_all(f, some); });
    });
    add({"miss", Arguments::name, Memo::name, n}, [=](benchmark::State& state) {
        const auto all = arguments();
        measure(
            state, n, [] {},
            [&] {
                Memo f(n);
                return call_all(f, all);
            });
    });
}

template <class Arguments>
void register_arguments() {
    for (const std::size_t n : std::initializer_list<std::size_t>{1'000, 100'000}) {
        register_memo<unbounded_memo<Arguments>, Arguments>(n);
        register_memo<lru_memo<Arguments>, Arguments>(n);
        register_memo<std_map<Arguments>, Arguments>(n);
#if CAIRN_PEER_ABSL_FLAT
        register_memo<absl_map<Arguments>, Arguments>(n);
#endif
    }
}

} // namespace

void register_workloads(const options&) {
    register_arguments<one_number>();
    register_arguments<two_numbers>();
    register_arguments<text_argument>();
}

} // namespace bench
