// SPDX-License-Identifier: BSL-1.0
// cairn/copy.hpp -- deep and shallow copies, of whatever is reachable
//
//     struct node {
//         std::string name;
//         std::vector<std::shared_ptr<node>> next;         // any graph: shared nodes, cycles
//         std::weak_ptr<node> parent;
//     };
//     auto twin = cairn::deep_copy(graph);                 // every node once, and arrows as they were
//     auto same = cairn::shallow_copy(graph);              // the outer object is new, the nodes are shared
//     cairn::dismantle(twin);                              // however deep it is, and its cycles too
//
//     cairn::copy_memo memo;                               // what is copied with one memo, shares what it shares
//     auto a = cairn::deep_copy(x, memo);
//     auto b = cairn::deep_copy(y, memo);
//
//     auto q = cairn::replace(p, cairn::with<&point::x>(3));
//
// Synopsis    deep_copy  deep_copyable                        O(what is reachable)
//             copy_memo      copy  later  clear  size
//             register_copy  copy_error                       for classes behind pointers to their bases
//             shallow_copy  dismantle  replace  with
//             What a class can say about its copies: `T deep_copy(copy_memo&) const`, or a function
//             `deep_copy_hook(const T&, copy_memo&)` beside it; a friend `cairn_fields(T&)` that returns
//             std::tie of its members; enable_deep_by_value. Aggregates need to say nothing.
// Shape       Values, strings, containers of values: the copy constructor, and nothing else. All else is
//             copied from a list of things to do, never by recursion, so that depth costs memory only:
//             first a copy whose pointers are null, in its final place, then what each pointer points to.
//             Raw pointers and references are refused by the compiler, with the name of the member.
// Validity    The source is not changed, and must not be while it is copied. A memo keeps the copies of
//             shared objects alive, and knows sources by their addresses: it means nothing any more when
//             one of them has been destroyed. Whoever copies a cycle of shared_ptr owns a cycle, which
//             dismantle() breaks.
// Exceptions  strong: what was made is destroyed, without recursion, cycles included; the memo is as before.
// Source      Python's copy module; Deutsch & Bobrow (1976) for the deferred reference counts of dying nodes

#ifndef CAIRN_COPY_HPP
#define CAIRN_COPY_HPP

#include <cairn/detail/copy_walk.hpp>
#include <cairn/fwd.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI {

// -- what can be copied deeply -------------------------------------------------------------------------

/// deep_copy takes a T: nothing that is reachable from one is a raw pointer, a reference, or a class
/// about which cairn knows nothing.
template <class T>
concept deep_copyable = std::is_object_v<T> && !detail::copy_graph<T>.refused;

