// SPDX-License-Identifier: BSL-1.0
// cairn/detail/ring_sequence.hpp -- the members that deque and bounded_deque share, under their public names.
//
// deque.hpp documents these for the user and publishes them; here stand their definitions, in terms
// of the ring's primitives (detail/ring.hpp). Members that the two spell alike but mean differently
// come in two forms, `append` and `append_last` and so on, and each face takes its own.

#ifndef CAIRN_DETAIL_RING_SEQUENCE_HPP
#define CAIRN_DETAIL_RING_SEQUENCE_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/iterator.hpp>
#include <cairn/detail/ring.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

template <class T, class Allocator, class Window>
class ring_sequence : public ring<T, Allocator, Window> {
    using base = ring<T, Allocator, Window>;
    using typename base::run_builder;
    using typename base::stretch;
    using typename base::traits;
    template <class It>
    using from = typename base::template from<It>;

protected:
    using base::allocator_;
    using base::bounded;
    using base::build_back;
    using base::build_front;
    using base::index;
    using base::is_own;
    using base::nth;
    using base::own_index;
    using base::run_at;
    using base::window_;

public:
    using value_type = T;
    using allocator_type = Allocator;
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using reference = T&;
    using const_reference = const T&;
    using pointer = T*;
    using const_pointer = const T*;
    using iterator = typename base::iterator;
    using const_iterator = typename base::const_iterator;
    using reverse_iterator = std::reverse_iterator<iterator>;
    using const_reverse_iterator = std::reverse_iterator<const_iterator>;

    using base::base;
    using base::check_invariants;

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

    using base::capacity;
    using base::max_size;
    using base::size;

    [[nodiscard]] constexpr bool empty() const noexcept { return size() == 0; }

    constexpr void reserve(size_type n) {
        if (n > max_size()) throw_length_error(ring_too_long);
        if (n <= capacity()) return;
        if constexpr (bounded) {
            base::take_bounded_block();
        } else {
            base::relocate_to(std::bit_ceil(n));
        }
        check_invariants();
    }
    constexpr void shrink_to_fit() {
        const size_type fitting = empty() ? 0 : std::bit_ceil(size());
        if (fitting < capacity()) base::relocate_to(fitting);
        check_invariants();
    }
    constexpr void resize(size_type n) { resize_by(n, typename base::value_initialised{}); }
    constexpr void resize(size_type n, const T& value) {
        if (n <= size()) return pop_back_n(size() - n);
        append_copies(n - size(), value);
    }
    constexpr void resize_for_overwrite(size_type n)
        requires std::default_initializable<T>
    {
        resize_by(n, typename base::default_initialised{});
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
        if (i >= size()) throw_out_of_range("cairn: deque: index is not less than size()");
        return *window_.at(i);
    }
    [[nodiscard]] constexpr const_reference at(size_type i) const {
        if (i >= size()) throw_out_of_range("cairn: deque: index is not less than size()");
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
        return base::template segments_of<T>();
    }
    [[nodiscard]] constexpr std::array<std::span<const T>, 2> segments() const noexcept {
        return base::template segments_of<const T>();
    }

    template <class U = T>
    [[nodiscard]] constexpr bool contains(const U& value) const {
        return find_from(0, size(), value) != size();
    }
    template <class U = T>
    [[nodiscard]] constexpr std::optional<size_type>
    index_of(const U& value, difference_type start = 0,
             difference_type stop = (std::numeric_limits<difference_type>::max)()) const {
        const size_type first = clamped(start);
        const size_type last = clamped(stop);
        if (first >= last) return std::nullopt;
        const size_type found = find_from(first, last, value);
        return found == last ? std::nullopt : std::optional<size_type>(found);
    }

    // -- modifiers at the ends ------------------------------------------------------------------

