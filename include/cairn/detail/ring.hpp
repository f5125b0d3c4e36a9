// SPDX-License-Identifier: BSL-1.0
// cairn/detail/ring.hpp -- the engine under deque and bounded_deque: a ring of elements in one block.
//
//     block   [ e f . . . . a b c d ]       the elements are at most two runs of the block:
//                   ^       ^               first "a b c d", then "e f"
//                 tail     head
//
// The window (detail/ring_window.hpp) knows where head and tail are; the engine builds, moves and
// destroys elements, takes blocks and gives them back. Whatever touches many elements works run by
// run, with contiguous loops inside. All raw moves go through three primitives:
//
//     build_back / build_front     new elements at an end, strong
//     open_gap / close_gap         raw slots in the middle, the shorter side moved; bitwise T only
//     relocate_to                  another block, strong if moving T cannot fail or T can be copied
//
// Public members carry their final names; deque.hpp documents them and publishes them.

#ifndef CAIRN_DETAIL_RING_HPP
#define CAIRN_DETAIL_RING_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/iterator.hpp>
#include <cairn/detail/ring_window.hpp>
#include <cairn/detail/storage.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

// How blocks grow. Small blocks quadruple: four sizes, not eight, lie between the first block and
// 2 KiB. Larger ones double. Large elements double from the start, as their blocks soon weigh.
inline constexpr std::size_t ring_first_bytes = 128;      // of the first block, if that is 4 slots
inline constexpr std::size_t ring_first_slots = 4;        // at least, in the first block
inline constexpr std::size_t ring_quadruple_below = 2048; // bytes of the block
inline constexpr std::size_t ring_quadruple_element = 64; // bytes of an element, at most

/// One element outside the ring, built through the allocator: what is to be inserted, held while
/// its place is made. It may have been built from an element of the ring, and building may fail.
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
    using traits = std::allocator_traits<Allocator>;
    using slots_type = typename Window::slots_type;

    static_assert(std::is_same_v<typename traits::value_type, T>,
                  "cairn: the allocator's value_type must be the element type");
    static_assert(std::is_same_v<typename traits::pointer, T*>,
                  "cairn: fancy pointers are not supported");
    static_assert(std::is_object_v<T> && !std::is_const_v<T> && !std::is_volatile_v<T>,
                  "cairn: the element type must be a non-const object type");

