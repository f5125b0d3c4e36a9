// SPDX-License-Identifier: BSL-1.0
// cairn/quick_heap.hpp -- a priority queue that sorts no earlier, and no more, than it has to
//
//     cairn::quick_heap<double> next{3.5, 1.25, 9.0};
//     next.push(0.5);
//     next.top();                                      // 0.5
//     next.pop();
//     next.take_top();                                 // 1.25
//
// Shape       the least element, some that follow it, sorted, and the rest in unordered buckets, each
//             with a lower bound. A push appends to a bucket; a bucket is divided when its turn comes:
//                 top   near                  buckets
//                 [3]   [9 7 5 4 . . . ]      [ >= 80 ][ >= 31 ][ >= 17 ][ >= 10 ]
//             What is moved about is not the element, but a record of 8 to 32 bytes: a number as a word
//             that orders as it does; small elements themselves; else a pointer, with the first
//             characters of a string in front. Numbers, pairs that begin with one, strings, and
//             elements under by_key of a number or string are ordered by words, eight at a time where
//             the target has AVX-512.
// Synopsis    quick_heap<T, Compare>: least first; std::greater<> gives greatest first
//               look-up     top  size  empty  memory_bytes                                 O(1)
//               in          push  emplace  push_range                                      O(log n)
//               out         pop  take_top  try_pop  drain_sorted                           O(log n)
//               both        push_pop  replace_top                                          O(log n)
//               whole       merge  erase_if  clear  reserve  swap                          O(n log n)
//             All but look-up amortised over the life of the heap, and expected: medians are estimated
//             from samples. In a monotone use, where what is pushed is not less than what was popped,
//             a push costs a search among O(log n) bounds, and a pop a constant.
//             Use cairn::heap where strong order matters more than speed in bulk: it has iteration, a
//             container of your choice, and a worst case for every operation.
// Validity    Whatever modifies the heap invalidates the reference that top() gave.
//             Arguments may be elements of the heap itself: h.push(h.top()).
// Exceptions  strong for one element: a comparison, allocation or constructor that throws leaves the same
//             elements in the heap. So pop may throw, where the comparator does or memory is short, and
//             then it has popped nothing. Basic for many, unless a member says more.
// Source      G. Navarro, R. Paredes, "On sorting, heaps, and minimum spanning trees" (2010): quickheaps;
//             P. Sanders, "Fast priority queues for cached memory" (2000)

#ifndef CAIRN_QUICK_HEAP_HPP
#define CAIRN_QUICK_HEAP_HPP

#include <cairn/detail/iterator.hpp>
#include <cairn/detail/quick_core.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI {

/// A priority queue whose top is an element that no other is less than, by Compare. Not stable: equivalent
/// elements come out in any order. T may be move-only, and immovable as far as it is not taken out by value.
/// Compare need not be assignable. Const members may be called from several threads at once.
template <class T, class Compare, class Allocator>
class quick_heap {
    static_assert(std::is_same_v<T, typename std::allocator_traits<Allocator>::value_type>,
                  "quick_heap<T, Compare, Allocator>: an allocator of T is needed");
    static_assert(std::is_object_v<T> && !std::is_const_v<T> && !std::is_volatile_v<T>,
                  "quick_heap<T>: elements are moved, so T is not const");

    using traits = std::allocator_traits<Allocator>;
    using policy = detail::quick_record<T, Compare, Allocator>;
    using engine = detail::quick_core<T, policy, Compare, Allocator>;
    using record = typename policy::type;

    static constexpr bool computed = policy::home == detail::residence::nowhere;
    static constexpr bool has_nodes = policy::home == detail::residence::node;
    static constexpr std::size_t node_alignment =
        alignof(T) < alignof(void*) ? alignof(void*) : alignof(T);
    using node_pool =
        detail::cell_pool<(sizeof(T) + node_alignment - 1) / node_alignment * node_alignment,
                          node_alignment, Allocator>;
    struct no_nodes {
        void swap(no_nodes&) noexcept {}
    };
    static constexpr bool needs_destruction =
        !computed &&
        (!std::is_trivially_destructible_v<T> || !detail::constructs_plainly<Allocator, T>);

public:
    // -- types -------------------------------------------------------------------------------------

    using value_type = T;
    using value_compare = Compare;
    using allocator_type = Allocator;
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using reference = const T&;
    using const_reference = const T&;

    // -- construction, assignment, destruction -------------------------------------------------------

