// SPDX-License-Identifier: BSL-1.0
// What deep_copy takes, and what it refuses: by type, without calling anything.

#include <cairn/copy.hpp>

#include "support/catch.hpp"

#include <any>
#include <array>
#include <bitset>
#include <chrono>
#include <complex>
#include <deque>
#include <filesystem>
#include <forward_list>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <span>
#include <stack>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <typeindex>
#include <unordered_map>
#include <utility>
#include <valarray>
#include <variant>
#include <vector>

namespace {

using cairn::deep_copyable;
template <class T>
constexpr bool is_plain = cairn::detail::copy_is_plain<T>;

// -- values: the copy constructor, and nothing else ------------------------------------------------------

struct numbers {
    int a;
    double b[3];
    std::array<char, 4> c;
    std::string name;
};

template <class... T>
constexpr bool all_plain = (is_plain<T> && ...);

static_assert(
    all_plain<int, const int, bool, std::byte, std::nullptr_t, void (*)(int), int numbers::*>);
static_assert(
    all_plain<std::string, std::u8string, std::complex<double>, std::bitset<9>, std::any> ==
    false); // any may hold anything
static_assert(all_plain<std::string, std::u8string, std::complex<double>, std::bitset<9>>);
static_assert(all_plain<std::chrono::seconds, std::chrono::system_clock::time_point>);
static_assert(
    all_plain<std::filesystem::path, std::error_code, std::type_index, std::exception_ptr>);
static_assert(all_plain<std::function<int(int)>, std::less<>, std::hash<int>, std::monostate>);
static_assert(all_plain<std::valarray<double>, std::vector<bool>, int[3], std::array<int[2], 3>>);
static_assert(all_plain<numbers, std::vector<std::map<std::string, std::vector<numbers>>>>);
static_assert(all_plain<std::pair<int, std::string>, std::tuple<>, std::tuple<int, numbers>>);
static_assert(all_plain<std::optional<std::variant<int, std::string>>, std::queue<int>>);
static_assert(all_plain<std::priority_queue<std::string>, std::forward_list<int>, std::stack<int>>);

// -- what holds pointers -----------------------------------------------------------------------------------

struct node {
    std::string name;
    std::vector<std::shared_ptr<node>> next;
    std::weak_ptr<node> back;
};
struct nested {
    int value;
    std::vector<nested> children;
};
struct base {
    virtual ~base() = default;
};

template <class... T>
constexpr bool all_linked = ((deep_copyable<T> && !is_plain<T>) && ...);

static_assert(all_linked<std::unique_ptr<int>, std::shared_ptr<int>, std::weak_ptr<int>, std::any>);
static_assert(
    all_linked<node, std::shared_ptr<node>, std::map<int, node>, std::set<std::shared_ptr<int>>>);
static_assert(
    all_linked<std::shared_ptr<const node>, std::shared_ptr<void>, std::unique_ptr<base>>);
static_assert(all_linked<std::stack<std::unique_ptr<int>>, std::list<node>, std::optional<node>>);
static_assert(all_linked<std::variant<int, std::unique_ptr<int>>, std::tuple<node, int>, node[2]>);
static_assert(all_linked<nested>); // copied without recursion

// -- what is refused ---------------------------------------------------------------------------------------

struct with_pointer {
    int* p;
};
struct with_reference {
    int& r;
};
struct with_base : with_pointer {
    int more;
};
class opaque {
    int* p = nullptr; // NOLINT: nobody looks at it
public:
    int* get() const { return p; }
};
struct self_pointer {
    int value;
    self_pointer* next;
};

template <class... T>
constexpr bool all_refused = (!deep_copyable<T> && ...);

static_assert(all_refused<int*, const int*, void*, int&, std::reference_wrapper<int>>);
static_assert(all_refused<std::string_view, std::span<int>, std::vector<int>::iterator>);
static_assert(all_refused<with_pointer, with_reference, with_base, opaque, self_pointer>);
static_assert(all_refused<std::unique_ptr<int[]>, std::shared_ptr<int[]>, std::vector<int*>>);
static_assert(all_refused<std::unique_ptr<int, void (*)(int*)>, std::shared_ptr<self_pointer>>);
static_assert(
    all_refused<std::map<int, with_pointer>, std::optional<int*>, std::pair<int, opaque>>);

// -- ways out --------------------------------------------------------------------------------------------

class hooked {
    int* p = nullptr;

public:
    hooked() = default;
    hooked deep_copy(cairn::copy_memo&) const { return {}; }
    int* get() const { return p; }
};
class beside {
    int* p = nullptr;

public:
    friend beside deep_copy_hook(const beside& x, cairn::copy_memo&) { return x; }
    int* get() const { return p; }
};
class named {
    std::shared_ptr<int> p;
    friend auto cairn_fields(named& x) { return std::tie(x.p); }
};
class derived_of_named : public named {
    int* more = nullptr;

public:
    int* get() const { return more; }
};
class derived_of_hooked : public hooked {};

static_assert(all_linked<hooked, beside, named, std::vector<hooked>>);
// What is said about a base class is not said about a class derived from it.
static_assert(all_refused<derived_of_named, derived_of_hooked>);

class trusted {
    int* p = nullptr;

public:
    int* get() const { return p; }
};

} // namespace

template <>
inline constexpr bool cairn::enable_deep_by_value<trusted> = true;

namespace {

static_assert(deep_copyable<trusted> && is_plain<trusted>);

// -- the memo ----------------------------------------------------------------------------------------------

static_assert(std::is_nothrow_move_constructible_v<cairn::copy_memo>);
static_assert(std::is_nothrow_move_assignable_v<cairn::copy_memo>);
static_assert(!std::is_copy_constructible_v<cairn::copy_memo>);
static_assert(std::is_base_of_v<std::runtime_error, cairn::copy_error>);

// -- which pointees may be parts of others -------------------------------------------------------------------

struct whole {
    int part;
    std::unique_ptr<double> owned;
};
struct aliases {
    std::shared_ptr<whole> all;
    std::shared_ptr<int> part;
    std::shared_ptr<double> owned;
    std::shared_ptr<std::string> stranger;
};
static_assert(cairn::detail::copy_parts<aliases>.size == 2);
static_assert(cairn::detail::copy_parts<std::shared_ptr<node>>.size == 0);

TEST_CASE("copy: a function beside a class is a hook") {
    CHECK(cairn::deep_copy(beside()).get() == nullptr);
    CHECK(cairn::deep_copy(hooked()).get() == nullptr);
}

TEST_CASE("copy: members are counted, arrays and all") {
    struct arrays {
        int a;
        std::string b[2];
        double c[2][2];
        std::any d;
        std::optional<std::any> e;
    };
    STATIC_REQUIRE(cairn::detail::copy_fields<arrays> == 5);
    STATIC_REQUIRE(cairn::detail::copy_fields<numbers> == 4);
    struct empty {};
    STATIC_REQUIRE(cairn::detail::copy_fields<empty> == 0);
    struct many {
        char a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5;
        char c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, d0, d1, d2, d3, d4, d5;
    };
    STATIC_REQUIRE(cairn::detail::copy_fields<many> == 32);
    const many x{};
    CHECK(cairn::detail::copy_with_fields(x, [](const auto&... f) { return sizeof...(f); }) == 32);
}

} // namespace
