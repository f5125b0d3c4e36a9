// SPDX-License-Identifier: BSL-1.0
// The main() of every test executable. It is never compiled with the precompiled header, because
// Catch2 2 emits its implementation only where the macro below stands before the first include.

#define CATCH_CONFIG_RUNNER
#include "support/catch.hpp"

int main(int argc, char* argv[]) { return Catch::Session().run(argc, argv); }
