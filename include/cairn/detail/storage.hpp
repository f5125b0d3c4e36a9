// SPDX-License-Identifier: BSL-1.0
// cairn/detail/storage.hpp -- raw memory: taking it, filling it, moving what lies in it, giving it back.
//
//     allocate / deallocate / reallocate      blocks of T through an allocator, or malloc where allowed
//     construction<A>                         a run of elements being built; destroys them on unwind
//     relocate, destroy                       whole runs, by memcpy where T permits
//
// Why malloc: growing a block of relocatable elements with realloc lets the C library extend it in
// place or remap its pages. Only std::allocator gives that freedom (its user asked for nothing
// special), and only outside constant evaluation. A replaced global operator new does not see them.

#ifndef CAIRN_DETAIL_STORAGE_HPP
#define CAIRN_DETAIL_STORAGE_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI {

/// True if an object of type T can be moved to another address by copying its bytes and forgetting
/// the original. Specialise it to true for a type of yours that has this property (most handles do;
/// types that point into themselves, such as libstdc++'s std::string, do not).
template <class T>
inline constexpr bool enable_trivial_relocation =
    std::is_trivially_copyable_v<T> ||
    (std::is_trivially_move_constructible_v<T> && std::is_trivially_destructible_v<T>);

template <class T>
inline constexpr bool enable_trivial_relocation<std::unique_ptr<T>> = true;
template <class T>
inline constexpr bool enable_trivial_relocation<std::shared_ptr<T>> = true;
template <class T>
inline constexpr bool enable_trivial_relocation<std::weak_ptr<T>> = true;
template <class First, class Second>
inline constexpr bool enable_trivial_relocation<std::pair<First, Second>> =
    enable_trivial_relocation<std::remove_cv_t<First>> &&
    enable_trivial_relocation<std::remove_cv_t<Second>>;

} // namespace cairn::inline CAIRN_ABI

namespace cairn::inline CAIRN_ABI::detail {

/// An allocator that neither builds nor destroys elements in a way of its own.
template <class Allocator, class T>
inline constexpr bool constructs_plainly = !requires(Allocator& a, T* p) {
    a.destroy(p);
} && !requires(Allocator& a, T* p, T&& x) { a.construct(p, static_cast<T&&>(x)); };
template <class U, class T>
inline constexpr bool constructs_plainly<std::allocator<U>, T> = true;
template <class U, class T>
inline constexpr bool constructs_plainly<std::pmr::polymorphic_allocator<U>, T> =
    !std::uses_allocator_v<T, std::pmr::polymorphic_allocator<U>>;

/// Elements may be moved to another address by memcpy, behind the allocator's back.
template <class Allocator, class T>
inline constexpr bool relocates_bitwise =
    enable_trivial_relocation<T> && constructs_plainly<Allocator, T>;

/// Moving a run of elements elsewhere cannot fail.
template <class Allocator, class T>
inline constexpr bool relocates_nothrow =
    relocates_bitwise<Allocator, T> || std::is_nothrow_move_constructible_v<T>;

/// Blocks come from malloc and grow by realloc (see above).
template <class Allocator, class T>
inline constexpr bool uses_malloc =
    std::is_same_v<Allocator, std::allocator<T>> && enable_trivial_relocation<T> &&
    alignof(T) <= alignof(std::max_align_t);

/// The most elements a block can hold: what the allocator says, and what pointer differences can tell.
template <class T, class Allocator>
[[nodiscard]] constexpr std::size_t max_elements(const Allocator& allocator) noexcept {
    constexpr auto addressable = std::size_t{PTRDIFF_MAX} / sizeof(T);
    const std::size_t allowed = std::allocator_traits<Allocator>::max_size(allocator);
    return allowed < addressable ? allowed : addressable;
}

/// A block of `n` elements' size, uninitialised. Throws std::bad_alloc, or what the allocator does.
/// Expects n > 0 and n <= max_elements.
template <class T, class Allocator>
[[nodiscard]] constexpr T* allocate(Allocator& allocator, std::size_t n) {
    if constexpr (uses_malloc<Allocator, T>) {
        if (!std::is_constant_evaluated()) {
            void* block = std::malloc(n * sizeof(T));
            if (block == nullptr) throw_bad_alloc();
            return static_cast<T*>(block);
        }
    }
    return std::allocator_traits<Allocator>::allocate(allocator, n);
}

/// Gives a block back; `n` is what it was asked for. A null block is no block.
template <class T, class Allocator>
constexpr void deallocate(Allocator& allocator, T* block, std::size_t n) noexcept {
    if (block == nullptr) return;
    if constexpr (uses_malloc<Allocator, T>) {
        if (!std::is_constant_evaluated()) {
            std::free(const_cast<std::remove_cv_t<T>*>(block));
            return;
        }
    }
    std::allocator_traits<Allocator>::deallocate(allocator, block, n);
}

/// The block at its new size, its elements relocated as bytes. On failure it throws std::bad_alloc
/// and the old block stands. Only where uses_malloc, and never during constant evaluation.
template <class T>
[[nodiscard]] T* reallocate(T* block, std::size_t n) {
    void* moved = std::realloc(static_cast<void*>(block), n * sizeof(T));
    if (moved == nullptr) throw_bad_alloc();
    return static_cast<T*>(moved);
}

/// A block that goes back to its allocator unless `release()` is called.
template <class T, class Allocator>
class allocation {
public:
    constexpr allocation(Allocator& allocator, std::size_t n)
        : allocator_(allocator), block_(detail::allocate<T>(allocator, n)), size_(n) {}
    allocation(const allocation&) = delete;
    allocation& operator=(const allocation&) = delete;
    constexpr ~allocation() { detail::deallocate(allocator_, block_, size_); }