    quick_heap()
        requires std::default_initializable<Compare> && std::default_initializable<Allocator>
        : quick_heap(Compare(), Allocator()) {}
    explicit quick_heap(const Compare& compare, const Allocator& allocator = Allocator())
        : core_(compare, allocator) {}
    explicit quick_heap(const Allocator& allocator) : quick_heap(Compare(), allocator) {}

    template <detail::input_iterator It, std::sentinel_for<It> Last>
    quick_heap(It first, Last last, const Compare& compare = Compare(),
               const Allocator& allocator = Allocator())
        : quick_heap(compare, allocator) {
        for (; first != last; ++first)
            emplace(*first);
    }
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    quick_heap(It first, Last last, const Allocator& allocator)
        : quick_heap(std::move(first), std::move(last), Compare(), allocator) {}

    template <detail::range_of<T> Range>
    quick_heap(from_range_t, Range&& range, const Compare& compare = Compare(),
               const Allocator& allocator = Allocator())
        : quick_heap(compare, allocator) {
        push_range(std::forward<Range>(range));
    }
    template <detail::range_of<T> Range>
    quick_heap(from_range_t, Range&& range, const Allocator& allocator)
        : quick_heap(from_range, std::forward<Range>(range), Compare(), allocator) {}

    quick_heap(std::initializer_list<T> list, const Compare& compare = Compare(),
               const Allocator& allocator = Allocator())
        : quick_heap(list.begin(), list.end(), compare, allocator) {}
    quick_heap(std::initializer_list<T> list, const Allocator& allocator)
        : quick_heap(list.begin(), list.end(), Compare(), allocator) {}

    /// Complexity  O(n log n)
    quick_heap(const quick_heap& other)
        : quick_heap(other,
                     traits::select_on_container_copy_construction(other.core_.allocator())) {}
    quick_heap(const quick_heap& other, const std::type_identity_t<Allocator>& allocator)
        : quick_heap(other.core_.comparator(), allocator) {
        push_copies(other);
    }
    /// Leaves `other` empty.
    quick_heap(quick_heap&& other) noexcept(std::is_nothrow_copy_constructible_v<Compare>)
        : core_(std::move(other.core_)) {
        nodes_.swap(other.nodes_);
    }
    /// With an allocator that differs, elements are moved one by one; else as above.
    quick_heap(quick_heap&& other, const std::type_identity_t<Allocator>& allocator)
        : quick_heap(other.core_.comparator(), allocator) {
        if (core_.allocator() == other.core_.allocator()) {
            exchange(other);
        } else {
            merge(other);
        }
    }

    /// Exceptions  strong
    quick_heap& operator=(const quick_heap& other) {
        if (this == std::addressof(other)) return *this;
        if constexpr (traits::propagate_on_container_copy_assignment::value) {
            quick_heap copy(other, other.core_.allocator());
            release();
            core_.allocator() = other.core_.allocator();
            adopt(copy);
        } else {
            quick_heap copy(other, core_.allocator());
            adopt(copy);
        }
        return *this;
    }
    /// Leaves `other` empty.
    /// Exceptions  basic, where allocators differ and do not move along; else none
    quick_heap& operator=(quick_heap&& other) noexcept(
        (traits::propagate_on_container_move_assignment::value || traits::is_always_equal::value) &&
        assigns_compare_nothrow) {
        if (this == std::addressof(other)) return *this;
        if constexpr (traits::propagate_on_container_move_assignment::value) {
            release();
            core_.allocator() = std::move(other.core_.allocator());
            adopt(other);
        } else if (core_.allocator() == other.core_.allocator()) {
            release();
            adopt(other);
        } else {
            quick_heap moved(std::move(other), core_.allocator());
            adopt(moved);
        }
        return *this;
    }
    /// Exceptions  strong
    quick_heap& operator=(std::initializer_list<T> list) {
        quick_heap made(list, core_.comparator(), core_.allocator());
        exchange(made);
        return *this;
    }
    ~quick_heap() { release(); }

    [[nodiscard]] value_compare value_comp() const { return core_.comparator(); }
    [[nodiscard]] allocator_type get_allocator() const noexcept { return core_.allocator(); }

    // -- size --------------------------------------------------------------------------------------

