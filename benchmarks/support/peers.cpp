// SPDX-License-Identifier: BSL-1.0
#include "support/peers.hpp"

#include <cstddef> // the macros that name the standard library

#if __has_include(<boost/version.hpp>)
#include <boost/version.hpp>
#endif
#if CAIRN_PEER_ABSEIL
#include <absl/base/config.h>
#endif
#if __has_include(<cereal/version.hpp>)
#include <cereal/version.hpp>
#endif

namespace bench {

namespace {

std::string boost_version() {
#ifdef BOOST_VERSION
    return std::to_string(BOOST_VERSION / 100000) + '.' +
           std::to_string(BOOST_VERSION / 100 % 1000);
#else
    return "(not found)";
#endif
}

std::string abseil_version() {
#ifdef ABSL_LTS_RELEASE_VERSION
    return std::to_string(ABSL_LTS_RELEASE_VERSION);
#else
    return "(unversioned)";
#endif
}

std::string cereal_version() {
#ifdef CEREAL_VERSION_MAJOR
    return std::to_string(CEREAL_VERSION_MAJOR) + '.' + std::to_string(CEREAL_VERSION_MINOR) + '.' +
           std::to_string(CEREAL_VERSION_PATCH);
#else
    return "(not found)";
#endif
}

std::string standard_library() {
#if defined(_LIBCPP_VERSION)
    return "libc++ " + std::to_string(_LIBCPP_VERSION);
#elif defined(_GLIBCXX_RELEASE)
    return "libstdc++ " + std::to_string(_GLIBCXX_RELEASE);
#else
    return "std";
#endif
}

} // namespace

peer_list peers() {
    peer_list list;
    const auto add = [&list](bool found, std::string name, const std::string& version) {
        if (found) {
            list.found.push_back(std::move(name) + " (" + version + ')');
        } else {
            list.left_out.push_back(std::move(name));
        }
    };
    add(true, "std", standard_library());
    add(CAIRN_PEER_BOOST_DEQUE, "boost::container::deque", "Boost " + boost_version());
    add(CAIRN_PEER_BOOST_DEVECTOR, "boost::container::devector", "Boost " + boost_version());
    add(CAIRN_PEER_BOOST_CIRCULAR, "boost::circular_buffer", "Boost " + boost_version());
    add(CAIRN_PEER_BOOST_FLAT, "boost::unordered_flat_map", "Boost " + boost_version());
    add(CAIRN_PEER_ABSL_FLAT, "absl::flat_hash_map", "Abseil " + abseil_version());
    add(CAIRN_PEER_ABSL_BTREE, "absl::btree_set", "Abseil " + abseil_version());
    add(CAIRN_PEER_BOOST_FLAT_SET, "boost::container::flat_set", "Boost " + boost_version());
    add(CAIRN_PEER_BOOST_HEAP, "boost::heap", "Boost " + boost_version());
    add(CAIRN_PEER_BOOST_GRAPH, "d_ary_heap_indirect of Boost.Graph", "Boost " + boost_version());
    add(CAIRN_PEER_BOOST_MULTI_INDEX, "boost::multi_index_container", "Boost " + boost_version());
    add(CAIRN_PEER_BOOST_COMPUTE, "lru_cache of Boost.Compute", "Boost " + boost_version());
    add(CAIRN_PEER_CEREAL, "cereal", cereal_version());
    add(CAIRN_PEER_PB_DS, "pb_ds gp_hash_table", standard_library());
    add(CAIRN_PEER_PB_DS, "pb_ds tree", standard_library());
    return list;
}

} // namespace bench
