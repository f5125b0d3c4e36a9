// SPDX-License-Identifier: BSL-1.0
// The reader accepts the committed traces whole, refuses every damaged one, and names what differs.

#include "support/trace.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

/// Seals the body of a trace with its checksum.
std::string sealed(std::string bytes) {
    std::uint32_t sum = 0x811c9dc5;
    for (const char c : bytes)
        sum = (sum ^ static_cast<unsigned char>(c)) * 0x01000193u;
    for (unsigned i = 0; i < 4; ++i)
        bytes += static_cast<char>(sum >> 8 * i & 255);
    return bytes;
}

/// A trace of one sequence over the integers from 5: append(5), append(6), pop() -> 6, len() -> 1.
std::string small(char version = 1) {
    std::string bytes = "CAIRNTRC";
    bytes += version;
    bytes += "\4listl";
    bytes += '\1';                       // seed
    bytes += '\4';                       // operations
    bytes += std::string("\1i\12\3", 4); // one domain: integers from 5, three of them
    bytes += '\3';                       // forms
    bytes += std::string("\6append\1k-\0", 11);
    bytes += std::string("\3pop\0k\0", 7);
    bytes += std::string("\3len\0i\0", 7);
    bytes += '\1';                                      // sequences
    bytes += std::string("\0\0\4\0\0\0\1\1\1\2\2", 11); // domain, variant, records, and the records
    bytes += std::string("\1\0", 2);                    // final state
    return sealed(bytes);
}

struct state {
    explicit state(const support::sequence& s) : keys(s.keys) {}
    [[nodiscard]] support::outcome contents() const {
        std::vector<support::key_index> indices;
        for (const std::int64_t value : list)
            indices.push_back(keys->index(value));
        return support::outcome::keys(indices);
    }

    const support::key_domain* keys;
    std::vector<std::int64_t> list;
};

/// Plays append and pop.
support::player<state> partial_player() {
    support::player<state> result;
    result.on("append", [](state& s, const support::record& r) {
        s.list.push_back(s.keys->key<std::int64_t>(r.key(0)));
        return support::outcome::none();
    });
    result.on("pop", [](state& s, const support::record&) {
        if (s.list.empty()) return support::outcome::error("IndexError");
        const std::int64_t last = s.list.back();
        s.list.pop_back();
        return support::outcome::key(s.keys->index(last));
    });
    return result;
}

/// Plays len, too.
support::player<state> player() {
    return partial_player().on("len", [](state& s, const support::record&) {
        return support::outcome::number(s.list.size());
    });
}

/// Plays it wrongly.
support::player<state> wrong_player() {
    return partial_player().on("len", [](state& s, const support::record&) {
        return support::outcome::number(s.list.size() + 1);
    });
}

const auto every = [](const support::sequence&) { return true; };

template <class Function>
std::string message(Function f) {
    try {
        f();
    } catch (const std::exception& e) {
        return e.what();
    }
    return "";
}

std::string refusal(const std::string& bytes) {
    return message([&] {
        const support::trace trace("x.trace", bytes, "list");
        support::replay(trace, player(), every);
    });
}

} // namespace

TEST_CASE("trace: replays a sequence", "[support]") {
    const support::trace trace("x.trace", small(), "list");
    CHECK(trace.operations() == 4);
    CHECK(trace.forms().size() == 3);
    CHECK(support::replay(trace, player(), every) == 4);
    CHECK(support::replay(trace, player(), [](const support::sequence&) { return false; }) == 0);
}

TEST_CASE("trace: names what differs", "[support]") {
    const support::trace trace("x.trace", small(), "list");
    CHECK(
        message([&] { support::replay(trace, wrong_player(), every); }) ==
        "list.trace: sequence 0 (variant 0, integers), operation 4: len() gave 2, CPython gave 1; "
        "contents now [5]");
    CHECK(message([&] { support::replay(trace, partial_player(), every); }) ==
          "list.trace: sequence 0 (variant 0, integers), operation 4: nobody plays len()");
}

TEST_CASE("trace: refuses what is not whole", "[support]") {
    const std::string good = small();
    CHECK(refusal(good) == "");
    CHECK(refusal("") == "x.trace: not a trace at offset 0");
    CHECK(refusal("CAIRNTRC") == "x.trace: the file ends too early at offset 8");
    CHECK(refusal(small(2)) == "x.trace: version 2 and not 1 at offset 8");
    CHECK(message([&] { support::trace("x.trace", good, "deque"); }) ==
          "x.trace: a trace of list and not of deque at offset 14");
    CHECK(message([] { support::trace("/nonexistent/x.trace", "list"); }) ==
          "/nonexistent/x.trace: cannot be opened at offset 0");

    for (std::size_t length = 0; length < good.size(); ++length)
        CHECK(refusal(good.substr(0, length)) != "");
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string damaged = good;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        CHECK(refusal(damaged) != "");
    }
}

// Damage that the checksum does not show, as a wrong writer would make it: any exception will do, but
// no crash, which the sanitizers judge.
TEST_CASE("trace: survives damage under a right checksum", "[support]") {
    const std::string good = small();
    std::size_t refused = 0;
    for (std::size_t at = 9; at < good.size() - 4; ++at)
        for (int value = 0; value < 256; ++value) {
            std::string damaged = good.substr(0, good.size() - 4);
            damaged[at] = static_cast<char>(value);
            refused += refusal(sealed(damaged)) != "" ? 1u : 0u;
        }
    CHECK(refused > 5000);
}

TEST_CASE("trace: the committed ones are there, whole, and long enough", "[support]") {
    for (const std::string type :
         {"deque", "dict", "counter", "sorted_list", "sorted_set", "sorted_map"}) {
        const support::trace trace(type);
        CHECK(trace.operations() >= 200'000);
        std::size_t operations = 0;
        support::trace_cursor cursor(trace);
        while (cursor.next_sequence()) {
            while (cursor.next_record())
                operations += cursor.record().shape().operation != "state" ? 1u : 0u;
            static_cast<void>(cursor.final_state());
        }
        CHECK(operations == trace.operations());
    }
}
