// SPDX-License-Identifier: BSL-1.0
// cairn::hash: what it must tell apart, what it must not, where it may read, and how well it spreads.

#include "support/catch.hpp"
#include "support/random.hpp"

#include <cairn/counter.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <memory_resource>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#if defined(__unix__)
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace {

using text_hash = cairn::hash<std::string>;

std::uint64_t hash_of(std::string_view text) { return text_hash{}(text); }

/// Bytes of every kind, no two lengths with the same ones.
std::string bytes(std::size_t n, std::uint64_t seed = 1) {
    support::generator random(seed * 1000 + n);
    std::string result(n, '\0');
    for (char& c : result)
        c = static_cast<char>(random.below(256));
    return result;
}

TEST_CASE("hash: strings, views and literals hash alike", "[hash]") {
    for (std::size_t n = 0; n <= 300; ++n) {
        const std::string text = bytes(n);
        const std::uint64_t expected = text_hash{}(text);
        CHECK(cairn::hash<std::string_view>{}(text) == expected);
        CHECK(cairn::hash<std::pmr::string>{}(std::pmr::string(text)) == expected);
        for (std::size_t shift = 0; shift != 17; ++shift) { // wherever it lies, whatever is around
            const std::string copy = bytes(shift, 2) + text + bytes(20, 3);
            REQUIRE(hash_of(std::string_view(copy).substr(shift, n)) == expected);
        }
    }
    CHECK(text_hash{}("spam") == hash_of("spam"));
    CHECK(hash_of(std::string_view()) == hash_of(""));
}

TEST_CASE("hash: every byte and the length count", "[hash]") {
    for (std::size_t n = 0; n <= 64; ++n) {
        const std::string text = bytes(n);
        const std::uint64_t hashed = hash_of(text);
        for (std::size_t i = 0; i != n; ++i) {
            for (unsigned bit = 0; bit != 8; ++bit) {
                std::string other = text;
                other[i] = static_cast<char>(other[i] ^ (1 << bit));
                REQUIRE(hash_of(other) != hashed);
            }
        }
        REQUIRE(hash_of(text + '\0') != hashed);
        REQUIRE(hash_of(std::string(1, '\0') + text) != hashed);
    }
    std::set<std::uint64_t> zeros;
    for (std::size_t n = 0; n != 200; ++n)
        zeros.insert(hash_of(std::string(n, '\0')));
    CHECK(zeros.size() == 200);
}

constexpr std::string_view letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr auto constant_hashes = [] {
    std::array<std::uint64_t, letters.size()> hashes{};
    for (std::size_t n = 0; n != hashes.size(); ++n)
        hashes[n] = cairn::hash<std::string_view>{}(letters.substr(n / 2, n - n / 2));
    return hashes;
}();

TEST_CASE("hash: constants hash as they do at run time", "[hash]") {
    for (std::size_t n = 0; n != constant_hashes.size(); ++n)
        CHECK(hash_of(letters.substr(n / 2, n - n / 2)) == constant_hashes[n]);
    constexpr std::uint64_t seven = cairn::hash<int>{}(7);
    CHECK(cairn::hash<long>{}(7) == seven);
}

#if defined(__unix__)

/// Memory that ends where it ends: the page behind it must not be read, nor the one before it.
class page {
public:
    page()
        : size_(static_cast<std::size_t>(::sysconf(_SC_PAGESIZE))),
          base_(static_cast<char*>(::mmap(nullptr, 3 * size_, PROT_READ | PROT_WRITE,
                                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) {
        REQUIRE(static_cast<void*>(base_) != MAP_FAILED);
        REQUIRE(::mprotect(base_, size_, PROT_NONE) == 0);
        REQUIRE(::mprotect(base_ + 2 * size_, size_, PROT_NONE) == 0);
    }
    page(const page&) = delete;
    page& operator=(const page&) = delete;
    ~page() { ::munmap(base_, 3 * size_); }

    [[nodiscard]] char* first() const { return base_ + size_; }
    [[nodiscard]] char* last() const { return base_ + 2 * size_; }

private:
    std::size_t size_;
    char* base_;
};

TEST_CASE("hash: nothing outside of a string's pages is read", "[hash]") {
    const page memory;
    for (std::size_t n = 0; n <= 64; ++n) {
        const std::string text = bytes(n);
        for (std::size_t gap = 0; gap <= 20; ++gap) {
            char* const at_end = memory.last() - gap - n;
            char* const at_start = memory.first() + gap;
            for (char* const at : {at_end, at_start}) {
                std::memcpy(at, text.data(), n);
                const std::string_view view(at, n);
                REQUIRE(hash_of(view) == hash_of(text));
                cairn::counter<std::string> c;
                c.add(view, 3);
                REQUIRE(c[view] == 3);
                REQUIRE(c[text] == 3);
                REQUIRE(c.begin()->first == text);
                cairn::counter<std::string_view> views;
                views.add(view);
                REQUIRE(views[text] == 1);
            }
        }
    }
    // The empty string may lie behind the last page, or nowhere.
    CHECK(hash_of(std::string_view(memory.last(), 0)) == hash_of(""));
    CHECK(hash_of(std::string_view(memory.first() - 1, 0)) == hash_of(""));
    cairn::counter<std::string> c;
    c.add(std::string_view(memory.last(), 0));
    c.add(std::string_view());
    CHECK(c[""] == 2);
}

#endif

// -- spread ------------------------------------------------------------------------------------------

/// The tables use the upper half: its first bits choose a slot, the others tell the keys in it apart.
/// Returns     how many of 2^16 slots stay empty for 2^16 keys; 24,109 are expected of chance
template <class HashOf>
std::size_t empty_slots(HashOf hash) {
    std::vector<bool> hit(1 << 16);
    for (std::uint64_t i = 0; i != hit.size(); ++i)
        hit[hash(i) >> 48] = true;
    return static_cast<std::size_t>(std::ranges::count(hit, false));
}
/// Returns     how many of the 2^16 keys share their upper 32 bits with another; about 0.5 expected
template <class HashOf>
std::size_t collisions(HashOf hash) {
    std::vector<std::uint64_t> hashes(1 << 16);
    for (std::uint64_t i = 0; i != hashes.size(); ++i)
        hashes[i] = hash(i) >> 32;
    std::ranges::sort(hashes);
    return static_cast<std::size_t>(std::ranges::end(hashes) - std::ranges::unique(hashes).begin());
}
template <class HashOf>
void spreads(const std::string& what, HashOf hash, std::size_t most_empty = 26'000) {
    INFO(what);
    CHECK(empty_slots(hash) < most_empty); // fewer is better than chance
    CHECK(collisions(hash) <= 8);
}

TEST_CASE("hash: regular keys spread over the slots", "[hash]") {
    constexpr std::size_t text_limit = 33'000; // one multiplication a string; no cluster of slots
    const cairn::hash<std::uint64_t> integers;
    spreads("0, 1, 2 ...", [&](std::uint64_t i) { return integers(i); });
    spreads("-1, -2 ...", [&](std::uint64_t i) { return integers(~i); });
    for (unsigned shift = 1; shift <= 48; ++shift)
        spreads("multiples of 2^" + std::to_string(shift),
                [&](std::uint64_t i) { return integers(i << shift); });
    spreads("multiples of 1000", [&](std::uint64_t i) { return integers(i * 1000); });
    spreads("32 bits", [](std::uint64_t i) {
        return cairn::hash<std::int32_t>{}(static_cast<std::int32_t>(i) * 4);
    });
    spreads("pointers", [](std::uint64_t i) {
        return cairn::hash<int*>{}(reinterpret_cast<int*>(0x7f0012340000 + i * 64));
    });
    spreads("pairs", [](std::uint64_t i) {
        return cairn::hash<std::pair<int, int>>{}(
            {static_cast<int>(i >> 8), static_cast<int>(i & 255)});
    });
    spreads("tuples", [](std::uint64_t i) {
        return cairn::hash<std::tuple<int, char, std::string>>{}(
            {static_cast<int>(i >> 8), static_cast<char>(i), "x"});
    });
    spreads("doubles",
            [](std::uint64_t i) { return cairn::hash<double>{}(static_cast<double>(i) * 0.5); });
    for (const std::size_t length :
         std::array<std::size_t, 10>{5, 8, 12, 15, 16, 17, 31, 32, 33, 100}) {
        spreads(
            "numbers at the end of " + std::to_string(length),
            [&](std::uint64_t i) {
                std::string text(length, 'a');
                const std::string number = std::to_string(i);
                text.replace(length - number.size(), number.size(), number);
                return hash_of(text);
            },
            text_limit);
        spreads(
            "bytes in front of " + std::to_string(length),
            [&](std::uint64_t i) {
                std::string text(length, '\0');
                std::memcpy(text.data(), &i, 4);
                return hash_of(text);
            },
            text_limit);
    }
}

} // namespace
