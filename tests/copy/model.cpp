// SPDX-License-Identifier: BSL-1.0
// Random graphs, of all kinds of pointers and containers, against what an isomorphism says: a walk through
// source and copy side by side meets equal values, and one object of the copy for each of the source.

#include <cairn/copy.hpp>
#include <cairn/deque.hpp>
#include <cairn/dict.hpp>
#include <cairn/sorted_map.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace {

struct node;
using owner = std::shared_ptr<node>;

struct leaf {
    std::string text;
    std::unique_ptr<leaf> below;
};

struct node {
    int id = 0;
    std::string name{};
    owner first{};
    std::vector<owner> many{};
    std::map<int, owner> named{};
    cairn::dict<std::string, std::weak_ptr<node>> observed{};
    std::list<std::unique_ptr<leaf>> leaves{};
    std::optional<std::pair<owner, int>> maybe{};
    std::variant<int, owner, std::unique_ptr<leaf>> either{};
    std::shared_ptr<const std::string> text{};
    cairn::deque<std::shared_ptr<int>> numbers{};
};

using generator = support::generator;

std::vector<owner> random_graph(generator& random, std::size_t n) {
    std::vector<owner> all;
    std::vector<std::shared_ptr<const std::string>> texts;
    std::vector<std::shared_ptr<int>> numbers;
    for (std::size_t i = 0; i != n; ++i) {
        all.push_back(std::make_shared<node>());
        texts.push_back(std::make_shared<std::string>(i, 'x'));
        numbers.push_back(std::make_shared<int>(static_cast<int>(i)));
    }
    const auto some = [&](std::size_t limit) {
        return static_cast<std::size_t>(random.below(limit));
    };
    const auto any_node = [&] { return some(4) == 0 ? nullptr : all[some(n)]; };
    const auto new_leaf = [&] {
        auto l = std::make_unique<leaf>(leaf{std::string(some(30), 'l'), nullptr});
        if (some(2) == 0) l->below = std::make_unique<leaf>(leaf{"below", nullptr});
        return l;
    };
    for (std::size_t i = 0; i != n; ++i) {
        node& x = *all[i];
        x.id = static_cast<int>(i);
        x.name = std::string(some(40), 'n');
        x.first = any_node();
        for (std::size_t k = some(4); k != 0; --k)
            x.many.push_back(any_node());
        for (std::size_t k = some(4); k != 0; --k)
            x.named[static_cast<int>(some(9))] = any_node();
        for (std::size_t k = some(3); k != 0; --k)
            x.observed[std::to_string(some(9))] = any_node();
        for (std::size_t k = some(3); k != 0; --k)
            x.leaves.push_back(new_leaf());
        if (some(2) == 0) x.maybe.emplace(any_node(), 7);
        if (some(3) == 0)
            x.either = any_node();
        else if (some(2) == 0)
            x.either = new_leaf();
        x.text = texts[some(n)];
        for (std::size_t k = some(3); k != 0; --k)
            x.numbers.push_back(numbers[some(n)]);
    }
    return all;
}

