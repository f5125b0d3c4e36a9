// SPDX-License-Identifier: BSL-1.0
// What first_unit.cpp and second_unit.cpp know of each other. Includes nothing: the order in which
// they include is what they test.

#ifndef CAIRN_TESTS_META_UNITS_HPP
#define CAIRN_TESTS_META_UNITS_HPP

int first_version();
int second_version();

cairn::deque<std::string> words();
cairn::counter<std::string> count(const cairn::deque<std::string>& words);
cairn::dict<std::string, int> positions(const cairn::deque<std::string>& words);
cairn::sorted_list<std::string> in_order(const cairn::deque<std::string>& words);
cairn::sorted_multimap<std::size_t, std::string>
by_length(const cairn::sorted_set<std::string>& words);

#endif // CAIRN_TESTS_META_UNITS_HPP
