// SPDX-License-Identifier: BSL-1.0
// cache/response_cache.cpp -- answers that are kept, by the URL that asked for them

#include "cache/response_cache.hpp"

#include "auth/secrets.hpp"

#include <cairn/cache.hpp>
#include <cairn/heapq.hpp>
#include <cairn/sorted_map.hpp>

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>
#include <variant>

namespace demo {

namespace {

constexpr std::array<std::string_view, 4> policy_names = {"off", "lru", "lfu", "s3fifo"};

/// What lies in the cache: an answer, and until when. (Stale ones stay longer than they are fresh.)
struct slot {
    response_cache::value answer;
    clock::time_point gone;
};

/// The policy is part of a cache's type, and nothing is decided while it runs. So there is one type for each.
/// The hash has a secret of its own, because clients choose the keys.
template <class Policy>
using store_with = cairn::basic_cache<std::string, slot, Policy, clock, keyed_hash>;
using any_store = std::variant<std::monostate, store_with<cairn::lru_policy>,
                               store_with<cairn::lfu_policy>, store_with<cairn::s3fifo_policy>>;

/// What an entry costs: its answer, its key here and in the sorted map, and what containers add to them.
std::size_t weight_of(std::string_view key, const stored_response& answer) {
    constexpr std::size_t upkeep = sizeof(slot) + 2 * sizeof(std::string) + 64;
    return answer.bytes() + 2 * key.size() + upkeep;
}

/// The first text behind all that begin with the prefix; nothing if there is none, as behind "" or "\xff".
std::optional<std::string> end_of(std::string_view prefix) {
    while (!prefix.empty() && prefix.back() == '\xff')
        prefix.remove_suffix(1);
    if (prefix.empty()) return std::nullopt;
    std::string next(prefix);
    next.back() = static_cast<char>(static_cast<unsigned char>(next.back()) + 1);
    return next;
}

} // namespace

std::string_view name_of(policy which) noexcept {
    return policy_names[static_cast<std::size_t>(which)];
}

std::optional<policy> policy_named(std::string_view name) noexcept {
    const auto found = std::ranges::find(policy_names, name);
    if (found == policy_names.end()) return std::nullopt;
    return static_cast<policy>(found - policy_names.begin());
}

double response_cache::counts::hit_ratio() const noexcept {
    const std::uint64_t all =
        hits + stale + misses; // those that waited for another one missed, at first
    return all == 0 ? 0 : static_cast<double>(hits + stale + coalesced) / static_cast<double>(all);
}

// -- the entries ----------------------------------------------------------------------------------

struct response_cache::entries {
    policy which;
    std::size_t max_bytes;
    any_store store;
    /// Those of the store, and until when what they name is fresh.
    cairn::sorted_map<std::string, clock::time_point> keys;
    counts counted;

    entries(policy kind, std::size_t bytes) : which(kind), max_bytes(bytes), store(made(kind)) {}

    /// Calls with the store, unless the cache is off.
    template <class Self, class Call>
    static void visit(Self& self, Call call) {
        std::visit(
            [&](auto& kept) {
                if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(kept)>, std::monostate>)
                    call(kept);
            },
            self.store);
    }
    template <class Call>
    void use(Call call) {
        visit(*this, call);
    }
    template <class Call>
    void use(Call call) const {
        visit(*this, call);
    }

    [[nodiscard]] any_store made(policy kind) {
        switch (kind) {
        case policy::lru:
            return listened<cairn::lru_policy>();
        case policy::lfu:
            return listened<cairn::lfu_policy>();
        case policy::s3fifo:
            return listened<cairn::s3fifo_policy>();
        case policy::off:
            break;
        }
        return {};
    }

    template <class Policy>
    [[nodiscard]] any_store listened() {
        store_with<Policy> empty({.max_weight = max_bytes});
        // What we erase ourselves we also take out of the keys, many at a time. The rest we are told.
        empty.on_evict([this](const std::string& key, slot&, cairn::eviction_cause why) {
            if (why == cairn::eviction_cause::evicted) {
                ++counted.evicted;
            } else if (why == cairn::eviction_cause::expired) {
                ++counted.expired;
            } else {
                return;
            }
            keys.erase(key);
        });
        return empty;
    }

