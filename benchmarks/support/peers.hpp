// SPDX-License-Identifier: BSL-1.0
// support/peers.hpp -- which other libraries are here to be compared with, and which had to be left out.
//
// Boost and pb_ds are headers and are taken where they are found; Abseil has to be linked, so the
// build says whether it is (CAIRN_PEER_ABSEIL).

#ifndef CAIRN_BENCHMARKS_SUPPORT_PEERS_HPP
#define CAIRN_BENCHMARKS_SUPPORT_PEERS_HPP

#include <string>
#include <vector>

#ifndef CAIRN_PEER_ABSEIL
#define CAIRN_PEER_ABSEIL 0
#endif

#if __has_include(<boost/container/deque.hpp>)
#define CAIRN_PEER_BOOST_DEQUE 1
#else
#define CAIRN_PEER_BOOST_DEQUE 0
#endif

#if __has_include(<boost/container/devector.hpp>)
#define CAIRN_PEER_BOOST_DEVECTOR 1
#else
#define CAIRN_PEER_BOOST_DEVECTOR 0
#endif

#if __has_include(<boost/circular_buffer.hpp>)
#define CAIRN_PEER_BOOST_CIRCULAR 1
#else
#define CAIRN_PEER_BOOST_CIRCULAR 0
#endif

#if __has_include(<boost/unordered/unordered_flat_map.hpp>)
#define CAIRN_PEER_BOOST_FLAT 1
#else
#define CAIRN_PEER_BOOST_FLAT 0
#endif

#if __has_include(<cereal/archives/binary.hpp>)
#define CAIRN_PEER_CEREAL 1
#else
#define CAIRN_PEER_CEREAL 0
#endif

#if __has_include(<boost/multi_index_container.hpp>)
#define CAIRN_PEER_BOOST_MULTI_INDEX 1
#else
#define CAIRN_PEER_BOOST_MULTI_INDEX 0
#endif

#if __has_include(<boost/compute/detail/lru_cache.hpp>)
#define CAIRN_PEER_BOOST_COMPUTE 1
#else
#define CAIRN_PEER_BOOST_COMPUTE 0
#endif

#if CAIRN_PEER_ABSEIL && __has_include(<absl/container/flat_hash_map.h>)
#define CAIRN_PEER_ABSL_FLAT 1
#else
#define CAIRN_PEER_ABSL_FLAT 0
#endif

#if CAIRN_PEER_ABSEIL && __has_include(<absl/container/btree_set.h>)
#define CAIRN_PEER_ABSL_BTREE 1
#else
#define CAIRN_PEER_ABSL_BTREE 0
#endif

#if __has_include(<boost/container/flat_set.hpp>)
#define CAIRN_PEER_BOOST_FLAT_SET 1
#else
#define CAIRN_PEER_BOOST_FLAT_SET 0
#endif

#if __has_include(<boost/heap/d_ary_heap.hpp>)
#define CAIRN_PEER_BOOST_HEAP 1
#else
#define CAIRN_PEER_BOOST_HEAP 0
#endif

#if __has_include(<boost/graph/detail/d_ary_heap.hpp>)
#define CAIRN_PEER_BOOST_GRAPH 1
#else
#define CAIRN_PEER_BOOST_GRAPH 0
#endif

#if __has_include(<ext/pb_ds/assoc_container.hpp>)
#define CAIRN_PEER_PB_DS 1
#else
#define CAIRN_PEER_PB_DS 0
#endif

namespace bench {

/// What this build compares with, and what it would have compared with.
struct peer_list {
    std::vector<std::string> found;
    std::vector<std::string> left_out;
};
peer_list peers();

} // namespace bench

#endif // CAIRN_BENCHMARKS_SUPPORT_PEERS_HPP
