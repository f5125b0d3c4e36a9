// SPDX-License-Identifier: BSL-1.0
// cairn/detail/copy_kind.hpp -- what kind of type each type is to a deep copy, and what can be reached from it.
//
// Everything about a copy that depends on types only is decided here: which types are copied by their own
// copy constructors alone (nothing in them points anywhere), which containers can contain themselves, and
// which questions the memo need never answer for a graph of this type. Types refer to each other in cycles,
// so a survey is a depth-first walk over them, in constant evaluation.

#ifndef CAIRN_DETAIL_COPY_KIND_HPP
#define CAIRN_DETAIL_COPY_KIND_HPP

#include <cairn/detail/copy_fields.hpp>

#include <any>
#include <array>
#include <concepts>
#include <cstddef>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace cairn::inline CAIRN_ABI {

class copy_memo;

/// Specialise it as true for a class whose copy constructor makes a copy that is deep enough.
template <class T>
inline constexpr bool enable_deep_by_value = false;

} // namespace cairn::inline CAIRN_ABI

namespace cairn::inline CAIRN_ABI::detail {

enum class copy_kind : unsigned char {
    value,     // nothing inside points anywhere: the copy constructor
    hook,      // the class, or a function beside it, says how
    owner,     // owns one object, or none, alone: see copy_is_owner
    family,    // the same, of an object of a class derived from its element type
    fields,    // a class that names its members by cairn_fields
    aggregate, // its members, by structured bindings
    array,     // of C, or std::array
    tuple,     // pair, tuple
    optional,
    variant,
    any,
    unique,
    shared,
    weak,
    sequence, // push_back
    chain,    // forward_list
    keyed,    // what decides by its elements where they go: set, map, and their kin
    adapter,  // stack, queue, priority_queue
    // What cannot be copied deeply, and why.
    pointer,
    reference,
    unsized,   // the pointer to an array, which knows no length
    deleter,   // a unique_ptr with a deleter of its own
    bases,     // an aggregate with base classes
    crowd,     // an aggregate of too many members
    immovable, // a value without copy constructor
    no_rtti,   // a polymorphic class in a program without run-time types
    unknown    // a class that says nothing about itself
};

constexpr bool copy_is_refused(copy_kind kind) noexcept { return kind >= copy_kind::pointer; }

// -- templates of std --------------------------------------------------------------------------------

template <class T, template <class...> class Template>
inline constexpr bool copy_is_a = false;

template <template <class...> class Template, class... Args>
inline constexpr bool copy_is_a<Template<Args...>, Template> = true;

template <class T>
inline constexpr bool copy_is_array = std::is_bounded_array_v<T>;

template <class T, std::size_t N>
inline constexpr bool copy_is_array<std::array<T, N>> = true;

/// T of type_identity<T&...>, of its elements, and so on, as copy_types.
template <class T>
struct copy_args;

template <template <class...> class Template, class... Args>
struct copy_args<Template<Args...>> {
    using type = copy_types<Args...>;
};

template <class... T>
copy_types<std::remove_reference_t<T>...> copy_pointed(const std::tuple<T...>&);

// -- what a class may offer --------------------------------------------------------------------------

/// Converts to T& and to no reference to a base of T, for which a base's function would be taken.
template <class T>
struct copy_exactly {
    T* object;
    template <class U>
        requires std::same_as<U, T>
    constexpr operator U&() const noexcept {
        return *object;
    }
};

void cairn_fields() = delete;
void deep_copy_hook() = delete;

template <class T>
concept copy_has_fields =
    std::is_class_v<T> && requires(const copy_exactly<T> x) { cairn_fields(x); };

template <class T>
constexpr auto copy_fields_of(T& x) {
    return cairn_fields(
        copy_exactly<std::remove_const_t<T>>{const_cast<std::remove_const_t<T>*>(&x)});
}

template <class T>
concept copy_has_member_hook = requires(const T& x, copy_memo& memo) {
    { x.deep_copy(memo) } -> std::same_as<T>;
};

template <class T>
concept copy_has_free_hook = requires(const T& x, copy_memo& memo) {
    { deep_copy_hook(x, memo) } -> std::same_as<T>;
};

/// The virtual clone hook of a class: it returns a std::unique_ptr to a base class or to the class.
template <class T>
concept copy_has_clone = requires(const T& x, copy_memo& memo) {
    requires copy_is_a<decltype(x.deep_copy(memo)), std::unique_ptr>;
    typename decltype(x.deep_copy(memo))::element_type;
};

/// Makes an object where it is constructed: `T(maker)` constructs nothing else.
template <class F>
struct copy_maker {
    F make;
    constexpr operator decltype(std::declval<const F&>()())() const { return make(); }
};
template <class F>
copy_maker(F) -> copy_maker<F>;

template <class T>
concept copy_is_hollowed = requires(const T& x) {
    { x.deep_copy_hollow() } -> std::same_as<T>;
};

/// A smart pointer of any origin that owns one object or none and shares it with nobody.
template <class T>
concept copy_is_owner = copy_is_hollowed<T> && requires(const T& x) {
    { x.deep_copy_target() };
    requires std::is_pointer_v<decltype(x.deep_copy_target())>;
};

template <class T>
struct copy_target_of {
    using type = std::remove_cv_t<
        std::remove_pointer_t<decltype(std::declval<const T&>().deep_copy_target())>>;
};

/// An owner that takes any type derived from its element type.
template <class T>
concept copy_emplaces_as =
    requires(T& x) { x.template deep_copy_emplace_as<typename copy_target_of<T>::type>(0); };

/// An owner that shares when it is copied, though nobody can tell but by the identity of what it shares.
template <class T>
concept copy_is_sharing = requires(T& x, const T& c) {
    { c.deep_copy_identity() } -> std::same_as<const void*>;
    x.deep_copy_share(c.deep_copy_identity());
};

// -- containers, by what they offer --------------------------------------------------------------------

template <class T>
concept copy_is_range = requires(T& x, const T& c) {
    typename T::value_type;
    x.begin();
    x.end();
    c.begin();
};

template <class T>
concept copy_is_sequence =
    copy_is_range<T> && requires(T& x, typename T::value_type&& v) { x.push_back(std::move(v)); };

template <class T>
concept copy_is_chain = copy_is_range<T> && requires(T& x, typename T::value_type&& v) {
    x.insert_after(x.before_begin(), std::move(v));
};

template <class T>
concept copy_is_map = requires { typename T::mapped_type; };

template <class T>
concept copy_is_keyed = copy_is_range<T> && (requires { typename T::key_type; } || requires {
    typename T::value_compare;
}) && (requires(T& x, typename T::value_type&& v) { x.insert(std::move(v)); } ||
       requires(T& x, typename T::value_type&& v) { x.push(std::move(v)); });

template <class T>
concept copy_is_adapter = requires(T& x) {
    typename T::container_type;
    typename T::value_type;
    x.pop();
} && !copy_is_range<T>;

/// Values of the standard library, known by their members: no header of theirs is included.
template <class T>
concept copy_is_string = requires(const T& x) {
    typename T::traits_type;
    x.c_str();
    x.find_first_of(x);
};
template <class T>
concept copy_is_duration = requires(const T& x) {
    typename T::rep;
    typename T::period;
    x.count();
};
template <class T>
concept copy_is_time_point = requires(const T& x) {
    typename T::clock;
    typename T::duration;
    x.time_since_epoch();
};
template <class T>
concept copy_is_complex = requires(const T& x) {
    typename T::value_type;
    requires std::is_arithmetic_v<typename T::value_type>;
    x.real();
    x.imag();
};
template <class T>
concept copy_is_path = requires(const T& x) {
    typename T::string_type;
    x.lexically_normal();
    x.native();
};
template <class T>
concept copy_is_error_code = requires(const T& x) {
    x.value();
    x.category();
    x.message();
};
template <class T>
concept copy_is_bitset = requires(const T& x) {
    x.to_ullong();
    x.test(std::size_t{});
};
template <class T>
concept copy_is_type_index = requires(const T& x) {
    x.hash_code();
    x.name();
};
/// std::function, which is copied as Python copies functions: it is a value.
template <class T>
concept copy_is_function = requires(const T& x) {
    typename T::result_type;
    x.target_type();
};
/// std::valarray.
template <class T>
concept copy_is_valarray = requires(T& x, const T& c) {
    typename T::value_type;
    x.cshift(1);
    c[std::size_t{}];
};
/// std::expected, by its members.
template <class T>
concept copy_is_expected = requires(const T& x) {
    typename T::error_type;
    typename T::unexpected_type;
    x.has_value();
};

template <class T>
concept copy_is_known_value =
    copy_is_string<T> || copy_is_duration<T> || copy_is_time_point<T> || copy_is_complex<T> ||
    copy_is_path<T> || copy_is_error_code<T> || copy_is_bitset<T> || copy_is_type_index<T> ||
    copy_is_function<T> || std::same_as<T, std::exception_ptr> ||
    (copy_is_valarray<T> && std::is_scalar_v<typename T::value_type> &&
     !std::is_pointer_v<typename T::value_type>);

// -- the kind of a type --------------------------------------------------------------------------------

/// Whether what a pointer to T points to may be of a class derived from T.
template <class T>
inline constexpr bool copy_is_dynamic = [] {
    if constexpr (std::is_class_v<T>)
        return std::is_polymorphic_v<T> && !std::is_final_v<T>;
    else
        return false;
}();

#if defined(__cpp_rtti) || defined(__GXX_RTTI) || defined(_CPPRTTI)
inline constexpr bool copy_has_rtti = true;
#else
inline constexpr bool copy_has_rtti = false;
#endif

/// A pointer to an array. (libc++'s shared_ptr has operator[] for every type.)
template <class T>
inline constexpr bool copy_points_to_array = false;
template <class T, class Deleter>
inline constexpr bool copy_points_to_array<std::unique_ptr<T[], Deleter>> = true;
template <class T>
inline constexpr bool copy_points_to_array<std::shared_ptr<T[]>> = true;
template <class T, std::size_t N>
inline constexpr bool copy_points_to_array<std::shared_ptr<T[N]>> = true;

/// The same, asked when a template is instantiated.
template <class>
inline constexpr bool copy_has_rtti_for = copy_has_rtti;

template <class T>
consteval copy_kind copy_kind_of_pointer() {
    using element = typename T::element_type;
    if constexpr (copy_points_to_array<T>)
        return copy_kind::unsized;
    else if constexpr (copy_is_dynamic<element> && !copy_has_clone<element> && !copy_has_rtti)
        return copy_kind::no_rtti;
    else
        return copy_kind::value;
}

template <class T>
consteval copy_kind copy_kind_of_class() {
    using enum copy_kind;
    if constexpr (copy_is_hollowed<T> && copy_is_owner<T>)
        return copy_emplaces_as<T> ? family : owner;
    else if constexpr (copy_has_fields<T>)
        return fields;
    else if constexpr (copy_is_a<T, std::unique_ptr>) {
        constexpr copy_kind kind = copy_kind_of_pointer<T>();
        if constexpr (copy_is_refused(kind))
            return kind;
        else
            return copy_is_a<typename T::deleter_type, std::default_delete> ? unique : deleter;
    } else if constexpr (copy_is_a<T, std::shared_ptr>) {
        constexpr copy_kind kind = copy_kind_of_pointer<T>();
        return copy_is_refused(kind) ? kind : shared;
    } else if constexpr (copy_is_a<T, std::weak_ptr>)
        return weak;
    else if constexpr (copy_is_a<T, std::optional>)
        return optional;
    else if constexpr (copy_is_a<T, std::variant>)
        return variant;
    else if constexpr (std::same_as<T, std::any>)
        return copy_has_rtti ? any : no_rtti;
    else if constexpr (copy_is_a<T, std::pair> || copy_is_a<T, std::tuple>)
        return tuple;
    else if constexpr (copy_is_known_value<T>)
        return std::is_copy_constructible_v<T> ? value : immovable;
    else if constexpr (std::is_empty_v<T> && std::is_copy_constructible_v<T>)
        return value;
    else if constexpr (copy_is_chain<T>)
        return chain;
    else if constexpr (copy_is_sequence<T>)
        return sequence;
    else if constexpr (copy_is_keyed<T>)
        return keyed;
    else if constexpr (copy_is_adapter<T>)
        return adapter;
    else if constexpr (!std::is_aggregate_v<T> || std::is_union_v<T>)
        return unknown;
    else if constexpr (copy_has_bases<T>)
        return bases;
    else
        return copy_fields<T> > copy_most_fields ? crowd : aggregate;
}

template <class T>
consteval copy_kind copy_find_kind() {
    using enum copy_kind;
    if constexpr (std::is_reference_v<T>)
        return reference;
    else if constexpr (!std::is_same_v<T, std::remove_cv_t<T>>)
        return copy_find_kind<std::remove_cv_t<T>>();
    else if constexpr (std::is_pointer_v<T>)
        return std::is_function_v<std::remove_pointer_t<T>> ? value : pointer;
    else if constexpr (std::is_scalar_v<T>)
        return value;
    else if constexpr (std::is_unbounded_array_v<T> || std::is_void_v<T> || std::is_function_v<T>)
        return unsized;
    else if constexpr (copy_is_array<T>)
        return array;
    else if constexpr (copy_has_member_hook<T> || copy_has_free_hook<T>)
        return hook;
    else if constexpr (enable_deep_by_value<T>)
        return std::is_copy_constructible_v<T> ? value : immovable;
    else
        return copy_kind_of_class<T>();
}

template <class T>
inline constexpr copy_kind copy_kind_of = copy_find_kind<T>();

/// Owners such as cow, whose copy constructors share what nobody can change.
template <class T>
concept copy_is_if_value = requires { typename T::deep_copy_if_value; };

/// Whether the type of a pointee says something about the pointee: not if a class derived from it does.
template <class T>
inline constexpr bool copy_is_known_target = [] {
    if constexpr (std::is_void_v<T>)
        return false;
    else if constexpr (copy_is_dynamic<T>)
        return !copy_is_refused(copy_kind_of<T>);
    else
        return true;
}();

// -- surveys -------------------------------------------------------------------------------------------

template <class T>
inline constexpr char copy_id = 0;

/// Which types have been seen, and what was found among them.
struct copy_findings {
    static constexpr std::size_t capacity = 256;
    const void* seen[capacity] = {};
    std::size_t size = 0;
    bool crosses_owners = false; // does the survey go on behind what owns alone
    bool crosses_shared = false; // and behind shared pointers
    bool skips_lazy = false;     // does it stop at owners that share when copied
    struct pointee {
        const void* id;
        bool (*owns)(const void* id); // whether that type lies in the pointee, or in what it owns
    };
    pointee pointees[capacity / 4] = {};
    std::size_t pointees_size = 0;
    bool types_only = false; // is it about `seen` alone
    bool pointers = false;   // anything at all that has to be walked
    bool weak = false;       // something that refers without owning
    bool opaque = false;     // a type about whose contents nothing is known here
    bool refused = false;

