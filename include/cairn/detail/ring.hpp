// SPDX-License-Identifier: BSL-1.0
// cairn/detail/ring.hpp -- the engine under deque and bounded_deque: how a ring's elements are built, moved and
// destroyed, and where their block comes from.
//
//     block   [ e f . . . . a b c d ]       the elements are at most two runs of the block:
//                   ^       ^               first "a b c d", then "e f"
//                 tail     head
//
// The window (detail/ring_window.hpp) knows where head and tail are. Whatever touches many elements
// works run by run, with contiguous loops inside, and undoes itself with the guards of
// detail/storage.hpp. Everything above is made of these:
//
//     build_back / build_front       n new elements at an end, strong
//     grow_back / grow_front         one new element at an end of a full ring, strong
//     evict_front / evict_back       one new element in place of the one at the other end
//     insert_built / erase_indices   in the middle, the shorter side moved
//     relocate_to                    another block, strong if moving T cannot fail or T can be copied
//     turn / straighten              rotation; one run out of two

#ifndef CAIRN_DETAIL_RING_HPP
#define CAIRN_DETAIL_RING_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/iterator.hpp>
#include <cairn/detail/ring_window.hpp>
#include <cairn/detail/storage.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

// How blocks grow. Small ones quadruple: two sizes, not four, lie between the first and 2 KiB. Larger
// ones double. Large elements double from the start, as their blocks weigh soon.
inline constexpr std::size_t ring_first_bytes = 128;      // of the first block, if that is 4 slots
inline constexpr std::size_t ring_first_slots = 4;        // at least, in the first block
inline constexpr std::size_t ring_quadruple_below = 2048; // bytes of the block
inline constexpr std::size_t ring_quadruple_element = 64; // bytes of an element, at most

// Up to this size an element is built before the ring is looked at: then the paths with and without
// growth join before the store, and g++ -O2 keeps the ends in registers too.
inline constexpr std::size_t ring_small_element = 16; // bytes

inline constexpr const char* ring_too_long = "cairn: deque: more than max_size() elements";

/// One element outside the ring, built through the allocator: what is to be inserted, held while
/// its place is made. It may be built from an element of the ring, and building it may fail.
template <class T, class Allocator>
class detached {
public:
    template <class... Args>
    constexpr explicit detached(Allocator& allocator, Args&&... args) : allocator_(allocator) {
        std::allocator_traits<Allocator>::construct(allocator_, std::addressof(value_),
                                                    std::forward<Args>(args)...);
    }
    detached(const detached&) = delete;
    detached& operator=(const detached&) = delete;
    constexpr ~detached() {
        if (held_) std::allocator_traits<Allocator>::destroy(allocator_, std::addressof(value_));
    }

    [[nodiscard]] constexpr T& get() noexcept { return value_; }

    /// Moves the element into the raw slot `at`: by its bytes where it relocates so.
    constexpr void settle(T* at) {
        if constexpr (relocates_bitwise<Allocator, T>) {
            if (!std::is_constant_evaluated()) {
                std::memcpy(static_cast<void*>(at),
                            static_cast<const void*>(std::addressof(value_)), sizeof(T));
                held_ = false;
                return;
            }
        }
        std::allocator_traits<Allocator>::construct(allocator_, at, std::move(value_));
    }

private:
    Allocator& allocator_;
    union {
        T value_;
    };
    bool held_ = true;
};

template <class T, class Allocator, class Window>
class ring {
public:
    using traits = std::allocator_traits<Allocator>;
    using run_builder = construction<T, Allocator>;
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using iterator = typename Window::template iterator<T>;
    using const_iterator = typename Window::template iterator<const T>;

    static constexpr bool bounded = Window::bounded;
    static constexpr bool bitwise = relocates_bitwise<Allocator, T>;
    static constexpr bool destroys_nothing =
        std::is_trivially_destructible_v<T> && constructs_plainly<Allocator, T>;

    /// Elements that a loop of pushes can build in registers, if no call takes their address: for 64
    /// bytes that is twice as fast, as wide loads of what was just stored in parts stall.
    static constexpr bool held_in_registers = std::is_trivially_copyable_v<T> &&
                                              std::is_trivially_move_constructible_v<T> &&
                                              constructs_plainly<Allocator, T>;

