// SPDX-License-Identifier: BSL-1.0
// deque and bounded_deque against std::deque: a million random operations, the invariant checked after each.

#undef CAIRN_HARDENED
#define CAIRN_HARDENED 2

#include <cairn/deque.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/instance_counter.hpp"
#include "support/iterators.hpp"
#include "support/misuse.hpp"
#include "support/model.hpp"
#include "support/random.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

/// One element per value; equal values make equal elements.
template <class T>
T make(unsigned value) {
    if constexpr (std::same_as<T, std::string>)
        return std::to_string(value) +
               std::string(value % 40, 'x'); // inside and outside the object
    else if constexpr (std::unsigned_integral<T> || std::same_as<T, support::big>)
        return T(value);
    else
        return T(static_cast<int>(value));
}

/// Runs the same operation on the deque under test and on the model, over and over.
template <class Deque>
class play {
    using T = typename Deque::value_type;
    using model_type = std::deque<T>;
    static constexpr bool bounded = requires(const Deque& d) { d.maxlen(); };
    static constexpr bool copyable = std::copyable<T>;
    static constexpr std::size_t roam = 300; // elements that an unbounded one may reach

public:
    explicit play(std::uint64_t seed, std::size_t maxlen = 0) : random_(seed) {
        if constexpr (bounded) {
            d_ = Deque(maxlen);
            most_ = maxlen;
        }
    }

    void run(std::size_t operations) {
        INFO(random_.describe());
        for (std::size_t i = 0; i != operations; ++i) {
            if (!bounded && m_.size() > roam) shrink();
            const unsigned which = random_.below(copyable ? 26u : 14u);
            step(which);
            d_.check_invariants();
            INFO("operation " << i << ", number " << which << ", maxlen " << most_);
            if (!agree()) REQUIRE(support::same_sequence(d_, m_));
        }
        REQUIRE(support::same_sequence(d_, m_));
        REQUIRE(support::same_sequence_backwards(d_, m_));
    }

private:
    [[nodiscard]] std::size_t size() const { return m_.size(); }
    [[nodiscard]] std::size_t room() const { return most_ - m_.size(); }
    T element() { return make<T>(value_ = random_.below(50u)); }
    T again() const { return make<T>(value_); }

    // A push on a full one drops the other end.
    void trim_front() {
        while (m_.size() > most_)
            m_.pop_front();
    }
    void trim_back() {
        while (m_.size() > most_)
            m_.pop_back();
    }

    /// Everything is compared every time while that is cheap; else the ends, the middle and one more.
    [[nodiscard]] bool agree() {
        if (d_.size() != m_.size() || d_.empty() != m_.empty()) return false;
        if (d_.end() - d_.begin() != static_cast<std::ptrdiff_t>(m_.size())) return false;
        if (m_.size() < 32 || random_.below(16u) == 0) return support::same_sequence(d_, m_);
        const std::size_t i = random_.below(m_.size());
        return d_[i] == m_[i] && d_.front() == m_.front() && d_.back() == m_.back() &&
               d_.begin()[static_cast<std::ptrdiff_t>(i)] == m_[i] &&
               d_[m_.size() / 2] == m_[m_.size() / 2];
    }

    void shrink() {
        const std::size_t n = size() / 2;
        d_.pop_front_n(n);
        m_.erase(m_.begin(), m_.begin() + static_cast<std::ptrdiff_t>(n));
        d_.pop_back_n(n / 2);
        m_.resize(size() - n / 2);
    }

