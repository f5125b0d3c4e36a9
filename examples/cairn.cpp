// SPDX-License-Identifier: BSL-1.0
// The guided tour: docs/tour.md shows this program piece by piece.

#include <cairn/cairn.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

    // --8<-- [start:sorted]
    cairn::sorted_list<int> scores{70, 90, 80, 90};
    scores.insert(85);
    std::cout << cairn::repr(scores.slice(0, 3)) << " median " << scores[2] << '\n';
    std::cout << scores.rank(90) << " below 90, " << scores.count(90) << " times 90\n";
    // --8<-- [end:sorted]

    // --8<-- [start:interval]
    using cairn::bounds, cairn::unbounded;
    std::cout << cairn::repr(scores.irange(80, 90, bounds::right_open)) << ' '
              << cairn::repr(scores.irange(unbounded, 80) | std::views::reverse) << '\n';
    // --8<-- [end:interval]

    // --8<-- [start:key]
    struct player {
        std::string name;
        int points;
    };
    cairn::sorted_list<player, cairn::by<&player::points>> board{{"ada", 310}, {"grace", 480}};
    std::cout << board.back().name << " leads, " << board.rank(400) << " below 400\n";
    // --8<-- [end:key]

    // --8<-- [start:sortedmap]
    const cairn::sorted_map<int, char> grades{{60, 'D'}, {70, 'C'}, {80, 'B'}, {90, 'A'}};
    std::cout << grades.nth(grades.rank_upper(77) - 1)->second << '\n'; // the last one up to 77

    cairn::sorted_set<int> odd{1, 3, 5}, small{1, 2, 3};
    std::cout << cairn::repr((odd | small).slice(0, 3)) << ' ' << (odd & small).size() << '\n';
    // --8<-- [end:sortedmap]

    // --8<-- [start:heapq]
    std::vector<int> numbers{5, 1, 4};
    cairn::heapify(numbers); // the least is in front, as in Python
    cairn::heappush(numbers, 2);
    std::cout << cairn::heappop(numbers) << ' ' << cairn::heappop(numbers) << '\n';

    const std::vector<std::string> fruit{"fig", "banana", "kiwi", "apple"};
    std::cout << cairn::repr(cairn::nlargest(2, fruit, {}, length)) << '\n'; // key=len
    // --8<-- [end:heapq]

    // --8<-- [start:heap]
    cairn::heap<std::pair<int, std::string>> tasks{{2, "wash"}, {1, "cook"}, {3, "rest"}};
    tasks.push({0, "shop"});
    std::cout << tasks.take_top().second << ", then " << tasks.top().second << '\n';

    cairn::addressable_heap<int> due;
    const auto report = due.push(90);
    due.push(60);
    due.decrease(report, 30); // sooner than it was
    std::cout << due.top() << ' ' << due.contains(report) << '\n';
    // --8<-- [end:heap]

    // --8<-- [start:merge]
    const std::vector<int> monday{3, 8, 9}, tuesday{1, 8};
    int hours = 0;
    for (const int hour : cairn::merge(monday, tuesday) | std::views::take(3))
        hours += hour;
    std::cout << hours << '\n'; // 1 + 3 + 8
    // --8<-- [end:merge]

    // --8<-- [start:bisect]
    const std::vector<int> limits{60, 70, 80, 90};
    for (const int score : {33, 77, 90})
        std::cout << "FDCBA"[cairn::bisect(limits, score)]; // as on Python's page
    std::cout << ' ' << cairn::binary_search(limits, 80).value() << '\n';

    const auto square = [](std::uint64_t x) { return x * x >= 1'000'000; };
    std::cout << cairn::bisect_by(std::uint64_t{0}, std::uint64_t{1} << 31, square) << '\n';
    // --8<-- [end:bisect]

    // --8<-- [start:index]
    const cairn::search_index<std::uint32_t> ends{119, 309, 599, 900}; // of chapters, by line
    const std::vector<std::uint32_t> lines{119, 120, 599};
    std::vector<std::size_t> chapters(lines.size());
    ends.lower_bound_batch(lines, chapters);
    std::cout << cairn::repr(chapters) << '\n';
    // --8<-- [end:index]

    // --8<-- [start:copy]
    using list = cairn::shared<std::vector<int>>;
    const std::vector<list> original{list{1, 2}, list{3}};
    const auto shallow = cairn::shallow_copy(original);
    const auto deep = cairn::deep_copy(original);
    (*original[0])[0] = 10;
    std::cout << cairn::repr(shallow) << '\n' << cairn::repr(deep) << '\n';
    // --8<-- [end:copy]

    // --8<-- [start:memoize]
    auto fibonacci = cairn::memoize<std::uint64_t(int)>([](auto& self, int k) -> std::uint64_t {
        return k < 2 ? static_cast<std::uint64_t>(k) : self(k - 1) + self(k - 2);
    });
    std::cout << fibonacci(50) << '\n' << fibonacci.cache_info() << '\n';
    // --8<-- [end:memoize]

    // --8<-- [start:standard]
    cairn::deque<std::string> queue(cairn::from_range, seen);
    std::ranges::sort(queue, std::ranges::greater(), length); // an ordinary range
    erase_if(queue, [](const std::string& word) { return word == "b"; });
    std::cout << queue << ' ' << cairn::repr(queue == cairn::deque<std::string>{"a", "c"}) << '\n';
    // --8<-- [end:standard]
}
