// SPDX-License-Identifier: BSL-1.0
// support/allocators.hpp -- allocators that keep books, disagree, fail, or have little room
//
//     minimal_allocator<T>        the least a container may ask for: no default constructor, no extras
//     counting_allocator<T>       every block in a ledger; wrong sizes and foreign blocks are reported
//     tagged_allocator<T, ...>    stateful, with an id and every choice of propagation traits
//     constructing_allocator<T>   has construct and destroy, and counts their calls
//     failing_allocator<T>        throws std::bad_alloc at the n-th allocation
//     limited_allocator<T, N>     max_size() is N elements
//     counting_resource           the ledger as a std::pmr::memory_resource
//     leading_element<Allocator>  uses-allocator elements, (allocator_arg, allocator, ...) form
//     trailing_element<Allocator> uses-allocator elements, (..., allocator) form
//
// Fresh memory is filled with 0xCD and returned memory with 0xDD, so that a read before construction
// or after release shows in builds without a sanitizer too. Mistakes go to support/misuse.hpp.

#ifndef CAIRN_TESTS_SUPPORT_ALLOCATORS_HPP
#define CAIRN_TESTS_SUPPORT_ALLOCATORS_HPP

#include "support/misuse.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <memory_resource>
#include <new>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>

namespace support {

/// The blocks that were handed out and not yet returned, with their sizes and who owns them.
class memory_ledger {
public:
    memory_ledger() = default;
    memory_ledger(const memory_ledger&) = delete;
    memory_ledger& operator=(const memory_ledger&) = delete;
    ~memory_ledger() {
        if (!blocks_.empty())
            misuse_log::get().report("ledger closed with " + std::to_string(blocks_.size()) +
                                     " blocks outstanding");
    }

    /// The ledger of every default-constructed allocator of this header.
    static memory_ledger& global() {
        // Never destroyed, so that containers of static storage duration may return memory late.
        static memory_ledger& ledger = *new memory_ledger;
        return ledger;
    }

    [[nodiscard]] void* allocate(std::size_t bytes, std::size_t alignment, int owner = 0) {
        void* block = ::operator new(bytes, std::align_val_t(alignment));
        std::memset(block, 0xCD, bytes);
        blocks_.emplace(block, record{bytes, alignment, owner});
        bytes_ += bytes;
        peak_ = bytes_ > peak_ ? bytes_ : peak_;
        ++allocations_;
        return block;
    }

    void deallocate(void* block, std::size_t bytes, std::size_t alignment, int owner = 0) noexcept {
        const auto found = blocks_.find(block);
        if (found == blocks_.end())
            return misuse_log::get().report(
                "return of a block that this allocator did not hand out");
        const record known = found->second;
        if (known.bytes != bytes)
            misuse_log::get().report("block of " + std::to_string(known.bytes) +
                                     " bytes returned as " + std::to_string(bytes));
        if (known.alignment != alignment)
            misuse_log::get().report("block returned with another alignment");
        if (known.owner != owner)
            misuse_log::get().report("block of allocator " + std::to_string(known.owner) +
                                     " returned to allocator " + std::to_string(owner));
        blocks_.erase(found);
        bytes_ -= known.bytes;
        ++deallocations_;
        std::memset(block, 0xDD, known.bytes);
        ::operator delete(block, std::align_val_t(known.alignment));
    }

    [[nodiscard]] std::size_t blocks() const { return blocks_.size(); } ///< outstanding
    [[nodiscard]] std::size_t bytes() const { return bytes_; }          ///< outstanding
    [[nodiscard]] std::size_t peak_bytes() const { return peak_; }
    [[nodiscard]] std::size_t allocations() const { return allocations_; } ///< since the beginning
    [[nodiscard]] std::size_t deallocations() const { return deallocations_; }

private:
    struct record {
        std::size_t bytes;
        std::size_t alignment;
        int owner;
    };

