// SPDX-License-Identifier: BSL-1.0
// Every hash, comparison, allocation, construction, copy and move inside of dict and ordered_set fails
// once: nothing leaks, and what the reference promises holds afterwards.

#include <cairn/dict.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/thrower.hpp"

#include <cstddef>
#include <iterator>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

template <class Key, class Value = Key>
using dict = cairn::dict<Key, Value, support::throwing_hash, support::throwing_equal,
                         support::throwing_allocator<std::pair<const Key, Value>>>;
template <class Key>
using set = cairn::ordered_set<Key, support::throwing_hash, support::throwing_equal,
                               support::throwing_allocator<Key>>;

template <class Container>
constexpr bool is_set =
    std::is_same_v<typename Container::key_type, typename Container::value_type>;

// -- what may happen -----------------------------------------------------------------------------------

template <class Container>
std::vector<std::pair<int, int>> contents(const Container& container) {
    std::vector<std::pair<int, int>> all;
    for (const auto& each : container) {
        if constexpr (is_set<Container>) {
            all.emplace_back(each.value(), 0);
        } else {
            all.emplace_back(each.first.value(), each.second.value());
        }
    }
    return all;
}

/// Whatever happened, every entry can be found, and the container can still be used.
template <class Container>
void works(Container& container) {
    std::size_t steps = 0;
    for (auto at = container.begin(); at != container.end(); ++at, ++steps) {
        if constexpr (is_set<Container>) {
            if (container.find(*at) != at) throw support::check_failed("a key is not found");
        } else {
            if (container.find(at->first) != at) throw support::check_failed("a key is not found");
        }
    }
    if (steps != container.size()) throw support::check_failed("size() is wrong");
    for (int i = 900; i != 912; ++i) {
        if constexpr (is_set<Container>) {
            container.emplace(i);
        } else {
            container.try_emplace(i, i);
        }
    }
    if (container.size() != steps + 12) throw support::check_failed("insertion no longer works");
    while (!container.empty())
        container.erase(container.begin());
}

constexpr auto strong = [](const auto& before, auto& after, bool threw) {
    if (threw && contents(before) != contents(after))
        throw support::check_failed("the container changed although the operation threw");
    works(after);
};
constexpr auto basic = [](const auto&, auto& after, bool) { works(after); };

// -- on what -------------------------------------------------------------------------------------------

struct shape {
    int entries;
    bool holes;
};
constexpr shape shapes[] = {{0, false}, {3, false}, {5, true}, {8, false}, {8, true}, {13, true}};

template <class Container>
Container make(shape wanted) {
    Container made;
    for (int i = 0; i != wanted.entries; ++i) {
        if constexpr (is_set<Container>) {
            made.emplace(i);
        } else {
            made.try_emplace(i, 10 * i);
        }
    }
    if (wanted.holes) {
        made.erase(1);
        made.erase(3);
    }
    return made;
}

/// Lets the operation fail at each of its steps on each shape.
template <class Container, class Operation, class Check>
void fails(const char* name, Operation operation, Check check) {
    for (const shape each : shapes) {
        INFO(name << " on " << each.entries << " entries" << (each.holes ? " with holes" : ""));
        REQUIRE_NOTHROW(
            support::for_each_failure([&] { return make<Container>(each); }, operation, check));
    }
}

/// The operations that dict and ordered_set share. Those of an element that can neither be copied nor
/// moved safely are basic, as `check` then says.
template <class Container, class Check>
void shared_operations(Check check) {
    using key = typename Container::key_type;
    fails<Container>("erase(key)", [](auto& d) { d.erase(2); }, strong);
    fails<Container>("erase(absent)", [](auto& d) { d.erase(99); }, strong);
    fails<Container>(
        "erase(iterator)",
        [](auto& d) {
            if (!d.empty()) d.erase(d.begin());
        },
        strong);
    fails<Container>("erase(range)", [](auto& d) { d.erase(d.begin(), d.end()); }, basic);
    fails<Container>(
        "erase_if",
        [](auto& d) {
            erase_if(d, [](const auto&) {
                support::fuse::tick(support::op::call);
                return true;
            });
        },
        basic);
    fails<Container>(
        "popitem",
        [](auto& d) {
            if (!d.empty()) d.popitem();
        },
        check);
    fails<Container>(
        "popitem(false)",
        [](auto& d) {
            if (!d.empty()) d.popitem(false);
        },
        check);
    fails<Container>("extract", [](auto& d) { d.extract(key(2)); }, check);
    fails<Container>("move_to_end", [](auto& d) { d.move_to_end(0); }, check);
    fails<Container>("move_to_end(false)", [](auto& d) { d.move_to_end(4, false); }, check);
    fails<Container>("reserve", [](auto& d) { d.reserve(100); }, check);
    fails<Container>("shrink_to_fit", [](auto& d) { d.shrink_to_fit(); }, check);
    fails<Container>("find", [](auto& d) { (void)d.find(2); }, strong);
    fails<Container>("clear", [](auto& d) { d.clear(); }, support::nothrow_guarantee);
    fails<Container>(
        "move construction", [](auto& d) { Container other(std::move(d)); },
        support::nothrow_guarantee);
    fails<Container>(
        "swap",
        [](auto& d) {
            Container other;
            d.swap(other);
        },
        support::nothrow_guarantee);
}