    static_assert(std::is_same_v<typename traits::value_type, T>,
                  "cairn: the allocator's value_type must be the element type");
    static_assert(std::is_same_v<typename traits::pointer, T*>,
                  "cairn: allocators with fancy pointers are not supported");
    static_assert(std::is_object_v<T> && !std::is_const_v<T> && !std::is_volatile_v<T>,
                  "cairn: the element type must be an object type without const or volatile");

    // -- life -----------------------------------------------------------------------------------

    ring() = default;
    constexpr explicit ring(const Allocator& allocator) noexcept : allocator_(allocator) {}
    constexpr ring(const Window& window, const Allocator& allocator) noexcept
        : window_(window), allocator_(allocator) {}
    constexpr ring(ring&& other) noexcept
        : window_(other.surrendered()), allocator_(std::move(other.allocator_)) {}
    ring(const ring&) = delete;
    ring& operator=(const ring&) = delete;
    constexpr ~ring() {
        destroy_range(0, size());
        detail::deallocate(allocator_, window_.block(), window_.slot_count());
    }

    /// Takes over the other's block if the allocators permit it, else moves its elements. The
    /// allocator comes along where it propagates, unless this ring was `given` one to keep.
    constexpr void move_from(ring& other, bool given = false) {
        if (this == std::addressof(other)) return;
        if constexpr (!traits::is_always_equal::value) {
            if ((given || !traits::propagate_on_container_move_assignment::value) &&
                allocator_ != other.allocator_) {
                clear();
                adopt_bound(other);
                using source = std::move_iterator<iterator>;
                build_back(other.size(), from<source>{source(other.nth(0))});
                other.clear();
                return;
            }
        }
        release_block();
        if constexpr (traits::propagate_on_container_move_assignment::value) {
            if (!given) allocator_ = std::move(other.allocator_);
        }
        window_ = other.surrendered();
    }

    /// Becomes a copy of the other, with its allocator where that propagates.
    constexpr void copy_from(const ring& other) {
        if (this == std::addressof(other)) return;
        if constexpr (traits::propagate_on_container_copy_assignment::value) {
            if constexpr (!traits::is_always_equal::value) {
                if (allocator_ != other.allocator_) release_block();
            }
            allocator_ = other.allocator_;
        }
        adopt_bound(other);
        assign_counted(other.nth(0), other.size());
    }

    constexpr void exchange_with(ring& other) noexcept {
        if constexpr (traits::propagate_on_container_swap::value) {
            using std::swap;
            swap(allocator_, other.allocator_);
        } else {
            CAIRN_EXPECTS(traits::is_always_equal::value || allocator_ == other.allocator_);
        }
        std::swap(window_, other.window_);
    }

    constexpr void clear() noexcept {
        destroy_range(0, size());
        window_.closed_back(size());
    }

    /// Traps if the class invariant does not hold (hardening level 2).
    constexpr void check_invariants() const noexcept {
        if constexpr (hardened >= 2) CAIRN_EXPECTS(window_.invariant());
    }

protected:
    Window window_{};
    [[no_unique_address]] Allocator allocator_{};

    // -- positions ------------------------------------------------------------------------------

    /// Elements that lie in one run.
    struct stretch {
        T* first;
        size_type length;
    };

    [[nodiscard]] constexpr size_type size() const noexcept { return window_.size(); }
    [[nodiscard]] constexpr size_type capacity() const noexcept { return window_.slot_count(); }
    [[nodiscard]] constexpr size_type max_size() const noexcept {
        if constexpr (bounded) {
            return window_.bound();
        } else {
            return std::bit_floor(detail::max_elements<T>(allocator_));
        }
    }
    [[nodiscard]] constexpr iterator nth(size_type i) noexcept {
        return window_.template begin<T>() + static_cast<difference_type>(i);
    }
    [[nodiscard]] constexpr const_iterator nth(size_type i) const noexcept {
        return window_.template begin<const T>() + static_cast<difference_type>(i);
    }
    /// The index that an iterator stands for. Traps on one that is not of this ring, or dead.
    [[nodiscard]] constexpr size_type index(const_iterator position) const noexcept {
        const auto i = static_cast<size_type>(position - nth(0));
        CAIRN_EXPECTS(position.cursor().block() == window_.block() && i <= size());
        return i;
    }
    /// The elements from index i on that lie in one run, `most` at most. Slots of a gap count too.
    [[nodiscard]] constexpr stretch run_at(size_type i, size_type most) const noexcept {
        if (most == 0) return {nullptr, 0};
        T* const first = window_.at(i);
        const size_type room = slots_from(first);
        return {first, most < room ? most : room};
    }
    /// How many elements before index `last` lie in one run, `most` at most. Expects last > 0.
    [[nodiscard]] constexpr size_type run_before(size_type last, size_type most) const noexcept {
        const auto room = static_cast<size_type>(window_.at(last - 1) - window_.block()) + 1;
        return most < room ? most : room;
    }
    [[nodiscard]] constexpr size_type slots_from(const T* slot) const noexcept {
        return static_cast<size_type>(window_.block() + window_.slot_count() - slot);
    }
    template <class U>
    [[nodiscard]] constexpr std::array<std::span<U>, 2> segments_of() const noexcept {
        const size_type n = size();
        const stretch first = run_at(0, n);
        return {std::span<U>(first.first, first.length),
                std::span<U>(window_.block(), n - first.length)};
    }

