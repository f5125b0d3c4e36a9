// SPDX-License-Identifier: BSL-1.0
// cairn/value.hpp -- handles whose copies mean what they say: a value, a value shared until written, an object
//
//     cairn::indirect<node> a(x), b = a;          // two nodes: *b is a copy
//     cairn::polymorphic<shape> s(circle(2));     // copies are circles
//     cairn::cow<document> now(text), old = now;  // one document ...
//     now.write().append("!");                    // ... and from here on two
//     cairn::shared<std::vector<int>> p{1, 2}, q = p;
//     q[0] = 10;                                  // p[0] is 10: one list with two names, as in Python
//
// Shape       indirect     [ p ] -> value                       one owner
//             polymorphic  [ block | p ] -> [ vptr | value ]    one owner
//             cow          [ p ] -> [ owners | value ]          any number, until one of them writes
//             shared       std::shared_ptr, never null          any number, who all see every change
// Synopsis    handle       a copy is             *x of a const x     write through a copy
//             indirect     a copy of the value   const               changes the copy alone
//             polymorphic  the same, of the      const               changes the copy alone
//                          dynamic type
//             cow          O(1), one increment   const, always       write(), update(f): O(value) if shared
//             shared       O(1), one increment   mutable             is seen by all
//             weak         observes a shared, and does not keep it alive
//             All move in O(1), compare and hash as their values do (but polymorphic, which cannot).
// Validity    A move, a swap, and the move assignment between equal allocators take the value along:
//             references stay. cow::write leaves a shared value behind, with all references into it.
//             A handle that was moved from is valueless: it can be destroyed, assigned, compared, copied
//             and asked valueless_after_move(), and nothing else.
// Exceptions  strong, unless a member says more; moves, swaps and accesses have none.
// Source      [indirect] and [polymorphic] of C++26 (P3019, J. Coe, A. Peacock, S. Parent); S. Parent, "Value
//             semantics and concept-based polymorphism" (2012), for the history of documents that share

#ifndef CAIRN_VALUE_HPP
#define CAIRN_VALUE_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/iterator.hpp>
#include <cairn/detail/value_held.hpp>
#include <cairn/detail/value_owner.hpp>
#include <cairn/fwd.hpp>

#include <compare>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI {

namespace detail {

template <class T>
inline constexpr bool is_value_handle = false;
template <class T, class Allocator>
inline constexpr bool is_value_handle<indirect<T, Allocator>> = true;
template <class T, class Allocator>
inline constexpr bool is_value_handle<cow<T, Allocator>> = true;
template <class T>
inline constexpr bool is_value_handle<shared<T>> = true;

/// What a handle compares itself with, other than handles.
template <class U, class T>
concept compares_with_value = !is_value_handle<U> && requires(const T& a, const U& b) {
    { a == b } -> std::convertible_to<bool>;
};
template <class U, class T>
concept orders_with_value =
    !is_value_handle<U> && requires(const T& a, const U& b) { synth_three_way{}(a, b); };

/// An argument that makes a value, and is no handle of that kind and no tag.
template <class U, class T, class Handle>
concept makes_value =
    !std::same_as<std::remove_cvref_t<U>, Handle> &&
    !std::same_as<std::remove_cvref_t<U>, std::in_place_t> && std::is_constructible_v<T, U>;

struct null_handle {};

} // namespace detail

// -- indirect ------------------------------------------------------------------------------------------

/// A value elsewhere: what a T is, at the size of a pointer. T may be incomplete where the handle is
/// declared, so a type can hold itself; its copies then recurse (those of cairn::deep_copy do not).
/// [indirect] of C++26, to the letter; a T without assignment is copied anew instead.
template <class T, class Allocator>
class indirect {
    using traits = std::allocator_traits<Allocator>;
    using held = detail::indirect_held<T, Allocator>;
    using owner = detail::value_owner<held, Allocator>;
    static_assert(detail::value_ownable<T>,
                  "an indirect holds an object: no reference, array, tag, const");
    static_assert(std::is_same_v<T, typename traits::value_type>,
                  "the allocator's value_type must be the value's type");

public:
    // -- types -------------------------------------------------------------------------------------

    using value_type = T;
    using allocator_type = Allocator;
    using pointer = typename traits::pointer;
    using const_pointer = typename traits::const_pointer;

    // -- construction, assignment, destruction: one allocation, one construction -----------------------

    constexpr explicit indirect()
        requires std::is_default_constructible_v<Allocator>
        : indirect(std::in_place) {}
    constexpr explicit indirect(std::allocator_arg_t, const Allocator& allocator)
        : indirect(std::allocator_arg, allocator, std::in_place) {}

