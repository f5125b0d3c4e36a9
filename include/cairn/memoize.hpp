// SPDX-License-Identifier: BSL-1.0
// cairn/memoize.hpp -- functions that remember what they have returned: functools.lru_cache
//
//     auto area = cairn::memoize([](double w, double h) { return w * h; });      // the last 128 results
//     area(2, 3);
//     area.cache_info().str();                 // CacheInfo(hits=0, misses=1, maxsize=128, currsize=1)
//
//     auto fib = cairn::memoize<std::uint64_t(int)>(
//         [](auto& self, int n) -> std::uint64_t { return n < 2 ? n : self(n - 1) + self(n - 2); },
//         cairn::unbounded);
//     fib(90);                                 // 91 calls
//
// Shape       a function, and a cache from its arguments to its result. Every argument is part of the key,
//             by value; a single one is the key itself, several are a tuple, and string_views are kept
//             as strings.
// Synopsis    memoize(f)  memoize(f, maxsize)                 lru_cache, 128 results unless told otherwise
//             memoize(f, policy, maxsize)                     another policy
//             memoize(f, cache)                               any cache: with expiry, or sharded for threads
//             memoize<R(Args...)>(f, ...)                     where f has no signature of its own
//             operator()                                      O(1) besides f
//             cache_info  cache_clear  cache  wrapped
// Validity    Results are copies. Nothing refers into the cache while f runs, so f may call the memoised
//             function, with other arguments, as deep as the stack goes.
// Exceptions  If f throws, nothing is remembered.

#ifndef CAIRN_MEMOIZE_HPP
#define CAIRN_MEMOIZE_HPP

#include <cairn/cache.hpp>
#include <cairn/detail/contract.hpp>
#include <cairn/detail/hash.hpp>
#include <cairn/detail/ordering.hpp>
#include <cairn/fwd.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// R(Args...) of a function pointer or a function object with one operator().
template <class F>
struct memo_signature_of {};
template <class F>
    requires requires { &F::operator(); }
struct memo_signature_of<F> : memo_signature_of<decltype(&F::operator())> {};
template <class R, class... Args>
struct memo_signature_of<R (*)(Args...)> {
    using type = R(Args...);
};
template <class R, class... Args>
struct memo_signature_of<R (*)(Args...) noexcept> : memo_signature_of<R (*)(Args...)> {};
template <class R, class F, class... Args>
struct memo_signature_of<R (F::*)(Args...)> : memo_signature_of<R (*)(Args...)> {};
template <class R, class F, class... Args>
struct memo_signature_of<R (F::*)(Args...) const> : memo_signature_of<R (*)(Args...)> {};
template <class R, class F, class... Args>
struct memo_signature_of<R (F::*)(Args...) noexcept> : memo_signature_of<R (*)(Args...)> {};
template <class R, class F, class... Args>
struct memo_signature_of<R (F::*)(Args...) const noexcept> : memo_signature_of<R (*)(Args...)> {};

template <class F>
concept memo_deducible = requires { typename memo_signature_of<F>::type; };

/// How an argument is kept in the key.
template <class Arg>
struct memo_kept {
    using type = std::remove_cvref_t<Arg>;
    static_assert(
        !std::is_reference_v<Arg> || std::is_same_v<Arg, const std::remove_cvref_t<Arg>&>,
        "cairn::memoize: a function that changes its arguments cannot be memoised; take them "
        "by value or by reference to const");
    static_assert(!std::is_same_v<type, const char*> && !std::is_same_v<type, char*>,
                  "cairn::memoize: the characters behind a pointer may change; take a "
                  "std::string_view or a std::string");
};
template <class Arg>
    requires std::is_same_v<std::remove_cvref_t<Arg>, std::string_view>
struct memo_kept<Arg> {
    using type = std::string;
};

template <class Signature>
struct memo_traits {
    static_assert(!sizeof(Signature), "cairn::memoize: the signature is R(Args...)");
};
template <class R, class... Args>
struct memo_traits<R(Args...)> {
    static_assert(!std::is_void_v<R>, "cairn::memoize: there is no result to remember");
    static_assert(!std::is_reference_v<R>,
                  "cairn::memoize: results are kept as values; return one, or a pointer");
    using result = R;
    using key = std::tuple<typename memo_kept<Args>::type...>;
};
template <class R, class Arg>
struct memo_traits<R(Arg)> : memo_traits<R(const Arg&, int)> {
    using key = typename memo_kept<Arg>::type;
};

/// What operator() takes: as the signature says, but never by value.
template <class Arg>
using memo_parameter = const std::remove_reference_t<Arg>&;

} // namespace cairn::inline CAIRN_ABI::detail

namespace cairn::inline CAIRN_ABI {

/// The key under which memoize(f, cache) looks a result of R(Args...) up: for the type of the cache.
template <class Signature>
using memo_key_t = typename detail::memo_traits<Signature>::key;

/// What `functools.lru_cache` says of itself.
struct memo_info {
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
    std::optional<std::size_t> maxsize; // none: unbounded
    std::size_t currsize = 0;

    /// Python      repr(f.cache_info())
    [[nodiscard]] std::string str() const {
        return "CacheInfo(hits=" + std::to_string(hits) + ", misses=" + std::to_string(misses) +
               ", maxsize=" + (maxsize ? std::to_string(*maxsize) : "None") +
               ", currsize=" + std::to_string(currsize) + ")";
    }

    [[nodiscard]] friend bool operator==(const memo_info&, const memo_info&) = default;

