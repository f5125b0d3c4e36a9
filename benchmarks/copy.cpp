// SPDX-License-Identifier: BSL-1.0
// benchmarks/copy.cpp -- deep copies of n objects: values, and what hangs together by pointers.
//
// points      a vector of n aggregates of numbers
// rows        a vector of vectors of 16 doubles, n doubles in all
// strings     a vector of n strings of 16 to 32 letters
// series      a map from n strings to vectors of 8 doubles
// tree        a random binary search tree of n nodes, unique_ptrs
// graph       n nodes with four shared_ptrs each to random nodes, and a weak_ptr back
// list        n nodes, each with the shared_ptr to the next
// memo        bytes of the memo for each object it knows, for n shared objects
//
// Time per object, to copy; the copy is destroyed outside. `hand` is what one writes for the type: recursion
// for the tree, a std::unordered_map for the graph, a loop for the list. `constructor` is the copy constructor
// of the standard library, and cereal a binary round trip through memory.

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/main.hpp"
#include "support/peers.hpp"

#include <cairn/copy.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#if CAIRN_PEER_CEREAL
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#include <cereal/archives/binary.hpp>
#include <cereal/types/map.hpp>
#include <cereal/types/memory.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/vector.hpp>
#pragma GCC diagnostic pop
#include <sstream>
#endif

namespace bench {

// What the serializer looks into has to have a name elsewhere, too.

struct copied_point {
    double x, y, z;
    std::int32_t id;
};

struct copied_tree {
    std::uint64_t key;
    std::unique_ptr<copied_tree> left, right;
};

struct copied_node {
    std::uint64_t id;
    std::vector<std::shared_ptr<copied_node>> next;
    std::weak_ptr<copied_node> back;
};

struct copied_link {
    std::uint64_t id;
    std::shared_ptr<copied_link> next;
};

#if CAIRN_PEER_CEREAL
template <class Archive>
void serialize(Archive& archive, copied_point& x) {
    archive(x.x, x.y, x.z, x.id);
}
template <class Archive>
void serialize(Archive& archive, copied_tree& x) {
    archive(x.key, x.left, x.right);
}
template <class Archive>
void serialize(Archive& archive, copied_node& x) {
    archive(x.id, x.next, x.back);
}
template <class Archive>
void serialize(Archive& archive, copied_link& x) {
    archive(x.id, x.next);
}
#endif

namespace {

// -- shapes: how they are made, copied by hand, and summed up ------------------------------------------

struct points {
    static constexpr std::string_view name = "points";
    static constexpr bool is_deep = false;
    using type = std::vector<copied_point>;
    static type make(std::size_t n) {
        type all;
        for (std::size_t i = 0; i != n; ++i)
            all.push_back({1.0 * static_cast<double>(i), 2.0, 3.0, static_cast<std::int32_t>(i)});
        return all;
    }
    static std::uint64_t sum(const type& x) {
        return x.size() + static_cast<std::uint64_t>(x.back().id);
    }
};

struct rows {
    static constexpr std::string_view name = "rows";
    static constexpr bool is_deep = false;
    using type = std::vector<std::vector<double>>;
    static type make(std::size_t n) { return type(n / 16 + 1, std::vector<double>(16, 0.5)); }
    static std::uint64_t sum(const type& x) { return x.size() + x.back().size(); }
};

struct strings {
    static constexpr std::string_view name = "strings";
    static constexpr bool is_deep = false;
    using type = std::vector<std::string>;
    static type make(std::size_t n) { return random_letters(n, 1); }
    static std::uint64_t sum(const type& x) { return x.size() + x.back().size(); }
};

struct series {
    static constexpr std::string_view name = "series";
    static constexpr bool is_deep = false;
    using type = std::map<std::string, std::vector<double>>;
    static type make(std::size_t n) {
        type all;
        for (std::string& key : random_letters(n, 1))
            all.emplace(std::move(key), std::vector<double>(8, 0.5));
        return all;
    }
    static std::uint64_t sum(const type& x) { return x.size() + x.begin()->second.size(); }
};

struct tree {
    static constexpr std::string_view name = "tree";
    static constexpr bool is_deep = false;
    using type = std::unique_ptr<copied_tree>;
    static type make(std::size_t n) {
        type root;
        for (const std::uint64_t key : distinct_integers(n, 1)) {
            type* at = &root;
            while (*at)
                at = key < (*at)->key ? &(*at)->left : &(*at)->right;
            *at = std::make_unique<copied_tree>(copied_tree{key, nullptr, nullptr});
        }
        return root;
    }
    static type by_hand(const type& x) {
        if (!x) return nullptr;
        auto copy = std::make_unique<copied_tree>();
        copy->key = x->key;
        copy->left = by_hand(x->left);
        copy->right = by_hand(x->right);
        return copy;
    }
    static std::uint64_t sum(const type& x) {
        return x ? x->key + sum(x->left) + sum(x->right) : 0;
    }
};

/// All nodes in a vector, which keeps them alive; weak_ptrs make no cycle of owners.
struct graph {
    static constexpr std::string_view name = "graph";
    static constexpr bool is_deep = true;
    struct type {
        std::vector<std::shared_ptr<copied_node>> nodes;

