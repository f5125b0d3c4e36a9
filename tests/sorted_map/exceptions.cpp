// SPDX-License-Identifier: BSL-1.0
// Every comparison, allocation, construction, copy and move inside of sorted_map and sorted_multimap
// fails once: nothing leaks, and what the reference promises holds afterwards.

#include <cairn/sorted_map.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/thrower.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <ranges>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

template <class Key, class Value = Key>
using map = cairn::sorted_map<Key, Value, support::throwing_less,
                              support::throwing_allocator<std::pair<const Key, Value>>>;
template <class Key, class Value = Key>
using multimap = cairn::sorted_multimap<Key, Value, support::throwing_less,
                                        support::throwing_allocator<std::pair<const Key, Value>>>;

template <class Container>
constexpr bool is_unique = std::is_same_v<typename Container::sorted_tag, cairn::sorted_unique_t>;

// -- what may happen -----------------------------------------------------------------------------------

template <class Element>
int number(const Element& element) {
    if constexpr (std::is_arithmetic_v<Element>) {
        return static_cast<int>(element);
    } else {
        return element.value();
    }
}

template <class Container>
std::vector<std::pair<int, int>> contents(const Container& container) {
    std::vector<std::pair<int, int>> all;
    for (const auto& [key, value] : container)
        all.emplace_back(number(key), number(value));
    return all;
}

/// Whatever happened, entries are in order and can be found, and the container can still be used.
template <class Container>
void works(Container& container) {
    using key = typename Container::key_type;
    std::size_t steps = 0;
    int last = -1;
    for (auto at = container.begin(); at != container.end(); ++at, ++steps) {
        const int here = number(at->first);
        if (here < last || (is_unique<Container> && here == last))
            throw support::check_failed("the order is broken");
        last = here;
        const auto found = container.find(at->first);
        if (found == container.end() || number(found->first) != here)
            throw support::check_failed("a key is not found");
        if (container.index_of(at) != steps) throw support::check_failed("index_of is wrong");
    }
    if (steps != container.size()) throw support::check_failed("size() is wrong");
    for (int i = 900; i != 920; ++i)
        container.emplace(key(i % 2 == 0 ? i : i - 900), i);
    if (container.count(key(902)) != 1) throw support::check_failed("insertion no longer works");
    while (!container.empty())
        container.erase(container.nth(container.size() / 2));
}

constexpr auto strong = [](const auto& before, auto& after, bool threw) {
    if (threw && contents(before) != contents(after))
        throw support::check_failed("the container changed although the operation threw");
    works(after);
};
constexpr auto basic = [](const auto&, auto& after, bool) { works(after); };

// -- on what -------------------------------------------------------------------------------------------

/// Keys 0, 10, 20 ... with the numbers of their arrival; a multimap has each tenth of them twice.
template <class Container>
Container make(int n) {
    using key = typename Container::key_type;
    Container made;
    for (int i = 0; i != n; ++i) {
        made.emplace(key(10 * i), i);
        if (!is_unique<Container> && i % 10 == 1) made.emplace(key(10 * i), i + 1000);
    }
    return made;
}

// No leaf, a small one, one that is to grow, one of several that was divided.
constexpr int few[] = {0, 3, 8, 70};

/// Lets the operation fail at each of its steps on containers of several sizes.
template <class Container, class Operation, class Check>
void fails(const char* name, Operation operation, Check check) {
    for (const int n : few) {
        INFO(name << " on " << n << " entries");
        REQUIRE_NOTHROW(
            support::for_each_failure([&] { return make<Container>(n); }, operation, check));
    }
}

