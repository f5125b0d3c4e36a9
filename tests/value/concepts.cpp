// SPDX-License-Identifier: BSL-1.0
// What the handles are, and what they are not, to the type traits.

#include <cairn/value.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/elements.hpp"

#include <compare>
#include <concepts>
#include <functional>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using text = cairn::indirect<std::string>;
using poly = cairn::polymorphic<std::string>;
using doc = cairn::cow<std::string>;
using name = cairn::shared<std::string>;
using list = cairn::shared<std::vector<int>>;

// -- size: no more than the pointers --------------------------------------------------------------------

static_assert(sizeof(text) == sizeof(void*) && sizeof(doc) == sizeof(void*));
static_assert(sizeof(poly) == 2 * sizeof(void*));
static_assert(sizeof(name) == sizeof(std::shared_ptr<int>) &&
              sizeof(cairn::weak<int>) == sizeof(std::weak_ptr<int>));

// -- copies, moves, exceptions --------------------------------------------------------------------------

template <class H>
constexpr bool regular_handle = std::semiregular<H> && std::is_nothrow_move_constructible_v<H> &&
                                std::is_nothrow_swappable_v<H> && std::is_nothrow_destructible_v<H>;
static_assert(regular_handle<text> && regular_handle<poly> && regular_handle<doc> &&
              regular_handle<name> && regular_handle<cairn::weak<int>>);
static_assert(std::is_nothrow_move_assignable_v<text> && std::is_nothrow_move_assignable_v<poly> &&
              std::is_nothrow_move_assignable_v<doc> && std::is_nothrow_move_assignable_v<name>);
static_assert(!std::is_nothrow_move_assignable_v<cairn::pmr::indirect<int>> &&
                  !std::is_nothrow_move_assignable_v<cairn::pmr::polymorphic<int>> &&
                  !std::is_nothrow_move_assignable_v<cairn::pmr::cow<int>>,
              "unequal resources: the value itself moves");
static_assert(!std::is_nothrow_copy_constructible_v<text> &&
              std::is_nothrow_copy_constructible_v<name>);

// -- const goes deep, or not at all ---------------------------------------------------------------------

template <class H>
using access = decltype(*std::declval<H>());
static_assert(std::same_as<access<text&>, std::string&>);
static_assert(std::same_as<access<const text&>, const std::string&>);
static_assert(std::same_as<access<text>, std::string&&>);
static_assert(std::same_as<access<const text>, const std::string&&>);
static_assert(std::same_as<access<poly&>, std::string&>);
static_assert(std::same_as<access<const poly&>, const std::string&>);
static_assert(std::same_as<access<doc&>, const std::string&>, "to write is to say so");
static_assert(std::same_as<access<const name&>, std::string&>,
              "the reference is const, not what it names");
static_assert(std::same_as<decltype(std::declval<const text&>().operator->()), const std::string*>);
static_assert(std::same_as<decltype(std::declval<const name&>().operator->()), std::string*>);
static_assert(noexcept(*std::declval<text&>()) && noexcept(*std::declval<const poly&>()) &&
              noexcept(std::declval<doc&>().read()) && noexcept(*std::declval<name&>()));
static_assert(!noexcept(std::declval<doc&>().write()));

// -- what is explicit, and what is deduced -----------------------------------------------------------------

static_assert(!std::convertible_to<std::string, text> &&
              std::constructible_from<text, const char*>);
static_assert(!std::convertible_to<std::string, doc> && !std::convertible_to<std::string, poly>);
static_assert(std::convertible_to<std::string, name>, "a name is given to any object");
static_assert(!std::constructible_from<text, std::vector<int>>);
static_assert(std::same_as<decltype(cairn::indirect(5)), cairn::indirect<int>>);
static_assert(std::same_as<decltype(cairn::polymorphic(5)), cairn::polymorphic<int>>);
static_assert(std::same_as<decltype(cairn::cow(5)), cairn::cow<int>>);
static_assert(std::same_as<decltype(cairn::shared(5)), cairn::shared<int>>);
using int_allocator = std::pmr::polymorphic_allocator<int>;
static_assert(std::same_as<decltype(cairn::indirect(std::allocator_arg, int_allocator(), 2.5)),
                           cairn::pmr::indirect<double>>);
static_assert(std::same_as<decltype(cairn::polymorphic(std::allocator_arg, int_allocator(), 2.5)),
                           cairn::pmr::polymorphic<double>>);
static_assert(std::same_as<decltype(cairn::cow(std::allocator_arg, int_allocator(), 2.5)),
                           cairn::pmr::cow<double>>);
static_assert(std::uses_allocator_v<cairn::pmr::cow<int>, int_allocator>);

struct base {
    virtual ~base() = default;
};
struct derived : base {};
struct hidden : private base {};
struct unique : base {
    unique() = default;
    unique(const unique&) = delete;
};
static_assert(std::constructible_from<cairn::polymorphic<base>, derived>);
static_assert(!std::constructible_from<cairn::polymorphic<base>, hidden> &&
              !std::constructible_from<cairn::polymorphic<base>, std::in_place_type_t<unique>> &&
              !std::constructible_from<cairn::polymorphic<base>, int>);
static_assert(std::convertible_to<cairn::shared<derived>, cairn::shared<base>> &&
              !std::convertible_to<cairn::shared<base>, cairn::shared<derived>>);

// Elements that cannot be copied may be held as long as nobody copies them.
static_assert(std::constructible_from<cairn::shared<support::immovable>, std::in_place_t, int>);
static_assert(std::constructible_from<cairn::indirect<support::move_only>, int>);

using minimal = cairn::indirect<int, support::minimal_allocator<int>>;
static_assert(
    !std::default_initializable<minimal> && !std::constructible_from<minimal, int> &&
    std::constructible_from<minimal, std::allocator_arg_t, support::minimal_allocator<int>, int>);

// -- comparison and hash, as far as the value has them ----------------------------------------------------

static_assert(std::totally_ordered<text> && std::totally_ordered<doc> &&
              std::totally_ordered<name>);
static_assert(
    std::same_as<std::compare_three_way_result_t<cairn::indirect<double>>, std::partial_ordering>);
static_assert(std::same_as<std::compare_three_way_result_t<cairn::cow<int>>, std::strong_ordering>);
static_assert(!std::equality_comparable<poly>, "whose values may be of different types");

template <class H>
concept hashable = requires(const H& h) { std::hash<H>{}(h); };
static_assert(hashable<text> && hashable<doc> && hashable<name>);
static_assert(!hashable<cairn::indirect<support::only_less>> && !hashable<list> && !hashable<poly>,
              "lists have no hash in Python either");

// -- a shared offers what its object does, and no more ----------------------------------------------------

template <class H>
concept indexed = requires(const H& h) { h[0]; };
template <class H>
concept sized = requires(const H& h) { h.size(); };
static_assert(indexed<list> && sized<list> && !indexed<cairn::shared<int>> &&
              !sized<cairn::shared<int>>);
template <class H>
concept copies_shallowly = requires(const H& h) { h.shallow_copy(); };
static_assert(copies_shallowly<list> && !copies_shallowly<cairn::shared<base>>,
              "which would slice a derived object");
static_assert(std::same_as<decltype(std::declval<cairn::weak<int>&>().lock()),
                           std::optional<cairn::shared<int>>>);

TEST_CASE("value concepts") { SUCCEED("checked by the compiler"); }

} // namespace
