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

int second_version() { return CAIRN_VERSION_MAJOR * 1'000'000 + CAIRN_VERSION_MINOR * 1'000; }
