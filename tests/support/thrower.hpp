// SPDX-License-Identifier: BSL-1.0
// support/thrower.hpp -- makes every operation of a container's elements fail once, one after another
//
//     support::for_each_failure([] { return cairn::deque<support::throwing_copy>{1, 2, 3}; },
//                               [](auto& d) { d.push_back(4); },
//                               support::strong_guarantee);
//
// A global fuse counts the operations that may throw (construction, copy, move, assignment,
// comparison, hash, allocation, functor call, iterator step). for_each_failure runs the operation with
// the fuse at 1, 2, 3 ... until it comes through, each time on a fresh object from setup; it asserts
// that no element and no byte leaks, and hands (before, after, threw) to the check.
// Checks and leaks throw check_failed, which names the operation that threw and its number.

#ifndef CAIRN_TESTS_SUPPORT_THROWER_HPP
#define CAIRN_TESTS_SUPPORT_THROWER_HPP

#include "support/allocators.hpp"
#include "support/instance_counter.hpp"
#include "support/misuse.hpp"
#include "support/sanitized.hpp"

#include <compare>
#include <cstddef>
#include <exception>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace support {

/// The operations that the fuse counts, as bits of a set.
enum class op : unsigned {
    construct = 1,
    copy = 2,
    move = 4,
    copy_assign = 8,
    move_assign = 16,
    compare = 32,
    hash = 64,
    allocate = 128,
    call = 256,
    iterate = 512,
    all = 1023,
};

