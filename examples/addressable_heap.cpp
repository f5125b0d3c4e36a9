// SPDX-License-Identifier: BSL-1.0
// The shortest ways through a small road map by Dijkstra's algorithm, and a list of tasks whose priorities
// change: cairn on the left, Python's way, which leaves outdated entries in the heap, on the right.

#include <cairn/addressable_heap.hpp>

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace {

struct road {
    std::size_t to;
    int minutes;
};

struct map {
    std::vector<const char*> towns;
    std::vector<std::vector<road>> roads;

    void connect(std::size_t a, std::size_t b, int minutes) {
        roads[a].push_back({b, minutes});
        roads[b].push_back({a, minutes});
    }
};

map coast() {
    map m{{"harbour", "mill", "market", "abbey", "bridge", "castle", "lighthouse", "island"},
          std::vector<std::vector<road>>(8)};
    m.connect(0, 1, 4);
    m.connect(0, 2, 10);
    m.connect(1, 2, 3);
    m.connect(1, 3, 9);
    m.connect(2, 4, 2);
    m.connect(3, 4, 1);
    m.connect(4, 5, 7);
    m.connect(3, 5, 5);
    m.connect(5, 6, 6); // and no road leads to the island
    return m;
}

void shortest_ways(const map& m, std::size_t from) {
    constexpr int unreached = -1;
    std::vector<int> minutes(m.towns.size(), unreached); //  minutes = {}
    std::vector<std::size_t> before(m.towns.size());     //  before = {}
    cairn::indexed_heap<int> open(m.towns.size());       //  open = []
    open.push(from, 0);                                  //  heappush(open, (0, start))
    while (!open.empty()) {                              //  while open:
        const auto [town, so_far] = open.take_top();     //      so_far, town = heappop(open)
        minutes[town] = so_far;                          //      if town in minutes: continue
        for (const auto& [to, along] : m.roads[town]) {  //      for to, along in roads[town]:
            if (minutes[to] != unreached) continue;
            if (open.push_or_decrease(to,
                                      so_far + along)) { //  heappush(open, (so_far + along, to))
                before[to] = town;
            }
        }
    }

    std::printf("from the %s:\n", m.towns[from]);
    for (std::size_t town = 0; town != m.towns.size(); ++town) {
        if (minutes[town] == unreached) {
            std::printf("  %-11s cannot be reached\n", m.towns[town]);
            continue;
        }
        std::string way = m.towns[town];
        for (std::size_t at = town; at != from; at = before[at])
            way = std::string(m.towns[before[at]]) + " - " + way;
        std::printf("  %-11s %2d minutes: %s\n", m.towns[town], minutes[town], way.c_str());
    }
}

struct task {
    int due;
    std::string name;
};

void changing_priorities() {
    std::puts("");
    cairn::addressable_heap<task, cairn::by<&task::due>> tasks;
    const auto mail = tasks.push({30, "mail"});
    const auto report = tasks.push({20, "report"});
    const auto lunch = tasks.push({40, "lunch"});
    const auto call = tasks.push({10, "call"});

    tasks.decrease(lunch, task{5, "lunch"}); //    entry[REMOVED] = True; heappush(tasks, new_entry)
    tasks.increase(call, task{35, "call"});
    tasks.erase(report); //                        entry[REMOVED] = True
    std::printf("first: %s, at %d\n", tasks.top().name.c_str(), tasks.top().due);
    std::printf("the mail is due at %d\n", tasks[mail].due);

    tasks.update(mail, task{50, "mail"});
    while (!tasks.empty()) { //                    while tasks: pop, and skip what was removed
        const task next = tasks.take_top();
        std::printf("%2d %s\n", next.due, next.name.c_str());
    }
    tasks.push({60, "rest"}); // takes a place that was the lunch's: its handle knows better
    std::printf("lunch is still to come: %s\n", tasks.contains(lunch) ? "True" : "False");
}

} // namespace

int main() {
    shortest_ways(coast(), 0);
    changing_priorities();
}