    template <class U = T>
        requires detail::makes_value<U, T, indirect> && std::is_default_constructible_v<Allocator>
    constexpr explicit indirect(U&& value) : indirect(std::in_place, std::forward<U>(value)) {}
    template <class U = T>
        requires detail::makes_value<U, T, indirect>
    constexpr explicit indirect(std::allocator_arg_t, const Allocator& allocator, U&& value)
        : indirect(std::allocator_arg, allocator, std::in_place, std::forward<U>(value)) {}

    /// The value is made of these arguments, in its place.
    template <class... Args>
        requires std::is_constructible_v<T, Args...> && std::is_default_constructible_v<Allocator>
    constexpr explicit indirect(std::in_place_t, Args&&... args)
        : indirect(std::allocator_arg, Allocator(), std::in_place, std::forward<Args>(args)...) {}
    template <class... Args>
        requires std::is_constructible_v<T, Args...>
    constexpr explicit indirect(std::allocator_arg_t, const Allocator& allocator, std::in_place_t,
                                Args&&... args)
        : owner_(allocator, held::make(allocator, std::forward<Args>(args)...)) {}
    template <class E, class... Args>
        requires std::is_constructible_v<T, std::initializer_list<E>&, Args...> &&
                 std::is_default_constructible_v<Allocator>
    constexpr explicit indirect(std::in_place_t, std::initializer_list<E> list, Args&&... args)
        : indirect(std::allocator_arg, Allocator(), std::in_place, list,
                   std::forward<Args>(args)...) {}
    template <class E, class... Args>
        requires std::is_constructible_v<T, std::initializer_list<E>&, Args...>
    constexpr explicit indirect(std::allocator_arg_t, const Allocator& allocator, std::in_place_t,
                                std::initializer_list<E> list, Args&&... args)
        : owner_(allocator, held::make(allocator, list, std::forward<Args>(args)...)) {}

    indirect(const indirect&) = default;
    constexpr indirect(std::allocator_arg_t, const Allocator& allocator, const indirect& other)
        : owner_(other.owner_, allocator) {}
    /// The other one is valueless. Between unequal allocators the value itself moves.
    indirect(indirect&&) = default;
    constexpr indirect(std::allocator_arg_t, const Allocator& allocator,
                       indirect&& other) noexcept(traits::is_always_equal::value)
        : owner_(std::move(other.owner_), allocator) {}

    /// Assigns to the value where there is one and the allocators are equal, else copies it anew.
    /// Exceptions  strong if copied anew, else what T's assignment gives
    constexpr indirect& operator=(const indirect& other) {
        if constexpr (std::is_copy_assignable_v<T>) {
            if (owner_ && other.owner_ && owner_.allocator() == other.owner_.allocator()) {
                **this = *other;
                return *this;
            }
        }
        owner_ = other.owner_;
        return *this;
    }
    indirect& operator=(indirect&&) = default;
    template <class U = T>
        requires(!std::same_as<std::remove_cvref_t<U>, indirect>) &&
                std::is_constructible_v<T, U> && std::is_assignable_v<T&, U>
    constexpr indirect& operator=(U&& value) {
        if (owner_) {
            **this = std::forward<U>(value);
        } else {
            owner_.replace(held::make(owner_.allocator(), std::forward<U>(value)));
        }
        return *this;
    }
    ~indirect() = default;

    // -- the value: it must be there -----------------------------------------------------------------

    [[nodiscard]] constexpr T& operator*() & noexcept { return *get(); }
    [[nodiscard]] constexpr const T& operator*() const& noexcept { return *get(); }
    [[nodiscard]] constexpr T&& operator*() && noexcept { return std::move(*get()); }
    [[nodiscard]] constexpr const T&& operator*() const&& noexcept {
        return std::move(std::as_const(*get()));
    }
    [[nodiscard]] constexpr pointer operator->() noexcept {
        CAIRN_EXPECTS(!valueless_after_move());
        return owner_.held().value;
    }
    [[nodiscard]] constexpr const_pointer operator->() const noexcept {
        CAIRN_EXPECTS(!valueless_after_move());
        return owner_.held().value;
    }

    [[nodiscard]] constexpr bool valueless_after_move() const noexcept { return !owner_; }
    [[nodiscard]] constexpr allocator_type get_allocator() const noexcept {
        return owner_.allocator();
    }

    // -- as a whole --------------------------------------------------------------------------------

    constexpr void swap(indirect& other) noexcept(owner::nothrow_swap) {
        owner_.swap(other.owner_);
    }
    friend constexpr void swap(indirect& a, indirect& b) noexcept(owner::nothrow_swap) {
        a.swap(b);
    }

    // -- comparison: of the values; valueless ones are equal, and before all others ---------------------

