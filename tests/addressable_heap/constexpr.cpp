// SPDX-License-Identifier: BSL-1.0
// addressable_heap and indexed_heap at compile time: the same functions run as constant expressions and at
// run time. Strings have digests, which no constant evaluation may read.

#include <cairn/addressable_heap.hpp>

#include "support/catch.hpp"

#include <compare>
#include <cstddef>
#include <utility>
#include <vector>

namespace {

/// Owns memory, so that the constant evaluator sees every leak and double release.
class owner {
public:
    constexpr owner(int value) : value_(new int(value)) {}
    constexpr owner(const owner& other) : value_(new int(*other.value_)) {}
    owner& operator=(const owner&) = delete;
    constexpr ~owner() { delete value_; }
    friend constexpr bool operator==(const owner& a, const owner& b) {
        return *a.value_ == *b.value_;
    }
    friend constexpr auto operator<=>(const owner& a, const owner& b) {
        return *a.value_ <=> *b.value_;
    }

private:
    int* value_;
};

// Each function returns 0, or the number of the step that went wrong.

template <class T>
constexpr int with_handles() {
    cairn::addressable_heap<T> h;
    std::vector<cairn::heap_handle<T>> all;
    for (int i = 0; i != 40; ++i)
        all.push_back(h.push(T(i * 17 % 40)));
    for (std::size_t i = 0; i != 40; i += 2)
        h.update(all[i], T(static_cast<int>(i)));
    h.decrease(all[7], T(-1));
    h.increase(all[9], T(99));
    if (!(h.top() == T(-1)) || h.top_handle() != all[7]) return 1;
    h.erase(all[7]);
    if (h.contains(all[7]) || !h.contains(all[9]) || !(h[all[9]] == T(99))) return 2;
    auto copy = h;
    if (erase_if(copy, [](const T& x) { return x < T(10); }) == 0) return 3;
    cairn::addressable_heap<T> other{T(5), T(3), T(4)};
    swap(copy, other);
    if (!(copy.take_top() == T(3)) || copy.size() != 2) return 4;
    copy = std::move(h);
    T last = copy.top();
    for (; !copy.empty(); copy.pop()) {
        if (copy.top() < last) return 5;
    }
    copy.check_invariants();
    other.clear();
    other.push(T(1));
    return other.size() == 1 ? 0 : 6;
}

template <class T>
constexpr int with_ids() {
    cairn::indexed_heap<T> h(4);
    h.push(3, T(30));
    h.push(9, T(10));
    if (!h.push_or_decrease(3, T(5)) || h.push_or_decrease(3, T(6))) return 1;
    if (h.push_or_update(3, T(50)) || !h.push_or_update(0, T(20))) return 2;
    if (h.top_id() != 9 || !(h[3] == T(50))) return 3;
    auto copy = h;
    h.clear();
    if (h.contains(3) || !copy.contains(3)) return 4;
    std::size_t sum = 0;
    for (const auto [id, priority] : copy)
        sum += id;
    if (sum != 12 || copy.take_top().id != 9) return 5;
    return copy.erase(0) && !copy.erase(0) && copy.size() == 1 ? 0 : 6;
}

TEST_CASE("addressable_heap: constant evaluation") {
    static_assert(with_handles<int>() == 0);
    static_assert(with_handles<owner>() == 0);
    CHECK(with_handles<int>() == 0);
    CHECK(with_handles<owner>() == 0);
}
TEST_CASE("indexed_heap: constant evaluation") {
    static_assert(with_ids<int>() == 0);
    static_assert(with_ids<owner>() == 0);
    CHECK(with_ids<int>() == 0);
    CHECK(with_ids<owner>() == 0);
}

} // namespace
