// SPDX-License-Identifier: BSL-1.0
// benchmarks/addressable_heap.cpp -- priority queues of n ids, each with a priority that changes: u64, and
// strings of 16 to 32 letters.
//
// push_pop          push all ids in random order of priorities, then pop them all; per id
// hold              pop, then push the id again with a random priority, n inside; per pair
// decrease          give a random id a lower priority, n inside
// update            give a random id any other priority, n inside
// erase             n pushes, then erase all ids in random order; per id
// dijkstra          all distances from three vertices; per vertex that is reached
// memory            heap bytes per id after n pushes, the table of ids or handles included
//
// `random-D` are graphs of n vertices, each with D arcs to random others of random lengths; `road` is a
// grid of n streets with diagonals, seeded; `road-X` is the map X (option --graph, or
// what the data folder has).
// cairn is indexed_heap; cairn_handles, and Boost.Heap's queues, keep a handle for each id, and std_set an
// iterator; boost_indirect is the queue of the Boost Graph Library, which keeps the priorities outside;
// the lazy ones push an id again in place of changing its priority, and skip what is outdated.

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/main.hpp"
#include "support/peers.hpp"

#include <cairn/addressable_heap.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#if CAIRN_PEER_BOOST_HEAP && CAIRN_PEER_BOOST_GRAPH
#include <boost/graph/detail/d_ary_heap.hpp>
#include <boost/heap/d_ary_heap.hpp>
#include <boost/heap/fibonacci_heap.hpp>
#include <boost/heap/pairing_heap.hpp>
#include <boost/property_map/property_map.hpp>
#endif

