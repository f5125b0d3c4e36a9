// SPDX-License-Identifier: BSL-1.0
// cairn/detail/copy_walk.hpp -- the two halves of a deep copy: hollow copies, and filling them.
//
//     copy_hollow(x)   a copy of x with its values; pointers in it are null, containers that hold pointers
//                      are empty. It is returned where it is to be: nothing has to be movable or to have
//                      a default constructor.
//     copy_patch(y, x) walks x and its hollow copy y side by side. At each pointer it makes the hollow copy
//                      of what x points to, lets y own it, and pushes the job to patch that one.
//
// So each object of the copy is constructed and owned at every moment, and an error has nothing to undo
// but to destroy the outermost one. What recurses here recurses over types and never over data.

#ifndef CAIRN_DETAIL_COPY_WALK_HPP
#define CAIRN_DETAIL_COPY_WALK_HPP

#include <cairn/detail/copy_dynamic.hpp>
#include <cairn/detail/copy_engine.hpp>
#include <cairn/detail/copy_kind.hpp>
#include <cairn/detail/copy_release.hpp>

#include <any>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace cairn::inline CAIRN_ABI::detail {

template <class T>
T copy_hollow(const T& source, copy_engine& engine);

template <class T>
void copy_patch(T& copy, const T& source, copy_engine& engine);

/// Patches an object, and goes on with what it points to if that is all there is to do, and of its type: lists
/// are copied in this loop.
template <class T>
void copy_patch_job(copy_engine& engine, void* copy, const void* source) {
    const std::size_t height = engine.height();
    copy_patch(*static_cast<T*>(copy), *static_cast<const T*>(source), engine);
    while (engine.height() == height + 1 && engine.next().then == &copy_patch_job<T>) {
        const copy_engine::job j = engine.pop();
        copy_patch(*static_cast<T*>(j.copy), *static_cast<const T*>(j.source), engine);
    }
}

/// What constructs a hollow copy of the source wherever it is converted to T.
template <class T>
auto copy_maker_of(const T& source, copy_engine& engine) {
    return copy_maker{[&source, &engine] { return copy_hollow(source, engine); }};
}

/// The same for a part of something that is constructed from parts: what can be moved is handed over, since
/// some types, std::any first of all, can be constructed from anything.
template <class T>
auto copy_part_of(const T& source, copy_engine& engine) {
    if constexpr (std::is_move_constructible_v<T>)
        return copy_hollow(source, engine);
    else
        return copy_maker_of(source, engine);
}

// -- hollow copies ---------------------------------------------------------------------------------------

/// The container's allocator for a copy, as its copy constructor would choose it.
template <class C>
auto copy_chosen_allocator(const C& source) {
    using allocator = typename C::allocator_type;
    return std::allocator_traits<allocator>::select_on_container_copy_construction(
        source.get_allocator());
}

/// An empty container with the comparator, hasher, bound and allocator of another.
template <class C>
C copy_hollow_container(const C& source) {
    if constexpr (requires { source.hash_function(), source.key_eq(); }) {
        C copy(std::size_t{0}, source.hash_function(), source.key_eq(),
               copy_chosen_allocator(source));
        if constexpr (requires { copy.max_load_factor(source.max_load_factor()); })
            copy.max_load_factor(source.max_load_factor());
        return copy;
    } else if constexpr (requires { C(source.key_comp(), copy_chosen_allocator(source)); }) {
        return C(source.key_comp(), copy_chosen_allocator(source));
    } else if constexpr (requires { C(source.value_comp(), copy_chosen_allocator(source)); }) {
        return C(source.value_comp(), copy_chosen_allocator(source));
    } else if constexpr (requires { C(source.maxlen(), copy_chosen_allocator(source)); }) {
        return C(source.maxlen(), copy_chosen_allocator(source));
    } else if constexpr (requires { C(copy_chosen_allocator(source)); }) {
        return C(copy_chosen_allocator(source));
    } else {
        static_assert(std::is_default_constructible_v<C>,
                      "cairn::deep_copy: a container of pointers must be constructible from its "
                      "get_allocator(), or by default");
        return C();
    }
}

/// Whether the members of a class can be assigned to, one by one.
template <class T>
inline constexpr bool copy_is_assignable = [] {
    constexpr auto assignable = []<class... F>(copy_types<F...>) {
        return (!std::is_const_v<std::remove_all_extents_t<F>> && ...);
    };
    if constexpr (copy_kind_of<T> == copy_kind::fields)
        return assignable(decltype(copy_pointed(copy_fields_of(std::declval<T&>()))){});
    else
        return assignable(copy_field_types<T>{});
}();

