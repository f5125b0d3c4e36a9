// SPDX-License-Identifier: BSL-1.0
// Depth and width that no stack could bear, cycles and who breaks them, objects that refer to themselves, and
// sources that stay as they were.

#include <cairn/copy.hpp>
#include <cairn/value.hpp>

#include "support/catch.hpp"
#include "support/instance_counter.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace {

using cairn::deep_copy;
using cairn::dismantle;

// Each destructor of a naive chain takes 50 bytes of stack and more; the stack has 8 MiB at most.
constexpr int deep = 300'000;

struct link {
    int value = 0;
    std::shared_ptr<link> next{};
};

std::shared_ptr<link> chain(int n) {
    std::shared_ptr<link> first;
    for (int i = 0; i != n; ++i)
        first = std::make_shared<link>(link{i, std::move(first)});
    return first;
}

TEST_CASE("validity: a deep list is copied, and its copy dies by itself") {
    auto source = chain(deep);
    {
        const auto copy = deep_copy(source);
        int n = 0;
        const link* from = source.get();
        for (const link* at = copy.get(); at != nullptr;
             at = at->next.get(), from = from->next.get()) {
            if (at->value != from->value || at == from) FAIL("not a copy");
            ++n;
        }
        CHECK(n == deep);
    }
    dismantle(source);
    CHECK(source == nullptr);
}

TEST_CASE("validity: a copy can die in another thread, and be copied there") {
    auto source = chain(1000);
    std::thread([copy = deep_copy(source)]() mutable {
        auto again = deep_copy(copy);
        copy.reset();
        CHECK(again->value == 999);
    }).join();
    CHECK(source->value == 999);
}

struct tree {
    int value = 0;
    std::unique_ptr<tree> left{}, right{};
};

TEST_CASE("validity: deep chains of owners that share with nobody") {
    auto root = std::make_unique<tree>();
    tree* at = root.get();
    for (int i = 1; i != deep; ++i) {
        auto& side = i % 2 == 0 ? at->left : at->right;
        side = std::make_unique<tree>();
        at = side.get();
        at->value = i;
    }
    auto copy = deep_copy(root);
    int n = 0;
    for (const tree* t = copy.get(); t != nullptr; t = t->left ? t->left.get() : t->right.get())
        n += t->value == n;
    CHECK(n == deep);
    dismantle(copy);
    dismantle(root);

    // Behind a shared_ptr that the copy has made, the chain dies by itself.
    auto owned = std::make_shared<tree>();
    at = owned.get();
    for (int i = 1; i != deep; ++i) {
        at->left = std::make_unique<tree>();
        at = at->left.get();
    }
    deep_copy(owned).reset();
    dismantle(owned);
}

struct nested {
    int value = 0;
    std::vector<nested> children{};
};
struct document {
    std::variant<int, std::vector<document>, std::map<int, document>> content;
};

TEST_CASE("validity: containers that contain themselves") {
    nested root;
    nested* at = &root;
    for (int i = 0; i != deep; ++i)
        at = &at->children.emplace_back(nested{i, {}});
    auto copy = deep_copy(root);
    int n = 0;
    for (const nested* c = &copy; !c->children.empty(); c = &c->children.front())
        ++n;
    CHECK(n == deep);
    dismantle(root);
    dismantle(copy);
    CHECK(copy.children.empty());

    document d{std::vector<document>{{1}, {std::map<int, document>{{2, {3}}}}}};
    const document e = deep_copy(d);
    const auto& list = std::get<1>(e.content);
    CHECK(std::get<0>(list[0].content) == 1);
    CHECK(std::get<0>(std::get<2>(list[1].content).at(2).content) == 3);
}

TEST_CASE("validity: deep chains of indirect") {
    struct cell {
        int value = 0;
        std::optional<cairn::indirect<cell>> next{};
    };
    cell root;
    cell* at = &root;
    for (int i = 0; i != deep / 10; ++i) {
        at->next.emplace(std::in_place, cell{i, {}});
        at = &**at->next;
    }
    cell copy = deep_copy(root);
    int n = 0;
    for (const cell* c = &copy; c->next; c = &**c->next)
        ++n;
    CHECK(n == deep / 10);
    dismantle(copy);
    dismantle(root);
}