namespace detail {

// The errors. The first template argument is the class, the second the address of its member, of which
// compilers print the name, the last the type of the member.

inline constexpr const char* copy_no_member = nullptr;

template <copy_kind Kind, class Class, auto Member, class Type>
struct copy_refusal {
    static_assert(
        Kind != copy_kind::pointer,
        "cairn::deep_copy cannot know what a raw pointer owns. Make it a unique_ptr, "
        "shared_ptr or weak_ptr; or give the class `T deep_copy(cairn::copy_memo&) const`; "
        "or say that its copy constructor is enough: enable_deep_by_value<T>");
    static_assert(
        Kind != copy_kind::reference,
        "cairn::deep_copy cannot make a reference refer to the copy. Make it a shared_ptr or "
        "weak_ptr; or give the class `T deep_copy(cairn::copy_memo&) const`; or say that its "
        "copy constructor is enough: enable_deep_by_value<T>");
    static_assert(
        Kind != copy_kind::unsized,
        "cairn::deep_copy cannot know how long an array behind a pointer is. Make it a "
        "vector; or give the class `T deep_copy(cairn::copy_memo&) const`; or say that its "
        "copy constructor is enough: enable_deep_by_value<T>");
    static_assert(
        Kind != copy_kind::deleter,
        "cairn::deep_copy cannot know how to make what a deleter of its own destroys. Use "
        "std::default_delete; or give the class `T deep_copy(cairn::copy_memo&) const`; or "
        "name the members of the class by cairn_fields and wrap the pointer");
    static_assert(
        Kind != copy_kind::bases,
        "cairn::deep_copy cannot see the base classes of an aggregate. Name the members by "
        "`friend auto cairn_fields(T& x) { return std::tie(...); }`; or give the class `T "
        "deep_copy(cairn::copy_memo&) const`; or say that its copy constructor is enough: "
        "enable_deep_by_value<T>");
    static_assert(
        Kind != copy_kind::crowd,
        "cairn::deep_copy cannot count the members of this aggregate, or they are more than "
        "32. Name them by `friend auto cairn_fields(T& x) { return std::tie(...); }`; or give "
        "the class `T deep_copy(cairn::copy_memo&) const`; or say that its copy constructor "
        "is enough: enable_deep_by_value<T>");
    static_assert(Kind != copy_kind::immovable,
                  "cairn::deep_copy cannot copy a value without copy constructor");
    static_assert(Kind != copy_kind::no_rtti,
                  "cairn::deep_copy cannot know the dynamic type of an object in a program without "
                  "run-time types. Give the base class `virtual std::unique_ptr<Base> "
                  "deep_copy(cairn::copy_memo&) const`; or make the class final");
    static_assert(
        Kind != copy_kind::unknown,
        "cairn::deep_copy knows nothing about what is in this class. Name its members by "
        "`friend auto cairn_fields(T& x) { return std::tie(...); }`; or give it `T "
        "deep_copy(cairn::copy_memo&) const`; or say that its copy constructor is enough: "
        "enable_deep_by_value<T>");
    static constexpr bool shown = true;
};

template <class T, class Class, auto Member, class... Path>
constexpr bool copy_explain();

template <class... Path, class... T>
constexpr bool copy_explain_all(copy_types<T...>) {
    return (copy_explain<T, void, copy_no_member, Path...>() && ...);
}

template <class Class, class... Path, class... T, std::size_t... Index>
constexpr bool copy_explain_members(copy_types<T...>, std::index_sequence<Index...>) {
    return (copy_explain<T, Class, copy_member_address<Index, Class>(), Path...>() && ...);
}

/// A reference has no address: members are numbered.
template <class Class, class... Path, class... T, std::size_t... Index>
constexpr bool copy_explain_numbers(copy_types<T...>, std::index_sequence<Index...>) {
    return (copy_explain<T, Class, Index, Path...>() && ...);
}

/// Instantiates a copy_refusal for each member of T that is in the way.
template <class T, class Class, auto Member, class... Path>
constexpr bool copy_explain() {
    if constexpr ((std::is_same_v<T, Path> || ...)) {
        return true;
    } else if constexpr (!std::is_reference_v<T> && !std::is_same_v<T, std::remove_cv_t<T>>) {
        return copy_explain<std::remove_cv_t<T>, Class, Member, Path...>();
    } else {
        constexpr copy_kind kind = copy_kind_of<T>;
        using enum copy_kind;
        if constexpr (copy_is_refused(kind)) {
            return copy_refusal<kind, Class, Member, T>::shown;
        } else if constexpr (kind == aggregate) {
            using types = copy_field_types<T>;
            return []<class... F>(copy_types<F...> fields) {
                constexpr bool has_references = (std::is_reference_v<F> || ...);
                if constexpr (has_references)
                    return copy_explain_numbers<T, T, Path...>(
                        fields, std::make_index_sequence<sizeof...(F)>{});
                else
                    return copy_explain_members<T, T, Path...>(
                        fields, std::make_index_sequence<sizeof...(F)>{});
            }(types{});
        } else if constexpr (kind == copy_kind::fields) {
            return copy_explain_all<T, Path...>(
                decltype(copy_pointed(copy_fields_of(std::declval<T&>()))){});
        } else if constexpr (kind == tuple || kind == variant) {
            return []<class... F>(copy_types<F...>) {
                return (copy_explain<F, Class, Member, T, Path...>() && ...);
            }(typename copy_args<T>::type{});
        } else if constexpr (kind == array) {
            return copy_explain<std::remove_cvref_t<decltype(std::declval<T&>()[0])>, Class, Member,
                                T, Path...>();
        } else if constexpr (kind == owner || kind == family) {
            using target = typename copy_target_of<T>::type;
            if constexpr (kind == owner || copy_is_known_target<target>)
                return copy_explain<target, Class, Member, T, Path...>();
            else
                return true;
        } else if constexpr (kind == unique || kind == shared) {
            if constexpr (copy_is_known_target<std::remove_cv_t<typename T::element_type>>)
                return copy_explain<typename T::element_type, Class, Member, T, Path...>();
            else
                return true;
        } else if constexpr (kind == keyed && copy_is_map<T>) {
            return copy_explain<typename T::key_type, Class, Member, T, Path...>() &&
                   copy_explain<typename T::mapped_type, Class, Member, T, Path...>();
        } else if constexpr (kind == optional || kind == sequence || kind == chain ||
                             kind == keyed || kind == adapter) {
            return copy_explain<typename T::value_type, Class, Member, T, Path...>();
        } else {
            return true;
        }
    }
}

/// Says what is wrong with a type that is not deep_copyable.
template <class T>
constexpr void copy_expect() {
    if constexpr (!deep_copyable<T>) static_cast<void>(copy_explain<T, void, copy_no_member>());
}

/// The result of a copy that does not compile.
template <class T>
T copy_nothing();

/// Takes a result apart whose copy failed, unless it is dismissed; the outermost leaves the memo as it was.
template <class T>
class copy_guard {
public:
    copy_guard(T& result, copy_engine& engine) noexcept : result_(result), engine_(engine) {}
    copy_guard(const copy_guard&) = delete;
    copy_guard& operator=(const copy_guard&) = delete;
    ~copy_guard() {
        if (done_) return;
        const copy_spared spared = engine_.spared();
        copy_grave grave(spared.is_complete ? copy_grave::everything : copy_grave::last_owners,
                         &spared);
        copy_take(result_, grave);
        if (engine_.level == 1) {
            engine_.drop_stages(grave);
            engine_.roll_back();
        }
        grave.drain();
    }
    void dismiss() noexcept { done_ = true; }

private:
    T& result_;
    copy_engine& engine_;
    bool done_ = false;
};

/// Leaves the memo as it was if not even a result has come to be.
class copy_session {
public:
    explicit copy_session(copy_engine& engine) noexcept : engine_(engine) { engine_.begin(); }
    copy_session(const copy_session&) = delete;
    copy_session& operator=(const copy_session&) = delete;
    ~copy_session() {
        if (engine_.has_begun()) engine_.roll_back();
    }

private:
    copy_engine& engine_;
};

/// Counts how deep hooks are in copies of their own.
class copy_level {
public:
    explicit copy_level(copy_engine& engine) noexcept : engine_(engine), eager_(engine.eager) {
        ++engine_.level;
        engine_.eager = engine_.level != 1;
    }
    copy_level(const copy_level&) = delete;
    copy_level& operator=(const copy_level&) = delete;
    ~copy_level() {
        --engine_.level;
        engine_.eager = eager_;
    }

private:
    copy_engine& engine_;
    bool eager_;
};

} // namespace detail

