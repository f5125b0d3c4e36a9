// SPDX-License-Identifier: BSL-1.0
// A corner shop keeps its stock in a dict: cairn on the left, Python on the right.

#include <cairn/dict.hpp>

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using stock_list = cairn::dict<std::string, int>;

void show(const char* when, const stock_list& stock) {
    std::printf("%-24s {", when);
    const char* separator = "";
    for (const auto& [name, count] : stock) { //                 for name, count in stock.items():
        std::printf("%s'%s': %d", separator, name.c_str(), count);
        separator = ", ";
    }
    std::printf("}\n");
}

void the_basics() {
    stock_list stock{{"eggs", 12}, {"spam", 3}}; //              stock = {'eggs': 12, 'spam': 3}
    stock["ham"] = 1;                            //              stock['ham'] = 1
    show("as it came in", stock);

    stock["eggs"] += 6;             //                                       stock['eggs'] += 6
    show("a value changes", stock); // and the entry keeps its place

    stock.erase("spam");            //                                      del stock['spam']
    stock["spam"] = 5;              //                                      stock['spam'] = 5
    show("erased and back", stock); // comes last now
}

void asking() {
    const stock_list stock{{"eggs", 18}, {"ham", 1}};
    std::printf("\nham in stock?  %s\n",
                stock.contains("ham") ? "yes" : "no"); //        'ham' in stock
    std::printf("how much milk? %d\n",
                stock.get_or("milk", 0)); //                     stock.get('milk', 0)
    if (const int* eggs =
            stock.get("eggs")) //                  if (eggs := stock.get('eggs')) is not None:
        std::printf("eggs:          %d\n", *eggs);

    // A view, a literal or a part of a text is looked up as it is: no std::string is made.
    const std::string_view order = "eggs, please";
    std::printf("%-14s %d\n", "ordered:", stock.at(order.substr(0, 4))); // stock[order[0:4]]
    std::printf("entries:       %zu\n", stock.size());                   //        len(stock)
}

void setting() {
    stock_list stock{{"eggs", 18}};
    std::printf("\n%d\n", stock.setdefault("tea", 40)); //       stock.setdefault('tea', 40)
    std::printf("%d\n", stock.setdefault("tea", 99));   //       stock.setdefault('tea', 99)

    // Only an absent key is inserted; the arguments of a present one stay untouched.
    const auto [entry, is_new] = stock.try_emplace("eggs", 0);
    std::printf("eggs %s: %d\n", is_new ? "new" : "there", entry->second);

    stock.update(
        {{"eggs", 6}, {"rice", 9}}); //                 stock.update({'eggs': 6, 'rice': 9})
    show("updated", stock);
    show("united", stock | stock_list{{"salt", 2}, {"tea", 0}}); // stock | {'salt': 2, 'tea': 0}
}

void order() {
    stock_list stock{{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}};
    std::puts("");
    stock.move_to_end("b");        //                            stock.move_to_end('b')
    stock.move_to_end("d", false); //                            stock.move_to_end('d', last=False)
    show("moved", stock);
    std::printf("second: %s\n", stock.nth(1)->first.c_str()); // list(stock)[1]

    const auto [name, count] = stock.popitem(); //               name, count = stock.popitem()
    std::printf("popped: %s %d\n", name.c_str(), count);
    std::printf("pop c:  %d\n", stock.pop("c").value_or(-1)); // stock.pop('c', -1)
    std::printf("pop c:  %d\n", stock.pop("c").value_or(-1));

    for (auto at = stock.rbegin(); at != stock.rend(); ++at) //  for name in reversed(stock):
        std::printf("%s ", at->first.c_str());
    int total = 0;
    for (const int each : stock.values()) //                     sum(stock.values())
        total += each;
    std::printf("= %d\n", total);
}

void what_python_has_not() {
    std::puts("");
    stock_list stock{{"eggs", 12}, {"spam", 3}, {"ham", 0}, {"tea", 0}};
    std::printf("sold out: %zu\n",
                erase_if(stock, [](const auto& entry) { return entry.second == 0; }));

    auto node = stock.extract("spam"); // taken out, renamed, put back: the value is never copied
    node.key() = "luncheon meat";
    stock.insert(std::move(node));

    stock_list delivery{{"eggs", 60}, {"milk", 10}};
    stock.merge(delivery); // what was there already stays in the delivery
    show("merged", stock);
    show("left over", delivery);

    stock.reserve(1000); // one allocation for what is to come
    std::printf("room for %s\n", stock.capacity() >= 1000 ? "a thousand" : "few");
}

void sets() {
    std::puts("");
    const std::vector<std::string> text{"the", "cat", "and", "the", "hat", "and", "the", "bat"};
    const cairn::ordered_set words(text.begin(), text.end()); // dict.fromkeys(text)
    for (const std::string& word : words)
        std::printf("%s ", word.c_str());
    std::printf("\nhat is a word: %s\n", words.contains("hat") ? "True" : "False");

    // Two dicts, or sets, are equal if they hold the same; order does not matter.
    std::printf("equal: %s\n", cairn::ordered_set{1, 2, 3} == cairn::ordered_set{3, 2, 1}
                                   ? "True"
                                   : "False"); //                {1: 0, 2: 0} == {2: 0, 1: 0}
}

} // namespace

int main() {
    the_basics();
    asking();
    setting();
    order();
    what_python_has_not();
    sets();
}