    [[nodiscard]] bool empty() const noexcept { return core_.size() == 0; }
    [[nodiscard]] size_type size() const noexcept { return core_.size(); }
    [[nodiscard]] size_type max_size() const noexcept {
        return detail::max_elements<T>(core_.allocator());
    }
    /// Takes memory for n elements at once. Pushes may still need a little more.
    void reserve(size_type n) {
        if (n > max_size()) detail::throw_length_error("quick_heap::reserve: beyond max_size()");
        core_.reserve(n);
        if constexpr (has_nodes) {
            if (n > size()) nodes_.reserve(core_.allocator(), n - size());
        }
    }
    /// What the heap has taken from its allocator, and keeps until it is destroyed or assigned to.
    /// Units       bytes
    [[nodiscard]] size_type memory_bytes() const noexcept {
        if constexpr (has_nodes) {
            return core_.bytes() + nodes_.bytes();
        } else {
            return core_.bytes();
        }
    }

    // -- look-up -----------------------------------------------------------------------------------

    /// An element that no other is less than.
    /// Expects     !empty()
    /// Complexity  O(1)
    /// Validity    until the heap is modified
    /// Python      h[0]
    [[nodiscard]] const_reference top() const noexcept {
        CAIRN_EXPECTS(!empty());
        return core_.shown();
    }

    // -- modifiers ---------------------------------------------------------------------------------

    /// Adds an element.
    /// Complexity  O(log n) comparisons, amortised
    /// Exceptions  strong
    /// Python      heappush(h, x)
    void push(const T& value) { emplace(value); }
    void push(T&& value) { emplace(std::move(value)); }
    template <class... Args>
    void emplace(Args&&... args) {
        if constexpr (computed) {
            core_.push(policy::encode(core_.comparator(), T(std::forward<Args>(args)...)));
        } else {
            made_element<policy> made(*this, std::forward<Args>(args)...);
            core_.push(made.get());
            made.keep();
        }
        check_invariants();
    }
    /// Adds the elements of a range, which may not be part of the heap.
    /// Exceptions  basic: the elements before the one that failed are in the heap
    template <detail::range_of<T> Range>
    void push_range(Range&& range) {
        auto last = std::ranges::end(range);
        for (auto at = std::ranges::begin(range); at != last; ++at)
            emplace(*at);
    }

    /// Removes top().
    /// Expects     !empty()
    /// Complexity  O(log n) comparisons, amortised and expected
    /// Exceptions  strong
    void pop() {
        CAIRN_EXPECTS(!empty());
        core_.prepare();
        drop_top();
        check_invariants();
    }
    /// Removes top() and returns it.
    /// Expects     !empty()
    /// Exceptions  strong, if T's move constructor is: a move that throws may leave its traces in top()
    /// Python      heappop(h)
    [[nodiscard]] T take_top() {
        CAIRN_EXPECTS(!empty());
        core_.prepare();
        T value(std::move(mutable_top()));
        drop_top();
        check_invariants();
        return value;
    }
    /// The same, or nothing if the heap is empty.
    [[nodiscard]] std::optional<T> try_pop() {
        if (empty()) return std::nullopt;
        return std::optional<T>(take_top());
    }

    /// Pushes, then takes the top: what push() and take_top() do, without either if `value` would be it.
    /// Exceptions  basic: if a comparison throws, `value` is lost, or in the heap
    /// Python      heappushpop(h, x)
    [[nodiscard]] T push_pop(T value) {
        if (empty() || !core_.comparator()(std::as_const(top()), std::as_const(value))) {
            return value;
        }
        push(std::move(value));
        return take_top();
    }
    /// Takes the top and pushes, in one step; returns what was the top.
    /// Expects     !empty()
    /// Exceptions  basic: if a comparison throws, `value` is lost; if T's move constructor does, the old top
    /// Python      heapreplace(h, x)
    T replace_top(T value) {
        CAIRN_EXPECTS(!empty());
        if constexpr (computed) {
            T old(core_.shown());
            core_.replace_top(policy::encode(core_.comparator(), value));
            check_invariants();
            return old;
        } else {
            made_element<policy> made(*this, std::move(value));
            record top = core_.top();
            core_.replace_top(made.get());
            made.swap(top); // now it is the old one that goes
            check_invariants();
            return T(std::move(made.element()));
        }
    }

    void clear() noexcept {
        dispose_all();
        core_.clear();
    }

    // -- as a whole --------------------------------------------------------------------------------

    /// Takes the elements out in order, to an output iterator; returns one past the last.
    /// Exceptions  basic: what was not taken is still in the heap
    template <std::output_iterator<T> Out>
    Out drain_sorted(Out out) {
        while (!empty()) {
            *out = take_top();
            ++out;
        }
        return out;
    }

