// SPDX-License-Identifier: BSL-1.0
// cairn/detail/sorted_range.hpp -- views into a sorted container: what slice, irange, keys and values return.
//
//     sorted_range     two random-access iterators as a view
//     part_iterator    shows the keys of entries, or their values

#ifndef CAIRN_DETAIL_SORTED_RANGE_HPP
#define CAIRN_DETAIL_SORTED_RANGE_HPP

#include <cairn/detail/contract.hpp>

#include <compare>
#include <cstddef>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// Two iterators as a view. It refers to a container, and is valid as long as they are.
template <class Iterator>
class sorted_range {
public:
    using iterator = Iterator;
    using value_type = std::iter_value_t<Iterator>;
    using reference = std::iter_reference_t<Iterator>;
    using size_type = std::size_t;

    constexpr sorted_range() = default;
    constexpr sorted_range(Iterator first, Iterator last) noexcept : first_(first), last_(last) {}

    [[nodiscard]] constexpr Iterator begin() const noexcept { return first_; }
    [[nodiscard]] constexpr Iterator end() const noexcept { return last_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return first_ == last_; }
    /// Complexity  O(log n), n the size of the container
    [[nodiscard]] constexpr size_type size() const noexcept {
        return static_cast<size_type>(last_ - first_);
    }
    /// Expects     index < size()
    /// Complexity  O(log n)
    [[nodiscard]] constexpr reference operator[](size_type index) const noexcept {
        CAIRN_EXPECTS(index < size());
        return *(first_ + static_cast<std::iter_difference_t<Iterator>>(index));
    }
    /// Expects     !empty()
    [[nodiscard]] constexpr reference front() const noexcept {
        CAIRN_EXPECTS(!empty());
        return *first_;
    }
    [[nodiscard]] constexpr reference back() const noexcept {
        CAIRN_EXPECTS(!empty());
        Iterator last = last_;
        return *--last;
    }

private:
    Iterator first_{};
    Iterator last_{};
};

/// Shows one part of each entry. `Get` picks it.
template <class Iterator, class Get>
class part_iterator {
public:
    using iterator_category = std::random_access_iterator_tag;
    using reference = decltype(Get{}(*std::declval<Iterator>()));
    using value_type = std::remove_cvref_t<reference>;
    using difference_type = std::ptrdiff_t;
    using pointer = std::remove_reference_t<reference>*;

    constexpr part_iterator() = default;
    constexpr explicit part_iterator(Iterator at) noexcept : at_(at) {}

    /// Where in the container this is.
    [[nodiscard]] constexpr Iterator base() const noexcept { return at_; }

    constexpr reference operator*() const noexcept { return Get{}(*at_); }
    constexpr pointer operator->() const noexcept { return std::addressof(Get{}(*at_)); }
    constexpr reference operator[](difference_type n) const noexcept { return *(*this + n); }

    constexpr part_iterator& operator++() noexcept {
        ++at_;
        return *this;
    }
    constexpr part_iterator operator++(int) noexcept { return part_iterator(at_++); }
    constexpr part_iterator& operator--() noexcept {
        --at_;
        return *this;
    }
    constexpr part_iterator operator--(int) noexcept { return part_iterator(at_--); }
    constexpr part_iterator& operator+=(difference_type n) noexcept {
        at_ += n;
        return *this;
    }
    constexpr part_iterator& operator-=(difference_type n) noexcept {
        at_ -= n;
        return *this;
    }
    friend constexpr part_iterator operator+(part_iterator it, difference_type n) noexcept {
        return it += n;
    }
    friend constexpr part_iterator operator+(difference_type n, part_iterator it) noexcept {
        return it += n;
    }
    friend constexpr part_iterator operator-(part_iterator it, difference_type n) noexcept {
        return it -= n;
    }
    friend constexpr difference_type operator-(const part_iterator& a,
                                               const part_iterator& b) noexcept {
        return a.at_ - b.at_;
    }
    friend constexpr bool operator==(const part_iterator& a, const part_iterator& b) noexcept {
        return a.at_ == b.at_;
    }
    friend constexpr auto operator<=>(const part_iterator& a, const part_iterator& b) noexcept {
        return a.at_ <=> b.at_;
    }

private:
    Iterator at_{};
};

} // namespace cairn::inline CAIRN_ABI::detail

template <class Iterator>
inline constexpr bool std::ranges::enable_view<cairn::detail::sorted_range<Iterator>> = true;
template <class Iterator>
inline constexpr bool std::ranges::enable_borrowed_range<cairn::detail::sorted_range<Iterator>> =
    true;

#endif // CAIRN_DETAIL_SORTED_RANGE_HPP
