// SPDX-License-Identifier: BSL-1.0
// A leaderboard and the latencies of a server, sorted: cairn on the left, Python on the right.

#include <cairn/deque.hpp>
#include <cairn/sorted_list.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

namespace {

template <class Range>
void show(const char* what, const Range& range) {
    std::printf("%-20s [", what);
    const char* separator = "";
    for (const int x : range) { //                         for x in sl:
        std::printf("%s%d", separator, x);
        separator = ", ";
    }
    std::printf("]\n");
}

void the_basics() {
    cairn::sorted_list<int> scores{70, 90, 80, 90}; //     scores = SortedList([70, 90, 80, 90])
    scores.insert(85);                              //     scores.add(85)
    scores.insert_range(std::array{60, 95});        //     scores.update([60, 95])
    show("in order", scores);

    std::printf("the third is %d, the last %d, the median %d\n",
                scores[2],                  //             scores[2]
                scores.back(),              //             scores[-1]
                scores[scores.size() / 2]); //             scores[len(scores) // 2]
    std::printf("below 90: %zu, at most 90: %zu\n",
                scores.rank(90),        //                 scores.bisect_left(90)
                scores.rank_upper(90)); //                 scores.bisect_right(90)
    std::printf("90: %zu times, 85 at %zu, 75 there: %s\n",
                scores.count(90),                        // scores.count(90)
                scores.index_of(85).value(),             // scores.index(85)
                scores.contains(75) ? "True" : "False"); // 75 in scores

    scores.erase_one(90); //                                   scores.remove(90)
    show("one 90 less", scores);
    std::printf("taken: %d\n", scores.take_at(0)); //         scores.pop(0)
    scores.erase(scores.nth(1), scores.nth(3));    //         del scores[1:3]
    show("and two more", scores);
}

// Python's SortedKeyList: order comes from a key that is computed from the element.

struct player {
    std::string name;
    int points;
};

void leaderboard() {
    std::puts("");
    // board = SortedKeyList(players, key=lambda player: -player.points)
    cairn::sorted_list<player, cairn::by<&player::points, std::greater<>>> board{
        {"ada", 310}, {"grace", 480}, {"alan", 310}, {"edsger", 270}, {"barbara", 450}};

    for (const player& each : board.slice(0, 3)) //            for each in board.islice(0, 3):
        std::printf("%zu. %-8s %d\n", 1 + board.rank(each), //     board.bisect_left(each)
                    each.name.c_str(), each.points);

    // A bare key will do wherever an element will: no player has to be made up.
    std::printf("with 460 points you would be number %zu\n",
                1 + board.rank(460)); //                       1 + board.bisect_key_left(-460)
    // The order is descending, so the higher end comes first.
    std::printf("between 300 and 400: %zu players\n", board.count_between(400, 300));
    for (const player& each : board.irange(310, 310))       // board.irange_key(-310, -310)
        std::printf("310 points: %s\n", each.name.c_str()); // equal ones in order of insertion

    // Elements are const, for their keys decide where they are. To change one, take it out.
    auto node = board.extract(board.nth(4));
    node.value().points += 200; // 270 + 200
    const auto position = board.insert(std::move(node));
    std::printf("%s is number %zu now\n", position->name.c_str(), 1 + board.index_of(position));
}

void percentiles() {
    std::puts("");
    // The last eight latencies, in order of arrival and in order of size.
    cairn::bounded_deque<int> window(8); //                    window = deque(maxlen=8)
    cairn::sorted_list<int> sorted;      //                    sorted = SortedList()
    for (const int ms : {12, 15, 11, 240, 14, 13, 12, 16, 18, 250, 17}) {
        if (window.full())                    //               if len(window) == window.maxlen:
            sorted.erase_one(window.front()); //                   sorted.remove(window[0])
        window.push_back(ms);                 //               window.append(ms)
        sorted.insert(ms);                    //               sorted.add(ms)
        if (!window.full()) continue;
        const std::size_t n = sorted.size();
        std::printf("median %d ms, three quarters within %d ms, above 100 ms: %zu\n",
                    sorted[n / 2],               //            sorted[n // 2]
                    sorted[3 * n / 4 - 1],       //            sorted[3 * n // 4 - 1]
                    n - sorted.rank_upper(100)); //            n - sorted.bisect_right(100)
    }
}

void intervals() {
    std::puts("");
    const cairn::sorted_list<int> primes{2, 3, 5, 7, 11, 13, 17, 19};
    using cairn::bounds;
    using cairn::unbounded;
    // primes.irange(5, 13)
    show("5 <= p <= 13", primes.irange(5, 13));
    // primes.irange(5, 13, inclusive=(True, False))
    show("5 <= p < 13", primes.irange(5, 13, bounds::right_open));
    // primes.irange(11, None, inclusive=(False, True))
    show("p > 11", primes.irange(11, unbounded, bounds::left_open));
    // primes.irange(None, 7, reverse=True)
    show("p <= 7, falling", primes.irange(unbounded, 7) | std::views::reverse);
    std::printf("primes from 5 to 13: %zu\n", primes.count_between(5, 13));
}

void as_a_whole() {
    std::puts("");
    cairn::sorted_list<int> a{1, 4, 9}, b{2, 4, 8};
    show("sum", a + b);   //                                 a + b
    show("twice", a * 2); //                                 a * 2
    a += b;               //                                 a += b
    show("in place", a);

    // Cut in two and put together again in O(log n), whatever the sizes are.
    cairn::sorted_list<int> upper = a.split(4); // everything that is not less than 4
    show("lower part", a);
    show("upper part", upper);
    a.join(std::move(upper));
    std::printf("joined: %zu\n", a.size());

    // Many look-ups at once: their cache misses overlap.
    const std::vector<int> keys{0, 4, 5, 100};
    std::array<std::size_t, 4> ranks{};
    a.rank_batch(keys, ranks);
    show("ranks", ranks | std::views::transform([](std::size_t r) { return static_cast<int>(r); }));

    // The elements lie side by side in leaves: for loops at the speed of memory.
    long sum = 0;
    for (const auto& run : a.segments())
        for (const int x : run)
            sum += x;
    std::printf("sum %ld\n", sum);
}

} // namespace

int main() {
    the_basics();
    leaderboard();
    percentiles();
    intervals();
    as_a_whole();
}
