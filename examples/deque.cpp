// SPDX-License-Identifier: BSL-1.0
// A workshop with a queue of jobs and a short memory: cairn on the left, Python on the right.

#include <cairn/deque.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <numeric>
#include <ranges>
#include <span>
#include <string>
#include <vector>

namespace {

template <class Deque>
void show(const char* when, const Deque& d) {
    std::printf("%-18s [", when);
    const char* separator = "";
    for (const int x : d) { //                             for x in d:
        std::printf("%s%d", separator, x);
        separator = ", ";
    }
    std::printf("]\n");
}

void both_ends() {
    cairn::deque<int> jobs{1, 2, 3}; //                    jobs = deque([1, 2, 3])
    jobs.push_back(4);               //                    jobs.append(4)
    jobs.push_front(0);              //                    jobs.appendleft(0)
    show("five jobs", jobs);

    const int first = jobs.take_front(); //                first = jobs.popleft()
    const int last = jobs.take_back();   //                last = jobs.pop()
    std::printf("taken: %d and %d\n", first, last);
    jobs.pop_front(); // the same, where nobody wants the value
    show("left", jobs);
    std::printf("length %zu, ends %d and %d\n", jobs.size(), jobs.front(), //     len(jobs), jobs[0]
                jobs.back());                                              //     jobs[-1]
}

void turning() {
    std::puts("");
    cairn::deque<int> d{1, 2, 3, 4, 5};
    d.rotate(2); //                                        d.rotate(2)
    show("rotate(2)", d);
    d.rotate(-2); //                                       d.rotate(-2)
    show("and back", d);
    std::ranges::reverse(d); //                            d.reverse()
    show("reversed", d);
}

void whole_ranges() {
    std::puts("");
    const std::vector<int> more{10, 20, 30};
    cairn::deque<int> d{1, 2};
    d.append_range(more); //                               d.extend(more)
    show("extend", d);

    // Python's extendleft pushes one after the other, so that they end up reversed.
    cairn::deque<int> left{1, 2};
    left.prepend_range(more | std::views::reverse); //     left.extendleft(more)
    show("extendleft", left);
    cairn::deque<int> ordered{1, 2};
    ordered.prepend_range(more); //                        ordered.extendleft(reversed(more))
    show("in their order", ordered);

    cairn::deque<int> beat{1, 0};
    beat.repeat(3); //                                     beat *= 3
    show("repeat(3)", beat);
}

void looking() {
    std::puts("");
    cairn::deque<int> d{7, 8, 9, 8, 7};
    std::printf("9 is there: %s\n", d.contains(9) ? "True" : "False"); //       9 in d
    std::printf("8 at %zu, then at %zu\n", d.index_of(8).value(),      //       d.index(8)
                d.index_of(8, 2).value());                             //       d.index(8, 2)
    std::printf("5 is there: %s\n", d.index_of(5) ? "True" : "False"); // d.index(5) would raise
    std::printf("8 removed: %s\n", d.remove(8) ? "True" : "False");    //       d.remove(8)
    std::printf("5 removed: %s\n", d.remove(5) ? "True" : "False");    // d.remove(5) would raise
    d.insert(d.begin() + 1, 6);                                        //       d.insert(1, 6)
    show("with a 6", d);
    std::printf("d[2] is %d\n", d[2]);                      //                      d[2]
    std::printf("eights: %td\n", std::ranges::count(d, 8)); //                  d.count(8)
}

void history() {
    std::puts("");
    cairn::bounded_deque<int> last(3); //                  last = deque(maxlen=3)
    for (int i = 1; i <= 5; ++i)
        last.push_back(i); //                              last.append(i)
    show("the last three", last);
    last.push_front(0); //                                 last.appendleft(0)
    show("the 5 is gone", last);
    std::printf("maxlen %zu, full: %s\n", last.maxlen(), last.full() ? "True" : "False");

    // Averages over a sliding window of three.
    cairn::bounded_deque<int> window(3); //                window = deque(maxlen=3)
    for (const int x : {40, 30, 50, 46, 39, 44}) {
        window.push_back(x); //                            window.append(x)
        if (window.full()) {
            const int sum = std::accumulate(window.begin(), window.end(), 0); // sum(window)
            std::printf("average %d\n", sum / 3);
        }
    }
}

void what_python_has_not() {
    std::puts("");
    cairn::deque<int> d{1, 2, 3, 4};
    d.rotate(1); // the 4 goes to the other end of the block: [1, 2, 3, ..., 4]
    for (const std::span<const int> run : d.segments()) // at most two runs, in order
        std::printf("a run of %zu, starting with %d\n", run.size(), run.front());

    const std::span<int> all = d.make_contiguous(); // one run, for those who want a pointer
    std::printf("now one of %zu\n", all.size());

    // Growth moves elements. With room reserved, references stay while the room lasts.
    cairn::deque<std::string> names{"ada"};
    names.reserve(8);
    const std::string& ada = names.front();
    while (names.size() < names.capacity())
        names.push_front("somebody");
    std::printf("%s is still there: %s\n", ada.c_str(), &ada == &names.back() ? "True" : "False");

    // Or the deque holds pointers: these move, what they point at does not.
    cairn::deque<std::unique_ptr<std::string>> kept;
    kept.push_back(std::make_unique<std::string>("grace"));
    const std::string& grace = *kept.front();
    for (int i = 0; i < 1000; ++i)
        kept.push_back(nullptr);
    std::printf("%s is still there: %s\n", grace.c_str(),
                &grace == kept.front().get() ? "True" : "False");

    std::printf("[1, 2] is %s than [1, 3]\n",
                cairn::deque{1, 2} < cairn::deque{1, 3} ? "less" : "not less");
}

} // namespace

int main() {
    both_ends();
    turning();
    whole_ranges();
    looking();
    history();
    what_python_has_not();
}
