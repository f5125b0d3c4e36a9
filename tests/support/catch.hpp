// SPDX-License-Identifier: BSL-1.0
// support/catch.hpp -- Catch2, whichever of its two header layouts is installed.

#ifndef CAIRN_TESTS_SUPPORT_CATCH_HPP
#define CAIRN_TESTS_SUPPORT_CATCH_HPP

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp> // Catch2 3, a library
#else
#include <catch2/catch.hpp> // Catch2 2, headers only
#endif

#endif // CAIRN_TESTS_SUPPORT_CATCH_HPP