        type() = default;
        explicit type(std::vector<std::shared_ptr<copied_node>> all) : nodes(std::move(all)) {}
        type(type&&) = default;
        type& operator=(type&&) = default;
        type(const type&) = delete;
        type& operator=(const type&) = delete;
        ~type() {
            for (const auto& node : nodes)
                node->next.clear();
        }
        friend auto cairn_fields(type& x) { return std::tie(x.nodes); }
#if CAIRN_PEER_CEREAL
        template <class Archive>
        void serialize(Archive& archive) {
            archive(nodes);
        }
#endif
    };
    static type make(std::size_t n) {
        std::vector<std::shared_ptr<copied_node>> all(n);
        for (std::size_t i = 0; i != n; ++i) {
            all[i] = std::make_shared<copied_node>();
            all[i]->id = i;
        }
        random draw(7);
        for (auto& node : all) {
            node->next.reserve(4);
            for (int i = 0; i != 4; ++i)
                node->next.push_back(all[draw.below(n)]);
            node->back = all[draw.below(n)];
        }
        return type(std::move(all));
    }
    using memo = std::unordered_map<const copied_node*, std::shared_ptr<copied_node>>;
    static std::shared_ptr<copied_node> by_hand(const std::shared_ptr<copied_node>& x, memo& known,
                                                std::vector<const copied_node*>& open) {
        auto [at, is_new] = known.try_emplace(x.get());
        if (is_new) {
            at->second = std::make_shared<copied_node>();
            at->second->id = x->id;
            open.push_back(x.get());
        }
        return at->second;
    }
    static type by_hand(const type& x) {
        memo known;
        std::vector<const copied_node*> open;
        std::vector<std::shared_ptr<copied_node>> copy;
        copy.reserve(x.nodes.size());
        for (const auto& node : x.nodes)
            copy.push_back(by_hand(node, known, open));
        while (!open.empty()) {
            const copied_node* from = open.back();
            open.pop_back();
            copied_node& to = *known.find(from)->second;
            to.next.reserve(from->next.size());
            for (const auto& next : from->next)
                to.next.push_back(by_hand(next, known, open));
            if (const auto back = from->back.lock()) to.back = by_hand(back, known, open);
        }
        return type(std::move(copy));
    }
    static std::uint64_t sum(const type& x) {
        std::uint64_t all = 0;
        for (const auto& node : x.nodes)
            all += node->next[0]->id + node->back.lock()->id;
        return all;
    }
};

struct list {
    static constexpr std::string_view name = "list";
    static constexpr bool is_deep = true;
    struct type {
        std::shared_ptr<copied_link> first;