    constexpr bool has(const void* id) const {
        for (std::size_t i = 0; i != size; ++i)
            if (seen[i] == id) return true;
        return false;
    }
    /// False if it was there. Beyond the capacity everything is taken for seen, and for opaque.
    constexpr bool add(const void* id) {
        if (has(id)) return false;
        if (size == capacity) {
            opaque = true;
            return false;
        }
        seen[size++] = id;
        return true;
    }
    constexpr void add_pointee(pointee p) {
        if (pointees_size != capacity / 4) pointees[pointees_size++] = p;
    }
};

template <class T>
constexpr void copy_survey(copy_findings& found);

template <class... T>
constexpr void copy_survey_all(copy_findings& found, copy_types<T...>) {
    (copy_survey<T>(found), ...);
}

/// Surveys what a T consists of, T itself not.
template <class T>
constexpr void copy_survey_inside(copy_findings& found) {
    constexpr copy_kind kind = copy_kind_of<T>;
    using enum copy_kind;
    if constexpr (kind == aggregate) {
        copy_survey_all(found, copy_field_types<T>{});
    } else if constexpr (kind == fields) {
        copy_survey_all(found, decltype(copy_pointed(copy_fields_of(std::declval<T&>()))){});
    } else if constexpr (kind == tuple || kind == variant) {
        copy_survey_all(found, typename copy_args<T>::type{});
    } else if constexpr (kind == array) {
        copy_survey<std::remove_cvref_t<decltype(std::declval<T&>()[0])>>(found);
    } else if constexpr (kind == keyed && copy_is_map<T>) {
        copy_survey<typename T::key_type>(found);
        copy_survey<typename T::mapped_type>(found);
    } else if constexpr (kind == optional || kind == sequence || kind == chain || kind == keyed ||
                         kind == adapter) {
        copy_survey<typename T::value_type>(found);
    } else if constexpr (kind == owner || kind == family) {
        using target = typename copy_target_of<T>::type;
        // What a family holds is registered, and copied as what it is.
        if constexpr (kind == owner || copy_is_known_target<target>) {
            if (found.crosses_owners ? !(found.skips_lazy && copy_is_if_value<T>)
                                     : copy_is_if_value<T> && !found.skips_lazy)
                copy_survey<target>(found);
        }
    } else if constexpr (kind == unique || kind == shared) {
        if constexpr (copy_is_known_target<std::remove_cv_t<typename T::element_type>>)
            if (kind == unique ? found.crosses_owners : found.crosses_shared)
                copy_survey<typename T::element_type>(found);
    }
}

/// Whether a type lies in a T, or in what a T owns alone.
template <class T>
constexpr bool copy_owns(const void* id) {
    copy_findings found;
    if constexpr (!std::is_void_v<T>) {
        found.crosses_owners = true;
        copy_survey_inside<T>(found);
    }
    return found.has(id);
}

/// Whether a container is inside its own elements, so that its copy constructor recurses over data.
template <class T>
constexpr bool copy_is_nested() {
    copy_findings found;
    found.skips_lazy = found.types_only = true;
    copy_survey_inside<T>(found);
    return found.has(&copy_id<T>);
}

template <class T>
constexpr void copy_survey(copy_findings& found) {
    if constexpr (!std::is_same_v<T, std::remove_cv_t<T>>) {
        copy_survey<std::remove_cv_t<T>>(found);
    } else {
        constexpr copy_kind kind = copy_kind_of<T>;
        using enum copy_kind;
        if (!found.add(&copy_id<T>)) return;
        if constexpr (copy_is_refused(kind)) {
            found.refused = true;
        } else if constexpr (kind == hook || kind == any) {
            found.pointers = found.opaque = true;
        } else if constexpr (kind == owner || kind == family) {
            if (!copy_is_if_value<T>) found.pointers = true;
            if (kind == family) found.opaque = true;
        } else if constexpr (kind == unique || kind == shared || kind == weak) {
            using element = std::remove_cv_t<typename T::element_type>;
            found.pointers = true;
            if constexpr (kind == weak)
                found.weak = true;
            else if (copy_is_dynamic<element>)
                found.opaque = true;
            if (kind != unique && found.crosses_shared)
                found.add_pointee({&copy_id<element>, &copy_owns<element>});
        } else if constexpr (kind == sequence || kind == chain || kind == keyed ||
                             kind == adapter) {
            if (!found.types_only && copy_is_nested<T>()) found.pointers = true;
        }
        copy_survey_inside<T>(found);
    }
}

template <class T>
inline constexpr bool copy_contains_itself = copy_is_nested<T>();

/// Nothing inside a T points anywhere: its copy constructor is its deep copy.
template <class T>
inline constexpr bool copy_is_plain = [] {
    copy_findings found;
    copy_survey<std::remove_cv_t<T>>(found);
    return !found.pointers && !found.refused;
}();

/// What is behind pointers, too.
template <class T>
inline constexpr copy_findings copy_graph = [] {
    copy_findings found;
    found.crosses_owners = found.crosses_shared = true;
    copy_survey<std::remove_cv_t<T>>(found);
    return found;
}();

/// The types of pointees that may lie in other pointees, so that shared_ptrs to them may be aliases.
struct copy_part_types {
    const void* ids[copy_findings::capacity / 4] = {};
    std::size_t size = 0;
};

template <class T>
inline constexpr copy_part_types copy_parts = [] {
    const copy_findings& graph = copy_graph<T>;
    copy_part_types parts;
    for (std::size_t i = 0; i != graph.pointees_size; ++i) {
        bool part = graph.pointees[i].id == &copy_id<void>;
        for (std::size_t j = 0; j != graph.pointees_size && !part; ++j)
            part = graph.pointees[j].owns(graph.pointees[i].id);
        for (std::size_t j = 0; j != parts.size && part; ++j)
            part = parts.ids[j] != graph.pointees[i].id;
        if (part) parts.ids[parts.size++] = graph.pointees[i].id;
    }
    return parts;
}();

/// Whether destroying a T can go down a chain of owners that share with nobody, through their own
/// destructors.
template <class T>
inline constexpr bool copy_may_be_deep = [] {
    copy_findings found;
    found.crosses_owners = true;
    copy_survey_inside<std::remove_cv_t<T>>(found);
    if (found.opaque) return true;
    copy_findings shallow;
    copy_survey_inside<std::remove_cv_t<T>>(shallow);
    return found.size != shallow.size;
}();

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_COPY_KIND_HPP
