// SPDX-License-Identifier: BSL-1.0
// cairn/detail/set_numbers.hpp -- two sorted arrays of numbers, combined as multisets without guessing.
//
//     set_numbers        what set_combine does, for numbers that lie side by side
//
// Where the two have about as many elements, each step of a merge would be a branch that is predicted wrongly
// every other time; and without branches each step waits for the one before. So a piece of both is cut into
// parts of equal length, which are merged in turns: one part's step is made while the others wait.
// Where one of them has many more, a few elements of the other are looked up in it side by side: first the
// distance doubles until the last of them is passed (Bentley and Yao, 1976), then all are searched by halves.
// Which of the two it is, is asked anew for each piece.

#ifndef CAIRN_DETAIL_SET_NUMBERS_HPP
#define CAIRN_DETAIL_SET_NUMBERS_HPP

#include <cairn/detail/set_gallop.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// n if `passes`, else 0. g++ makes a branch of a conditional whose result is stored; clang of everything that it
/// is not told not to.
[[nodiscard, gnu::always_inline]] inline std::size_t set_if(bool passes, std::size_t n) noexcept {
#if defined(__clang__)
    return __builtin_unpredictable(passes) ? n : 0;
#else
    return n & (std::size_t{0} - static_cast<std::size_t>(passes));
#endif
}

struct set_tuning {
    // Elements of both together; parts, and steps of each part at a turn; more do not fit into registers.
    static constexpr std::size_t least = 128; // fewer are merged as in std
    static constexpr std::size_t piece = 1024;
    static constexpr std::size_t parts = 4;
    static constexpr std::ptrdiff_t steps = 4;

    // Look-ups side by side, and how many times as many elements of the other range have to be passed at once:
    // reading past them costs little, copying them one by one not much more than a block.
    static constexpr std::size_t batch = 16;
    static constexpr std::size_t skipped = 8;
    static constexpr std::size_t copied = 64;

    // How long runs have to be, on average, for branches to be predicted; how many elements may fall short of
    // that before they are given up, depending on how well it went; and what is no run but a gap.
    static constexpr std::ptrdiff_t cost_of_run = 8;
    static constexpr std::ptrdiff_t least_credit = 12;
    static constexpr std::ptrdiff_t most_credit = 96;
    static constexpr std::ptrdiff_t long_run = 256;
};

/// Combines [a, a_end) and [b, b_end), sorted by < or by >, into a sink. Order is not needed for safety: of
/// what is unsorted or holds NaNs, something comes out, and never more than there was.
template <class Operation, bool Descending, class T, class Sink>
class set_numbers {
    using tuning = set_tuning;

public:
    set_numbers(const T* a, const T* a_end, const T* b, const T* b_end, Sink& sink) noexcept
        : a_(a), a_end_(a_end), b_(b), b_end_(b_end), sink_(sink) {}

    void run() {
        while (a_ != a_end_ && b_ != b_end_) {
            if constexpr (Sink::stops) {
                if (sink_.count != 0) return;
            }
            if (distance(a_, a_end_) + distance(b_, b_end_) < tuning::least) {
                merge_few();
            } else if (is_sparse<skip_b>(a_, a_end_, b_, b_end_)) {
                while (look_up<true>(a_, a_end_, b_, b_end_, step_in_b_)) {
                }
            } else if (is_sparse<skip_a>(b_, b_end_, a_, a_end_)) {
                while (look_up<false>(b_, b_end_, a_, a_end_, step_in_a_)) {
                }
            } else {
                if (!walk()) merge();
            }
        }
        if constexpr (Operation::only_a) copy(sink_, a_, a_end_);
        if constexpr (Operation::only_b) copy(sink_, b_, b_end_);
    }

private:
    [[nodiscard, gnu::always_inline]] static bool before(T x, T y) noexcept {
        return Descending ? y < x : x < y;
    }
    [[nodiscard, gnu::always_inline]] static std::size_t distance(const T* first,
                                                                  const T* last) noexcept {
        return static_cast<std::size_t>(last - first);
    }

    /// Whether a step that consumes of a, of b, or of both, yields an element.
    [[nodiscard, gnu::always_inline]] static std::size_t wants(std::size_t a_goes,
                                                               std::size_t b_goes) noexcept {
        if constexpr (Operation::only_a && Operation::only_b) {
            return Operation::both ? 1 : a_goes ^ b_goes;
        } else if constexpr (Operation::both) {
            return Operation::only_a ? a_goes : Operation::only_b ? b_goes : a_goes & b_goes;
        } else {
            return 1 - (Operation::only_a ? b_goes : a_goes);
        }
    }