namespace bench {

namespace {

using vertex = std::uint32_t;

template <class Key>
struct entry {
    Key key;
    vertex id;
};

// -- contestants -----------------------------------------------------------------------------------
//
// Each has `push(id)`, `lower(id)` and `change(id)`, which read the id's priority where the constructor
// was told that it stands, `erase(id)`, `top()` with an id, and `pop()`.

template <class Key>
class indexed {
public:
    static constexpr std::string_view name = "cairn";
    indexed(std::size_t n, const Key* keys) : keys_(keys), queue_(n) {}
    bool empty() const { return queue_.empty(); }
    void push(vertex id) { queue_.push(id, keys_[id]); }
    void lower(vertex id) { queue_.decrease(id, keys_[id]); }
    void change(vertex id) { queue_.update(id, keys_[id]); }
    void erase(vertex id) { queue_.erase(id); }
    vertex top() const { return static_cast<vertex>(queue_.top_id()); }
    void pop() { queue_.pop(); }

private:
    const Key* keys_;
    cairn::indexed_heap<Key> queue_;
};

template <class Key>
class with_handles {
    using entry_type = entry<Key>;

public:
    static constexpr std::string_view name = "cairn_handles";
    with_handles(std::size_t n, const Key* keys) : keys_(keys), handles_(n) {}
    bool empty() const { return queue_.empty(); }
    void push(vertex id) { handles_[id] = queue_.push(entry_type{keys_[id], id}); }
    void lower(vertex id) { queue_.decrease(handles_[id], entry_type{keys_[id], id}); }
    void change(vertex id) { queue_.update(handles_[id], entry_type{keys_[id], id}); }
    void erase(vertex id) { queue_.erase(handles_[id]); }
    vertex top() const { return queue_.top().id; }
    void pop() { queue_.pop(); }

private:
    const Key* keys_;
    cairn::addressable_heap<entry_type, cairn::by<&entry_type::key>> queue_;
    std::vector<typename decltype(queue_)::handle> handles_;
};

template <class Key>
struct comes_later {
    bool operator()(const entry<Key>& a, const entry<Key>& b) const { return b.key < a.key; }
};

#if CAIRN_PEER_BOOST_HEAP && CAIRN_PEER_BOOST_GRAPH
struct d_ary {
    static constexpr std::string_view name = "boost_d_ary";
    template <class Key>
    using queue =
        boost::heap::d_ary_heap<entry<Key>, boost::heap::arity<4>, boost::heap::mutable_<true>,
                                boost::heap::compare<comes_later<Key>>>;
};
struct pairing {
    static constexpr std::string_view name = "boost_pairing";
    template <class Key>
    using queue = boost::heap::pairing_heap<entry<Key>, boost::heap::compare<comes_later<Key>>>;
};
struct fibonacci {
    static constexpr std::string_view name = "boost_fibonacci";
    template <class Key>
    using queue = boost::heap::fibonacci_heap<entry<Key>, boost::heap::compare<comes_later<Key>>>;
};

template <class Which, class Key>
class boost_heap {
public:
    static constexpr std::string_view name = Which::name;
    boost_heap(std::size_t n, const Key* keys) : keys_(keys), handles_(n) {}
    bool empty() const { return queue_.empty(); }
    void push(vertex id) { handles_[id] = queue_.push({keys_[id], id}); }
    void lower(vertex id) { queue_.increase(handles_[id], {keys_[id], id}); }
    void change(vertex id) { queue_.update(handles_[id], {keys_[id], id}); }
    void erase(vertex id) { queue_.erase(handles_[id]); }
    vertex top() const { return queue_.top().id; }
    void pop() { queue_.pop(); }

private:
    const Key* keys_;
    typename Which::template queue<Key> queue_;
    std::vector<typename decltype(queue_)::handle_type> handles_;
};

template <class Key>
class indirect {
    using positions = boost::iterator_property_map<std::size_t*, boost::identity_property_map,
                                                   std::size_t, std::size_t&>;
    using priorities =
        boost::iterator_property_map<const Key*, boost::identity_property_map, Key, const Key&>;

public:
    static constexpr std::string_view name = "boost_indirect";
    indirect(std::size_t n, const Key* keys)
        : positions_(n),
          queue_(priorities(keys), positions(positions_.data(), boost::identity_property_map())) {}
    bool empty() const { return queue_.empty(); }
    void push(vertex id) { queue_.push(id); }
    void lower(vertex id) { queue_.update(id); }
    vertex top() { return queue_.top(); }
    void pop() { queue_.pop(); }

private:
    std::vector<std::size_t> positions_;
    boost::d_ary_heap_indirect<vertex, 4, positions, priorities, std::less<Key>> queue_;
};
#endif

template <class Key>
class search_tree {
    struct order {
        bool operator()(const entry<Key>& a, const entry<Key>& b) const {
            return a.key < b.key || (!(b.key < a.key) && a.id < b.id);
        }
    };

public:
    static constexpr std::string_view name = "std_set";
    search_tree(std::size_t n, const Key* keys) : keys_(keys), places_(n) {}
    bool empty() const { return queue_.empty(); }
    void push(vertex id) { places_[id] = queue_.insert({keys_[id], id}).first; }
    void lower(vertex id) { change(id); }
    void change(vertex id) {
        auto node = queue_.extract(places_[id]);
        node.value().key = keys_[id];
        places_[id] = queue_.insert(std::move(node)).position;
    }
    void erase(vertex id) { queue_.erase(places_[id]); }
    vertex top() const { return queue_.begin()->id; }
    void pop() { queue_.erase(queue_.begin()); }

private:
    const Key* keys_;
    std::set<entry<Key>, order> queue_;
    std::vector<typename std::set<entry<Key>, order>::iterator> places_;
};

template <class Key, class F>
void for_each_queue(F f) {
    f.template operator()<indexed<Key>>();
    f.template operator()<with_handles<Key>>();
#if CAIRN_PEER_BOOST_HEAP && CAIRN_PEER_BOOST_GRAPH
    f.template operator()<boost_heap<d_ary, Key>>();
    f.template operator()<boost_heap<pairing, Key>>();
    f.template operator()<boost_heap<fibonacci, Key>>();
    f.template operator()<indirect<Key>>();
#endif
    f.template operator()<search_tree<Key>>();
}

// -- keys --------------------------------------------------------------------------------------------

template <class Key>
struct priority;

template <>
struct priority<std::uint64_t> {
    static constexpr std::string_view name = "u64";
    static std::vector<std::uint64_t> distinct(std::size_t n, std::uint64_t seed) {
        return distinct_integers(n, seed);
    }
    /// The i-th key that comes before all of the others.
    static void lower(std::uint64_t& key, std::uint64_t) { key -= key >> 3; }
};

template <>
struct priority<std::string> {
    static constexpr std::string_view name = "string";
    static std::vector<std::string> distinct(std::size_t n, std::uint64_t seed) {
        return random_letters(n, seed);
    }
    static void lower(std::string& key, std::uint64_t random) {
        char& c = key[random % 4];
        if (c > 'a') --c;
    }
};

// -- the timed loops -------------------------------------------------------------------------------

/// Each round has keys of its own: the processor would learn a short one by heart.
template <class Q, class Key>
[[gnu::noinline]] std::uint64_t push_pop_loop(std::span<const Key> keys, std::size_t n) {
    std::uint64_t sum = 0;
    for (; keys.size() >= n; keys = keys.subspan(n)) {
        Q queue(n, keys.data());
        for (vertex id = 0; id < n; ++id) {
            queue.push(id);
        }
        for (; !queue.empty(); queue.pop()) {
            sum = sum * 3 + queue.top();
        }
    }
    return sum;
}

template <class Q, class Key>
[[gnu::noinline]] std::uint64_t hold_loop(Q& queue, std::span<Key> keys,
                                          std::span<const Key> fresh) {
    std::uint64_t sum = 0;
    for (const Key& key : fresh) {
        const vertex id = queue.top();
        sum = sum * 3 + id;
        queue.pop();
        keys[id] = key;
        queue.push(id);
    }
    return sum;
}

template <class Q, class Key>
[[gnu::noinline]] std::uint64_t decrease_loop(Q& queue, std::span<Key> keys,
                                              std::span<const vertex> ids) {
    std::uint64_t i = 0;
    for (const vertex id : ids) {
        priority<Key>::lower(keys[id], ++i);
        queue.lower(id);
    }
    return ids.size();
}

template <class Q, class Key>
[[gnu::noinline]] std::uint64_t update_loop(Q& queue, std::span<Key> keys,
                                            std::span<const vertex> ids,
                                            std::span<const Key> fresh) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
        keys[ids[i]] = fresh[i];
        queue.change(ids[i]);
    }
    return ids.size();
}