    std::unordered_map<void*, record> blocks_;
    std::size_t bytes_ = 0;
    std::size_t peak_ = 0;
    std::size_t allocations_ = 0;
    std::size_t deallocations_ = 0;
};

namespace detail {

/// Returns the bytes of `count` objects; an overflow is what std::allocator makes of it.
template <class T>
[[nodiscard]] std::size_t bytes_of(std::size_t count) {
    if (count > std::numeric_limits<std::size_t>::max() / sizeof(T))
        throw std::bad_array_new_length();
    return count * sizeof(T);
}

} // namespace detail

/// The least the standard lets a container ask for. Equal when the arenas are the same.
template <class T>
class minimal_allocator {
public:
    using value_type = T;

    explicit minimal_allocator(memory_ledger& ledger) noexcept : ledger_(&ledger) {}
    template <class U>
    minimal_allocator(const minimal_allocator<U>& other) noexcept : ledger_(&other.ledger()) {}

    T* allocate(std::size_t count) {
        return static_cast<T*>(ledger_->allocate(detail::bytes_of<T>(count), alignof(T)));
    }
    void deallocate(T* block, std::size_t count) noexcept {
        ledger_->deallocate(block, count * sizeof(T), alignof(T));
    }

    [[nodiscard]] memory_ledger& ledger() const noexcept { return *ledger_; }

    template <class U>
    friend bool operator==(const minimal_allocator& a, const minimal_allocator<U>& b) noexcept {
        return &a.ledger() == &b.ledger();
    }

private:
    memory_ledger* ledger_;
};

/// Books every block in a ledger: its own arena's, or the global one when default-constructed.
template <class T>
class counting_allocator {
public:
    using value_type = T;

    counting_allocator() noexcept : ledger_(&memory_ledger::global()) {}
    explicit counting_allocator(memory_ledger& ledger) noexcept : ledger_(&ledger) {}
    template <class U>
    counting_allocator(const counting_allocator<U>& other) noexcept : ledger_(&other.ledger()) {}

    T* allocate(std::size_t count) {
        return static_cast<T*>(ledger_->allocate(detail::bytes_of<T>(count), alignof(T)));
    }
    void deallocate(T* block, std::size_t count) noexcept {
        ledger_->deallocate(block, count * sizeof(T), alignof(T));
    }

    [[nodiscard]] memory_ledger& ledger() const noexcept { return *ledger_; }

    template <class U>
    friend bool operator==(const counting_allocator& a, const counting_allocator<U>& b) noexcept {
        return &a.ledger() == &b.ledger();
    }

private:
    memory_ledger* ledger_;
};

/// Stateful with an id; memory must return to an allocator that compares equal to its origin.
/// The copy of a container gets the id plus `selected`, so that a test sees whether
/// select_on_container_copy_construction was asked.
template <class T, bool Pocca = false, bool Pocma = false, bool Pocs = false,
          bool AlwaysEqual = false>
class tagged_allocator {
public:
    using value_type = T;
    using propagate_on_container_copy_assignment = std::bool_constant<Pocca>;
    using propagate_on_container_move_assignment = std::bool_constant<Pocma>;
    using propagate_on_container_swap = std::bool_constant<Pocs>;
    using is_always_equal = std::bool_constant<AlwaysEqual>;
    template <class U>
    struct rebind {
        using other = tagged_allocator<U, Pocca, Pocma, Pocs, AlwaysEqual>;
    };

    static constexpr int selected = 1000;

    tagged_allocator() noexcept = default;
    explicit tagged_allocator(int id) noexcept : id_(id) {}
    template <class U>
    tagged_allocator(const tagged_allocator<U, Pocca, Pocma, Pocs, AlwaysEqual>& other) noexcept
        : id_(other.id()) {}

    T* allocate(std::size_t count) {
        return static_cast<T*>(
            memory_ledger::global().allocate(detail::bytes_of<T>(count), alignof(T), owner()));
    }
    void deallocate(T* block, std::size_t count) noexcept {
        memory_ledger::global().deallocate(block, count * sizeof(T), alignof(T), owner());
    }
    [[nodiscard]] tagged_allocator select_on_container_copy_construction() const noexcept {
        return tagged_allocator(id_ + selected);
    }

    [[nodiscard]] int id() const noexcept { return id_; }

