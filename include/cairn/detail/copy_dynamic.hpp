// SPDX-License-Identifier: BSL-1.0
// cairn/detail/copy_dynamic.hpp -- objects whose type is known at run time only, and the errors about them.
//
// The only header that knows typeid and dynamic_cast; without run-time types it finds nothing.

#ifndef CAIRN_DETAIL_COPY_DYNAMIC_HPP
#define CAIRN_DETAIL_COPY_DYNAMIC_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/copy_kind.hpp>

#include <any>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#if __has_include(<cxxabi.h>)
#include <cxxabi.h>
#endif

namespace cairn::inline CAIRN_ABI {

/// A deep copy met an object that it cannot copy; what() names its dynamic type.
class copy_error : public std::runtime_error {
public:
    explicit copy_error(const char* what) : std::runtime_error(what) {}
};

} // namespace cairn::inline CAIRN_ABI

namespace cairn::inline CAIRN_ABI::detail {

class copy_engine;
class copy_grave;

[[noreturn]] inline void raise_copy_error(const char* what) { raise<copy_error>(what); }

/// Raises the error about a type that nobody has registered.
[[noreturn, gnu::cold]] inline void raise_copy_error(const std::type_info& type,
                                                     const char* family) {
    std::string text = "cairn::deep_copy: the dynamic type ";
#if __has_include(<cxxabi.h>)
    int status = 0;
    if (char* name = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status)) {
        text += name;
        std::free(name);
    } else
#endif
        text += type.name();
    text += " is not registered: call cairn::register_copy<";
    text += family;
    text += ", ...>(), or give the base class a virtual deep_copy";
    raise_copy_error(text.c_str());
}

/// Where the object ends up that p is a part of.
template <class T>
const void* copy_address(const T* p) noexcept {
    if constexpr (copy_is_dynamic<std::remove_cv_t<T>> && copy_has_rtti)
        return dynamic_cast<const void*>(p);
    else
        return p;
}

/// Q, a pointer of the type of p, as far from `to` as p is from `from`.
template <class T>
T* copy_translate(T* p, const void* from, void* to) noexcept {
    if constexpr (std::is_void_v<T>) {
        const auto offset = static_cast<const char*>(p) - static_cast<const char*>(from);
        return static_cast<char*>(to) + offset;
    } else {
        const auto offset = reinterpret_cast<const char*>(p) - static_cast<const char*>(from);
        return reinterpret_cast<T*>(static_cast<char*>(to) + offset);
    }
}

/// How a registered type of a family is copied.
template <class Family>
struct copy_entry {
    const std::type_info* type;
    Family* (*make_unique)(copy_engine&, const void* source);
    std::shared_ptr<Family> (*make_shared)(copy_engine&, const void* source);
    void (*take)(void* object, copy_grave&) noexcept;
    std::size_t size;
};

template <>
struct copy_entry<std::any> {
    const std::type_info* type;
    void (*fill)(copy_engine&, std::any& copy, const std::any& source);
};

template <copy_is_owner Owner>
struct copy_entry<Owner> {
    const std::type_info* type;
    void (*fill)(copy_engine&, Owner& copy, const void* source);
};

template <class Family>
class copy_registry {
public:
    using entry = copy_entry<Family>;

    static void add(const entry& e) {
        if (find(*e.type) == nullptr) entries().push_back(e);
    }
    [[nodiscard]] static const entry* find(const std::type_info& type) noexcept {
        for (const entry& e : entries())
            if (e.type == &type) return &e;
        for (const entry& e : entries())
            if (*e.type == type) return &e;
        return nullptr;
    }
    [[nodiscard]] static const entry& get(const std::type_info& type, const char* family) {
        const entry* e = find(type);
        if (e == nullptr) raise_copy_error(type, family);
        return *e;
    }

private:
    static std::vector<entry>& entries() {
        static std::vector<entry> all;
        return all;
    }
};

template <class T>
const std::type_info& copy_type_of(const T& x) noexcept;
template <class T>
const std::type_info& copy_type_of() noexcept;

#if defined(__cpp_rtti) || defined(__GXX_RTTI) || defined(_CPPRTTI)
template <class T>
const std::type_info& copy_type_of(const T& x) noexcept {
    return typeid(x);
}
template <class T>
const std::type_info& copy_type_of() noexcept {
    return typeid(T);
}
#endif

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_COPY_DYNAMIC_HPP