template <class Q, class Key>
[[gnu::noinline]] std::uint64_t erase_loop(std::span<const Key> keys, std::span<const vertex> ids) {
    std::uint64_t sum = 0;
    for (; keys.size() >= ids.size(); keys = keys.subspan(ids.size())) {
        Q queue(ids.size(), keys.data());
        for (vertex id = 0; id < ids.size(); ++id) {
            queue.push(id);
        }
        for (const vertex id : ids) {
            sum = sum * 3 + queue.top();
            queue.erase(id);
        }
    }
    return sum;
}

// -- graphs ----------------------------------------------------------------------------------------

using length = std::uint64_t;
constexpr length unreached = ~length{0};

struct arc {
    vertex from, to;
    std::uint32_t length;
};

/// Arcs by the vertex that they leave.
struct graph {
    struct target {
        vertex to;
        std::uint32_t length;
    };
    std::vector<std::uint32_t> first; // of each vertex, and one more
    std::vector<target> targets;

    explicit graph(const std::vector<arc>& arcs) {
        vertex n = 0;
        for (const arc& a : arcs) {
            n = std::max({n, a.from + 1, a.to + 1});
        }
        first.resize(std::size_t{n} + 1);
        for (const arc& a : arcs) {
            ++first[a.from + 1];
        }
        for (std::size_t v = 0; v < n; ++v) {
            first[v + 1] += first[v];
        }
        targets.resize(arcs.size());
        std::vector<std::uint32_t> next = first;
        for (const arc& a : arcs) {
            targets[next[a.from]++] = {a.to, a.length};
        }
    }
    std::size_t size() const { return first.size() - 1; }
    std::span<const target> from(vertex v) const {
        return std::span(targets).subspan(first[v], first[v + 1] - first[v]);
    }
};

graph random_graph(std::size_t n, std::size_t degree) {
    random draw(7 * n + degree);
    std::vector<arc> arcs;
    arcs.reserve(n * degree);
    for (std::size_t v = 0; v < n; ++v) {
        for (std::size_t i = 0; i < degree; ++i) {
            arcs.push_back({static_cast<vertex>(v), static_cast<vertex>(draw.below(n)),
                            static_cast<std::uint32_t>(1 + draw.below(1'000'000))});
        }
    }
    return graph(arcs);
}

graph road_graph(std::size_t n) {
    random draw(n);
    std::size_t side = 1;
    while (side * side < n) {
        ++side;
    }
    std::vector<arc> arcs;
    const auto street = [&](std::size_t a, std::size_t b, std::uint64_t usual) {
        const auto along = static_cast<std::uint32_t>(usual + draw.below(usual));
        arcs.push_back({static_cast<vertex>(a), static_cast<vertex>(b), along});
        arcs.push_back({static_cast<vertex>(b), static_cast<vertex>(a), along});
    };
    for (std::size_t y = 0; y < side; ++y) {
        for (std::size_t x = 0; x < side; ++x) {
            const std::size_t v = y * side + x;
            if (x + 1 < side && draw.below(8) != 0) {
                street(v, v + 1, 100);
            }
            if (y + 1 < side && draw.below(8) != 0) {
                street(v, v + side, 100);
            }
            if (x + 1 < side && y + 1 < side && draw.below(16) == 0) {
                street(v, v + side + 1, 140);
            }
        }
    }
    return graph(arcs);
}