    template <class U>
    friend bool operator==(const tagged_allocator& a,
                           const tagged_allocator<U, Pocca, Pocma, Pocs, AlwaysEqual>& b) noexcept {
        return AlwaysEqual || a.id() == b.id();
    }

private:
    [[nodiscard]] int owner() const noexcept { return AlwaysEqual ? -1 : id_; }

    int id_ = 0;
};

/// The calls that constructing_allocators of one arena got.
struct construct_calls {
    std::size_t constructed = 0;
    std::size_t destroyed = 0;
};

/// Has construct and destroy; a container that bypasses them leaves the counts behind.
template <class T>
class constructing_allocator {
public:
    using value_type = T;

    explicit constructing_allocator(construct_calls& calls) noexcept : calls_(&calls) {}
    template <class U>
    constructing_allocator(const constructing_allocator<U>& other) noexcept
        : calls_(&other.calls()) {}

    T* allocate(std::size_t count) {
        return static_cast<T*>(
            memory_ledger::global().allocate(detail::bytes_of<T>(count), alignof(T)));
    }
    void deallocate(T* block, std::size_t count) noexcept {
        memory_ledger::global().deallocate(block, count * sizeof(T), alignof(T));
    }
    template <class U, class... Arguments>
    void construct(U* where, Arguments&&... arguments) {
        std::construct_at(where, std::forward<Arguments>(arguments)...);
        ++calls_->constructed;
    }
    template <class U>
    void destroy(U* where) noexcept {
        std::destroy_at(where);
        ++calls_->destroyed;
    }

    [[nodiscard]] construct_calls& calls() const noexcept { return *calls_; }

    template <class U>
    friend bool operator==(const constructing_allocator& a,
                           const constructing_allocator<U>& b) noexcept {
        return &a.calls() == &b.calls();
    }

private:
    construct_calls* calls_;
};

/// The order to fail: the `remaining`-th allocation from now throws, and every one after it.
/// Unit        allocations; 0 never fails
struct failure_plan {
    std::size_t remaining = 0;
};

/// Throws std::bad_alloc when its plan says so; books blocks in the global ledger.
template <class T>
class failing_allocator {
public:
    using value_type = T;

    explicit failing_allocator(failure_plan& plan) noexcept : plan_(&plan) {}
    template <class U>
    failing_allocator(const failing_allocator<U>& other) noexcept : plan_(&other.plan()) {}

    T* allocate(std::size_t count) {
        if (plan_->remaining == 1) throw std::bad_alloc();
        if (plan_->remaining > 1) --plan_->remaining;
        return static_cast<T*>(
            memory_ledger::global().allocate(detail::bytes_of<T>(count), alignof(T)));
    }
    void deallocate(T* block, std::size_t count) noexcept {
        memory_ledger::global().deallocate(block, count * sizeof(T), alignof(T));
    }

    [[nodiscard]] failure_plan& plan() const noexcept { return *plan_; }

    template <class U>
    friend bool operator==(const failing_allocator& a, const failing_allocator<U>& b) noexcept {
        return &a.plan() == &b.plan();
    }

private:
    failure_plan* plan_;
};

/// Has room for `Max` elements of any type, in one block; asking for more is reported and throws.
template <class T, std::size_t Max>
class limited_allocator {
public:
    using value_type = T;
    using is_always_equal = std::true_type;
    template <class U>
    struct rebind {
        using other = limited_allocator<U, Max>;
    };

    limited_allocator() noexcept = default;
    template <class U>
    limited_allocator(const limited_allocator<U, Max>&) noexcept {}

    T* allocate(std::size_t count) {
        if (count > Max) {
            misuse_log::get().report("allocation beyond max_size()");
            throw std::bad_alloc();
        }
        return static_cast<T*>(memory_ledger::global().allocate(count * sizeof(T), alignof(T)));
    }
    void deallocate(T* block, std::size_t count) noexcept {
        memory_ledger::global().deallocate(block, count * sizeof(T), alignof(T));
    }
    [[nodiscard]] std::size_t max_size() const noexcept { return Max; }