template <class T>
void copy_assign_hollow(T& copy, const T& source, copy_engine& engine) {
    if constexpr (std::is_array_v<T>) {
        for (std::size_t i = 0; i != std::extent_v<T>; ++i)
            copy_assign_hollow(copy[i], source[i], engine);
    } else if constexpr (copy_is_plain<T>) {
        copy = source;
    } else if constexpr (copy_kind_of<T> != copy_kind::unique &&
                         copy_kind_of<T> != copy_kind::shared &&
                         copy_kind_of<T> != copy_kind::weak) {
        copy = copy_hollow(source, engine);
    }
}

/// A class without braces around its members: default construction and assignment of each, or else the copy
/// constructor.
template <class T>
T copy_hollow_members(const T& source, copy_engine& engine) {
    if constexpr (copy_is_hollowed<T>) {
        return source.deep_copy_hollow();
    } else if constexpr (std::is_default_constructible_v<T> && copy_is_assignable<T>) {
        T copy = T();
        if constexpr (copy_kind_of<T> == copy_kind::fields) {
            auto to = copy_fields_of(copy);
            const auto from = copy_fields_of(source);
            [&]<std::size_t... Index>(std::index_sequence<Index...>) {
                (copy_assign_hollow(std::get<Index>(to), std::as_const(std::get<Index>(from)),
                                    engine),
                 ...);
            }(std::make_index_sequence<std::tuple_size_v<decltype(to)>>{});
        } else {
            copy_with_fields(copy, [&](auto&... to) {
                copy_with_fields(source, [&](const auto&... from) {
                    (copy_assign_hollow(to, from, engine), ...);
                });
            });
        }
        return copy;
    } else {
        static_assert(
            std::is_copy_constructible_v<T>,
            "cairn::deep_copy: a class with cairn_fields, or an aggregate with an array, must "
            "be copyable, or default constructible with members that can be assigned to");
        return source;
    }
}

template <class T, std::size_t... Index>
T copy_hollow_array(const T& source, copy_engine& engine, std::index_sequence<Index...>) {
    return T{{copy_hollow(source[Index], engine)...}};
}

/// A variant of the same alternative.
template <class V, std::size_t Index = 0>
V copy_hollow_variant(const V& source, copy_engine& engine) {
    if constexpr (Index == std::variant_size_v<V>) {
        // Valueless, and so the other one becomes: nothing is moved.
        return std::move(const_cast<V&>(source));
    } else {
        if (source.index() == Index)
            return V(std::in_place_index<Index>, copy_part_of(std::get<Index>(source), engine));
        return copy_hollow_variant<V, Index + 1>(source, engine);
    }
}

template <class T>
T copy_hollow(const T& source, [[maybe_unused]] copy_engine& engine) {
    constexpr copy_kind kind = copy_kind_of<T>;
    using enum copy_kind;
    if constexpr (kind == hook) {
        if constexpr (copy_has_member_hook<T>)
            return source.deep_copy(engine.memo());
        else
            return deep_copy_hook(source, engine.memo());
    } else if constexpr (copy_is_plain<T>) {
        return source;
    } else if constexpr (kind == owner || kind == family) {
        return source.deep_copy_hollow();
    } else if constexpr (kind == fields) {
        return copy_hollow_members(source, engine);
    } else if constexpr (kind == aggregate) {
        if constexpr (copy_braceable<T>)
            return copy_with_fields(
                source, [&](const auto&... field) { return T{copy_hollow(field, engine)...}; });
        else
            return copy_hollow_members(source, engine);
    } else if constexpr (kind == array) {
        constexpr copy_kind element = copy_kind_of<std::remove_cvref_t<decltype(source[0])>>;
        if constexpr (element == unique || element == shared || element == weak)
            return T{};
        else
            return copy_hollow_array(source, engine,
                                     std::make_index_sequence<std::tuple_size_v<T>>{});
    } else if constexpr (kind == tuple) {
        return std::apply([&](const auto&... field) { return T(copy_part_of(field, engine)...); },
                          source);
    } else if constexpr (kind == optional) {
        if (source) return T(std::in_place, copy_part_of(*source, engine));
        return T();
    } else if constexpr (kind == variant) {
        return copy_hollow_variant(source, engine);
    } else if constexpr (kind == sequence || kind == chain || kind == keyed) {
        return copy_hollow_container(source);
    } else if constexpr (kind == adapter) {
        using opened = copy_opened<T>;
        if constexpr (requires { opened::order(source); })
            return T(opened::order(source), copy_hollow(opened::container(source), engine));
        else
            return T(copy_hollow(opened::container(source), engine));
    } else {
        static_assert(kind == any || kind == unique || kind == shared || kind == weak);
        return T();
    }
}

