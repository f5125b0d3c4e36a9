// SPDX-License-Identifier: BSL-1.0
// Random operations on dict and ordered_set beside the simplest thing that behaves like them: a list in
// insertion order and a map from key to list node. Results are compared after each operation, the
// whole contents after every few; at CAIRN_HARDENED=2 the containers verify their own invariants too.

#include <cairn/dict.hpp>

#include "support/catch.hpp"
#include "support/instance_counter.hpp"
#include "support/misuse.hpp"
#include "support/model.hpp"
#include "support/random.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

// -- the oracle: keys and values are numbers, which each world spells in its own types -----------------

class oracle {
public:
    using entry = std::pair<int, int>;
    using position = std::list<entry>::iterator;

    oracle() = default;
    oracle(const oracle& other) : order_(other.order_) {
        for (position at = order_.begin(); at != order_.end(); ++at)
            where_.emplace(at->first, at);
    }
    oracle(oracle&&) = default;
    oracle& operator=(oracle other) {
        order_.swap(other.order_);
        where_.swap(other.where_);
        return *this;
    }
    ~oracle() = default;

    [[nodiscard]] std::size_t size() const { return order_.size(); }
    [[nodiscard]] bool contains(int key) const { return where_.contains(key); }
    [[nodiscard]] int value(int key) const { return where_.at(key)->second; }
    [[nodiscard]] const std::list<entry>& order() const { return order_; }
    [[nodiscard]] entry nth(std::size_t index) const {
        return *std::next(order_.begin(), static_cast<std::ptrdiff_t>(index));
    }

    bool add(int key, int value) {
        if (contains(key)) return false;
        where_.emplace(key, order_.insert(order_.end(), entry(key, value)));
        return true;
    }
    void set(int key, int value) {
        if (!add(key, value)) where_.at(key)->second = value;
    }
    bool erase(int key) {
        const auto found = where_.find(key);
        if (found == where_.end()) return false;
        order_.erase(found->second);
        where_.erase(found);
        return true;
    }
    bool move_to_end(int key, bool last) {
        const auto found = where_.find(key);
        if (found == where_.end()) return false;
        order_.splice(last ? order_.end() : order_.begin(), order_, found->second);
        return true;
    }
    void clear() {
        order_.clear();
        where_.clear();
    }

private:
    std::list<entry> order_;
    std::unordered_map<int, position> where_;
};

// -- the worlds ----------------------------------------------------------------------------------------

struct ints {
    using container = cairn::dict<int, int>;
    static int key(int id) { return id; }
    static int value(int v) { return v; }
    static int number(int v) { return v; }
};

/// Short and long strings, of the lengths around which their comparison changes its ways.
struct strings {
    using container = cairn::dict<std::string, std::string>;
    static std::string key(int id) {
        static constexpr std::size_t lengths[] = {0, 3, 7, 8, 9, 14, 15, 16, 17, 40};
        std::string text = std::to_string(id);
        const std::size_t wanted = lengths[static_cast<std::size_t>(id) % 10];
        if (text.size() < wanted) text.insert(0, wanted - text.size(), '.');
        return text;
    }
    static std::string value(int v) { return std::to_string(v); }
    static int number(const std::string& v) { return std::stoi(v); }
};

/// All keys share four home slots; the values are move-only and leave as bytes.
struct few_homes {
    struct hasher {
        using is_avalanching = void;
        std::uint64_t operator()(int key) const noexcept {
            return static_cast<std::uint64_t>(key % 4) << 62 | static_cast<std::uint64_t>(key)
                                                                   << 32;
        }
    };
    using container = cairn::dict<int, std::unique_ptr<int>, hasher>;
    static int key(int id) { return id; }
    static std::unique_ptr<int> value(int v) { return std::make_unique<int>(v); }
    static int number(const std::unique_ptr<int>& v) { return *v; }
};

/// All keys have one hash; keys and values watch their own lives.
struct one_hash {
    using element = support::counted<>;
    struct hasher {
        std::size_t operator()(const element&) const noexcept { return 42; }
    };
    using container = cairn::dict<element, element, hasher>;
    static element key(int id) { return {id}; }
    static element value(int v) { return {v}; }
    static int number(const element& v) { return v.value(); }
};

