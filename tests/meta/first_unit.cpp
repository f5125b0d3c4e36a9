// SPDX-License-Identifier: BSL-1.0
// One of two units that include every header, twice and in both orders, and share their types.

#include "all_headers.hpp"
#include "all_headers_reversed.hpp"

#include "units.hpp"

cairn::deque<std::string> words() { return {"to", "be", "or", "not", "to", "be"}; }

int main() {
    const cairn::counter<std::string> counts = count(words());
    const cairn::dict<std::string, int> first = positions(words());
    const cairn::sorted_list<std::string> sorted = in_order(words());
    const auto lengths = by_length(cairn::sorted_set<std::string>(sorted.begin(), sorted.end()));
    cairn::sorted_map<std::string, int> last;
    for (int i = 0; const std::string& word : words())
        last[word] = i++;
    const bool right = first_version() == second_version() && counts["to"] == 2 &&
                       counts["or"] == 1 && counts["question"] == 0 && first.at("not") == 3 &&
                       sorted[0] == "be" && sorted.rank("or") == 3 && lengths.count(2) == 3 &&
                       last.nth(3)->second == 4;
    return right ? 0 : 1;
}

int first_version() { return CAIRN_VERSION_MAJOR * 1'000'000 + CAIRN_VERSION_MINOR * 1'000; }
