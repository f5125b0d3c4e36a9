// SPDX-License-Identifier: BSL-1.0
// Containers print the way Python prints them.

#include <cairn/counter.hpp>
#include <cairn/deque.hpp>
#include <cairn/dict.hpp>
#include <cairn/format.hpp>

#include <iomanip>
#include <iostream>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

struct celsius {
    double degrees;
    friend std::ostream& operator<<(std::ostream& out, celsius c) {
        return out << c.degrees << " C";
    }
};

int main() {
    // Every container has an operator<<.
    std::cout << cairn::deque<int>{1, 2, 3} << '\n';
    std::cout << cairn::bounded_deque<double>(3, {0.1, 1e16}) << '\n';
    std::cout << cairn::dict<std::string, bool>{{"b", true}, {"a", false}} << '\n';
    std::cout << cairn::ordered_set<char>{'x', '\''} << cairn::ordered_set<char>{} << '\n';
    std::cout << cairn::counter<std::string>{{"spam", 1}, {"eggs", 2}} << '\n';

    // Elements print to any depth; types of your own by their operator<<.
    std::cout << cairn::dict<int, std::vector<std::optional<celsius>>>{{1, {celsius{20.5}, {}}}}
              << '\n';

    // repr takes anything that may be an element.
    std::cout << cairn::repr("it's\n") << ' ' << cairn::repr(std::tuple(1, 2.0, "three")) << '\n';

    // Width and fill apply to the whole, here as in std::format("{:.>20}", d).
    std::cout << std::setfill('.') << std::setw(20) << cairn::deque<int>{1, 2} << '\n';
}