// -- owners ------------------------------------------------------------------------------------------------

/// Pushes the job to patch an object that is where it will be.
template <class T>
void copy_push(T* copy, const T* source, copy_engine& engine) {
    if constexpr (!copy_is_plain<T> && copy_kind_of<T> != copy_kind::hook)
        engine.push(copy, source, &copy_patch_job<T>);
}

/// A hollow copy of an object of a class that may be derived from T; owned by the caller.
template <class T>
std::unique_ptr<T> copy_new_dynamic(const T& source, copy_engine& engine) {
    if constexpr (copy_has_clone<T>) {
        auto copy = source.deep_copy(engine.memo());
        return std::unique_ptr<T>(static_cast<T*>(copy.release()));
    } else {
        if constexpr (!std::is_abstract_v<T> && copy_has_rtti) {
            if (copy_type_of(source) == copy_type_of<T>() &&
                copy_registry<T>::find(copy_type_of<T>()) == nullptr) {
                if constexpr (!copy_is_refused(copy_kind_of<T>)) {
                    std::unique_ptr<T> copy(new T(copy_hollow(source, engine)));
                    copy_push(copy.get(), &source, engine);
                    return copy;
                }
            }
        }
        const auto& entry = copy_registry<T>::get(copy_type_of(source), "Base");
        return std::unique_ptr<T>(entry.make_unique(engine, copy_address(&source)));
    }
}

template <class T>
void copy_patch_unique(std::unique_ptr<T>& copy, const std::unique_ptr<T>& source,
                       copy_engine& engine) {
    using object = std::remove_cv_t<T>;
    const object* from = source.get();
    if (from == nullptr) {
        copy.reset();
    } else if constexpr (copy_is_dynamic<object>) {
        copy = copy_new_dynamic<object>(*from, engine);
    } else {
        auto* to = new object(copy_hollow(*from, engine));
        copy.reset(to);
        copy_push(to, from, engine);
    }
}

template <class Owner>
void copy_patch_owner(Owner& copy, const Owner& source, copy_engine& engine) {
    using object = typename copy_target_of<Owner>::type;
    const object* from = source.deep_copy_target();
    if (from == nullptr) return;
    if constexpr (copy_kind_of<Owner> == copy_kind::family) {
        copy_registry<Owner>::get(copy_type_of(*from), "the owner's type")
            .fill(engine, copy, copy_address(from));
    } else if constexpr (copy_is_sharing<Owner>) {
        const void* identity = source.deep_copy_identity();
        if (const std::shared_ptr<void>* known = engine.blocks().find(identity)) {
            copy.deep_copy_share(known->get());
            return;
        }
        engine.blocks().reserve_one();
        object& to = copy.deep_copy_emplace(copy_part_of(*from, engine));
        void* made = const_cast<void*>(std::as_const(copy).deep_copy_identity());
        engine.blocks().put(identity, std::shared_ptr<void>(std::shared_ptr<void>(), made));
        copy_push(&to, from, engine);
    } else {
        object& to = copy.deep_copy_emplace(copy_part_of(*from, engine));
        copy_push(&to, from, engine);
    }
}

// -- shared owners -----------------------------------------------------------------------------------------

/// Looks in what an object owns, alone, for the counterpart of an address.
struct copy_locator {
    struct place {
        void* copy;
        const void* source;
        void (*search)(copy_locator&, void*, const void*);
    };
    const void* address;
    void* found = nullptr;
    std::vector<place> places{};
};

template <class T>
void copy_search(copy_locator& locator, T& copy, const T& source);

template <class T>
void copy_search_later(copy_locator& locator, T* copy, const T* source) {
    if (source == nullptr || copy == nullptr) return;
    locator.places.push_back({copy, source, [](copy_locator& l, void* to, const void* from) {
                                  copy_search(l, *static_cast<T*>(to),
                                              *static_cast<const T*>(from));
                              }});
}