    void step(unsigned which) {
        const auto at = static_cast<std::ptrdiff_t>(random_.below(size() + 1));
        const auto i = static_cast<std::size_t>(at);
        switch (which) {
        case 0:
        case 1:
            d_.push_back(element());
            m_.push_back(again());
            trim_front();
            break;
        case 2:
        case 3:
            d_.push_front(element());
            m_.push_front(again());
            trim_back();
            break;
        case 4:
            if (size() == 0) break;
            REQUIRE(d_.take_back() == m_.back());
            m_.pop_back();
            break;
        case 5:
            if (size() == 0) break;
            REQUIRE(d_.take_front() == m_.front());
            m_.pop_front();
            break;
        case 6:
        case 7:
            if (room() == 0) break;
            REQUIRE(index_of(d_.insert(d_.begin() + at, element())) == at);
            m_.insert(m_.begin() + at, again());
            break;
        case 8: {
            if (i == size()) break;
            REQUIRE(index_of(d_.erase(d_.begin() + at)) == at);
            m_.erase(m_.begin() + at);
            break;
        }
        case 9: {
            const auto last = at + static_cast<std::ptrdiff_t>(random_.below(size() - i + 1));
            d_.erase(d_.begin() + at, d_.begin() + last);
            m_.erase(m_.begin() + at, m_.begin() + last);
            break;
        }
        case 10: {
            const auto k = random_.between<std::int64_t>(-20, 20);
            d_.rotate(k);
            if (size() == 0) break;
            const auto n = static_cast<std::int64_t>(size());
            std::rotate(m_.begin(), m_.end() - (k % n + n) % n, m_.end());
            break;
        }
        case 11: {
            const T x = element();
            const auto is_x = [&x](const T& y) { return y == x; };
            REQUIRE(d_.contains(x) == std::any_of(m_.begin(), m_.end(), is_x));
            const auto removed = erase_if(d_, is_x);
            REQUIRE(removed == std::erase_if(m_, is_x));
            break;
        }
        case 12: {
            const auto run = d_.make_contiguous();
            REQUIRE(run.size() == size());
            REQUIRE(std::equal(run.begin(), run.end(), m_.begin()));
            break;
        }
        case 13:
            if (i == size()) break;
            if (random_.chance(50)) {
                d_.swap_remove_back(i);
                if (i + 1 != size()) m_[i] = std::move(m_.back());
                m_.pop_back();
            } else {
                d_.swap_remove_front(i);
                if (i != 0) m_[i] = std::move(m_.front());
                m_.pop_front();
            }
            break;
        default:
            if constexpr (copyable) step_with_copies(which, at);
        }
    }

    void step_with_copies(unsigned which, std::ptrdiff_t at) {
        std::vector<T> some;
        for (std::size_t k = random_.below(9u); k != 0; --k)
            some.push_back(element());
        const std::size_t n = some.size();
        switch (which) {
        case 14: {
            if (n > room()) break;
            REQUIRE(index_of(d_.insert(d_.begin() + at, some.begin(), some.end())) == at);
            insert_into_model(at, some);
            break;
        }
        case 15: {
            if (n > room()) break;
            support::input_range<T> range(some);
            REQUIRE(index_of(d_.insert_range(d_.begin() + at, range)) == at);
            insert_into_model(at, some);
            break;
        }
        case 16: {
            const support::forward_range<T> range(some);
            d_.append_range(range);
            m_.insert(m_.end(), some.begin(), some.end());
            trim_front();
            break;
        }
        case 17: {
            d_.append_range(support::input_range<T>(some));
            m_.insert(m_.end(), some.begin(), some.end());
            trim_front();
            break;
        }
        case 18: {
            if (random_.chance(50))
                d_.prepend_range(some);
            else
                d_.prepend_range(support::input_range<T>(some));
            m_.insert(m_.begin(), some.begin(), some.end());
            trim_back();
            break;
        }
        case 19: { // elements of its own
            if (size() == 0 || size() > roam) break;
            d_.push_back(d_.front());
            m_.push_back(T(m_.front()));
            trim_front();
            if (most_ == 0) break;
            d_.push_front(d_.back());
            m_.push_front(T(m_.back()));
            trim_back();
            if (room() == 0) break;
            d_.insert(d_.begin() + at, d_.back());
            m_.insert(m_.begin() + at, T(m_.back()));
            break;
        }
        case 20: { // ranges of its own
            if (size() > 100) break;
            const std::vector<T> own(m_.begin(), m_.end());
            if (own.size() <= room()) {
                d_.insert(d_.begin() + at, d_.begin(), d_.end());
                insert_into_model(at, own);
            } else {
                d_.append_range(std::as_const(d_));
                m_.insert(m_.end(), own.begin(), own.end());
                trim_front();
                d_.prepend_range(d_);
            }
            m_.assign(d_.begin(), d_.end());
            for (std::size_t k = 0; k != own.size() && k < m_.size(); ++k)
                REQUIRE(d_.contains(own[k]));
            break;
        }
        case 21: {
            const std::size_t k = random_.below(roam / 8);
            if (k > most_) break;
            const T x = element();
            d_.resize(k, x);
            m_.resize(k, x);
            break;
        }
        case 22: {
            const auto k = random_.between<std::ptrdiff_t>(-1, 3);
            if (!bounded && size() > 100) break;
            d_.repeat(k);
            const model_type once = std::exchange(m_, model_type());
            for (std::ptrdiff_t j = 0; j < k; ++j)
                m_.insert(m_.end(), once.begin(), once.end());
            trim_front();
            break;
        }
        case 23: { // copies, moves, assignments
            Deque copy(d_);
            REQUIRE(copy == d_);
            REQUIRE_FALSE(copy < d_);
            REQUIRE(hash(copy) == hash(d_));
            const Deque moved(std::move(copy));
            REQUIRE(copy.empty());
            copy.push_back(element());
            copy = moved;
            swap(copy, d_);
            if (random_.chance(30)) d_ = std::as_const(d_);
            break;
        }
        case 24: {
            d_.insert(d_.begin() + at, n <= room() ? n : 0, element());
            if (n != 0 && n <= room()) m_.insert(m_.begin() + at, n, again());
            break;
        }
        case 25: {
            if constexpr (!bounded) {
                if (random_.chance(50))
                    d_.reserve(random_.below(2 * roam));
                else
                    d_.shrink_to_fit();
                REQUIRE(d_.capacity() >= d_.size());
            }
            if (random_.chance(20)) {
                d_.assign_range(some);
                m_.assign(some.begin(), some.end());
                trim_front();
            }
            const T x = element();
            const auto found = d_.index_of(x, at, -at);
            const auto first = std::min(at, static_cast<std::ptrdiff_t>(size()));
            const auto last = at == 0 ? 0 : static_cast<std::ptrdiff_t>(size()) - at;
            const auto stop = std::clamp(last, first, static_cast<std::ptrdiff_t>(size()));
            const auto place = std::find_if(m_.begin() + first, m_.begin() + stop,
                                            [&x](const T& y) { return y == x; });
            REQUIRE(found.has_value() == (place != m_.begin() + stop));
            if (found) REQUIRE(*found == static_cast<std::size_t>(place - m_.begin()));
            break;
        }
        default:
            break;
        }
    }

