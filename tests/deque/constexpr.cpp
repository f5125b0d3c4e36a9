// SPDX-License-Identifier: BSL-1.0
// deque and bounded_deque at compile time: the same functions run as constant expressions and at run time.

#include <cairn/deque.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace {

/// Owns memory, so that the constant evaluator sees every leak and double release.
class owner {
public:
    constexpr owner(int value = 0) : value_(new int(value)) {}
    constexpr owner(const owner& other) : value_(new int(other.value())) {}
    constexpr owner(owner&& other) noexcept : value_(std::exchange(other.value_, nullptr)) {}
    constexpr owner& operator=(const owner& other) {
        owner copy(other);
        std::swap(value_, copy.value_);
        return *this;
    }
    constexpr owner& operator=(owner&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    constexpr ~owner() { delete value_; }

    constexpr int value() const { return value_ == nullptr ? -1 : *value_; }
    friend constexpr bool operator==(const owner& a, const owner& b) {
        return a.value() == b.value();
    }
    friend constexpr auto operator<=>(const owner& a, const owner& b) {
        return a.value() <=> b.value();
    }

private:
    int* value_;
};

template <class Deque>
constexpr bool holds(const Deque& d, std::initializer_list<int> expected) {
    return std::ranges::equal(d, expected, [](const auto& element, int value) {
        return element == typename Deque::value_type(value);
    });
}

// Each function returns 0, or the number of the step that went wrong.

template <class T>
constexpr int ends() {
    cairn::deque<T> d;
    for (int i = 0; i != 40; ++i) {
        d.push_back(T(i));
        d.emplace_front(-i);
    }
    if (d.size() != 80 || !(d.front() == T(-39)) || !(d.back() == T(39))) return 1;
    for (int i = 0; i != 37; ++i) {
        d.pop_back();
        d.pop_front();
    }
    if (!holds(d, {-2, -1, 0, 0, 1, 2})) return 2;
    if (!(d.take_front() == T(-2)) || !(d.take_back() == T(2))) return 3;
    d.push_back(d.front());
    d.push_front(d[1]);
    if (!holds(d, {0, -1, 0, 0, 1, -1})) return 4;
    d.pop_front_n(2);
    d.pop_back_n(3);
    if (!holds(d, {0})) return 5;
    d.clear();
    d.shrink_to_fit();
    return d.empty() && d.capacity() == 0 ? 0 : 6;
}

template <class T>
constexpr int middle() {
    cairn::deque<T> d{1, 2, 3, 4};
    d.insert(d.begin() + 1, T(9));
    d.emplace(d.begin() + 4, 8);
    if (!holds(d, {1, 9, 2, 3, 8, 4})) return 1;
    d.insert(d.begin() + 2, d.back());
    d.insert(d.begin() + 3, d.begin(), d.end());
    if (!holds(d, {1, 9, 4, 1, 9, 4, 2, 3, 8, 4, 2, 3, 8, 4})) return 2;
    d.erase(d.begin() + 1, d.begin() + 7);
    d.erase(d.end() - 2);
    if (!holds(d, {1, 3, 8, 4, 2, 3, 4})) return 3;
    if (!d.remove(T(3)) || d.remove(T(77))) return 4;
    if (erase_if(d, [](const T& x) { return x == T(4); }) != 2) return 5;
    if (!holds(d, {1, 8, 2, 3})) return 6;
    d.insert(d.begin() + 1, 2, T(5));
    d.swap_remove_back(0);
    d.swap_remove_front(2);
    if (!holds(d, {5, 3, 8, 2})) return 7;
    d.resize(6);
    d.resize(7, T(1));
    if (!holds(d, {5, 3, 8, 2, 0, 0, 1})) return 8;
    d.resize(2);
    d.resize_for_overwrite(3);
    return d.size() == 3 ? 0 : 9;
}

template <class T>
constexpr int whole() {
    cairn::deque<T> d{1, 2, 3, 4, 5};
    d.rotate(2);
    if (!holds(d, {4, 5, 1, 2, 3})) return 1;
    d.rotate(-11);
    if (!holds(d, {5, 1, 2, 3, 4})) return 2;
    d.repeat(2);
    if (d.size() != 10 || !d.contains(T(4)) || d.index_of(T(4)) != 4u) return 3;
    if (d.index_of(T(4), -5) != 9u || d.index_of(T(4), 5, 9).has_value()) return 4;
    d.pop_front_n(7);
    for (int i = 6; i != 12; ++i)
        d.push_back(T(i)); // around the end of the block
    const std::span<T> run = d.make_contiguous();
    std::sort(run.begin(), run.end());
    if (!holds(d, {2, 3, 4, 6, 7, 8, 9, 10, 11})) return 5;
    std::ranges::reverse(d);
    std::sort(d.begin(), d.end());
    if (!std::ranges::is_sorted(d)) return 6;
    std::size_t n = 0;
    for (const std::span<const T> part : std::as_const(d).segments())
        n += part.size();
    if (n != d.size()) return 7;
    d.reserve(100);
    if (d.capacity() != 128) return 8;
    const std::array extra{T(0), T(1)};
    d.prepend_range(extra);
    d.append_range(d);
    return d.size() == 22 && d[0] == T(0) && d[11] == T(0) && d[12] == T(1) ? 0 : 9;
}

template <class T>
constexpr int copies_and_moves() {
    cairn::deque<T> d{3, 1, 2};
    cairn::deque<T> copy(d);
    if (!(copy == d) || copy < d) return 1;
    cairn::deque<T> moved(std::move(copy));
    if (!copy.empty() || moved.size() != 3) return 2;
    copy = moved;
    copy.push_back(T(0));
    if (!(copy > moved)) return 3;
    swap(copy, d);
    copy = std::move(d);
    copy.assign(2, T(7));
    if (!holds(copy, {7, 7})) return 4;
    copy.assign({1, 2, 3});
    copy = {4, 5};
    const std::vector<T> source{T(6)};
    copy.assign_range(source);
    return holds(copy, {6}) ? 0 : 5;
}

template <class T>
constexpr int bounded() {
    cairn::bounded_deque<T> d(3);
    for (int i = 0; i != 10; ++i)
        d.push_back(T(i));
    if (!holds(d, {7, 8, 9}) || !d.full() || d.maxlen() != 3) return 1;
    d.push_front(T(1));
    d.rotate(1);
    if (!holds(d, {8, 1, 7})) return 2;
    d.append_range(std::array{T(5), T(6), T(7), T(8)});
    if (!holds(d, {6, 7, 8})) return 3;
    d.prepend_range(std::array{T(1), T(2)});
    if (!holds(d, {1, 2, 6})) return 4;
    d.pop_front();
    d.repeat(3);
    if (!holds(d, {6, 2, 6})) return 5;
    cairn::bounded_deque<T> copy(d);
    copy.pop_back();
    copy.insert(copy.begin() + 1, T(4));
    if (!holds(copy, {6, 4, 2}) || copy == d) return 6;
    cairn::bounded_deque<T> moved(std::move(copy));
    copy.push_back(T(1)); // empty, but still bounded by three
    if (copy.size() != 1 || copy.maxlen() != 3) return 7;
    cairn::bounded_deque<T> none;
    none.push_back(T(1));
    none.append_range(moved);
    if (!none.empty()) return 8;
    cairn::bounded_deque<T> five(5, {1, 2});
    five = moved;
    if (five.maxlen() != 3 || !(five == moved)) return 9;
    std::ranges::reverse(five);
    five.make_contiguous();
    return holds(five, {2, 4, 6}) ? 0 : 10;
}

// -- iterators outlive what does not touch their element ----------------------------------------------

constexpr int iterators() {
    cairn::deque<int> d;
    d.reserve(8);
    for (int i = 0; i != 6; ++i)
        d.push_back(i);
    auto at = d.begin() + 4;
    for (int i = 0; i != 4; ++i) {
        d.pop_front();
        d.push_back(6 + i);
    }
    if (at != d.begin() || *at != 4 || d.end() - at != 6) return 1;
    cairn::deque<int> other(std::move(d));
    return at == other.begin() && at[5] == 9 ? 0 : 2;
}

static_assert(ends<int>() == 0 && ends<owner>() == 0);
static_assert(middle<int>() == 0 && middle<owner>() == 0);
static_assert(whole<int>() == 0 && whole<owner>() == 0);
static_assert(copies_and_moves<int>() == 0 && copies_and_moves<owner>() == 0);
static_assert(bounded<int>() == 0 && bounded<owner>() == 0);
static_assert(iterators() == 0);

TEST_CASE("deque at run time does what it does at compile time") {
    CHECK(ends<int>() == 0);
    CHECK(ends<owner>() == 0);
    CHECK(middle<int>() == 0);
    CHECK(middle<owner>() == 0);
    CHECK(whole<int>() == 0);
    CHECK(whole<owner>() == 0);
    CHECK(copies_and_moves<int>() == 0);
    CHECK(copies_and_moves<owner>() == 0);
    CHECK(bounded<int>() == 0);
    CHECK(bounded<owner>() == 0);
    CHECK(iterators() == 0);
}

} // namespace