    [[gnu::always_inline]] static void copy(Sink& sink, const T* first, const T* last) {
        if constexpr (Sink::counts) {
            sink.count += distance(first, last);
        } else {
            using out = decltype(sink.out);
            if constexpr (std::contiguous_iterator<out>) {
                if constexpr (std::is_same_v<std::iter_reference_t<out>, T&>) {
                    if (first == last) return;
                    std::memmove(std::to_address(sink.out), first,
                                 distance(first, last) * sizeof(T));
                    sink.out += static_cast<std::iter_difference_t<out>>(last - first);
                    return;
                }
            }
            for (; first != last; ++first)
                sink.put(first);
        }
    }

    /// Asks for memory that will be read anyway: searches would wait for it at each step.
    [[gnu::always_inline]] static void fetch(const T* first, const T* last,
                                             std::size_t n) noexcept {
        n = (std::min)(n, distance(first, last));
        for (std::size_t i = 0; i < n; i += 64 / sizeof(T))
            __builtin_prefetch(first + i);
    }

    // -- one of them has many more -----------------------------------------------------------------------

    static constexpr std::size_t skip_a = Operation::only_a ? tuning::copied : tuning::skipped;
    static constexpr std::size_t skip_b = Operation::only_b ? tuning::copied : tuning::skipped;

    /// Whether the next few elements of `few` have Times as many of `many` before them.
    template <std::size_t Times>
    [[nodiscard, gnu::always_inline]] static bool
    is_sparse(const T* few, const T* few_end, const T* many, const T* many_end) noexcept {
        const std::size_t left = distance(few, few_end);
        const std::size_t n = left < tuning::batch ? left : tuning::batch;
        return distance(many, many_end) >= Times * n + tuning::least &&
               before(many[Times * n - 1], few[n - 1]);
    }

    /// Consumes up to `batch` elements of `few`, and those of `many` that are before or match them.
    template <bool FewAreA>
    [[nodiscard, gnu::noinline]] bool look_up(const T*& few, const T* few_end, const T*& many,
                                              const T* many_end, std::size_t& step) {
        constexpr std::size_t width = tuning::batch;
        const std::size_t left = distance(few, few_end), all = distance(many, many_end);
        const std::size_t n = left < width ? left : width;

        T wanted[width];
        for (std::size_t i = 0; i != width; ++i)
            wanted[i] = few[i < n ? i : n - 1];
        std::size_t reach = step / 2 < width ? width : step / 2;
        while (reach < all && before(many[reach - 1], wanted[n - 1]))
            reach *= 2;
        step = reach;
        if (reach > all) reach = all;

        if constexpr (FewAreA ? Operation::only_b : Operation::only_a) fetch(many, many_end, reach);

        const T* found[width];
        constexpr std::make_index_sequence<width / 2> lanes;
        search(many, reach, wanted, found, lanes);
        search(many, reach, wanted + width / 2, found + width / 2, lanes);

        T kept[width];
        std::size_t count = 0;
        const T* next = many;
        for (std::size_t i = 0; i != n; ++i) {
            const T* at =
                found[i] < next ? next : found[i]; // equal elements take what others have left
            const T x = wanted[i];
            const std::size_t is_end = at == many_end;
            const T other = *(at - is_end); // something is before the end
            const std::size_t match = (1 - is_end) & static_cast<std::size_t>(!before(x, other));
            if constexpr (FewAreA ? Operation::only_b : Operation::only_a) {
                copy(sink_, next, at);
                if (match != 0 ? Operation::both
                    : FewAreA  ? Operation::only_a
                               : Operation::only_b) {
                    const T* const from = match != 0 && !FewAreA ? at : few + i;
                    copy(sink_, from, from + 1);
                }
            } else {
                kept[count] = Operation::both && !FewAreA ? other : x;
                constexpr bool single = FewAreA ? Operation::only_a : Operation::only_b;
                count += Operation::both && single ? 1 : Operation::both ? match : 1 - match;
            }
            next = at + match;
        }
        if constexpr (!(FewAreA ? Operation::only_b : Operation::only_a))
            copy(sink_, kept, kept + count);
        const std::size_t passed = distance(many, next);
        few += n;
        many = next;
        return few != few_end && many != many_end && passed >= (FewAreA ? skip_b : skip_a) / 2 * n;
    }

    /// The first of `n` elements that is not before each of the wanted ones, or the end; n is not 0. Half a batch
    /// at a time, for which registers suffice.
    template <std::size_t... Lane>
    [[gnu::always_inline]] static void search(const T* first, std::size_t n, const T* wanted,
                                              const T** found,
                                              std::index_sequence<Lane...>) noexcept {
        const T* at[] = {(static_cast<void>(Lane), first)...};
        for (; n > 1; n -= n / 2) {
            const std::size_t half = n / 2;
            ((at[Lane] += detail::set_if(before(at[Lane][half - 1], wanted[Lane]), half)), ...);
        }
        ((found[Lane] = at[Lane] + before(*at[Lane], wanted[Lane])), ...);
    }

