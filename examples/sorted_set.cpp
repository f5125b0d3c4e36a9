// SPDX-License-Identifier: BSL-1.0
// A hotel keeps its rooms and bookings in sorted sets: cairn on the left, Python on the right.

#include <cairn/sorted_set.hpp>

#include <cstddef>
#include <cstdio>
#include <functional>
#include <iterator>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

template <class Range>
void show(const char* what, const Range& range) {
    std::printf("%-22s {", what);
    const char* separator = "";
    for (const int x : range) { //                         for x in s:
        std::printf("%s%d", separator, x);
        separator = ", ";
    }
    std::printf("}\n");
}

const char* yes_or_no(bool answer) { return answer ? "True" : "False"; }

void algebra() {
    using rooms = cairn::sorted_set<int>;
    const rooms view{101, 103, 201, 203}; //     view = SortedSet([101, 103, 201, 203])
    const rooms bath{201, 102, 103, 202}; //     bath = SortedSet([201, 102, 103, 202])
    show("view or bath", view | bath);    //     view | bath
    show("view and bath", view & bath);   //     view & bath
    show("view, no bath", view - bath);   //     view - bath
    show("one of the two", view ^ bath);  //     view ^ bath

    rooms nice = view; //                        nice = view.copy()
    nice &= bath;      //                        nice &= bath
    std::printf("subset: %s, superset: %s, disjoint: %s\n",
                yes_or_no(nice.is_subset_of(view)),      //    nice.issubset(view), nice <= view
                yes_or_no(nice.is_superset_of(view)),    //    nice.issuperset(view)
                yes_or_no(nice.is_disjoint_from(bath))); //    nice.isdisjoint(bath)

    nice |= std::vector{305, 301, 305}; // any range           nice.update([305, 301, 305])
    nice -= std::vector{103};           //                     nice.difference_update([103])
    show("changed", nice);
}

void free_rooms() {
    std::puts("");
    cairn::sorted_set<int> rooms(cairn::from_range, std::vector{101, 102, 201, 202, 203, 301});

    // The first free room on the second floor or above.
    const auto first = rooms.lower_bound(200); //              i = rooms.bisect_left(200)
    std::printf("room %d, number %zu in the list\n", *first, // rooms[i]
                rooms.index_of(first));
    rooms.erase(first); //                                     del rooms[i]

    show("second floor", rooms.irange(200, 299)); //           rooms.irange(200, 299)
    std::printf("free there: %zu\n",
                rooms.count_between(200, 300,                    // rooms.bisect_left(300)
                                    cairn::bounds::right_open)); // - rooms.bisect_left(200)
    show("from the top", rooms | std::views::reverse);           // reversed(rooms)

    const auto [again, is_new] = rooms.insert(202); //         rooms.add(202)
    std::printf("202 is %s, at %zu of %zu\n", is_new ? "new" : "there already",
                rooms.index_of(again), rooms.size());
    const int lowest = rooms.take_at(0);                 //    lowest = rooms.pop(0)
    const int highest = rooms.take_at(rooms.size() - 1); //    highest = rooms.pop()
    std::printf("taken: %d and %d\n", lowest, highest);
    show("left", rooms);
}

// Bookings of one room, none of which overlap, in order of their beginning.

struct booking {
    int from, to; // days; the guest leaves in the morning of day `to`
    std::string guest;
};
using calendar = cairn::sorted_set<booking, cairn::by<&booking::from>>;

/// The booking that keeps somebody from staying from one day to another, if there is one.
std::optional<booking> obstacle(const calendar& booked, int from, int to) {
    const auto next = booked.lower_bound(from); // a bare key: no booking is made up for it
    if (next != booked.end() && next->from < to) return *next;
    if (next != booked.begin() && std::prev(next)->to > from) return *std::prev(next);
    return std::nullopt;
}

void time_slots() {
    std::puts("");
    calendar booked{{12, 15, "ada"}, {3, 8, "grace"}, {8, 10, "alan"}};
    for (const auto& [from, to] : {std::pair(10, 12), std::pair(9, 11), std::pair(14, 20)}) {
        if (const auto taken = obstacle(booked, from, to)) {
            std::printf("%d to %d: %s stays from %d to %d\n", from, to, taken->guest.c_str(),
                        taken->from, taken->to);
        } else {
            std::printf("%d to %d: free\n", from, to);
            booked.insert({from, to, "barbara"});
        }
    }

    // The gaps between one booking and the next.
    int free_from = 1;
    for (const booking& each : booked) {
        if (free_from < each.from) std::printf("free from %d to %d\n", free_from, each.from);
        free_from = each.to;
    }
}

void neighbours() {
    std::puts("");
    const cairn::sorted_set<int> stops{0, 15, 30, 45};
    for (const int minute : {-5, 20, 30, 50}) {
        const std::size_t i = stops.rank(minute); //           i = stops.bisect_left(minute)
        std::printf("%3d: ", minute);
        if (i > 0) {
            std::printf("after %d, ", stops[i - 1]); //        stops[i - 1]
        } else {
            std::printf("after none, ");
        }
        if (i < stops.size()) {
            std::printf("not after %d\n", stops[i]); //        stops[i]
        } else {
            std::printf("not after any\n");
        }
    }
}

void what_python_has_not() {
    std::puts("");
    // A promise about the order spares the sort; a hardened build checks it.
    cairn::sorted_set<int> low(cairn::sorted_unique, {1, 2, 3});
    cairn::sorted_set<int> high(cairn::sorted_unique, {7, 8, 9});
    low.join(std::move(high)); // O(log n), for nothing overlaps
    show("joined", low);
    const auto tail = low.split_at(4); // O(log n)
    show("the tail", tail);

    // Strings are looked up by whatever converts to a view of one: no std::string is made.
    const cairn::sorted_set<std::string> names{"ada", "alan", "barbara", "edsger", "grace"};
    const std::string_view text = "barbara and grace";
    std::printf("barbara: %s\n", yes_or_no(names.contains(text.substr(0, 7))));
    std::printf("with a: %zu\n", names.count_between("a", "b", cairn::bounds::right_open));

    // Another order is another type.
    const cairn::sorted_set<int, std::greater<>> falling{1, 3, 2};
    show("falling", falling);
}

} // namespace

int main() {
    algebra();
    free_rooms();
    time_slots();
    neighbours();
    what_python_has_not();
}
