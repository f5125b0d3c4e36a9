// SPDX-License-Identifier: BSL-1.0
// support/stable_sort.hpp -- std::stable_sort, which is not free of warnings everywhere

#ifndef CAIRN_TESTS_SUPPORT_STABLE_SORT_HPP
#define CAIRN_TESTS_SUPPORT_STABLE_SORT_HPP

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace support {

/// Sorts; what compares equal stays in its order. Compares projections, as std::ranges::stable_sort.
template <class T, class Compare = std::less<>, class Projection = std::identity>
void stable_sort(std::vector<T>& elements, Compare compare = Compare(),
                 Projection projection = Projection()) {
    std::vector<std::size_t> order(elements.size());
    for (std::size_t i = 0; i != order.size(); ++i)
        order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
        const auto before = [&](std::size_t a, std::size_t b) {
            return compare(std::invoke(projection, elements[a]),
                           std::invoke(projection, elements[b]));
        };
        return before(i, j) || (!before(j, i) && i < j);
    });
    std::vector<T> sorted;
    sorted.reserve(elements.size());
    for (const std::size_t i : order)
        sorted.push_back(std::move(elements[i]));
    elements = std::move(sorted);
}

} // namespace support

#endif // CAIRN_TESTS_SUPPORT_STABLE_SORT_HPP