    // -- both have about as many -------------------------------------------------------------------------

    /// What is left of a part, and where its elements go, or how many they are.
    struct part {
        const T* a;
        const T* b;
        const T* a_end;
        const T* b_end;
        T* out;
        T* out_end;
    };

    /// One step of the merge: of equivalent elements both are consumed.
    [[gnu::always_inline]] static void step(const T*& a, const T*& b, T*& out) noexcept {
        const T x = *a, y = *b;
        const std::size_t a_goes = !before(y, x), b_goes = !before(x, y);
        if constexpr (!Sink::counts) {
            if constexpr (Operation::only_b) {
                *out = before(y, x) ? y : x;
            } else {
                *out = x;
            }
        }
        out += wants(a_goes, b_goes);
        a += a_goes;
        b += b_goes;
    }

    /// How many of the first `length` elements of the merged sequence are of a. n of a and m of b may be.
    [[nodiscard, gnu::always_inline]] std::size_t share(std::size_t length, std::size_t n,
                                                        std::size_t m) const noexcept {
        std::size_t low = length > m ? length - m : 0;
        std::size_t left = (length < n ? length : n) - low;
        const T* const mirror = b_ + (length - 1); // of a_[i], in b
        for (; left != 0; left /= 2) {
            const std::size_t half = left - left / 2, i = low + half - 1;
            low += detail::set_if(!before(*(mirror - i), a_[i]), half);
        }
        return low;
    }

    /// Moves a cut back to the beginning of a run of equivalent elements, but not beyond another one.
    void align(const T*& a, const T*& b, const T* least_a, const T* least_b) const noexcept {
        if (a == a_end_ && b == b_end_) return;
        const T next = b == b_end_ || (a != a_end_ && !before(*b, *a)) ? *a : *b;
        while (a != least_a && !before(a[-1], next))
            --a;
        while (b != least_b && !before(b[-1], next))
            --b;
    }

    [[gnu::noinline]] void merge() {
        T buffer[tuning::piece];
        const std::size_t left_a = distance(a_, a_end_), left_b = distance(b_, b_end_);
        const std::size_t n = left_a < tuning::piece ? left_a : tuning::piece;
        const std::size_t m = left_b < tuning::piece ? left_b : tuning::piece;
        const std::size_t length = n + m < tuning::piece ? n + m : tuning::piece;

        const T* cuts_a[tuning::parts + 1];
        const T* cuts_b[tuning::parts + 1];
        std::size_t shares[tuning::parts];
        for (std::size_t i = 0; i != tuning::parts; ++i)
            shares[i] = share(length / tuning::parts * (i + 1), n, m);
        cuts_a[0] = a_, cuts_b[0] = b_;
        for (std::size_t i = 0; i != tuning::parts; ++i) {
            // Where the ranges are not sorted, cuts may come in any order, and parts exceed the buffer.
            const std::size_t end = length / tuning::parts * (i + 1);
            const std::size_t least = distance(a_, cuts_a[i]), most = end - distance(b_, cuts_b[i]);
            const std::size_t of_a = shares[i] < least  ? least
                                     : shares[i] > most ? most
                                                        : shares[i];
            cuts_a[i + 1] = a_ + of_a, cuts_b[i + 1] = b_ + (end - of_a);
            align(cuts_a[i + 1], cuts_b[i + 1], cuts_a[i], cuts_b[i]);
        }
        if (cuts_a[tuning::parts] == a_ && cuts_b[tuning::parts] == b_) return merge_few();

        part parts[tuning::parts];
        for (std::size_t i = 0; i != tuning::parts; ++i) {
            T* const out = buffer + distance(a_, cuts_a[i]) + distance(b_, cuts_b[i]);
            parts[i] = {cuts_a[i], cuts_b[i], cuts_a[i + 1], cuts_b[i + 1], out, out};
        }
        fetch(cuts_a[tuning::parts], a_end_, distance(a_, cuts_a[tuning::parts]));
        fetch(cuts_b[tuning::parts], b_end_, distance(b_, cuts_b[tuning::parts]));
        in_turns(parts[0], parts[1], parts[2], parts[3]);
        for (part& each : parts) {
            while (each.a != each.a_end && each.b != each.b_end)
                step(each.a, each.b, each.out_end);
        }
        for (const part& each : parts) {
            copy(sink_, each.out, each.out_end);
            if constexpr (Operation::only_a) copy(sink_, each.a, each.a_end);
            if constexpr (Operation::only_b) copy(sink_, each.b, each.b_end);
        }
        a_ = cuts_a[tuning::parts];
        b_ = cuts_b[tuning::parts];
    }

