// SPDX-License-Identifier: BSL-1.0
// support/sorted_python.hpp -- what the replays of sortedcontainers' traces share
//
//     support::python_position(-1, 5);                  // 4
//     support::python_slice(r, 0, s.d.size());          // the positions of s[start:stop:step], if step is not 0
//     support::play_sorted(player);                     // the operations of all sorted containers
//     support::play_positions(player);                  // those of list and set
//     support::public_methods(methods);                 // what the table of a replay says of Python's methods
//
// The state of such a player has
//     d                     the container, whose comparator is order()
//     keyed                 whether Python's has a key function
//     by_equality           whether Python tells elements apart that are equivalent to us
//     bare(x)               what the key function makes of an element or key
//     keys_of(range)        its elements or keys
//     shown()               what Python's repr of the container says

#ifndef CAIRN_TESTS_SUPPORT_SORTED_PYTHON_HPP
#define CAIRN_TESTS_SUPPORT_SORTED_PYTHON_HPP

#include "support/catch.hpp"
#include "support/misuse.hpp"
#include "support/trace.hpp"

#include <cairn/detail/ordering.hpp>

#include <algorithm>
#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <ranges>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

// -- Python's positions ----------------------------------------------------------------------------

/// The position that Python's index means in something of this size, if there is one.
[[nodiscard]] inline std::optional<std::size_t> python_position(std::int64_t i, std::size_t size) {
    if (i < 0) i += static_cast<std::int64_t>(size);
    if (i < 0 || i >= static_cast<std::int64_t>(size)) return std::nullopt;
    return static_cast<std::size_t>(i);
}

/// What slice(start, stop, step).indices(size) means: `count` positions from `first` on.
struct positions {
    std::size_t first = 0;
    std::int64_t step = 1;
    std::size_t count = 0;

    [[nodiscard]] std::size_t operator[](std::size_t i) const {
        return static_cast<std::size_t>(static_cast<std::int64_t>(first) +
                                        static_cast<std::int64_t>(i) * step);
    }
};

[[nodiscard]] inline std::optional<positions> python_slice(std::optional<std::int64_t> start,
                                                           std::optional<std::int64_t> stop,
                                                           std::optional<std::int64_t> step,
                                                           std::size_t size) {
    const std::int64_t by = step.value_or(1);
    if (by == 0) return std::nullopt; // Python's ValueError
    const auto length = static_cast<std::int64_t>(size);
    const std::int64_t least = by < 0 ? -1 : 0;
    const std::int64_t most = by < 0 ? length - 1 : length;
    const auto inside = [&](std::int64_t i) {
        return std::clamp(i < 0 ? i + length : i, least, most);
    };
    const std::int64_t first = start ? inside(*start) : by < 0 ? most : least;
    const std::int64_t last = stop ? inside(*stop) : by < 0 ? least : most;
    const std::int64_t distance = by < 0 ? first - last : last - first;
    if (distance <= 0) return positions{};
    const std::int64_t width = by < 0 ? -by : by;
    return positions{static_cast<std::size_t>(first), by,
                     static_cast<std::size_t>((distance + width - 1) / width)};
}

/// A number of a record, or nothing where the flag of its absence is set.
[[nodiscard]] inline std::optional<std::int64_t> given(const record& r, std::size_t i,
                                                       std::int64_t flags, std::int64_t absent) {
    if ((flags & absent) != 0) return std::nullopt;
    return r.number(i);
}

/// The slice that four numbers of a record say: start, stop, step and the flags of their absence.
[[nodiscard]] inline std::optional<positions> python_slice(const record& r, std::size_t i,
                                                           std::size_t size) {
    const std::int64_t flags = r.number(i + 3);
    return python_slice(given(r, i, flags, 1), given(r, i + 1, flags, 2), given(r, i + 2, flags, 4),
                        size);
}

/// Where Python's index(x, start, stop) looks, in something of this size: a begin and an end.
struct window {
    std::size_t begin = 0;
    std::size_t end = 0;

    window(std::optional<std::int64_t> start, std::optional<std::int64_t> stop, std::size_t size) {
        const auto inside = python_slice(start, stop, 1, size);
        begin = inside->first;
        end = begin + inside->count;
    }
    /// The window that two numbers of a record and their flags say.
    window(const record& r, std::size_t i, std::size_t size)
        : window(given(r, i, r.number(i + 2), 1), given(r, i + 1, r.number(i + 2), 2), size) {}
};

// -- containers ------------------------------------------------------------------------------------