template <class T>
void copy_search(copy_locator& locator, T& copy, const T& source) {
    constexpr copy_kind kind = copy_kind_of<T>;
    using enum copy_kind;
    const std::less<const void*> before;
    if (locator.found != nullptr) {
        // Found.
    } else if (!before(locator.address, &source) && before(locator.address, &source + 1)) {
        locator.found =
            copy_translate(const_cast<void*>(locator.address), static_cast<const void*>(&source),
                           const_cast<void*>(static_cast<const void*>(&copy)));
    } else if constexpr (kind == aggregate) {
        copy_with_fields(copy, [&](auto&... to) {
            copy_with_fields(source, [&](const auto&... from) {
                (copy_search(locator, const_cast<std::remove_cvref_t<decltype(from)>&>(to), from),
                 ...);
            });
        });
    } else if constexpr (kind == fields || kind == tuple) {
        [&]<class To, class From, std::size_t... Index>(To to, From from,
                                                        std::index_sequence<Index...>) {
            (copy_search(locator, std::get<Index>(to), std::as_const(std::get<Index>(from))), ...);
        }(
            [&] {
                if constexpr (kind == fields)
                    return copy_fields_of(copy);
                else
                    return std::apply([](auto&... x) { return std::tie(x...); }, copy);
            }(),
            [&] {
                if constexpr (kind == fields)
                    return copy_fields_of(source);
                else
                    return std::apply([](auto&... x) { return std::tie(x...); }, source);
            }(),
            std::make_index_sequence<std::tuple_size_v<typename decltype([] {
                if constexpr (kind == fields)
                    return std::type_identity<decltype(copy_fields_of(std::declval<T&>()))>();
                else
                    return std::type_identity<T>();
            }())::type>>{});
    } else if constexpr (kind == array || kind == sequence || kind == chain) {
        if constexpr (std::is_lvalue_reference_v<decltype(*std::begin(copy))>) {
            auto to = std::begin(copy);
            for (const auto& from : source)
                copy_search(locator, *to++, from);
        }
    } else if constexpr (kind == keyed && copy_is_map<T>) {
        if constexpr (copy_is_plain<typename T::key_type>) {
            for (auto&& from : source)
                if (const auto to = copy.find(from.first); to != copy.end())
                    copy_search(locator, (*to).second, std::as_const(from.second));
        }
    } else if constexpr (kind == optional) {
        if (source) copy_search(locator, *copy, *source);
    } else if constexpr (kind == unique) {
        using element = typename T::element_type;
        if constexpr (!copy_is_dynamic<std::remove_cv_t<element>>)
            copy_search_later(locator, const_cast<std::remove_cv_t<element>*>(copy.get()),
                              static_cast<const std::remove_cv_t<element>*>(source.get()));
    }
}

template <class T>
void* copy_locate(void* copy, const void* source, const void* address) {
    if constexpr (copy_is_refused(copy_kind_of<T>)) {
        return nullptr;
    } else {
        copy_locator locator{address};
        copy_search(locator, *static_cast<T*>(copy), *static_cast<const T*>(source));
        while (locator.found == nullptr && !locator.places.empty()) {
            const auto place = locator.places.back();
            locator.places.pop_back();
            place.search(locator, place.copy, place.source);
        }
        return locator.found;
    }
}

template <class T>
std::shared_ptr<T> copy_new_node(const T& source, copy_engine& engine) {
    if constexpr (copy_is_plain<T>)
        return std::make_shared<T>(source);
    else
        return std::allocate_shared<T>(copy_allocator<T>(), copy_maker_of(source, engine));
}

/// The copy of an object of a class that may be derived from T, and its size.
template <class T>
std::shared_ptr<T> copy_new_dynamic_node(const T& source, const void* address, std::size_t& size,
                                         copy_engine& engine) {
    if constexpr (copy_has_clone<T>) {
        return copy_new_dynamic(source, engine);
    } else {
        if constexpr (!std::is_abstract_v<T> && !copy_is_refused(copy_kind_of<T>)) {
            if (copy_type_of(source) == copy_type_of<T>() &&
                copy_registry<T>::find(copy_type_of<T>()) == nullptr) {
                std::shared_ptr<T> copy = copy_new_node(source, engine);
                copy_push(copy.get(), &source, engine);
                return copy;
            }
        }
        const auto& entry = copy_registry<T>::get(copy_type_of(source), "Base");
        size = entry.size;
        return entry.make_shared(engine, address);
    }
}