    /// As long as each part has some steps left for sure.
    static void in_turns(part& p, part& q, part& r, part& s) noexcept {
        constexpr std::ptrdiff_t steps = tuning::steps;
        const T *pa = p.a, *pb = p.b, *qa = q.a, *qb = q.b;
        const T *ra = r.a, *rb = r.b, *sa = s.a, *sb = s.b;
        T *po = p.out, *qo = q.out, *ro = r.out, *so = s.out;
        while (p.a_end - pa >= steps && p.b_end - pb >= steps && q.a_end - qa >= steps &&
               q.b_end - qb >= steps && r.a_end - ra >= steps && r.b_end - rb >= steps &&
               s.a_end - sa >= steps && s.b_end - sb >= steps) {
            for (std::ptrdiff_t i = 0; i != steps; ++i) {
                step(pa, pb, po);
                step(qa, qb, qo);
                step(ra, rb, ro);
                step(sa, sb, so);
            }
        }
        p.a = pa, p.b = pb, p.out_end = po;
        q.a = qa, q.b = qb, q.out_end = qo;
        r.a = ra, r.b = rb, r.out_end = ro;
        s.a = sa, s.b = sb, s.out_end = so;
    }

    /// Element by element, as in std: a piece at most, and at least one.
    [[gnu::noinline]] void merge_few() {
        const T *a = a_, *b = b_;
        const T* const a_end = a + (std::min)(distance(a, a_end_), tuning::piece);
        const T* const b_end = b + (std::min)(distance(b, b_end_), tuning::piece);
        Sink sink = std::move(sink_); // in registers
        while (a != a_end && b != b_end) {
            if (before(*a, *b)) {
                if constexpr (Operation::only_a) copy(sink, a, a + 1);
                ++a;
            } else if (before(*b, *a)) {
                if constexpr (Operation::only_b) copy(sink, b, b + 1);
                if constexpr (Sink::stops) break;
                ++b;
            } else {
                if constexpr (Operation::both) copy(sink, a, a + 1);
                ++a, ++b;
            }
        }
        a_ = a, b_ = b;
        sink_ = std::move(sink);
    }

    /// With branches, as long as runs are long enough for these to be predicted. Consumes something. Returns
    /// whether that is still so.
    [[gnu::noinline]] bool walk() {
        const T *a = a_, *b = b_;
        const T *const a_begin = a, *const b_begin = b, *const a_end = a_end_,
                       *const b_end = b_end_;
        Sink sink = std::move(sink_); // in registers
        std::ptrdiff_t credit = credit_, consumed = 0;
        while (a != a_end && b != b_end) {
            const T* const run_of_a = a;
            while (before(*a, *b)) {
                if constexpr (Operation::only_a) copy(sink, a, a + 1);
                if (++a == a_end) break;
            }
            if (a == a_end) break;
            if (before(*b, *a)) {
                do {
                    if constexpr (Operation::only_b) copy(sink, b, b + 1);
                    if (++b == b_end) break;
                } while (before(*b, *a));
            } else {
                const bool alone = a == run_of_a;
                do {
                    if constexpr (Operation::both) copy(sink, a, a + 1);
                    ++a, ++b;
                } while (a != a_end && b != b_end && !before(*a, *b) && !before(*b, *a));
                if (alone) continue; // what is equal ends no run
            }
            if constexpr (Sink::stops) {
                if (sink.count != 0) break;
            }
            const std::ptrdiff_t run = (a - a_begin) + (b - b_begin) - consumed;
            consumed += run;
            credit += run - tuning::cost_of_run;
            if (credit > tuning::most_credit) credit = tuning::most_credit;
            if (credit < 0 || run > tuning::long_run) break;
        }
        credit_ = consumed / 16 < tuning::least_credit  ? tuning::least_credit
                  : consumed / 16 > tuning::most_credit ? tuning::most_credit
                                                        : consumed / 16;
        a_ = a, b_ = b;
        sink_ = std::move(sink);
        return credit >= 0;
    }

    const T* a_;
    const T* const a_end_;
    const T* b_;
    const T* const b_end_;
    Sink& sink_;
    std::size_t step_in_a_ = 0; // how far look-ups reached the last time
    std::size_t step_in_b_ = 0;
    std::ptrdiff_t credit_ = tuning::least_credit;
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_SET_NUMBERS_HPP
