// SPDX-License-Identifier: BSL-1.0
// The unit that checks nothing calls one that checks: see level_1.cpp.

#undef CAIRN_HARDENED
#define CAIRN_HARDENED 0
#include <cairn/cairn.hpp>

std::size_t count(const cairn::deque<int>& values);

int main() { return static_cast<int>(count({1, 2, 3})); }