struct set_of_ints : ints {
    using container = cairn::ordered_set<int>;
};
struct set_of_strings : strings {
    using container = cairn::ordered_set<std::string>;
};

// -- one run -------------------------------------------------------------------------------------------

template <class World>
class run {
    using container = typename World::container;
    using key_type = typename container::key_type;
    static constexpr bool is_set = std::is_same_v<key_type, typename container::value_type>;
    static constexpr bool copies =
        std::is_copy_constructible_v<container> && !std::is_same_v<World, few_homes>;

public:
    run(std::uint64_t seed, int keys) : random_(seed), keys_(keys) {}

    void operator()(std::size_t operations) {
        for (done_ = 0; done_ != operations; ++done_) {
            if (done_ % 4096 == 0)
                erasures_ = random_.between(5U, 60U); // grow for a while, then shrink
            step();
            check(actual_.size() == model_.size(), "size");
            check(actual_.empty() == (model_.size() == 0), "empty");
            if (done_ % 64 == 0) compare();
        }
        compare();
    }

private:
    void check(bool as_expected, const char* what) {
        if (!as_expected) FAIL(what << " at operation " << done_ << ", " << random_.describe());
    }
    template <class Entry>
    static const key_type& key_of(const Entry& entry) {
        if constexpr (is_set) {
            return entry;
        } else {
            return entry.first;
        }
    }
    template <class Entry>
    bool same(const Entry& entry, const oracle::entry& expected) {
        if constexpr (is_set) {
            return entry == World::key(expected.first);
        } else {
            return entry.first == World::key(expected.first) &&
                   World::number(entry.second) == expected.second;
        }
    }

    void compare() {
        auto at = actual_.begin();
        for (const oracle::entry& expected : model_.order()) {
            check(at != actual_.end(), "too few entries");
            check(same(*at, expected), "an entry");
            ++at;
        }
        check(at == actual_.end(), "too many entries");
        for (auto back = model_.order().rbegin(); back != model_.order().rend(); ++back)
            check(same(*--at, *back), "an entry, backwards");
        check(at == actual_.begin(), "the way back");
    }

    /// An oracle entry that is there, or any at all if none is.
    int present() {
        if (model_.size() == 0) return random_.below(keys_);
        return key_at(random_.below(model_.size()));
    }
    int key_at(std::size_t index) { return model_.nth(index).first; }
    int any() { return random_.below(keys_); }

    void step() {
        if (random_.chance(erasures_)) {
            remove();
        } else if (random_.chance(50)) {
            insert();
        } else if (random_.chance(60)) {
            look();
        } else if (random_.chance(80)) {
            reorder();
        } else if (random_.chance(60)) {
            exchange();
        } else {
            resize();
        }
    }

    void insert() {
        const int id = any();
        const int v = static_cast<int>(done_ % 1000);
        const bool fresh = !model_.contains(id);
        if constexpr (is_set) {
            const auto [at, inserted] = random_.chance(50) ? actual_.insert(World::key(id))
                                                           : actual_.emplace(World::key(id));
            check(inserted == fresh && *at == World::key(id), "insertion");
            model_.add(id, v);
        } else {
            auto result = std::pair(actual_.end(), false);
            switch (random_.below(6)) {
            case 0:
                result = actual_.try_emplace(World::key(id), World::value(v));
                model_.add(id, v);
                break;
            case 1:
                result = actual_.emplace(World::key(id), World::value(v));
                model_.add(id, v);
                break;
            case 2:
                result = actual_.insert(std::pair(World::key(id), World::value(v)));
                model_.add(id, v);
                break;
            case 3:
                result = actual_.insert_or_assign(World::key(id), World::value(v));
                model_.set(id, v);
                break;
            case 4:
                actual_[World::key(id)] = World::value(v);
                result = {actual_.find(World::key(id)), fresh};
                model_.set(id, v);
                break;
            default:
                actual_.setdefault(World::key(id), World::value(v));
                result = {actual_.find(World::key(id)), fresh};
                model_.add(id, v);
                break;
            }
            check(result.second == fresh, "insertion: new or not");
            check(same(*result.first, {id, model_.value(id)}), "insertion: the entry");
        }
        if (fresh) check(std::next(actual_.find(World::key(id))) == actual_.end(), "at the end");
    }