/// Those that copy.
template <class Container>
void copying_operations() {
    fails<Container>("copy construction", [](auto& d) { Container copy(d); }, strong);
    fails<Container>(
        "copy assignment",
        [](auto& d) {
            const Container source = make<Container>({6, true});
            d = source;
        },
        strong);
    fails<Container>(
        "comparison", [](auto& d) { (void)(d == make<Container>({5, true})); }, strong);
    fails<Container>(
        "update or insertion of a range",
        [](auto& d) {
            const Container source = make<Container>({20, false});
            if constexpr (is_set<Container>) {
                d.insert(source.begin(), source.end());
            } else {
                d.update(source);
            }
        },
        basic);
}

template <class Element, class Check>
void dict_operations(Check check) {
    using container = dict<Element>;
    shared_operations<container>(check);
    fails<container>("try_emplace", [](auto& d) { d.try_emplace(50, 1); }, check);
    fails<container>("try_emplace(present)", [](auto& d) { d.try_emplace(2, 1); }, check);
    fails<container>("emplace", [](auto& d) { d.emplace(50, 1); }, check);
    fails<container>("operator[]", [](auto& d) { d[50]; }, check);
    fails<container>(
        "insert_or_assign", [](auto& d) { d.insert_or_assign(50, Element(1)); }, check);
    fails<container>(
        "insert_or_assign(present)", [](auto& d) { d.insert_or_assign(2, Element(1)); }, basic);
    fails<container>("pop", [](auto& d) { d.pop(2); }, check);
    fails<container>(
        "several insertions",
        [](auto& d) {
            for (int i = 50; i != 80; ++i)
                d.try_emplace(i, i);
        },
        basic);
}

template <class Element, class Check>
void set_operations(Check check) {
    using container = set<Element>;
    shared_operations<container>(check);
    fails<container>("insert", [](auto& s) { s.insert(Element(50)); }, check);
    fails<container>("emplace", [](auto& s) { s.emplace(50); }, check);
    fails<container>("emplace(present)", [](auto& s) { s.emplace(2); }, check);
}

// -- two containers, and nodes -------------------------------------------------------------------------

template <class Container>
struct pair_of {
    Container target = make<Container>({8, true});
    Container source = make<Container>({20, true});

    friend bool operator==(const pair_of&, const pair_of&) = default;
};

template <class Container>
struct with_node {
    Container target;
    typename Container::node_type node;

    explicit with_node(shape wanted) : target(make<Container>(wanted)) {
        Container other = make<Container>({18, false});
        node = other.extract(typename Container::key_type(17));
    }
};

} // namespace

TEST_CASE("dict keeps its guarantees when copies throw and moves do not", "[exceptions]") {
    dict_operations<support::throwing_copy>(strong);
    copying_operations<dict<support::throwing_copy>>();
}

TEST_CASE("dict keeps its guarantees when copies and moves throw", "[exceptions]") {
    dict_operations<support::throwing_move>(strong);
    copying_operations<dict<support::throwing_move>>();
}

TEST_CASE("dict stays usable when moves throw and copies are impossible", "[exceptions]") {
    dict_operations<support::throwing_move_only>(basic);
}

TEST_CASE("ordered_set keeps its guarantees", "[exceptions]") {
    set_operations<support::throwing_copy>(strong);
    copying_operations<set<support::throwing_copy>>();
    set_operations<support::throwing_move>(strong);
    copying_operations<set<support::throwing_move>>();
    set_operations<support::throwing_move_only>(basic);
}

