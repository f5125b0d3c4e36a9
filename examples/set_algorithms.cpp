// SPDX-License-Identifier: BSL-1.0
// What two sorted ranges have in common: cairn on the left, Python's sets on the right.

#include <cairn/set_algorithms.hpp>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace {

using words = std::vector<std::string>;

words words_of(std::string_view text) { //                      sorted(set(text.lower().split()))
    words found;
    std::string word;
    for (const char c : std::string(text) + ' ') {
        if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        } else if (!word.empty()) {
            found.push_back(std::move(word));
            word.clear();
        }
    }
    std::ranges::sort(found);
    const auto repeated = std::ranges::unique(found);
    found.erase(repeated.begin(), repeated.end());
    return found;
}

template <class T>
void print(const char* what, const std::vector<T>& list) {
    std::printf("%s:", what);
    for (const T& each : list) {
        if constexpr (std::is_same_v<T, std::string>)
            std::printf(" %s", each.c_str());
        else
            std::printf(" %d", each);
    }
    std::puts("");
}

// The words that two texts share, and those that only one of them has.

void texts() {
    const words a = words_of("The quick brown fox jumps over the lazy dog");
    const words b = words_of("A lazy cat and the quick dog watch the fox");
    words both, either, first, one;
    cairn::set_intersection(a, b, std::back_inserter(both));        // a & b
    cairn::set_union(a, b, std::back_inserter(either));             // a | b
    cairn::set_difference(a, b, std::back_inserter(first));         // a - b
    cairn::set_symmetric_difference(a, b, std::back_inserter(one)); // a ^ b
    print("both", both);
    print("either", either);
    print("first only", first);
    print("one of them", one);
    const double similarity = static_cast<double>(cairn::intersection_size(a, b)) /
                              static_cast<double>(either.size()); // len(a & b) / len(a | b)
    std::printf("similarity: %.2f\n", similarity);
    std::printf("the lazy dog: %s\n",
                cairn::includes(a, words_of("the lazy dog")) ? "yes" : "no"); // a >= b
}

// The followers that a small account shares with a large one: each is looked for from where the last was found.

void followers() {
    std::vector<int> many, few{17, 4242, 300'000, 999'999, 2'999'997}, common;
    for (int id = 0; id != 1'000'000; ++id)
        many.push_back(3 * id);
    cairn::set_intersection(few, many, std::back_inserter(common));
    print("common", common);
}

// Equal elements are counted, as in Python's Counter.

void multisets() {
    const std::vector<int> a{1, 1, 1, 2, 5}, b{1, 1, 2, 2, 7};
    std::vector<int> both, beyond;
    cairn::set_intersection(a, b, std::back_inserter(both)); // (Counter(a) & Counter(b)).elements()
    cairn::set_difference(a, b, std::back_inserter(beyond)); // (Counter(a) - Counter(b)).elements()
    print("both", both);
    print("beyond", beyond);
}

// Ordered by one member: which orders have no invoice.

struct order {
    int number;
    std::string item;
};
struct invoice {
    int of;
    double sum;
};

void orders() {
    const std::vector<order> placed{{7, "chairs"}, {8, "lamps"}, {11, "a table"}};
    const std::vector<invoice> sent{{7, 80}, {9, 12.5}, {11, 240}};
    std::vector<int> numbers, invoiced; // sorted by number, as both are
    for (const order& each : placed)
        numbers.push_back(each.number);
    for (const invoice& each : sent)
        invoiced.push_back(each.of);
    std::vector<int> open;
    cairn::set_difference(numbers, invoiced, std::back_inserter(open));
    print("open", open);
    std::printf("both: %zu\n", cairn::intersection_size(placed, sent, std::ranges::less(),
                                                        &order::number, &invoice::of));
}

} // namespace

int main() {
    texts();
    followers();
    multisets();
    orders();
}
