// SPDX-License-Identifier: BSL-1.0
// A bank with three clerks, simulated event by event; and a timetable that is sorted only as far as it is read.

#include <cairn/quick_heap.hpp>

#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace {

// -- a simulation: the clock jumps from event to event -----------------------------------------------------

struct event {
    double time; // minutes since the doors opened
    int customer;
    bool leaves; // else arrives
};

/// The same numbers everywhere.
class dice {
public:
    double between(double low, double high) {
        state_ = state_ * 6364136223846793005u + 1442695040888963407u;
        return low + (high - low) * (static_cast<double>(state_ >> 11) * 0x1p-53);
    }

private:
    std::uint64_t state_ = 2024;
};

void bank() {
    cairn::quick_heap<event, cairn::by<&event::time>> events; // the earliest one is the top
    dice random;
    double opens = 0;
    for (int customer = 0; customer != 400; ++customer) {
        opens += random.between(0, 2);
        events.emplace(event{opens, customer, false});
    }
    int free_clerks = 3, served = 0, waited = 0;
    double waiting = 0, now = 0;
    cairn::quick_heap<std::pair<double, int>> line; // when each came; the first one is the top
    while (!events.empty()) {
        const event next = events.take_top();
        now = next.time;
        if (next.leaves) {
            ++free_clerks;
            ++served;
        } else {
            line.emplace(now, next.customer);
        }
        while (free_clerks != 0 && !line.empty()) {
            const auto [came, customer] = line.take_top();
            waited += now > came;
            waiting += now - came;
            --free_clerks;
            events.emplace(event{now + random.between(1, 5), customer, true});
        }
    }
    std::printf("bank: %d served in %.0f minutes, %d waited, %.1f minutes on average\n", served,
                now, waited, waiting / served);
}

// -- a scheduler: what is due next, and how it is put off ------------------------------------------------

struct task {
    std::uint64_t due;
    std::uint64_t every;
    std::string name;
};

void scheduler() {
    cairn::quick_heap<task, cairn::by<&task::due>> tasks;
    tasks.emplace(task{0, 40, "blink"});
    tasks.emplace(task{5, 100, "save"});
    tasks.emplace(task{70, 1000, "report"});
    for (int i = 0; i != 8; ++i) {
        task next = tasks.top();
        std::printf("%4u %s\n", static_cast<unsigned>(next.due), next.name.c_str());
        next.due += next.every;
        tasks.replace_top(std::move(next)); // one step instead of a pop and a push
    }
}

// -- sorted as far as it is read -------------------------------------------------------------------------

void timetable() {
    cairn::quick_heap<std::string> trains;
    for (int i = 0; i != 10'000; ++i) {
        const int minute = i * 7919 % 1440;
        char text[48];
        std::snprintf(text, sizeof text, "%02d:%02d platform %d", minute / 60, minute % 60, i % 9);
        trains.push(text);
    }
    for (int i = 0; i != 3; ++i)
        std::printf("%s\n", trains.take_top().c_str());
    erase_if(trains, [](const std::string& train) { return train < "23:59"; });
    std::printf("%s, and %d more\n", trains.top().c_str(), static_cast<int>(trains.size()) - 1);
}

// -- the other end ---------------------------------------------------------------------------------------

void three_largest() {
    cairn::quick_heap<int, std::greater<>> scores{31, 87, 12, 99, 54, 76};
    std::vector<int> best;
    while (best.size() != 3)
        best.push_back(scores.take_top());
    std::printf("%d %d %d\n", best[0], best[1], best[2]);
}

} // namespace

int main() {
    bank();
    scheduler();
    timetable();
    three_largest();
}
