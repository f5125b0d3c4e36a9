// SPDX-License-Identifier: BSL-1.0
// Defines what level_0.cpp calls, but for the deque of another hardening level. If the two linked,
// one program would hold two meanings of the same name.

#undef CAIRN_HARDENED
#define CAIRN_HARDENED 1
#include <cairn/cairn.hpp>

std::size_t count(const cairn::deque<int>& values);

std::size_t count(const cairn::deque<int>& values) { return values.size(); }
