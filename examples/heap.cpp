// SPDX-License-Identifier: BSL-1.0
// The median of what has come so far, and tasks by priority: cairn on the left, Python on the right.

#include <cairn/heap.hpp>

#include <cstddef>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

void the_basics() {
    cairn::heap<int> h{5, 1, 4};                     // h = [5, 1, 4]; heapify(h)
    h.push(2);                                       // heappush(h, 2)
    std::printf("least %d of %zu\n", h.top(),        // h[0]
                h.size());                           // len(h)
    std::printf("pop %d\n", h.take_top());           // heappop(h)
    std::printf("replace %d\n", h.replace_top(9));   // heapreplace(h, 9)
    std::printf("push and pop %d\n", h.push_pop(3)); // heappushpop(h, 3)
    h.push_range(std::vector{7, 6});                 // for x in [7, 6]: heappush(h, x)
    std::printf("in order");
    for (const int x : h.drain_sorted()) //             while h: print(heappop(h))
        std::printf(" %d", x);
    std::printf(", left %zu\n", h.size());
}

/// The middle of all values so far, in O(log n) for each: the lower half in a heap with its greatest at
/// the top, the upper half in one with its least there.
class running_median {
public:
    void add(double value) {
        // Through the other half, so that the halves stay apart.
        if (lower_.size() == upper_.size()) {
            lower_.push(upper_.push_pop(value)); //     heappush(lower, -heappushpop(upper, x))
        } else {
            upper_.push(lower_.push_pop(value)); //     heappush(upper, -heappushpop(lower, -x))
        }
    }
    double median() const {
        if (lower_.size() > upper_.size()) return lower_.top(); // -lower[0]
        return (lower_.top() + upper_.top()) / 2;               // (upper[0] - lower[0]) / 2
    }

private:
    cairn::heap<double, std::greater<>> lower_; //      no signs to turn
    cairn::heap<double> upper_;
};

void medians() {
    std::puts("\nresponse times, and their median so far");
    running_median times;
    for (const double ms : {12.0, 80.0, 11.0, 14.0, 900.0, 13.0, 12.5}) {
        times.add(ms);
        std::printf("%6.1f ms  %5.2f\n", ms, times.median());
    }
}

/// A task: the most urgent first, those of equal urgency in order of arrival.
struct task {
    int priority;
    std::size_t number; // itertools.count(), as heapq's documentation advises
    std::string what;

    std::pair<int, std::size_t> place() const { return {priority, number}; }
};

/// Any key function orders, members included; the key need not be the whole element.
using todo = cairn::heap<task, cairn::by<&task::place>>;

class scheduler {
public:
    void add(int priority, std::string what) { tasks_.emplace(task{priority, ++count_, what}); }

    /// Drops every task that mentions a word.
    std::size_t cancel(std::string_view word) {
        return erase_if(
            tasks_, [word](const task& each) { return each.what.find(word) != std::string::npos; });
    }
    void run() {
        while (auto next =
                   tasks_.try_pop()) //         while tasks: priority, _, what = heappop(tasks)
            std::printf("  %d %s\n", next->priority, next->what.c_str());
    }

private:
    todo tasks_;
    std::size_t count_ = 0;
};

void tasks() {
    std::puts("\ntasks");
    scheduler s;
    s.add(3, "tidy up");
    s.add(1, "stop the leak");
    s.add(2, "write the report");
    s.add(1, "call the plumber");
    s.add(2, "order the report's cover");
    s.add(2, "water the plants");
    std::printf("cancelled: %zu\n", s.cancel("report"));
    s.run();
}

void what_heapq_has_not() {
    std::puts("\nbeyond heapq");
    cairn::heap<std::string> a{"pear", "apple"}, b{"fig", "cherry", "date"};
    a.merge(b); // the larger one takes the smaller one's elements
    std::printf("merged: %zu and %zu, first %s\n", a.size(), b.size(), a.top().c_str());

    // Two children each instead of four: the layout of heapq. The container comes out as it lies.
    cairn::heap<int, std::less<>, 2> h(cairn::from_range, std::vector{5, 4, 3, 2, 1});
    std::printf("as heapq lies:");
    for (const int x : h) // the top first, then in no order
        std::printf(" %d", x);
    const std::vector<int> list = h.release();
    std::printf(", released: %zu\n", list.size());
}

} // namespace

int main() {
    the_basics();
    medians();
    tasks();
    what_heapq_has_not();
}