public:
    using value_type = T;
    using allocator_type = Allocator;
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using reference = T&;
    using const_reference = const T&;
    using pointer = T*;
    using const_pointer = const T*;
    using iterator = ring_iterator<T, slots_type>;
    using const_iterator = ring_iterator<const T, slots_type>;
    using reverse_iterator = std::reverse_iterator<iterator>;
    using const_reverse_iterator = std::reverse_iterator<const_iterator>;

    static constexpr bool bounded = Window::bounded;
    static constexpr bool bitwise = relocates_bitwise<Allocator, T>;

    // -- construction, assignment, destruction --------------------------------------------------

    ring() = default;
    constexpr explicit ring(const Allocator& allocator) noexcept : allocator_(allocator) {}
    constexpr ring(const Window& window, const Allocator& allocator) noexcept
        : window_(window), allocator_(allocator) {}

    constexpr ring(ring&& other) noexcept
        : window_(other.surrendered()), allocator_(std::move(other.allocator_)) {}
    ring(const ring&) = delete;
    ring& operator=(const ring&) = delete;
    constexpr ~ring() {
        clear();
        detail::deallocate(allocator_, window_.block(), window_.slots());
    }

    /// Takes over the other's block if the allocators permit it, else moves its elements. The
    /// allocator comes along where it propagates, unless this ring was `given` one to keep.
    constexpr void move_from(ring& other, bool given = false) {
        if (this == std::addressof(other)) return;
        if constexpr (!traits::is_always_equal::value) {
            if ((given || !traits::propagate_on_container_move_assignment::value) &&
                allocator_ != other.allocator_) {
                if constexpr (bounded) {
                    if (window_.bound() != other.window_.bound()) adopt_bound(other);
                }
                clear();
                append(std::make_move_iterator(other.begin()), std::make_move_iterator(other.end()),
                       other.size());
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
        if constexpr (bounded) {
            if (window_.bound() != other.window_.bound()) adopt_bound(other);
        }
        assign_counted(other.begin(), other.size());
    }

    constexpr void swap(ring& other) noexcept {
        if constexpr (traits::propagate_on_container_swap::value) {
            using std::swap;
            swap(allocator_, other.allocator_);
        } else {
            CAIRN_EXPECTS(traits::is_always_equal::value || allocator_ == other.allocator_);
        }
        std::swap(window_, other.window_);
    }

    [[nodiscard]] constexpr allocator_type get_allocator() const noexcept { return allocator_; }

    // -- iterators ------------------------------------------------------------------------------

    [[nodiscard]] constexpr iterator begin() noexcept { return window_.template begin<T>(); }
    [[nodiscard]] constexpr iterator end() noexcept { return window_.template end<T>(); }
    [[nodiscard]] constexpr const_iterator begin() const noexcept {
        return window_.template begin<const T>();
    }
    [[nodiscard]] constexpr const_iterator end() const noexcept {
        return window_.template end<const T>();
    }
    [[nodiscard]] constexpr const_iterator cbegin() const noexcept { return begin(); }
    [[nodiscard]] constexpr const_iterator cend() const noexcept { return end(); }
    [[nodiscard]] constexpr reverse_iterator rbegin() noexcept { return reverse_iterator(end()); }
    [[nodiscard]] constexpr reverse_iterator rend() noexcept { return reverse_iterator(begin()); }
    [[nodiscard]] constexpr const_reverse_iterator rbegin() const noexcept {
        return const_reverse_iterator(end());
    }
    [[nodiscard]] constexpr const_reverse_iterator rend() const noexcept {
        return const_reverse_iterator(begin());
    }
    [[nodiscard]] constexpr const_reverse_iterator crbegin() const noexcept { return rbegin(); }
    [[nodiscard]] constexpr const_reverse_iterator crend() const noexcept { return rend(); }

    // -- size -----------------------------------------------------------------------------------

    [[nodiscard]] constexpr bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] constexpr size_type size() const noexcept { return window_.size(); }
    [[nodiscard]] constexpr size_type capacity() const noexcept { return window_.slots(); }
    [[nodiscard]] constexpr size_type max_size() const noexcept {
        if constexpr (bounded) {
            return window_.bound();
        } else {
            return std::bit_floor(detail::max_elements<T>(allocator_));
        }
    }

    constexpr void reserve(size_type n) {
        if (n > max_size()) throw_length_error(too_long);
        if (n <= capacity()) return;
        relocate_to(bounded ? max_size() : std::bit_ceil(n));
        check_invariants();
    }

    constexpr void shrink_to_fit() {
        const size_type fitting = empty() ? 0 : std::bit_ceil(size());
        if (fitting < capacity()) relocate_to(fitting);
        check_invariants();
    }

    constexpr void resize(size_type n) {
        resize_by(n, [](construction<T, Allocator>& run, size_type k) {
            for (; k != 0; --k)
                run.add();
        });
    }
    constexpr void resize(size_type n, const T& value) {
        if (n <= size()) return pop_back_n(size() - n);
        append_copies(n - size(), value);
    }
    constexpr void resize_for_overwrite(size_type n)
        requires std::default_initializable<T>
    {
        resize_by(n, [](construction<T, Allocator>& run, size_type k) {
            if constexpr (constructs_plainly<Allocator, T>) {
                if (!std::is_constant_evaluated()) return run.add_default(k);
            }
            for (; k != 0; --k)
                run.add();
        });
    }

    // -- by position, look-up -------------------------------------------------------------------

    [[nodiscard]] constexpr reference operator[](size_type i) noexcept {
        CAIRN_EXPECTS(i < size());
        return *window_.at(i);
    }
    [[nodiscard]] constexpr const_reference operator[](size_type i) const noexcept {
        CAIRN_EXPECTS(i < size());
        return *window_.at(i);
    }
    [[nodiscard]] constexpr reference at(size_type i) {
        if (i >= size()) throw_out_of_range("cairn: at: index is not less than size()");
        return *window_.at(i);
    }
    [[nodiscard]] constexpr const_reference at(size_type i) const {
        if (i >= size()) throw_out_of_range("cairn: at: index is not less than size()");
        return *window_.at(i);
    }
    [[nodiscard]] constexpr reference front() noexcept {
        CAIRN_EXPECTS(!empty());
        return *window_.front();
    }
    [[nodiscard]] constexpr const_reference front() const noexcept {
        CAIRN_EXPECTS(!empty());
        return *window_.front();
    }
    [[nodiscard]] constexpr reference back() noexcept {
        CAIRN_EXPECTS(!empty());
        return *window_.back();
    }
    [[nodiscard]] constexpr const_reference back() const noexcept {
        CAIRN_EXPECTS(!empty());
        return *window_.back();
    }

    [[nodiscard]] constexpr std::array<std::span<T>, 2> segments() noexcept {
        return segments_of<T>();
    }
    [[nodiscard]] constexpr std::array<std::span<const T>, 2> segments() const noexcept {
        return segments_of<const T>();
    }

    template <class U = T>
    [[nodiscard]] constexpr bool contains(const U& value) const {
        return find_from(0, size(), value) != size();
    }

    template <class U = T>
    [[nodiscard]] constexpr std::optional<size_type>
    index_of(const U& value, difference_type start = 0,
             difference_type stop = std::numeric_limits<difference_type>::max()) const {
        const size_type first = clamped(start);
        const size_type last = clamped(stop);
        if (first >= last) return std::nullopt;
        const size_type found = find_from(first, last, value);
        return found == last ? std::nullopt : std::optional<size_type>(found);
    }

    // -- modifiers at the ends ------------------------------------------------------------------

    template <class... Args>
    constexpr reference emplace_back(Args&&... args) {
        if (window_.full()) [[unlikely]] {
            if constexpr (bounded) {
                if (window_.block() != nullptr) return evict_front(std::forward<Args>(args)...);
                take_bounded_block();
            } else {
                return grow_back(std::forward<Args>(args)...);
            }
        }
        T* const slot = window_.behind();
        traits::construct(allocator_, slot, std::forward<Args>(args)...);
        window_.opened_back();
        check_invariants();
        return *slot;
    }

    template <class... Args>
    constexpr reference emplace_front(Args&&... args) {
        if (window_.full()) [[unlikely]] {
            if constexpr (bounded) {
                if (window_.block() != nullptr) return evict_back(std::forward<Args>(args)...);
                take_bounded_block();
            } else {
                return grow_front(std::forward<Args>(args)...);
            }
        }
        T* const slot = window_.before();
        traits::construct(allocator_, slot, std::forward<Args>(args)...);
        window_.opened_front();
        check_invariants();
        return *slot;
    }

    constexpr void pop_front() noexcept {
        CAIRN_EXPECTS(!empty());
        destroy_at(window_.front());
        window_.closed_front();
        check_invariants();
    }
    constexpr void pop_back() noexcept {
        CAIRN_EXPECTS(!empty());
        destroy_at(window_.back());
        window_.closed_back();
        check_invariants();
    }
    [[nodiscard]] constexpr T take_front() {
        T taken = std::move(front());
        pop_front();
        return taken;
    }
    [[nodiscard]] constexpr T take_back() {
        T taken = std::move(back());
        pop_back();
        return taken;
    }
    constexpr void pop_front_n(size_type n) noexcept {
        CAIRN_EXPECTS(n <= size());
        destroy_range(0, n);
        window_.closed_front(n);
        check_invariants();
    }
    constexpr void pop_back_n(size_type n) noexcept {
        CAIRN_EXPECTS(n <= size());
        destroy_range(size() - n, size());
        window_.closed_back(n);
        check_invariants();
    }
    constexpr void clear() noexcept { pop_back_n(size()); }

    // -- modifiers in the middle ----------------------------------------------------------------

    template <class... Args>
    constexpr iterator emplace(const_iterator position, Args&&... args) {
        const size_type i = index(position);
        if constexpr (bounded) {
            if (size() == max_size()) throw_length_error(too_long);
        }
        if (i == size()) {
            emplace_back(std::forward<Args>(args)...);
        } else if (i == 0) {
            emplace_front(std::forward<Args>(args)...);
        } else {
            emplace_inside(i, std::forward<Args>(args)...);
        }
        check_invariants();
        return nth(i);
    }

    constexpr iterator insert_copies(const_iterator position, size_type n, const T& value) {
        const size_type i = index(position);
        detached<T, Allocator> copy(allocator_, value);
        insert_built(i, n, [&copy](construction<T, Allocator>& run, size_type k) {
            for (; k != 0; --k)
                run.add(std::as_const(copy.get()));
        });
        return nth(i);
    }

    /// Inserts [first, last) before `position`; `n` is its length or `uncounted`.
    template <class It, class Sentinel>
    constexpr iterator insert_run(const_iterator position, It first, Sentinel last, size_type n) {
        const size_type i = index(position);
        const size_type old = size();
        if (n != uncounted && !is_own(first)) {
            insert_built(i, n, source<It>{first});
        } else {
            append(std::move(first), std::move(last), n);
            std::rotate(nth(i), nth(old), end());
        }
        check_invariants();
        return nth(i);
    }

    constexpr iterator erase(const_iterator position) {
        CAIRN_EXPECTS(index(position) < size());
        return erase(position, position + 1);
    }
    constexpr iterator erase(const_iterator first, const_iterator last) {
        CAIRN_EXPECTS(first <= last);
        const size_type i = index(first);
        const size_type j = index(last);
        if (i != j) erase_indices(i, j);
        check_invariants();
        return nth(i);
    }

    template <class U = T>
    constexpr bool remove(const U& value) {
        const size_type found = find_from(0, size(), value);
        if (found == size()) return false;
        erase_indices(found, found + 1);
        check_invariants();
        return true;
    }

    template <class Predicate>
    constexpr size_type remove_if(Predicate predicate) {
        iterator kept = begin();
        bool gap = false;
        for (std::span<T> run : segments()) {
            for (T& element : run) {
                if (predicate(std::as_const(element))) {
                    gap = true;
                } else {
                    if (gap) *kept = std::move(element);
                    ++kept;
                }
            }
        }
        const auto removed = static_cast<size_type>(end() - kept);
        pop_back_n(removed);
        return removed;
    }

    constexpr void swap_remove_front(size_type i) {
        CAIRN_EXPECTS(i < size());
        if (i != 0) (*this)[i] = std::move(front());
        pop_front();
    }
    constexpr void swap_remove_back(size_type i) {
        CAIRN_EXPECTS(i < size());
        if (i + 1 != size()) (*this)[i] = std::move(back());
        pop_back();
    }

    // -- as a whole -----------------------------------------------------------------------------

    constexpr void rotate(difference_type k) {
        const size_type n = size();
        if (n < 2) return;
        const auto length = static_cast<difference_type>(n);
        const difference_type reduced = k % length;
        const auto right = static_cast<size_type>(reduced < 0 ? reduced + length : reduced);
        if (window_.full()) {
            window_.turned(right);
        } else if (right <= n - right) {
            for (size_type moved = 0; moved != right; ++moved)
                last_to_front();
        } else {
            for (size_type moved = 0; moved != n - right; ++moved)
                first_to_back();
        }
        check_invariants();
    }

    constexpr std::span<T> make_contiguous() {
        if (!segments()[1].empty()) straighten();
        check_invariants();
        return segments()[0];
    }

    /// Copies of the contents appended until there are k of them (none: k == 0).
    constexpr void repeat_unbounded(size_type k) {
        const size_type n = size();
        if (k == 0) return clear();
        if (n == 0) return;
        if (k > max_size() / n) throw_length_error(too_long);
        build_back(n * (k - 1), source_of_own{this, 0, n});
    }

    // -- filling --------------------------------------------------------------------------------

    static constexpr size_type uncounted = static_cast<size_type>(-1);
    static constexpr const char* too_long = "cairn: more than max_size() elements";

    /// The number of elements of [first, last), or `uncounted` where counting would consume them.
    template <class It, class Sentinel>
    [[nodiscard]] static constexpr size_type count(const It& first, const Sentinel& last) {
        if constexpr (std::forward_iterator<It> || std::sized_sentinel_for<Sentinel, It>) {
            return static_cast<size_type>(std::ranges::distance(first, last));
        } else {
            return uncounted;
        }
    }
    template <class Range>
    [[nodiscard]] static constexpr size_type count(Range& range) {
        if constexpr (std::ranges::sized_range<Range>) {
            return static_cast<size_type>(std::ranges::size(range));
        } else {
            return count(std::ranges::begin(range), std::ranges::end(range));
        }
    }

    /// Appends [first, last). Strong. Elements of this very ring may be appended.
    template <class It, class Sentinel>
    constexpr void append(It first, Sentinel last, size_type n) {
        if (n == uncounted) {
            const size_type old = size();
            guard undo([this, old]() noexcept { pop_back_n(size() - old); });
            for (; first != last; ++first) {
                if (size() == max_size()) throw_length_error(too_long);
                emplace_back(*first);
            }
            undo.dismiss();
        } else if (is_own(first)) {
            build_back(n, source_of_own{this, own_index(first), size()});
        } else {
            build_back(n, source<It>{std::move(first)});
        }
        check_invariants();
    }

    /// As append, at the front and in the order of the range; `uncounted` ones are turned in place.
    template <class It, class Sentinel>
    constexpr void prepend(It first, Sentinel last, size_type n) {
        if (n == uncounted || is_own(first)) {
            const size_type old = size();
            append(std::move(first), std::move(last), n);
            rotate(static_cast<difference_type>(size() - old));
        } else {
            build_front(n, source<It>{std::move(first)});
        }
        check_invariants();
    }

    /// Appends [first, last) to a bounded ring as pushing one by one would: the last ones stay.
    template <class It, class Sentinel>
    constexpr void append_last(It first, Sentinel last, size_type n) {
        const size_type most = max_size();
        if (n == uncounted) {
            for (; first != last; ++first) {
                if (most != 0) emplace_back(*first);
            }
        } else if (n <= most - size()) {
            append(std::move(first), std::move(last), n);
        } else if (is_own(first)) {
            ring copy(Window(n), allocator_);
            copy.append(std::move(first), std::move(last), n);
            append_last(std::make_move_iterator(copy.begin()), std::make_move_iterator(copy.end()),
                        n);
        } else {
            const size_type kept = n < most ? n : most;
            pop_front_n(size() + kept - most);
            std::ranges::advance(first, static_cast<std::iter_difference_t<It>>(n - kept));
            build_back(kept, source<It>{std::move(first)});
        }
    }
    /// Prepends [first, last) to a bounded ring: the first ones stay.
    template <class It, class Sentinel>
    constexpr void prepend_first(It first, Sentinel last, size_type n) {
        const size_type most = max_size();
        if (n == uncounted || is_own(first)) {
            ring taken(Window(most), allocator_);
            for (; taken.size() != most && first != last; ++first)
                taken.emplace_back(*first);
            prepend_first(std::make_move_iterator(taken.begin()),
                          std::make_move_iterator(taken.end()), taken.size());
        } else {
            const size_type kept = n < most ? n : most;
            if (kept > most - size()) pop_back_n(size() + kept - most);
            build_front(kept, source<It>{std::move(first)});
        }
    }
    template <class It, class Sentinel>
    constexpr void assign_last(It first, Sentinel last, size_type n) {
        if (n == uncounted) {
            clear();
            append_last(std::move(first), std::move(last), n);
        } else {
            const size_type kept = (std::min)(n, max_size());
            std::ranges::advance(first, static_cast<std::iter_difference_t<It>>(n - kept));
            assign_run(std::move(first), std::move(last), kept);
        }
    }
    /// The last max_size() elements of k copies of the contents, for a bounded ring.
    constexpr void repeat_last(size_type k) {
        const size_type n = size();
        const size_type most = max_size();
        if (k == 0 || n == 0) return clear();
        if (k <= most / n) return repeat_unbounded(k);
        const size_type partial = most % n; // of the copies that stay, the first is cut to this
        rotate(static_cast<difference_type>(partial));
        build_back(most - n, source_of_own{this, 0, n});
    }

    constexpr void append_copies(size_type n, const T& value) {
        if (n == 0) return;
        if (n <= capacity() - size()) {
            build_back(n, [&value](construction<T, Allocator>& run, size_type k) {
                for (; k != 0; --k)
                    run.add(value);
            });
        } else {
            detached<T, Allocator> copy(allocator_, value); // `value` may be an element
            build_back(n, [&copy](construction<T, Allocator>& run, size_type k) {
                for (; k != 0; --k)
                    run.add(std::as_const(copy.get()));
            });
        }
    }

    constexpr void assign_copies(size_type n, const T& value) {
        detached<T, Allocator> copy(allocator_, value);
        clear();
        append_copies(n, copy.get());
    }

    /// Replaces the contents by [first, last); `n` as in insert_run. Own elements are allowed.
    template <class It, class Sentinel>
    constexpr void assign_run(It first, Sentinel last, size_type n) {
        if (n == uncounted) {
            clear();
            append(std::move(first), std::move(last), n);
        } else if (is_own(first)) {
            const size_type i = own_index(first);
            pop_back_n(size() - i - n);
            pop_front_n(i);
        } else {
            assign_counted(std::move(first), n);
        }
    }

    // -- comparison -----------------------------------------------------------------------------

    [[nodiscard]] constexpr bool equal(const ring& other) const {
        if (size() != other.size()) return false;
        return for_run_pairs(other, size(), [](const T* a, const T* b, size_type n) {
            return std::equal(a, a + n, b);
        });
    }

    [[nodiscard]] constexpr auto compare(const ring& other) const {
        using order = synth_three_way_result<T>;
        order result = order::equivalent;
        for_run_pairs(other, (std::min)(size(), other.size()),
                      [&result](const T* a, const T* b, size_type n) {
                          for (size_type i = 0; i != n; ++i) {
                              result = synth_three_way{}(a[i], b[i]);
                              if (result != 0) return false;
                          }
                          return true;
                      });
        return result != 0 ? result : order(size() <=> other.size());
    }

    constexpr void check_invariants() const noexcept {
        if constexpr (hardened >= 2) CAIRN_EXPECTS(window_.invariant());
    }

protected:
    Window window_{};
    [[no_unique_address]] Allocator allocator_{};

    struct stretch {
        T* first;
        size_type length;
    };

    // -- positions ------------------------------------------------------------------------------

    [[nodiscard]] constexpr iterator nth(size_type i) noexcept {
        return begin() + static_cast<difference_type>(i);
    }
    /// The index that an iterator stands for. Traps on one that is not of this ring, or dead.
    [[nodiscard]] constexpr size_type index(const_iterator position) const noexcept {
        const auto i = static_cast<size_type>(position - begin());
        CAIRN_EXPECTS(position.block() == window_.block() && i <= size());
        return i;
    }
    [[nodiscard]] constexpr size_type clamped(difference_type i) const noexcept {
        const auto n = static_cast<difference_type>(size());
        if (i < 0) i = i < -n ? 0 : i + n;
        return static_cast<size_type>(i < n ? i : n);
    }
    /// The elements from index i on that lie in one run, `most` of them at most.
    [[nodiscard]] constexpr stretch run_at(size_type i, size_type most) const noexcept {
        if (most == 0) return {nullptr, 0};
        T* const first = window_.at(i);
        const auto room = static_cast<size_type>(window_.block() + window_.slots() - first);
        return {first, most < room ? most : room};
    }

    template <class It>
    [[nodiscard]] constexpr bool is_own(const It& it) const noexcept {
        if constexpr (std::is_same_v<It, iterator> || std::is_same_v<It, const_iterator>) {
            return it.block() != nullptr && it.block() == window_.block();
        } else {
            return false;
        }
    }
    template <class It>
    [[nodiscard]] constexpr size_type own_index(const It& it) const noexcept {
        if constexpr (std::is_same_v<It, iterator> || std::is_same_v<It, const_iterator>) {
            return index(it);
        } else {
            return 0;
        }
    }

    template <class U>
    [[nodiscard]] constexpr std::array<std::span<U>, 2> segments_of() const noexcept {
        const size_type n = size();
        const stretch first = run_at(0, n);
        return {std::span<U>(first.first, first.length),
                std::span<U>(window_.block(), n - first.length)};
    }

    template <class U>
    [[nodiscard]] constexpr size_type find_from(size_type i, size_type last, const U& value) const {
        while (i != last) {
            const auto [first, length] = run_at(i, last - i);
            const auto found = static_cast<size_type>(
                std::find(std::as_const(first), std::as_const(first) + length, value) - first);
            i += found;
            if (found != length) return i;
        }
        return last;
    }

    /// Calls f(a, b, k) for runs that cover the first n elements of both, until it says false.
    template <class F>
    constexpr bool for_run_pairs(const ring& other, size_type n, F f) const {
        for (size_type i = 0; i != n;) {
            const stretch a = run_at(i, n - i);
            const stretch b = other.run_at(i, a.length);
            if (!f(a.first, b.first, b.length)) return false;
            i += b.length;
        }
        return true;
    }

    // -- sources: what fills raw slots, k at a time ---------------------------------------------

    template <class It>
    struct source {
        It at;
        constexpr void operator()(construction<T, Allocator>& to, size_type k) {
            using value = std::remove_cv_t<std::iter_value_t<It>>;
            if constexpr (std::contiguous_iterator<It> && std::is_same_v<value, T>) {
                const T* const first = std::to_address(at);
                to.copy(first, first + k);
                at += static_cast<std::iter_difference_t<It>>(k);
            } else if constexpr (is_ring_iterator<It> && std::is_same_v<value, T>) {
                while (k != 0) {
                    const T* const first = std::addressof(*at);
                    const size_type length = (std::min)(k, at.run());
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
    /// The first n elements of the ring itself from index i on, again and again: by index, because
    /// room was made since, and that moves the block.
    struct source_of_own {
        const ring* self;
        size_type i;
        size_type n;
        constexpr void operator()(construction<T, Allocator>& to, size_type k) {
            while (k != 0) {
                const stretch from = self->run_at(i, (std::min)(k, n - i));
                to.copy(from.first, from.first + from.length);
                k -= from.length;
                i = i + from.length == n ? 0 : i + from.length;
            }
        }
    };

    // -- storage --------------------------------------------------------------------------------

    constexpr void destroy_at(T* element) noexcept {
        detail::destroy(allocator_, element, element + 1);
    }
    constexpr void destroy_range(size_type i, size_type last) noexcept {
        if constexpr (!std::is_trivially_destructible_v<T> || !constructs_plainly<Allocator, T>) {
            while (i != last) {
                const auto [first, length] = run_at(i, last - i);
                detail::destroy(allocator_, first, first + length);
                i += length;
            }
        }
    }

    /// The window, for another ring to adopt; this one is left empty and without a block.
    constexpr Window surrendered() noexcept {
        Window taken = window_;
        window_.adopted(nullptr, 0, 0, 0);
        return taken;
    }
    constexpr void release_block() noexcept {
        clear();
        detail::deallocate(allocator_, window_.block(), window_.slots());
        window_.adopted(nullptr, 0, 0, 0);
    }
    constexpr void adopt_bound(const ring& other) noexcept {
        release_block();
        window_ = Window(other.window_.bound());
    }
    constexpr void take_bounded_block() {
        CAIRN_EXPECTS(window_.bound() != 0);
        const size_type slots = window_.bound();
        window_.adopted(detail::allocate<T>(allocator_, slots), slots, 0, 0);
    }

    /// The capacity to grow to for `needed` elements.
    [[nodiscard]] constexpr size_type grown(size_type needed) const {
        const size_type most = max_size();
        if (needed > most) throw_length_error(too_long);
        if constexpr (bounded) return most;
        constexpr size_type first = std::bit_floor(ring_first_bytes / sizeof(T) | ring_first_slots);
        const size_type now = capacity();
        const bool quadruples =
            now < ring_quadruple_below / sizeof(T) && sizeof(T) <= ring_quadruple_element;
        const size_type next = now == 0          ? first
                               : now >= most / 4 ? most
                                                 : now * (quadruples ? 4 : 2);
        return next < needed ? std::bit_ceil(needed) : next;
    }
    /// Room for n more elements.
    constexpr void make_room(size_type n) {
        if (n <= capacity() - size()) return;
        if (n > max_size() - size()) throw_length_error(too_long);
        relocate_to(grown(size() + n));
    }

    /// Moves everything into a block of `slots` slots (0: none), not fewer than there are elements.
    constexpr void relocate_to(size_type slots) {
        if (slots == 0) return release_block();
        if constexpr (uses_malloc<Allocator, T> && !bounded) {
            if (!std::is_constant_evaluated() && slots > capacity()) return extend_to(slots);
        }
        allocation<T, Allocator> fresh(allocator_, slots);
        construction<T, Allocator> moved(allocator_, fresh.get());
        transfer_all(moved);
        moved.release();
        replace_block(fresh.release(), slots, 0, size());
    }
    constexpr void transfer_all(construction<T, Allocator>& to) {
        for (std::span<T> part : segments())
            to.transfer(part.data(), part.data() + part.size());
    }
    /// The transferred elements now are the n from slot `first` on of `block`.
    constexpr void replace_block(T* block, size_type slots, size_type first, size_type n) noexcept {
        for (std::span<T> part : segments()) {
            detail::destroy_transferred(allocator_, part.data(), part.data() + part.size());
        }
        detail::deallocate(allocator_, window_.block(), window_.slots());
        window_.adopted(block, slots, first, n);
    }
    /// Grows the block where it lies, then moves the shorter of two runs to where it now belongs.
    void extend_to(size_type slots) {
        const size_type old = capacity();
        const size_type n = size();
        const auto head = old == 0 ? 0 : static_cast<size_type>(window_.front() - window_.block());
        T* const block = detail::reallocate(window_.block(), slots);
        size_type first = n == 0 ? 0 : head;
        if (first + n > old) {
            const size_type ahead = old - first; // elements at the old block's end
            const size_type behind = n - ahead;  // elements at its beginning
            if (behind <= ahead) {
                move_bytes(block + old, block, behind);
            } else {
                move_bytes(block + slots - ahead, block + first, ahead);
                first = slots - ahead;
            }
        }
        window_.adopted(block, slots, first, n);
    }
    static void move_bytes(T* to, const T* from, size_type n) noexcept {
        if (n != 0) {
            std::memmove(static_cast<void*>(to), static_cast<const void*>(from), n * sizeof(T));
        }
    }

    // -- growth at the ends: the new element first, it may be built from one of the old ---------

    template <class... Args>
    [[gnu::noinline]] constexpr reference grow_back(Args&&... args) {
        return grow_by_one(true, std::forward<Args>(args)...);
    }
    template <class... Args>
    [[gnu::noinline]] constexpr reference grow_front(Args&&... args) {
        return grow_by_one(false, std::forward<Args>(args)...);
    }
    template <class... Args>
    constexpr reference grow_by_one(bool at_back, Args&&... args) {
        const size_type n = size();
        const size_type slots = grown(n + 1);
        if constexpr (uses_malloc<Allocator, T>) {
            if (!std::is_constant_evaluated()) {
                detached<T, Allocator> added(allocator_, std::forward<Args>(args)...);
                extend_to(slots);
                T* const slot = at_back ? window_.behind() : window_.before();
                added.settle(slot);
                at_back ? window_.opened_back() : window_.opened_front();
                check_invariants();
                return *slot;
            }
        }
        allocation<T, Allocator> fresh(allocator_, slots);
        const size_type first =
            at_back ? 0 : slots - n - 1; // either way one run, with room to go on
        T* const slot = fresh.get() + (at_back ? n : first);
        construction<T, Allocator> added(allocator_, slot);
        added.add(std::forward<Args>(args)...);
        construction<T, Allocator> moved(allocator_, fresh.get() + (at_back ? 0 : first + 1));
        transfer_all(moved);
        moved.release();
        added.release();
        replace_block(fresh.release(), slots, first, n + 1);
        check_invariants();
        return *slot;
    }

    // -- a full bounded ring: the new element takes the slot of the one that it drops -----------

    template <class... Args>
    constexpr reference evict_front(Args&&... args) {
        T* const slot = window_.front();
        if constexpr (std::is_move_constructible_v<T>) {
            replace_at(slot, std::forward<Args>(args)...);
            window_.turned(max_size() - 1);
        } else {
            pop_front();
            traits::construct(allocator_, slot, std::forward<Args>(args)...);
            window_.opened_back();
        }
        check_invariants();
        return *slot;
    }
    template <class... Args>
    constexpr reference evict_back(Args&&... args) {
        T* const slot = window_.back();
        if constexpr (std::is_move_constructible_v<T>) {
            replace_at(slot, std::forward<Args>(args)...);
            window_.turned(1);
        } else {
            pop_back();
            traits::construct(allocator_, slot, std::forward<Args>(args)...);
            window_.opened_front();
        }
        check_invariants();
        return *slot;
    }
    template <class... Args>
    constexpr void replace_at(T* slot, Args&&... args) {
        detached<T, Allocator> added(allocator_, std::forward<Args>(args)...);
        if constexpr (std::is_nothrow_move_constructible_v<T> || bitwise ||
                      !std::is_move_assignable_v<T>) {
            destroy_at(slot);
            added.settle(slot);
        } else {
            *slot = std::move(added.get());
        }
    }

    // -- building many --------------------------------------------------------------------------

    /// n new elements behind the last; `build(run, k)` adds the next k of them to a run. Strong.
    template <class Build>
    constexpr void build_back(size_type n, Build build) {
        if (n == 0) return;
        make_room(n);
        T* const at = window_.behind();
        const size_type head = (std::min)(n, slots_from(at));
        construction<T, Allocator> one(allocator_, at);
        build(one, head);
        construction<T, Allocator> two(allocator_, window_.block());
        build(two, n - head);
        one.release();
        two.release();
        window_.opened_back(n);
        check_invariants();
    }
    /// The same before the first; the elements are still built in the order they will have.
    template <class Build>
    constexpr void build_front(size_type n, Build build) {
        if (n == 0) return;
        make_room(n);
        T* const at = window_.before(n);
        const size_type head = (std::min)(n, slots_from(at));
        construction<T, Allocator> one(allocator_, at);
        build(one, head);
        construction<T, Allocator> two(allocator_, window_.block());
        build(two, n - head);
        one.release();
        two.release();
        window_.opened_front(n);
        check_invariants();
    }
    [[nodiscard]] constexpr size_type slots_from(const T* slot) const noexcept {
        return static_cast<size_type>(window_.block() + window_.slots() - slot);
    }

    template <class Build>
    constexpr void resize_by(size_type n, Build build) {
        if (n <= size()) return pop_back_n(size() - n);
        build_back(n - size(), build);
    }

    /// n elements before index i, built as in build_back. Strong where T relocates by its bytes.
    template <class Build>
    constexpr void insert_built(size_type i, size_type n, Build build) {
        if (n == 0) return;
        if constexpr (bitwise) {
            if (!std::is_constant_evaluated()) return insert_in_gap(i, n, std::move(build));
        }
        const size_type old = size();
        if (i < old - i) {
            build_front(n, std::move(build));
            std::rotate(begin(), nth(n), nth(n + i));
        } else {
            build_back(n, std::move(build));
            std::rotate(nth(i), nth(old), end());
        }
        check_invariants();
    }
    template <class Build>
    void insert_in_gap(size_type i, size_type n, Build build) {
        make_room(n);
        open_gap(i, n);
        guard undo([this, i, n]() noexcept { close_gap(i, n); });
        const stretch one_at = run_at(i, n);
        construction<T, Allocator> one(allocator_, one_at.first);
        build(one, one_at.length);
        construction<T, Allocator> two(allocator_, window_.block());
        build(two, n - one_at.length);
        one.release();
        two.release();
        undo.dismiss();
        check_invariants();
    }

    template <class... Args>
    constexpr void emplace_inside(size_type i, Args&&... args) {
        detached<T, Allocator> added(allocator_, std::forward<Args>(args)...);
        if constexpr (bitwise) {
            if (!std::is_constant_evaluated()) {
                make_room(1);
                open_gap(i, 1);
                added.settle(window_.at(i));
                return;
            }
        }
        if (i < size() - i) {
            emplace_front(std::move(front()));
            shift_down(2, i + 1, 1);
        } else {
            emplace_back(std::move(back()));
            shift_up(i, size() - 2, 1);
        }
        (*this)[i] = std::move(added.get());
    }

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
            pop_front_n(n);
        } else {
            shift_down(last, size(), n);
            pop_back_n(n);
        }
    }

    // -- moving runs about ----------------------------------------------------------------------

    /// Moves the shorter side away so that the n slots from index i on are raw. There is room.
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
    /// The elements [i, last) to the indices lower by n, run by run, first to last.
    void bytes_down(size_type i, size_type last, size_type n) noexcept {
        while (i != last) {
            const stretch from = run_at(i, last - i);
            const stretch to = run_at(i - n, from.length);
            move_bytes(to.first, from.first, to.length);
            i += to.length;
        }
    }
    /// The elements [i, last) to the indices higher by n, run by run, last to first.
    void bytes_up(size_type i, size_type last, size_type n) noexcept {
        while (i != last) {
            const size_type length = run_before(last, run_before(last + n, last - i));
            last -= length;
            move_bytes(window_.at(last + n), window_.at(last), length);
        }
    }
    /// The same two by move assignment.
    constexpr void shift_down(size_type i, size_type last, size_type n) {
        while (i != last) {
            const stretch from = run_at(i, last - i);
            const stretch to = run_at(i - n, from.length);
            std::move(from.first, from.first + to.length, to.first);
            i += to.length;
        }
    }
    constexpr void shift_up(size_type i, size_type last, size_type n) {
        while (i != last) {
            const size_type length = run_before(last, run_before(last + n, last - i));
            last -= length;
            T* const from = window_.at(last);
            std::move_backward(from, from + length, window_.at(last + n) + length);
        }
    }
    /// How many elements before index `last` (> 0) lie in one run, `most` at most.
    [[nodiscard]] constexpr size_type run_before(size_type last, size_type most) const noexcept {
        const auto room = static_cast<size_type>(window_.at(last - 1) - window_.block()) + 1;
        return most < room ? most : room;
    }

    /// There is a free slot. Strong if T moves without failing.
    constexpr void last_to_front() {
        T* const to = window_.before();
        move_slot(to, window_.back());
        window_.opened_front();
        window_.closed_back();
    }
    constexpr void first_to_back() {
        T* const to = window_.behind();
        move_slot(to, window_.front());
        window_.opened_back();
        window_.closed_front();
    }
    constexpr void move_slot(T* to, T* from) {
        construction<T, Allocator> moved(allocator_, to);
        moved.transfer(from, from + 1);
        moved.release();
        detail::destroy_transferred(allocator_, from, from + 1);
    }

    /// The two runs made one, in this block if moving cannot fail, else in another.
    constexpr void straighten() {
        if constexpr (!relocates_nothrow<Allocator, T> || !std::is_swappable_v<T>) {
            return relocate_to(capacity());
        } else {
            const size_type n = size();
            const size_type behind = segments()[1].size();
            T* const first = segments()[0].data();
            for (size_type i = 0; i != n - behind; ++i) { // [behind | gap | ahead]: close the gap
                T* const to = window_.block() + behind + i;
                if (to != first + i) move_slot(to, first + i);
            }
            T* const block = window_.block();
            window_.adopted(block, capacity(), 0, n);
            std::rotate(block, block + behind, block + n);
        }
    }

    /// Replaces the contents by the n elements from `first` on, assigning to those that exist.
    template <class It>
    constexpr void assign_counted(It first, size_type n) {
        if constexpr (std::is_trivially_copyable_v<T> ||
                      !std::is_assignable_v<T&, std::iter_reference_t<It>>) {
            clear();
            build_back(n, source<It>{std::move(first)});
        } else {
            const size_type common = (std::min)(n, size());
            pop_back_n(size() - common);
            for (std::span<T> part : segments()) {
                for (T& element : part) {
                    element = *first;
                    ++first;
                }
            }
            build_back(n - common, source<It>{std::move(first)});
        }
    }
};

/// Depends on the elements and their order, not on where the runs part.
template <class T>
[[nodiscard]] constexpr std::size_t hash_runs(const std::array<std::span<const T>, 2>& runs) {
    constexpr auto odd = static_cast<std::size_t>(0x9e3779b97f4a7c15); // 2^64 / golden ratio
    std::size_t state = runs[0].size() + runs[1].size();
    for (std::span<const T> run : runs) {
        for (const T& element : run) {
            state = (std::rotl(state, 25) ^ std::hash<T>{}(element)) * odd;
        }
    }
    return state ^ state >> (std::numeric_limits<std::size_t>::digits / 2);
}

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_RING_HPP