/// Walks both graphs, and finds whether the second is the first with new objects in it.
class isomorphism {
public:
    bool holds(const std::vector<owner>& a, const std::vector<owner>& b) {
        bool same = a.size() == b.size();
        for (std::size_t i = 0; same && i != a.size(); ++i)
            same = pair(a[i], b[i]);
        while (same && !open_.empty()) {
            const auto [x, y] = open_.back();
            open_.pop_back();
            same = equal(*x, *y);
        }
        return same;
    }
    [[nodiscard]] const std::unordered_map<const void*, const void*>& met() const { return to_; }

private:
    template <class T>
    bool new_pair(const T* a, const T* b, bool& is_new) {
        is_new = false;
        if (a == nullptr || b == nullptr) return a == b;
        if (static_cast<const void*>(a) == b) return false;
        const auto [at, inserted] = to_.try_emplace(a, b);
        const auto [back, injective] = from_.try_emplace(b, a);
        is_new = inserted;
        return at->second == b && back->second == a && inserted == injective;
    }
    bool pair(const owner& a, const owner& b) {
        bool is_new;
        if (!new_pair(a.get(), b.get(), is_new)) return false;
        if (is_new) open_.emplace_back(a.get(), b.get());
        return true;
    }
    template <class T>
    bool values(const std::shared_ptr<T>& a, const std::shared_ptr<T>& b) {
        bool is_new;
        return new_pair(a.get(), b.get(), is_new) && (!is_new || *a == *b);
    }
    static bool leaves(const std::unique_ptr<leaf>& a, const std::unique_ptr<leaf>& b) {
        if (!a || !b) return !a && !b;
        return a != b && a->text == b->text && leaves(a->below, b->below);
    }
    bool equal(const node& a, const node& b) {
        if (a.id != b.id || a.name != b.name || !pair(a.first, b.first) ||
            a.many.size() != b.many.size() || a.named.size() != b.named.size() ||
            a.observed.size() != b.observed.size() || a.leaves.size() != b.leaves.size() ||
            a.maybe.has_value() != b.maybe.has_value() || a.either.index() != b.either.index() ||
            a.numbers.size() != b.numbers.size() || !values(a.text, b.text))
            return false;
        for (std::size_t i = 0; i != a.many.size(); ++i)
            if (!pair(a.many[i], b.many[i])) return false;
        for (std::size_t i = 0; i != a.numbers.size(); ++i)
            if (!values(a.numbers[i], b.numbers[i])) return false;
        for (const auto& [key, value] : a.named)
            if (b.named.count(key) == 0 || !pair(value, b.named.at(key))) return false;
        auto other = b.observed.begin();
        for (auto&& [key, value] : a.observed) { // in the order of insertion
            auto&& [other_key, other_value] = *other++;
            if (key != other_key || !pair(value.lock(), other_value.lock())) return false;
        }
        auto l = b.leaves.begin();
        for (const auto& x : a.leaves)
            if (!leaves(x, *l++)) return false;
        if (a.maybe && !pair(a.maybe->first, b.maybe->first)) return false;
        if (a.either.index() == 1) return pair(std::get<1>(a.either), std::get<1>(b.either));
        return a.either.index() != 2 || leaves(std::get<2>(a.either), std::get<2>(b.either));
    }

    std::unordered_map<const void*, const void*> to_, from_;
    std::vector<std::pair<const node*, const node*>> open_;
};

TEST_CASE("model: copies of random graphs are isomorphic to them") {
    generator random(2026);
    for (int round = 0; round != 60; ++round) {
        auto source = random_graph(random, 1 + static_cast<std::size_t>(random.below(40)));
        auto copy = cairn::deep_copy(source);
        CHECK(isomorphism().holds(source, copy));

        // With one memo, the copy of a part is a part of the copy.
        cairn::copy_memo memo;
        auto parts = cairn::deep_copy(source, memo);
        const auto known = memo.size();
        for (std::size_t i = 0; i != source.size(); ++i)
            if (cairn::deep_copy(source[i], memo) != parts[i]) FAIL("copied again");
        CHECK(memo.size() == known);
        memo.clear();

        // A copy of the copy is isomorphic to both; sources change nothing in copies.
        cairn::dismantle(source);
        CHECK(source.empty());
        auto again = cairn::deep_copy(copy);
        CHECK(isomorphism().holds(copy, again));
        cairn::dismantle(copy);
        cairn::dismantle(again);
        cairn::dismantle(parts);
    }
}

using ref = std::shared_ptr<int>;
using cairn::deep_copy;

TEST_CASE("model: cairn's own containers") {
    const ref i = std::make_shared<int>(3);
    const cairn::deque<ref> row(3, i);
    const auto row_copy = deep_copy(row);
    CHECK(row_copy.size() == 3);
    CHECK(row_copy[0] == row_copy[2]);
    CHECK(row_copy[0] != i);
    cairn::bounded_deque<ref> bounded(3);
    bounded.push_back(i);
    CHECK(deep_copy(bounded).maxlen() == 3);
    CHECK(deep_copy(bounded)[0] != i);

    cairn::dict<std::string, ref> d;
    for (const char* key : {"z", "a", "m"})
        d[key] = i;
    const auto copy = deep_copy(d);
    std::string keys;
    for (const auto& [key, value] : copy) {
        keys += key;
        CHECK(value == copy.at("z"));
    }
    CHECK(keys == "zam"); // in the order of insertion
    CHECK(copy.at("a") != i);

    cairn::sorted_map<int, ref> s;
    for (int k = 0; k != 100; ++k)
        s[k] = i;
    const auto t = deep_copy(s);
    CHECK(t.size() == 100);
    CHECK(t.at(7) == t.at(93));
    CHECK(t.at(7) != i);
}

} // namespace
