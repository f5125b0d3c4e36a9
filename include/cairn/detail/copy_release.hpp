// SPDX-License-Identifier: BSL-1.0
// cairn/detail/copy_release.hpp -- destroying what owns other objects, without recursion.
//
// Destructors recurse: the one of the first node of a list calls that of the second. Here what a node owns
// is moved out of it before it is destroyed, and waits in a queue, so that each destructor finds nothing.
// The nodes that a deep copy makes do so themselves, from a certain depth on; dismantle() does so for every
// structure, and for cycles too.

#ifndef CAIRN_DETAIL_COPY_RELEASE_HPP
#define CAIRN_DETAIL_COPY_RELEASE_HPP

#include <cairn/detail/copy_dynamic.hpp>
#include <cairn/detail/copy_kind.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// Something that waits for its end.
struct copy_husk {
    std::shared_ptr<const void> shared;
    void* object = nullptr;
    void (*drop)(copy_husk&, copy_grave&) noexcept = nullptr;
};

/// The objects, in ascending order, that are not to be emptied.
struct copy_spared {
    std::unique_ptr<const void*[]> objects;
    std::size_t size = 0;
    bool is_complete = true; // or there was no memory for them

    [[nodiscard]] bool has(const void* object) const noexcept {
        return std::binary_search(objects.get(), objects.get() + size, object, std::less<>());
    }
};

/// A stack of husks that reports a lack of memory in place of raising an error.
class copy_grave {
public:
    enum extent : bool {
        last_owners, // an object that others share is left to them
        everything   // it is emptied too, unless it is spared
    };

    constexpr explicit copy_grave(extent takes = last_owners,
                                  const copy_spared* spared = nullptr) noexcept
        : takes_(takes), spared_(spared) {}

    [[nodiscard]] bool takes_all() const noexcept { return takes_ == everything; }
    [[nodiscard]] bool spares(const void* object) const noexcept {
        return spared_ != nullptr && spared_->has(object);
    }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

    /// Whether there is room for one more.
    [[nodiscard]] bool reserve_one() noexcept {
        if (size_ != capacity_) return true;
        const std::size_t capacity = capacity_ == 0 ? 32 : 2 * capacity_;
        void* memory = ::operator new(capacity * sizeof(copy_husk), std::nothrow);
        if (memory == nullptr) return false;
        auto* husks = static_cast<copy_husk*>(memory);
        for (std::size_t i = 0; i != size_; ++i) {
            ::new (static_cast<void*>(husks + i)) copy_husk(std::move(husks_[i]));
            husks_[i].~copy_husk();
        }
        ::operator delete(husks_);
        husks_ = husks;
        capacity_ = capacity;
        return true;
    }
    /// Expects  that there is room
    void put(copy_husk&& husk) noexcept {
        ::new (static_cast<void*>(husks_ + size_)) copy_husk(std::move(husk));
        ++size_;
    }

    /// Destroys what waits, and what comes to wait meanwhile, and gives up the memory.
    void drain() noexcept {
        while (size_ != 0) {
            copy_husk husk(std::move(husks_[--size_]));
            husks_[size_].~copy_husk();
            if (husk.drop != nullptr) husk.drop(husk, *this);
        }
        ::operator delete(husks_);
        husks_ = nullptr;
        capacity_ = 0;
    }

private:
    copy_husk* husks_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
    extent takes_;
    const copy_spared* spared_;
};

template <class T>
void copy_take(T& x, copy_grave& grave) noexcept;

/// Takes what an object owns that may be of a derived class.
template <class T>
void copy_take_target(T& x, copy_grave& grave) noexcept {
    if constexpr (std::is_const_v<T>) {
        copy_take_target(const_cast<std::remove_const_t<T>&>(x), grave);
    } else if constexpr (copy_is_dynamic<T>) {
        if constexpr (copy_has_rtti)
            if (const auto* entry = copy_registry<T>::find(copy_type_of(x)))
                entry->take(const_cast<void*>(copy_address(&x)), grave);
    } else {
        copy_take(x, grave);
    }
}

/// Whether something is behind a pointer to T that could go on.
template <class T>
inline constexpr bool copy_goes_on = [] {
    if constexpr (std::is_void_v<T>)
        return true;
    else
        return copy_is_dynamic<std::remove_cv_t<T>> || !copy_is_plain<T>;
}();

