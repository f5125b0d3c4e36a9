// SPDX-License-Identifier: BSL-1.0
// An index over a table, and grades in a class: cairn on the left, Python on the right.

#include <cairn/sorted_map.hpp>

#include <cstddef>
#include <cstdio>
#include <iterator>
#include <memory>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

namespace {

using stock_map = cairn::sorted_map<std::string, int>;

void show(const char* when, const stock_map& stock) {
    std::printf("%-16s {", when);
    const char* separator = "";
    for (const auto& [name, count] : stock) { //           for name, count in stock.items():
        std::printf("%s'%s': %d", separator, name.c_str(), count);
        separator = ", ";
    }
    std::printf("}\n");
}

void the_basics() {
    stock_map stock{{"spam", 3}, {"eggs", 12}}; //       stock = SortedDict(spam=3, eggs=12)
    stock["ham"] = 1;                           //       stock['ham'] = 1
    stock["eggs"] += 6;                         //       stock['eggs'] += 6
    show("by name", stock);
    std::printf("milk: %d, tea: %d\n", stock.get_or("milk", 0), //   stock.get('milk', 0)
                stock.setdefault("tea", 40));                   //   stock.setdefault('tea', 40)
    stock.update({{"eggs", 6}, {"rice", 9}}); //           stock.update({'eggs': 6, 'rice': 9})
    show("updated", stock);

    // Every entry has a position.
    const auto& [name, count] = *stock.nth(1); //          name, count = stock.peekitem(1)
    std::printf("second: %s %d, last: %s\n", name.c_str(), count,
                stock.back().first.c_str());                      // stock.peekitem()[0]
    std::printf("rice is number %zu\n", *stock.index_of("rice")); // stock.index('rice')
    std::printf("before m: %zu\n", stock.rank("m"));              // stock.bisect_left('m')

    // The keys and the values, each as a view in order.
    std::printf("keys()[0] %s, values()[0] %d\n", stock.keys()[0].c_str(), // stock.keys()[0]
                stock.values()[0]);                                        // stock.values()[0]
    for (int& each : stock.values()) // they can be changed where they are
        each += 100;
    show("one more box", stock);

    const auto [first, n] = stock.popitem(0); //           first, n = stock.popitem(0)
    const auto [last, m] = stock.popitem();   //           last, m = stock.popitem()
    std::printf("popped: %s %d and %s %d\n", first.c_str(), n, last.c_str(), m);
    std::printf("pop ham: %d\n", stock.pop("ham").value_or(-1)); // stock.pop('ham', -1)
    std::printf("pop ham: %d\n", stock.pop("ham").value_or(-1));
    show("united", stock | stock_map{{"salt", 2}}); //     stock | {'salt': 2}
}

// An index: from a column's value to the rows that have it. Rows are named by their numbers, which
// stay right however the index moves its entries.

struct person {
    std::string name;
    int age;
};

void table_and_index() {
    std::puts("");
    const std::vector<person> people{{"ada", 36},    {"alan", 41},  {"barbara", 29},
                                     {"edsger", 30}, {"grace", 36}, {"tony", 26}};
    // by_age = SortedKeyList(key=itemgetter(0))
    cairn::sorted_multimap<int, std::size_t> by_age;
    for (std::size_t row = 0; row != people.size(); ++row)
        by_age.emplace(people[row].age, row); //           by_age.add((people[row].age, row))

    // SELECT name, age FROM people WHERE age > 30 ORDER BY age
    // by_age.irange_key(30, None, inclusive=(False, True))
    for (const auto& [age, row] : by_age.irange(30, cairn::unbounded, cairn::bounds::left_open))
        std::printf("%-8s %d\n", people[row].name.c_str(), age);

    // SELECT COUNT(*) FROM people WHERE age BETWEEN 26 AND 30
    std::printf("%zu people\n", by_age.count_between(26, 30));

    // SELECT name FROM people ORDER BY age DESC LIMIT 2 OFFSET 1
    const std::size_t n = by_age.size();
    for (const std::size_t row :
         by_age.values() | std::views::reverse | std::views::drop(1) | std::views::take(2))
        std::printf("%s ", people[row].name.c_str());
    // ... or by position
    std::printf("= %s\n", people[by_age.nth(n - 2)->second].name.c_str());

    // DELETE FROM people WHERE age < 30
    by_age.erase(by_age.begin(), by_age.lower_bound(30)); // del by_age[:by_age.bisect_key_left(30)]
    std::printf("%zu left, the youngest is %d\n", by_age.size(), by_age.front().first);
}

void grades() {
    std::puts("");
    // boundaries = SortedDict({0: 'F', 60: 'D', 70: 'C', 80: 'B', 90: 'A'})
    const cairn::sorted_map<int, char> boundaries{
        {0, 'F'}, {60, 'D'}, {70, 'C'}, {80, 'B'}, {90, 'A'}};
    for (const int score : {33, 99, 77, 70, 89}) {
        // The last boundary that is not above the score:
        const std::size_t i = boundaries.rank_upper(score) - 1; // i = boundaries.bisect(score) - 1
        const auto& [from, grade] = *boundaries.nth(i);         // boundaries.peekitem(i)
        std::printf("%d is %c (from %d)\n", score, grade, from);
    }
    // The same by iterator.
    std::printf("85 is %c\n", std::prev(boundaries.upper_bound(85))->second);
}

void what_stays() {
    std::puts("");
    // Entries move when others come and go. What must stay where it is goes into a box of its own.
    cairn::sorted_map<int, std::unique_ptr<std::string>> kept;
    kept.try_emplace(500, std::make_unique<std::string>("grace"));
    const std::string& grace = *kept.at(500);
    for (int i = 0; i != 500; ++i)
        kept.try_emplace(i, nullptr);
    std::printf("%s is still there: %s\n", grace.c_str(),
                &grace == kept.at(500).get() ? "True" : "False");

    // Cut in two and put together again in O(log n): the boxes are not touched.
    auto upper = kept.split(250);
    std::printf("%zu below 250, %zu above\n", kept.size(), upper.size());
    kept.join(std::move(upper));
    std::printf("%zu together, the last is %s\n", kept.size(), kept.back().second->c_str());
}

} // namespace

int main() {
    the_basics();
    table_and_index();
    grades();
    what_stays();
}