    /// Moves all elements of `other` here, except if it is this heap.
    /// Complexity  O(m log(n + m)) comparisons for m elements
    /// Exceptions  basic: each element is in one of the two, if moving it does not throw
    void merge(quick_heap& other) {
        if (this == std::addressof(other)) return;
        while (!other.empty()) {
            other.core_.prepare();
            if constexpr (has_nodes) {
                made_element<policy> moved(*this, std::move_if_noexcept(other.mutable_top()));
                restored_element<policy> on_failure(*this, other, moved.get());
                core_.push(moved.get());
                on_failure.cancel();
                moved.keep();
                other.drop_top();
            } else {
                core_.push(other.core_.top());
                other.core_.drop_top();
            }
        }
        check_invariants();
    }
    void merge(quick_heap&& other) { merge(other); }

    /// Expects allocators that are equal, unless they are swapped, too.
    void swap(quick_heap& other) noexcept(assigns_compare_nothrow) {
        CAIRN_EXPECTS(traits::propagate_on_container_swap::value ||
                      core_.allocator() == other.core_.allocator());
        if (this == std::addressof(other)) return;
        if constexpr (!std::is_empty_v<Compare>) {
            const Compare mine(core_.comparator());
            assign_compare(core_.comparator(), other.core_.comparator());
            assign_compare(other.core_.comparator(), mine);
        }
        if constexpr (traits::propagate_on_container_swap::value) {
            using std::swap;
            swap(core_.allocator(), other.core_.allocator());
        }
        exchange(other);
    }
    friend void swap(quick_heap& a, quick_heap& b) noexcept(noexcept(a.swap(b))) { a.swap(b); }

    /// Removes the elements for which `condition` holds; returns how many there were.
    /// Complexity  O(n log n), and one call of the condition for each
    /// Exceptions  strong
    template <class Condition>
        requires std::predicate<Condition&, const T&>
    friend size_type erase_if(quick_heap& from, Condition condition) {
        const size_type n = from.core_.remove_if(
            [&](const record& x) -> bool {
                if constexpr (computed) {
                    const T value = policy::decode(x);
                    return static_cast<bool>(condition(value));
                } else {
                    return static_cast<bool>(condition(std::as_const(policy::element(x))));
                }
            },
            [&](record& x) { from.dispose(x); });
        from.check_invariants();
        return n;
    }

    /// Aborts if the invariant of the class is broken.
    void check_invariants() const {
        if constexpr (detail::hardened >= 2) {
            // All elements are looked at: of large heaps only now and then.
            const size_type n = size();
            const bool now = n < 128 || (n < 4096 ? n % 512 == 0 : (n & (n - 1)) == 0);
            if (now) core_.check_invariants();
        }
    }

private:
    /// An element that is not in the heap yet; destroyed if it does not get there. (A template, for some
    /// policies have no such thing, and explicit instantiation would ask for it.)
    template <class Policy>
    class made_element {
    public:
        template <class... Args>
        explicit made_element(quick_heap& heap, Args&&... args) : heap_(heap) {
            if constexpr (has_nodes) {
                heap_.nodes_.reserve(heap_.core_.allocator(), 1);
                record_.node = static_cast<T*>(heap_.nodes_.take());
                unused_cell cell{heap_.nodes_, record_.node};
                traits::construct(heap_.core_.allocator(), record_.node,
                                  std::forward<Args>(args)...);
                cell.at = nullptr;
            } else {
                traits::construct(heap_.core_.allocator(), reinterpret_cast<T*>(record_.bytes),
                                  std::forward<Args>(args)...);
            }
            made_ = true;
            tag_or_dispose();
        }
        made_element(const made_element&) = delete;
        made_element& operator=(const made_element&) = delete;
        ~made_element() {
            if (made_) heap_.dispose(record_);
        }

        [[nodiscard]] const record& get() const noexcept { return record_; }
        [[nodiscard]] T& element() noexcept { return Policy::element(record_); }
        void keep() noexcept { made_ = false; }
        void swap(record& other) noexcept { std::swap(record_, other); }

    private:
        struct unused_cell {
            node_pool& nodes;
            void* at;
            ~unused_cell() {
                if (at != nullptr) nodes.give(at);
            }
        };
        /// The destructor of this object does not run if its constructor throws.
        void tag_or_dispose() {
            struct guard {
                made_element& made;
                bool done = false;
                ~guard() {
                    if (!done) made.heap_.dispose(made.record_);
                }
            } guarded{*this};
            Policy::tag(heap_.core_.comparator(), record_);
            guarded.done = true;
        }