// -- deep_copy -----------------------------------------------------------------------------------------------

/// What has been copied: each shared object, with its copy. Several copies with one memo share what their
/// sources share. It keeps the copies alive, not the sources.
class copy_memo : detail::copy_engine {
public:
    copy_memo() = default;
    copy_memo(copy_memo&&) noexcept = default;
    copy_memo& operator=(copy_memo&&) noexcept = default;

    /// A deep copy of x; what hooks call for their members. They let errors pass.
    template <class T>
    [[nodiscard]] T copy(const T& x) {
        observed = true; // whatever is copied, may be met in a later copy
        return outermost_or_not(x);
    }

    /// In a hook: `copy`, which stays where it is, becomes a deep copy of x, though not yet. Depth then
    /// costs no stack.
    template <class T>
    void later(T& copy, const T& x) {
        detail::copy_expect<T>();
        if constexpr (detail::copy_is_plain<T>) {
            copy = x;
        } else if constexpr (deep_copyable<T>) {
            copy = detail::copy_hollow(x, *this);
            detail::copy_push(&copy, &x, *this);
        }
    }

    /// The number of objects that it knows.
    [[nodiscard]] std::size_t size() const noexcept { return table().size(); }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    /// The bytes of its table: slots of 24 bytes, 30 to 50 for each object.
    [[nodiscard]] std::size_t memory_bytes() const noexcept { return table().memory_bytes(); }

