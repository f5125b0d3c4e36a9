// SPDX-License-Identifier: BSL-1.0
// support/sorted_failures.hpp -- operations of sorted containers that fail at each of their steps
//
//     using list = cairn::sorted_list<T, support::throwing_less, support::throwing_allocator<T>>;
//     support::shared_sorted_operations<list>();      // T of support/thrower.hpp, or padded<T>
//     support::copying_sorted_operations<list>();
//     support::survives([] { ... })                   // comes through, or a hardened build says why not
//
// For containers of keys. A padded element fills a 16th of a leaf, so that few of them make a tree.

#ifndef CAIRN_TESTS_SUPPORT_SORTED_FAILURES_HPP
#define CAIRN_TESTS_SUPPORT_SORTED_FAILURES_HPP

#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/thrower.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <cairn/detail/config.hpp>

#if defined(__unix__)
#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace support {

/// An element of 64 bytes or more.
template <class T>
struct padded : T {
    using T::T;
    std::array<unsigned char, 60> padding{};
};
template <>
struct padded<int> {
    int number = 0;
    std::array<unsigned char, 60> padding{};

    padded() = default;
    padded(int value) : number(value) {}
    friend bool operator<(const padded& a, const padded& b) { return a.number < b.number; }
};

// -- what may happen -----------------------------------------------------------------------------------

template <class Container>
std::vector<int> contents(const Container& container) {
    std::vector<int> all;
    for (const auto& each : container)
        all.push_back(each.value());
    return all;
}