    template <class U, class OtherAllocator>
    [[nodiscard]] friend constexpr bool operator==(const indirect& a,
                                                   const indirect<U, OtherAllocator>& b) {
        return detail::value_equal(a.deep_copy_target(), b.deep_copy_target());
    }
    template <std::same_as<indirect> Self, class U>
        requires detail::compares_with_value<U, T>
    [[nodiscard]] friend constexpr bool operator==(const Self& a, const U& b) {
        return detail::value_equal(a.deep_copy_target(), std::addressof(b));
    }
    template <class U, class OtherAllocator>
    [[nodiscard]] friend constexpr auto operator<=>(const indirect& a,
                                                    const indirect<U, OtherAllocator>& b)
        -> detail::synth_three_way_result<T, U> {
        return detail::value_compare(a.deep_copy_target(), b.deep_copy_target());
    }
    template <std::same_as<indirect> Self, class U>
        requires detail::orders_with_value<U, T>
    [[nodiscard]] friend constexpr auto operator<=>(const Self& a, const U& b) {
        return detail::value_compare(a.deep_copy_target(), std::addressof(b));
    }

    // -- for deep_copy, which makes a handle, what it owns, and then what that refers to, in this order ------

    [[nodiscard]] constexpr indirect deep_copy_hollow() const {
        return indirect(owner(owner_.selected_allocator(), held()));
    }
    [[nodiscard]] constexpr const T* deep_copy_target() const noexcept {
        return owner_.held().get();
    }
    /// A new value, of what `maker` converts to.
    template <class Maker>
    constexpr T& deep_copy_emplace(Maker&& maker) {
        owner_.replace(held::make(owner_.allocator(), std::forward<Maker>(maker)));
        return *owner_.held().get();
    }

private:
    constexpr explicit indirect(owner&& from) noexcept : owner_(std::move(from)) {}

    [[nodiscard]] constexpr T* get() const noexcept {
        CAIRN_EXPECTS(!valueless_after_move());
        return owner_.held().get();
    }

    owner owner_; // the allocator, and the value unless moved from
};

template <class Value>
explicit indirect(Value) -> indirect<Value>;
template <class Allocator, class Value>
indirect(std::allocator_arg_t, Allocator, Value)
    -> indirect<Value, typename std::allocator_traits<Allocator>::template rebind_alloc<Value>>;

// -- polymorphic ----------------------------------------------------------------------------------------

/// A value of a type that is T or derives from it; copies are of the same dynamic type, so nothing is ever
/// sliced, and T needs neither a virtual destructor nor a clone function. T may be incomplete where the
/// handle is declared. [polymorphic] of C++26, to the letter.
/// Small values are on the heap like large ones: that keeps references valid when the handle moves, moves
/// free of exceptions for any type, and all of it usable in constant expressions.
template <class T, class Allocator>
class polymorphic {
    using traits = std::allocator_traits<Allocator>;
    using held = detail::polymorphic_held<T, Allocator>;
    using owner = detail::value_owner<held, Allocator>;
    static_assert(detail::value_ownable<T>,
                  "a polymorphic holds an object: no reference, array, tag, const");
    static_assert(std::is_same_v<T, typename traits::value_type>,
                  "the allocator's value_type must be the value's type");

    template <class U>
    using cell = detail::polymorphic_cell<T, U, Allocator>;
    template <class U>
    static constexpr bool holds =
        (std::is_same_v<U, T> || std::is_convertible_v<U*, T*>) && std::is_copy_constructible_v<U>;

public:
    // -- types -------------------------------------------------------------------------------------

    using value_type = T;
    using allocator_type = Allocator;
    using pointer = typename traits::pointer;
    using const_pointer = typename traits::const_pointer;

    // -- construction, assignment, destruction: one allocation, one construction -----------------------

    constexpr explicit polymorphic()
        requires std::is_default_constructible_v<Allocator>
        : polymorphic(std::in_place_type<T>) {}
    constexpr explicit polymorphic(std::allocator_arg_t, const Allocator& allocator)
        : polymorphic(std::allocator_arg, allocator, std::in_place_type<T>) {}

    /// A value of the argument's own type.
    template <class U = T>
        requires(!std::same_as<std::remove_cvref_t<U>, polymorphic>) &&
                detail::value_ownable<std::remove_cvref_t<U>> && holds<std::remove_cvref_t<U>> &&
                std::is_constructible_v<std::remove_cvref_t<U>, U> &&
                std::is_default_constructible_v<Allocator>
    constexpr explicit polymorphic(U&& value)
        : polymorphic(std::in_place_type<std::remove_cvref_t<U>>, std::forward<U>(value)) {}
    template <class U = T>
        requires(!std::same_as<std::remove_cvref_t<U>, polymorphic>) &&
                detail::value_ownable<std::remove_cvref_t<U>> && holds<std::remove_cvref_t<U>> &&
                std::is_constructible_v<std::remove_cvref_t<U>, U>
    constexpr explicit polymorphic(std::allocator_arg_t, const Allocator& allocator, U&& value)
        : polymorphic(std::allocator_arg, allocator, std::in_place_type<std::remove_cvref_t<U>>,
                      std::forward<U>(value)) {}