    /// Whether such an iterator can be one of a ring. Only those are asked for copies of T.
    template <class It>
    static constexpr bool may_be_own =
        std::is_same_v<It, iterator> || std::is_same_v<It, const_iterator>;
    /// Whether an iterator points into this ring, so that what it points at may move or die when
    /// the ring changes. Iterators wrapped in others are not recognised.
    template <class It>
    [[nodiscard]] constexpr bool is_own([[maybe_unused]] const It& it) const noexcept {
        if constexpr (may_be_own<It>) {
            return it.cursor().block() != nullptr && it.cursor().block() == window_.block();
        } else {
            return false;
        }
    }
    template <class It>
    [[nodiscard]] constexpr size_type own_index([[maybe_unused]] const It& it) const noexcept {
        if constexpr (may_be_own<It>) {
            return index(it);
        } else {
            return 0;
        }
    }

    // -- what fills raw slots, k at a time ------------------------------------------------------

    template <class It>
    struct from {
        It at;
        constexpr void operator()(run_builder& to, size_type k) {
            using value = std::remove_cv_t<std::iter_value_t<It>>;
            if constexpr (std::contiguous_iterator<It> && std::is_same_v<value, T>) {
                const T* const first = std::to_address(at);
                to.copy(first, first + k);
                at += static_cast<std::iter_difference_t<It>>(k);
            } else if constexpr (is_ring_iterator<It> && std::is_same_v<value, T>) {
                while (k != 0) {
                    const T* const first = std::addressof(*at);
                    const size_type length = (std::min)(k, at.cursor().run());
                    to.copy(first, first + length);
                    at += static_cast<difference_type>(length);
                    k -= length;
                }
            } else {
                for (; k != 0; --k, static_cast<void>(++at))
                    to.add(*at);
            }
        }
    };
    /// The first n elements from index i of the ring on, again and again: by index, because room
    /// was made for them, and that may have moved the block.
    struct from_own {
        const ring* self;
        size_type i;
        size_type n;
        constexpr void operator()(run_builder& to, size_type k) {
            while (k != 0) {
                const stretch run = self->run_at(i, (std::min)(k, n - i));
                to.copy(run.first, run.first + run.length);
                k -= run.length;
                i = i + run.length == n ? 0 : i + run.length;
            }
        }
    };
    struct copies_of {
        const T* value;
        constexpr void operator()(run_builder& to, size_type k) const {
            for (; k != 0; --k)
                to.add(*value);
        }
    };
    struct value_initialised {
        constexpr void operator()(run_builder& to, size_type k) const {
            for (; k != 0; --k)
                to.add();
        }
    };
    struct default_initialised {
        constexpr void operator()(run_builder& to, size_type k) const {
            if constexpr (constructs_plainly<Allocator, T>) {
                if (!std::is_constant_evaluated()) return to.add_default(k);
            }
            for (; k != 0; --k)
                to.add();
        }
    };

    // -- blocks ---------------------------------------------------------------------------------

