// SPDX-License-Identifier: BSL-1.0
// The top words of a stream, heapsort, and a list of tasks by priority: cairn on the left, Python on the
// right.

#include <cairn/dict.hpp>
#include <cairn/heapq.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

void show(const char* what, const std::vector<int>& numbers) {
    std::printf("%-10s [", what);
    const char* separator = "";
    for (const int x : numbers) {
        std::printf("%s%d", separator, x);
        separator = ", ";
    }
    std::printf("]\n");
}

void the_basics() {
    std::vector<int> heap{9, 4, 7, 1, 8};             //  heap = [9, 4, 7, 1, 8]
    cairn::heapify(heap);                             //  heapify(heap)
    show("heap", heap);                               //  print(heap)
    cairn::heappush(heap, 3);                         //  heappush(heap, 3)
    const int first = heap[0];                        //  first = heap[0]
    const int popped = cairn::heappop(heap);          //  popped = heappop(heap)
    const int pushed = cairn::heappushpop(heap, 2);   //  pushed = heappushpop(heap, 2)
    const int replaced = cairn::heapreplace(heap, 5); //  replaced = heapreplace(heap, 5)
    std::printf("first %d, popped %d, pushed and popped %d, replaced %d\n", first, popped, pushed,
                replaced);
    show("heap", heap);
    show("largest", cairn::nlargest(2, heap));   //        nlargest(2, heap)
    show("smallest", cairn::nsmallest(2, heap)); //        nsmallest(2, heap)
}

template <class Range>
std::vector<int> heapsort(const Range& range) { //         def heapsort(iterable):
    std::vector<int> heap, sorted;              //             h = []
    for (const int value : range)               //             for value in iterable:
        cairn::heappush(heap, value);           //                 heappush(h, value)
    while (!heap.empty())                       //             return [heappop(h)
        sorted.push_back(cairn::heappop(heap)); //                     for i in range(len(h))]
    return sorted;
}

// The top words of a stream, which is read once and not kept. A dict counts, and nlargest picks: words with
// equal counts come in the order in which they were first seen, as Counter.most_common(n) has them.

void top_words(std::istream& stream) {
    std::puts("");
    cairn::dict<std::string, int> counts;
    using words = std::istream_iterator<std::string>;
    for (words word(stream); word != words(); ++word)
        ++counts[*word];
    const auto count = [](const auto& entry) { return entry.second; };
    // nlargest(4, counts.items(), key=lambda entry: entry[1])
    for (const auto& [word, n] : cairn::nlargest(4, counts, {}, count))
        std::printf("%d %s\n", n, word.c_str());
}

// The longest words of a stream, with memory for four of them and a few more.

void longest_words(std::istream& stream) {
    using words = std::istream_iterator<std::string>;
    for (const std::string& word : // nlargest(4, stream.split(), key=len)
         cairn::nlargest(4, words(stream), words(), {}, &std::string::size))
        std::printf("%s ", word.c_str());
    std::puts("");
}

// A list of tasks as in the notes of Python's heapq: tasks of equal priority come out in the order in which
// they went in, and a task can be dropped or get another priority at any time. The entry that is out of
// date stays in the heap, without its task, until it comes to the top.

class task_list {
public:
    /// Adds a task, or changes its priority.
    void add(const std::string& task, int priority = 0) {
        remove(task);
        const std::int64_t count = counter_++;  // count = next(counter)
        current_.insert_or_assign(task, count); // entry_finder[task] = entry
        cairn::heappush(heap_,                  // heappush(pq, entry)
                        entry{priority, count, task}, {}, &entry::order);
    }
    bool remove(const std::string& task) { return current_.erase(task) != 0; }

    /// The task with the least priority, if there is any.
    std::optional<std::string> pop() {
        while (!heap_.empty()) {                                    // while pq:
            entry first = cairn::heappop(heap_, {}, &entry::order); // heappop(pq)
            const auto found = current_.find(first.task);
            if (found == current_.end() || found->second != first.count) continue;
            current_.erase(found);
            return std::move(first.task);
        }
        return std::nullopt; //                                       raise KeyError
    }

private:
    struct entry {
        int priority;
        std::int64_t count;
        std::string task;

        std::pair<int, std::int64_t> order() const { return {priority, count}; }
    };

    std::vector<entry> heap_;                        // pq = []
    cairn::dict<std::string, std::int64_t> current_; // entry_finder = {}
    std::int64_t counter_ = 0;                       // counter = itertools.count()
};

void tasks() {
    std::puts("");
    task_list list;
    list.add("write code", 5);
    list.add("release product", 7);
    list.add("write spec", 1);
    list.add("create tests", 3);
    list.add("fix the build", 3);
    list.add("release product", 2); // sooner than it was planned
    list.remove("create tests");
    while (const auto task = list.pop())
        std::puts(task->c_str());
}

// The six latest events of a log that is not quite in order, held in a heap of six.

void window() {
    std::puts("");
    std::vector<int> latest;
    for (const int time : {3, 1, 4, 12, 5, 9, 2, 6, 8, 15, 7}) {
        if (latest.size() < 6)
            cairn::heappush(latest, time); //              heappush(latest, time)
        else
            cairn::heappushpop(latest, time); //           heappushpop(latest, time)
    }
    show("latest", heapsort(latest));
    // Any order, any number of children: a heap of four children with the greatest in front.
    std::vector<int> wide(latest);
    cairn::heapify<4>(wide, std::greater<>());
    std::printf("the last at %d\n", wide.front());
}

} // namespace

int main() {
    the_basics();
    show("sorted", heapsort(std::array{1, 3, 5, 7, 9, 2, 4, 6, 8, 0}));
    std::istringstream rhyme("if you notice this notice you will notice that this notice is not "
                             "worth noticing if you will");
    top_words(rhyme);
    std::istringstream again("it was the best of times it was the worst of times it was the age of "
                             "wisdom it was the age of foolishness");
    longest_words(again);
    tasks();
    window();
}
