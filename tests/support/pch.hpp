// SPDX-License-Identifier: BSL-1.0
// What the tests include most and what costs most to parse. Nothing of cairn: a header that forgets
// an include must not be saved by this one (and the header check compiles each of them alone).

#ifndef CAIRN_TESTS_SUPPORT_PCH_HPP
#define CAIRN_TESTS_SUPPORT_PCH_HPP

#include "support/catch.hpp"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <functional>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <memory_resource>
#include <optional>
#include <random>
#include <ranges>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include <range/v3/range/concepts.hpp>
#include <range/v3/range/conversion.hpp>

#endif // CAIRN_TESTS_SUPPORT_PCH_HPP