    template <class... Args>
    constexpr reference emplace_back(Args&&... args) {
        if constexpr (!bounded && base::held_in_registers && sizeof(T) <= ring_small_element) {
            T added = T(std::forward<Args>(args)...); // perhaps from an element
            if (window_.full()) [[unlikely]]
                base::grow();
            T* const slot = base::settle_back(added);
            check_invariants();
            return *slot;
        } else {
            if (window_.full()) {
                if constexpr (bounded) {
                    if (window_.block() != nullptr) {
                        return base::evict_front(std::forward<Args>(args)...);
                    }
                    base::take_bounded_block();
                } else if constexpr (base::held_in_registers) {
                    T added = T(std::forward<Args>(args)...);
                    base::grow();
                    return *base::settle_back(added);
                } else {
                    return base::grow_back(std::forward<Args>(args)...);
                }
            }
            T* const slot = window_.behind();
            traits::construct(allocator_, slot, std::forward<Args>(args)...);
            window_.opened_back();
            check_invariants();
            return *slot;
        }
    }
    template <class... Args>
    constexpr reference emplace_front(Args&&... args) {
        if constexpr (!bounded && base::held_in_registers && sizeof(T) <= ring_small_element) {
            T added = T(std::forward<Args>(args)...); // perhaps from an element
            if (window_.full()) [[unlikely]]
                base::grow();
            T* const slot = base::settle_front(added);
            check_invariants();
            return *slot;
        } else {
            if (window_.full()) {
                if constexpr (bounded) {
                    if (window_.block() != nullptr) {
                        return base::evict_back(std::forward<Args>(args)...);
                    }
                    base::take_bounded_block();
                } else if constexpr (base::held_in_registers) {
                    T added = T(std::forward<Args>(args)...);
                    base::grow();
                    return *base::settle_front(added);
                } else {
                    return base::grow_front(std::forward<Args>(args)...);
                }
            }
            T* const slot = window_.before();
            traits::construct(allocator_, slot, std::forward<Args>(args)...);
            window_.opened_front();
            check_invariants();
            return *slot;
        }
    }
    constexpr void pop_front() noexcept {
        CAIRN_EXPECTS(!empty());
        base::destroy_slot(window_.front());
        window_.closed_front();
        check_invariants();
    }
    constexpr void pop_back() noexcept {
        CAIRN_EXPECTS(!empty());
        base::destroy_slot(window_.back());
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
        base::destroy_range(0, n);
        window_.closed_front(n);
        check_invariants();
    }
    constexpr void pop_back_n(size_type n) noexcept {
        CAIRN_EXPECTS(n <= size());
        base::destroy_range(size() - n, size());
        window_.closed_back(n);
        check_invariants();
    }
    constexpr void clear() noexcept {
        base::clear();
        check_invariants();
    }

    // -- modifiers in the middle ----------------------------------------------------------------

