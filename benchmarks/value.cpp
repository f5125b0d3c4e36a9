// SPDX-License-Identifier: BSL-1.0
// benchmarks/value.cpp -- handles whose copies are values, against what one writes by hand instead.
//
// copy         a vector of n handles is copied and dropped; per handle
// visit        each value of such a vector is asked for a number, through the handle; per handle
// sort         a vector of handles is sorted by value; per handle
// snapshot     a document is copied and the copy dropped, nobody writes; per copy
// edit         a document that nobody shares is written to through the handle; per write
// undo         a snapshot, and then a write to what it shares; per step, which copies n numbers
//
// shape is a class with virtual functions and two derived classes; record has 64 bytes; document is a vector
// of n numbers. unique_ptr is a std::unique_ptr with a copy constructor written by hand, which calls a virtual
// clone() for shapes; shared_ptr is a std::shared_ptr to const that is replaced when somebody writes and others
// share; value is the document itself.

#include "support/data.hpp"
#include "support/elements.hpp"
#include "support/harness.hpp"
#include "support/main.hpp"

#include <cairn/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

namespace {

// -- values ----------------------------------------------------------------------------------------

class shape {
public:
    shape() = default;
    virtual ~shape() = default;
    virtual std::uint64_t weigh() const = 0;
    virtual std::unique_ptr<shape> clone() const = 0;

protected:
    shape(const shape&) = default;
};

class square final : public shape {
public:
    explicit square(std::uint64_t side) : side_(side) {}
    std::uint64_t weigh() const override { return side_ * side_; }
    std::unique_ptr<shape> clone() const override { return std::make_unique<square>(*this); }

private:
    std::uint64_t side_;
};

class box final : public shape {
public:
    explicit box(std::uint64_t side) : sides_{side, side + 1, side + 2} {}
    std::uint64_t weigh() const override { return sides_[0] + sides_[1] + sides_[2]; }
    std::unique_ptr<shape> clone() const override { return std::make_unique<box>(*this); }

private:
    std::uint64_t sides_[3];
};

struct shapes {
    using type = shape;
    static constexpr std::string_view name = "shape";
    template <class H>
    static H make(std::uint64_t i) {
        if (random::mix(i) % 2 == 0) return H(std::in_place_type<square>, i);
        return H(std::in_place_type<box>, i);
    }
    static std::uint64_t weigh(const shape& value) { return value.weigh(); }
};

struct records {
    using type = record;
    static constexpr std::string_view name = "record";
    template <class H>
    static H make(std::uint64_t i) {
        return H(std::in_place_type<record>, element<record>::scattered(i));
    }
    static std::uint64_t weigh(const record& value) { return value.words[0]; }
};

// -- handles of one owner ----------------------------------------------------------------------------

/// What is written by hand in every second code base.
template <class T>
class cloning_pointer {
public:
    template <class U, class... Args>
    explicit cloning_pointer(std::in_place_type_t<U>, Args&&... args)
        : value_(std::make_unique<U>(std::forward<Args>(args)...)) {}
    cloning_pointer(const cloning_pointer& other) : value_(copy_of(*other.value_)) {}
    cloning_pointer(cloning_pointer&&) noexcept = default;
    cloning_pointer& operator=(const cloning_pointer& other) {
        value_ = copy_of(*other.value_);
        return *this;
    }
    cloning_pointer& operator=(cloning_pointer&&) noexcept = default;
    ~cloning_pointer() = default;

    T& operator*() { return *value_; }
    const T& operator*() const { return *value_; }

private:
    static std::unique_ptr<T> copy_of(const T& value) {
        if constexpr (requires { value.clone(); }) {
            return value.clone();
        } else {
            return std::make_unique<T>(value);
        }
    }