    template <class U>
    friend bool operator==(const limited_allocator&, const limited_allocator<U, Max>&) noexcept {
        return true;
    }
};

/// A memory resource with a ledger of its own.
class counting_resource : public std::pmr::memory_resource {
public:
    [[nodiscard]] const memory_ledger& ledger() const { return ledger_; }

private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
        return ledger_.allocate(bytes, alignment);
    }
    void do_deallocate(void* block, std::size_t bytes, std::size_t alignment) override {
        ledger_.deallocate(block, bytes, alignment);
    }
    bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override {
        return this == &other;
    }

    memory_ledger ledger_;
};

/// How a uses-allocator element was built.
enum class allocator_use { none, leading, trailing };

namespace detail {

/// What both uses-allocator elements share: a value, and the allocator they were given.
template <class Allocator>
class allocator_aware_value {
public:
    using allocator_type = Allocator;

    [[nodiscard]] int value() const { return value_; }
    [[nodiscard]] allocator_use use() const { return use_; }
    [[nodiscard]] const allocator_type& get_allocator() const { return allocator_; }

    friend bool operator==(const allocator_aware_value& a, const allocator_aware_value& b) {
        return a.value_ == b.value_;
    }
    friend std::strong_ordering operator<=>(const allocator_aware_value& a,
                                            const allocator_aware_value& b) {
        return a.value_ <=> b.value_;
    }

protected:
    allocator_aware_value(int value, allocator_use use, const allocator_type& allocator)
        : value_(value), use_(use), allocator_(allocator) {}
    allocator_aware_value(const allocator_aware_value&) = default;
    ~allocator_aware_value() = default;

    // As in pmr containers, assignment takes the value and leaves the allocator.
    allocator_aware_value& operator=(const allocator_aware_value& other) {
        value_ = other.value_;
        return *this;
    }

private:
    int value_;
    allocator_use use_;
    allocator_type allocator_;
};

} // namespace detail

/// Takes its allocator first, behind std::allocator_arg.
template <class Allocator = std::pmr::polymorphic_allocator<std::byte>>
class leading_element : public detail::allocator_aware_value<Allocator> {
    using base = detail::allocator_aware_value<Allocator>;

public:
    leading_element(int value = 0) : base(value, allocator_use::none, Allocator()) {}
    leading_element(const leading_element& other)
        : base(other.value(), allocator_use::none, Allocator()) {}
    leading_element(std::allocator_arg_t, const Allocator& allocator, int value = 0)
        : base(value, allocator_use::leading, allocator) {}
    leading_element(std::allocator_arg_t, const Allocator& allocator, const leading_element& other)
        : base(other.value(), allocator_use::leading, allocator) {}
    leading_element& operator=(const leading_element&) = default;
    ~leading_element() = default;
};

/// Takes its allocator last.
template <class Allocator = std::pmr::polymorphic_allocator<std::byte>>
class trailing_element : public detail::allocator_aware_value<Allocator> {
    using base = detail::allocator_aware_value<Allocator>;

public:
    trailing_element(int value = 0) : base(value, allocator_use::none, Allocator()) {}
    trailing_element(const trailing_element& other)
        : base(other.value(), allocator_use::none, Allocator()) {}
    explicit trailing_element(const Allocator& allocator)
        : base(0, allocator_use::trailing, allocator) {}
    trailing_element(int value, const Allocator& allocator)
        : base(value, allocator_use::trailing, allocator) {}
    trailing_element(const trailing_element& other, const Allocator& allocator)
        : base(other.value(), allocator_use::trailing, allocator) {}
    trailing_element& operator=(const trailing_element&) = default;
    ~trailing_element() = default;
};

} // namespace support

template <class Allocator>
struct std::hash<support::leading_element<Allocator>> {
    std::size_t operator()(const support::leading_element<Allocator>& element) const {
        return std::hash<int>{}(element.value());
    }
};
template <class Allocator>
struct std::hash<support::trailing_element<Allocator>> {
    std::size_t operator()(const support::trailing_element<Allocator>& element) const {
        return std::hash<int>{}(element.value());
    }
};

#endif // CAIRN_TESTS_SUPPORT_ALLOCATORS_HPP