/// Whatever happened, everything is in order and can be found, and the container can still be used.
template <class Container>
void works(Container& container) {
    using element = typename Container::value_type;
    const std::vector<int> all = contents(container);
    if (all.size() != container.size()) throw check_failed("size() is wrong");
    if (!std::is_sorted(all.begin(), all.end())) throw check_failed("not in order");
    for (std::size_t i = 0; i < all.size(); i += all.size() / 16 + 1) {
        const auto at = container.find(element(all[i]));
        if (at == container.end() || at->value() != all[i])
            throw check_failed("an element is not found");
        if (container.nth(i)->value() != all[i])
            throw check_failed("an element is not at its place");
    }
    for (int i = 0; i != 20; ++i)
        container.emplace(100'000 - 3 * i);
    if (container.size() != all.size() + 20) throw check_failed("insertion no longer works");
    while (!container.empty())
        container.erase(container.nth(container.size() / 2));
}

inline constexpr auto strong = [](const auto& before, auto& after, bool threw) {
    if (threw && contents(before) != contents(after))
        throw check_failed("the container changed although the operation threw");
    works(after);
};
inline constexpr auto basic = [](const auto&, auto& after, bool) { works(after); };
inline constexpr auto nothrow = [](const auto&, auto& after, bool threw) {
    if (threw) throw check_failed("the operation threw and must not");
    works(after);
};

// -- on what -------------------------------------------------------------------------------------------

/// Elements 0, 10, 20 ... and in a list some of them twice.
template <class Container>
Container make_sorted(int elements) {
    Container made;
    for (int i = 0; i != elements; ++i)
        made.emplace(10 * (i % 8 == 3 && elements > 8 ? i - 1 + (i & 8) / 8 : i));
    return made;
}

/// Lets the operation fail at each of its steps: on an empty container, on small and full roots, on a few
/// leaves, on many.
template <class Container, class Operation, class Check>
void fails(const char* name, Operation operation, Check check) {
    constexpr bool wide = sizeof(typename Container::value_type) >= 60;
    for (const int elements : wide ? std::array{0, 8, 16, 40} : std::array{0, 1, 8, 128}) {
        INFO(name << " on " << elements << " elements");
        REQUIRE_NOTHROW(
            for_each_failure([&] { return make_sorted<Container>(elements); }, operation, check));
    }
}

template <class Container>
struct with_other {
    Container target;
    Container other;
    friend std::vector<int> contents(const with_other& two) {
        std::vector<int> all = contents(two.target);
        all.push_back(-1);
        for (const int each : contents(two.other))
            all.push_back(each);
        return all;
    }
    friend void works(with_other& two) {
        works(two.target);
        works(two.other);
    }
};
template <class Container>
struct with_node {
    Container target;
    typename Container::node_type node;
};

/// Of one element, and without copies.
template <class Container>
void shared_sorted_operations() {
    using element = typename Container::value_type;
    // what cannot be copied is lost when the move out of the container fails
    constexpr auto taken = [](const auto& before, auto& after, bool threw) {
        if constexpr (std::is_copy_constructible_v<element>) {
            strong(before, after, threw);
        } else {
            basic(before, after, threw);
        }
    };
    fails<Container>("insert in the middle", [](auto& s) { s.insert(element(55)); }, strong);
    fails<Container>("insert at the end", [](auto& s) { s.insert(element(5000)); }, strong);
    fails<Container>("insert at the front", [](auto& s) { s.insert(element(-1)); }, strong);
    fails<Container>("emplace", [](auto& s) { s.emplace(45); }, strong);
    fails<Container>("emplace_hint, right", [](auto& s) { s.emplace_hint(s.end(), 5000); }, strong);
    fails<Container>("emplace_hint, wrong", [](auto& s) { s.emplace_hint(s.begin(), 65); }, strong);
    fails<Container>("erase(key)", [](auto& s) { s.erase(element(50)); }, strong);
    fails<Container>("erase(absent)", [](auto& s) { s.erase(element(51)); }, strong);
    fails<Container>(
        "erase(iterator)",
        [](auto& s) {
            if (!s.empty()) s.erase(s.nth(s.size() / 2));
        },
        nothrow);
    fails<Container>(
        "erase(range)", [](auto& s) { s.erase(s.nth(s.size() / 3), s.nth(s.size() / 2)); },
        nothrow);
    fails<Container>(
        "erase_at",
        [](auto& s) {
            if (!s.empty()) s.erase_at(0);
        },
        nothrow);
    fails<Container>(
        "erase_if",
        [](auto& s) {
            int n = 0;
            erase_if(s, [&n](const auto&) {
                fuse::tick(op::call);
                return ++n % 2 == 0;
            });
        },
        basic);
    fails<Container>(
        "take_at",
        [](auto& s) {
            if (!s.empty()) (void)s.take_at(s.size() / 2);
        },
        taken);
    fails<Container>("extract", [](auto& s) { (void)s.extract(element(50)); }, taken);
    fails<Container>(
        "look-up",
        [](auto& s) {
            const element key(50);
            (void)s.find(key);
            (void)s.contains(key);
            (void)s.count(key);
            (void)s.equal_range(key);
            (void)s.rank(key);
            (void)s.index_of(key);
            (void)s.count_between(key, key);
            (void)s.irange(key, key, cairn::bounds::left_open);
        },
        strong);
    fails<Container>(
        "look-up of many",
        [](auto& s) {
            const std::array<element, 3> keys{element(10), element(70), element(15)};
            std::array<std::size_t, 3> ranks{};
            std::array<typename Container::const_iterator, 3> found;
            s.rank_batch(keys, ranks);
            s.find_batch(keys, found);
        },
        strong);
    fails<Container>("split at a key", [](auto& s) { (void)s.split(element(95)); }, strong);
    fails<Container>("split_at", [](auto& s) { (void)s.split_at(s.size() / 2); }, strong);
    fails<Container>("clear", [](auto& s) { s.clear(); }, nothrow);
    fails<Container>("move", [](auto& s) { Container other(std::move(s)); }, nothrow);
    fails<Container>(
        "swap",
        [](auto& s) {
            Container other;
            s.swap(other);
        },
        nothrow);

    for (const int elements : {0, 5, 16, 40}) {
        for (const int others : {1, 17, 90}) {
            const auto setup = [&](bool front) {
                with_other<Container> two{make_sorted<Container>(elements), Container()};
                for (int i = 0; i != others; ++i)
                    two.other.emplace(front ? -i - 1 : 5000 + i);
                return two;
            };
            INFO("join of " << elements << " and " << others);
            for (const bool front : {false, true}) {
                REQUIRE_NOTHROW(for_each_failure(
                    [&] { return setup(front); },
                    [](auto& two) { two.target.join(std::move(two.other)); }, strong));
            }
        }
        INFO("insertion of a node into " << elements);
        REQUIRE_NOTHROW(for_each_failure(
            [&] {
                with_node<Container> two{make_sorted<Container>(elements), {}};
                Container source;
                source.emplace(25);
                two.node = source.extract(source.begin());
                return two;
            },
            [](auto& two) { two.target.insert(std::move(two.node)); },
            [](const auto& before, auto& after, bool threw) {
                if (threw == after.node.empty()) throw check_failed("full or not");
                if (threw && contents(before.target) != contents(after.target))
                    throw check_failed("the container changed");
                works(after.target);
            }));
    }
}

/// Those that copy.
template <class Container>
void copying_sorted_operations() {
    using element = typename Container::value_type;
    fails<Container>("copy construction", [](auto& s) { Container copy(s); }, strong);
    fails<Container>(
        "copy assignment",
        [](auto& s) {
            const Container source = make_sorted<Container>(20);
            s = source;
        },
        strong);
    fails<Container>(
        "assignment of a list", [](auto& s) { s = {element(3), element(1), element(2)}; }, strong);
    fails<Container>(
        "insert_range of many",
        [](auto& s) {
            const std::vector<element> source{7, 3, 95, 12, 44, 200, 31, 1, 8};
            s.insert_range(source);
        },
        basic);
    fails<Container>(
        "insertion of what is sorted",
        [](auto& s) {
            const std::vector<element> source{5000, 5001, 5002, 5003};
            s.insert(typename Container::sorted_tag(), source.begin(), source.end());
        },
        strong);
    const auto nothing = [](const auto&, const auto&, bool) {};
    const auto failures =
        for_each_failure([] { return 0; },
                         [](auto&) {
                             Container from_list{3, 1, 2};
                             Container from_range(cairn::from_range, from_list);
                             Container from_pair(from_list.rbegin(), from_list.rend());
                         },
                         nothing);
    CHECK(failures > 15);
}

// -- comparators that contradict themselves ---------------------------------------------------------------

/// Where whimsical comparators get their answers from.
class whims {
public:
    explicit whims(std::uint64_t seed) : random_(seed) {}
    bool next() { return random_.chance(50); }

private:
    generator random_;
};
struct whimsical_less {
    whims* source;
    template <class A, class B>
    bool operator()(const A&, const B&) const {
        return source->next();
    }
};

/// Everything that may be done with keys that are in no order.
template <class Container>
void abuse(Container& s, std::uint64_t seed) {
    using element = typename Container::value_type;
    generator random(seed);
    const auto made = [&] {
        const int id = random.between(0, 500);
        if constexpr (std::is_constructible_v<element, int>) {
            return element(id);
        } else {
            return std::to_string(id);
        }
    };
    for (int i = 0; i != 3000; ++i) {
        switch (random.below(10)) {
        case 0:
            s.erase(made());
            break;
        case 1:
            (void)s.count(made());
            break;
        case 2:
            (void)s.irange(made(), made()).begin();
            break;
        case 3:
            (void)s.equal_range(made());
            break;
        case 4:
            if (!s.empty()) s.erase(s.nth(random.below(s.size())));
            break;
        case 5:
            s.insert(s.nth(random.below(s.size() + 1)), made());
            break;
        default:
            s.insert(made());
            break;
        }
    }
    while (!s.empty())
        s.erase(s.nth(s.size() / 2));
}

/// Runs the function. In a hardened build it may break a precondition, and nothing else.
template <class Function>
[[nodiscard]] bool survives(Function function) {
#if defined(__unix__) && CAIRN_HARDENED
    int ends[2];
    if (::pipe(ends) != 0) throw check_failed("no pipe to a child process");
    const pid_t child = ::fork();
    if (child < 0) throw check_failed("no child process");
    if (child == 0) {
        const rlimit no_core{0, 0};
        ::setrlimit(RLIMIT_CORE, &no_core);
        std::signal(SIGABRT, SIG_DFL);
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[0]);
        function();
        ::_exit(0);
    }
    ::close(ends[1]);
    std::string message;
    char buffer[256];
    for (ssize_t n; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
        message.append(buffer, static_cast<std::size_t>(n));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status)) return WEXITSTATUS(status) == 0;
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT &&
           message.find("precondition violated") != std::string::npos;
#else
    function();
    return true;
#endif
}

} // namespace support

#endif // CAIRN_TESTS_SUPPORT_SORTED_FAILURES_HPP
