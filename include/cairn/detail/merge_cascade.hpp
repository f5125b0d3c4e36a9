// SPDX-License-Identifier: BSL-1.0
// cairn/detail/merge_cascade.hpp -- whole sorted runs merged into memory: a cascade of two-way merges.
//
//     run_of           a sorted run as two pointers
//     portable_merge   two runs into one, without a branch on what is compared
//     vector_merge     the same for integers of 32 and 64 bits, a register of 64 bytes at a time
//     merge_cascade    k runs, by a tree of such merges with a buffer in each node
//
// A loser tree waits: each match needs the result of the one before. A merge of two runs can be cut in
// pieces that do not depend on each other, and those are merged side by side:
//
//     a   1 4 5 | 7 8 9          the first half of the result is 1 4 5 and 2 3,
//     b   2 3   | 6 10 11 12     the second 7 8 9 and 6 10 11 12
//
// The nodes of the cascade have buffers, so that memory is read and written once however many runs there
// are, and so that the temporary memory is bounded. (M. Frigo et al., "Cache-oblivious algorithms", 1999;
// S. Odeh, O. Green et al., "Merge path", 2012; K. Batcher, "Sorting networks and their applications", 1968.)

#ifndef CAIRN_DETAIL_MERGE_CASCADE_HPP
#define CAIRN_DETAIL_MERGE_CASCADE_HPP

#include <cairn/detail/contract.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace cairn::inline CAIRN_ABI::detail {

/// A sorted run, or what is left of it.
template <class T>
struct run_of {
    const T* first = nullptr;
    const T* last = nullptr;

    [[nodiscard]] constexpr std::size_t size() const noexcept {
        return static_cast<std::size_t>(last - first);
    }
    [[nodiscard]] constexpr bool empty() const noexcept { return first == last; }
};

/// std::copy_n and std::fill_n, and without <algorithm>.
template <class T>
[[gnu::always_inline]] inline T* copy_elements(const T* from, std::size_t count, T* to) {
    if constexpr (std::is_trivially_copyable_v<T>) {
        if (count != 0) std::memcpy(to, from, count * sizeof(T));
    } else {
        for (std::size_t i = 0; i != count; ++i)
            to[i] = from[i];
    }
    return to + count;
}
[[nodiscard]] constexpr std::size_t smaller(std::size_t a, std::size_t b) noexcept {
    return a < b ? a : b;
}

/// < or > on T, which is then no opaque function.
template <bool Descending>
struct number_before {
    template <class T>
    [[gnu::always_inline]] constexpr bool operator()(const T& a, const T& b) const noexcept {
        return Descending ? b < a : a < b;
    }
};

// -- where to cut --------------------------------------------------------------------------------------