/// Reads a slice of a container, in the way that suits its step.
template <class State>
[[nodiscard]] std::vector<typename decltype(State::d)::value_type> read(const State& s,
                                                                        const positions& at) {
    using value_type = typename decltype(State::d)::value_type;
    std::vector<value_type> result;
    result.reserve(at.count);
    if (at.step == 1) {
        for (const auto& x : s.d.slice(at.first, at.first + at.count))
            result.push_back(x);
    } else if (at.step == -1 && at.count != 0) {
        for (const auto& x : s.d.slice(at.first + 1 - at.count, at.first + 1) | std::views::reverse)
            result.push_back(x);
    } else {
        for (std::size_t i = 0; i < at.count; ++i)
            result.push_back(*s.d.nth(at[i]));
    }
    return result;
}

/// Erases a slice of a container, in the way that suits its step.
template <class Container>
void erase(Container& d, const positions& at) {
    if (at.step == 1) {
        d.erase(d.nth(at.first), d.nth(at.first + at.count));
    } else if (at.step == -1 && at.count != 0) {
        const auto range = d.slice(at.first + 1 - at.count, at.first + 1);
        d.erase(range.begin(), range.end());
    } else if (at.step < 0) {
        for (std::size_t i = 0; i < at.count; ++i)
            d.erase_at(at[i]);
    } else {
        for (std::size_t i = at.count; i != 0; --i)
            d.erase_at(at[i - 1]);
    }
}

/// Where x is, in a window of positions. Python compares elements of equal keys with ==.
template <class State, class Key>
[[nodiscard]] outcome index_within(const State& s, const Key& x, window within) {
    const std::optional<std::size_t> first = s.d.index_of(x);
    if (!first) return outcome::error("ValueError");
    std::size_t at = std::max(within.begin, *first);
    const std::size_t last = std::min(within.end, s.d.rank_upper(x));
    if constexpr (State::by_equality) {
        while (at < last && !(*s.d.nth(at) == x))
            ++at;
    }
    return at < last ? outcome::number(at) : outcome::error("ValueError");
}

/// The elements between two keys. The flags: no lower, no upper, either of them excluded, backwards.
template <class State, class Key>
[[nodiscard]] outcome range_between(const State& s, const Key& low, const Key& high,
                                    std::int64_t flags) {
    using cairn::bounds;
    constexpr std::array within = {bounds::closed, bounds::left_open, bounds::right_open,
                                   bounds::open};
    const bounds ends = within[static_cast<std::size_t>(flags >> 2 & 3)];
    const auto listed = [&](const auto& from, const auto& to) {
        const auto range = s.d.irange(from, to, ends);
        if (s.d.count_between(from, to, ends) != static_cast<std::size_t>(range.size()))
            throw check_failed("count_between differs from the size of irange");
        return (flags & 16) != 0 ? s.listed(s.keys_of(range | std::views::reverse))
                                 : s.listed(s.keys_of(range));
    };
    switch (flags & 3) {
    case 0:
        return listed(low, high);
    case 1:
        return listed(cairn::unbounded, high);
    case 2:
        return listed(low, cairn::unbounded);
    default:
        return listed(cairn::unbounded, cairn::unbounded);
    }
}

/// The results of == != < <= > >= where these mean inclusion, as support::comparison has them by order.
template <class Set>
[[nodiscard]] outcome inclusion(const Set& a, const Set& b) {
    const bool equal = a == b;
    const bool below = a.is_subset_of(b);
    const bool above = a.is_superset_of(b);
    const bool results[] = {equal, a != b, below && !equal, below, above && !equal, above};
    int mask = 0;
    for (int i = 0; i < 6; ++i)
        mask |= int(results[i]) << i;
    return outcome::number(mask);
}

// -- the table of methods ----------------------------------------------------------------------------

/// Methods of a class in Python, the operations of the trace that call them, and what plays them.
struct spelling {
    std::string_view python_class;
    std::string_view methods; ///< separated by spaces, as the next
    std::string_view operations;
    std::string_view cairn;
};

[[nodiscard]] inline std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> result;
    for (const auto& word : text | std::views::split(' '))
        result.emplace_back(word.begin(), word.end());
    return result;
}

/// The methods of a table as the trace has them: class by class, in order.
template <class Table>
[[nodiscard]] outcome public_methods(const Table& table) {
    std::string result, last;
    std::set<std::string> seen;
    const auto flush = [&] {
        for (const std::string& method : seen)
            result += (result.empty() ? "" : " ") + last + '.' + method;
        seen.clear();
    };
    for (const spelling& row : table) {
        if (row.python_class != last) flush();
        last = row.python_class;
        for (const std::string& method : words(row.methods))
            seen.insert(method);
    }
    flush();
    return outcome::text(std::move(result));
}

