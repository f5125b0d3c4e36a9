// SPDX-License-Identifier: BSL-1.0
// cairn/cairn.hpp -- everything
//
// Include the single headers where compile time matters: this one costs what all of them cost.

#ifndef CAIRN_CAIRN_HPP
#define CAIRN_CAIRN_HPP

#include <cairn/addressable_heap.hpp>
#include <cairn/bisect.hpp>
#include <cairn/cache.hpp>
#include <cairn/copy.hpp>
#include <cairn/counter.hpp>
#include <cairn/deque.hpp>
#include <cairn/dict.hpp>
#include <cairn/format.hpp>
#include <cairn/heap.hpp>
#include <cairn/heapq.hpp>
#include <cairn/memoize.hpp>
#include <cairn/merge.hpp>
#include <cairn/quick_heap.hpp>
#include <cairn/search_index.hpp>
#include <cairn/set_algorithms.hpp>
#include <cairn/sharded_cache.hpp>
#include <cairn/sorted_list.hpp>
#include <cairn/sorted_map.hpp>
#include <cairn/sorted_set.hpp>
#include <cairn/value.hpp>
#include <cairn/version.hpp>

#endif // CAIRN_CAIRN_HPP