    void look() {
        const int id = random_.chance(50) ? present() : any();
        const key_type key = World::key(id);
        const container& actual = actual_;
        const bool there = model_.contains(id);
        check(actual.contains(key) == there, "contains");
        check((actual.find(key) != actual.end()) == there, "find");
        check(actual.count(key) == std::size_t{there}, "count");
        const auto [first, last] = actual.equal_range(key);
        check(std::distance(first, last) == (there ? 1 : 0), "equal_range");
        if constexpr (!is_set) {
            check((actual.get(key) != nullptr) == there, "get");
            if (there) check(World::number(*actual.get(key)) == model_.value(id), "the value");
        }
        if (model_.size() != 0) {
            const std::size_t index = random_.below(model_.size());
            check(same(*actual.nth(index), model_.nth(index)), "nth");
            check(same(actual.front(), model_.nth(0)), "front");
            check(same(actual.back(), model_.order().back()), "back");
        }
    }

    void remove() {
        switch (random_.below(8)) {
        case 0:
        case 1: {
            const int id = random_.chance(80) ? present() : any();
            const bool there = model_.erase(id);
            check(actual_.erase(World::key(id)) == std::size_t{there}, "erase by key");
            break;
        }
        case 2:
            if (model_.size() != 0) {
                const std::size_t index = random_.below(model_.size());
                model_.erase(key_at(index));
                const auto next = actual_.erase(actual_.nth(index));
                check(next == actual_.nth(index), "erase by iterator returns the next");
            }
            break;
        case 3:
            if (model_.size() != 0) {
                const bool last = random_.chance(70);
                const oracle::entry expected = last ? model_.order().back() : model_.nth(0);
                check(same(actual_.popitem(last), expected), "popitem");
                model_.erase(expected.first);
            }
            break;
        case 4:
            if constexpr (!is_set) {
                const int id = present();
                const auto taken = actual_.pop(World::key(id));
                check(taken.has_value() == model_.contains(id), "pop");
                if (taken) check(World::number(*taken) == model_.value(id), "the popped value");
                model_.erase(id);
            }
            break;
        case 5: {
            const std::size_t first = random_.below(model_.size() + 1);
            const std::size_t last =
                (std::min)(first + random_.below(std::size_t{6}), model_.size());
            const auto next = actual_.erase(actual_.nth(first), actual_.nth(last));
            for (std::size_t i = first; i != last; ++i)
                model_.erase(key_at(first));
            check(next == actual_.nth(first), "erase of a range returns the next");
            break;
        }
        case 6: {
            const int id = present();
            auto node = actual_.extract(World::key(id));
            check(node.empty() != model_.contains(id), "extract");
            if (node.empty()) break;
            const int v = model_.value(id);
            const int renamed = any();
            model_.erase(id);
            const bool fresh = model_.add(renamed, v);
            if constexpr (is_set) {
                node.value() = World::key(renamed);
            } else {
                node.key() = World::key(renamed);
            }
            auto result = actual_.insert(std::move(node));
            check(result.inserted == fresh && result.node.empty() == fresh, "insert of a node");
            check(key_of(*result.position) == World::key(renamed), "the node's new place");
            break;
        }
        default:
            if (random_.chance(10)) {
                const int rest = random_.below(7);
                std::vector<int> gone;
                for (const oracle::entry& each : model_.order())
                    if (each.first % 7 == rest) gone.push_back(each.first);
                std::vector<key_type> keys;
                for (const int id : gone) {
                    keys.push_back(World::key(id));
                    model_.erase(id);
                }
                const std::size_t erased = erase_if(actual_, [&](const auto& entry) {
                    return std::find(keys.begin(), keys.end(), key_of(entry)) != keys.end();
                });
                check(erased == gone.size(), "erase_if");
            } else if (random_.chance(2)) {
                actual_.clear();
                model_.clear();
            }
            break;
        }
    }

    void reorder() {
        const int id = random_.chance(90) ? present() : any();
        const bool last = random_.chance(60);
        check(actual_.move_to_end(World::key(id), last) == model_.move_to_end(id, last),
              "move_to_end");
        if (model_.contains(id)) {
            const auto at = actual_.find(World::key(id));
            check(last ? std::next(at) == actual_.end() : at == actual_.begin(),
                  "the end it is at");
        }
    }