    /// Forgets everything, and lets go of the copies.
    void clear() noexcept { detail::copy_engine::clear(); }

private:
    friend detail::copy_engine;

    template <class T>
    friend constexpr T deep_copy(const T& x);

    template <class T>
    T outermost_or_not(const T& x) {
        detail::copy_expect<T>();
        if constexpr (detail::copy_is_plain<T>) {
            return x;
        } else if constexpr (deep_copyable<T>) {
            const detail::copy_level here(*this);
            if constexpr (detail::copy_graph<T>.weak || detail::copy_graph<T>.opaque)
                observed = true;
            return level == 1 ? outermost(x) : inner(x);
        } else {
            return detail::copy_nothing<T>();
        }
    }

    template <class T>
    T outermost(const T& x) {
        const detail::copy_session session(*this);
        parts = detail::copy_parts<T>.ids;
        parts_size = detail::copy_parts<T>.size;
        T result = detail::copy_hollow(x, *this);
        detail::copy_guard<T> guard(result, *this);
        detail::copy_patch(result, x, *this);
        turn(0);
        run(0);
        finish();
        guard.dismiss();
        return result;
    }

    /// A copy that a hook asks for, and may move.
    template <class T>
    T inner(const T& x) {
        T result = detail::copy_hollow(x, *this);
        detail::copy_guard<T> guard(result, *this);
        const std::size_t base = height();
        detail::copy_patch(result, x, *this);
        eager = false; // what is left to do is in its final place
        turn(base);
        run(base);
        guard.dismiss();
        return result;
    }
};

namespace detail {

inline copy_memo& copy_engine::memo() noexcept { return static_cast<copy_memo&>(*this); }

} // namespace detail

/// Returns a copy of x that shares nothing with x: whatever x refers to is copied once, and what refers to
/// each other in x, cycles included, does so in the copy. What is not copied: what only weak pointers refer
/// to, functions, and what `enable_deep_by_value` or a hook says.
/// Throws      copy_error if an object behind a pointer to a base class, or in a std::any, is of a type that
///             register_copy has not been told; whatever copying values and allocating throw
/// Complexity  linear in what is reachable; no recursion, but for hooks that copy their members themselves
/// Exceptions  strong
/// Python      copy.deepcopy(x)
template <class T>
[[nodiscard]] constexpr T deep_copy(const T& x) {
    detail::copy_expect<T>();
    if constexpr (detail::copy_is_plain<T>)
        return x;
    else if constexpr (deep_copyable<T>)
        return copy_memo().outermost_or_not(x);
    else
        return detail::copy_nothing<T>();
}

/// The same; what the memo knows already is not copied again.
/// Exceptions  strong, for the memo too
/// Python      copy.deepcopy(x, memo)
template <class T>
[[nodiscard]] T deep_copy(const T& x, copy_memo& memo) {
    return memo.copy(x);
}

// -- register_copy -------------------------------------------------------------------------------------------

/// Says which types stand behind a family: the classes derived from a base class, the contents of std::any, or
/// what a cairn::polymorphic holds. Once, before the first copy; not while others copy.
template <class Family, class... Types>
void register_copy() {
    static_assert(detail::copy_has_rtti_for<Family>, "register_copy needs run-time types (-frtti)");
    using detail::copy_registry;
    (detail::copy_expect<Types>(), ...);
    if constexpr (std::is_same_v<Family, std::any>) {
        (copy_registry<std::any>::add(
             {&detail::copy_type_of<Types>(),
              [](detail::copy_engine& engine, std::any& copy, const std::any& source) {
                  const Types& from = *std::any_cast<Types>(&source);
                  Types& to = copy.emplace<Types>(detail::copy_hollow(from, engine));
                  detail::copy_push(&to, &from, engine);
              }}),
         ...);
    } else if constexpr (detail::copy_is_owner<Family>) {
        (copy_registry<Family>::add(
             {&detail::copy_type_of<Types>(),
              [](detail::copy_engine& engine, Family& copy, const void* source) {
                  const Types& from = *static_cast<const Types*>(source);
                  Types& to = copy.template deep_copy_emplace_as<Types>(
                      detail::copy_maker_of(from, engine));
                  detail::copy_push(&to, &from, engine);
              }}),
         ...);
    } else {
        static_assert(std::is_polymorphic_v<Family> && (std::is_base_of_v<Family, Types> && ...),
                      "register_copy<Base, Derived...>: Base is polymorphic, and a base of each");
        (copy_registry<Family>::add(
             {&detail::copy_type_of<Types>(),
              [](detail::copy_engine& engine, const void* source) -> Family* {
                  const Types& from = *static_cast<const Types*>(source);
                  std::unique_ptr<Types> copy(new Types(detail::copy_hollow(from, engine)));
                  detail::copy_push(copy.get(), &from, engine);
                  return copy.release();
              },
              [](detail::copy_engine& engine, const void* source) -> std::shared_ptr<Family> {
                  const Types& from = *static_cast<const Types*>(source);
                  std::shared_ptr<Types> copy = detail::copy_new_node(from, engine);
                  detail::copy_push(copy.get(), &from, engine);
                  return copy;
              },
              [](void* object, detail::copy_grave& grave) noexcept {
                  detail::copy_take(*static_cast<Types*>(object), grave);
              },
              sizeof(Types)}),
         ...);
    }
}

