// SPDX-License-Identifier: BSL-1.0
// cairn/detail/merge_sort.hpp -- a stable sort of small items, in memory that the caller has.
//
// For pointers, words and other items that are copied at no cost and without failing, so that a comparison
// that throws loses none of what they stand for. Without <algorithm>, whose stable sort allocates.

#ifndef CAIRN_DETAIL_MERGE_SORT_HPP
#define CAIRN_DETAIL_MERGE_SORT_HPP

#include <cairn/detail/config.hpp>

#include <cstddef>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// Sorts n items stably, and returns where they lie then: in `items`, or in `scratch`. Linear if they are
/// in order, or strictly in reverse. Nothing else is read or written, and the sort ends, whatever `less` says.
/// Expects     room for n items in both
/// Complexity  n log2(n) comparisons at most
template <class Item, class Less>
[[nodiscard]] constexpr Item* merge_sort(Item* items, Item* scratch, std::size_t n, Less&& less) {
    std::size_t run = 1;
    while (run < n && !less(items[run], items[run - 1]))
        ++run;
    if (run >= n) return items;
    if (run == 1) {
        while (run < n && less(items[run], items[run - 1]))
            ++run;
        if (run == n) {
            for (std::size_t i = 0, j = n; i < --j; ++i)
                std::swap(items[i], items[j]);
            return items;
        }
    }

    constexpr std::size_t few = 16; // sorted by insertion, which is quicker for so few
    for (std::size_t from = 0; from < n; from += few) {
        const std::size_t to = n - from < few ? n : from + few;
        for (std::size_t i = from + 1; i < to; ++i) {
            const Item item = items[i];
            std::size_t j = i;
            for (; j != from && less(item, items[j - 1]); --j)
                items[j] = items[j - 1];
            items[j] = item;
        }
    }
    for (std::size_t width = few; width < n; width *= 2) {
        for (std::size_t from = 0; from < n; from += 2 * width) {
            const Item* a = items + from;
            const Item* const a_end = n - from < width ? items + n : a + width;
            const Item* b = a_end;
            const Item* const b_end = n - from < 2 * width ? items + n : items + (from + 2 * width);
            Item* out = scratch + from;
            if (b != b_end && less(*b, a_end[-1])) {
                while (a != a_end && b != b_end) {
                    const bool second = static_cast<bool>(less(*b, *a));
                    *out++ = *(second ? b : a);
                    b += second;
                    a += !second;
                }
            }
            while (a != a_end)
                *out++ = *a++;
            while (b != b_end)
                *out++ = *b++;
        }
        std::swap(items, scratch);
    }
    return items;
}

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_MERGE_SORT_HPP
