// SPDX-License-Identifier: BSL-1.0
// What a user of the installed package might write: one program, all three containers. It is built
// with the warnings of a careful project, with and without exceptions.

#include <cairn/counter.hpp>
#include <cairn/deque.hpp>
#include <cairn/dict.hpp>
#include <cairn/version.hpp>

#include <cstdio>
#include <string>

#if CAIRN_VERSION_MAJOR != EXPECTED_MAJOR || CAIRN_VERSION_MINOR != EXPECTED_MINOR
#error "the package announces another version than the headers do"
#endif

namespace {

int failures = 0;

void expect(bool condition, const char* what) {
    if (condition) return;
    std::fprintf(stderr, "not as expected: %s\n", what);
    ++failures;
}

} // namespace

int main() {
    cairn::deque<int> numbers{1, 2, 3};
    numbers.push_front(0);
    numbers.rotate(1);
    expect(numbers == cairn::deque<int>{3, 0, 1, 2}, "a rotated deque");

    cairn::dict<std::string, int> ages;
    ages.try_emplace("Ada", 36);
    ages.insert_or_assign("Grace", 85);
    ages.erase("Ada");
    ages.try_emplace("Ada", 37);
    expect(ages.size() == 2 && ages.begin()->first == "Grace", "a dict in insertion order");

    cairn::counter<std::string> words;
    for (const char* word : {"to", "be", "or", "not", "to", "be"})
        words.add(word);
    expect(words.total() == 6 && words.most_common(1).front().first == "to", "a counter");

    return failures == 0 ? 0 : 1;
}
