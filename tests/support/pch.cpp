// SPDX-License-Identifier: BSL-1.0
// The source that owns the precompiled header of all test executables.

#include "support/pch.hpp"