/// Checks that the trace has the operations of a table, and the table those of the trace.
template <class Table>
void check_operations(const trace& source, const Table& table) {
    std::set<std::string> recorded, spelled{"public_methods", "state"};
    for (const form& shape : source.forms())
        recorded.insert(shape.operation);
    for (const spelling& row : table)
        for (const std::string& operation : words(row.operations))
            spelled.insert(operation);
    CHECK(recorded == spelled);
}

// -- the operations ----------------------------------------------------------------------------------

/// What SortedList, SortedSet and SortedDict do alike.
template <class S>
void play_sorted(player<S>& p) {
    using R = const record&;
    p.on("contains", [](S& s, R r) {
        if constexpr (S::by_equality) {
            const auto [first, last] = s.d.equal_range(s.element(r.key(0)));
            return outcome::boolean(std::find(first, last, s.element(r.key(0))) != last);
        } else {
            return outcome::boolean(s.d.contains(s.element(r.key(0))));
        }
    });
    p.on("index", [](S& s, R r) {
        return index_within(s, s.element(r.key(0)), window(std::nullopt, std::nullopt, s.d.size()));
    });
    p.on("index_from", [](S& s, R r) {
        return index_within(s, s.element(r.key(0)), window(r.number(1), std::nullopt, s.d.size()));
    });
    p.on("index_between",
         [](S& s, R r) { return index_within(s, s.element(r.key(0)), window(r, 1, s.d.size())); });

    p.on("bisect_left", [](S& s, R r) { return outcome::number(s.d.rank(s.element(r.key(0)))); });
    for (const char* right : {"bisect_right", "bisect"})
        p.on(right, [](S& s, R r) { return outcome::number(s.d.rank_upper(s.element(r.key(0)))); });
    p.on("irange", [](S& s, R r) {
        return range_between(s, s.element(r.key(0)), s.element(r.key(1)), r.number(2));
    });
    p.on("irange_closed", [](S& s, R r) {
        return s.listed(s.keys_of(s.d.irange(s.element(r.key(0)), s.element(r.key(1)))));
    });
    p.on("irange_all", [](S& s, R) {
        return s.listed(s.keys_of(s.d.irange(cairn::unbounded, cairn::unbounded)));
    });

    if constexpr (S::keyed) {
        p.on("bisect_key_left",
             [](S& s, R r) { return outcome::number(s.d.rank(s.bare(s.element(r.key(0))))); });
        for (const char* right : {"bisect_key_right", "bisect_key"})
            p.on(right, [](S& s, R r) {
                return outcome::number(s.d.rank_upper(s.bare(s.element(r.key(0)))));
            });
        p.on("irange_key", [](S& s, R r) {
            return range_between(s, s.bare(s.element(r.key(0))), s.bare(s.element(r.key(1))),
                                 r.number(2));
        });
        p.on("irange_key_closed", [](S& s, R r) {
            const auto low = s.bare(s.element(r.key(0)));
            return s.listed(s.keys_of(s.d.irange(low, s.bare(s.element(r.key(1))))));
        });
        p.on("irange_key_all", [](S& s, R) {
            return s.listed(s.keys_of(s.d.irange(cairn::unbounded, cairn::unbounded)));
        });
    }

    p.on("islice", [](S& s, R r) {
        const std::int64_t flags = r.number(2);
        const auto at = python_slice(given(r, 0, flags, 1), given(r, 1, flags, 2), 1, s.d.size());
        const auto range = s.d.slice(at->first, at->first + at->count);
        return (flags & 4) != 0 ? s.listed(s.keys_of(range | std::views::reverse))
                                : s.listed(s.keys_of(range));
    });
    p.on("islice_forward", [](S& s, R r) {
        const window at(r.number(0), r.number(1), s.d.size());
        return s.listed(s.keys_of(s.d.slice(at.begin, at.end)));
    });
    p.on("islice_all", [](S& s, R) { return s.listed(s.keys_of(s.d.slice(0, s.d.size()))); });

    p.on("iterate", [](S& s, R) { return s.listed(s.keys_of(s.d)); });
    p.on("reversed", [](S& s, R) {
        return s.listed(s.keys_of(std::ranges::subrange(s.d.rbegin(), s.d.rend())));
    });
    p.on("len", [](S& s, R) { return outcome::number(s.d.size()); });
    p.on("bool", [](S& s, R) { return outcome::boolean(!s.d.empty()); });
    p.on("clear", [](S& s, R) { return s.d.clear(), outcome::none(); });
    for (const char* copied : {"copy", "copy_shallow"})
        p.on(copied, [](S& s, R) {
            const auto copy = s.d;
            s.d = copy;
            return outcome::none();
        });
    p.on("copy_deep", [](S& s, R) {
        auto copy = s.d;
        s.d = std::move(copy);
        return outcome::none();
    });
    p.on("key", [](S&, R) { return outcome::boolean(S::keyed); });
    p.on("reset", [](S&, R) { return outcome::none(); }); // our nodes have the size that they have
    p.on("repr", [](S& s, R) { return outcome::text(s.shown()); });
}