/// The operations that both have. Where an entry can neither be copied nor moved safely, those that
/// hand it out or take it in are only basic, as `check` then says.
template <class Container, class Check>
void shared_operations(Check check) {
    using key = typename Container::key_type;
    using value = typename Container::mapped_type;
    using loose = std::pair<key, value>;
    fails<Container>("emplace", [](auto& m) { m.emplace(key(5), 1); }, check);
    fails<Container>("emplace at the end", [](auto& m) { m.emplace(key(2000), 1); }, check);
    fails<Container>("emplace in the middle", [](auto& m) { m.emplace(key(85), 1); }, check);
    fails<Container>("emplace of a present key", [](auto& m) { m.emplace(key(20), 1); }, check);
    fails<Container>("insert", [](auto& m) { m.insert(loose(key(5), value(1))); }, check);
    fails<Container>(
        "insert with a hint", [](auto& m) { m.insert(m.begin(), loose(key(5), value(1))); }, check);
    fails<Container>(
        "insert with a good hint", [](auto& m) { m.insert(m.end(), loose(key(5000), value(1))); },
        check);
    fails<Container>("emplace_hint", [](auto& m) { m.emplace_hint(m.end(), key(5), 1); }, check);
    fails<Container>("erase(key)", [](auto& m) { m.erase(key(20)); }, strong);
    fails<Container>("erase(absent)", [](auto& m) { m.erase(key(99)); }, strong);
    fails<Container>(
        "erase by position",
        [](auto& m) {
            if (!m.empty()) {
                m.erase(m.begin());
                if (!m.empty()) m.erase_at(m.size() / 2);
                m.erase(m.begin(), m.nth(m.size() / 2));
            }
        },
        support::nothrow_guarantee);
    fails<Container>(
        "take_at",
        [](auto& m) {
            if (!m.empty()) (void)m.take_at(m.size() / 2);
        },
        check);
    fails<Container>("extract", [](auto& m) { (void)m.extract(key(20)); }, check);
    fails<Container>(
        "erase_if",
        [](auto& m) {
            erase_if(m, [](const auto&) {
                support::fuse::tick(support::op::call);
                return true;
            });
        },
        basic);
    fails<Container>(
        "look-up",
        [](auto& m) {
            (void)m.find(key(20));
            (void)m.contains(key(21));
            (void)m.count(key(10));
            (void)m.equal_range(key(10));
            (void)m.rank(key(30));
            (void)m.rank_upper(key(30));
            (void)m.index_of(key(30));
            (void)m.irange(key(10), key(30)).size();
            (void)m.count_between(key(10), key(30));
            const key keys[] = {key(10), key(35)};
            std::size_t ranks[2];
            typename Container::iterator places[2];
            m.rank_batch(keys, ranks);
            m.find_batch(keys, places);
        },
        strong);
    fails<Container>("split", [](auto& m) { (void)m.split(key(95)); }, strong);
    fails<Container>(
        "split_at and join",
        [](auto& m) {
            Container right = m.split_at(m.size() / 2);
            Container most = right.split_at(right.size() / 3);
            m.join(std::move(right));
            most.join(std::move(m));
            m.swap(most);
        },
        basic);
    fails<Container>("clear", [](auto& m) { m.clear(); }, support::nothrow_guarantee);
    fails<Container>(
        "move construction", [](auto& m) { Container other(std::move(m)); },
        support::nothrow_guarantee);
    fails<Container>(
        "move assignment and swap",
        [](auto& m) {
            Container other;
            other = std::move(m);
            m.swap(other);
        },
        support::nothrow_guarantee);
}

/// Those that copy.
template <class Container>
void copying_operations() {
    fails<Container>("copy construction", [](auto& m) { Container copy(m); }, strong);
    fails<Container>(
        "copy assignment",
        [](auto& m) {
            const Container source = make<Container>(20);
            m = source;
        },
        strong);
    fails<Container>("assignment of a list", [](auto& m) { m = {{3, 1}, {1, 2}, {2, 3}}; }, strong);
    fails<Container>(
        "comparison",
        [](auto& m) {
            const Container other = make<Container>(3);
            (void)(m == other);
            (void)(m < other);
        },
        strong);
    fails<Container>(
        "insertion of a range",
        [](auto& m) {
            Container source = make<Container>(30);
            source.emplace(5, 1);
            source.emplace(95, 2);
            m.insert(source.begin(), source.end());
        },
        basic);
    fails<Container>(
        "insertion of a range in no order",
        [](auto& m) {
            const std::pair<int, int> some[] = {{35, 1}, {5, 2}, {15, 3}, {35, 4}, {2, 5}};
            m.insert_range(some);
        },
        basic);
    fails<Container>(
        "insertion of a range behind all others",
        [](auto& m) {
            std::vector<typename Container::value_type> more;
            for (int i = 0; i != 40; ++i)
                more.emplace_back(3000 + i, i);
            m.insert(typename Container::sorted_tag(), more.begin(), more.end());
        },
        strong);
}

