// SPDX-License-Identifier: BSL-1.0
// support/sorted_worlds.hpp -- kinds of keys that a sorted container searches, stores and moves in different ways
//
//     struct ints : support::number_keys { using container = ...; using oracle = ...; };
//
// Each has `type`, `compare` and key(id), and some have element, bare or comparator(): see sorted_model.hpp.
// The small leaves of wide keys make high trees of few elements.

#ifndef CAIRN_TESTS_SUPPORT_SORTED_WORLDS_HPP
#define CAIRN_TESTS_SUPPORT_SORTED_WORLDS_HPP

#include <cairn/detail/ordering.hpp>

#include "support/elements.hpp"
#include "support/instance_counter.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace support {

/// Numbers that use all 64 bits.
struct number_keys {
    using type = std::uint64_t;
    using compare = std::less<>;
    static type key(std::uint64_t id) { return id << 44 | id; }
};

struct descending_keys {
    using type = int;
    using compare = std::greater<int>;
    static type key(std::uint64_t id) { return static_cast<int>(id % 1000) - 300; }
};

/// Infinities, both zeros, denormal and huge numbers.
struct float_keys {
    using type = double;
    using compare = std::less<double>;
    static type key(std::uint64_t id) {
        using limits = std::numeric_limits<double>;
        switch (id) {
        case 0:
            return -limits::infinity();
        case 1:
            return limits::infinity();
        case 2:
            return -0.0;
        case 3:
            return 0.0;
        case 4:
            return (limits::max)();
        case 5:
            return limits::lowest();
        case 6:
            return limits::denorm_min();
        case 7:
            return -(limits::min)();
        default:
            return (static_cast<double>(id % 512) - 256) * 1.25;
        }
    }
};

/// Both ends of the type occur: what a search pads with is a key, too.
struct byte_keys {
    using type = unsigned char;
    using compare = std::less<>;
    static type key(std::uint64_t id) { return static_cast<unsigned char>(255 - id % 256); }
};

/// Empty and short strings, strings with zeros, and strings that differ after many characters only.
struct string_keys {
    using type = std::string;
    using compare = std::less<>;
    static type key(std::uint64_t id) {
        const std::string number = std::to_string(id / 6);
        switch (id % 6) {
        case 0:
            return id == 0 ? std::string() : number;
        case 1:
            return "a prefix that many of them have, and then " + number;
        case 2:
            return std::string(static_cast<std::size_t>(id / 6 % 12), '\0'); // digests alike
        case 3:
            return "prefix" + std::string(1, '\0') + number;
        case 4:
            return "\xff\xfe" + number;
        default:
            return "8 chars " + std::string(static_cast<std::size_t>(id / 6 % 3), '\0');
        }
    }
    static std::string_view bare(std::uint64_t id) {
        thread_local std::string text;
        text = key(id);
        return text;
    }
};
struct descending_string_keys : string_keys {
    using compare = std::greater<>;
};

/// 64 bytes, trivially copyable; equivalent ones differ in a serial number.
struct wide {
    std::uint64_t rank = 0;
    std::uint64_t serial = 0;
    std::array<std::uint64_t, 6> rest{};

    friend bool operator==(const wide&, const wide&) = default;
    friend bool operator<(const wide& a, const wide& b) { return a.rank < b.rank; }
};
static_assert(sizeof(wide) == 64);
struct wide_keys {
    using type = wide;
    using compare = std::less<wide>;
    static type key(std::uint64_t id) { return {id, 0, {}}; }
    static type element(std::uint64_t id, std::uint64_t serial) { return {id, serial, {id}}; }
};

/// No copies, and a moved-from one that can be told from the others.
struct move_only_keys {
    using type = move_only;
    using compare = std::less<>;
    static type key(std::uint64_t id) { return {static_cast<int>(id)}; }
};

/// No copies, and few to a leaf: what separates leaves is looked up in them.
struct wide_move_only {
    std::unique_ptr<std::uint64_t> rank;
    std::array<std::uint64_t, 7> rest{};

    friend bool operator==(const wide_move_only& a, const wide_move_only& b) {
        return *a.rank == *b.rank && a.rest == b.rest;
    }
    friend bool operator<(const wide_move_only& a, const wide_move_only& b) {
        return *a.rank < *b.rank;
    }
};
struct wide_move_only_keys {
    using type = wide_move_only;
    using compare = std::less<>;
    static type key(std::uint64_t id) { return {std::make_unique<std::uint64_t>(id), {}}; }
    static type element(std::uint64_t id, std::uint64_t serial) {
        return {std::make_unique<std::uint64_t>(id), {serial}};
    }
};

/// A move that may throw: the elements live alone, and leaves hold pointers.
struct boxed_keys {
    using type = loose_move;
    using compare = std::less<>;
    static type key(std::uint64_t id) { return {static_cast<int>(id)}; }
};

/// Elements that watch their own lives.
struct counted_keys {
    using type = counted<>;
    using compare = std::less<>;
    static type key(std::uint64_t id) { return {static_cast<int>(id)}; }
};

struct employee {
    int age = 0;
    std::string name;
    std::uint64_t serial = 0;

    friend bool operator==(const employee&, const employee&) = default;
};
/// Ordered by a number, and found by it.
struct by_number_keys {
    using type = employee;
    using compare = cairn::by<&employee::age>;
    static type key(std::uint64_t id) { return {bare(id), "anybody", 0}; }
    static type element(std::uint64_t id, std::uint64_t serial) {
        return {bare(id), "number " + std::to_string(serial), serial};
    }
    static int bare(std::uint64_t id) { return 40 - static_cast<int>(id % 500); }
};
/// Ordered by a string, from the last to the first.
struct by_string_keys {
    using type = employee;
    using compare = cairn::by<&employee::name, std::greater<>>;
    static type key(std::uint64_t id) { return {1, string_keys::key(id), 0}; }
    static type element(std::uint64_t id, std::uint64_t serial) {
        return {2, string_keys::key(id), serial};
    }
    static std::string_view bare(std::uint64_t id) { return string_keys::bare(id); }
};
/// Ordered by a function that is known at run time only.
struct by_function_keys : by_number_keys {
    using compare = cairn::projected<int (*)(const employee&)>;
    static compare comparator() {
        return cairn::by_key(+[](const employee& e) { return e.age; });
    }
};

/// Orders by a remainder that the object knows. Not transparent.
class remainder_less {
public:
    explicit remainder_less(std::uint64_t modulus) : modulus_(modulus) {}
    bool operator()(std::uint64_t a, std::uint64_t b) const { return a % modulus_ > b % modulus_; }
    [[nodiscard]] std::uint64_t modulus() const { return modulus_; }

private:
    std::uint64_t modulus_;
};
struct remainder_keys {
    using type = std::uint64_t;
    using compare = remainder_less;
    static type key(std::uint64_t id) { return id; }
    static type element(std::uint64_t id, std::uint64_t serial) { return id + 400 * serial; }
    static compare comparator() { return remainder_less(400); }
};

} // namespace support

#endif // CAIRN_TESTS_SUPPORT_SORTED_WORLDS_HPP