    [[nodiscard]] constexpr T* get() const noexcept { return block_; }
    constexpr T* release() noexcept { return std::exchange(block_, nullptr); }

private:
    Allocator& allocator_;
    T* block_;
    std::size_t size_; // elements
};

/// Destroys [first, last), front to back.
template <class T, class Allocator>
constexpr void destroy(Allocator& allocator, T* first, T* last) noexcept {
    if constexpr (!std::is_trivially_destructible_v<T> || !constructs_plainly<Allocator, T>) {
        for (; first != last; ++first) {
            std::allocator_traits<Allocator>::destroy(allocator, std::to_address(first));
        }
    }
}

/// A run of elements being built from `at` upwards in raw memory; what it has built is destroyed
/// again unless `release()` is called, so a loop that constructs needs no handler of its own.
template <class T, class Allocator>
class construction {
public:
    constexpr construction(Allocator& allocator, T* at) noexcept
        : allocator_(allocator), first_(at), last_(at) {}
    construction(const construction&) = delete;
    construction& operator=(const construction&) = delete;
    constexpr ~construction() { detail::destroy(allocator_, first_, last_); }

    /// One more element. Strong: if its constructor throws, the run is as it was.
    template <class... Args>
    constexpr void add(Args&&... args) {
        std::allocator_traits<Allocator>::construct(allocator_, last_, std::forward<Args>(args)...);
        ++last_;
    }

    /// `n` more, default-initialised: a trivial element's value is indeterminate. Only where the
    /// allocator constructs plainly, and never during constant evaluation.
    void add_default(std::size_t n) {
        for (; n != 0; --n, ++last_)
            ::new (static_cast<void*>(last_)) T;
    }

    /// Copies of [first, last).
    constexpr void copy(const T* first, const T* last) {
        if constexpr (std::is_trivially_copyable_v<T> && constructs_plainly<Allocator, T>) {
            if (!std::is_constant_evaluated()) {
                last_ = append_bytes(first, last);
                return;
            }
        }
        for (; first != last; ++first)
            add(*first);
    }

    /// [first, last) moved, or copied where moving could fail and copying is possible. The originals
    /// are left for the caller to destroy, except where relocates_bitwise: then they are gone.
    constexpr void transfer(T* first, T* last) {
        if constexpr (relocates_bitwise<Allocator, T>) {
            if (!std::is_constant_evaluated()) {
                last_ = append_bytes(first, last);
                return;
            }
        }
        for (; first != last; ++first)
            add(std::move_if_noexcept(*first));
    }

    [[nodiscard]] constexpr T* end() const noexcept { return last_; }

    /// Keeps what was built; returns one past its last element.
    constexpr T* release() noexcept { return first_ = last_; }

private:
    T* append_bytes(const T* first, const T* last) const noexcept {
        const auto n = static_cast<std::size_t>(last - first);
        if (n != 0) {
            std::memcpy(static_cast<void*>(last_), static_cast<const void*>(first), n * sizeof(T));
        }
        return last_ + n;
    }

    Allocator& allocator_;
    T* first_; // oldest element that would be destroyed
    T* last_;  // where the next one goes
};

/// Destroys the originals of a finished `transfer` of [first, last): nothing where they left as bytes.
template <class T, class Allocator>
constexpr void destroy_transferred(Allocator& allocator, T* first, T* last) noexcept {
    if constexpr (relocates_bitwise<Allocator, T>) {
        if (!std::is_constant_evaluated()) return;
    }
    detail::destroy(allocator, first, last);
}

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_STORAGE_HPP
