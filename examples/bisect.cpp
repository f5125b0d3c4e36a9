// SPDX-License-Identifier: BSL-1.0
// Grades, a look-up, square roots and a merge by bisection: cairn on the left, Python on the right.

#include <cairn/bisect.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

// The letter of a score: five grades, four points at which they change.

char grade(int score) { //                                     def grade(score,
    constexpr std::array points{60, 70, 80,
                                90}; //                      breakpoints=[60, 70, 80, 90],
    constexpr std::string_view grades = "FDCBA"; //                      grades='FDCBA'):
    return grades[cairn::bisect(points,
                                score)]; //                return grades[bisect(breakpoints, score)]
}

void grades() {
    for (const int score : {33, 99, 77, 70, 89, 90, 100}) // [grade(score) for score in
        std::printf("%c ", grade(score));                 //     [33, 99, 77, 70, 89, 90, 100]]
    std::puts("");
}

// Binary search written out, which returns where the target is, or -1; and the function that does it. Ours
// finds the first of equal elements.

std::ptrdiff_t written_out(const std::vector<int>& arr,
                           int target) {                      // def binary_search(arr, target):
    std::ptrdiff_t left = 0;                                  //     left = 0
    auto right = static_cast<std::ptrdiff_t>(arr.size()) - 1; //     right = len(arr) - 1
    while (left <= right) {                                   //     while left <= right:
        const std::ptrdiff_t mid = left + (right - left) / 2; //         mid = (left + right) // 2
        const int found = arr[static_cast<std::size_t>(mid)];
        if (found ==
            target)     //                                                  if arr[mid] == target:
            return mid; //                                                      return mid
        if (found <
            target) //                                                  elif arr[mid] < target:
            left = mid + 1;  //                                                      left = mid + 1
        else                 //                                                  else:
            right = mid - 1; //                                                      right = mid - 1
    }
    return -1; //                                                            return -1
}

void look_ups() {
    const std::vector<int> arr{1, 3, 5, 7, 9, 11};
    for (const int target : {7, 8}) {
        const std::optional<std::size_t> found = cairn::binary_search(arr, target);
        std::printf("%d: written out %td, ours ", target, written_out(arr, target));
        if (found)
            std::printf("%zu\n", *found);
        else
            std::puts("none");
    }
}

// A list that stays sorted by one member, with equal years in order of arrival.

struct movie {
    std::string name;
    int released;
};

void movies() {
    std::vector<movie> list{
        {"Jaws", 1975}, {"Titanic", 1997}, {"The Birds", 1963}, {"Aliens", 1986}};
    std::vector<movie> sorted;
    for (movie& each : list) // for each in movies:
        cairn::insort(sorted, std::move(each), {},
                      &movie::released); //     insort(sorted, each, key=released)
    cairn::insort(sorted, movie{"Gattaca", 1997}, {}, &movie::released);
    const std::size_t nineties = cairn::bisect_left(sorted, 1990, {}, &movie::released);
    for (std::size_t i = nineties; i != sorted.size(); ++i)
        std::printf("%s ", sorted[i].name.c_str());
    std::puts("");
}

// Bisection of numbers: the first for which something is true. Halving ends at two neighbours, so that no
// error has to be chosen; integers cannot overflow on the way.

void answers() {
    const double root = cairn::bisect_by(0.0, 2.0, [](double x) { return x * x >= 2; });
    std::printf("square root of 2: %.17g\n", root);
    const std::uint64_t n = 10'000'000'000'000'000'000u;
    const std::uint64_t whole = // math.isqrt(n) + 1
        cairn::bisect_by(std::uint64_t{0}, n, [=](std::uint64_t x) { return x != 0 && x > n / x; });
    std::printf("integer square root: %llu\n", static_cast<unsigned long long>(whole - 1));

    // The slowest ship that carries all parcels, in their order, in five days.
    const std::array parcels{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    const auto in_time = [&](int capacity) {
        int days = 1, load = 0;
        for (const int weight : parcels) {
            if (load + weight > capacity) {
                ++days;
                load = 0;
            }
            load += weight;
        }
        return days <= 5;
    };
    std::printf("capacity: %d\n", cairn::bisect_by(10, 56, in_time));
}

// What two sorted lists have in common, one of them much shorter: each search begins where the last ended.

void common() {
    std::vector<int> thirds;
    for (int i = 0; i != 100'000; ++i)
        thirds.push_back(3 * i);
    std::size_t at = 0;
    for (const int x : {0, 50, 51, 52, 1000, 9000, 9001, 299'997, 300'000}) {
        at = cairn::gallop_left(thirds, x, at);
        if (at != thirds.size() && thirds[at] == x) std::printf("%d ", x);
    }
    std::puts("");
}

} // namespace

int main() {
    grades();
    look_ups();
    movies();
    answers();
    common();
}