    constexpr void destroy_slot(T* element) noexcept {
        if constexpr (!destroys_nothing) traits::destroy(allocator_, element);
    }
    constexpr void destroy_range(size_type i, size_type last) noexcept {
        if constexpr (!destroys_nothing) {
            while (i != last) {
                const stretch run = run_at(i, last - i);
                detail::destroy(allocator_, run.first, run.first + run.length);
                i += run.length;
            }
        }
    }
    /// The window, for another ring to adopt; this one is left empty and without a block.
    constexpr Window surrendered() noexcept {
        const Window taken = window_;
        lose_block();
        return taken;
    }
    constexpr void release_block() noexcept {
        destroy_range(0, size());
        detail::deallocate(allocator_, window_.block(), window_.slot_count());
        lose_block();
    }
    constexpr void lose_block() noexcept {
        if constexpr (bounded) {
            window_.adopted(nullptr, window_.bound(), 0, 0);
        } else {
            window_.adopted(nullptr, 0, 0, 0);
        }
    }
    constexpr void adopt_bound([[maybe_unused]] const ring& other) noexcept {
        if constexpr (bounded) {
            if (window_.bound() == other.window_.bound()) return;
            release_block();
            window_ = Window(other.window_.bound());
        }
    }
    /// The one block of a bounded ring. Expects that there is none yet, and that bound() > 0.
    [[gnu::noinline]] constexpr void take_bounded_block() {
        const size_type slot_count = window_.bound();
        CAIRN_EXPECTS(slot_count != 0);
        window_.adopted(detail::allocate<T>(allocator_, slot_count), slot_count, 0, 0);
    }

    /// The capacity to grow to for `needed` elements.
    [[nodiscard]] constexpr size_type grown(size_type needed) const {
        const size_type most = max_size();
        if (needed > most) throw_length_error(ring_too_long);
        constexpr size_type first = std::bit_floor(ring_first_bytes / sizeof(T) | ring_first_slots);
        const size_type now = capacity();
        const size_type factor =
            sizeof(T) <= ring_quadruple_element && now < ring_quadruple_below / sizeof(T) ? 4 : 2;
        const size_type next = now == 0 ? first : now > most / factor ? most : now * factor;
        return (std::max)((std::min)(next, most), std::bit_ceil(needed));
    }
    /// Room for n more elements.
    constexpr void make_room(size_type n) {
        if (n <= capacity() - size()) return;
        if (n > max_size() - size()) throw_length_error(ring_too_long);
        if constexpr (bounded) {
            take_bounded_block();
        } else {
            relocate_to(grown(size() + n));
        }
    }

    /// Moves everything into a block of `slots` slots (0: none), not fewer than there are elements.
    constexpr void relocate_to(size_type slot_count) {
        if (slot_count == 0) return release_block();
        if constexpr (uses_malloc<Allocator, T> && !bounded) {
            if (!std::is_constant_evaluated() && slot_count > capacity())
                return extend_to(slot_count);
        }
        allocation<T, Allocator> fresh(allocator_, slot_count);
        transfer_all(fresh.get());
        replace_block(fresh.release(), slot_count, 0, size());
    }
    /// Moves all elements to the raw slots from `to` on, and destroys the originals. Strong if moving
    /// T cannot fail (then one pass does both) or T can be copied.
    constexpr void transfer_all(T* to) {
        if constexpr (std::is_nothrow_move_constructible_v<T> && !bitwise &&
                      constructs_plainly<Allocator, T>) {
            for (std::span<T> run : segments_of<T>()) {
                for (T& element : run) {
                    traits::construct(allocator_, to, std::move(element));
                    traits::destroy(allocator_, std::addressof(element));
                    ++to;
                }
            }
        } else {
            run_builder moved(allocator_, to);
            for (std::span<T> run : segments_of<T>()) {
                moved.transfer(run.data(), run.data() + run.size());
            }
            moved.release();
            for (std::span<T> run : segments_of<T>()) {
                detail::destroy_transferred(allocator_, run.data(), run.data() + run.size());
            }
        }
    }
    /// The transferred elements now are the n from slot `first` of `block` on.
    constexpr void replace_block(T* block, size_type slot_count, size_type first,
                                 size_type n) noexcept {
        detail::deallocate(allocator_, window_.block(), window_.slot_count());
        window_.adopted(block, slot_count, first, n);
    }
    /// Grows the block where it lies, then moves the shorter of the two runs to where it belongs.
    void extend_to(size_type slot_count) {
        const size_type old = capacity();
        const size_type n = size();
        size_type first = n == 0 ? 0 : static_cast<size_type>(window_.front() - window_.block());
        T* const block = detail::reallocate(window_.block(), slot_count);
        if (first + n > old) {
            const size_type ahead = old - first; // elements at the end of the old block
            const size_type behind = n - ahead;  // elements at its beginning
            if (behind <= ahead) {
                move_bytes(block + old, block, behind);
            } else {
                move_bytes(block + slot_count - ahead, block + first, ahead);
                first = slot_count - ahead;
            }
        }
        window_.adopted(block, slot_count, first, n);
    }