    template <class... Args>
    constexpr iterator emplace(const_iterator position, Args&&... args) {
        const size_type i = index(position);
        if constexpr (bounded) {
            if (size() == max_size()) throw_length_error(ring_too_long);
        }
        if (i == size()) {
            emplace_back(std::forward<Args>(args)...);
        } else if (i == 0) {
            emplace_front(std::forward<Args>(args)...);
        } else {
            base::emplace_inside(i, std::forward<Args>(args)...);
        }
        check_invariants();
        return nth(i);
    }
    constexpr iterator insert_copies(const_iterator position, size_type n, const T& value) {
        const size_type i = index(position);
        detached<T, Allocator> copy(allocator_, value);
        base::insert_built(i, n, typename base::copies_of{std::addressof(copy.get())});
        check_invariants();
        return nth(i);
    }
    /// Inserts [first, last) before `position`; `n` is its length or `uncounted`.
    template <class It, class Sentinel>
    constexpr iterator insert_run(const_iterator position, It first, Sentinel last, size_type n) {
        const size_type i = index(position);
        if (n == uncounted || is_own(first)) {
            const size_type old = size();
            append(std::move(first), std::move(last), n);
            std::rotate(nth(i), nth(old), end());
        } else {
            base::insert_built(i, n, from<It>{std::move(first)});
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
        if (i != j) base::erase_indices(i, j);
        check_invariants();
        return nth(i);
    }
    template <class U = T>
    constexpr bool remove(const U& value) {
        const size_type found = find_from(0, size(), value);
        if (found == size()) return false;
        base::erase_indices(found, found + 1);
        check_invariants();
        return true;
    }
    template <class Predicate>
    constexpr size_type remove_if(Predicate predicate) {
        iterator kept = begin();
        bool behind = false; // of the element at hand
        for (std::span<T> run : segments()) {
            for (T& element : run) {
                if (predicate(element)) {
                    behind = true;
                } else {
                    if (behind) *kept = std::move(element);
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
        if (i != 0) *window_.at(i) = std::move(front());
        pop_front();
    }
    constexpr void swap_remove_back(size_type i) {
        CAIRN_EXPECTS(i < size());
        if (i + 1 != size()) *window_.at(i) = std::move(back());
        pop_back();
    }

    // -- as a whole -----------------------------------------------------------------------------

    constexpr void rotate(difference_type k) {
        const size_type n = size();
        if (n < 2) return;
        const auto length = static_cast<difference_type>(n);
        const difference_type rest = k % length;
        const auto right = static_cast<size_type>(rest < 0 ? rest + length : rest);
        if (window_.full()) {
            window_.turned(right);
        } else if (right <= n - right) {
            base::turn_right(right);
        } else {
            base::turn_left(n - right);
        }
        check_invariants();
    }
    constexpr std::span<T> make_contiguous() {
        if (!segments()[1].empty()) base::straighten();
        check_invariants();
        return segments()[0];
    }
    constexpr void repeat(size_type k) {
        const size_type n = size();
        if (k == 0) return clear();
        if (n == 0) return;
        if (k > max_size() / n) throw_length_error(ring_too_long);
        build_back(n * (k - 1), typename base::from_own{this, 0, n});
        check_invariants();
    }
    /// The last max_size() elements of k copies of the contents, for a bounded ring.
    constexpr void repeat_last(size_type k) {
        const size_type n = size();
        const size_type most = max_size();
        if (k == 0 || n == 0) return clear();
        if (k <= most / n) return repeat(k);
        rotate(static_cast<difference_type>(most % n)); // so many are left of the first copy
        build_back(most - n, typename base::from_own{this, 0, n});
        check_invariants();
    }

    // -- filling --------------------------------------------------------------------------------

    static constexpr size_type uncounted = static_cast<size_type>(-1);

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

    /// Appends [first, last). Strong.
    template <class It, class Sentinel>
    constexpr void append(It first, Sentinel last, size_type n) {
        if (n == uncounted) {
            const size_type old = size();
            guard undo([this, old]() noexcept { pop_back_n(size() - old); });
            for (; first != last; ++first) {
                if (size() == max_size()) throw_length_error(ring_too_long);
                emplace_back(*first);
            }
            undo.dismiss();
        } else if (is_own(first)) {
            if constexpr (base::template may_be_own<It>) {
                const size_type i = own_index(first);
                build_back(n, typename base::from_own{this, i, size()});
            }
        } else {
            build_back(n, from<It>{std::move(first)});
        }
        check_invariants();
    }
    /// Prepends [first, last) in its order. Strong, unless turning what was appended fails.
    template <class It, class Sentinel>
    constexpr void prepend(It first, Sentinel last, size_type n) {
        if (n == uncounted || is_own(first)) {
            const size_type old = size();
            append(std::move(first), std::move(last), n);
            rotate(static_cast<difference_type>(size() - old));
        } else {
            build_front(n, from<It>{std::move(first)});
        }
        check_invariants();
    }
    constexpr void append_copies(size_type n, const T& value) {
        if (n <= capacity() - size()) {
            build_back(n, typename base::copies_of{std::addressof(value)});
        } else {
            detached<T, Allocator> copy(allocator_, value); // `value` may be an element
            build_back(n, typename base::copies_of{std::addressof(copy.get())});
        }
        check_invariants();
    }
    constexpr void assign_copies(size_type n, const T& value) {
        detached<T, Allocator> copy(allocator_, value);
        clear();
        append_copies(n, copy.get());
    }
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
            base::assign_counted(std::move(first), n);
        }
        check_invariants();
    }

    // The same for a bounded ring, which keeps what pushing the elements one by one would leave.

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
            ring_sequence copy(Window(n), allocator_);
            copy.append(std::move(first), std::move(last), n);
            append_last(std::make_move_iterator(copy.begin()), std::make_move_iterator(copy.end()),
                        n);
        } else {
            const size_type kept = (std::min)(n, most);
            pop_front_n(size() + kept - most);
            std::ranges::advance(first, static_cast<std::iter_difference_t<It>>(n - kept));
            build_back(kept, from<It>{std::move(first)});
        }
        check_invariants();
    }
    template <class It, class Sentinel>
    constexpr void prepend_first(It first, Sentinel last, size_type n) {
        const size_type most = max_size();
        if (n == uncounted || is_own(first)) {
            ring_sequence taken(Window(most), allocator_);
            for (; taken.size() != most && first != last; ++first)
                taken.emplace_back(*first);
            prepend_first(std::make_move_iterator(taken.begin()),
                          std::make_move_iterator(taken.end()), taken.size());
        } else {
            const size_type kept = (std::min)(n, most);
            if (kept > most - size()) pop_back_n(size() + kept - most);
            build_front(kept, from<It>{std::move(first)});
        }
        check_invariants();
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

    // -- comparison -----------------------------------------------------------------------------

    [[nodiscard]] constexpr bool equal(const ring_sequence& other) const {
        if (size() != other.size()) return false;
        return for_run_pairs(other, size(), [](const T* a, const T* b, size_type n) {
            return std::equal(a, a + n, b);
        });
    }
    [[nodiscard]] constexpr auto compare(const ring_sequence& other) const {
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

private:
    template <class Build>
    constexpr void resize_by(size_type n, Build build) {
        if (n <= size()) return pop_back_n(size() - n);
        build_back(n - size(), build);
        check_invariants();
    }
    /// Python's reading of a slice bound.
    [[nodiscard]] constexpr size_type clamped(difference_type i) const noexcept {
        const auto n = static_cast<difference_type>(size());
        if (i < 0) i = i < -n ? 0 : i + n;
        return static_cast<size_type>(i < n ? i : n);
    }
    /// The first index in [i, last) at which the value stands, or `last`.
    template <class U>
    [[nodiscard]] constexpr size_type find_from(size_type i, size_type last, const U& value) const {
        while (i != last) {
            const stretch run = run_at(i, last - i);
            const T* const first = run.first;
            const T* const end = first + run.length;
            const T* at = first;
            if constexpr (std::is_arithmetic_v<T>) {
                at = std::find(first, end, value); // perhaps memchr
            } else { // libc++ 19 would copy elements that compare as bytes
                at = std::find_if(first, end, [&value](const T& element) {
                    return static_cast<bool>(element == value);
                });
            }
            const auto found = static_cast<size_type>(at - first);
            i += found;
            if (found != run.length) return i;
        }
        return last;
    }
    /// Calls f(a, b, k) for runs that cover the first n elements of both, until it says false.
    template <class F>
    constexpr bool for_run_pairs(const ring_sequence& other, size_type n, F f) const {
        for (size_type i = 0; i != n;) {
            const stretch a = run_at(i, n - i);
            const stretch b = other.run_at(i, a.length);
            if (!f(a.first, b.first, b.length)) return false;
            i += b.length;
        }
        return true;
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

#endif // CAIRN_DETAIL_RING_SEQUENCE_HPP
