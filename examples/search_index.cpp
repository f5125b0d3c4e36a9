// SPDX-License-Identifier: BSL-1.0
// Which line a byte is on, which network an address belongs to, and how well a score did: tables that are
// built once and searched often. cairn on the left, Python on the right.

#include <cairn/search_index.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace {

void the_basics() {
    const cairn::search_index<int> index{30, 10, 20, 20}; //   index = sorted([30, 10, 20, 20])
    std::printf("%zu %zu\n", index.lower_bound(20),       //   bisect_left(index, 20)
                index.upper_bound(20));                   //   bisect_right(index, 20)
    std::printf("%d\n", index[2]);                        //   index[2]
    if (const auto at = index.find(30))                   //   index.index(30)
        std::printf("30 is at %zu\n", *at);
    std::printf("25 is %sthere\n", index.contains(25) ? "" : "not ");
}

// Which line is a byte on? An index of where lines begin answers without reading the text again.

class line_table {
public:
    explicit line_table(std::string_view text)
        : begins_(cairn::sorted_equivalent, cairn::from_range, begins_of(text)) {}

    /// Line and column of a byte, from 1 on.
    std::array<std::size_t, 2> operator()(std::size_t byte) const {
        const std::size_t line = begins_.upper_bound(byte); // bisect_right(begins, byte)
        return {line, byte - begins_[line - 1] + 1};
    }
    std::size_t lines() const { return begins_.size(); }
    std::size_t bytes() const { return begins_.memory_bytes(); }

private:
    static std::vector<std::size_t> begins_of(std::string_view text) {
        std::vector<std::size_t> begins{0};
        for (std::size_t i = 0; i + 1 < text.size(); ++i)
            if (text[i] == '\n') begins.push_back(i + 1);
        return begins;
    }

    cairn::search_index<std::size_t> begins_;
};

void lines() {
    std::puts("");
    std::string text;
    for (int i = 1; i <= 200'000; ++i)
        text += "line " + std::to_string(i) + '\n';
    const line_table table(text);
    std::printf("%zu bytes on %zu lines\n", text.size(), table.lines());
    for (const std::size_t byte : {std::size_t{0}, std::size_t{1'234'567}, text.size() - 1}) {
        const auto [line, column] = table(byte);
        std::printf("byte %zu is on line %zu, column %zu\n", byte, line, column);
    }
}

// Which network is an address in? Networks do not overlap: the last one that begins at or before the
// address is the only candidate. A whole log is looked up at once.

constexpr std::uint32_t address(unsigned a, unsigned b, unsigned c, unsigned d) {
    return a << 24 | b << 16 | c << 8 | d;
}

struct network {
    std::uint32_t first;
    std::uint32_t last;
    const char* name;
};

void networks() {
    std::puts("");
    // documentation and private ranges
    using by_first = cairn::by<&network::first>;
    const cairn::search_index<network, by_first> table{
        {address(192, 0, 2, 0), address(192, 0, 2, 255), "TEST-NET-1"},
        {address(10, 0, 0, 0), address(10, 255, 255, 255), "private, class A"},
        {address(203, 0, 113, 0), address(203, 0, 113, 255), "TEST-NET-3"},
        {address(192, 168, 0, 0), address(192, 168, 255, 255), "private, class C"},
        {address(127, 0, 0, 0), address(127, 255, 255, 255), "loopback"},
    };
    const std::vector<std::uint32_t> log{address(192, 168, 1, 17),  address(127, 0, 0, 1),
                                         address(198, 51, 100, 4),  address(10, 0, 0, 0),
                                         address(203, 0, 113, 255), address(1, 1, 1, 1)};
    std::vector<std::uint32_t> after(log); // the first network that begins after each address
    for (std::uint32_t& each : after)
        ++each;
    std::vector<std::size_t> positions(log.size());
    table.lower_bound_batch(after, positions);
    for (std::size_t i = 0; i != log.size(); ++i) {
        const std::uint32_t x = log[i];
        const char* name = "unknown";
        if (positions[i] != 0 && x <= table[positions[i] - 1].last)
            name = table[positions[i] - 1].name;
        std::printf("%u.%u.%u.%u is %s\n", x >> 24, x >> 16 & 255, x >> 8 & 255, x & 255, name);
    }
}

// A dictionary: which words begin with these letters?

void words() {
    std::puts("");
    const cairn::search_index<std::string> dictionary{
        "bisect", "binary", "bin", "array", "search", "binder", "bind", "sorted", "index"};
    const std::size_t first = dictionary.lower_bound("bin");
    const std::size_t last = dictionary.lower_bound("bio");
    for (std::size_t i = first; i != last; ++i)
        std::printf("%s ", dictionary[i].c_str());
    std::puts("");
}

} // namespace

int main() {
    the_basics();
    lines();
    networks();
    words();
}
