// SPDX-License-Identifier: BSL-1.0
// Every kind of type once, with what is shared, empty, null or const in it; hooks, registration, the memo.

#include <cairn/copy.hpp>

#include "support/catch.hpp"

#include <any>
#include <array>
#include <deque>
#include <forward_list>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <stack>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace {

using cairn::copy_memo;
using cairn::deep_copy;
using ref = std::shared_ptr<int>;

/// Const members, and a hook in a class that is not built with braces.
struct tag_hook {
    int calls = 0;
    [[nodiscard]] tag_hook deep_copy(copy_memo& memo) const {
        return {calls + 1 + static_cast<int>(memo.size())};
    }
};
class with_const {
    const int id_;
    ref p_;
    friend auto cairn_fields(with_const& x) { return std::tie(x.id_, x.p_); }

public:
    with_const() : with_const(0, nullptr) {}
    with_const(int id, ref p) : id_(id), p_(std::move(p)) {}
    [[nodiscard]] int id() const { return id_; }
    [[nodiscard]] const ref& p() const { return p_; }
};

TEST_CASE("deep_copy: classes that are copied or default constructed first") {
    const with_const x(7, std::make_shared<int>(1));
    const auto y = deep_copy(x);
    CHECK(y.id() == 7);
    CHECK(y.p() != x.p());
    struct constant {
        const ref p;
        const int n;
    };
    const constant c{x.p(), 3};
    CHECK(deep_copy(c).n == 3);
    CHECK(deep_copy(c).p != c.p);
    struct hooks {
        int array[2];
        tag_hook hook;
        ref p;
    };
    const hooks h{{1, 2}, {}, x.p()};
    CHECK(deep_copy(h).hook.calls == 1);
    CHECK(deep_copy(h).array[1] == 2);
}

// -- containers: an element that all share -----------------------------------------------------------------

template <class C>
void check_holds_new(const C& copy, const C& source, std::size_t n) {
    REQUIRE(static_cast<std::size_t>(std::distance(copy.begin(), copy.end())) == n);
    auto from = source.begin();
    const ref first = *copy.begin();
    CHECK(*first == 3);
    for (const auto& element : copy) {
        CHECK(element == first);
        CHECK(element != *from++);
    }
}

TEST_CASE("deep_copy: sequences share in the copy what they share in the source") {
    const ref i = std::make_shared<int>(3);
    const std::vector<ref> v(3, i);
    check_holds_new(deep_copy(v), v, 3);
    const std::list<ref> l(3, i);
    check_holds_new(deep_copy(l), l, 3);
    const std::deque<ref> d(3, i);
    check_holds_new(deep_copy(d), d, 3);
    const std::forward_list<ref> f(3, i);
    check_holds_new(deep_copy(f), f, 3);
    const std::array<ref, 3> a{i, i, i};
    check_holds_new(deep_copy(a), a, 3);
}

TEST_CASE("deep_copy: sets and maps order the copies of their keys") {
    struct by_value {
        int sign = 1;
        bool operator()(const ref& a, const ref& b) const { return sign * *a < sign * *b; }
    };
    std::set<ref, by_value> s(by_value{-1});
    for (int i = 0; i != 20; ++i)
        s.insert(std::make_shared<int>(i));
    const auto t = deep_copy(s);
    REQUIRE(t.size() == 20);
    CHECK(**t.begin() == 19); // the comparator came along
    CHECK(*t.begin() != *s.begin());

    std::unordered_map<ref, ref> u;
    const ref both = std::make_shared<int>(5);
    u[both] = both;
    const auto w = deep_copy(u);
    REQUIRE(w.size() == 1);
    CHECK(w.begin()->first == w.begin()->second);
    CHECK(w.find(w.begin()->first) != w.end()); // hashed by its own address

    std::map<std::string, std::unique_ptr<int>> m;
    m["a"] = std::make_unique<int>(1);
    m["b"] = nullptr;
    const auto n = deep_copy(m);
    CHECK(*n.at("a") == 1);
    CHECK(n.at("b") == nullptr);

    std::unordered_multimap<int, ref> mm{{1, both}, {1, both}, {2, nullptr}};
    const auto mc = deep_copy(mm);
    CHECK(mc.count(1) == 2);
    CHECK(mc.find(1)->second.use_count() == 2);
}

