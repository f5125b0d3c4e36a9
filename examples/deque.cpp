// SPDX-License-Identifier: BSL-1.0
// deque and bounded_deque at work: a queue, a window over a stream, the last lines of a text.

#include <cairn/deque.hpp>

#include <algorithm>
#include <iostream>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

void print(std::string_view title, const auto& elements) {
    std::cout << title << ':';
    for (const auto& element : elements)
        std::cout << ' ' << element;
    std::cout << '\n';
}

// --8<-- [start:tail]
/// The last n lines, whatever the length of the text.
cairn::bounded_deque<std::string> tail(std::istream& text, std::size_t n) {
    cairn::bounded_deque<std::string> lines(n);
    for (std::string line; std::getline(text, line);)
        lines.push_back(line);
    return lines;
}
// --8<-- [end:tail]

// --8<-- [start:josephus]
/// Every k-th of n people leaves the circle; the order in which they go.
std::vector<int> josephus(int n, std::ptrdiff_t k) {
    cairn::deque<int> circle;
    for (int i = 1; i <= n; ++i)
        circle.push_back(i);
    std::vector<int> order;
    while (!circle.empty()) {
        circle.rotate(-(k - 1));
        order.push_back(circle.take_front());
    }
    return order;
}
// --8<-- [end:josephus]

} // namespace

int main() {
    // --8<-- [start:queue]
    cairn::deque<std::string> jobs{"compile", "test"};
    jobs.push_back("deploy");
    jobs.push_front("fetch");
    jobs.insert(jobs.begin() + 2, "lint");
    print("jobs", jobs);
    std::cout << "next: " << jobs.take_front() << ", " << jobs.size() << " left\n";
    std::cout << "test is number " << jobs.index_of("test").value() << '\n';
    jobs.remove("lint");
    print("jobs", jobs);
    // --8<-- [end:queue]

    // --8<-- [start:window]
    cairn::bounded_deque<double> window(3); // the mean of the last three
    for (const double x : {1.0, 2.0, 6.0, 10.0, 2.0}) {
        window.push_back(x); // drops the oldest one when full
        double sum = 0;
        for (const double y : window)
            sum += y;
        std::cout << sum / static_cast<double>(window.size()) << ' ';
    }
    std::cout << '\n';
    // --8<-- [end:window]

    // --8<-- [start:segments]
    cairn::deque<int> ring;
    ring.reserve(8); // from here to eight elements, nothing moves
    ring.append_range(std::vector<int>{1, 2, 3, 4, 5, 6});
    ring.pop_front_n(4);
    ring.append_range(std::vector<int>{7, 8, 9, 10});
    for (const std::span<const int> run : std::as_const(ring).segments())
        print("run", run); // loop over these where speed counts
    std::ranges::sort(ring.make_contiguous(), std::ranges::greater());
    print("sorted", ring);
    // --8<-- [end:segments]

    std::istringstream poem("so much depends\nupon\na red wheel\nbarrow\n");
    print("tail", tail(poem, 2));
    print("josephus", josephus(7, 3));
}