[[nodiscard]] constexpr op operator|(op a, op b) {
    return static_cast<op>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
[[nodiscard]] constexpr bool contains(op set, op one) {
    return (static_cast<unsigned>(set) & static_cast<unsigned>(one)) != 0;
}
[[nodiscard]] constexpr const char* name_of(op one) {
    switch (one) {
    case op::construct:
        return "construction";
    case op::copy:
        return "copy";
    case op::move:
        return "move";
    case op::copy_assign:
        return "copy assignment";
    case op::move_assign:
        return "move assignment";
    case op::compare:
        return "comparison";
    case op::hash:
        return "hash";
    case op::allocate:
        return "allocation";
    case op::call:
        return "functor call";
    case op::iterate:
        return "iterator step";
    case op::all:
        break;
    }
    return "operation";
}

/// What a blown fuse throws.
class injected : public std::exception {
public:
    explicit injected(op what) : what_(what) {}
    [[nodiscard]] op operation() const { return what_; }
    const char* what() const noexcept override { return name_of(what_); }

private:
    op what_;
};

/// The global count-down to the next failure.
class fuse {
public:
    /// Makes the n-th operation of the set from now throw, once; 0 disarms.
    static void arm(std::size_t n, op set = op::all) {
        remaining_ = n;
        set_ = set;
        blown_ = false;
        seen_ = 0;
    }
    static void disarm() { remaining_ = 0; }

    /// Called by the doubles before each operation that may fail.
    static void tick(op what) {
        if (!contains(set_, what)) return;
        ++seen_;
        if (remaining_ != 0 && --remaining_ == 0) {
            blown_ = true;
            throw injected(what);
        }
    }

    [[nodiscard]] static bool blown() { return blown_; }
    [[nodiscard]] static std::size_t seen() { return seen_; } ///< operations since arm()

private:
    inline static std::size_t remaining_ = 0;
    inline static std::size_t seen_ = 0;
    inline static op set_ = op::all;
    inline static bool blown_ = false;
};

// -- elements --------------------------------------------------------------------------------------

/// An element that fails in the operations `Throws`, has noexcept moves unless it fails in them, and
/// is counted and watched like counted<>. Without op::copy in `Has` it is move-only.
template <op Throws, bool Copyable = true>
class throwing {
    static constexpr bool throws(op what) { return contains(Throws, what); }
    static void tick(op what) {
        if (throws(what)) fuse::tick(what);
    }

public:
    throwing() : throwing(0) {}
    throwing(int value) : value_((tick(op::construct), value)) {}
    throwing(const throwing& other)
        requires Copyable
        : value_((tick(op::copy), other.value_)) {}
    throwing(throwing&& other) noexcept(!throws(op::move))
        : value_((tick(op::move), std::move(other.value_))) {}
    throwing& operator=(const throwing& other)
        requires Copyable
    {
        tick(op::copy_assign);
        value_ = other.value_;
        return *this;
    }
    throwing& operator=(throwing&& other) noexcept(!throws(op::move_assign)) {
        tick(op::move_assign);
        value_ = std::move(other.value_);
        return *this;
    }
    ~throwing() = default;

    [[nodiscard]] int value() const { return value_.value(); }
    [[nodiscard]] bool moved_from() const { return value_.moved_from(); }

    friend bool operator==(const throwing& a, const throwing& b) {
        tick(op::compare);
        return a.value_ == b.value_;
    }
    friend std::strong_ordering operator<=>(const throwing& a, const throwing& b) {
        tick(op::compare);
        return a.value_ <=> b.value_;
    }

    [[nodiscard]] std::size_t hash() const {
        tick(op::hash);
        return value_.hash();
    }

private:
    counted<throwing> value_;
};

/// Copies may throw, moves are noexcept: what a std::string is.
using throwing_copy = throwing<op::construct | op::copy | op::copy_assign>;
/// Copies and moves may throw: containers must copy to stay strong.
using throwing_move =
    throwing<op::construct | op::copy | op::copy_assign | op::move | op::move_assign>;
/// No copies, and moves may throw: nothing can stay strong across a relocation.
using throwing_move_only = throwing<op::construct | op::move | op::move_assign, false>;
/// Only the construction from a value may throw.
using throwing_construct = throwing<op::construct>;
/// Only comparisons may throw.
using throwing_compare = throwing<op::compare>;
/// Everything may throw.
using throwing_anything = throwing<op::all>;

// -- functors --------------------------------------------------------------------------------------

/// Hashes what has hash() or a std::hash, and may throw on each call.
struct throwing_hash {
    template <class T>
    std::size_t operator()(const T& element) const {
        fuse::tick(op::hash);
        return std::hash<T>{}(element);
    }
};

struct throwing_equal {
    template <class T>
    bool operator()(const T& a, const T& b) const {
        fuse::tick(op::compare);
        return a == b;
    }
};

struct throwing_less {
    template <class T>
    bool operator()(const T& a, const T& b) const {
        fuse::tick(op::compare);
        return a < b;
    }
};

/// A functor that may throw when it is called, and when it is copied.
template <class Function>
class throwing_function {
public:
    explicit throwing_function(Function function) : function_(std::move(function)) {}
    throwing_function(const throwing_function& other)
        : function_((fuse::tick(op::copy), other.function_)) {}
    throwing_function& operator=(const throwing_function& other) {
        fuse::tick(op::copy_assign);
        function_ = other.function_;
        return *this;
    }
    ~throwing_function() = default;

    template <class... Arguments>
    decltype(auto) operator()(Arguments&&... arguments) const {
        fuse::tick(op::call);
        return function_(std::forward<Arguments>(arguments)...);
    }

private:
    Function function_;
};

// -- memory ----------------------------------------------------------------------------------------

/// May throw on each allocation; books its blocks in the global ledger.
template <class T>
class throwing_allocator {
public:
    using value_type = T;
    using is_always_equal = std::true_type;

    throwing_allocator() noexcept = default;
    template <class U>
    throwing_allocator(const throwing_allocator<U>&) noexcept {}

    T* allocate(std::size_t count) {
        fuse::tick(op::allocate);
        return static_cast<T*>(
            memory_ledger::global().allocate(detail::bytes_of<T>(count), alignof(T)));
    }
    void deallocate(T* block, std::size_t count) noexcept {
        memory_ledger::global().deallocate(block, count * sizeof(T), alignof(T));
    }

    template <class U>
    friend bool operator==(const throwing_allocator&, const throwing_allocator<U>&) noexcept {
        return true;
    }
};

// -- ranges ----------------------------------------------------------------------------------------

/// A range whose iterators may throw at each step and each access. `Category` caps what it offers:
/// std::input_iterator_tag or std::forward_iterator_tag.
template <class T, class Category = std::forward_iterator_tag>
class throwing_range {
public:
    class iterator {
    public:
        using iterator_category = Category;
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using pointer = const T*;
        using reference = const T&;

        iterator() = default;
        explicit iterator(const T* at) : at_(at) {}

        const T& operator*() const {
            fuse::tick(op::iterate);
            return *at_;
        }
        const T* operator->() const { return at_; }
        iterator& operator++() {
            fuse::tick(op::iterate);
            ++at_;
            return *this;
        }
        iterator operator++(int) {
            iterator old = *this;
            ++*this;
            return old;
        }
        friend bool operator==(const iterator&, const iterator&) = default;

    private:
        const T* at_ = nullptr;
    };

    throwing_range(std::initializer_list<T> elements) : elements_(elements) {}

    [[nodiscard]] iterator begin() const { return iterator(elements_.data()); }
    [[nodiscard]] iterator end() const { return iterator(elements_.data() + elements_.size()); }

private:
    std::vector<T> elements_;
};

// -- the driver ------------------------------------------------------------------------------------

/// A failed operation changed nothing: the object equals the one before.
inline constexpr auto strong_guarantee = [](const auto& before, const auto& after, bool threw) {
    if (threw && !(before == after))
        throw check_failed("the object changed although the operation threw");
};

/// A failed operation left an object that can be walked, emptied and destroyed.
inline constexpr auto basic_guarantee = [](const auto&, auto& after, bool threw) {
    if (!threw) return;
    std::size_t steps = 0;
    for (auto i = after.begin(); i != after.end(); ++i)
        ++steps;
    if (steps != static_cast<std::size_t>(after.size()))
        throw check_failed("size() and the number of elements differ after the operation threw");
    if (after.empty() != (steps == 0))
        throw check_failed("empty() and size() disagree after the operation threw");
    after.clear();
    if (!after.empty()) throw check_failed("clear() left elements after the operation threw");
};

/// The operation never throws.
inline constexpr auto nothrow_guarantee = [](const auto&, const auto&, bool threw) {
    if (threw) throw check_failed("the operation threw and must not");
};

struct failure_options {
    op set = op::all;           ///< the operations that fail
    std::size_t limit = 100000; ///< an operation that still fails after so many steps never ends
};

/// How far the fuse moves on from step n: to the next one. Under a sanitizer, which is slow, some of the late
/// steps are left out; the other builds have them all.
[[nodiscard]] constexpr std::size_t stride_of_failures(std::size_t n) {
    return sanitized && n >= 100 ? n / 25 : 1;
}

/// Runs `operation(object)` on fresh objects of `setup()` with the fuse at 1, 2, 3 ... until none
/// blows, and `check(before, after, threw)` after each run, with the fuse disarmed.
/// Returns     the number of steps that can fail
/// Throws      check_failed when check does, when elements or bytes leak, or when a double was misused
template <class Setup, class Operation, class Check>
std::size_t for_each_failure(Setup setup, Operation operation, Check check,
                             failure_options options = {}) {
    for (std::size_t n = 1;; n += stride_of_failures(n)) {
        if (n > options.limit)
            throw check_failed("the operation still fails at step " + std::to_string(n));
        const std::size_t objects = live_objects();
        const std::size_t bytes = memory_ledger::global().bytes();
        bool threw = false;
        bool blown = false;
        std::string where = "no failure";
        const auto context = [&where](const std::string& what) {
            return what + " [" + where + "]";
        };
        {
            fuse::disarm();
            const auto before = setup();
            auto after = setup();
            fuse::arm(n, options.set);
            try {
                operation(after);
            } catch (const injected& failure) {
                threw = true;
                where = "step " + std::to_string(n) + ", " + failure.what();
            } catch (...) {
                fuse::disarm();
                throw;
            }
            blown = fuse::blown();
            fuse::disarm();
            try {
                check(before, after, threw);
            } catch (const check_failed& failure) {
                throw check_failed(context(failure.what()));
            }
        }
        if (live_objects() != objects)
            throw check_failed(context(std::to_string(live_objects()) + " objects live, " +
                                       std::to_string(objects) + " before"));
        if (memory_ledger::global().bytes() != bytes)
            throw check_failed(context(std::to_string(memory_ledger::global().bytes()) +
                                       " bytes outstanding, " + std::to_string(bytes) + " before"));
        if (!misuse_log::get().reports().empty())
            throw check_failed(context(take_misuses().front()));
        if (!blown) // also when a failure was swallowed: the next step may still blow
            return n - 1;
    }
}

} // namespace support

template <support::op Throws, bool Copyable>
struct std::hash<support::throwing<Throws, Copyable>> {
    std::size_t operator()(const support::throwing<Throws, Copyable>& element) const {
        return element.hash();
    }
};

#endif // CAIRN_TESTS_SUPPORT_THROWER_HPP
