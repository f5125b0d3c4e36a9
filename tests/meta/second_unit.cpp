// SPDX-License-Identifier: BSL-1.0
// The other unit: the same headers in the opposite order.

#include "all_headers.hpp"
#include "all_headers_reversed.hpp"

#include "units.hpp"

cairn::counter<std::string> count(const cairn::deque<std::string>& words) {
    cairn::counter<std::string> counts;
    for (const std::string& word : words)
        counts.add(word);
    return counts;
}

cairn::dict<std::string, int> positions(const cairn::deque<std::string>& words) {
    cairn::dict<std::string, int> first;
    for (int i = 0; const std::string& word : words)
        first.try_emplace(word, i++);
    return first;
}

cairn::sorted_list<std::string> in_order(const cairn::deque<std::string>& words) {
    return cairn::sorted_list<std::string>(words.begin(), words.end());
}

cairn::sorted_multimap<std::size_t, std::string>
by_length(const cairn::sorted_set<std::string>& words) {
    cairn::sorted_multimap<std::size_t, std::string> lengths;
    for (const std::string& word : words)
        lengths.emplace(word.size(), word);
    return lengths;
}

int second_version() { return CAIRN_VERSION_MAJOR * 1'000'000 + CAIRN_VERSION_MINOR * 1'000; }