template <class T>
void copy_take_shared(std::shared_ptr<T>& x, copy_grave& grave) noexcept {
    if (!x || (!grave.takes_all() && x.use_count() > 1) || grave.spares(copy_address(x.get())) ||
        !grave.reserve_one())
        return;
    copy_husk husk;
    if constexpr (copy_goes_on<T> && !std::is_void_v<T>) {
        if (grave.takes_all()) {
            husk.object = const_cast<std::remove_cv_t<T>*>(x.get());
            husk.drop = [](copy_husk& h, copy_grave& g) noexcept {
                copy_take_target(*static_cast<std::remove_cv_t<T>*>(h.object), g);
            };
        }
    }
    husk.shared = std::move(x);
    x.reset();
    grave.put(std::move(husk));
}

template <class T>
void copy_take_unique(std::unique_ptr<T>& x, copy_grave& grave) noexcept {
    if (!x || !grave.reserve_one()) return;
    using object = std::remove_cv_t<T>;
    copy_husk husk;
    husk.object = const_cast<object*>(x.release());
    husk.drop = [](copy_husk& h, copy_grave& g) noexcept {
        const std::unique_ptr<T> owner(static_cast<object*>(h.object));
        copy_take_target(*static_cast<object*>(h.object), g);
    };
    grave.put(std::move(husk));
}

template <class Owner>
void copy_take_owner(Owner& x, copy_grave& grave) noexcept {
    if (x.deep_copy_target() == nullptr || !grave.reserve_one()) return;
    auto* box = new (std::nothrow) Owner(std::move(x));
    if (box == nullptr) return;
    copy_husk husk;
    husk.object = box;
    husk.drop = [](copy_husk& h, copy_grave& g) noexcept {
        const std::unique_ptr<Owner> owner(static_cast<Owner*>(h.object));
        if constexpr (!copy_is_if_value<Owner>)
            copy_take_target(const_cast<typename copy_target_of<Owner>::type&>(
                                 *std::as_const(*owner).deep_copy_target()),
                             g);
    };
    grave.put(std::move(husk));
}

/// Moves a container away as a whole, to be emptied one element at a time: wide ones would fill the queue,
/// and those that contain themselves are deep.
template <class C>
bool copy_take_container(C& x, copy_grave& grave) noexcept {
    if constexpr (std::is_nothrow_move_constructible_v<C> &&
                  requires { x.back(), x.pop_back(), x.empty(); }) {
        if (!grave.reserve_one()) return false;
        auto* box = new (std::nothrow) C(std::move(x));
        if (box == nullptr) return false;
        copy_husk husk;
        husk.object = box;
        husk.drop = [](copy_husk& h, copy_grave& g) noexcept {
            auto* c = static_cast<C*>(h.object);
            if (c->empty()) {
                delete c;
                return;
            }
            copy_husk again;
            again.object = c;
            again.drop = h.drop;
            g.put(std::move(again)); // in the place of the one that was taken
            copy_take(c->back(), g);
            c->pop_back();
        };
        grave.put(std::move(husk));
        return true;
    } else {
        return false;
    }
}

template <class C>
void copy_take_elements(C& x, copy_grave& grave) noexcept {
    if (x.begin() == x.end()) return;
    if constexpr (requires { x.size(); })
        if ((copy_contains_itself<C> || x.size() > 8) && copy_take_container(x, grave)) {
            if (grave.takes_all()) x.clear();
            return;
        }
    for (auto&& element : x)
        if constexpr (!std::is_const_v<std::remove_reference_t<decltype(element)>>)
            copy_take(element, grave);
    if (grave.takes_all()) x.clear();
}

/// Maps, and sets by extracting their nodes: elements in place are const.
template <class C>
void copy_take_keyed(C& x, copy_grave& grave) noexcept {
    if constexpr (copy_is_map<C>) {
        if constexpr (!copy_is_plain<typename C::mapped_type>)
            for (auto&& element : x) {
                if constexpr (!std::is_const_v<std::remove_reference_t<decltype(element.second)>>)
                    copy_take(element.second, grave);
            }
    }
    if constexpr (!copy_is_plain<typename C::value_type> && requires { x.extract(x.begin()); }) {
        while (!x.empty()) {
            auto node = x.extract(x.begin());
            if constexpr (copy_is_map<C>) {
                copy_take(node.key(), grave);
                copy_take(node.mapped(), grave);
            } else {
                copy_take(node.value(), grave);
            }
        }
    }
    if (grave.takes_all()) x.clear();
}