// -- shallow_copy, dismantle -----------------------------------------------------------------------------------

/// Returns a new outer object, which shares with x whatever x refers to: what x.shallow_copy(), or
/// shallow_copy_hook(x) beside its class, or its copy constructor returns.
/// Python      copy.copy(x)
template <class T>
[[nodiscard]] constexpr T shallow_copy(const T& x) {
    if constexpr (requires {
                      { x.shallow_copy() } -> std::same_as<T>;
                  }) {
        return x.shallow_copy();
    } else if constexpr (requires {
                             { shallow_copy_hook(x) } -> std::same_as<T>;
                         }) {
        return shallow_copy_hook(x);
    } else {
        static_assert(std::is_copy_constructible_v<T>,
                      "cairn::shallow_copy: what owns alone cannot share; deep_copy it");
        return x;
    }
}

/// Takes apart whatever can be reached from x by owners, also by those that share with others: the objects are
/// emptied of pointers, and destroyed as soon as nobody else holds them, one after the other. No depth costs
/// stack, and cycles end. What is behind hooks and in std::any is left to its destructor, as is everything else
/// when there is no memory to take notes. Pointers in x are null afterwards, and containers that held some are
/// empty.
/// Complexity  linear in what is reachable
template <class T>
void dismantle(T& x) noexcept {
    static_assert(!std::is_const_v<T>, "dismantle empties what it is given");
    detail::copy_grave grave(detail::copy_grave::everything);
    detail::copy_take(x, grave);
    grave.drain();
}

// -- replace -----------------------------------------------------------------------------------------------------

/// A new value for a member, for replace().
template <auto Member, class Value>
struct change {
    Value value;
};

/// `with<&point::x>(3)`
template <auto Member, class Value>
    requires std::is_member_object_pointer_v<decltype(Member)>
[[nodiscard]] constexpr change<Member, Value> with(Value value) {
    return {std::move(value)};
}

namespace detail {

template <class T, class Change>
inline constexpr bool copy_fits = false;

template <class T, auto Member, class Value>
inline constexpr bool copy_fits<T, change<Member, Value>> =
    requires(T& x, Value& value) { x.*Member = std::move(value); };

template <class T, auto Member, class Value>
constexpr void copy_change(T& x, change<Member, Value>& to) {
    x.*Member = std::move(to.value);
}

} // namespace detail

/// Returns a copy of x with some members changed.
/// Python      copy.replace(x, **changes)
template <class T, class... Changes>
    requires(std::is_class_v<T> && ... && detail::copy_fits<T, Changes>)
[[nodiscard]] constexpr T replace(T x, Changes... changes) {
    (detail::copy_change(x, changes), ...);
    return x;
}

/// `replace<&point::x>(p, 3)`
template <auto Member, class T, class Value>
    requires requires(T& x, Value&& v) { x.*Member = std::forward<Value>(v); }
[[nodiscard]] constexpr T replace(T x, Value&& value) {
    x.*Member = std::forward<Value>(value);
    return x;
}

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_COPY_HPP
