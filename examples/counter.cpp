// SPDX-License-Identifier: BSL-1.0
// A market stall counts its fruit in a counter: cairn on the left, Python on the right.

#include <cairn/counter.hpp>

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using tally = cairn::counter<std::string>;

void show(const char* when, const tally& counts) {
    std::printf("%-16s {", when);
    const char* separator = "";
    for (const auto& [name, n] : counts) { // for name, n in counts.items():
        std::printf("%s'%s': %d", separator, std::string(name).c_str(), static_cast<int>(n));
        separator = ", ";
    }
    std::printf("}\n");
}

void counting() {
    const std::vector<std::string> basket{"plum", "pear", "plum", "fig", "plum", "pear"};
    tally counts(cairn::from_range, basket); // counts = Counter(basket)
    show("counted", counts);
    const std::string_view text = "plums";
    const std::string_view fruit = text.substr(0, 4);
    std::printf("plums: %d\n", static_cast<int>(counts[fruit]));  // counts[text[0:4]]
    std::printf("limes: %d\n", static_cast<int>(counts["lime"])); // counts['lime']
    std::printf("lime is there: %s\n",
                counts.contains("lime") ? "True" : "False"); // 'lime' in counts

    counts.add("lime", 4);           // counts['lime'] += 4
    counts.add("fig");               // counts['fig'] += 1
    counts.at_or_insert("pear") = 9; // counts['pear'] = 9
    show("corrected", counts);
    std::printf("in all: %d of %zu kinds\n", static_cast<int>(counts.total()),
                counts.size()); // counts.total(), len(counts)
}

void ranking() {
    std::puts("");
    const cairn::counter letters(cairn::from_range,
                                 std::string_view("abracadabra")); // Counter('abracadabra')
    for (const auto& [letter, n] : letters.most_common(3))         // letters.most_common(3)
        std::printf("%c %d\n", letter, static_cast<int>(n));       // ties: who came first
    const auto rarest = letters.least_common(1); // letters.most_common()[:-2:-1], but for ties
    std::printf("rarest: %c\n", rarest.front().first);
    for (const char letter : letters.elements()) // letters.elements()
        std::printf("%c", letter);
    std::puts("");
}

void sums() {
    std::puts("");
    const tally monday{{"plum", 3}, {"pear", 1}};
    const tally tuesday{{"plum", 1}, {"pear", 2}};
    show("sum", monday + tuesday);        // monday + tuesday
    show("difference", monday - tuesday); // monday - tuesday
    show("smaller", monday & tuesday);    // monday & tuesday
    show("larger", monday | tuesday);     // monday | tuesday

    tally stock = monday;
    stock.subtract(tuesday); // stock.subtract(tuesday)
    show("may be negative", stock);
    stock.keep_positive(); // stock += Counter()
    show("positive", stock);
    std::printf("included: %s\n", stock <= monday ? "True" : "False"); // stock <= monday

    // An absent key counts zero, and zero equals absence.
    std::printf("equal: %s\n", tally{{"plum", 2}, {"pear", 0}} == stock
                                   ? "True"
                                   : "False"); // Counter(plum=2, pear=0) == stock
}

void removing() {
    std::puts("");
    tally counts{{"plum", 3}, {"pear", 1}, {"fig", 1}};
    counts.erase("pear"); // del counts['pear']
    show("erased", counts);
    std::printf("popped: %d\n",
                static_cast<int>(counts.pop("plum").value_or(0))); // counts.pop('plum', 0)

    // Shards are counted apart, and then merged into one; the other is left empty.
    tally other{{"fig", 5}, {"lime", 2}};
    counts.merge(std::move(other)); // counts.update(other)
    show("merged", counts);
}

} // namespace

int main() {
    counting();
    ranking();
    sums();
    removing();
}
