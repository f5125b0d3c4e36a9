// SPDX-License-Identifier: BSL-1.0
// What CPython's Lib/test/test_copy.py tests of copy.copy, copy.deepcopy and copy.replace, in C++: each test here
// says which ones it stands for. A Python object is a shared<T>, so `is` means what it means there.
//
// The others, and why they have no meaning here:
//   copy_cant, deepcopy_cant, unsupported   what cannot be copied or replaced does not compile: tests/compile_fail
//   *_reduce, *_reduce_ex, reduce_*tuple*,  the pickling protocol, by which an object tells how to make it anew from
//   reconstruct_*, *_getinitargs,           parts; in C++ the parts are its members (inst_*, *_subclass below), and
//   *_getnewargs*, *_getstate, *_setstate   a class that wants another way has a hook (copy_copy, deepcopy_deepcopy)
//   deepcopy_issubclass                     classes are no objects
//   replace_method                          a class with invariants has a function of its own to change it
//   __all__                                 a header exports what it declares
// Where Python answers with the same object, because nobody can change it (numbers, strings, tuples of such), C++
// has an equal value: its identity is not part of what it means.

#include <cairn/copy.hpp>
#include <cairn/value.hpp>

#include "support/catch.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace {

template <class T>
using list = cairn::shared<std::vector<T>>;
template <class V>
using dictionary = cairn::shared<std::map<std::string, V>>;

int global_function(int x, int y) { return x + y; }

// -- copy() ------------------------------------------------------------------------------------------

TEST_CASE("copy python: values (exceptions, copy_basic, copy_atomic, copy_function)") {
    static_assert(std::is_base_of_v<std::exception, cairn::copy_error>);
    CHECK(cairn::shallow_copy(42) == 42);
    CHECK(cairn::shallow_copy(3.14) == 3.14);
    CHECK(cairn::shallow_copy(true));
    CHECK(cairn::shallow_copy(std::string("hello")) == "hello");
    CHECK(cairn::shallow_copy(nullptr) == nullptr);
    CHECK(cairn::shallow_copy(std::monostate()) == std::monostate());
    CHECK(cairn::shallow_copy(&global_function) == &global_function);
    CHECK(cairn::shallow_copy(std::function<int(int, int)>(global_function))(1, 2) == 3);
}

/// Has no copy constructor that others may call, and says itself what a copy of it is.
class hooked {
public:
    explicit hooked(int foo) : foo_(foo) {}
    [[nodiscard]] int foo() const { return foo_; }
    [[nodiscard]] hooked shallow_copy() const { return hooked(foo_ + 1000); }
    [[nodiscard]] hooked deep_copy(cairn::copy_memo&) const { return hooked(foo_ + 2000); }

private:
    int foo_;
};

struct foreign {
    int foo;
};
foreign shallow_copy_hook(const foreign& x) { return {x.foo + 1000}; }
foreign deep_copy_hook(const foreign& x, cairn::copy_memo&) { return {x.foo + 2000}; }

TEST_CASE("copy python: hooks (copy_copy, copy_registry, deepcopy_deepcopy, deepcopy_registry)") {
    CHECK(cairn::shallow_copy(hooked(42)).foo() == 1042);
    CHECK(cairn::deep_copy(hooked(42)).foo() == 2042);
    // What copyreg.pickle does: said beside a class that one may not change.
    CHECK(cairn::shallow_copy(foreign{42}).foo == 1042);
    CHECK(cairn::deep_copy(foreign{42}).foo == 2042);
    // Also within what is copied by itself.
    const list<hooked> x{hooked(1), hooked(2)};
    CHECK(cairn::deep_copy(x)[1].foo() == 2002);
    CHECK(cairn::shallow_copy(x)[1].foo() == 2);
}

template <class T>
void is_new(const cairn::shared<T>& x) {
    const auto y = cairn::shallow_copy(x);
    CHECK((y == x));
    CHECK_FALSE(is(y, x));
}

TEST_CASE(
    "copy python: containers (copy_list, copy_dict, copy_set, copy_frozenset, copy_frozendict, "
    "copy_bytearray)") {
    is_new(list<int>{1, 2, 3});
    is_new(list<int>());
    is_new(dictionary<int>{{"foo", 1}, {"bar", 2}});
    is_new(dictionary<int>());
    is_new(cairn::shared<std::set<int>>{1, 2, 3});
    is_new(cairn::shared<std::set<int>>());
    is_new(list<std::uint8_t>{'a', 'b', 'c'});
    is_new(list<std::uint8_t>());
    const cairn::shared<const std::set<int>> frozen{1, 2, 3};
    CHECK(is(frozen, cairn::shared<const std::set<int>>(frozen)));
}