    /// Returns whether it was kept.
    bool put(std::string_view key, slot what) {
        bool kept = false;
        const std::size_t weight = weight_of(key, *what.answer);
        const clock::duration ttl = what.gone - clock::now();
        const clock::time_point fresh_until = what.answer->fresh_until;
        use([&](auto& in) {
            kept = in.put(key, std::move(what), {.ttl = ttl, .weight = weight});
            if (!kept) {
                keys.erase(key); // the old answer is gone in any case
                return;
            }
            try {
                // Not before: an old answer that was due has just taken its key along.
                keys[key] = fresh_until;
            } catch (...) {
                in.erase(key); // rather no answer than one that no change finds
                throw;
            }
        });
        return kept;
    }

    /// All entries, those first that would have left first.
    [[nodiscard]] std::vector<std::pair<std::string, slot>> in_order() const {
        std::vector<std::pair<std::string, slot>> all;
        use([&](const auto& kept) {
            for (const auto& [key, what] : kept)
                all.emplace_back(key, what);
        });
        if (which == policy::lru) std::ranges::reverse(all); // it shows the latest first
        return all;
    }
};

response_cache::response_cache(policy which, std::size_t max_bytes)
    : entries_(std::make_unique<entries>(which, max_bytes)) {}
response_cache::~response_cache() = default;

// -- look-up and change -----------------------------------------------------------------------------

response_cache::value response_cache::find(std::string_view key, clock::time_point now) {
    value answer;
    entries_->use([&](auto& kept) {
        counts& counted = entries_->counted;
        const slot* const found = kept.get(key);
        if (found == nullptr) {
            ++counted.misses;
        } else {
            answer = found->answer;
            ++(now < answer->fresh_until ? counted.hits : counted.stale);
        }
    });
    return answer;
}

void response_cache::store(std::string_view key, value answer, std::chrono::seconds old) {
    if (!enabled()) return;
    const clock::time_point gone = answer->fresh_until + old;
    const bool kept = entries_->put(key, {std::move(answer), gone});
    ++(kept ? entries_->counted.stored : entries_->counted.refused);
}

std::size_t response_cache::invalidate(std::string_view prefix) {
    auto& keys = entries_->keys;
    const auto first = keys.lower_bound(prefix);
    const std::optional<std::string> end = end_of(prefix);
    const auto last = end ? keys.lower_bound(*end) : keys.end();
    const auto n = static_cast<std::size_t>(last - first);
    entries_->use([&](auto& kept) {
        for (auto key = first; key != last; ++key)
            kept.erase(key->first);
    });
    keys.erase(first, last);
    entries_->counted.invalidated += n;
    return n;
}

void response_cache::clear() { invalidate(""); }

void response_cache::expire_due() {
    entries_->use([](auto& kept) { kept.expire_due(); });
}

void response_cache::count_coalesced() noexcept { ++entries_->counted.coalesced; }

void response_cache::set_policy(policy which) {
    if (which == current_policy()) return;
    expire_due();
    auto moving = entries_->in_order();
    entries_->keys.clear();
    entries_->which = which;
    entries_->store = entries_->made(which);
    for (auto& [key, what] : moving)
        entries_->put(key, std::move(what));
}

// -- what there is ----------------------------------------------------------------------------------

policy response_cache::current_policy() const noexcept { return entries_->which; }
std::size_t response_cache::size() const noexcept { return entries_->keys.size(); }
std::size_t response_cache::max_bytes() const noexcept { return entries_->max_bytes; }
const response_cache::counts& response_cache::statistics() const noexcept {
    return entries_->counted;
}

std::size_t response_cache::bytes() const noexcept {
    std::size_t sum = 0;
    entries_->use([&](const auto& kept) { sum = kept.weight(); });
    return sum;
}

std::vector<response_cache::due> response_cache::next_due(std::size_t n) const {
    // In the map all of them lie side by side: as many entries of the cache would be as many places in memory.
    const clock::time_point now = clock::now();
    std::vector<std::pair<clock::time_point, std::string_view>> fresh;
    for (const auto& [key, until] : entries_->keys) {
        if (now < until) fresh.emplace_back(until, key);
    }
    std::vector<due> first;
    for (const auto& [until, key] : cairn::nsmallest(n, fresh))
        first.push_back({std::string(key), until - now});
    return first;
}

bool response_cache::in_step() const {
    std::size_t found = 0, all = 0;
    entries_->use([&](const auto& kept) {
        all = kept.size();
        for (const auto& entry : kept)
            found += entries_->keys.contains(entry.key);
    });
    return found == all && all == entries_->keys.size();
}

} // namespace demo