    // -- one more at an end: the new element first, it may be built from one of the old ---------

    // Out of line, so that a loop of pushes holds no more than the path without growth.
    [[gnu::noinline]] constexpr void grow() {
        relocate_to(grown(size() + 1));
        check_invariants();
    }
    constexpr T* settle_back(T& added) {
        T* const slot = window_.behind();
        traits::construct(allocator_, slot, std::move(added));
        window_.opened_back();
        return slot;
    }
    constexpr T* settle_front(T& added) {
        T* const slot = window_.before();
        traits::construct(allocator_, slot, std::move(added));
        window_.opened_front();
        return slot;
    }
    template <class... Args>
    [[gnu::noinline]] constexpr T& grow_back(Args&&... args) {
        return grow_by_one(true, std::forward<Args>(args)...);
    }
    template <class... Args>
    [[gnu::noinline]] constexpr T& grow_front(Args&&... args) {
        return grow_by_one(false, std::forward<Args>(args)...);
    }
    template <class... Args>
    constexpr T& grow_by_one(bool at_back, Args&&... args) {
        const size_type n = size();
        const size_type slot_count = grown(n + 1);
        if constexpr (uses_malloc<Allocator, T>) {
            if (!std::is_constant_evaluated()) {
                detached<T, Allocator> added(allocator_, std::forward<Args>(args)...);
                extend_to(slot_count);
                T* const slot = at_back ? window_.behind() : window_.before();
                added.settle(slot);
                at_back ? window_.opened_back() : window_.opened_front();
                return *slot;
            }
        }
        allocation<T, Allocator> fresh(allocator_, slot_count);
        const size_type first = at_back ? 0 : slot_count - n - 1; // one run, with room to go on
        T* const slot = fresh.get() + (at_back ? n : first);
        run_builder added(allocator_, slot);
        added.add(std::forward<Args>(args)...);
        transfer_all(fresh.get() + (at_back ? 0 : first + 1));
        added.release();
        replace_block(fresh.release(), slot_count, first, n + 1);
        return *slot;
    }

    /// A new last element in the slot of the first, which goes. Expects a full bounded ring. Strong
    /// if moving T cannot fail; else the first may be gone. T need not be movable at all.
    template <class... Args>
    constexpr T& evict_front(Args&&... args) {
        T* const slot = window_.front();
        if constexpr (!std::is_move_constructible_v<T>) {
            destroy_slot(slot);
            window_.closed_front();
            traits::construct(allocator_, slot, std::forward<Args>(args)...);
            window_.opened_back();
        } else if constexpr (held_in_registers) {
            T added = T(std::forward<Args>(args)...);
            traits::construct(allocator_, slot, std::move(added));
            window_.stepped_forward();
        } else if constexpr (std::is_nothrow_move_assignable_v<T> &&
                             (std::is_same_v<Args, T> && ...) && sizeof...(Args) == 1) {
            move_into(slot, args...);
            window_.stepped_forward();
        } else {
            detached<T, Allocator> added(allocator_, std::forward<Args>(args)...);
            destroy_slot(slot);
            if constexpr (relocates_nothrow<Allocator, T>) {
                added.settle(slot);
                window_.stepped_forward();
            } else {
                window_.closed_front();
                added.settle(slot);
                window_.opened_back();
            }
        }
        return *slot;
    }
    template <class... Args>
    constexpr T& evict_back(Args&&... args) {
        T* const slot = window_.back();
        if constexpr (!std::is_move_constructible_v<T>) {
            destroy_slot(slot);
            window_.closed_back();
            traits::construct(allocator_, slot, std::forward<Args>(args)...);
            window_.opened_front();
        } else if constexpr (held_in_registers) {
            T added = T(std::forward<Args>(args)...);
            traits::construct(allocator_, slot, std::move(added));
            window_.stepped_back();
        } else if constexpr (std::is_nothrow_move_assignable_v<T> &&
                             (std::is_same_v<Args, T> && ...) && sizeof...(Args) == 1) {
            move_into(slot, args...);
            window_.stepped_back();
        } else {
            detached<T, Allocator> added(allocator_, std::forward<Args>(args)...);
            destroy_slot(slot);
            if constexpr (relocates_nothrow<Allocator, T>) {
                added.settle(slot);
                window_.stepped_back();
            } else {
                window_.closed_back();
                added.settle(slot);
                window_.opened_front();
            }
        }
        return *slot;
    }