/// What SortedList and SortedSet do alike.
template <class S>
void play_positions(player<S>& p) {
    using R = const record&;

    p.on("pop", [](S& s, R) {
        if (s.d.empty()) return outcome::error("IndexError");
        return outcome::key(s.index(s.d.take_at(s.d.size() - 1)));
    });
    p.on("pop_at", [](S& s, R r) {
        const auto at = python_position(r.number(0), s.d.size());
        return at ? outcome::key(s.index(s.d.take_at(*at))) : outcome::error("IndexError");
    });
    p.on("getitem", [](S& s, R r) {
        const auto at = python_position(r.number(0), s.d.size());
        if (!at) {
            CHECK_THROWS_AS(s.d.at(s.d.size()), std::out_of_range);
            return outcome::error("IndexError");
        }
        if (r.number(0) == 0) return outcome::key(s.index(s.d.front()));
        if (r.number(0) == -1) return outcome::key(s.index(s.d.back()));
        return outcome::key(s.index(s.d[*at]));
    });
    p.on("getitem_slice", [](S& s, R r) {
        const auto at = python_slice(r, 0, s.d.size());
        return at ? s.listed(read(s, *at)) : outcome::error("ValueError");
    });
    p.on("delitem", [](S& s, R r) {
        const auto at = python_position(r.number(0), s.d.size());
        if (!at) return outcome::error("IndexError");
        s.d.erase_at(*at);
        return outcome::none();
    });
    p.on("delitem_slice", [](S& s, R r) {
        const auto at = python_slice(r, 0, s.d.size());
        if (!at) return outcome::error("ValueError");
        erase(s.d, *at);
        return outcome::none();
    });
    p.on("count", [](S& s, R r) {
        if constexpr (S::by_equality) {
            const auto [first, last] = s.d.equal_range(s.element(r.key(0)));
            return outcome::number(std::count(first, last, s.element(r.key(0))));
        } else {
            return outcome::number(s.d.count(s.element(r.key(0))));
        }
    });
}

// -- elements and key functions ----------------------------------------------------------------------

/// 64 bytes, each of which is right or reported.
struct heavy {
    explicit heavy(int v) : number(v), bucket((v + 1000) / 8 % 50) { echo.fill(v); }

    [[nodiscard]] int value() const {
        if (std::ranges::count(echo, number) != 14 || bucket != (number + 1000) / 8 % 50)
            misuse_log::get().report("an element that came apart");
        return number;
    }
    friend bool operator==(const heavy& a, const heavy& b) { return a.number == b.number; }
    friend auto operator<=>(const heavy& a, const heavy& b) { return a.number <=> b.number; }
    friend std::ostream& operator<<(std::ostream& out, const heavy& x) { return out << x.number; }

    int number;
    int bucket;
    std::array<int, 14> echo;
};
static_assert(sizeof(heavy) == 64);

/// The number that an element stands for.
template <class T>
[[nodiscard]] std::int64_t number_of(const T& x) {
    if constexpr (requires { x.value(); })
        return x.value();
    else
        return x;
}

// The key functions of the traces. They take T and nothing that converts to it: the keys that they
// make of numbers are numbers too, and must not pass for elements.

/// Many elements on a par: by the number of bytes, or in 50 buckets of runs of `width` integers.
template <class T>
struct bucket_of {
    explicit bucket_of(int w) : width(w) {}

    template <std::same_as<T> X>
    [[nodiscard]] int operator()(const X& x) const {
        if constexpr (std::is_same_v<T, std::string>)
            return static_cast<int>(x.size());
        else
            return static_cast<int>((number_of(x) + 1000) / width % 50);
    }
    int width;
};

/// No two elements on a par: by the number of bytes, or by the last decimal digit.
template <class T>
struct shuffled {
    template <std::same_as<T> X>
    [[nodiscard]] auto operator()(const X& x) const {
        if constexpr (std::is_same_v<T, std::string>)
            return std::pair<std::size_t, std::string>(x.size(), x);
        else
            return std::pair<std::int64_t, std::int64_t>((number_of(x) + 1000) % 10, number_of(x));
    }
};

} // namespace support

#endif // CAIRN_TESTS_SUPPORT_SORTED_PYTHON_HPP
