// SPDX-License-Identifier: BSL-1.0
// cairn/fwd.hpp -- every public template, declared once, with its default arguments.

#ifndef CAIRN_FWD_HPP
#define CAIRN_FWD_HPP

#include <cairn/detail/config.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#ifdef __cpp_lib_containers_ranges
#include <ranges>
#endif

namespace cairn::inline CAIRN_ABI {

#ifdef __cpp_lib_containers_ranges
using std::from_range;
using std::from_range_t;
#else
/// Selects the constructors that take a whole range; `std::from_range_t` where the library has it.
struct from_range_t {
    explicit from_range_t() = default;
};
inline constexpr from_range_t from_range{};
#endif

/// The default hash of `dict`, `ordered_set` and `counter` (see detail/hash.hpp).
template <class Key>
struct hash;

// -- sequences -------------------------------------------------------------------------------------

template <class T, class Allocator = std::allocator<T>>
class deque;

template <class T, class Allocator = std::allocator<T>>
class bounded_deque;

// -- hash containers in insertion order ------------------------------------------------------------

template <class Key, class Value, class Hash = hash<Key>, class Equal = std::equal_to<>,
          class Allocator = std::allocator<std::pair<const Key, Value>>>
class dict;

template <class Key, class Hash = hash<Key>, class Equal = std::equal_to<>,
          class Allocator = std::allocator<Key>>
class ordered_set;

template <class Key, class Count = std::int64_t, class Hash = hash<Key>,
          class Equal = std::equal_to<>,
          class Allocator = std::allocator<std::pair<const Key, Count>>>
class counter;

// -- sorted containers with positions --------------------------------------------------------------

template <class T, class Compare = std::less<>, class Allocator = std::allocator<T>>
class sorted_list;

template <class Key, class Compare = std::less<>, class Allocator = std::allocator<Key>>
class sorted_set;

template <class Key, class Value, class Compare = std::less<>,
          class Allocator = std::allocator<std::pair<const Key, Value>>>
class sorted_map;

template <class Key, class Value, class Compare = std::less<>,
          class Allocator = std::allocator<std::pair<const Key, Value>>>
class sorted_multimap;

// -- heaps (`heap` is declared in heap.hpp: its default container may not be declared ahead) ------------

template <class T, class Compare = std::less<>, class Allocator = std::allocator<T>>
class quick_heap;

template <class T, class Compare = std::less<>, class Allocator = std::allocator<T>>
class addressable_heap;

template <class T>
class heap_handle;

template <class Priority, class Compare = std::less<>, class Allocator = std::allocator<Priority>>
class indexed_heap;

// -- search ------------------------------------------------------------------------------------------

template <class Key, class Compare = std::less<>, class Allocator = std::allocator<Key>>
class search_index;

// -- values in memory of their own -------------------------------------------------------------------

template <class T, class Allocator = std::allocator<T>>
class indirect;

template <class T, class Allocator = std::allocator<T>>
class polymorphic;

template <class T, class Allocator = std::allocator<T>>
class cow;

template <class T>
class shared;

template <class T>
class weak;

// -- copies ------------------------------------------------------------------------------------------

class copy_memo;

// -- caches ------------------------------------------------------------------------------------------

struct lru_policy;
struct lfu_policy;
struct s3fifo_policy;
struct no_clock;
struct coarse_clock;

template <class Key, class Value, class Policy, class Clock = no_clock, class Hash = hash<Key>,
          class Equal = std::equal_to<>,
          class Allocator = std::allocator<std::pair<const Key, Value>>>
class basic_cache;

template <class Key, class Value, class Hash = hash<Key>, class Equal = std::equal_to<>,
          class Allocator = std::allocator<std::pair<const Key, Value>>>
using lru_cache = basic_cache<Key, Value, lru_policy, no_clock, Hash, Equal, Allocator>;

template <class Key, class Value, class Hash = hash<Key>, class Equal = std::equal_to<>,
          class Allocator = std::allocator<std::pair<const Key, Value>>>
using lfu_cache = basic_cache<Key, Value, lfu_policy, no_clock, Hash, Equal, Allocator>;

template <class Key, class Value, class Hash = hash<Key>, class Equal = std::equal_to<>,
          class Allocator = std::allocator<std::pair<const Key, Value>>>
using s3fifo_cache = basic_cache<Key, Value, s3fifo_policy, no_clock, Hash, Equal, Allocator>;

template <class Key, class Value, class Policy = lru_policy, class Clock = coarse_clock,
          class Hash = hash<Key>, class Equal = std::equal_to<>,
          class Allocator = std::allocator<std::pair<const Key, Value>>>
using ttl_cache = basic_cache<Key, Value, Policy, Clock, Hash, Equal, Allocator>;

template <class Cache>
class sharded;

// -- the same over std::pmr::polymorphic_allocator (include <memory_resource> to use them) ----------

namespace pmr {

template <class T>
using deque = cairn::deque<T, std::pmr::polymorphic_allocator<T>>;

template <class T>
using bounded_deque = cairn::bounded_deque<T, std::pmr::polymorphic_allocator<T>>;

template <class Key, class Value, class Hash = hash<Key>, class Equal = std::equal_to<>>
using dict = cairn::dict<Key, Value, Hash, Equal,
                         std::pmr::polymorphic_allocator<std::pair<const Key, Value>>>;

template <class Key, class Hash = hash<Key>, class Equal = std::equal_to<>>
using ordered_set = cairn::ordered_set<Key, Hash, Equal, std::pmr::polymorphic_allocator<Key>>;

template <class Key, class Count = std::int64_t, class Hash = hash<Key>,
          class Equal = std::equal_to<>>
using counter = cairn::counter<Key, Count, Hash, Equal,
                               std::pmr::polymorphic_allocator<std::pair<const Key, Count>>>;

template <class T, class Compare = std::less<>>
using sorted_list = cairn::sorted_list<T, Compare, std::pmr::polymorphic_allocator<T>>;

template <class Key, class Compare = std::less<>>
using sorted_set = cairn::sorted_set<Key, Compare, std::pmr::polymorphic_allocator<Key>>;

template <class Key, class Value, class Compare = std::less<>>
using sorted_map = cairn::sorted_map<Key, Value, Compare,
                                     std::pmr::polymorphic_allocator<std::pair<const Key, Value>>>;

template <class Key, class Value, class Compare = std::less<>>
using sorted_multimap =
    cairn::sorted_multimap<Key, Value, Compare,
                           std::pmr::polymorphic_allocator<std::pair<const Key, Value>>>;

template <class T, class Compare = std::less<>>
using quick_heap = cairn::quick_heap<T, Compare, std::pmr::polymorphic_allocator<T>>;

template <class T, class Compare = std::less<>>
using addressable_heap = cairn::addressable_heap<T, Compare, std::pmr::polymorphic_allocator<T>>;

template <class Priority, class Compare = std::less<>>
using indexed_heap =
    cairn::indexed_heap<Priority, Compare, std::pmr::polymorphic_allocator<Priority>>;

template <class Key, class Compare = std::less<>>
using search_index = cairn::search_index<Key, Compare, std::pmr::polymorphic_allocator<Key>>;

template <class T>
using indirect = cairn::indirect<T, std::pmr::polymorphic_allocator<T>>;

template <class T>
using polymorphic = cairn::polymorphic<T, std::pmr::polymorphic_allocator<T>>;

template <class T>
using cow = cairn::cow<T, std::pmr::polymorphic_allocator<T>>;

template <class Key, class Value, class Hash = hash<Key>, class Equal = std::equal_to<>>
using lru_cache = cairn::lru_cache<Key, Value, Hash, Equal,
                                   std::pmr::polymorphic_allocator<std::pair<const Key, Value>>>;

template <class Key, class Value, class Hash = hash<Key>, class Equal = std::equal_to<>>
using lfu_cache = cairn::lfu_cache<Key, Value, Hash, Equal,
                                   std::pmr::polymorphic_allocator<std::pair<const Key, Value>>>;

template <class Key, class Value, class Hash = hash<Key>, class Equal = std::equal_to<>>
using s3fifo_cache =
    cairn::s3fifo_cache<Key, Value, Hash, Equal,
                        std::pmr::polymorphic_allocator<std::pair<const Key, Value>>>;

template <class Key, class Value, class Policy = lru_policy, class Clock = coarse_clock,
          class Hash = hash<Key>, class Equal = std::equal_to<>>
using ttl_cache = cairn::ttl_cache<Key, Value, Policy, Clock, Hash, Equal,
                                   std::pmr::polymorphic_allocator<std::pair<const Key, Value>>>;

} // namespace pmr

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_FWD_HPP