TEST_CASE("validity: wide fans") {
    struct hub {
        std::vector<std::shared_ptr<link>> rays;
    };
    const auto source = std::make_shared<hub>();
    for (int i = 0; i != deep; ++i)
        source->rays.push_back(std::make_shared<link>(link{i, nullptr}));
    source->rays.push_back(source->rays[0]);
    auto copy = deep_copy(source);
    CHECK(copy->rays.size() == deep + 1);
    CHECK(copy->rays.front() == copy->rays.back());
    CHECK(copy->rays[7]->value == 7);
    copy.reset();
}

// -- cycles ------------------------------------------------------------------------------------------------

using element = support::counted<struct validity_tag>;

} // namespace

template <>
inline constexpr bool cairn::enable_deep_by_value<element> = true;

namespace {

struct ring {
    element value{};
    std::shared_ptr<ring> next{};
    std::vector<std::shared_ptr<ring>> others{};
    std::set<std::shared_ptr<ring>> known{};
};

TEST_CASE("validity: a copy of a cycle is a cycle, and dismantle ends both") {
    const auto before = support::live_objects();
    {
        std::vector<std::shared_ptr<ring>> all;
        for (int i = 0; i != 50; ++i)
            all.push_back(std::make_shared<ring>());
        for (std::size_t i = 0; i != all.size(); ++i) {
            all[i]->next = all[(i + 1) % all.size()];
            all[i]->others = {all[i], all[(i * 7) % all.size()]};
            all[i]->known = {all[i], all[(i * 3) % all.size()]};
        }
        auto copy = deep_copy(all[0]);
        const ring* at = copy.get();
        for (int i = 0; i != 50; ++i) {
            CHECK(at->others[0].get() == at);
            CHECK(at->known.count(at->others[0]) == 1);
            at = at->next.get();
        }
        CHECK(at == copy.get());
        dismantle(copy);
        dismantle(all[0]);
    }
    CHECK(support::live_objects() == before);
}

TEST_CASE("validity: what dismantle empties, others see") {
    const auto shared = chain(3);
    auto x = std::make_pair(shared, 1);
    dismantle(x);
    CHECK(x.first == nullptr);
    CHECK(shared->next == nullptr);
    CHECK(shared->value == 2);
}

TEST_CASE("validity: an object that owns itself alone through a container") {
    struct self {
        std::vector<std::shared_ptr<self>> me;
    };
    auto a = std::make_shared<self>();
    a->me.push_back(a);
    auto b = deep_copy(*a); // the object itself is new; what it holds is copied
    REQUIRE(b.me.size() == 1);
    CHECK(b.me[0] != a);
    CHECK(b.me[0]->me[0] == b.me[0]);
    dismantle(a);
    dismantle(b);
}

TEST_CASE("validity: value handles") {
    struct chained {
        int value;
        std::optional<cairn::indirect<chained>> next;
    };
    chained x{1, cairn::indirect<chained>(std::in_place, chained{2, std::nullopt})};
    auto y = deep_copy(x);
    CHECK((*y.next)->value == 2);
    CHECK(&**y.next != &**x.next);

    const cairn::cow<std::string> text("abc");
    CHECK(is(deep_copy(text), text)); // nobody can tell
    const cairn::cow<std::vector<std::shared_ptr<int>>> refs(std::in_place, 1,
                                                             std::make_shared<int>(1));
    const std::pair both(refs, refs);
    const auto copies = deep_copy(both);
    CHECK((*copies.first)[0] != (*refs)[0]);
    CHECK(is(copies.first, copies.second));

    using row = cairn::shared<std::vector<int>>;
    const std::vector<row> rows(2, row(std::vector<int>{1, 2}));
    const auto copied = deep_copy(rows);
    CHECK(is(copied[0], copied[1]));
    CHECK_FALSE(is(copied[0], rows[0]));
    CHECK(is(cairn::shallow_copy(rows)[0], rows[0]));
}

} // namespace