    /// Assigns an rvalue that may be that very element, or another one of the ring.
    constexpr void move_into(T* slot, T& value) noexcept {
        if (slot != std::addressof(value)) *slot = std::move(value);
    }

    // -- many more at an end --------------------------------------------------------------------

    /// n new elements behind the last; `build(run, k)` adds the next k of them to a run. Strong.
    template <class Build>
    constexpr void build_back(size_type n, Build build) {
        if (n == 0) return;
        make_room(n);
        build_at(window_.behind(), n, build);
        window_.opened_back(n);
    }
    /// n new elements before the first; they are built in the order they will have. Strong.
    template <class Build>
    constexpr void build_front(size_type n, Build build) {
        if (n == 0) return;
        make_room(n);
        build_at(window_.before(n), n, build);
        window_.opened_front(n);
    }
    /// n elements in the raw slots from `at` on, around the end of the block.
    template <class Build>
    constexpr void build_at(T* at, size_type n, Build& build) {
        const size_type ahead = (std::min)(n, slots_from(at));
        run_builder one(allocator_, at);
        build(one, ahead);
        run_builder two(allocator_, window_.block());
        if (ahead != n) build(two, n - ahead);
        one.release();
        two.release();
    }

    /// Replaces the contents by the n elements from `first` on, assigning to those that exist.
    template <class It>
    constexpr void assign_counted(It first, size_type n) {
        if constexpr (std::is_trivially_copyable_v<T> ||
                      !std::is_assignable_v<T&, std::iter_reference_t<It>>) {
            clear();
            build_back(n, from<It>{std::move(first)});
        } else {
            const size_type common = (std::min)(n, size());
            destroy_range(common, size());
            window_.closed_back(size() - common);
            for (std::span<T> run : segments_of<T>()) {
                for (T& element : run) {
                    element = *first;
                    ++first;
                }
            }
            build_back(n - common, from<It>{std::move(first)});
        }
    }

    // -- in the middle --------------------------------------------------------------------------

    /// n elements before index i, built as in build_back. Strong where T relocates by its bytes.
    template <class Build>
    constexpr void insert_built(size_type i, size_type n, Build build) {
        if (n == 0) return;
        if constexpr (bitwise) {
            if (!std::is_constant_evaluated()) {
                make_room(n);
                open_gap(i, n);
                guard undo([this, i, n]() noexcept { close_gap(i, n); });
                build_at(window_.at(i), n, build);
                undo.dismiss();
                return;
            }
        }
        const size_type old = size();
        if (i < old - i) {
            build_front(n, std::move(build));
            std::rotate(nth(0), nth(n), nth(n + i));
        } else {
            build_back(n, std::move(build));
            std::rotate(nth(i), nth(old), nth(old + n));
        }
    }

    /// One element before index i. Expects 0 < i < size(), and size() < max_size().
    template <class... Args>
    constexpr void emplace_inside(size_type i, Args&&... args) {
        detached<T, Allocator> added(allocator_, std::forward<Args>(args)...);
        make_room(1);
        if constexpr (bitwise) {
            if (!std::is_constant_evaluated()) {
                open_gap(i, 1);
                added.settle(window_.at(i));
                return;
            }
        }
        if (i < size() - i) {
            traits::construct(allocator_, window_.before(), std::move(*window_.front()));
            window_.opened_front();
            shift_down(2, i + 1, 1);
        } else {
            traits::construct(allocator_, window_.behind(), std::move(*window_.back()));
            window_.opened_back();
            shift_up(i, size() - 2, 1);
        }
        *window_.at(i) = std::move(added.get());
    }

    /// Removes the elements [i, last).
    constexpr void erase_indices(size_type i, size_type last) {
        const size_type n = last - i;
        if constexpr (bitwise) {
            if (!std::is_constant_evaluated()) {
                destroy_range(i, last);
                close_gap(i, n);
                return;
            }
        }
        if (i < size() - last) {
            shift_up(0, i, n);
            destroy_range(0, n);
            window_.closed_front(n);
        } else {
            shift_down(last, size(), n);
            destroy_range(size() - n, size());
            window_.closed_back(n);
        }
    }