/// Remembers a copy that was made.
template <class T>
void copy_remember(const std::shared_ptr<T>& source, const std::shared_ptr<T>& copy,
                   const void* address, std::size_t size, copy_engine& engine) {
    using object = std::remove_cv_t<T>;
    std::shared_ptr<void> whole(copy, const_cast<void*>(copy_address(copy.get())));
    if (engine.parts_size != 0)
        engine.add_owner(
            {source, static_cast<const char*>(address), size, whole, &copy_locate<object>});
    // A hook that went in a circle may have been here.
    if (copy_is_dynamic<object> || engine.level != 1) {
        if (engine.find(address) != nullptr) return;
        engine.table().reserve_one();
    }
    engine.table().put(address, std::move(whole));
}

/// Copies the object of a shared_ptr that is met for the first time.
template <class T>
void copy_first(std::shared_ptr<T>& copy, const std::shared_ptr<T>& source, const void* address,
                copy_engine& engine) {
    using object = std::remove_cv_t<T>;
    const object* from = source.get();
    const bool remembered = engine.observed || source.use_count() > 1;
    if (remembered) engine.table().reserve_one();
    std::size_t size = sizeof(object);
    if constexpr (copy_is_dynamic<object>)
        copy = copy_new_dynamic_node<object>(*from, address, size, engine);
    else
        copy = copy_new_node<object>(*from, engine);
    if (remembered) copy_remember(source, copy, address, size, engine);
    if constexpr (!copy_is_dynamic<object>)
        copy_push(const_cast<object*>(copy.get()), from, engine);
}

/// A shared_ptr that points into the copy of an object as `p` points into the object.
template <class T>
std::shared_ptr<T> copy_alias(const std::shared_ptr<void>& copy, const void* object, T* p) {
    return std::shared_ptr<T>(copy, copy_translate(p, object, copy.get()));
}

/// The counterpart of a pointer into something that has been copied already; null if there is none.
template <class T, class Pointer>
std::shared_ptr<T> copy_known_part(const Pointer& source, T* p, copy_engine& engine) {
    const copy_engine::owner* of = engine.find_owner(source);
    if (of == nullptr) return nullptr;
    const auto* at = static_cast<const char*>(
        static_cast<const volatile void*>(p) == nullptr
            ? nullptr
            : static_cast<const void*>(const_cast<std::remove_cv_t<T>*>(p)));
    if (!std::less<const char*>()(at, of->object) &&
        std::less<const char*>()(at, of->object + of->size))
        return copy_alias(of->copy, of->object, p);
    // Nothing is left to do but what waits for the end, so the copy of the owner is complete.
    void* found = of->locate(of->copy.get(), of->object, at);
    if (found == nullptr)
        raise_copy_error(
            "cairn::deep_copy: an aliasing shared_ptr points to what its owner does not "
            "own");
    return std::shared_ptr<T>(of->copy, static_cast<std::remove_cv_t<T>*>(found));
}

template <class T>
void copy_patch_late(copy_engine& engine, void* copy, const void* source) {
    auto& to = *static_cast<std::shared_ptr<T>*>(copy);
    const auto& from = *static_cast<const std::shared_ptr<T>*>(source);
    to = copy_known_part<T>(from, from.get(), engine);
    if (to) return;
    const void* address = copy_address(from.get());
    if (const std::shared_ptr<void>* known = engine.find(address)) {
        to = copy_alias(*known, address, from.get());
    } else if constexpr (std::is_void_v<T>) {
        raise_copy_error(
            "cairn::deep_copy: a shared_ptr<void> is the only way to its object, whose "
            "type it does not know");
    } else {
        copy_first(to, from, address, engine);
    }
}

/// A shared_ptr whose object may have been met before, or may be met again.
template <class T>
[[gnu::noinline]] void copy_patch_known(std::shared_ptr<T>& copy, const std::shared_ptr<T>& source,
                                        copy_engine& engine) {
    if (engine.parts_size != 0 && engine.may_be_part(&copy_id<std::remove_cv_t<T>>) &&
        (std::is_void_v<T> || source.use_count() != 1)) {
        std::size_t rank = 0;
        if constexpr (!std::is_void_v<T>) rank = sizeof(T);
        if (engine.eager)
            copy_patch_late<T>(engine, &copy, &source);
        else
            engine.push_late(&copy, &source, &copy_patch_late<T>, rank);
        return;
    }
    const void* address = copy_address(source.get());
    if (const std::shared_ptr<void>* known = engine.find(address)) {
        copy = copy_alias(*known, address, source.get());
    } else if constexpr (std::is_void_v<T>) {
        raise_copy_error(
            "cairn::deep_copy: a shared_ptr<void> is the only way to its object, whose "
            "type it does not know");
    } else {
        copy_first(copy, source, address, engine);
    }
}

