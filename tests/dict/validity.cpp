// SPDX-License-Identifier: BSL-1.0
// Which iterators, pointers and references survive what; and which misuse a hardened build traps.

#include <cairn/dict.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#if defined(__unix__)
#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace {

using dict = cairn::dict<std::string, int>;

dict numbers(int n) {
    dict made;
    for (int i = 0; i != n; ++i)
        made.try_emplace(std::to_string(i), i);
    return made;
}

/// The iterators and addresses of every entry, to be looked at again.
class witnesses {
public:
    explicit witnesses(dict& d) {
        for (auto at = d.begin(); at != d.end(); ++at)
            seen_.push_back({at, std::addressof(*at), at->first, at->second});
    }

    /// True if those that are still in `d` can be reached as before.
    [[nodiscard]] bool hold(dict& d) const {
        for (const witness& each : seen_) {
            const auto found = d.find(each.key);
            if (found == d.end()) continue;
            if (found != each.at || std::addressof(*found) != each.address) return false;
            if (each.at->first != each.key || each.at->second != each.value) return false;
        }
        return true;
    }

private:
    struct witness {
        dict::iterator at;
        const dict::value_type* address;
        std::string key;
        int value;
    };
    std::vector<witness> seen_;
};

} // namespace

TEST_CASE("erasing leaves the others where they are", "[validity]") {
    dict d = numbers(40);
    const witnesses before(d);
    d.erase("0");
    d.erase("17");
    d.erase(d.find("18"));
    d.erase("39");
    (void)d.pop("20");
    (void)d.extract("21");
    CHECK(before.hold(d));
    (void)d.popitem();
    (void)d.popitem(false);
    CHECK(before.hold(d));
    d.erase(d.nth(3), d.nth(9));
    CHECK(before.hold(d));
    CHECK(d.size() == 26);
    erase_if(d, [](const auto& each) { return each.second % 3 == 0; });
    CHECK(before.hold(d));
}

TEST_CASE("what was reserved rebuilds nothing", "[validity]") {
    dict d = numbers(10);
    d.reserve(1000);
    const witnesses before(d);
    const std::size_t capacity = d.capacity();
    for (int i = 10; i != 1000; ++i)
        d.try_emplace(std::to_string(i), i);
    CHECK(before.hold(d));
    CHECK(d.capacity() == capacity);
}

TEST_CASE("the first n - size() insertions after reserve(n) rebuild nothing", "[validity]") {
    dict d = numbers(10);
    d.reserve(60);
    const witnesses before(d);
    for (int i = 0; i != 50; ++i) { // each of them may leave a hole or a tombstone
        d.try_emplace("x" + std::to_string(i), i);
        if (i % 2 == 0) {
            (void)d.popitem();
        } else {
            d.erase(d.nth(10));
        }
    }
    CHECK(before.hold(d));
}

TEST_CASE("without erasure a dict rebuilds when size() reaches capacity(), and not before",
          "[validity]") {
    dict d;
    for (int i = 0; i != 600; ++i) {
        const bool full = d.size() == d.capacity();
        const witnesses before(d);
        d.try_emplace(std::to_string(i), i);
        if (!full) REQUIRE(before.hold(d));
        REQUIRE(d.size() <= d.capacity());
    }
}

TEST_CASE("look-up, assignment to values and clear keep the memory", "[validity]") {
    dict d = numbers(30);
    const witnesses before(d);
    (void)d.contains("nothing");
    d["7"] = 7;
    d.insert_or_assign("8", 8);
    d.try_emplace("9", 0);
    CHECK(before.hold(d));
    const std::size_t capacity = d.capacity();
    d.clear();
    CHECK(d.capacity() == capacity);
    CHECK(d.begin() == d.end());
}

TEST_CASE("swap and move take the iterators along", "[validity]") {
    dict d = numbers(30);
    d.erase("11");
    const witnesses before(d);
    dict moved(std::move(d));
    CHECK(before.hold(moved));
    dict other;
    other.swap(moved);
    CHECK(before.hold(other));
    d = std::move(other);
    CHECK(before.hold(d));
    const auto at = d.find("10");
    CHECK(std::next(at)->first == "12"); // the marks went along too
}

TEST_CASE("move_to_end moves one entry", "[validity]") {
    dict d = numbers(20);
    d.reserve(64);
    const witnesses before(d);
    d.move_to_end("5");
    for (const char* key : {"0", "4", "6", "19"})
        CHECK(d.find(key)->second == std::stoi(key));
    const auto six = d.find("6");
    d.move_to_end("7");
    CHECK(d.find("6") == six);
    CHECK(std::prev(d.end())->first == "7");
    (void)before;
}