template <class Adapter>
struct copy_opened : Adapter {
    static auto& container(Adapter& x) noexcept { return x.*(&copy_opened::c); }
    static const auto& container(const Adapter& x) noexcept { return x.*(&copy_opened::c); }
    static const auto& order(const Adapter& x) noexcept
        requires requires { typename Adapter::value_compare; }
    {
        return x.*(&copy_opened::comp);
    }
};

/// Moves everything out of x that owns something else.
template <class T>
void copy_take(T& x, copy_grave& grave) noexcept {
    using U = std::remove_cv_t<T>;
    constexpr copy_kind kind = copy_kind_of<U>;
    using enum copy_kind;
    if constexpr (std::is_const_v<T>) {
        // A const member stays what it is.
    } else if constexpr (copy_is_plain<U> || kind == hook || kind == any || kind == weak ||
                         copy_is_refused(kind)) {
        // Owns nothing, or nothing is known about what it owns.
    } else if constexpr (kind == unique) {
        if constexpr (copy_goes_on<typename U::element_type>) copy_take_unique(x, grave);
    } else if constexpr (kind == shared) {
        // An alias to a value may own whatever is in a cycle with it.
        if (copy_goes_on<typename U::element_type> || grave.takes_all()) copy_take_shared(x, grave);
    } else if constexpr (kind == owner || kind == family) {
        copy_take_owner(x, grave);
    } else if constexpr (kind == aggregate) {
        copy_with_fields(x, [&](auto&... field) { (copy_take(field, grave), ...); });
    } else if constexpr (kind == fields) {
        std::apply([&](auto&... field) { (copy_take(field, grave), ...); }, copy_fields_of(x));
    } else if constexpr (kind == tuple) {
        std::apply([&](auto&... field) { (copy_take(field, grave), ...); }, x);
    } else if constexpr (kind == array) {
        for (auto& element : x)
            copy_take(element, grave);
    } else if constexpr (kind == optional) {
        if (x) copy_take(*x, grave);
    } else if constexpr (kind == variant) {
        if (!x.valueless_by_exception())
            std::visit([&](auto& alternative) { copy_take(alternative, grave); }, x);
    } else if constexpr (kind == sequence || kind == chain) {
        copy_take_elements(x, grave);
    } else if constexpr (kind == keyed) {
        copy_take_keyed(x, grave);
    } else if constexpr (kind == adapter) {
        copy_take(copy_opened<U>::container(x), grave);
    }
}

// -- nodes ---------------------------------------------------------------------------------------------

/// How deep destructors may call each other before what they own is put into the queue.
inline constexpr unsigned copy_depth = 100;

struct copy_burial {
    unsigned depth = 0;
    copy_grave grave{};
};

/// Constant, without destructor: reached without a guard. Its memory is given up whenever it is empty.
inline constinit thread_local copy_burial copy_burial_here{};

template <class T>
void copy_destroy(T* p) noexcept {
    copy_burial& here = copy_burial_here;
    if (copy_may_be_deep<T> || here.depth >= copy_depth) copy_take(*p, here.grave);
    ++here.depth;
    p->~T();
    if (here.depth == 1 && !here.grave.empty()) here.grave.drain();
    --here.depth;
}

/// The allocator of the nodes that a deep copy makes: its memory is that of std::allocator.
template <class T>
struct copy_allocator {
    using value_type = T;

    copy_allocator() = default;
    template <class U>
    constexpr copy_allocator(const copy_allocator<U>&) noexcept {}

    [[nodiscard]] T* allocate(std::size_t n) { return std::allocator<T>().allocate(n); }
    void deallocate(T* p, std::size_t n) noexcept { std::allocator<T>().deallocate(p, n); }

    template <class U, class Maker>
    void construct(U* p, const Maker& maker) {
        ::new (static_cast<void*>(p)) U(maker.make());
    }
    template <class U>
    void destroy(U* p) noexcept {
        copy_destroy(p);
    }

    friend bool operator==(const copy_allocator&, const copy_allocator&) { return true; }
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_COPY_RELEASE_HPP