template <class Key, class Value, class Check>
void map_operations(Check check) {
    using container = map<Key, Value>;
    shared_operations<container>(check);
    fails<container>("try_emplace", [](auto& m) { m.try_emplace(Key(5), 1); }, check);
    fails<container>("try_emplace(present)", [](auto& m) { m.try_emplace(Key(20), 1); }, check);
    fails<container>(
        "try_emplace with a hint", [](auto& m) { m.try_emplace(m.end(), Key(5), 1); }, check);
    fails<container>("operator[]", [](auto& m) { m[Key(5)]; }, check);
    fails<container>("setdefault", [](auto& m) { m.setdefault(Key(5), Value(1)); }, check);
    fails<container>(
        "insert_or_assign", [](auto& m) { m.insert_or_assign(Key(5), Value(1)); }, check);
    fails<container>(
        "insert_or_assign(present)", [](auto& m) { m.insert_or_assign(Key(20), Value(1)); }, basic);
    fails<container>("pop", [](auto& m) { (void)m.pop(Key(20)); }, check);
    fails<container>(
        "popitem",
        [](auto& m) {
            if (!m.empty()) (void)m.popitem();
        },
        check);
    fails<container>(
        "popitem(0)",
        [](auto& m) {
            if (!m.empty()) (void)m.popitem(0);
        },
        check);
    fails<container>(
        "several insertions",
        [](auto& m) {
            for (int i = 0; i != 30; ++i)
                m.try_emplace(Key(7 * i + 3), i);
        },
        basic);
}

// -- two containers, and nodes -------------------------------------------------------------------------

template <class Container>
struct pair_of {
    Container target = make<Container>(20);
    Container source;

    pair_of() {
        for (int i = 0; i != 30; ++i)
            source.emplace(typename Container::key_type(5 * i), 1000 + i);
    }
};

template <class Container>
struct with_node {
    Container target;
    typename Container::node_type node;

    explicit with_node(int n) : target(make<Container>(n)) {
        Container other;
        other.emplace(typename Container::key_type(17), 18);
        node = other.extract(other.begin());
    }
};

} // namespace

TEST_CASE("sorted_map keeps its guarantees when copies throw and moves do not", "[exceptions]") {
    map_operations<support::throwing_copy, support::throwing_copy>(strong);
    copying_operations<map<support::throwing_copy>>();
}

TEST_CASE("sorted_map keeps its guarantees when copies and moves throw", "[exceptions]") {
    map_operations<support::throwing_move, support::throwing_move>(strong);
    copying_operations<map<support::throwing_move>>();
}

TEST_CASE("sorted_map keeps its guarantees when comparisons throw", "[exceptions]") {
    map_operations<support::throwing_compare, support::throwing_construct>(strong);
    copying_operations<map<support::throwing_compare, support::throwing_construct>>();
}

TEST_CASE("sorted_map of numbers keeps its guarantees", "[exceptions]") {
    map_operations<int, support::throwing_copy>(strong);
    copying_operations<map<int, support::throwing_copy>>();
}

TEST_CASE("sorted_map stays usable when moves throw and copies are impossible", "[exceptions]") {
    map_operations<support::throwing_move_only, support::throwing_move_only>(basic);
    map_operations<support::throwing_copy, support::throwing_move_only>(basic);
}

TEST_CASE("numbers are searched without the comparator, and values may throw", "[exceptions]") {
    using container = cairn::sorted_map<
        int, support::throwing_move, std::less<>,
        support::throwing_allocator<std::pair<const int, support::throwing_move>>>;
    shared_operations<container>(strong);
    copying_operations<container>();
}