TEST_CASE("copy python: tuples (copy_tuple, copy_tuple_subclass)") {
    CHECK(cairn::shallow_copy(std::tuple(1, 2, 3)) == std::tuple(1, 2, 3));
    CHECK(cairn::shallow_copy(std::tuple()) == std::tuple());
    const std::tuple x(1, 2, 3, list<int>());
    CHECK(is(std::get<3>(cairn::shallow_copy(x)), std::get<3>(x)));
}

// -- deepcopy() --------------------------------------------------------------------------------------

TEST_CASE("copy python: deep values (deepcopy_basic, deepcopy_atomic, deepcopy_function, "
          "deepcopy_empty_tuple, deepcopy_tuple_of_immutables)") {
    CHECK(cairn::deep_copy(42) == 42);
    CHECK(cairn::deep_copy(3.14) == 3.14);
    CHECK(cairn::deep_copy(std::string("hello")) == "hello");
    CHECK(cairn::deep_copy(nullptr) == nullptr);
    CHECK(cairn::deep_copy(&global_function) == &global_function);
    CHECK(cairn::deep_copy(std::function<int(int, int)>(global_function))(1, 2) == 3);
    CHECK(cairn::deep_copy(std::tuple()) == std::tuple());
    const std::tuple x(std::tuple(1, 2), 3);
    CHECK(cairn::deep_copy(x) == x);
}

TEST_CASE("copy python: repetitions (deepcopy_memo)") {
    const list<int> item;
    const list<list<int>> x{item, item};
    const auto y = cairn::deep_copy(x);
    CHECK((y == x));
    CHECK_FALSE(is(y, x));
    CHECK_FALSE(is(y[0], x[0]));
    CHECK(is(y[0], y[1]));
}

TEST_CASE("copy python: lists, tuples, dictionaries (deepcopy_list, deepcopy_tuple, deepcopy_dict, "
          "deepcopy_frozendict)") {
    const list<list<int>> x{{1, 2}, {3}};
    const auto y = cairn::deep_copy(x);
    CHECK((y == x));
    CHECK_FALSE(is(x, y));
    CHECK_FALSE(is(x[0], y[0]));

    const std::tuple t(list<int>{1, 2}, 3);
    const auto u = cairn::deep_copy(t);
    CHECK((u == t));
    CHECK_FALSE(is(std::get<0>(t), std::get<0>(u)));

    const dictionary<std::variant<int, list<int>>> d{{"foo", list<int>{1, 2}}, {"bar", 3}};
    const auto e = cairn::deep_copy(d);
    CHECK((e == d));
    CHECK_FALSE(is(d, e));
    CHECK_FALSE(is(std::get<1>(d["foo"]), std::get<1>(e["foo"])));
}

/// An object whose members lead back to it.
struct reflexive {
    std::vector<cairn::shared<reflexive>> items;
    std::map<std::string, cairn::shared<reflexive>> named;
    std::optional<std::tuple<cairn::shared<reflexive>, int>> pair;
};

TEST_CASE(
    "copy python: circles (deepcopy_reflexive_list, _tuple, _dict, _inst, reconstruct_reflexive)") {
    using object = cairn::shared<reflexive>;
    object x;
    x->items.push_back(x);
    x->named.emplace("foo", x);
    x->pair.emplace(x, 5);
    auto y = cairn::deep_copy(x);
    CHECK_FALSE(is(y, x));
    CHECK(y->items.size() == 1);
    CHECK(is(y->items[0], y));
    CHECK(y->named.size() == 1);
    CHECK(is(y->named.at("foo"), y));
    CHECK(is(std::get<0>(*y->pair), y));
    CHECK(x.use_count() == 4);
    CHECK(y.use_count() == 4);
    const cairn::weak<reflexive> was_x = x, was_y = y;
    cairn::dismantle(x);
    cairn::dismantle(y);
    CHECK(was_x.expired());
    CHECK(was_y.expired());

    // x = ([],); x[0].append(x): the circle passes through a tuple, which is a value here
    struct holder {
        std::vector<std::shared_ptr<std::tuple<std::shared_ptr<holder>>>> items;
    };
    auto inner = std::make_shared<holder>();
    auto pair = std::make_shared<std::tuple<std::shared_ptr<holder>>>(inner);
    inner->items.push_back(pair);
    auto copy = cairn::deep_copy(pair);
    CHECK(copy != pair);
    CHECK(std::get<0>(*copy) != inner);
    CHECK(std::get<0>(*copy)->items.at(0) == copy);
    cairn::dismantle(pair);
    cairn::dismantle(inner);
    cairn::dismantle(copy);
}

