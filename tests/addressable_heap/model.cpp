// SPDX-License-Identifier: BSL-1.0
// addressable_heap and indexed_heap against a std::set of (value, id): more than a million random operations
// on elements that the heap moves itself, on strings, and on elements in cells.

#undef CAIRN_HARDENED
#define CAIRN_HARDENED 1

#include <cairn/addressable_heap.hpp>

#include "support/catch.hpp"
#include "support/instance_counter.hpp"
#include "support/misuse.hpp"
#include "support/model.hpp"
#include "support/random.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

/// Equal numbers make equal elements, and lesser ones lesser elements.
template <class T>
T make(int number) {
    if constexpr (std::is_same_v<T, std::string>) {
        const std::string digits = std::to_string(1000 + number);
        return number % 3 == 0 ? "the same beginning " + digits
                               : "t" + digits; // "t..." < "the ..."
    } else {
        return T(number);
    }
}
/// What the order of the elements is the order of.
template <class T>
int rank_of(int number) {
    return std::is_same_v<T, std::string> && number % 3 == 0 ? number + 10'000 : number;
}

/// REQUIRE, without its cost a million times.
void must(bool holds) {
    if (!holds) FAIL("the heap and the model disagree");
}

using ordered = std::set<std::pair<int, std::size_t>>; // rank, id

// -- handles -----------------------------------------------------------------------------------------

template <class Heap>
class play {
    using T = typename Heap::value_type;
    using handle = typename Heap::handle;
    struct known {
        handle of;
        int number = 0;
        bool alive = false;
    };

public:
    explicit play(std::uint64_t seed, std::size_t roam) : random_(seed), roam_(roam) {}

    void run(std::size_t operations) {
        INFO(random_.describe());
        for (std::size_t i = 0; i != operations; ++i) {
            step(heap_.size() > roam_ ? 6 + random_.below(6u) : random_.below(40u));
            if (i % (roam_ + 1) == 0) heap_.check_invariants();
            if (i % (8 * roam_) == 0) compare();
            if (!agree()) FAIL("operation " << i);
        }
        compare();
        while (!heap_.empty())
            pop();
        compare();
        CHECK(support::misuses() == "");
    }

private:
    [[nodiscard]] bool agree() {
        if (heap_.size() != model_.size() || heap_.empty() != model_.empty()) return false;
        if (!model_.empty() && heap_.top() != make<T>(number_of(heap_.top_handle()))) return false;
        if (!model_.empty() && rank_of<T>(number_of(heap_.top_handle())) != model_.begin()->first)
            return false;
        if (all_.empty()) return true;
        const known& any = all_[random_.below(all_.size())];
        if (heap_.contains(any.of) != any.alive) return false;
        return !any.alive ? heap_.get(any.of) == nullptr : heap_[any.of] == make<T>(any.number);
    }
    void compare() {
        heap_.check_invariants();
        for (const known& one : all_) {
            if (heap_.contains(one.of) != one.alive) FAIL("contains() is wrong");
            if (one.alive && heap_[one.of] != make<T>(one.number)) FAIL("a value is wrong");
        }
        std::size_t seen = 0;
        for (auto it = heap_.begin(); it != heap_.end(); ++it, ++seen)
            if (*it != make<T>(number_of(heap_.handle_of(it)))) FAIL("an iterator is wrong");
        must(seen == model_.size());
        if (all_.size() > 4 * roam_) forget();
    }
    /// Keeps the dead handles' number down.
    void forget() {
        std::vector<known> living;
        ordered model;
        for (const known& one : all_) {
            if (one.alive) {
                model.emplace(rank_of<T>(one.number), living.size());
                living.push_back(one);
            }
        }
        all_ = std::move(living);
        model_ = std::move(model);
        by_slot_.clear();
        for (std::size_t id = 0; id != all_.size(); ++id)
            place(id);
    }

