// SPDX-License-Identifier: BSL-1.0
// cairn's headers survive the macros of headers that people cannot avoid. The standard library comes
// first: it is not what is tested, and most implementations do not promise to survive all of these.

#include <algorithm>
#include <any>
#include <array>
#include <atomic>
#include <bit>
#include <bitset>
#include <chrono>
#include <cmath>
#include <compare>
#include <complex>
#include <concepts>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <exception>
#include <filesystem>
#include <forward_list>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <iostream>
#include <iterator>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <new>
#include <numeric>
#include <optional>
#include <queue>
#include <ranges>
#include <semaphore>
#include <set>
#include <source_location>
#include <span>
#include <sstream>
#include <stack>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <type_traits>
#include <typeindex>
#include <typeinfo>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <valarray>
#include <variant>
#include <vector>
#include <version>
#if __has_include(<format>)
#include <format>
#endif

// Each name expands to something that is an error wherever it may stand.
#define CAIRN_TEST_HOSTILE ]"a hostile macro was expanded"[

// windows.h and what it includes
#define min(a, b) CAIRN_TEST_HOSTILE
#define max(a, b) CAIRN_TEST_HOSTILE
#define interface CAIRN_TEST_HOSTILE
#define small CAIRN_TEST_HOSTILE
#define near CAIRN_TEST_HOSTILE
#define far CAIRN_TEST_HOSTILE
#define pascal CAIRN_TEST_HOSTILE
#define cdecl CAIRN_TEST_HOSTILE
#define hyper CAIRN_TEST_HOSTILE
#define grp1 CAIRN_TEST_HOSTILE
#define IN CAIRN_TEST_HOSTILE
#define OUT CAIRN_TEST_HOSTILE
#define OPTIONAL CAIRN_TEST_HOSTILE
#define CONST CAIRN_TEST_HOSTILE
#define DELETE CAIRN_TEST_HOSTILE
#define ERROR CAIRN_TEST_HOSTILE
#define ABSOLUTE CAIRN_TEST_HOSTILE
#define RELATIVE CAIRN_TEST_HOSTILE
#define STRICT CAIRN_TEST_HOSTILE
#define TRUE CAIRN_TEST_HOSTILE
#define FALSE CAIRN_TEST_HOSTILE

// AssertMacros.h of macOS
#define check(x) CAIRN_TEST_HOSTILE
#define verify(x) CAIRN_TEST_HOSTILE
#define require(x, label) CAIRN_TEST_HOSTILE

// sys/sysmacros.h, complex.h, sys/param.h, termios.h
#define major(device) CAIRN_TEST_HOSTILE
#define minor(device) CAIRN_TEST_HOSTILE
#define makedev(a, b) CAIRN_TEST_HOSTILE
#define I CAIRN_TEST_HOSTILE
#define complex CAIRN_TEST_HOSTILE
#define imaginary CAIRN_TEST_HOSTILE
#define howmany(a, b) CAIRN_TEST_HOSTILE
#define B0 CAIRN_TEST_HOSTILE
#define B50 CAIRN_TEST_HOSTILE
#define ECHO CAIRN_TEST_HOSTILE

// GNU language modes
#undef linux
#undef unix
#define linux CAIRN_TEST_HOSTILE
#define unix CAIRN_TEST_HOSTILE

// X11/X.h, X11/Xlib.h
#define None CAIRN_TEST_HOSTILE
#define Always CAIRN_TEST_HOSTILE
#define Above CAIRN_TEST_HOSTILE
#define Below CAIRN_TEST_HOSTILE
#define Bool CAIRN_TEST_HOSTILE
#define Complex CAIRN_TEST_HOSTILE
#define Status CAIRN_TEST_HOSTILE
#define Success CAIRN_TEST_HOSTILE
#define True CAIRN_TEST_HOSTILE
#define False CAIRN_TEST_HOSTILE

// Qt
#define emit CAIRN_TEST_HOSTILE
#define slots CAIRN_TEST_HOSTILE
#define signals CAIRN_TEST_HOSTILE
#define foreach CAIRN_TEST_HOSTILE
#define forever CAIRN_TEST_HOSTILE

// Embedded platforms (Arduino.h, ctype.h of newlib)
#define F(text) CAIRN_TEST_HOSTILE
#define B1 CAIRN_TEST_HOSTILE
#define _B CAIRN_TEST_HOSTILE
#define _L CAIRN_TEST_HOSTILE
#define _U CAIRN_TEST_HOSTILE
#define bit(b) CAIRN_TEST_HOSTILE
#define lowByte(w) CAIRN_TEST_HOSTILE

// Test frameworks and logging
#define CHECK(...) CAIRN_TEST_HOSTILE
#define REQUIRE(...) CAIRN_TEST_HOSTILE
#define TEST(...) CAIRN_TEST_HOSTILE
#define LOG(...) CAIRN_TEST_HOSTILE
#define DEBUG CAIRN_TEST_HOSTILE
#define assume(...) CAIRN_TEST_HOSTILE
#define likely(x) CAIRN_TEST_HOSTILE
#define unlikely(x) CAIRN_TEST_HOSTILE

#include "all_headers.hpp"