template <class T>
[[gnu::always_inline]] inline void
copy_patch_shared(std::shared_ptr<T>& copy, const std::shared_ptr<T>& source, copy_engine& engine) {
    using object = std::remove_cv_t<T>;
    if (source.get() == nullptr) {
        copy.reset();
        return;
    }
    if constexpr (!std::is_void_v<T> && !copy_is_dynamic<object>) {
        // One owner, and nothing else can refer to it: it is here for the first and the last time.
        if (!engine.observed && source.use_count() == 1) {
            const object* from = source.get();
            std::shared_ptr<object> made = copy_new_node<object>(*from, engine);
            object* const to = made.get();
            copy = std::move(made);
            copy_push(to, from, engine);
            return;
        }
    }
    copy_patch_known(copy, source, engine);
}

/// True if what the weak_ptr refers to has been copied, and the copy refers to that copy.
template <class T>
bool copy_patch_weak_now(std::weak_ptr<T>& copy, const std::shared_ptr<T>& source,
                         copy_engine& engine) {
    const void* address = copy_address(source.get());
    if (const std::shared_ptr<void>* known = engine.find(address)) {
        copy = copy_alias(*known, address, source.get());
        return true;
    }
    return false;
}

template <class T>
void copy_patch_weak_late(copy_engine& engine, void* copy, const void* source) {
    auto& to = *static_cast<std::weak_ptr<T>*>(copy);
    const auto& from = *static_cast<const std::weak_ptr<T>*>(source);
    const std::shared_ptr<T> object = from.lock();
    if (object && copy_patch_weak_now(to, object, engine)) return;
    if (object && engine.parts_size != 0) {
        if (const std::shared_ptr<T> part = copy_known_part<T>(object, object.get(), engine)) {
            to = part;
            return;
        }
    }
    to = from;
}

template <class T>
void copy_patch_weak(std::weak_ptr<T>& copy, const std::weak_ptr<T>& source, copy_engine& engine) {
    const std::shared_ptr<T> object = source.lock();
    if (!object) {
        copy = source;
    } else if (!copy_patch_weak_now(copy, object, engine)) {
        if (engine.eager)
            copy = source;
        else
            engine.push_weak(&copy, &source, &copy_patch_weak_late<T>);
    }
}

// -- containers ----------------------------------------------------------------------------------------------

template <class C>
void copy_reserve(C& copy, const C& source) {
    if constexpr (requires { copy.reserve(source.size()); }) copy.reserve(source.size());
}

/// Patches the elements of two containers side by side.
template <class C>
void copy_patch_elements(C& copy, const C& source, copy_engine& engine) {
    auto from = source.begin();
    for (auto&& element : copy) {
        copy_patch(element, *from, engine);
        ++from;
    }
}

template <class C>
void copy_fill_sequence(C& copy, const C& source, copy_engine& engine) {
    constexpr copy_kind kind = copy_kind_of<typename C::value_type>;
    copy.clear();
    if constexpr ((kind == copy_kind::unique || kind == copy_kind::shared) &&
                  requires { copy.resize(source.size()); }) {
        copy.resize(source.size());
        if constexpr (!copy_is_plain<typename C::value_type::element_type>)
            engine.expect(source.size());
        if constexpr (kind == copy_kind::shared)
            for (const auto& element : source)
                engine.prefetch(element.get());
    } else {
        copy_reserve(copy, source);
        for (const auto& element : source) {
            if constexpr (requires { copy.emplace_back(copy_hollow(element, engine)); })
                copy.emplace_back(copy_hollow(element, engine));
            else
                copy.push_back(copy_hollow(element, engine));
        }
    }
    copy_patch_elements(copy, source, engine);
}

template <class C>
void copy_fill_chain(C& copy, const C& source, copy_engine& engine) {
    copy.clear();
    auto last = copy.before_begin();
    for (const auto& element : source)
        last = copy.emplace_after(last, copy_hollow(element, engine));
    copy_patch_elements(copy, source, engine);
}

template <class C>
const auto& copy_key_of(const typename C::value_type& element) noexcept {
    if constexpr (copy_is_map<C>)
        return element.first;
    else
        return element;
}