/// How many of the first `count` elements of the merged sequence come from a. Any comparator at all
/// leaves the answer, and its complement to `count`, within the runs.
/// Expects     count <= a.size() + b.size()
/// Complexity  O(log count)
template <class T, class Before>
[[nodiscard]] std::size_t merge_cut(run_of<T> a, run_of<T> b, std::size_t count, Before& before) {
    std::size_t low = count > b.size() ? count - b.size() : 0;
    std::size_t high = detail::smaller(count, a.size());
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (before(b.first[count - middle - 1], a.first[middle])) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/// Two runs to be merged, and where to.
template <class T>
struct merge_job {
    run_of<T> a;
    run_of<T> b;
    T* out;

    [[nodiscard]] std::size_t size() const noexcept { return a.size() + b.size(); }
    /// What can be taken without a look at the ends.
    [[nodiscard]] std::size_t sure() const noexcept { return detail::smaller(a.size(), b.size()); }
};

/// Cuts a job into Ways jobs of about the same size. Ways is a power of two.
template <std::size_t Ways, class T, class Before>
void cut_job(const merge_job<T>& whole, merge_job<T> (&parts)[Ways], Before& before) {
    parts[0] = whole;
    for (std::size_t made = 1; made != Ways; made *= 2) {
        for (std::size_t i = made; i-- != 0;) {
            const merge_job<T> job = parts[i];
            const std::size_t count = job.size() / 2;
            const std::size_t of_a = detail::merge_cut(job.a, job.b, count, before);
            const T* const a = job.a.first + of_a;
            const T* const b = job.b.first + (count - of_a);
            parts[2 * i] = {{job.a.first, a}, {job.b.first, b}, job.out};
            parts[2 * i + 1] = {{a, job.a.last}, {b, job.b.last}, job.out + count};
        }
    }
}

// -- two runs, element by element -------------------------------------------------------------------------

/// Merges two runs; of equivalent elements those of a come first.
template <class T, class Before>
struct portable_merge {
    static constexpr std::size_t ways = 4;
    static constexpr std::size_t worth_cutting = 128; // a cut costs as much as a dozen elements

    static void run(const merge_job<T>& job, Before& before) {
        if (job.size() < worth_cutting) return finish(job, before);
        merge_job<T> parts[ways];
        detail::cut_job(job, parts, before);
        constexpr std::size_t few = 4;
        for (;;) {
            std::size_t steps = parts[0].sure();
            for (const merge_job<T>& part : parts)
                steps = detail::smaller(steps, part.sure());
            if (steps < few) break;
            merge_steps(parts, steps, before);
        }
        for (const merge_job<T>& part : parts)
            finish(part, before);
    }

private:
    /// What is larger than a register is picked from memory, for compilers would branch.
    [[gnu::always_inline]] static const T& pick(const T* a, const T* b, bool from_b) {
        if constexpr (sizeof(T) <= sizeof(std::uint64_t)) {
            return *(from_b ? b : a);
        } else {
            const T* const both[2] = {a, b};
            return *both[from_b];
        }
    }
    [[gnu::always_inline]] static void step(const T*& a, const T*& b, T*& out, Before& before) {
        const bool from_b = static_cast<bool>(before(*b, *a));
        *out = pick(a, b, from_b);
        ++out;
        a += static_cast<std::ptrdiff_t>(!from_b);
        b += static_cast<std::ptrdiff_t>(from_b);
    }
    /// One element of each part in turn: the parts do not wait for each other.
    static void merge_steps(merge_job<T> (&parts)[ways], std::size_t steps, Before& before) {
        static_assert(ways == 4);
        auto [a0, b0, out0] = heads(parts[0]);
        auto [a1, b1, out1] = heads(parts[1]);
        auto [a2, b2, out2] = heads(parts[2]);
        auto [a3, b3, out3] = heads(parts[3]);
        for (std::size_t i = 0; i != steps; ++i) {
            step(a0, b0, out0, before);
            step(a1, b1, out1, before);
            step(a2, b2, out2, before);
            step(a3, b3, out3, before);
        }
        parts[0] = {{a0, parts[0].a.last}, {b0, parts[0].b.last}, out0};
        parts[1] = {{a1, parts[1].a.last}, {b1, parts[1].b.last}, out1};
        parts[2] = {{a2, parts[2].a.last}, {b2, parts[2].b.last}, out2};
        parts[3] = {{a3, parts[3].a.last}, {b3, parts[3].b.last}, out3};
    }
    struct three {
        const T* a;
        const T* b;
        T* out;
    };
    static three heads(const merge_job<T>& part) { return {part.a.first, part.b.first, part.out}; }

    static void finish(const merge_job<T>& job, Before& before) {
        auto [a, b, out] = heads(job);
        while (a != job.a.last && b != job.b.last)
            step(a, b, out, before);
        out = detail::copy_elements(a, static_cast<std::size_t>(job.a.last - a), out);
        detail::copy_elements(b, static_cast<std::size_t>(job.b.last - b), out);
    }
};

// -- two runs, vector by vector ----------------------------------------------------------------------------

/// Merges two runs of integers. The largest elements so far stay in a register; the next vector comes
/// from the run with the lower head, and a bitonic network makes of both a lower and an upper half.
/// Equal integers cannot be told apart, so that the order among them does not matter; and a vector that
/// reaches past the end of a run is filled up with the last of all integers.
template <class T, bool Descending>
struct vector_merge {
    static_assert(std::is_integral_v<T> && (sizeof(T) == 4 || sizeof(T) == 8));
    static constexpr std::size_t lanes = 64 / sizeof(T);
    static constexpr std::size_t ways = 2;
    static constexpr std::size_t worth_cutting = 16 * lanes;
    using before = number_before<Descending>;
    typedef T vector __attribute__((vector_size(64)));

    static void run(const merge_job<T>& job, before& order) {
        if (job.size() < 2 * lanes || job.a.empty() || job.b.empty()) {
            return portable_merge<T, before>::run(job, order);
        }
        if (job.size() < worth_cutting) {
            merge_job<T> one[1] = {job};
            return merge_parts(one);
        }
        merge_job<T> parts[ways];
        detail::cut_job(job, parts, order);
        merge_parts(parts);
    }

private:
    // Vectors are passed by reference only: as values they would have an ABI that depends on the target.

    [[gnu::always_inline]] static void load(vector& v, const T* from) noexcept {
        std::memcpy(&v, from, sizeof v);
    }
    [[gnu::always_inline]] static void store(const vector& v, T* to) noexcept {
        std::memcpy(to, &v, sizeof v);
    }
    /// Puts the first in order of each two lanes into `first`, the other one into `second`.
    [[gnu::always_inline]] static void exchange(vector& first, vector& second) noexcept {
        const vector a = first, b = second;
        first = Descending ? (a < b ? b : a) : (a < b ? a : b);
        second = Descending ? (a < b ? a : b) : (a < b ? b : a);
    }
    template <std::size_t... Lane>
    [[gnu::always_inline]] static void reverse(vector& v, std::index_sequence<Lane...>) noexcept {
        v = __builtin_shufflevector(v, v, static_cast<int>(lanes - 1 - Lane)...);
    }
    /// Compares lanes at a distance, everywhere in the vector.
    template <std::size_t Distance, std::size_t... Lane>
    [[gnu::always_inline]] static void stage(vector& v, std::index_sequence<Lane...>) noexcept {
        vector first = v;
        vector second = __builtin_shufflevector(v, v, static_cast<int>(Lane ^ Distance)...);
        exchange(first, second);
        v = __builtin_shufflevector(
            first, second, static_cast<int>((Lane & Distance) == 0 ? Lane : Lane + lanes)...);
    }
    /// Sorts a bitonic vector.
    [[gnu::always_inline]] static void sort(vector& v) noexcept {
        constexpr auto all = std::make_index_sequence<lanes>();
        if constexpr (lanes == 16) stage<8>(v, all);
        stage<4>(v, all);
        stage<2>(v, all);
        stage<1>(v, all);
    }
    /// Of two sorted vectors the lower half and the upper half, sorted.
    [[gnu::always_inline]] static void halve(vector& low, vector& high) noexcept {
        reverse(low, std::make_index_sequence<lanes>());
        exchange(low, high);
        sort(low);
        sort(high);
    }

    /// Takes a vector off a run that may be shorter.
    static void take(vector& v, run_of<T>& from) noexcept {
        const std::size_t count = detail::smaller(lanes, from.size());
        T room[lanes];
        using limits = std::numeric_limits<T>;
        for (T& lane : room)
            lane = Descending ? (limits::min)() : (limits::max)();
        detail::copy_elements(from.first, count, room);
        load(v, room);
        from.first += count;
    }
    /// Puts out as much of a vector as the job still wants.
    static void put(const vector& v, merge_job<T>& job, std::size_t& wanted) noexcept {
        const std::size_t count = detail::smaller(lanes, wanted);
        T room[lanes];
        store(v, room);
        job.out = detail::copy_elements<T>(room, count, job.out);
        wanted -= count;
    }

    template <std::size_t Parts>
    static void merge_parts(merge_job<T> (&parts)[Parts]) noexcept {
        vector high[Parts];
        std::size_t wanted[Parts]; // of each part, that is not yet out
        for (std::size_t i = 0; i != Parts; ++i) {
            wanted[i] = parts[i].size();
            vector low;
            take(low, parts[i].a);
            take(high[i], parts[i].b);
            halve(low, high[i]);
            put(low, parts[i], wanted[i]);
        }
        for (;;) {
            std::size_t steps = parts[0].sure();
            for (const merge_job<T>& part : parts)
                steps = detail::smaller(steps, part.sure());
            steps /= lanes;
            if (steps == 0) break;
            for (std::size_t i = 0; i != Parts; ++i)
                wanted[i] -= steps * lanes;
            merge_steps(parts, high, steps);
        }
        for (std::size_t i = 0; i != Parts; ++i)
            finish(parts[i], high[i], wanted[i]);
    }

    [[gnu::always_inline]] static void step(const T*& a, const T*& b, T*& out,
                                            vector& high) noexcept {
        const bool from_b = before()(*b, *a);
        vector low;
        load(low, from_b ? b : a);
        a += from_b ? 0 : lanes;
        b += from_b ? lanes : 0;
        halve(low, high);
        store(low, out);
        out += lanes;
    }
    static void merge_steps(merge_job<T> (&parts)[1], vector (&high)[1],
                            std::size_t steps) noexcept {
        vector high0 = high[0];
        for (std::size_t i = 0; i != steps; ++i)
            step(parts[0].a.first, parts[0].b.first, parts[0].out, high0);
        high[0] = high0;
    }
    static void merge_steps(merge_job<T> (&parts)[2], vector (&high)[2],
                            std::size_t steps) noexcept {
        const T *a0 = parts[0].a.first, *b0 = parts[0].b.first;
        const T *a1 = parts[1].a.first, *b1 = parts[1].b.first;
        T *out0 = parts[0].out, *out1 = parts[1].out;
        vector high0 = high[0], high1 = high[1];
        for (std::size_t i = 0; i != steps; ++i) {
            step(a0, b0, out0, high0);
            step(a1, b1, out1, high1);
        }
        parts[0] = {{a0, parts[0].a.last}, {b0, parts[0].b.last}, out0};
        parts[1] = {{a1, parts[1].a.last}, {b1, parts[1].b.last}, out1};
        high[0] = high0;
        high[1] = high1;
    }
    /// The rest, vectors that are not full included.
    static void finish(merge_job<T> job, vector& high, std::size_t wanted) noexcept {
        while (wanted != 0) {
            const bool from_a =
                !job.a.empty() && (job.b.empty() || !before()(*job.b.first, *job.a.first));
            if (!from_a && job.b.empty()) {
                put(high, job, wanted);
                return;
            }
            vector low;
            take(low, from_a ? job.a : job.b);
            halve(low, high);
            put(low, job, wanted);
        }
    }
};

/// Whether vectors of 64 bytes are what the target computes with.
#ifdef __AVX512F__
inline constexpr bool wide_vectors = true;
#else
inline constexpr bool wide_vectors = false;
#endif

template <class T, class Before>
inline constexpr bool merges_by_vectors = false;
template <std::integral T, bool Descending>
    requires(sizeof(T) == 4 || sizeof(T) == 8)
inline constexpr bool merges_by_vectors<T, number_before<Descending>> = wide_vectors;

template <class T, class Before, bool Vectors>
struct two_way_merge {
    using type = portable_merge<T, Before>;
};
template <class T, bool Descending>
struct two_way_merge<T, number_before<Descending>, true> {
    using type = vector_merge<T, Descending>;
};

// -- k runs ----------------------------------------------------------------------------------------------

/// Elements that are cheap to copy into buffers.
template <class T>
concept cascading =
    std::is_trivially_copy_constructible_v<T> && std::is_trivially_destructible_v<T> &&
    std::is_default_constructible_v<T> && std::is_copy_assignable_v<T> && sizeof(T) <= 16;

/// Merges k runs piece by piece. A node's buffer is filled when it is empty and somebody wants more.
/// `Vectors` is a parameter so that tests can have both ways, and so that units compiled for different
/// targets have different types.
template <cascading T, class Before, bool Vectors = merges_by_vectors<T, Before>>
class merge_cascade {
    using merge_two = typename two_way_merge<T, Before, Vectors>::type;

    // Buffers that all fit into the second-level cache would be too small to cut merges well; this many
    // elements cost no more to fetch from the third level.
    static constexpr std::size_t most = 4096;
    static constexpr std::size_t least = 256;

public:
    /// The runs stay where they are while the cascade lives.
    /// Complexity  O(k), temporary memory for at most k * 256 + n elements, and no more than k * 4096
    merge_cascade(const std::vector<run_of<T>>& runs, Before before)
        : before_(std::move(before)), count_(runs.empty() ? 1 : runs.size()), nodes_(2 * count_) {
        for (const run_of<T>& run : runs)
            left_ += run.size();
        room_ = detail::smaller(left_ / count_, most);
        if (room_ < least) room_ = least;
        buffers_ = std::make_unique_for_overwrite<T[]>(count_ > 2 ? (count_ - 2) * room_ : 0);
        // Runs in order at the leaves: the deepest level first, then what of the level above has no children.
        std::size_t deepest = 1;
        while (deepest < count_)
            deepest *= 2;
        for (std::size_t i = 0; i != runs.size(); ++i)
            nodes_[deepest + i < 2 * count_ ? deepest + i : deepest + i - count_] = runs[i];
    }

    /// How many elements are still to come.
    [[nodiscard]] std::size_t left() const noexcept { return left_; }

    /// Puts the next `count` elements to `out`.
    /// Expects     count <= left()
    void get(T* out, std::size_t count) {
        left_ -= count;
        if (count_ == 1) {
            detail::copy_elements(nodes_[1].first, count, out);
            nodes_[1].first += count;
        } else {
            produce(1, out, out + count);
        }
    }

private:
    [[nodiscard]] bool has_more(std::size_t node) {
        return !nodes_[node].empty() || (node < count_ && refill(node));
    }
    [[nodiscard, gnu::noinline]] bool refill(std::size_t node) {
        T* const buffer = buffers_.get() + (node - 2) * room_;
        nodes_[node] = {buffer, produce(node, buffer, buffer + room_)};
        return !nodes_[node].empty();
    }

    /// Fills [out, end) from both children, as far as they have elements.
    T* produce(std::size_t node, T* out, T* end) {
        const std::size_t left = 2 * node, right = left + 1;
        while (out != end) {
            if (!has_more(left)) return copy(right, out, end);
            if (!has_more(right)) return copy(left, out, end);
            run_of<T>& a = nodes_[left];
            run_of<T>& b = nodes_[right];
            merge_job<T> job{a, b, out};
            limit(job, static_cast<std::size_t>(end - out));
            merge_two::run(job, before_);
            out += job.size();
            a.first = job.a.last;
            b.first = job.b.last;
        }
        return out;
    }
    T* copy(std::size_t node, T* out, T* end) {
        while (out != end && has_more(node)) {
            run_of<T>& from = nodes_[node];
            const std::size_t count =
                detail::smaller(from.size(), static_cast<std::size_t>(end - out));
            out = detail::copy_elements(from.first, count, out);
            from.first += count;
        }
        return out;
    }
    /// Cuts a job down to `room` elements, and to where one of the runs is used up: what comes after that
    /// may have to wait for that run's next elements.
    void limit(merge_job<T>& job, std::size_t room) {
        const auto cap = [room](run_of<T>& run) {
            if (run.size() > room) run.last = run.first + room;
        };
        cap(job.a);
        cap(job.b);
        const T& last_a = job.a.last[-1];
        const T& last_b = job.b.last[-1];
        if (before_(last_b, last_a)) {
            job.a.last = first_without(job.a, [&](const T& x) { return !before_(last_b, x); });
        } else {
            job.b.last = first_without(job.b, [&](const T& x) { return before_(x, last_a); });
        }
        if (job.size() > room) {
            const std::size_t of_a = detail::merge_cut(job.a, job.b, room, before_);
            job.a.last = job.a.first + of_a;
            job.b.last = job.b.first + (room - of_a);
        }
    }
    template <class Predicate>
    static const T* first_without(run_of<T> run, Predicate predicate) {
        while (!run.empty()) {
            const T* const middle = run.first + run.size() / 2;
            if (predicate(*middle)) {
                run.first = middle + 1;
            } else {
                run.last = middle;
            }
        }
        return run.first;
    }

    Before before_;
    std::size_t count_; // of leaves: nodes 1 .. count_ - 1 merge, the others are runs
    std::size_t left_ = 0;
    std::size_t room_ = 0;         // of a buffer, in elements
    std::vector<run_of<T>> nodes_; // what each node has ready
    std::unique_ptr<T[]> buffers_; // of nodes 2 .. count_ - 1; the root writes to where it is told
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_MERGE_CASCADE_HPP