    std::unique_ptr<T> value_;
};

/// indirect, with the constructor that the others have.
template <class T>
class indirect_value : public cairn::indirect<T> {
public:
    template <class... Args>
    explicit indirect_value(std::in_place_type_t<T>, Args&&... args)
        : cairn::indirect<T>(std::in_place, std::forward<Args>(args)...) {}
};

template <class Values, class H>
[[gnu::noinline]] std::uint64_t copy_loop(const std::vector<H>& all) {
    const std::vector<H> copy(all);
    return Values::weigh(*copy.front()) + Values::weigh(*copy.back());
}

template <class Values, class H>
[[gnu::noinline]] std::uint64_t visit_loop(const std::vector<H>& all) {
    std::uint64_t sum = 0;
    for (const H& each : all)
        sum += Values::weigh(*each);
    return sum;
}

template <class Values, class H>
[[gnu::noinline]] std::uint64_t sort_loop(std::vector<H>& all) {
    std::sort(all.begin(), all.end(),
              [](const H& a, const H& b) { return Values::weigh(*a) < Values::weigh(*b); });
    return Values::weigh(*all[all.size() / 2]);
}

template <class Values, class H>
std::vector<H> filled(std::size_t n) {
    std::vector<H> all;
    all.reserve(n);
    for (std::size_t i = 0; i != n; ++i)
        all.push_back(Values::template make<H>(i));
    return all;
}

template <class Values, class H>
void register_owner(std::string_view contestant, std::size_t n) {
    const auto id = [=](std::string_view workload) {
        return name{workload, Values::name, contestant, n};
    };
    add(id("copy"), [n](benchmark::State& state) {
        const auto all = filled<Values, H>(n);
        measure(state, n, [] {}, [&] { return copy_loop<Values>(all); });
    });
    add(id("visit"), [n](benchmark::State& state) {
        const auto all = filled<Values, H>(n);
        measure(state, n, [] {}, [&] { return visit_loop<Values>(all); });
    });
    add(id("sort"), [n](benchmark::State& state) {
        const auto origin = filled<Values, H>(n);
        auto all = origin;
        measure(state, n, [&] { all = origin; }, [&] { return sort_loop<Values>(all); });
    });
}

// -- documents -------------------------------------------------------------------------------------

using document = std::vector<std::uint64_t>;

struct cow_document {
    static constexpr std::string_view name = "cairn";
    cairn::cow<document> value;
    explicit cow_document(std::size_t n) : value(std::in_place, n) {}
    const document& read() const { return *value; }
    document& write() { return value.write(); }
};

struct pointer_document {
    static constexpr std::string_view name = "shared_ptr";
    std::shared_ptr<const document> value;
    explicit pointer_document(std::size_t n) : value(std::make_shared<document>(n)) {}
    const document& read() const { return *value; }
    document& write() {
        if (value.use_count() != 1) value = std::make_shared<document>(*value);
        return const_cast<document&>(*value);
    }
};

struct plain_document {
    static constexpr std::string_view name = "value";
    document value;
    explicit plain_document(std::size_t n) : value(n) {}
    const document& read() const { return value; }
    document& write() { return value; }
};

constexpr std::size_t steps = 1024;

template <class D>
[[gnu::noinline]] std::uint64_t snapshot_loop(const D& now) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i != steps; ++i) {
        const D copy = now;
        benchmark::DoNotOptimize(&copy);
        sum += copy.read().front() + i;
    }
    return sum;
}

template <class D>
[[gnu::noinline]] std::uint64_t edit_loop(D& now) {
    const std::size_t n = now.read().size();
    for (std::size_t i = 0; i != steps; ++i) {
        now.write()[i % n] = i;
        benchmark::ClobberMemory();
    }
    return now.read()[0];
}

template <class D>
[[gnu::noinline]] std::uint64_t undo_loop(D& now) {
    const std::size_t n = now.read().size();
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i != steps; ++i) {
        const D before = now;
        now.write()[i % n] = i;
        sum += before.read()[i % n];
    }
    return sum + now.read()[0];
}

template <class D>
void register_document(std::size_t n) {
    const auto id = [n](std::string_view workload) {
        return name{workload, "document", D::name, n};
    };
    add(id("snapshot"), [n](benchmark::State& state) {
        const D now(n);
        measure(state, steps, [] {}, [&] { return snapshot_loop(now); });
    });
    add(id("edit"), [n](benchmark::State& state) {
        D now(n);
        measure(state, steps, [] {}, [&] { return edit_loop(now); });
    });
    add(id("undo"), [n](benchmark::State& state) {
        D now(n);
        measure(state, steps, [] {}, [&] { return undo_loop(now); });
    });
}

} // namespace

void register_workloads(const options&) {
    for (const std::size_t n : {std::size_t{1'000}, std::size_t{100'000}}) {
        register_owner<shapes, cairn::polymorphic<shape>>("cairn", n);
        register_owner<shapes, cloning_pointer<shape>>("unique_ptr", n);
        register_owner<records, indirect_value<record>>("cairn", n);
        register_owner<records, cloning_pointer<record>>("unique_ptr", n);
    }
    for (const std::size_t n : {std::size_t{16}, std::size_t{1'000}}) {
        register_document<cow_document>(n);
        register_document<pointer_document>(n);
        register_document<plain_document>(n);
    }
}

} // namespace bench