TEST_CASE("a value that cannot be moved safely takes a good key with it at most", "[exceptions]") {
    using container = dict<support::throwing_copy, support::throwing_move_only>;
    shared_operations<container>(basic);
}

TEMPLATE_TEST_CASE("merge loses nothing", "[exceptions]", dict<support::throwing_copy>,
                   dict<support::throwing_move>, set<support::throwing_copy>,
                   set<support::throwing_move>) {
    const auto nothing_lost = [](const auto& before, auto& after, bool) {
        auto all = contents(before.target);
        std::size_t common = 0;
        for (const auto& each : contents(before.source)) {
            if (before.target.contains(each.first)) {
                ++common;
            } else {
                all.push_back(each);
            }
        }
        if (after.target.size() + after.source.size() != all.size() + common)
            throw support::check_failed("merge lost or doubled an entry");
        for (const auto& [key, value] : all) {
            const TestType& where = after.target.contains(key) ? after.target : after.source;
            if constexpr (!is_set<TestType>) {
                if (where.at(key).value() != value)
                    throw support::check_failed("merge changed a value");
            } else if (!where.contains(key)) {
                throw support::check_failed("merge lost a key");
            }
        }
        works(after.target);
        works(after.source);
    };
    const auto failures =
        support::for_each_failure([] { return pair_of<TestType>(); },
                                  [](auto& two) { two.target.merge(two.source); }, nothing_lost);
    CHECK(failures > 20);
}

TEMPLATE_TEST_CASE("merge of what may break stays usable", "[exceptions]",
                   dict<support::throwing_move_only>, set<support::throwing_move_only>) {
    const auto usable = [](const auto&, auto& after, bool) {
        works(after.target);
        works(after.source);
    };
    const auto failures =
        support::for_each_failure([] { return pair_of<TestType>(); },
                                  [](auto& two) { two.target.merge(two.source); }, usable);
    CHECK(failures > 20);
}

TEMPLATE_TEST_CASE("a node that could not be inserted is still full", "[exceptions]",
                   dict<support::throwing_copy>, set<support::throwing_copy>) {
    for (const shape each : shapes) {
        support::for_each_failure([&] { return with_node<TestType>(each); },
                                  [](auto& two) { two.target.insert(std::move(two.node)); },
                                  [](const auto& before, auto& after, bool threw) {
                                      if (threw == after.node.empty())
                                          throw support::check_failed("full or not");
                                      if (threw &&
                                          contents(before.target) != contents(after.target))
                                          throw support::check_failed("the container changed");
                                      works(after.target);
                                  });
    }
    SUCCEED();
}

TEST_CASE("assignment from a list is strong", "[exceptions]") {
    using container = dict<support::throwing_copy>;
    fails<container>("operator=(list)", [](auto& d) { d = {{1, 1}, {2, 2}, {3, 3}}; }, strong);
}

TEST_CASE("a move into unequal memory leaves both usable", "[exceptions]") {
    using element = support::throwing_move;
    using container = cairn::dict<element, element, support::throwing_hash, support::throwing_equal,
                                  support::tagged_allocator<std::pair<const element, element>>>;
    const auto setup = [] {
        container made(container::allocator_type(1));
        for (int i = 0; i != 9; ++i)
            made.try_emplace(i, i);
        made.erase(4);
        return made;
    };
    support::for_each_failure(
        setup, [](auto& d) { container other(std::move(d), container::allocator_type(2)); },
        [](const auto& before, auto& after, bool threw) {
            if (threw ? contents(before) != contents(after) : !after.empty())
                throw support::check_failed("neither as before nor empty");
            works(after);
        });
    support::for_each_failure(
        setup,
        [](auto& d) {
            container other(container::allocator_type(2));
            other.try_emplace(77, 1);
            other = std::move(d);
        },
        [](const auto&, auto& after, bool) { works(after); });
    SUCCEED();
}

TEST_CASE("constructors that fail leave nothing behind", "[exceptions]") {
    using container = dict<support::throwing_copy>;
    using entry = container::value_type;
    const auto nothing = [](const auto&, const auto&, bool) {};
    const auto failures =
        support::for_each_failure([] { return 0; },
                                  [](auto&) {
                                      container from_list{entry(1, 1), entry(2, 2), entry(3, 3)};
                                      container from_range(cairn::from_range, from_list, 30);
                                      container from_pair(from_range.begin(), from_range.end());
                                      container sized(100);
                                  },
                                  nothing);
    CHECK(failures > 10);
}
