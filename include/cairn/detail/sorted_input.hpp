// SPDX-License-Identifier: BSL-1.0
// cairn/detail/sorted_input.hpp -- a range of any order, copied once and sorted, on its way into a sorted container.
//
//     loose_entry      an entry whose key may be assigned: what leaves a container by value
//     entry_source     how to read the key of an item, and how to take the item apart
//     sorted_input     the copies, and the items that stand for them in order
//
// What sorting moves is small and cannot fail to move: the entries themselves where they are short and
// trivially copyable, pointers to the copies elsewhere. So a comparison that throws loses nothing. Beside
// the pointers go digests, where keys have them: few comparisons then leave the items.

#ifndef CAIRN_DETAIL_SORTED_INPUT_HPP
#define CAIRN_DETAIL_SORTED_INPUT_HPP

#include <cairn/detail/entry.hpp>
#include <cairn/detail/merge_sort.hpp>
#include <cairn/detail/ordering.hpp>
#include <cairn/detail/storage.hpp>

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

template <class Entry>
struct loose_entry_of {
    using type = typename Entry::key_type;
};
template <class Key, class Value>
struct loose_entry_of<pair_entry<Key, Value>> {
    using type = std::pair<Key, Value>;
};
/// The entry with its key not const: Key, or std::pair<Key, Value>.
template <class Entry>
using loose_entry = typename loose_entry_of<Entry>::type;

template <class T>
inline constexpr bool copies_as_bytes =
    std::is_trivially_copyable_v<T> && std::is_copy_assignable_v<T>;
template <class Key, class Value>
inline constexpr bool copies_as_bytes<std::pair<Key, Value>> =
    copies_as_bytes<Key> && copies_as_bytes<Value>;

/// An entry with the digest of its key.
template <class Value>
struct digested {
    digest_word digest;
    Value* entry;
};

/// Items stand for entries: an entry to be moved, with a digest or without, an entry to be copied, or the
/// loose entry itself.
template <class Entry>
struct entry_source {
    using value_type = typename Entry::value_type;
    using key_type = typename Entry::key_type;

    static const key_type& key(const value_type* item) noexcept { return Entry::key(*item); }
    static const key_type& key(const digested<value_type>& item) noexcept {
        return Entry::key(*item.entry);
    }
    static const key_type& key(const loose_entry<Entry>& item) noexcept {
        if constexpr (std::is_same_v<loose_entry<Entry>, key_type>) {
            return item;
        } else {
            return item.first;
        }
    }

    /// build(parts...) for what an entry is to be made of.
    template <class Build>
    static auto give(value_type* item, Build build) {
        return transfer<Entry>(*item, build);
    }
    template <class Build>
    static auto give(const digested<value_type>& item, Build build) {
        return transfer<Entry>(*item.entry, build);
    }
    template <class Build>
    static auto give(const value_type* item, Build build) {
        return Entry::copy(*item, build);
    }
    template <class Build>
    static auto give(const loose_entry<Entry>& item, Build build) {
        if constexpr (std::is_same_v<loose_entry<Entry>, key_type>) {
            return build(item);
        } else {
            return build(item.first, item.second);
        }
    }
};

/// Room for n copies of the elements of a range. Allocator constructs those that are moved on, so that
/// theirs is what they own; the room itself is temporary and does not come from it.
template <class Entry, class Compare, class Allocator>
class sorted_input {
    using value_type = typename Entry::value_type;
    using source = entry_source<Entry>;
    static constexpr std::size_t short_entry = 32; // bytes; longer ones are sorted by pointer
    static constexpr bool direct = copies_as_bytes<loose_entry<Entry>> &&
                                   sizeof(loose_entry<Entry>) <= short_entry &&
                                   constructs_plainly<Allocator, value_type>;

    using sort = sort_key<typename Entry::key_type, Compare>;
    static constexpr bool has_digests = !direct && sort::kind == search::digests;

public:
    using item =
        std::conditional_t<direct, loose_entry<Entry>,
                           std::conditional_t<has_digests, digested<value_type>, value_type*>>;

    /// Expects     n > 0
    sorted_input(const Compare& compare, const Allocator& allocator, std::size_t n)
        : compare_(compare), copies_(allocator, n), item_allocator_(),
          items_(item_allocator_, 2 * n), capacity_(n) {}

    /// One more element, built from an element of the range.
    /// Expects     fewer than n before
    template <class Element>
    void add(Element&& element) {
        item* const at = items_.get() + size_;
        if constexpr (direct && std::is_constructible_v<item, Element>) {
            std::construct_at(at, std::forward<Element>(element));
        } else if constexpr (
            direct) { // converts to the entry with a const key, and to nothing else
            std::construct_at(at, value_type(std::forward<Element>(element)));
        } else if constexpr (has_digests) {
            value_type* const copy = copies_.add(std::forward<Element>(element));
            std::construct_at(at, item{sort::digest(compare_, Entry::key(*copy)), copy});
        } else {
            std::construct_at(at, copies_.add(std::forward<Element>(element)));
        }
        ++size_;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// The items in order, equivalent ones in order of arrival.
    [[nodiscard]] item* sort_items() {
        return merge_sort(items_.get(), items_.get() + capacity_, size_,
                          [this](const item& a, const item& b) {
                              if constexpr (has_digests) {
                                  if (a.digest != b.digest) return a.digest < b.digest;
                                  if (sort::exact) return false;
                              }
                              return static_cast<bool>(compare_(source::key(a), source::key(b)));
                          });
    }

private:
    struct no_copies {
        no_copies(const Allocator&, std::size_t) noexcept {}
    };
    class value_copies {
    public:
        value_copies(const Allocator& allocator, std::size_t n)
            : allocator_(allocator), room_allocator_(), room_(room_allocator_, n),
              run_(allocator_, room_.get()) {}
        template <class Element>
        value_type* add(Element&& element) {
            value_type* const made = run_.end();
            run_.add(std::forward<Element>(element));
            return made;
        }

    private:
        Allocator allocator_;
        std::allocator<value_type> room_allocator_;
        allocation<value_type, std::allocator<value_type>> room_;
        construction<value_type, Allocator> run_;
    };

    const Compare& compare_;
    [[no_unique_address]] std::conditional_t<direct, no_copies, value_copies> copies_;
    std::allocator<item> item_allocator_;
    allocation<item, std::allocator<item>> items_; // twice the capacity: the second half is scratch
    std::size_t capacity_;
    std::size_t size_ = 0;
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_SORTED_INPUT_HPP
