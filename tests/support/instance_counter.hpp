// SPDX-License-Identifier: BSL-1.0
// support/instance_counter.hpp -- an element that counts its own life and notices when it is abused
//
//     support::counted<>::reset();
//     { cairn::deque<support::counted<>> d{1, 2, 3}; }
//     CHECK(support::counted<>::counts().live == 0);
//     CHECK(support::misuses().empty());
//
// Every live object is known by its address. Construction over a live object, destruction or use of
// an address where none lives (an object that was relocated by bytes, or already destroyed), and
// reading the value of a moved-from object are reported to support/misuse.hpp.
// counted<Tag> of different tags count separately; live_objects() counts them all.

#ifndef CAIRN_TESTS_SUPPORT_INSTANCE_COUNTER_HPP
#define CAIRN_TESTS_SUPPORT_INSTANCE_COUNTER_HPP

#include "support/misuse.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <unordered_set>

namespace support {

struct instance_counts {
    std::int64_t live = 0; ///< constructed and not yet destroyed
    std::int64_t constructions = 0;
    std::int64_t copies = 0;
    std::int64_t moves = 0;
    std::int64_t copy_assignments = 0;
    std::int64_t move_assignments = 0;
    std::int64_t destructions = 0;
    std::int64_t comparisons = 0;
    std::int64_t hashes = 0;
};

namespace detail {

/// The addresses at which a counted object lives now, of all tags.
class live_registry {
public:
    static live_registry& get() {
        // Never destroyed: counted objects of static storage duration may outlive any local static.
        static live_registry& registry = *new live_registry;
        return registry;
    }

    void born(const void* object) {
        if (!addresses_.insert(object).second)
            misuse_log::get().report("construction over a live object");
    }
    void died(const void* object) {
        if (addresses_.erase(object) == 0)
            misuse_log::get().report("destruction where no object lives");
    }
    void used(const void* object, const char* how) const {
        if (!addresses_.contains(object))
            misuse_log::get().report(std::string(how) + " where no object lives");
    }
    [[nodiscard]] std::size_t size() const { return addresses_.size(); }

private:
    std::unordered_set<const void*> addresses_;
};

} // namespace detail

/// Returns the number of counted objects of every tag that are alive.
[[nodiscard]] inline std::size_t live_objects() { return detail::live_registry::get().size(); }

template <class Tag = void>
class counted {
public:
    counted() : counted(0) {}
    counted(int value) : value_(value) { // implicit, so that literals make lists of elements
        ++mutable_counts().constructions;
        born();
    }
    counted(const counted& other) : value_(other.read("copy")), moved_from_(other.moved_from_) {
        ++mutable_counts().copies;
        born();
    }
    counted(counted&& other) noexcept : value_(other.value_), moved_from_(other.moved_from_) {
        other.use("move");
        other.moved_from_ = true;
        ++mutable_counts().moves;
        born();
    }
    counted& operator=(const counted& other) {
        use("assignment");
        value_ = other.read("copy");
        moved_from_ = other.moved_from_;
        ++mutable_counts().copy_assignments;
        return *this;
    }
    // A self-move leaves a moved-from object, as the strictest of real types do.
    counted& operator=(counted&& other) noexcept {
        use("assignment");
        other.use("move");
        value_ = other.value_;
        moved_from_ = other.moved_from_;
        other.moved_from_ = true;
        ++mutable_counts().move_assignments;
        return *this;
    }
    ~counted() {
        ++mutable_counts().destructions;
        --mutable_counts().live;
        detail::live_registry::get().died(this);
    }

    [[nodiscard]] int value() const { return read("read"); }
    [[nodiscard]] bool moved_from() const { return moved_from_; }

    [[nodiscard]] static const instance_counts& counts() { return mutable_counts(); }
    /// Zeroes every count but that of live objects.
    static void reset() {
        instance_counts fresh;
        fresh.live = mutable_counts().live;
        mutable_counts() = fresh;
    }

    friend bool operator==(const counted& a, const counted& b) {
        ++mutable_counts().comparisons;
        return a.read("comparison") == b.read("comparison");
    }
    friend std::strong_ordering operator<=>(const counted& a, const counted& b) {
        ++mutable_counts().comparisons;
        return a.read("comparison") <=> b.read("comparison");
    }

    friend std::ostream& operator<<(std::ostream& out, const counted& element) {
        return out << element.read("print");
    }

    [[nodiscard]] std::size_t hash() const {
        ++mutable_counts().hashes;
        return std::hash<int>{}(read("hash"));
    }

private:
    static instance_counts& mutable_counts() {
        static instance_counts counts;
        return counts;
    }

    void born() {
        ++mutable_counts().live;
        detail::live_registry::get().born(this);
    }
    void use(const char* how) const { detail::live_registry::get().used(this, how); }
    int read(const char* how) const {
        use(how);
        if (moved_from_) misuse_log::get().report(std::string(how) + " of a moved-from object");
        return value_;
    }

    int value_;
    bool moved_from_ = false;
};

} // namespace support

template <class Tag>
struct std::hash<support::counted<Tag>> {
    std::size_t operator()(const support::counted<Tag>& element) const { return element.hash(); }
};

#endif // CAIRN_TESTS_SUPPORT_INSTANCE_COUNTER_HPP