/// Inserts what is larger than everything there, or equal to the last, where the container has an order.
/// Returns a reference to the mapped value if that stays where it is, and else nothing.
template <class C, class... Parts>
void copy_append(C& copy, Parts&&... parts) {
    if constexpr (requires { copy.emplace_hint(copy.end(), std::forward<Parts>(parts)...); })
        copy.emplace_hint(copy.end(), std::forward<Parts>(parts)...);
    else if constexpr (requires { copy.emplace(std::forward<Parts>(parts)...); })
        copy.emplace(std::forward<Parts>(parts)...);
    else if constexpr (requires { copy.insert(std::forward<Parts>(parts)...); })
        copy.insert(std::forward<Parts>(parts)...);
    else
        copy.push(std::forward<Parts>(parts)...);
}

/// Patches the mapped values of a map whose keys are there.
template <class C>
void copy_patch_mapped(C& copy, const C& source, copy_engine& engine) {
    if constexpr (!copy_is_plain<typename C::mapped_type>) {
        if constexpr (requires { source.key_comp(); }) {
            auto from = source.begin();
            for (auto&& element : copy) {
                copy_patch(element.second, (*from).second, engine);
                ++from;
            }
        } else {
            for (auto&& element : source)
                copy_patch((*copy.find(element.first)).second, element.second, engine);
        }
    }
}

/// Maps whose keys are values: the keys, with hollow mapped values, which are patched in their places.
template <class C>
void copy_fill_map(C& copy, const C& source, copy_engine& engine) {
    copy.clear();
    copy_reserve(copy, source);
    if constexpr (requires { typename C::node_type; }) {
        for (const auto& element : source) {
            const auto at =
                copy.emplace_hint(copy.end(), element.first, copy_hollow(element.second, engine));
            copy_patch(at->second, element.second, engine);
        }
    } else {
        for (auto&& element : source)
            copy_append(copy, element.first, copy_hollow(element.second, engine));
        copy_patch_mapped(copy, source, engine);
    }
}

template <class C>
struct copy_key_type {
    using type = typename C::value_type;
};
template <copy_is_map C>
struct copy_key_type<C> {
    using type = typename C::key_type;
};

/// Copies of the keys of a container, complete before they are inserted.
template <class C>
struct copy_keys : copy_stage {
    using key = std::remove_cv_t<typename copy_key_type<C>::type>;
    std::vector<key> keys;
    C* copy;
};

template <class C>
void copy_insert_keys(copy_engine& engine, void* stage, const void* source) {
    auto& from = *static_cast<const C*>(source);
    auto* keys = static_cast<copy_keys<C>*>(stage);
    C& copy = *keys->copy;
    copy.clear();
    copy_reserve(copy, from);
    if constexpr (copy_is_map<C>) {
        auto key = keys->keys.begin();
        for (auto&& element : from) {
            if constexpr (requires { typename C::node_type; }) {
                const auto at = [&] {
                    auto result =
                        copy.emplace(std::move(*key), copy_hollow(element.second, engine));
                    if constexpr (requires { result.first; })
                        return result.first;
                    else
                        return result;
                }();
                if constexpr (!copy_is_plain<typename C::mapped_type>)
                    copy_patch(at->second, element.second, engine);
            } else {
                static_assert(
                    copy_is_plain<typename C::mapped_type>,
                    "cairn::deep_copy: a flat map has pointers in its keys and in its values");
                copy_append(copy, std::move(*key), element.second);
            }
            ++key;
        }
    } else {
        for (auto& key : keys->keys)
            copy_append(copy, std::move(key));
    }
    engine.remove_stage(keys);
    keys->destroy(keys);
}

/// Sets and maps whose keys point somewhere: their order depends on what is there.
template <class C>
void copy_fill_keys(C& copy, const C& source, copy_engine& engine) {
    using stage_type = copy_keys<C>;
    auto stage = std::make_unique<stage_type>();
    stage->copy = &copy;
    stage->destroy = [](copy_stage* s) noexcept { delete static_cast<stage_type*>(s); };
    stage->take = [](copy_stage* s, copy_grave& grave) noexcept {
        for (auto& key : static_cast<stage_type*>(s)->keys)
            copy_take(key, grave);
    };
    if constexpr (requires { source.size(); }) stage->keys.reserve(source.size());
    for (auto&& element : source)
        stage->keys.emplace_back(copy_hollow(copy_key_of<C>(element), engine));
    auto* keys = stage.release();
    engine.add_stage(keys);
    const bool eager = std::exchange(engine.eager, true);
    auto key = keys->keys.begin();
    for (auto&& element : source) {
        copy_patch(*key, copy_key_of<C>(element), engine);
        ++key;
    }
    engine.eager = eager;
    engine.push(keys, &source, &copy_insert_keys<C>);
}