    /// A U made of these arguments, in its place.
    template <class U, class... Args>
        requires std::same_as<std::remove_cvref_t<U>, U> && holds<U> &&
                 std::is_constructible_v<U, Args...> && std::is_default_constructible_v<Allocator>
    constexpr explicit polymorphic(std::in_place_type_t<U> type, Args&&... args)
        : polymorphic(std::allocator_arg, Allocator(), type, std::forward<Args>(args)...) {}
    template <class U, class... Args>
        requires std::same_as<std::remove_cvref_t<U>, U> && holds<U> &&
                 std::is_constructible_v<U, Args...>
    constexpr explicit polymorphic(std::allocator_arg_t, const Allocator& allocator,
                                   std::in_place_type_t<U>, Args&&... args)
        : owner_(allocator, cell<U>::make(allocator, std::forward<Args>(args)...)) {}
    template <class U, class E, class... Args>
        requires std::same_as<std::remove_cvref_t<U>, U> && holds<U> &&
                 std::is_constructible_v<U, std::initializer_list<E>&, Args...> &&
                 std::is_default_constructible_v<Allocator>
    constexpr explicit polymorphic(std::in_place_type_t<U> type, std::initializer_list<E> list,
                                   Args&&... args)
        : polymorphic(std::allocator_arg, Allocator(), type, list, std::forward<Args>(args)...) {}
    template <class U, class E, class... Args>
        requires std::same_as<std::remove_cvref_t<U>, U> && holds<U> &&
                 std::is_constructible_v<U, std::initializer_list<E>&, Args...>
    constexpr explicit polymorphic(std::allocator_arg_t, const Allocator& allocator,
                                   std::in_place_type_t<U>, std::initializer_list<E> list,
                                   Args&&... args)
        : owner_(allocator, cell<U>::make(allocator, list, std::forward<Args>(args)...)) {}

    polymorphic(const polymorphic&) = default;
    constexpr polymorphic(std::allocator_arg_t, const Allocator& allocator,
                          const polymorphic& other)
        : owner_(other.owner_, allocator) {}
    /// The other one is valueless. Between unequal allocators the value itself moves.
    polymorphic(polymorphic&&) = default;
    constexpr polymorphic(std::allocator_arg_t, const Allocator& allocator,
                          polymorphic&& other) noexcept(traits::is_always_equal::value)
        : owner_(std::move(other.owner_), allocator) {}

    /// The value is replaced, never assigned to: its type may be another one.
    polymorphic& operator=(const polymorphic&) = default;
    polymorphic& operator=(polymorphic&&) = default;
    ~polymorphic() = default;

    // -- the value: it must be there -----------------------------------------------------------------

    [[nodiscard]] constexpr T& operator*() noexcept { return *get(); }
    [[nodiscard]] constexpr const T& operator*() const noexcept { return *get(); }
    [[nodiscard]] constexpr pointer operator->() noexcept {
        return std::pointer_traits<pointer>::pointer_to(*get());
    }
    [[nodiscard]] constexpr const_pointer operator->() const noexcept {
        return std::pointer_traits<const_pointer>::pointer_to(*get());
    }

    [[nodiscard]] constexpr bool valueless_after_move() const noexcept { return !owner_; }
    [[nodiscard]] constexpr allocator_type get_allocator() const noexcept {
        return owner_.allocator();
    }

    // -- as a whole --------------------------------------------------------------------------------

    constexpr void swap(polymorphic& other) noexcept(owner::nothrow_swap) {
        owner_.swap(other.owner_);
    }
    friend constexpr void swap(polymorphic& a, polymorphic& b) noexcept(owner::nothrow_swap) {
        a.swap(b);
    }

    // -- for deep_copy, which makes a handle, what it owns, and then what that refers to, in this order ------

    [[nodiscard]] constexpr polymorphic deep_copy_hollow() const {
        return polymorphic(owner(owner_.selected_allocator(), held()));
    }
    [[nodiscard]] constexpr const T* deep_copy_target() const noexcept {
        return owner_.held().value;
    }
    /// A new value of type U, of what `maker` converts to.
    template <class U, class Maker>
    constexpr U& deep_copy_emplace_as(Maker&& maker) {
        owner_.replace(cell<U>::make(owner_.allocator(), std::forward<Maker>(maker)));
        return static_cast<U&>(*owner_.held().value);
    }

private:
    constexpr explicit polymorphic(owner&& from) noexcept : owner_(std::move(from)) {}

    [[nodiscard]] constexpr T* get() const noexcept {
        CAIRN_EXPECTS(!valueless_after_move());
        return owner_.held().value;
    }

    owner owner_; // the allocator, and the value unless moved from
};

template <class Value>
explicit polymorphic(Value) -> polymorphic<Value>;
template <class Allocator, class Value>
polymorphic(std::allocator_arg_t, Allocator, Value)
    -> polymorphic<Value, typename std::allocator_traits<Allocator>::template rebind_alloc<Value>>;

