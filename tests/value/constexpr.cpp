// SPDX-License-Identifier: BSL-1.0
// indirect, polymorphic and cow at compile time: the same functions run as constant expressions and at run
// time. std::shared_ptr has no constant evaluation in C++20, so shared has none.

#include <cairn/value.hpp>

#include "support/catch.hpp"

#include <compare>
#include <utility>

namespace {

/// Owns memory, so that the constant evaluator sees every leak and double release.
class owner {
public:
    constexpr owner(int value) : value_(new int(value)) {}
    constexpr owner(const owner& other) : value_(new int(*other.value_)) {}
    constexpr owner& operator=(const owner& other) {
        *value_ = *other.value_;
        return *this;
    }
    constexpr ~owner() { delete value_; }
    friend constexpr bool operator==(const owner& a, const owner& b) {
        return *a.value_ == *b.value_;
    }
    friend constexpr std::strong_ordering operator<=>(const owner& a, const owner& b) {
        return *a.value_ <=> *b.value_;
    }

private:
    int* value_;
};

// Each function returns 0, or the number of the step that went wrong.

constexpr int with_indirect() {
    cairn::indirect<owner> a(3), b = a;
    *b = 4;
    if (*a != owner(3) || !(a < b) || b != owner(4)) return 1;
    a = b;
    if (a != b) return 2;
    cairn::indirect<owner> c = std::move(a);
    if (!a.valueless_after_move() || c.valueless_after_move() || !(a < c)) return 3;
    a = std::move(c);
    c = owner(7);
    swap(a, c);
    return a == owner(7) && c == owner(4) ? 0 : 4;
}

struct shape {
    shape() = default;
    shape(const shape&) = default;
    constexpr virtual ~shape() = default;
    constexpr virtual int sides() const { return 0; }
};
struct polygon : shape {
    owner kept;
    int n;
    constexpr explicit polygon(int sides) : kept(sides), n(sides) {}
    constexpr polygon(const polygon& other) : shape(other), kept(other.kept), n(other.n) {}
    constexpr ~polygon() override {} // NOLINT: g++ 12 takes no defaulted one here
    constexpr int sides() const override { return n; }
};

constexpr int with_polymorphic() {
    cairn::polymorphic<shape> none;
    if (none->sides() != 0) return 1;
    cairn::polymorphic<shape> a(std::in_place_type<polygon>, 3), b(a);
    if (a->sides() != 3 || b->sides() != 3) return 2;
    b = cairn::polymorphic<shape>(polygon(5));
    swap(a, b);
    none = a;
    if (none->sides() != 5 || b->sides() != 3) return 3;
    b = std::move(a);
    return a.valueless_after_move() && b->sides() == 5 ? 0 : 4;
}

constexpr int with_cow() {
    cairn::cow<owner> a(3), b = a;
    if (!is(a, b) || a.use_count() != 2 || a.unique()) return 1;
    b.write() = owner(4);
    if (is(a, b) || *a != owner(3) || *b != owner(4) || !(a < b)) return 2;
    cairn::cow<owner> c = b;
    c.update([](owner& value) { value = owner(9); });
    c.update([](owner& value) { value = owner(10); });
    if (*b != owner(4) || *c != owner(10)) return 3;
    b = std::move(c);
    if (!c.valueless_after_move() || c.use_count() != 0) return 4;
    c = owner(1);
    swap(c, b);
    return b == owner(1) && c == owner(10) ? 0 : 5;
}

TEST_CASE("value: constant evaluation") {
    static_assert(with_indirect() == 0);
    static_assert(with_polymorphic() == 0);
    static_assert(with_cow() == 0);
    CHECK(with_indirect() == 0);
    CHECK(with_polymorphic() == 0);
    CHECK(with_cow() == 0);
}

} // namespace
