// SPDX-License-Identifier: BSL-1.0
// Random operations on handles beside a model that says which of them share, and what each one holds.

#include <cairn/value.hpp>

#include "support/catch.hpp"
#include "support/instance_counter.hpp"
#include "support/misuse.hpp"
#include "support/random.hpp"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace {

using counted = support::counted<>;
constexpr std::size_t handles = 12;

/// One handle as the model sees it: what it holds, and with whom.
struct entry {
    int value;
    int group;
};
using model = std::vector<std::optional<entry>>;

long long owners(const model& all, const entry& of) {
    long long n = 0;
    for (const auto& each : all)
        n += each && each->group == of.group;
    return n;
}

TEST_CASE("cow: shares and values are those of the model") {
    support::generator random(1);
    {
        std::vector<cairn::cow<counted>> all(handles);
        model expected;
        int groups = 0;
        for (std::size_t i = 0; i != handles; ++i)
            expected.push_back(entry{0, groups++});
        for (int step = 0; step != 6000; ++step) {
            const std::size_t i = random.below(handles), j = random.below(handles);
            const int value = step;
            switch (random.below(7)) {
            case 0:
                all[i] = all[j];
                expected[i] = expected[j];
                break;
            case 1:
                all[i] = std::move(all[j]);
                if (i != j) expected[i] = std::exchange(expected[j], std::nullopt);
                break;
            case 2:
                swap(all[i], all[j]);
                std::swap(expected[i], expected[j]);
                break;
            case 3:
                if (!expected[i]) break;
                all[i].write() = counted(value);
                expected[i] = entry{value, owners(expected, *expected[i]) == 1 ? expected[i]->group
                                                                               : groups++};
                break;
            case 4:
                if (!expected[i]) break;
                all[i].update([value](counted& x) { x = counted(value); });
                expected[i] = entry{value, groups++};
                break;
            case 5:
                all[i] = counted(value);
                expected[i] = entry{value, groups++};
                break;
            default:
                all[i] = cairn::cow<counted>(std::in_place, value);
                expected[i] = entry{value, groups++};
            }
            const auto& one = all[i];
            const auto& other = all[j];
            REQUIRE(one.valueless_after_move() == !expected[i]);
            if (!expected[i]) continue;
            REQUIRE(one->value() == expected[i]->value);
            REQUIRE(static_cast<long long>(one.use_count()) == owners(expected, *expected[i]));
            REQUIRE(is(one, other) == (expected[j] && expected[i]->group == expected[j]->group));
            REQUIRE((one == other) == (expected[j] && expected[i]->value == expected[j]->value));
        }
    }
    CHECK(support::live_objects() == 0);
    CHECK(support::misuses() == "");
}

struct base {
    counted value;
    explicit base(int n) : value(n) {}
    base(const base&) = default;
    virtual ~base() = default;
    [[nodiscard]] virtual int kind() const { return 0; }
};
template <int Kind>
struct derived : base {
    std::vector<counted> more;
    explicit derived(int n) : base(n), more(Kind, counted(n)) {}
    [[nodiscard]] int kind() const override { return static_cast<int>(more.size()); }
};

TEST_CASE("indirect and polymorphic: values are those of the model, and never shared") {
    support::generator random(2);
    {
        std::vector<cairn::polymorphic<base>> all(handles, cairn::polymorphic<base>(base(0)));
        std::vector<cairn::indirect<counted>> flat(handles);
        model expected(handles, entry{0, 0}); // the group is the kind
        for (int step = 0; step != 4000; ++step) {
            const std::size_t i = random.below(handles), j = random.below(handles);
            switch (random.below(5)) {
            case 0:
                all[i] = all[j];
                flat[i] = flat[j];
                expected[i] = expected[j];
                break;
            case 1:
                all[i] = std::move(all[j]);
                flat[i] = std::move(flat[j]);
                if (i != j) expected[i] = std::exchange(expected[j], std::nullopt);
                break;
            case 2:
                swap(all[i], all[j]);
                flat[i].swap(flat[j]);
                std::swap(expected[i], expected[j]);
                break;
            case 3:
                if (!expected[i]) break;
                all[i]->value = counted(step);
                *flat[i] = counted(step);
                expected[i]->value = step;
                break;
            default:
                flat[i] = step;
                if (step % 2 == 0) {
                    all[i] = cairn::polymorphic<base>(std::in_place_type<derived<2>>, step);
                } else {
                    all[i] = cairn::polymorphic<base>(derived<5>(step));
                }
                expected[i] = entry{step, step % 2 == 0 ? 2 : 5};
            }
            REQUIRE(all[i].valueless_after_move() == !expected[i]);
            REQUIRE(flat[i].valueless_after_move() == !expected[i]);
            if (!expected[i]) continue;
            REQUIRE(all[i]->value.value() == expected[i]->value);
            REQUIRE(all[i]->kind() == expected[i]->group);
            REQUIRE(flat[i]->value() == expected[i]->value);
        }
    }
    CHECK(support::live_objects() == 0);
    CHECK(support::misuses() == "");
}

} // namespace