// -- cow -----------------------------------------------------------------------------------------------

/// A value that its copies share until one of them writes. Behaves as the value would, but for what
/// copying costs: no change is ever seen through another cow.
/// Threads: as for std::shared_ptr. Cows that share a value may be used by different threads, each cow by one
/// at a time. All read the one value at once, so const members of T must be safe to call at once.
/// Allocators: cows share only if theirs are equal; a copy for another one is a copy.
template <class T, class Allocator>
class cow {
    using traits = std::allocator_traits<Allocator>;
    using held = detail::cow_held<T, Allocator>;
    using owner = detail::value_owner<held, Allocator>;
    static_assert(detail::value_ownable<T>,
                  "a cow holds an object: no reference, array, tag, const");
    static_assert(std::is_same_v<T, typename traits::value_type>,
                  "the allocator's value_type must be the value's type");

public:
    // -- types -------------------------------------------------------------------------------------

    using value_type = T;
    using allocator_type = Allocator;
    using deep_copy_if_value = T; // a deep copy shares the value if it refers to nothing

    // -- construction, assignment, destruction -------------------------------------------------------

    constexpr explicit cow()
        requires std::is_default_constructible_v<Allocator>
        : cow(std::in_place) {}
    constexpr explicit cow(std::allocator_arg_t, const Allocator& allocator)
        : cow(std::allocator_arg, allocator, std::in_place) {}

    template <class U = T>
        requires detail::makes_value<U, T, cow> && std::is_default_constructible_v<Allocator>
    constexpr explicit cow(U&& value) : cow(std::in_place, std::forward<U>(value)) {}
    template <class U = T>
        requires detail::makes_value<U, T, cow>
    constexpr explicit cow(std::allocator_arg_t, const Allocator& allocator, U&& value)
        : cow(std::allocator_arg, allocator, std::in_place, std::forward<U>(value)) {}

    /// The value is made of these arguments, in its place.
    template <class... Args>
        requires std::is_constructible_v<T, Args...> && std::is_default_constructible_v<Allocator>
    constexpr explicit cow(std::in_place_t, Args&&... args)
        : cow(std::allocator_arg, Allocator(), std::in_place, std::forward<Args>(args)...) {}
    template <class... Args>
        requires std::is_constructible_v<T, Args...>
    constexpr explicit cow(std::allocator_arg_t, const Allocator& allocator, std::in_place_t,
                           Args&&... args)
        : owner_(allocator, held::make(allocator, std::forward<Args>(args)...)) {}
    template <class E, class... Args>
        requires std::is_constructible_v<T, std::initializer_list<E>&, Args...> &&
                 std::is_default_constructible_v<Allocator>
    constexpr explicit cow(std::in_place_t, std::initializer_list<E> list, Args&&... args)
        : cow(std::allocator_arg, Allocator(), std::in_place, list, std::forward<Args>(args)...) {}
    template <class E, class... Args>
        requires std::is_constructible_v<T, std::initializer_list<E>&, Args...>
    constexpr explicit cow(std::allocator_arg_t, const Allocator& allocator, std::in_place_t,
                           std::initializer_list<E> list, Args&&... args)
        : owner_(allocator, held::make(allocator, list, std::forward<Args>(args)...)) {}

    /// One value with two owners. Nothing is copied, and nothing thrown, if the allocators are equal.
    cow(const cow&) = default;
    constexpr cow(std::allocator_arg_t, const Allocator& allocator, const cow& other)
        : owner_(other.owner_, allocator) {}
    /// The other one is valueless.
    cow(cow&&) = default;
    constexpr cow(std::allocator_arg_t, const Allocator& allocator,
                  cow&& other) noexcept(traits::is_always_equal::value)
        : owner_(std::move(other.owner_), allocator) {}

    cow& operator=(const cow&) = default;
    cow& operator=(cow&&) = default;
    /// A value of its own; written in place if it is not shared.
    /// Exceptions  strong if shared, else what T's assignment gives
    template <class U = T>
        requires(!std::same_as<std::remove_cvref_t<U>, cow>) && std::is_constructible_v<T, U> &&
                std::is_assignable_v<T&, U>
    constexpr cow& operator=(U&& value) {
        if (owner_ && owner_.held().only()) {
            *owner_.held().get() = std::forward<U>(value);
        } else {
            owner_.replace(held::make(owner_.allocator(), std::forward<U>(value)));
        }
        return *this;
    }
    ~cow() = default;

    // -- reading: the value must be there --------------------------------------------------------------

    [[nodiscard]] constexpr const T& read() const noexcept { return *get(); }
    [[nodiscard]] constexpr const T& operator*() const noexcept { return *get(); }
    [[nodiscard]] constexpr const T* operator->() const noexcept { return get(); }

    // -- writing -----------------------------------------------------------------------------------