    // libstdc++ 12 moves elements onto themselves when nothing is inserted.
    void insert_into_model(std::ptrdiff_t at, const std::vector<T>& some) {
        if (!some.empty()) m_.insert(m_.begin() + at, some.begin(), some.end());
    }
    [[nodiscard]] std::ptrdiff_t index_of(typename Deque::iterator at) { return at - d_.begin(); }
    static std::size_t hash([[maybe_unused]] const Deque& d) {
        if constexpr (requires(const T& x) { std::hash<T>{}(x); })
            return std::hash<Deque>{}(d);
        else
            return 0;
    }

    Deque d_;
    model_type m_;
    std::size_t most_ = static_cast<std::size_t>(-1);
    support::generator random_;
    unsigned value_ = 0;
};

TEMPLATE_TEST_CASE("deque agrees with std::deque", "", std::uint64_t, std::string,
                   support::move_only, support::big, support::over_aligned, support::counted<>) {
    play<cairn::deque<TestType>>(support::seed(1)).run(support::operations(80'000));
    CHECK(support::misuses() == "");
}

TEMPLATE_TEST_CASE("bounded_deque agrees with a trimmed std::deque", "", int, std::string,
                   support::move_only, support::counted<>) {
    for (const std::size_t maxlen : {0u, 1u, 2u, 3u, 7u, 16u, 50u})
        play<cairn::bounded_deque<TestType>>(support::seed(maxlen), maxlen)
            .run(support::operations(20'000));
    CHECK(support::misuses() == "");
}

TEST_CASE("deques agree through other allocators") {
    play<cairn::deque<int, support::counting_allocator<int>>>(support::seed(2))
        .run(support::operations(40'000));
    play<cairn::deque<std::string, support::counting_allocator<std::string>>>(support::seed(3))
        .run(support::operations(40'000));
    CHECK(support::memory_ledger::global().bytes() == 0);
    CHECK(support::misuses() == "");
}

} // namespace