        type() = default;
        explicit type(std::shared_ptr<copied_link> head) : first(std::move(head)) {}
        type(type&&) = default;
        type& operator=(type&&) = default;
        type(const type&) = delete;
        type& operator=(const type&) = delete;
        ~type() {
            while (first)
                first = std::exchange(first->next, nullptr);
        }
        friend auto cairn_fields(type& x) { return std::tie(x.first); }
#if CAIRN_PEER_CEREAL
        template <class Archive>
        void serialize(Archive& archive) {
            archive(first);
        }
#endif
    };
    static type make(std::size_t n) {
        type all;
        for (std::size_t i = 0; i != n; ++i)
            all.first = std::make_shared<copied_link>(copied_link{i, std::move(all.first)});
        return all;
    }
    static type by_hand(const type& x) {
        type copy;
        std::shared_ptr<copied_link>* last = &copy.first;
        for (const copied_link* at = x.first.get(); at != nullptr; at = at->next.get()) {
            *last = std::make_shared<copied_link>();
            (*last)->id = at->id;
            last = &(*last)->next;
        }
        return copy;
    }
    static std::uint64_t sum(const type& x) {
        std::uint64_t all = 0;
        for (const copied_link* at = x.first.get(); at != nullptr; at = at->next.get())
            all += at->id;
        return all;
    }
};

// -- contestants ---------------------------------------------------------------------------------------

struct with_cairn {
    static constexpr std::string_view name = "cairn";
    template <class Shape>
    static typename Shape::type copy(const typename Shape::type& x) {
        return cairn::deep_copy(x);
    }
};

struct by_constructor {
    static constexpr std::string_view name = "constructor";
    template <class Shape>
    static typename Shape::type copy(const typename Shape::type& x)
        requires std::is_copy_constructible_v<typename Shape::type>
    {
        return x;
    }
};

struct by_hand {
    static constexpr std::string_view name = "hand";
    template <class Shape>
    static typename Shape::type copy(const typename Shape::type& x)
        requires requires { Shape::by_hand(x); }
    {
        return Shape::by_hand(x);
    }
};

#if CAIRN_PEER_CEREAL
struct with_cereal {
    static constexpr std::string_view name = "cereal";
    template <class Shape>
    static typename Shape::type copy(const typename Shape::type& x) {
        std::stringstream bytes(std::ios::in | std::ios::out | std::ios::binary);
        {
            cereal::BinaryOutputArchive out(bytes);
            out(x);
        }
        typename Shape::type copy;
        cereal::BinaryInputArchive in(bytes);
        in(copy);
        return copy;
    }
};
#endif

template <class Shape, class C>
[[gnu::noinline]] typename Shape::type copy_loop(const typename Shape::type& x) {
    return C::template copy<Shape>(x);
}

/// Small shapes are copied many times in one timed call, and all of the copies destroyed outside.
template <class Shape, class C>
[[gnu::noinline]] std::vector<typename Shape::type> copies(const typename Shape::type& x,
                                                           std::size_t times) {
    std::vector<typename Shape::type> all;
    all.reserve(times);
    for (std::size_t i = 0; i != times; ++i)
        all.push_back(copy_loop<Shape, C>(x));
    return all;
}

template <class Shape, class C>
void register_copies(std::size_t n) {
    if constexpr (requires(const typename Shape::type& x) { C::template copy<Shape>(x); }) {
        add({Shape::name, "deep", C::name, n}, [=](benchmark::State& state) {
            const auto source = Shape::make(n);
            const std::size_t times = rounds(n, 1 << 13);
            measure(
                state, n * times, [] {}, [&] { return copies<Shape, C>(source, times); },
                [](const auto& all) { return Shape::sum(all.back()); });
        });
    }
}

template <class Shape>
void register_shape(std::initializer_list<std::size_t> sizes) {
    for (const std::size_t n : sizes) {
        register_copies<Shape, with_cairn>(n);
        register_copies<Shape, by_constructor>(n);
        register_copies<Shape, by_hand>(n);
#if CAIRN_PEER_CEREAL
        // It recurses over shared_ptrs, and more nodes overflow the stack.
        if (!Shape::is_deep || n <= 10'000) register_copies<Shape, with_cereal>(n);
#endif
    }
}

void register_memo(std::size_t n) {
    add({"memo", "deep", "cairn", n}, [=](benchmark::State& state) {
        const auto source = graph::make(n);
        for ([[maybe_unused]] const auto turn : state) {
            cairn::copy_memo memo;
            const auto copy = cairn::deep_copy(source, memo);
            state.counters["bytes"] =
                static_cast<double>(memo.memory_bytes()) / static_cast<double>(memo.size());
            state.counters["checksum"] = static_cast<double>(memo.size());
            state.SetIterationTime(1e-9);
        }
    });
}

} // namespace

void register_workloads(const options&) {
    register_shape<points>({1'000, 100'000});
    register_shape<rows>({1'000, 100'000});
    register_shape<strings>({1'000, 100'000});
    register_shape<series>({1'000, 20'000});
    register_shape<tree>({1'000, 100'000, 1'000'000});
    register_shape<graph>({1'000, 10'000, 200'000});
    register_shape<list>({1'000, 10'000, 1'000'000});
    for (const std::size_t n : {std::size_t{1'000}, std::size_t{200'000}})
        register_memo(n);
}

} // namespace bench