TEST_CASE("sorted_multimap keeps its guarantees", "[exceptions]") {
    shared_operations<multimap<support::throwing_copy>>(strong);
    copying_operations<multimap<support::throwing_copy>>();
    shared_operations<multimap<support::throwing_move>>(strong);
    copying_operations<multimap<support::throwing_move>>();
    shared_operations<multimap<support::throwing_move_only>>(basic);
}

TEMPLATE_TEST_CASE("each insertion around a full leaf is strong", "[exceptions]",
                   (map<int, support::throwing_copy>), map<support::throwing_move>,
                   (multimap<support::throwing_compare, int>)) {
    using key = typename TestType::key_type;
    // leaves grow from 8, and are full with 64 entries, or 128 pointers to them
    for (const int n : {1, 7, 8, 9, 16, 32, 63, 64, 65, 127, 128, 129}) {
        for (const int id : {-5, 5 * n + 2, 10 * n}) {
            INFO("a key " << id << " beside " << n << " entries");
            REQUIRE_NOTHROW(support::for_each_failure(
                [&] { return make<TestType>(n); }, [&](auto& m) { m.emplace(key(id), 1); },
                [](const auto& before, auto& after, bool threw) {
                    if (threw && contents(before) != contents(after))
                        throw support::check_failed("it changed");
                }));
        }
    }
}

TEMPLATE_TEST_CASE("merge loses nothing", "[exceptions]", map<support::throwing_copy>,
                   map<support::throwing_move>, multimap<support::throwing_copy>,
                   multimap<support::throwing_move>) {
    const auto all_of = [](const auto& two) {
        auto all = contents(two.target);
        const auto others = contents(two.source);
        all.insert(all.end(), others.begin(), others.end());
        std::sort(all.begin(), all.end());
        return all;
    };
    const auto nothing_lost = [&](const auto& before, auto& after, bool) {
        if (all_of(before) != all_of(after))
            throw support::check_failed("merge lost, doubled or changed an entry");
        works(after.target);
        works(after.source);
    };
    const auto failures =
        support::for_each_failure([] { return pair_of<TestType>(); },
                                  [](auto& two) { two.target.merge(two.source); }, nothing_lost);
    CHECK(failures > 20);
}

TEMPLATE_TEST_CASE("merge of what may break stays usable", "[exceptions]",
                   map<support::throwing_move_only>, multimap<support::throwing_move_only>) {
    const auto usable = [](const auto&, auto& after, bool) {
        works(after.target);
        works(after.source);
    };
    const auto failures =
        support::for_each_failure([] { return pair_of<TestType>(); },
                                  [](auto& two) { two.target.merge(two.source); }, usable);
    CHECK(failures > 20);
}