graph read_graph(const std::string& path) {
    const std::string bytes = read_file(path);
    std::vector<arc> arcs;
    const char* const end = bytes.data() + bytes.size();
    for (const char* line = bytes.data(); line != end;) {
        const char* const stop = std::find(line, end, '\n');
        if (*line == 'a') {
            std::uint32_t numbers[3] = {0, 0, 0};
            const char* at = line + 1;
            bool good = true;
            for (std::uint32_t& number : numbers) {
                while (at != stop && *at == ' ') {
                    ++at;
                }
                const auto [next, error] = std::from_chars(at, stop, number);
                good = good && error == std::errc();
                at = next;
            }
            if (good) {
                arcs.push_back({numbers[0], numbers[1], numbers[2]});
            }
        }
        line = stop == end ? end : stop + 1;
    }
    return graph(arcs);
}

/// The sum of all distances from one vertex.
std::uint64_t total(const std::vector<length>& distances) {
    std::uint64_t sum = 0;
    for (const length d : distances) {
        sum += d == unreached ? 0 : d;
    }
    return sum;
}

template <class Q>
struct eagerly {
    static constexpr std::string_view name = Q::name;
    [[gnu::noinline]] static void run(const graph& g, vertex source,
                                      std::vector<length>& distances) {
        distances.assign(g.size(), unreached);
        distances[source] = 0;
        Q queue(g.size(), distances.data());
        queue.push(source);
        while (!queue.empty()) {
            const vertex v = queue.top();
            queue.pop();
            const length so_far = distances[v];
            for (const auto [to, along] : g.from(v)) {
                const length before = distances[to];
                if (so_far + along < before) {
                    distances[to] = so_far + along;
                    if (before == unreached) {
                        queue.push(to);
                    } else {
                        queue.lower(to);
                    }
                }
            }
        }
    }
};

template <class Q>
void lazily(Q& queue, const graph& g, vertex source, std::vector<length>& distances) {
    distances.assign(g.size(), unreached);
    distances[source] = 0;
    queue.push({0, source});
    while (!queue.empty()) {
        const auto [so_far, v] = queue.top();
        queue.pop();
        if (so_far != distances[v]) {
            continue;
        }
        for (const auto [to, along] : g.from(v)) {
            if (so_far + along < distances[to]) {
                distances[to] = so_far + along;
                queue.push({so_far + along, to});
            }
        }
    }
}

struct lazily_std {
    static constexpr std::string_view name = "std_lazy";
    [[gnu::noinline]] static void run(const graph& g, vertex source,
                                      std::vector<length>& distances) {
        std::priority_queue<entry<length>, std::vector<entry<length>>, comes_later<length>> queue;
        lazily(queue, g, source, distances);
    }
};

template <class How>
void register_dijkstra(std::string_view type, std::size_t n, const std::function<graph()>& make) {
    add({"dijkstra", type, How::name, n}, [make](benchmark::State& state) {
        const graph g = make();
        constexpr vertex sources[] = {0, 1000, 20000};
        const auto source = [&](std::size_t i) {
            return static_cast<vertex>(sources[i] % g.size());
        };
        std::vector<length> distances;
        std::size_t reached = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            eagerly<indexed<length>>::run(g, source(i), distances);
            reached +=
                g.size() - static_cast<std::size_t>(std::ranges::count(distances, unreached));
        }
        measure(
            state, reached, [] {},
            [&] {
                std::uint64_t sum = 0;
                for (std::size_t i = 0; i < 3; ++i) {
                    How::run(g, source(i), distances);
                    sum += total(distances);
                }
                return sum;
            });
    });
}

void register_graph(std::string_view type, std::size_t n, const std::function<graph()>& make) {
    register_dijkstra<lazily_std>(type, n, make);
    for_each_queue<length>([&]<class Q>() { register_dijkstra<eagerly<Q>>(type, n, make); });
}

void register_road_files(const options& given) {
    for (const options::file& file : given.graphs) {
        register_graph("road-" + file.name, read_graph(file.path).size(),
                       [path = file.path] { return read_graph(path); });
    }
}

// -- the workloads ---------------------------------------------------------------------------------

constexpr std::size_t block = std::size_t{1} << 15; // operations in one timed call

/// A queue of n ids whose keys stand beside it.
template <class Q, class Key>
struct filled {
    std::vector<Key> keys;
    Q queue;