    void place(std::size_t id) {
        const std::size_t slot = all_[id].of.slot();
        if (slot >= by_slot_.size()) by_slot_.resize(slot + 1);
        by_slot_[slot] = id;
    }
    [[nodiscard]] std::size_t id_of(handle of) const {
        const std::size_t id = by_slot_[of.slot()];
        if (!all_[id].alive || all_[id].of != of) FAIL("a handle names another element");
        return id;
    }
    [[nodiscard]] int number_of(handle of) const { return all_[id_of(of)].number; }
    [[nodiscard]] std::size_t any_alive() {
        for (;;) {
            const std::size_t id = random_.below(all_.size());
            if (all_[id].alive) return id;
        }
    }
    int number() { return random_.below(500); }

    void born(handle of, int with) {
        all_.push_back({of, with, true});
        place(all_.size() - 1);
        model_.emplace(rank_of<T>(with), all_.size() - 1);
    }
    void died(std::size_t id) {
        if (model_.erase({rank_of<T>(all_[id].number), id}) != 1) FAIL("died twice");
        all_[id].alive = false;
    }
    void changed(std::size_t id, int to) {
        died(id);
        all_[id].alive = true;
        all_[id].number = to;
        model_.emplace(rank_of<T>(to), id);
    }
    void pop() {
        const std::size_t id = id_of(heap_.top_handle());
        must(rank_of<T>(all_[id].number) == model_.begin()->first);
        if (random_.chance(50)) {
            must(heap_.take_top() == make<T>(all_[id].number));
        } else {
            heap_.pop();
        }
        died(id);
    }

    void step(unsigned which) {
        const int x = number();
        if (which > 10 && which < 24) {
            born(heap_.push(make<T>(x)), x);
            return;
        }
        if (model_.empty()) return;
        const std::size_t id = any_alive();
        const handle of = all_[id].of;
        const int was = all_[id].number;
        switch (which) {
        case 0: // copies and moves take the handles along
            if (random_.chance(10)) {
                Heap copy(heap_);
                heap_ = Heap();
                heap_ = std::move(copy);
            }
            break;
        case 1: {
            if (!random_.chance(2)) break;
            Heap other;
            swap(heap_, other);
            other.clear();
            for (known& one : all_)
                one.alive = false;
            model_.clear();
            break;
        }
        case 2: {
            if (!random_.chance(4)) break;
            const T limit = make<T>(x);
            const auto erased = erase_if(heap_, [&](const T& value) { return value < limit; });
            std::size_t expected = 0;
            for (std::size_t i = 0; i != all_.size(); ++i) {
                if (all_[i].alive && make<T>(all_[i].number) < limit) {
                    died(i);
                    ++expected;
                }
            }
            must(erased == expected);
            break;
        }
        case 3:
            if (random_.chance(1)) {
                heap_.clear();
                for (std::size_t i = 0; i != all_.size(); ++i)
                    if (all_[i].alive) died(i);
            }
            break;
        case 4:
        case 5:
        case 6:
            must(heap_.take(of) == make<T>(was));
            died(id);
            break;
        case 7:
        case 8:
            heap_.erase(of);
            died(id);
            break;
        case 9:
        case 10:
            pop();
            break;
        default:
            if (which < 28) {
                heap_.update(of, make<T>(x));
                changed(id, x);
            } else if (!(make<T>(was) < make<T>(x))) {
                heap_.decrease(of, make<T>(x));
                changed(id, x);
            } else {
                heap_.increase(of, make<T>(x));
                changed(id, x);
            }
        }
    }

    support::generator random_;
    std::size_t roam_;
    Heap heap_;
    ordered model_;
    std::vector<known> all_;
    std::vector<std::size_t> by_slot_;
};