TEST_CASE("entries may be erased during iteration", "[validity]") {
    dict d = numbers(100);
    for (auto at = d.begin(); at != d.end();) {
        if (at->second % 2 == 0) {
            at = d.erase(at);
        } else {
            ++at;
        }
    }
    CHECK(d.size() == 50);
    for (auto at = d.begin(); at != d.end();) {
        const auto gone = at++;
        if (gone->second % 5 == 0) d.erase(gone);
    }
    CHECK(d.size() == 40);
}

TEST_CASE("arguments may be entries of the same dict, also while it grows", "[validity]") {
    for (int n = 1; n != 70; ++n) {
        cairn::dict<std::string, std::string> d;
        for (int i = 0; i != n; ++i)
            d.try_emplace(std::to_string(i) + " of a long kind of key",
                          std::to_string(i) + " of a long kind of value");
        const std::string first = d.front().second;
        const std::string key = d.front().first;
        d.try_emplace("copied", d.front().second);
        REQUIRE(d.at("copied") == first);
        d.insert_or_assign("copied", d.at("copied"));
        d[d.front().second] = key; // not d.front().first, which is read after operator[] has grown
        REQUIRE(d.at(first) == key);
        d.emplace(d.at("copied") + "!", d.back().second);
        d.insert(d.front());
        d.setdefault("another", d.front().first);
        REQUIRE(d.at("another") == key);
        d.erase(d.front().first);
        REQUIRE(!d.contains(key));
        d.move_to_end(d.front().first);
        d.move_to_end(d.back().first, false);
        (void)d.pop(d.back().first);
        d.insert(d.begin(), d.end());
        d.update(d);
        d |= d;
        d.merge(d);
        d = *&d;
        dict::size_type size = d.size();
        d.swap(d);
        REQUIRE(d.size() == size);
        auto& self = d;
        d = std::move(self);
        REQUIRE(d.size() == size);
    }
    cairn::ordered_set<std::string> s{"a key too long for the string itself", "b"};
    for (int i = 0; i != 50; ++i) {
        s.insert(*s.begin());
        s.insert(*s.begin() + std::to_string(i));
    }
    CHECK(s.size() == 52);
}

TEST_CASE("moved-from containers are empty and of use", "[validity]") {
    dict d = numbers(20);
    const dict to(std::move(d));
    CHECK(d.empty());
    CHECK(d.capacity() == 0);
    CHECK(d.begin() == d.end());
    CHECK(!d.contains("1"));
    d["1"] = 1;
    CHECK(d.size() == 1);
    CHECK(to.size() == 20);
}

#if defined(__unix__) && CAIRN_HARDENED

namespace {

/// Runs the function in a child process; true if it was aborted, with a line on standard error.
template <class Function>
bool traps(Function misuse) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const rlimit no_core{0, 0};
        ::setrlimit(RLIMIT_CORE, &no_core);
        std::signal(SIGABRT, SIG_DFL); // Catch's handler would report a failed test
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[0]);
        misuse();
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
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT &&
           message.find("precondition violated") != std::string::npos;
}

} // namespace

TEST_CASE("hardened builds trap broken preconditions", "[validity][death]") {
    dict d = numbers(5);
    dict other = numbers(5);
    dict empty;
    CHECK(traps([&] { (void)empty.popitem(); }));
    CHECK(traps([&] { (void)empty.front(); }));
    CHECK(traps([&] { (void)empty.back(); }));
    CHECK(traps([&] { (void)d.nth(6); }));
    CHECK(traps([&] { d.erase(d.end()); }));
    CHECK(traps([&] { d.erase(other.begin()); }));
    CHECK(traps([&] { d.erase(dict::iterator()); }));
    CHECK(traps([&] { (void)d.extract(d.cend()); }));
    CHECK(traps([&] {
        const auto gone = d.nth(2);
        d.erase(gone);
        d.erase(gone);
    }));
    CHECK(traps([&] {
        const auto stale = d.begin();
        d.reserve(1000);
        d.erase(stale);
    }));
    CHECK(traps([&] {
        dict::node_type node;
        (void)node.key();
    }));
    cairn::ordered_set<int> s;
    CHECK(traps([&] { (void)s.popitem(); }));
    CHECK(traps([&] { (void)*s.nth(1); }));
    CHECK(!traps([&] { (void)d.nth(5); }));
    CHECK(!traps([&] { d.erase(d.begin(), d.end()); }));
}

#endif