template <class C>
void copy_fill(C& copy, const C& source, copy_engine& engine) {
    constexpr copy_kind kind = copy_kind_of<C>;
    if constexpr (kind == copy_kind::sequence)
        copy_fill_sequence(copy, source, engine);
    else if constexpr (kind == copy_kind::chain)
        copy_fill_chain(copy, source, engine);
    else if constexpr (copy_is_plain<typename copy_key_type<C>::type> && copy_is_map<C>)
        copy_fill_map(copy, source, engine);
    else
        copy_fill_keys(copy, source, engine);
}

template <class C>
void copy_fill_job(copy_engine& engine, void* copy, const void* source) {
    copy_fill(*static_cast<C*>(copy), *static_cast<const C*>(source), engine);
}

// -- patching ------------------------------------------------------------------------------------------------

/// A const member is one of an object that nobody has seen yet.
template <class To, class From>
void copy_patch_member(To& copy, const From& source, copy_engine& engine) {
    copy_patch(const_cast<std::remove_const_t<To>&>(copy), source, engine);
}

template <class T, class To, class From, std::size_t... Index>
void copy_patch_tuple(To& copy, const From& source, copy_engine& engine,
                      std::index_sequence<Index...>) {
    (copy_patch_member(std::get<Index>(copy), std::as_const(std::get<Index>(source)), engine), ...);
}

template <class T>
void copy_patch(T& copy, const T& source, [[maybe_unused]] copy_engine& engine) {
    using U = std::remove_cv_t<T>;
    constexpr copy_kind kind = copy_kind_of<U>;
    using enum copy_kind;
    if constexpr (copy_is_plain<U> || kind == hook) {
        // The hollow copy is the copy.
    } else if constexpr (kind == unique) {
        copy_patch_unique(copy, source, engine);
    } else if constexpr (kind == shared) {
        copy_patch_shared(copy, source, engine);
    } else if constexpr (kind == weak) {
        copy_patch_weak(copy, source, engine);
    } else if constexpr (kind == owner || kind == family) {
        copy_patch_owner(copy, source, engine);
    } else if constexpr (kind == aggregate) {
        copy_with_fields(copy, [&](auto&... to) {
            copy_with_fields(
                source, [&](const auto&... from) { (copy_patch_member(to, from, engine), ...); });
        });
    } else if constexpr (kind == fields) {
        auto to = copy_fields_of(copy);
        const auto from = copy_fields_of(source);
        copy_patch_tuple<U>(to, from, engine,
                            std::make_index_sequence<std::tuple_size_v<decltype(to)>>{});
    } else if constexpr (kind == tuple) {
        copy_patch_tuple<U>(copy, source, engine, std::make_index_sequence<std::tuple_size_v<U>>{});
    } else if constexpr (kind == array) {
        for (std::size_t i = 0; i != std::size(source); ++i)
            copy_patch(copy[i], source[i], engine);
    } else if constexpr (kind == optional) {
        if (source) copy_patch(*copy, *source, engine);
    } else if constexpr (kind == variant) {
        if (!source.valueless_by_exception())
            std::visit(
                [&](auto& to) {
                    using alternative = std::remove_reference_t<decltype(to)>;
                    // Alternatives of equal types have one function: whichever is there, is meant.
                    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
                        const auto patch = [&]<std::size_t J>() {
                            if constexpr (std::is_same_v<std::variant_alternative_t<J, U>,
                                                         alternative>)
                                if (source.index() == J)
                                    copy_patch(to, std::get<J>(source), engine);
                        };
                        (patch.template operator()<Index>(), ...);
                    }(std::make_index_sequence<std::variant_size_v<U>>{});
                },
                copy);
    } else if constexpr (kind == any) {
        if (source.has_value())
            copy_registry<std::any>::get(source.type(), "std::any").fill(engine, copy, source);
        else
            copy.reset();
    } else if constexpr (kind == adapter) {
        copy_patch(copy_opened<U>::container(copy), copy_opened<U>::container(source), engine);
    } else if constexpr (copy_contains_itself<U>) {
        engine.push(&copy, &source, &copy_fill_job<U>);
    } else {
        copy_fill(copy, source, engine);
    }
}

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_COPY_WALK_HPP