TEST_CASE("addressable_heap: the model, elements that the heap moves") {
    play<cairn::addressable_heap<int>>(support::seed(1), 100).run(support::operations(350'000));
    play<cairn::addressable_heap<int>>(support::seed(2), 5000).run(support::operations(100'000));
}
TEST_CASE("addressable_heap: the model, strings") {
    play<cairn::addressable_heap<std::string>>(support::seed(3), 100)
        .run(support::operations(150'000));
}
TEST_CASE("addressable_heap: the model, elements in cells") {
    play<cairn::addressable_heap<support::counted<>>>(support::seed(4), 60)
        .run(support::operations(150'000));
}

// -- ids ---------------------------------------------------------------------------------------------

template <class T>
void play_with_ids(std::uint64_t seed, std::size_t ids, std::size_t operations) {
    support::generator random(seed);
    INFO(random.describe());
    cairn::indexed_heap<T> heap;
    ordered model;
    std::vector<int> numbers(ids, -1); // -1: not in the heap
    const auto set = [&](std::size_t id, int number) {
        if (numbers[id] >= 0) model.erase({rank_of<T>(numbers[id]), id});
        numbers[id] = number;
        if (number >= 0) model.emplace(rank_of<T>(number), id);
    };
    for (std::size_t i = 0; i != operations; ++i) {
        const std::size_t id = random.below(ids);
        const int x = random.below(500), was = numbers[id];
        const bool is_in = was >= 0;
        switch (random.below(16u)) {
        case 0:
        case 1:
            if (is_in) break;
            heap.push(id, make<T>(x));
            set(id, x);
            break;
        case 2:
        case 3:
        case 4:
            must(heap.push_or_update(id, make<T>(x)) == !is_in);
            set(id, x);
            break;
        case 5:
        case 6:
        case 7: {
            const bool lower = !is_in || rank_of<T>(x) < rank_of<T>(was);
            must(heap.push_or_decrease(id, make<T>(x)) == lower);
            if (lower) set(id, x);
            break;
        }
        case 8:
            must(heap.erase(id) == is_in);
            set(id, -1);
            break;
        case 9:
            if (!is_in) break;
            must(heap.take(id) == make<T>(was));
            set(id, -1);
            break;
        case 10:
        case 11:
        case 12: {
            if (model.empty()) break;
            const auto [least, priority] = heap.take_top();
            must(rank_of<T>(numbers[least]) == model.begin()->first);
            must(priority == make<T>(numbers[least]));
            set(least, -1);
            break;
        }
        case 13:
            if (!is_in) break;
            heap.update(id, make<T>(x));
            set(id, x);
            break;
        case 14:
            if (!is_in) break;
            rank_of<T>(x) <= rank_of<T>(was) ? heap.decrease(id, make<T>(x))
                                             : heap.increase(id, make<T>(x));
            set(id, x);
            break;
        default:
            if (random.chance(1)) {
                const auto erased =
                    erase_if(heap, [](std::size_t one, const T&) { return one % 3 == 0; });
                std::size_t expected = 0;
                for (std::size_t one = 0; one < ids; one += 3) {
                    expected += numbers[one] >= 0;
                    set(one, -1);
                }
                must(erased == expected);
            } else if (random.chance(1)) {
                const auto copy(heap);
                heap.clear();
                heap = copy;
            }
        }
        if (heap.size() != model.size() || heap.contains(id) != (numbers[id] >= 0))
            FAIL("operation " << i);
        if (numbers[id] >= 0 && heap.priority(id) != make<T>(numbers[id])) FAIL("operation " << i);
        if (!model.empty() && rank_of<T>(numbers[heap.top_id()]) != model.begin()->first)
            FAIL("operation " << i);
        if (i % (ids / 2) == 0) heap.check_invariants();
    }
    std::size_t seen = 0;
    for (const auto [id, priority] : heap) {
        must(priority == make<T>(numbers[id]));
        ++seen;
    }
    CHECK(seen == model.size());
}

TEST_CASE("indexed_heap: the model") {
    play_with_ids<int>(support::seed(5), 100, support::operations(250'000));
    play_with_ids<int>(support::seed(6), 5000, support::operations(50'000));
    play_with_ids<std::string>(support::seed(7), 100, support::operations(100'000));
}

} // namespace
