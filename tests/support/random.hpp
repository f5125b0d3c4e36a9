// SPDX-License-Identifier: BSL-1.0
// support/random.hpp -- a small generator that gives the same numbers with every compiler and library
//
//     support::generator random(support::seed(1));
//     INFO(random.describe());                  // "seed 1 (CAIRN_TEST_SEED replays it)"
//     auto i = random.below(d.size());
//
// Source      xoshiro256** by Blackman and Vigna, seeded through splitmix64; the standard
//             distributions are avoided because every library implements them differently.

#ifndef CAIRN_TESTS_SUPPORT_RANDOM_HPP
#define CAIRN_TESTS_SUPPORT_RANDOM_HPP

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>

namespace support {

/// Returns CAIRN_TEST_SEED from the environment when it is set, and `usual` otherwise.
[[nodiscard]] inline std::uint64_t seed(std::uint64_t usual) {
    const char* text = std::getenv("CAIRN_TEST_SEED");
    return text != nullptr && *text != '\0' ? std::strtoull(text, nullptr, 0) : usual;
}

[[nodiscard]] constexpr std::uint64_t splitmix64(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

class generator {
public:
    using result_type = std::uint64_t;

    constexpr explicit generator(std::uint64_t seed) : seed_(seed) {
        for (std::uint64_t& word : state_)
            word = splitmix64(seed);
    }

    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

    constexpr result_type operator()() {
        const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
        const std::uint64_t shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = std::rotl(state_[3], 45);
        return result;
    }

    /// Returns a number in [0, bound), and 0 for bound 0.
    template <std::integral Integer>
    constexpr Integer below(Integer bound) {
        // The bias of the remainder is below 2^-32 for the bounds that tests use.
        return bound == 0 ? Integer(0)
                          : static_cast<Integer>((*this)() % static_cast<std::uint64_t>(bound));
    }
    /// Returns a number in [low, high], both ends included.
    template <std::integral Integer>
    constexpr Integer between(Integer low, Integer high) {
        const std::uint64_t width =
            static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
        const std::uint64_t step = width == 0 ? (*this)() : (*this)() % width;
        return static_cast<Integer>(static_cast<std::uint64_t>(low) + step);
    }
    /// Returns true in `percent` of 100 calls.
    constexpr bool chance(unsigned percent) { return below(100u) < percent; }

    template <class RandomAccessRange>
    constexpr void shuffle(RandomAccessRange& range) {
        for (std::size_t i = range.size(); i > 1; --i) {
            using std::swap;
            swap(range[i - 1], range[below(i)]);
        }
    }
    /// Returns `length` letters out of the first `letters` of the alphabet.
    [[nodiscard]] std::string text(std::size_t length, unsigned letters = 26) {
        std::string result(length, 'a');
        for (char& c : result)
            c = static_cast<char>('a' + below(letters));
        return result;
    }

    /// Returns what a failing test should print.
    [[nodiscard]] std::string describe() const {
        return "seed " + std::to_string(seed_) + " (CAIRN_TEST_SEED replays it)";
    }

private:
    std::array<std::uint64_t, 4> state_{};
    std::uint64_t seed_;
};

} // namespace support

#endif // CAIRN_TESTS_SUPPORT_RANDOM_HPP
