// SPDX-License-Identifier: BSL-1.0
// support/sequences.hpp -- the contestants of the deque benchmark behind one spelling: cairn, std::deque,
// std::vector, Boost's deque, devector and circular_buffer.
//
// A contestant `S<T>` has a name, a `container`, and `make(capacity)`: an empty one, which holds
// `capacity` elements at least. Operations that the containers spell differently are functions here,
// each written as a competent user of that container would.

#ifndef CAIRN_BENCHMARKS_SUPPORT_SEQUENCES_HPP
#define CAIRN_BENCHMARKS_SUPPORT_SEQUENCES_HPP

#include "support/peers.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <deque>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

#include <cairn/deque.hpp>
#if CAIRN_PEER_BOOST_DEQUE
#include <boost/container/deque.hpp>
#endif
#if CAIRN_PEER_BOOST_DEVECTOR
#include <boost/container/devector.hpp>
#endif
#if CAIRN_PEER_BOOST_CIRCULAR
#include <boost/circular_buffer.hpp>
#endif

namespace bench {

// -- contestants -----------------------------------------------------------------------------------

/// A container that needs no capacity in advance.
template <class Container>
struct growing_sequence {
    using container = Container;
    static constexpr bool grows = true;
    static container make(std::size_t) { return container(); }
};

/// A container with a capacity for life.
template <class Container>
struct bounded_sequence {
    using container = Container;
    static constexpr bool grows = false;
    static container make(std::size_t capacity) { return container(capacity); }
};

template <class T>
struct cairn_deque : growing_sequence<cairn::deque<T>> {
    static constexpr std::string_view name = "cairn";
};
template <class T>
struct cairn_bounded_deque : bounded_sequence<cairn::bounded_deque<T>> {
    static constexpr std::string_view name = "cairn";
};

template <class T>
struct std_deque : growing_sequence<std::deque<T>> {
    static constexpr std::string_view name = "std_deque";
};

template <class T>
struct std_vector : growing_sequence<std::vector<T>> {
    static constexpr std::string_view name = "std_vector";
};

#if CAIRN_PEER_BOOST_DEQUE
template <class T>
struct boost_deque : growing_sequence<boost::container::deque<T>> {
    static constexpr std::string_view name = "boost_deque";
};
#endif

#if CAIRN_PEER_BOOST_DEVECTOR
template <class T>
struct boost_devector : growing_sequence<boost::container::devector<T>> {
    static constexpr std::string_view name = "boost_devector";
};
#endif

#if CAIRN_PEER_BOOST_CIRCULAR
template <class T>
struct boost_circular : bounded_sequence<boost::circular_buffer<T>> {
    static constexpr std::string_view name = "boost_circular";
};
#endif

/// Calls `f.template operator()<S>()` for each contestant among general sequences.
template <class T, class F>
void for_each_sequence(F f) {
    f.template operator()<cairn_deque<T>>();
    f.template operator()<std_deque<T>>();
    f.template operator()<std_vector<T>>();
#if CAIRN_PEER_BOOST_DEQUE
    f.template operator()<boost_deque<T>>();
#endif
#if CAIRN_PEER_BOOST_DEVECTOR
    f.template operator()<boost_devector<T>>();
#endif
#if CAIRN_PEER_BOOST_CIRCULAR
    f.template operator()<boost_circular<T>>();
#endif
}

/// The same for sequences that never hold more than they held at the start.
template <class T, class F>
void for_each_bounded_sequence(F f) {
    f.template operator()<cairn_bounded_deque<T>>();
    f.template operator()<std_deque<T>>();
#if CAIRN_PEER_BOOST_DEQUE
    f.template operator()<boost_deque<T>>();
#endif
#if CAIRN_PEER_BOOST_CIRCULAR
    f.template operator()<boost_circular<T>>();
#endif
}

// -- what the containers can do --------------------------------------------------------------------

template <class C>
concept two_ended = requires(C c, const typename C::value_type& value) {
    c.push_front(value);
    c.pop_front();
};

template <class C>
concept one_piece = requires(C c) {
    { c.data() } -> std::convertible_to<typename C::value_type*>;
};

template <class C>
concept in_segments = requires(const C c) { c.segments(); };

template <class C>
concept circular = requires(const C c) { c.array_one(); };

// -- what they spell differently -------------------------------------------------------------------

/// Calls `f(range)` for the largest pieces of `c` that its interface offers, in order.
template <class C, class F>
void for_each_piece(const C& c, F f) {
    if constexpr (in_segments<C>) {
        for (const auto segment : c.segments()) {
            f(segment);
        }
    } else if constexpr (circular<C>) {
        f(std::span(c.array_one().first, c.array_one().second));
        f(std::span(c.array_two().first, c.array_two().second));
    } else if constexpr (one_piece<C>) {
        f(std::span(c.data(), c.size()));
    } else {
        f(c);
    }
}

template <class C>
void append_block(C& c, std::span<const typename C::value_type> block) {
    if constexpr (requires { c.append_range(block); }) {
        c.append_range(block);
    } else {
        c.insert(c.end(), block.begin(), block.end());
    }
}

template <class C>
void drop_front(C& c, std::size_t count) {
    const auto distance = static_cast<std::ptrdiff_t>(count);
    if constexpr (requires { c.pop_front_n(count); }) {
        c.pop_front_n(count);
    } else if constexpr (requires { c.erase_begin(count); }) {
        c.erase_begin(count);
    } else {
        c.erase(c.begin(), c.begin() + distance);
    }
}

/// Moves the last `count` elements to the front.
template <class C>
void rotate_right(C& c, std::size_t count) {
    if constexpr (requires { c.rotate(static_cast<std::ptrdiff_t>(count)); }) {
        c.rotate(static_cast<std::ptrdiff_t>(count));
    } else if constexpr (circular<C>) {
        c.rotate(c.end() - static_cast<std::ptrdiff_t>(count));
    } else {
        for (std::size_t i = 0; i < count; ++i) {
            auto last = std::move(c.back());
            c.pop_back();
            c.push_front(std::move(last));
        }
    }
}

/// Sorts through pointers where the container can bring its elements together.
template <class C>
void sort_in_place(C& c) {
    if constexpr (requires { c.make_contiguous(); }) {
        const auto all = c.make_contiguous();
        std::sort(all.begin(), all.end());
    } else if constexpr (circular<C>) {
        auto* const first = c.linearize();
        std::sort(first, first + c.size());
    } else {
        std::sort(c.begin(), c.end());
    }
}

/// Appends to a container that shall hold `most` elements at most, and drops the oldest when full.
template <class C>
void append_bounded(C& c, const typename C::value_type& value, std::size_t most) {
    if constexpr (requires { c.maxlen(); } || circular<C>) {
        c.push_back(value);
    } else {
        if (c.size() == most) {
            c.pop_front();
        }
        c.push_back(value);
    }
}

} // namespace bench

#endif // CAIRN_BENCHMARKS_SUPPORT_SEQUENCES_HPP