    template <class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                                        const memo_info& info) {
        return out << info.str();
    }
};

template <class Signature, class F, class Cache>
class memoized;

/// A function object that calls F at most once for the same arguments, as long as the cache keeps the
/// result. It is as safe for threads as its cache: none but sharded<> is.
template <class R, class... Args, class F, class Cache>
class memoized<R(Args...), F, Cache> {
public:
    using result_type = R;
    using key_type = memo_key_t<R(Args...)>;
    using cache_type = Cache;

    static_assert(std::same_as<typename Cache::key_type, key_type>,
                  "cairn::memoize: the cache's keys are memo_key_t of the signature");
    static_assert(std::same_as<typename Cache::mapped_type, R>,
                  "cairn::memoize: the cache's values are the results");
    static_assert(std::copy_constructible<R>,
                  "cairn::memoize: results are returned as copies; return a std::shared_ptr");

    memoized(F f, Cache cache) : f_(std::move(f)), cache_(std::move(cache)) {}

    /// Returns a copy of the result for these arguments, which f computes if the cache has none. f is given
    /// the memoised function first, if it takes one more argument: so it calls itself through the cache.
    /// Throws      what f throws. cache_error, if f asks for the result that it is to compute
    /// Python      f(*args)
    R operator()(detail::memo_parameter<Args>... args) {
        const auto computed = [&]() -> R {
            if constexpr (std::is_invocable_v<F&, memoized&, detail::memo_parameter<Args>...>) {
                return f_(*this, args...);
            } else {
                return f_(args...);
            }
        };
        if constexpr (sizeof...(Args) == 1) {
            return cache_.get_or_compute(args..., computed);
        } else {
            return cache_.get_or_compute(key_type(args...), computed);
        }
    }

    /// Python      f.cache_info()
    [[nodiscard]] memo_info cache_info() const {
        const auto counted = cache_.stats();
        memo_info info{counted.hits, counted.misses, cache_.capacity(), cache_.size()};
        if (info.maxsize == Cache::no_limit) info.maxsize.reset();
        return info;
    }

    /// Forgets all results, and starts to count anew.
    /// Python      f.cache_clear()
    void cache_clear() {
        cache_.clear();
        cache_.reset_stats();
    }

    /// The function itself.
    /// Python      f.__wrapped__
    [[nodiscard]] const F& wrapped() const noexcept { return f_; }

    [[nodiscard]] Cache& cache() noexcept { return cache_; }
    [[nodiscard]] const Cache& cache() const noexcept { return cache_; }

private:
    [[no_unique_address]] F f_;
    Cache cache_;
};

} // namespace cairn::inline CAIRN_ABI

namespace cairn::inline CAIRN_ABI::detail {

struct memo_deduced; // in place of a signature: that of f

template <class Signature, class F>
struct memo_chosen {
    using type = Signature;
};
template <class F>
struct memo_chosen<memo_deduced, F> {
    static_assert(memo_deducible<F>,
                  "cairn::memoize: f is generic or overloaded; say which function "
                  "is meant: memoize<R(Args...)>(f)");
    using type = typename memo_signature_of<F>::type;
};

template <class Signature, class F>
using memo_chosen_t = typename memo_chosen<Signature, std::decay_t<F>>::type;

template <class Signature, class Policy>
using memo_cache =
    basic_cache<memo_key_t<Signature>, typename memo_traits<Signature>::result, Policy>;

/// maxsize: a number, or `unbounded`.
struct memo_limit {
    std::size_t results;
    constexpr memo_limit(std::size_t n) noexcept : results(n) {}
    constexpr memo_limit(unbounded_t) noexcept : results(SIZE_MAX) {}
};

template <class T>
concept memo_policy =
    std::same_as<T, lru_policy> || std::same_as<T, lfu_policy> || std::same_as<T, s3fifo_policy>;

template <class T>
concept memo_is_cache = requires {
    typename T::key_type;
    typename T::mapped_type;
};

} // namespace cairn::inline CAIRN_ABI::detail

namespace cairn::inline CAIRN_ABI {

/// Returns f with a memory of the `maxsize` results that were used last; `unbounded` remembers all, 0 none.
/// Python      functools.lru_cache(maxsize)(f), functools.cache(f)
template <class Signature = detail::memo_deduced, class F>
[[nodiscard]] auto memoize(F&& f, detail::memo_limit maxsize = 128) {
    using signature = detail::memo_chosen_t<Signature, F>;
    using cache = detail::memo_cache<signature, lru_policy>;
    return memoized<signature, std::decay_t<F>, cache>(std::forward<F>(f), cache(maxsize.results));
}

/// The same with another policy: memoize(f, s3fifo_policy(), 1000).
template <class Signature = detail::memo_deduced, class F, detail::memo_policy Policy>
[[nodiscard]] auto memoize(F&& f, Policy, detail::memo_limit maxsize = 128) {
    using signature = detail::memo_chosen_t<Signature, F>;
    using cache = detail::memo_cache<signature, Policy>;
    return memoized<signature, std::decay_t<F>, cache>(std::forward<F>(f), cache(maxsize.results));
}

/// The same with a cache of yours, from memo_key_t of the signature to its result.
template <class Signature = detail::memo_deduced, class F, detail::memo_is_cache Cache>
[[nodiscard]] auto memoize(F&& f, Cache cache) {
    using signature = detail::memo_chosen_t<Signature, F>;
    return memoized<signature, std::decay_t<F>, Cache>(std::forward<F>(f), std::move(cache));
}

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_MEMOIZE_HPP