    /// The value, for this cow alone to change until it is copied again.
    /// Complexity  O(1) if it is the only owner, else one copy of the value
    /// Validity    if shared, references that this cow gave out stay with the value of the others
    [[nodiscard]] constexpr T& write() {
        T* const value = get();
        if (owner_.held().only()) return *value;
        owner_.replace(held::make(owner_.allocator(), std::as_const(*value)));
        return *owner_.held().get();
    }

    /// Calls f with the value, to be changed.
    /// Complexity  as for write
    /// Exceptions  strong if shared: f has a copy, which takes the value's place when f is done.
    ///             Else the value is as f left it
    template <class Function>
        requires requires(Function&& f, T& value) { std::forward<Function>(f)(value); }
    constexpr void update(Function&& f) {
        T* const value = get();
        if (owner_.held().only()) {
            static_cast<void>(std::forward<Function>(f)(*value));
            return;
        }
        owner made(owner_.allocator(), held::make(owner_.allocator(), std::as_const(*value)));
        static_cast<void>(std::forward<Function>(f)(*made.held().get()));
        owner_.replace(made.release());
    }

    // -- sharing -----------------------------------------------------------------------------------

    /// How many cows share the value; 0 if valueless. Exact only while no other thread copies or drops one.
    [[nodiscard]] constexpr std::size_t use_count() const noexcept {
        return owner_ ? owner_.held().cell->load() : 0;
    }
    /// True if the next write copies nothing.
    [[nodiscard]] constexpr bool unique() const noexcept { return use_count() == 1; }
    /// True if both share one value.
    /// Python      a is b
    [[nodiscard]] friend constexpr bool is(const cow& a, const cow& b) noexcept {
        return a.deep_copy_target() == b.deep_copy_target();
    }

    [[nodiscard]] constexpr bool valueless_after_move() const noexcept { return !owner_; }
    [[nodiscard]] constexpr allocator_type get_allocator() const noexcept {
        return owner_.allocator();
    }

    // -- as a whole --------------------------------------------------------------------------------

    constexpr void swap(cow& other) noexcept(owner::nothrow_swap) { owner_.swap(other.owner_); }
    friend constexpr void swap(cow& a, cow& b) noexcept(owner::nothrow_swap) { a.swap(b); }

    // -- comparison: of the values, or O(1) if shared (so a shared NaN is equal to itself) ---------------

    [[nodiscard]] friend constexpr bool operator==(const cow& a, const cow& b) {
        return is(a, b) || detail::value_equal(a.deep_copy_target(), b.deep_copy_target());
    }
    template <std::same_as<cow> Self, class U>
        requires detail::compares_with_value<U, T>
    [[nodiscard]] friend constexpr bool operator==(const Self& a, const U& b) {
        return detail::value_equal(a.deep_copy_target(), std::addressof(b));
    }
    template <std::same_as<cow> Other>
    [[nodiscard]] friend constexpr auto operator<=>(const cow& a, const Other& b)
        -> detail::synth_three_way_result<T, typename Other::value_type> {
        if (is(a, b)) return std::strong_ordering::equal;
        return detail::value_compare(a.deep_copy_target(), b.deep_copy_target());
    }
    template <std::same_as<cow> Self, class U>
        requires detail::orders_with_value<U, T>
    [[nodiscard]] friend constexpr auto operator<=>(const Self& a, const U& b) {
        return detail::value_compare(a.deep_copy_target(), std::addressof(b));
    }

    // -- for deep_copy, which makes a handle, what it owns, and then what that refers to, in this order ------

    [[nodiscard]] constexpr cow deep_copy_hollow() const {
        return cow(owner(owner_.selected_allocator(), held()));
    }
    [[nodiscard]] constexpr const T* deep_copy_target() const noexcept {
        return owner_.held().get();
    }
    /// A new value, of what `maker` converts to.
    template <class Maker>
    constexpr T& deep_copy_emplace(Maker&& maker) {
        owner_.replace(held::make(owner_.allocator(), std::forward<Maker>(maker)));
        return *owner_.held().get();
    }
    /// The same for all cows that share a value, and another than that of all others.
    [[nodiscard]] constexpr const void* deep_copy_identity() const noexcept {
        return owner_.held().cell;
    }
    /// One more owner of the value with this identity, which was made with an equal allocator.
    void deep_copy_share(const void* identity) noexcept {
        held same{static_cast<detail::cow_cell<T>*>(const_cast<void*>(identity))};
        same.cell->retain();
        owner_.replace(same);
    }

private:
    constexpr explicit cow(owner&& from) noexcept : owner_(std::move(from)) {}

    [[nodiscard]] constexpr T* get() const noexcept {
        CAIRN_EXPECTS(!valueless_after_move());
        return owner_.held().get();
    }

    owner owner_; // the allocator, and a share of the value unless moved from
};