TEST_CASE("copy python: the memo (deepcopy_keepalive, deepcopy_dont_memo_immutable)") {
    cairn::copy_memo memo;
    const list<int> x{1, 2, 3, 4};
    std::optional<list<int>> y = cairn::deep_copy(x, memo);
    CHECK((*y == x));
    CHECK(memo.size() == 1); // the list, and none of its numbers
    CHECK(is(cairn::deep_copy(x, memo), *y));
    // Python keeps the source alive, so that no other object gets its address; a memo keeps the copy.
    const cairn::weak<std::vector<int>> copy = *y;
    y.reset();
    CHECK_FALSE(copy.expired());
    memo.clear();
    CHECK(copy.expired());
    CHECK(memo.empty());

    const std::vector<std::pair<int, int>> values{{1, 2}};
    CHECK(cairn::deep_copy(values, memo) == values);
    CHECK(memo.empty());
}

// -- instances: members, and containers with more members ---------------------------------------------------

/// Any class without anything said about it (copy_slots too: what has no __dict__).
struct instance {
    list<int> foo;
    friend bool operator==(const instance&, const instance&) = default;
};

TEST_CASE("copy python: instances (copy_inst_vanilla, copy_slots, deepcopy_inst_vanilla, "
          "deepcopy_slots)") {
    const cairn::shared<instance> x(instance{{42}});
    const auto y = cairn::shallow_copy(x);
    CHECK((y == x));
    CHECK_FALSE(is(y, x));
    CHECK(is(y->foo, x->foo));
    const auto z = cairn::deep_copy(x);
    CHECK((z == x));
    CHECK_FALSE(is(z, x));
    CHECK_FALSE(is(z->foo, x->foo));
}

/// Copies its member with the memo that it is given.
class delegating {
public:
    explicit delegating(list<int> foo) : foo_(std::move(foo)) {}
    [[nodiscard]] const list<int>& foo() const { return foo_; }
    [[nodiscard]] delegating deep_copy(cairn::copy_memo& memo) const {
        return delegating(cairn::deep_copy(foo_, memo));
    }

private:
    list<int> foo_;
};

TEST_CASE("copy python: a hook copies its members (copy_inst_copy, deepcopy_inst_deepcopy)") {
    const list<int> foo{42};
    const std::pair x(delegating(foo), foo);
    const auto y = cairn::deep_copy(x);
    CHECK((y.first.foo() == foo));
    CHECK_FALSE(is(y.first.foo(), foo));
    CHECK(is(y.first.foo(), y.second)); // by one memo: still one list
}

/// A list with an attribute, whose members are its own business.
class titled {
public:
    titled() = default;
    titled(std::vector<list<int>> rows, list<int> foo)
        : rows_(std::move(rows)), foo_(std::move(foo)) {}
    [[nodiscard]] const std::vector<list<int>>& rows() const { return rows_; }
    [[nodiscard]] const list<int>& foo() const { return foo_; }
    friend auto cairn_fields(titled& x) { return std::tie(x.rows_, x.foo_); }

private:
    std::vector<list<int>> rows_;
    list<int> foo_;
};

TEST_CASE("copy python: more than a container (copy_list_subclass, deepcopy_list_subclass, "
          "deepcopy_dict_subclass, deepcopy_tuple_subclass)") {
    const titled x({{1, 2}, {3}}, {4, 5});
    const titled y = cairn::shallow_copy(x);
    CHECK(is(x.rows()[0], y.rows()[0]));
    CHECK(is(x.foo(), y.foo()));
    const titled z = cairn::deep_copy(x);
    CHECK((x.rows() == z.rows()));
    CHECK((x.foo() == z.foo()));
    CHECK_FALSE(is(x.rows()[0], z.rows()[0]));
    CHECK_FALSE(is(x.foo(), z.foo()));
    // What is added to one is not in the other.
    x.foo()->push_back(6);
    CHECK(z.foo().size() == 2);
}