TEMPLATE_TEST_CASE("a join that fails leaves both as they were", "[exceptions]",
                   map<support::throwing_copy>, map<support::throwing_move>,
                   multimap<support::throwing_copy>) {
    using key = typename TestType::key_type;
    struct two {
        TestType low, high;
        two(int n, int m) : low(make<TestType>(n)) {
            for (int i = 0; i != m; ++i)
                high.emplace(key(50'000 + i), i);
        }
    };
    const auto strong_for_two = [](const auto& before, auto& after, bool threw) {
        if (threw && (contents(before.low) != contents(after.low) ||
                      contents(before.high) != contents(after.high)))
            throw support::check_failed("one of them changed");
        works(after.low);
        works(after.high);
    };
    for (const auto& [n, m] : {std::pair(5, 5), {9, 150}, {150, 9}, {1, 300}, {300, 1}}) {
        INFO(n << " and " << m << " entries");
        CAPTURE(n, m);
        const support::failure_options options{support::op::all, 100'000};
        const int left = n, right = m;
        REQUIRE_NOTHROW(support::for_each_failure([&] { return two(left, right); },
                                                  [](auto& b) { b.low.join(std::move(b.high)); },
                                                  strong_for_two, options));
        REQUIRE_NOTHROW(support::for_each_failure([&] { return two(left, right); },
                                                  [](auto& b) { b.high.join(std::move(b.low)); },
                                                  strong_for_two, options));
        REQUIRE_NOTHROW(support::for_each_failure(
            [&] { return two(left, right); },
            [](auto& b) { (void)b.low.split_at(b.low.size() / 3); }, strong_for_two, options));
    }
}

TEMPLATE_TEST_CASE("a node that could not be inserted is still full", "[exceptions]",
                   map<support::throwing_copy>, multimap<support::throwing_copy>) {
    const auto full_or_in = [](const auto& before, auto& after, bool threw) {
        if (threw == after.node.empty()) throw support::check_failed("full or not");
        if (threw && contents(before.target) != contents(after.target))
            throw support::check_failed("the container changed");
        works(after.target);
    };
    for (const int n : few) {
        REQUIRE_NOTHROW(support::for_each_failure(
            [&] { return with_node<TestType>(n); },
            [](auto& two) { two.target.insert(std::move(two.node)); }, full_or_in));
        REQUIRE_NOTHROW(support::for_each_failure(
            [&] { return with_node<TestType>(n); },
            [](auto& two) { two.target.insert(two.target.begin(), std::move(two.node)); },
            full_or_in));
    }
}

TEST_CASE("an update that fails keeps what it did", "[exceptions]") {
    using container = map<support::throwing_copy>;
    fails<container>(
        "update",
        [](auto& m) {
            const container source = make<container>(30);
            m.update(source);
            m |= source;
            m = m | source;
        },
        basic);
}

TEST_CASE("a range whose iterators throw", "[exceptions]") {
    using container = map<int, int>;
    const support::throwing_range<std::pair<int, int>> forward{{5, 1}, {1, 2}, {3, 3}, {5, 4}};
    fails<container>(
        "insertion", [&](auto& m) { m.insert(forward.begin(), forward.end()); }, basic);
    fails<container>("update", [&](auto& m) { m.update(forward); }, basic);
    const support::throwing_range<std::pair<int, int>, std::input_iterator_tag> input{{5, 1},
                                                                                      {1, 2}};
    fails<container>("insertion", [&](auto& m) { m.insert(input.begin(), input.end()); }, basic);
    const support::throwing_range<std::pair<int, int>> behind{{5000, 1}, {5001, 2}, {5003, 3}};
    fails<container>(
        "bulk load", [&](auto& m) { m.insert_range(cairn::sorted_unique, behind); }, strong);
}

TEMPLATE_TEST_CASE("a move into unequal memory leaves both usable", "[exceptions]",
                   support::throwing_copy, support::throwing_move) {
    using container =
        cairn::sorted_map<TestType, TestType, support::throwing_less,
                          support::tagged_allocator<std::pair<const TestType, TestType>>>;
    const auto setup = [] {
        container made(typename container::allocator_type(1));
        for (int i = 0; i != 40; ++i)
            made.try_emplace(i, i);
        return made;
    };
    REQUIRE_NOTHROW(support::for_each_failure(
        setup,
        [](auto& m) { container other(std::move(m), typename container::allocator_type(2)); },
        basic));
    REQUIRE_NOTHROW(support::for_each_failure(
        setup,
        [](auto& m) {
            container other(typename container::allocator_type(2));
            other.try_emplace(77, 1);
            other = std::move(m);
        },
        basic));
    REQUIRE_NOTHROW(support::for_each_failure(
        setup,
        [](auto& m) {
            container other(typename container::allocator_type(2));
            for (int i = 100; i != 120; ++i)
                other.try_emplace(i, i);
            m.join(std::move(other));
        },
        basic));
}

TEST_CASE("constructors that fail leave nothing behind", "[exceptions]") {
    using container = map<support::throwing_copy>;
    using entry = container::value_type;
    const auto nothing = [](const auto&, const auto&, bool) {};
    const auto failures = support::for_each_failure(
        [] { return 0; },
        [](auto&) {
            container from_list{entry(2, 1), entry(1, 2), entry(3, 3)};
            container from_range(cairn::from_range, from_list);
            container from_pair(from_range.begin(), from_range.end());
            container in_order(cairn::sorted_unique, from_pair.begin(), from_pair.end());
            container in_no_order(from_pair.rbegin(), from_pair.rend());
        },
        nothing);
    CHECK(failures > 30);
}