template <class Value>
explicit cow(Value) -> cow<Value>;
template <class Allocator, class Value>
cow(std::allocator_arg_t, Allocator, Value)
    -> cow<Value, typename std::allocator_traits<Allocator>::template rebind_alloc<Value>>;

// -- shared --------------------------------------------------------------------------------------------

/// A reference to an object, as Python's names and list items are: copying it makes a second reference to
/// the same object, assigning to it makes it refer to another one, and what is changed through one is seen
/// through all. const is the reference, never the object.
/// Never null, but after a move. Objects that refer to themselves in a circle are never freed, since C++
/// collects no garbage: let one of them refer by `weak`, or empty one when done.
/// Threads: as for std::shared_ptr; the object itself is not protected.
template <class T>
class shared {
    static_assert(std::is_object_v<T> && !std::is_array_v<T>,
                  "a shared refers to an object, not an array");

public:
    using value_type = T;
    using element_type = T;

    // -- construction, assignment, destruction -------------------------------------------------------

    /// A new object, of no arguments.
    /// Python      x = T()
    shared() : shared(std::in_place) {}
    /// A new object, of these arguments.
    template <class... Args>
        requires std::is_constructible_v<T, Args...>
    explicit shared(std::in_place_t, Args&&... args)
        : value_(std::make_shared<T>(std::forward<Args>(args)...)) {}
    template <class Allocator, class... Args>
        requires std::is_constructible_v<T, Args...>
    shared(std::allocator_arg_t, const Allocator& allocator, std::in_place_t, Args&&... args)
        : value_(std::allocate_shared<T>(allocator, std::forward<Args>(args)...)) {}
    /// A new object, with this value.
    template <class U = T>
        requires detail::makes_value<U, T, shared>
    explicit(!std::is_convertible_v<U, T>) shared(U&& value)
        : shared(std::in_place, std::forward<U>(value)) {}
    /// A new object with these elements.
    /// Python      x = [1, 2, 3]
    template <class U = T>
        requires std::is_constructible_v<T, std::initializer_list<typename U::value_type>>
    shared(std::initializer_list<typename U::value_type> list) : shared(std::in_place, list) {}

    /// The object that a pointer shares.
    /// Expects     pointer != nullptr
    explicit shared(std::shared_ptr<T> pointer) noexcept : value_(std::move(pointer)) {
        CAIRN_EXPECTS(value_ != nullptr);
    }
    /// A derived object, or a const one: the same object.
    template <class U>
        requires(!std::same_as<U, T>) && std::is_convertible_v<U*, T*>
    shared(const shared<U>& other) noexcept : value_(other.pointer()) {}

    // The rest is that of std::shared_ptr: copies refer to the same object.
    shared(const shared&) = default;
    shared(shared&&) = default;
    shared& operator=(const shared&) = default;
    shared& operator=(shared&&) = default;
    ~shared() = default;

    // -- the object ----------------------------------------------------------------------------------

    [[nodiscard]] T& operator*() const noexcept { return *get(); }
    [[nodiscard]] T* operator->() const noexcept { return get(); }
    [[nodiscard]] const std::shared_ptr<T>& pointer() const noexcept { return value_; }
    [[nodiscard]] bool valueless_after_move() const noexcept { return value_ == nullptr; }
    /// How many `shared`s and pointers refer to the object; 0 after a move.
    [[nodiscard]] long use_count() const noexcept { return value_.use_count(); }
    /// A new object, a copy of this one: what it refers to is shared.
    /// Expects     an object of type T, and no derived one: so a T that may be derived from virtually is refused
    /// Python      copy.copy(x)
    [[nodiscard]] shared shallow_copy() const
        requires std::is_copy_constructible_v<T> &&
                 (!std::is_polymorphic_v<T> || std::is_final_v<T>)
    {
        return shared(std::in_place, std::as_const(*get()));
    }
    /// True if both refer to one object.
    /// Python      a is b
    [[nodiscard]] friend bool is(const shared& a, const shared& b) noexcept {
        return a.value_ == b.value_;
    }

    // -- what the object has of these, the reference has too ---------------------------------------------

    template <class Index>
        requires requires(T& object, Index&& i) { object[std::forward<Index>(i)]; }
    decltype(auto) operator[](Index&& i) const {
        // A literal position is an int, and lists count with another type.
        if constexpr (
            std::integral<std::remove_cvref_t<Index>> && requires { typename T::size_type; } &&
            !requires { typename T::key_type; }) {
            return (*get())[static_cast<typename T::size_type>(i)];
        } else {
            return (*get())[std::forward<Index>(i)];
        }
    }
    [[nodiscard]] auto begin() const
        requires requires(T& object) { object.begin(); }
    {
        return get()->begin();
    }
    [[nodiscard]] auto end() const
        requires requires(T& object) { object.end(); }
    {
        return get()->end();
    }
    [[nodiscard]] auto size() const
        requires requires(T& object) { object.size(); }
    {
        return get()->size();
    }
    [[nodiscard]] bool empty() const
        requires requires(T& object) { object.empty(); }
    {
        return get()->empty();
    }