TEST_CASE("deep_copy: adapters keep their order without comparing") {
    struct later {
        bool operator()(const std::unique_ptr<int>& a, const std::unique_ptr<int>& b) const {
            return *a > *b;
        }
    };
    std::priority_queue<std::unique_ptr<int>, std::vector<std::unique_ptr<int>>, later> q;
    for (const int i : {5, 1, 4})
        q.push(std::make_unique<int>(i));
    auto copy = deep_copy(q);
    CHECK(*copy.top() == 1);
    copy.pop();
    CHECK(*copy.top() == 4);
    std::stack<ref> s;
    s.push(std::make_shared<int>(1));
    CHECK(*deep_copy(s).top() == 1);
    CHECK(deep_copy(s).top() != s.top());
}

// -- vocabulary ------------------------------------------------------------------------------------------

struct mixed {
    int id;
    char tag[4];
    const ref constant;
    std::optional<ref> maybe;
    std::variant<std::monostate, ref, std::unique_ptr<int>, ref> either;
    std::pair<int, ref> two;
    std::tuple<std::unique_ptr<int>, std::string> three;
    std::unique_ptr<const int> fixed;
    std::function<int(int)> function;
    ref matrix[2][2];
};

TEST_CASE("deep_copy: aggregates, member by member") {
    const ref i = std::make_shared<int>(3);
    mixed x{1,
            "abc",
            i,
            i,
            std::variant<std::monostate, ref, std::unique_ptr<int>, ref>(std::in_place_index<3>, i),
            {2, i},
            {std::make_unique<int>(4), "s"},
            std::make_unique<const int>(6),
            [](int k) { return k + 1; },
            {{i, nullptr}, {i, i}}};
    const auto use = i.use_count();
    struct holder {
        std::unique_ptr<int> only; // makes the copy constructor unusable
        int array[2];
        ref shared;
    };
    holder h{std::make_unique<int>(1), {7, 8}, i};
    const auto k = deep_copy(h);
    CHECK(*k.only == 1);
    CHECK(k.array[1] == 8);
    CHECK(*k.shared == 3);

    const std::pair<ref, std::vector<ref>> p(i, {i, i});
    const auto q = deep_copy(p);
    CHECK(q.first == q.second[1]);
    CHECK(q.first.use_count() == 3);
    CHECK(i.use_count() == use + 1 + 3);

    const auto e = deep_copy(x.either);
    CHECK(e.index() == 3);
    CHECK(*std::get<3>(e) == 3);
    const auto t = deep_copy(x.three);
    CHECK(*std::get<0>(t) == 4);
    CHECK(std::get<1>(t) == "s");
    CHECK(*deep_copy(x.fixed) == 6);
    CHECK(deep_copy(x.function)(1) == 2);
    CHECK(deep_copy(x.maybe) != x.maybe);
    CHECK_FALSE(deep_copy(std::optional<ref>()).has_value());
    CHECK(deep_copy(std::variant<std::monostate, ref>()).index() == 0);
}

struct fails {
    std::shared_ptr<int> p;
    fails() = default;
    fails(int) { throw 1; }
    friend auto cairn_fields(fails& x) { return std::tie(x.p); }
};

TEST_CASE("deep_copy: a valueless variant stays valueless") {
    std::variant<int, std::unique_ptr<int>, fails> v(1);
    CHECK_THROWS(v.emplace<2>(1));
    REQUIRE(v.valueless_by_exception());
    CHECK(deep_copy(v).valueless_by_exception());
}

// -- pointers ------------------------------------------------------------------------------------------

struct node {
    int id = 0;
    std::vector<std::shared_ptr<node>> next{};
    std::weak_ptr<node> back{};
};

TEST_CASE("deep_copy: weak pointers refer to copies, or to the originals") {
    auto a = std::make_shared<node>();
    auto b = std::make_shared<node>();
    auto stranger = std::make_shared<node>();
    a->next.push_back(b);
    b->back = a;
    a->back = stranger;
    auto c = deep_copy(a);
    CHECK(c->next[0]->back.lock() == c);
    CHECK(c->back.lock() == stranger);
    stranger.reset();
    c = deep_copy(a);
    CHECK(c->back.expired());
    CHECK(deep_copy(std::weak_ptr<node>()).expired());
    // Met before the object it refers to.
    const std::pair<std::weak_ptr<node>, std::shared_ptr<node>> p(b, b);
    const auto q = deep_copy(p);
    CHECK(q.first.lock() == q.second);
    CHECK(q.second != b);
}