    /// Two containers at once.
    void exchange() {
        switch (random_.below(5)) {
        case 0:
            if constexpr (copies) {
                container copy(actual_);
                check(copy == actual_, "a copy is equal");
                if (random_.chance(50)) {
                    actual_ = std::move(copy);
                } else {
                    actual_.swap(copy);
                }
            }
            break;
        case 1: {
            container moved(std::move(actual_));
            actual_.clear();
            actual_ = std::move(moved);
            break;
        }
        case 2:
            if constexpr (copies) {
                container target;
                oracle expected;
                for (int i = 0; i != 5; ++i)
                    add(target, expected, any(), i);
                target = actual_;
                check(target == actual_, "assignment");
                actual_ = target;
            }
            break;
        case 3: {
            container other;
            oracle theirs;
            for (int i = 0; i != 8; ++i)
                add(other, theirs, any(), i);
            if (other.size() > 2) { // with a hole in it
                const int id = theirs.nth(1).first;
                theirs.erase(id);
                other.erase(World::key(id));
            }
            actual_.merge(other);
            oracle stayed;
            for (const oracle::entry& each : theirs.order())
                if (!model_.add(each.first, each.second)) stayed.add(each.first, each.second);
            check(other.size() == stayed.size(), "merge leaves what is here already");
            auto at = other.begin();
            for (const oracle::entry& each : stayed.order())
                check(same(*at++, each), "merge keeps their order");
            break;
        }
        default:
            if constexpr (!is_set && copies) {
                container other;
                oracle theirs;
                for (int i = 0; i != 6; ++i)
                    add(other, theirs, any(), i);
                if (random_.chance(50)) {
                    actual_.update(other);
                } else {
                    actual_ |= other;
                }
                for (const oracle::entry& each : theirs.order())
                    model_.set(each.first, each.second);
            }
            break;
        }
    }
    void add(container& to, oracle& model, int id, int v) {
        if constexpr (is_set) {
            to.insert(World::key(id));
        } else {
            to.try_emplace(World::key(id), World::value(v));
        }
        model.add(id, v);
    }

    void resize() {
        if (random_.chance(50)) {
            const std::size_t n = model_.size() + random_.below(std::size_t{40});
            actual_.reserve(n);
            check(actual_.capacity() >= n, "reserve");
        } else {
            actual_.shrink_to_fit();
            check(actual_.capacity() <= (std::max)(model_.size(), std::size_t{8}), "shrink_to_fit");
        }
    }

    support::generator random_;
    int keys_;              // how many different ones
    unsigned erasures_ = 0; // percent
    std::size_t done_ = 0;  // operations
    container actual_;
    oracle model_;
};

/// `operations` in all, on containers of three sizes.
template <class World>
void compare_with_model(std::uint64_t seed, std::size_t operations) {
    const std::size_t each = support::operations(operations) / 3;
    run<World>(support::seed(seed), 12)(each);
    run<World>(support::seed(seed + 1), 90)(each);
    run<World>(support::seed(seed + 2), 700)(each);
}

} // namespace

TEST_CASE("dict of int behaves like the model", "[model]") {
    compare_with_model<ints>(100, 360'000);
}
TEST_CASE("dict of std::string behaves like the model", "[model]") {
    compare_with_model<strings>(200, 240'000);
}
TEST_CASE("dict whose keys share four home slots behaves like the model", "[model]") {
    compare_with_model<few_homes>(300, 120'000);
}
TEST_CASE("dict whose keys all collide behaves like the model", "[model]") {
    const std::size_t each = support::operations(60'000) / 2;
    run<one_hash>(support::seed(400), 12)(each);
    run<one_hash>(support::seed(401), 60)(each);
    CHECK(support::misuses().empty());
}
TEST_CASE("ordered_set of int behaves like the model", "[model]") {
    compare_with_model<set_of_ints>(500, 180'000);
}
TEST_CASE("ordered_set of std::string behaves like the model", "[model]") {
    compare_with_model<set_of_strings>(600, 120'000);
}