    // -- as a whole --------------------------------------------------------------------------------

    void swap(shared& other) noexcept { value_.swap(other.value_); }
    friend void swap(shared& a, shared& b) noexcept { a.swap(b); }

    // -- comparison: of the objects, whose own comparison decides how deep it goes ------------------------
    // What is the same object is equal, without a look at it. Two different circles never end, as Python's.

    template <class U>
    [[nodiscard]] friend bool operator==(const shared& a, const shared<U>& b) {
        if constexpr (std::is_same_v<T, U>) {
            if (is(a, b)) return true;
        }
        return detail::value_equal(static_cast<const T*>(a.pointer().get()),
                                   static_cast<const U*>(b.pointer().get()));
    }
    template <std::same_as<shared> Self, class U>
        requires detail::compares_with_value<U, T>
    [[nodiscard]] friend bool operator==(const Self& a, const U& b) {
        return detail::value_equal(static_cast<const T*>(a.pointer().get()), std::addressof(b));
    }
    template <class U>
    [[nodiscard]] friend auto operator<=>(const shared& a, const shared<U>& b)
        -> detail::synth_three_way_result<T, U> {
        if constexpr (std::is_same_v<T, U>) {
            if (is(a, b)) return std::strong_ordering::equal;
        }
        return detail::value_compare(static_cast<const T*>(a.pointer().get()),
                                     static_cast<const U*>(b.pointer().get()));
    }
    template <std::same_as<shared> Self, class U>
        requires detail::orders_with_value<U, T>
    [[nodiscard]] friend auto operator<=>(const Self& a, const U& b) {
        return detail::value_compare(static_cast<const T*>(a.pointer().get()), std::addressof(b));
    }

    // -- for deep_copy -------------------------------------------------------------------------------

    [[nodiscard]] shared deep_copy_hollow() const noexcept { return shared(detail::null_handle()); }
    friend auto cairn_fields(shared& self) noexcept { return std::tie(self.value_); }

private:
    explicit shared(detail::null_handle) noexcept {}

    [[nodiscard]] T* get() const noexcept {
        CAIRN_EXPECTS(!valueless_after_move());
        return value_.get();
    }

    std::shared_ptr<T> value_; // null only after a move
};

template <class Value>
shared(Value) -> shared<Value>;

/// Observes an object that `shared`s refer to, without keeping it alive.
/// Python      weakref.ref(x)
template <class T>
class weak {
public:
    using value_type = T;
    using element_type = T;

    /// Observes nothing.
    weak() noexcept = default;
    weak(const shared<T>& object) noexcept : value_(object.pointer()) {}
    explicit weak(std::weak_ptr<T> pointer) noexcept : value_(std::move(pointer)) {}

    /// The object, if it still lives.
    /// Python      x()
    [[nodiscard]] std::optional<shared<T>> lock() const noexcept {
        if (std::shared_ptr<T> object = value_.lock()) return shared<T>(std::move(object));
        return std::nullopt;
    }
    [[nodiscard]] bool expired() const noexcept { return value_.expired(); }
    [[nodiscard]] const std::weak_ptr<T>& pointer() const noexcept { return value_; }

    void swap(weak& other) noexcept { value_.swap(other.value_); }
    friend void swap(weak& a, weak& b) noexcept { a.swap(b); }

    // -- for deep_copy -------------------------------------------------------------------------------

    [[nodiscard]] weak deep_copy_hollow() const noexcept { return weak(); }
    friend auto cairn_fields(weak& self) noexcept { return std::tie(self.value_); }

private:
    std::weak_ptr<T> value_;
};

} // namespace cairn::inline CAIRN_ABI

// -- hash: that of the value, where it has one -----------------------------------------------------------

template <class T, class Allocator>
    requires cairn::detail::value_hashable<T>
struct std::hash<cairn::indirect<T, Allocator>> {
    [[nodiscard]] constexpr std::size_t operator()(const cairn::indirect<T, Allocator>& x) const {
        return cairn::detail::value_hash(x.valueless_after_move() ? nullptr : std::addressof(*x));
    }
};

template <class T, class Allocator>
    requires cairn::detail::value_hashable<T>
struct std::hash<cairn::cow<T, Allocator>> {
    [[nodiscard]] constexpr std::size_t operator()(const cairn::cow<T, Allocator>& x) const {
        return cairn::detail::value_hash(x.valueless_after_move() ? nullptr : std::addressof(*x));
    }
};

template <class T>
    requires cairn::detail::value_hashable<T>
struct std::hash<cairn::shared<T>> {
    [[nodiscard]] std::size_t operator()(const cairn::shared<T>& x) const {
        return cairn::detail::value_hash(static_cast<const T*>(x.pointer().get()));
    }
};

#endif // CAIRN_VALUE_HPP
