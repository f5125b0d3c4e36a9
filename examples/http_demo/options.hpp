// SPDX-License-Identifier: BSL-1.0
// options.hpp -- settings from the command line and the environment

#ifndef DEMO_OPTIONS_HPP
#define DEMO_OPTIONS_HPP

#include "settings.hpp"

#include <stdexcept>
#include <string>

namespace demo {

/// What is wrong with the command line or the environment, in one line.
class option_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct options {
    settings chosen;
    bool help = false;
};

/// Reads the command line, PORT and DEMO_SECRET. Throws option_error.
[[nodiscard]] options read_options(int argc, char** argv);

/// All options with their defaults.
[[nodiscard]] std::string help_text();

} // namespace demo

#endif // DEMO_OPTIONS_HPP