    /// Moves the shorter side away, so that the n slots from index i on are raw. There is room.
    void open_gap(size_type i, size_type n) noexcept {
        const size_type old = size();
        if (i < old - i) {
            window_.opened_front(n);
            bytes_down(n, n + i, n);
        } else {
            window_.opened_back(n);
            bytes_up(i, old, n);
        }
    }
    /// The reverse: the n slots from index i on are raw, and go.
    void close_gap(size_type i, size_type n) noexcept {
        const size_type after = i + n;
        if (i < size() - after) {
            bytes_up(0, i, n);
            window_.closed_front(n);
        } else {
            bytes_down(after, size(), n);
            window_.closed_back(n);
        }
    }

    // The elements [i, last) to the indices lower or higher by n: as bytes, or by move assignment.

    void bytes_down(size_type i, size_type last, size_type n) noexcept {
        while (i != last) {
            const stretch run = run_at(i, last - i);
            const stretch to = run_at(i - n, run.length);
            move_bytes(to.first, run.first, to.length);
            i += to.length;
        }
    }
    void bytes_up(size_type i, size_type last, size_type n) noexcept {
        while (i != last) {
            const size_type length = run_before(last, run_before(last + n, last - i));
            last -= length;
            move_bytes(window_.at(last + n), window_.at(last), length);
        }
    }
    constexpr void shift_down(size_type i, size_type last, size_type n) {
        while (i != last) {
            const stretch run = run_at(i, last - i);
            const stretch to = run_at(i - n, run.length);
            std::move(run.first, run.first + to.length, to.first);
            i += to.length;
        }
    }
    constexpr void shift_up(size_type i, size_type last, size_type n) {
        while (i != last) {
            const size_type length = run_before(last, run_before(last + n, last - i));
            last -= length;
            T* const run = window_.at(last);
            std::move_backward(run, run + length, window_.at(last + n) + length);
        }
    }
    static void move_bytes(T* to, const T* bytes, size_type n) noexcept {
        if (n != 0) {
            std::memmove(static_cast<void*>(to), static_cast<const void*>(bytes), n * sizeof(T));
        }
    }

    // -- as a whole -----------------------------------------------------------------------------

    /// The last `n` elements become the first, by way of the free slots.
    constexpr void turn_right(size_type n) {
        if constexpr (bitwise) {
            if (!std::is_constant_evaluated()) {
                for (size_type step = 0; n != 0; n -= step) {
                    step = (std::min)(n, capacity() - size());
                    window_.opened_front(step);
                    bytes_down(size() - step, size(), size() - step);
                    window_.closed_back(step);
                }
                return;
            }
        }
        for (; n != 0; --n) {
            move_slot(window_.before(), window_.back());
            window_.opened_front();
            window_.closed_back();
        }
    }
    /// The first `n` elements become the last.
    constexpr void turn_left(size_type n) {
        if constexpr (bitwise) {
            if (!std::is_constant_evaluated()) {
                for (size_type step = 0; n != 0; n -= step) {
                    const size_type old = size();
                    step = (std::min)(n, capacity() - old);
                    window_.opened_back(step);
                    bytes_up(0, step, old);
                    window_.closed_front(step);
                }
                return;
            }
        }
        for (; n != 0; --n) {
            move_slot(window_.behind(), window_.front());
            window_.opened_back();
            window_.closed_front();
        }
    }
    /// Moves an element into a raw slot; its own slot is raw then. Strong as far as T's move is.
    constexpr void move_slot(T* to, T* element) {
        run_builder moved(allocator_, to);
        moved.transfer(element, element + 1);
        moved.release();
        detail::destroy_transferred(allocator_, element, element + 1);
    }

    /// One run out of two: in this block if moving cannot fail, else in another.
    constexpr void straighten() {
        if constexpr (relocates_nothrow<Allocator, T> && std::is_swappable_v<T>) {
            const auto [ahead, behind] = segments_of<T>();
            T* const block = window_.block();
            T* to = block + behind.size();
            for (T& element : ahead) { // [behind, gap, ahead]: close the gap
                if (to != std::addressof(element)) move_slot(to, std::addressof(element));
                ++to;
            }
            window_.adopted(block, capacity(), 0, size());
            std::rotate(block, block + behind.size(), to);
        } else {
            relocate_to(capacity());
        }
    }
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_RING_HPP