    explicit filled(const std::vector<Key>& from) : keys(from), queue(keys.size(), keys.data()) {
        for (vertex id = 0; id < keys.size(); ++id) {
            queue.push(id);
        }
    }
    filled(const filled&) = delete;
    filled& operator=(const filled&) = delete;
};

/// The same with keys that are not its own.
template <class Q, class Key>
class weighed {
public:
    explicit weighed(const std::vector<Key>& keys)
        : queue_(std::make_unique<Q>(keys.size(), keys.data())), size_(keys.size()) {
        for (vertex id = 0; id < size_; ++id) {
            queue_->push(id);
        }
    }
    std::size_t size() const { return size_; }

private:
    std::unique_ptr<Q> queue_;
    std::size_t size_;
};

std::vector<vertex> random_ids(std::size_t n, std::size_t count) {
    random draw(n);
    std::vector<vertex> ids(count);
    for (vertex& id : ids) {
        id = static_cast<vertex>(draw.below(n));
    }
    return ids;
}

template <class Q, class Key>
void register_queue(std::size_t n) {
    const auto id = [n](std::string_view workload) {
        return name{workload, priority<Key>::name, Q::name, n};
    };
    const auto nothing = [] {};
    add(id("push_pop"), [=](benchmark::State& state) {
        const auto keys = priority<Key>::distinct(n * rounds(n, block), 1);
        measure(state, keys.size(), nothing,
                [&] { return push_pop_loop<Q>(std::span<const Key>(keys), n); });
    });
    add(id("hold"), [=](benchmark::State& state) {
        filled<Q, Key> f(priority<Key>::distinct(n, 1));
        const auto fresh = priority<Key>::distinct(block, 2);
        measure(state, block, nothing,
                [&] { return hold_loop(f.queue, std::span(f.keys), std::span<const Key>(fresh)); });
    });
    add(id("decrease"), [=](benchmark::State& state) {
        const auto keys = priority<Key>::distinct(n, 1);
        const auto ids = random_ids(n, std::min(block, 2 * n));
        std::optional<filled<Q, Key>> f;
        measure(
            state, ids.size(), [&] { f.emplace(keys); },
            [&] {
                return decrease_loop(f->queue, std::span(f->keys), std::span<const vertex>(ids));
            },
            [&](std::uint64_t sum) { return sum + f->queue.top(); });
    });
    if constexpr (requires(Q queue) { queue.change(vertex{}); }) {
        add(id("update"), [=](benchmark::State& state) {
            filled<Q, Key> f(priority<Key>::distinct(n, 1));
            const auto fresh = priority<Key>::distinct(block, 2);
            const auto ids = random_ids(n, block);
            measure(
                state, block, nothing,
                [&] {
                    return update_loop(f.queue, std::span(f.keys), std::span<const vertex>(ids),
                                       std::span<const Key>(fresh));
                },
                [&](std::uint64_t sum) { return sum + f.queue.top(); });
        });
        add(id("erase"), [=](benchmark::State& state) {
            const auto keys = priority<Key>::distinct(n * rounds(n, block), 1);
            std::vector<vertex> ids(n);
            for (vertex i = 0; i < n; ++i) {
                ids[i] = i;
            }
            random draw(3);
            for (std::size_t i = n; i > 1; --i) {
                std::swap(ids[i - 1], ids[draw.below(i)]);
            }
            measure(state, keys.size(), nothing, [&] {
                return erase_loop<Q>(std::span<const Key>(keys), std::span<const vertex>(ids));
            });
        });
    }
    add(id("memory"), [=](benchmark::State& state) {
        const auto keys = priority<Key>::distinct(n, 1);
        weigh(state, n, [&] { return weighed<Q, Key>(keys); });
    });
}

template <class Key>
void register_key(std::initializer_list<std::size_t> sizes) {
    for (const std::size_t n : sizes) {
        for_each_queue<Key>([n]<class Q>() { register_queue<Q, Key>(n); });
    }
}

} // namespace

void register_workloads(const options& given) {
    register_key<std::uint64_t>({1'000, 100'000, 1'000'000});
    register_key<std::string>({1'000, 100'000});
    for (const std::size_t n :
         {std::size_t{10'000}, std::size_t{100'000}, std::size_t{1'000'000}}) {
        for (const std::size_t degree : {std::size_t{4}, std::size_t{8}}) {
            register_graph(degree == 4 ? "random-4" : "random-8", n,
                           [=] { return random_graph(n, degree); });
        }
        register_graph("road", n, [=] { return road_graph(n); });
    }
    register_road_files(given);
}

} // namespace bench