struct parts {
    int number;
    std::vector<std::string> names;
    std::unique_ptr<double> owned;
};
struct aliases {
    std::shared_ptr<int> number; // met before their owner
    std::shared_ptr<std::string> name;
    std::shared_ptr<double> owned;
    std::shared_ptr<void> anything;
    std::weak_ptr<int> weak;
    std::shared_ptr<parts> all;
};

TEST_CASE("deep_copy: aliasing pointers point into the copy of their owner") {
    const auto all = std::make_shared<parts>(parts{1, {"a", "b"}, std::make_unique<double>(0.5)});
    const std::shared_ptr<int> number(all, &all->number);
    const aliases x{
        number, {all, &all->names[1]}, {all, all->owned.get()}, {all, &all->number}, number, all};
    const auto y = deep_copy(x);
    CHECK(y.all != all);
    CHECK(y.number.get() == &y.all->number);
    CHECK(y.name.get() == &y.all->names[1]);
    CHECK(y.owned.get() == y.all->owned.get());
    CHECK(y.anything.get() == &y.all->number);
    CHECK(y.weak.lock() == y.number);
    CHECK(y.all.use_count() == 5);

    aliases lost{};
    lost.anything = all;
    CHECK_THROWS_AS(deep_copy(lost), cairn::copy_error);
    static int outside = 0;
    aliases foreign{};
    foreign.all = all;
    foreign.number = std::shared_ptr<int>(all, &outside);
    CHECK_THROWS_AS(deep_copy(foreign), cairn::copy_error);
}

class selfish : public std::enable_shared_from_this<selfish> {
public:
    std::shared_ptr<selfish> other;
    friend auto cairn_fields(selfish& x) { return std::tie(x.other); }
};

TEST_CASE("deep_copy: copies know the shared_ptr that owns them") {
    auto a = std::make_shared<selfish>();
    a->other = a;
    const auto b = deep_copy(a);
    CHECK(b->shared_from_this() == b);
    CHECK(b->other == b);
    a->other.reset();
    b->other.reset();
}

// -- polymorphic classes -----------------------------------------------------------------------------------

struct shape {
    virtual ~shape() = default;
    [[nodiscard]] virtual int sides() const = 0;
};
struct tagged {
    virtual ~tagged() = default;
    ref tag;
};
class square : public tagged, public shape {
public:
    std::shared_ptr<shape> inner;
    [[nodiscard]] int sides() const override { return 4; }
    friend auto cairn_fields(square& x) { return std::tie(x.inner, x.tag); }
};
class circle final : public shape {
public:
    [[nodiscard]] int sides() const override { return 0; }
    friend auto cairn_fields(circle&) { return std::tie(); }
};
class unknown_shape : public shape {
    [[nodiscard]] int sides() const override { return -1; }
};

TEST_CASE("deep_copy: objects behind pointers to their bases") {
    cairn::register_copy<shape, square, circle>();
    auto s = std::make_shared<square>();
    s->inner = s;
    s->tag = std::make_shared<int>(1);
    const std::vector<std::shared_ptr<shape>> v{s, s, std::make_shared<circle>(), nullptr};
    const auto w = deep_copy(v);
    REQUIRE(w.size() == 4);
    CHECK(w[0]->sides() == 4);
    CHECK(w[0] == w[1]);
    CHECK(w[2]->sides() == 0);
    const auto t = std::dynamic_pointer_cast<square>(w[0]);
    CHECK(t->inner == t);
    CHECK(*t->tag == 1);
    CHECK(t->tag != s->tag);
    s->inner.reset();
    t->inner.reset();

    std::vector<std::unique_ptr<shape>> u;
    u.push_back(std::make_unique<circle>());
    u.push_back(std::make_unique<unknown_shape>());
    CHECK_THROWS_WITH(deep_copy(u), Catch::Contains("unknown_shape"));
    u.pop_back();
    CHECK(deep_copy(u)[0]->sides() == 0);
}