struct evil {
    evil() = default;
    evil(const evil&) { throw std::invalid_argument("ain't got no copy"); }
    evil& operator=(const evil&) = default;
    ~evil() = default;
};

TEST_CASE("copy python: what a class throws comes through (getstate_exc)") {
    const evil x;
    CHECK_THROWS_AS(cairn::shallow_copy(x), std::invalid_argument);
}

// -- weak references -------------------------------------------------------------------------------------

TEST_CASE("copy python: weak references (copy_weakref, deepcopy_weakref)") {
    std::optional<cairn::shared<int>> object = 5;
    const cairn::weak<int> x = *object;
    const auto y = cairn::shallow_copy(x);
    const auto z = cairn::deep_copy(x);
    CHECK(is(*y.lock(), *object));
    CHECK(is(*z.lock(), *object)); // nothing that was copied holds the object
    object.reset();
    CHECK(cairn::shallow_copy(x).expired());
    CHECK(cairn::deep_copy(x).expired());
    CHECK(z.expired());
}

struct counted_key {
    int i;
};
using strong = std::shared_ptr<counted_key>;
using observer = std::weak_ptr<counted_key>;

TEST_CASE("copy python: weak keys (copy_weakkeydict, deepcopy_weakkeydict)") {
    const auto made = [](int i) { return std::make_shared<counted_key>(counted_key{i}); };
    const strong a = made(1), b = made(2);
    std::map<observer, strong, std::owner_less<>> u;
    u[a] = b;
    u[made(3)] = made(4); // its key is gone already
    auto v = cairn::shallow_copy(u);
    CHECK(v.at(a) == b);
    v[b] = a;
    CHECK(u.size() == 2);
    const auto w = cairn::deep_copy(u);
    CHECK(w.size() == 2);
    CHECK(w.at(a) != b); // keys are not copied, values are
    CHECK(w.at(a)->i == b->i);
}

TEST_CASE("copy python: weak values (copy_weakvaluedict, deepcopy_weakvaluedict)") {
    const auto made = [](int i) { return std::make_shared<counted_key>(counted_key{i}); };
    const strong a = made(1), b = made(2);
    std::map<strong, observer> u{{a, b}};
    CHECK(cairn::shallow_copy(u).at(a).lock() == b);
    const auto v = cairn::deep_copy(u);
    REQUIRE(v.size() == 1);
    CHECK(v.begin()->first != a); // keys are copied, values are not
    CHECK(v.begin()->first->i == a->i);
    CHECK(v.begin()->second.lock() == b);
}

// -- methods ----------------------------------------------------------------------------------------------

struct bound {
    int called = 0;
    std::weak_ptr<bound> self; // f.b = f.m: an object and one of its functions
    void (bound::*method)() = nullptr;

    void m() { ++called; }
};

TEST_CASE("copy python: bound methods (deepcopy_bound_method)") {
    const auto f = std::make_shared<bound>();
    f->self = f;
    f->method = &bound::m;
    const auto g = cairn::deep_copy(f);
    CHECK(g->method == f->method);
    CHECK(g->self.lock() == g);
    ((*g->self.lock()).*(g->method))();
    CHECK(g->called == 1);
    CHECK(f->called == 0);
}

// -- replace() --------------------------------------------------------------------------------------------

struct point {
    int x;
    int y = 0;
    friend bool operator==(const point&, const point&) = default;
};

TEST_CASE("copy python: replace (namedtuple, dataclass)") {
    using cairn::with;
    const point p{11, 22};
    CHECK((cairn::replace(p) == p));
    CHECK((cairn::replace(p, with<&point::x>(1)) == point{1, 22}));
    CHECK((cairn::replace(p, with<&point::y>(2)) == point{11, 2}));
    CHECK((cairn::replace(p, with<&point::x>(1), with<&point::y>(2)) == point{1, 2}));
    CHECK((cairn::replace<&point::x>(p, 1) == point{1, 22}));
    static_assert(cairn::replace(point{1, 2}, with<&point::y>(5)) == point{1, 5});
}

} // namespace