        quick_heap& heap_;
        record record_;
        bool made_ = false;
    };

    /// Moves an element back to the top of the heap that it came from, unless it arrived.
    template <class Policy>
    class restored_element {
    public:
        restored_element(quick_heap& heap, quick_heap& origin, const record& moved) noexcept
            : heap_(heap), origin_(origin), moved_(moved) {}
        restored_element(const restored_element&) = delete;
        restored_element& operator=(const restored_element&) = delete;
        ~restored_element() {
            if constexpr (std::is_nothrow_move_constructible_v<T>) {
                if (cancelled_) return;
                T* const home = std::addressof(origin_.mutable_top());
                traits::destroy(origin_.core_.allocator(), home);
                traits::construct(origin_.core_.allocator(), home,
                                  std::move(Policy::element(moved_)));
            }
        }
        void cancel() noexcept { cancelled_ = true; }

    private:
        quick_heap& heap_;
        quick_heap& origin_;
        const record& moved_;
        bool cancelled_ = false;
    };

    [[nodiscard]] decltype(auto) mutable_top() noexcept {
        if constexpr (computed) {
            return policy::decode(core_.top());
        } else {
            return policy::element(core_.top());
        }
    }

    void dispose(record& x) noexcept {
        if constexpr (!computed) {
            traits::destroy(core_.allocator(), std::addressof(policy::element(x)));
            if constexpr (has_nodes) nodes_.give(x.node);
        }
    }
    void dispose_all() noexcept {
        if constexpr (needs_destruction || has_nodes) {
            core_.for_each([this](record& x) { dispose(x); });
        }
    }
    /// Expects prepare() since the last push.
    void drop_top() noexcept {
        dispose(core_.top());
        core_.drop_top();
    }

    void push_copies(const quick_heap& other) {
        other.core_.for_each([this](const record& x) {
            if constexpr (computed) {
                core_.push(x);
            } else {
                emplace(std::as_const(policy::element(x)));
            }
        });
    }

    /// Destroys everything, and returns the memory.
    void release() noexcept {
        if constexpr (needs_destruction) dispose_all();
        core_.release();
        if constexpr (has_nodes) nodes_.release(core_.allocator());
    }
    void exchange(quick_heap& other) noexcept {
        core_.exchange(other.core_);
        nodes_.swap(other.nodes_);
    }
    /// Takes elements and comparator of a heap with an equal allocator, which gets what was here.
    void adopt(quick_heap& other) {
        assign_compare(core_.comparator(), other.core_.comparator());
        exchange(other);
    }

    static constexpr bool assigns_compare_nothrow =
        std::is_empty_v<Compare> || std::is_nothrow_copy_assignable_v<Compare> ||
        (!std::is_copy_assignable_v<Compare> && std::is_nothrow_copy_constructible_v<Compare>);

    /// Lambdas with captures cannot be assigned.
    static void assign_compare(Compare& to, const Compare& from) noexcept(assigns_compare_nothrow) {
        if constexpr (std::is_empty_v<Compare>) {
            return;
        } else if constexpr (std::is_copy_assignable_v<Compare>) {
            to = from;
        } else {
            static_assert(
                std::is_nothrow_copy_constructible_v<Compare>,
                "quick_heap: a comparator that cannot be assigned must not throw when copied");
            std::destroy_at(std::addressof(to));
            std::construct_at(std::addressof(to), from);
        }
    }

    engine core_;
    [[no_unique_address]] std::conditional_t<has_nodes, node_pool, no_nodes> nodes_;
};

// -- deduction guides --------------------------------------------------------------------------------

template <std::input_iterator It, std::sentinel_for<It> Last, class Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::iter_value_t<It>>>
    requires(!detail::allocator_like<Compare>)
quick_heap(It, Last, Compare = Compare(), Allocator = Allocator())
    -> quick_heap<std::iter_value_t<It>, Compare, Allocator>;

template <std::ranges::input_range Range, class Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::ranges::range_value_t<Range>>>
    requires(!detail::allocator_like<Compare>)
quick_heap(from_range_t, Range&&, Compare = Compare(), Allocator = Allocator())
    -> quick_heap<std::ranges::range_value_t<Range>, Compare, Allocator>;

template <class T, class Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<T>>
    requires(!detail::allocator_like<Compare>)
quick_heap(std::initializer_list<T>, Compare = Compare(), Allocator = Allocator())
    -> quick_heap<T, Compare, Allocator>;

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_QUICK_HEAP_HPP