struct expression {
    virtual ~expression() = default;
    [[nodiscard]] virtual int value() const = 0;
    [[nodiscard]] virtual std::unique_ptr<expression> deep_copy(copy_memo&) const = 0;
};
struct literal : expression {
    int number = 0;
    [[nodiscard]] int value() const override { return number; }
    [[nodiscard]] std::unique_ptr<expression> deep_copy(copy_memo&) const override {
        return std::make_unique<literal>(*this);
    }
};
struct sum : expression {
    std::shared_ptr<expression> left, right;
    [[nodiscard]] int value() const override { return left->value() + right->value(); }
    [[nodiscard]] std::unique_ptr<expression> deep_copy(copy_memo& memo) const override {
        auto copy = std::make_unique<sum>();
        memo.later(copy->left, left);
        copy->right = memo.copy(right);
        return copy;
    }
};

TEST_CASE("deep_copy: a virtual hook needs no registration") {
    const auto one = std::make_shared<literal>();
    one->number = 1;
    auto s = std::make_shared<sum>();
    s->left = s->right = one;
    const std::shared_ptr<expression> e = s;
    const auto f = deep_copy(e);
    CHECK(f->value() == 2);
    const auto& g = dynamic_cast<const sum&>(*f);
    CHECK(g.left == g.right);
    CHECK(g.left != one);
}

TEST_CASE("deep_copy: contents of any are registered") {
    cairn::register_copy<std::any, int, ref, std::vector<std::any>>();
    const ref i = std::make_shared<int>(3);
    const std::any x = std::vector<std::any>{1, i, std::any(), i};
    const auto y = std::any_cast<std::vector<std::any>>(deep_copy(x));
    CHECK(std::any_cast<int>(y[0]) == 1);
    CHECK(std::any_cast<ref>(y[1]) == std::any_cast<ref>(y[3]));
    CHECK(std::any_cast<ref>(y[1]) != i);
    CHECK_FALSE(y[2].has_value());
    CHECK_THROWS_AS(deep_copy(std::any(1.5F)), cairn::copy_error);
    // As parts of what is constructed from parts.
    const std::pair<std::any, std::optional<std::any>> p(1, std::any(i));
    const auto q = deep_copy(p);
    CHECK(std::any_cast<int>(q.first) == 1);
    CHECK(*std::any_cast<ref>(*q.second) == 3);
    CHECK(std::any_cast<int>(std::get<0>(deep_copy(std::tuple<std::any>(p.first)))) == 1);
}

// -- hooks, the memo -----------------------------------------------------------------------------------------

class counted {
public:
    int copies = 0;
    ref shared;
    [[nodiscard]] counted deep_copy(copy_memo& memo) const {
        counted copy;
        copy.copies = copies + 1;
        copy.shared = memo.copy(shared);
        return copy;
    }
};

TEST_CASE("deep_copy: hooks share with the rest through the memo") {
    const ref i = std::make_shared<int>(1);
    std::pair<ref, std::vector<counted>> x(i, std::vector<counted>(2));
    for (counted& c : x.second)
        c.shared = i;
    const auto y = deep_copy(x);
    CHECK(y.second[0].copies == 1);
    CHECK(y.second[0].shared == y.second[1].shared);
    CHECK(y.first == y.second[0].shared);
    CHECK(y.first != i);
}

TEST_CASE("copy_memo: several copies share what their sources share") {
    const ref i = std::make_shared<int>(1);
    copy_memo memo;
    CHECK(memo.empty());
    const auto a = deep_copy(std::vector<ref>{i}, memo);
    const auto b = deep_copy(i, memo);
    CHECK(a[0] == b);
    CHECK(memo.size() == 1);
    CHECK(memo.memory_bytes() >= 24);
    copy_memo other = std::move(memo);
    CHECK(other.copy(i) == b);
    other.clear();
    CHECK(other.empty());
    CHECK(deep_copy(i, other) != b);
}

// -- shallow copies ----------------------------------------------------------------------------------------

TEST_CASE("shallow_copy: what x refers to is shared") {
    const std::vector<ref> v{std::make_shared<int>(1)};
    CHECK(cairn::shallow_copy(v) == v);
    CHECK(deep_copy(v) != v);
}

} // namespace
