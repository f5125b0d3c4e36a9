// SPDX-License-Identifier: BSL-1.0
// The guided tour: docs/tour.md shows this program piece by piece.

#include <cairn/cairn.hpp>

#include <algorithm>
#include <iostream>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace {

std::size_t length(std::string_view word) { return word.size(); }

} // namespace

int main() {
    // --8<-- [start:ends]
    cairn::deque<int> d{1, 2, 3};
    d.push_front(0);
    d.push_back(4);
    std::cout << d << ' ' << d.take_front() << ' ' << d.take_back() << '\n';
    // --8<-- [end:ends]

    // --8<-- [start:rotate]
    d.rotate(1); // the last one comes first
    std::cout << d << " holds 3: " << cairn::repr(d.contains(3)) << '\n';
    d.append_range(std::views::iota(10, 13));
    d.erase(d.begin() + 1);
    std::cout << d << '\n';
    // --8<-- [end:rotate]

    // --8<-- [start:segments]
    int sum = 0;
    for (const std::span<const int> run : std::as_const(d).segments())
        for (const int x : run)
            sum += x;
    std::cout << "sum " << sum << '\n';
    // --8<-- [end:segments]

    // --8<-- [start:bounded]
    cairn::bounded_deque<std::string> last(3);
    for (const char* line : {"one", "two", "three", "four", "five"})
        last.push_back(line); // drops the oldest
    std::cout << last << '\n';
    // --8<-- [end:bounded]

    // --8<-- [start:dict]
    cairn::dict<std::string, int> stock{{"eggs", 12}, {"spam", 3}};
    stock["ham"] = 1;
    stock.insert_or_assign("eggs", 6); // keeps its place
    std::cout << stock << '\n';

    if (const int* n = stock.get("spam")) std::cout << "spam: " << *n << '\n';
    std::cout << "milk: " << stock.get_or("milk", 0) << '\n'; // nothing is inserted
    // --8<-- [end:dict]

    // --8<-- [start:order]
    stock.move_to_end("eggs");
    stock.erase("spam"); // the others keep their order
    std::cout << stock << ", first " << cairn::repr(stock.nth(0)->first) << '\n';
    const auto [name, n] = stock.popitem();
    std::cout << name << ' ' << n << ", left " << stock << '\n';
    // --8<-- [end:order]

    // --8<-- [start:set]
    cairn::ordered_set<std::string> seen;
    for (const char* word : {"b", "a", "b", "c", "a"})
        seen.insert(word);
    std::cout << seen << '\n'; // unique, in order of first appearance
    // --8<-- [end:set]

    // --8<-- [start:counter]
    const std::string_view text = "the cat and the dog and the bird";
    cairn::counter<std::string> words;
    for (const auto word : std::views::split(text, ' '))
        words.add(std::string_view(word.begin(), word.end()));
    std::cout << words << '\n';
    std::cout << words["the"] << ' ' << words["fish"] << '\n'; // absent: 0, and not inserted
    std::cout << cairn::repr(words.most_common(2)) << '\n';
    // --8<-- [end:counter]

    // --8<-- [start:multiset]
    cairn::counter<char> have(cairn::from_range, std::string_view("mississippi"));
    const cairn::counter<char> need{{'m', 1}, {'i', 2}, {'p', 3}};
    std::cout << cairn::repr(need <= have) << ' ' << need - have << '\n';
    // --8<-- [end:multiset]

    // --8<-- [start:standard]
    cairn::deque<std::string> queue(cairn::from_range, seen);
    std::ranges::sort(queue, std::ranges::greater(), length); // an ordinary range
    erase_if(queue, [](const std::string& word) { return word == "b"; });
    std::cout << queue << ' ' << cairn::repr(queue == cairn::deque<std::string>{"a", "c"}) << '\n';
    // --8<-- [end:standard]
}
