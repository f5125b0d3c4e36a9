// SPDX-License-Identifier: BSL-1.0
// The cache of responses against a reference, whatever the policy and whatever happens to it.

#include "cache/response_cache.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using demo::policy;
using demo::response_cache;
using namespace std::chrono_literals;

response_cache::value answer(std::string body, std::chrono::milliseconds fresh) {
    auto made = std::make_shared<demo::stored_response>();
    made->body = std::move(body);
    made->made = demo::clock::now();
    made->fresh_until = made->made + fresh;
    return made;
}

/// What a cache may say. It knows nothing of sizes and policies: any answer may have been evicted, but one that is
/// found is the latest of its key, of the right age, and no change has outdated it.
class reference {
public:
    void store(const std::string& key, response_cache::value what, std::chrono::seconds old) {
        known_[key] = {what, what->fresh_until + old};
    }
    void invalidate(std::string_view prefix) {
        std::erase_if(known_, [&](const auto& entry) { return entry.first.starts_with(prefix); });
    }
    /// Whether this is what a look-up between these two times may have given.
    [[nodiscard]] bool allows(const std::string& key, const response_cache::value& found,
                              demo::clock::time_point before) const {
        const auto at = known_.find(key);
        return at != known_.end() && at->second.answer == found && before < at->second.gone;
    }
    [[nodiscard]] bool demands(const std::string& key, demo::clock::time_point after) const {
        const auto at = known_.find(key);
        return at != known_.end() && after < at->second.gone;
    }

private:
    struct item {
        response_cache::value answer;
        demo::clock::time_point gone;
    };
    std::map<std::string, item> known_;
};

const std::vector<std::string> prefixes = {"/tasks",  "/tasks/1",    "/tasks?",
                                           "/search", "/search?q=1", "/none"};

std::string random_key(std::mt19937& random) {
    const std::string number = std::to_string(random() % 60);
    switch (random() % 4) {
    case 0:
        return "/tasks/" + number;
    case 1:
        return "/tasks?limit=" + number;
    case 2:
        return "/search?q=" + number + "&limit=100 with a tail that no small string holds";
    default:
        return "/user/profile\x01" + number;
    }
}

/// A cache and its reference, and everything that can be done to them.
struct pair {
    pair(policy which, std::size_t bytes, std::uint32_t seed) : cache(which, bytes), random(seed) {}

    response_cache cache;
    reference expected;
    std::mt19937 random;
    bool roomy = false; // nothing need ever be evicted
    std::uint64_t gets = 0, stores = 0, hits = 0, stale = 0;

    void look_up(const std::string& key) {
        const auto before = demo::clock::now();
        const auto was = cache.statistics();
        const response_cache::value found = cache.find(key);
        const auto after = demo::clock::now();
        if (!cache.enabled()) {
            REQUIRE(found == nullptr);
            return;
        }
        ++gets;
        if (found == nullptr) {
            REQUIRE((!roomy || !expected.demands(key, after)));
            return;
        }
        REQUIRE(expected.allows(key, found, before));
        const bool hit = cache.statistics().hits > was.hits;
        REQUIRE((hit ? before < found->fresh_until : found->fresh_until <= after));
        ++(hit ? hits : stale);
    }
    void store(const std::string& key) {
        const auto what = answer(std::string(random() % 700, 'x'), 1000ms * (random() % 20));
        const std::chrono::seconds old(random() % 3 * 5);
        if (cache.enabled()) ++stores;
        cache.store(key, what, old);
        if (cache.enabled()) expected.store(key, what, old);
    }
    void invalidate(std::string_view prefix) {
        const std::size_t size = cache.size();
        const std::size_t gone = cache.invalidate(prefix);
        expected.invalidate(prefix);
        REQUIRE(cache.size() == size - gone);
    }
    void change_policy() {
        const auto which = static_cast<policy>(random() % 4);
        cache.expire_due();
        const std::size_t size = cache.size();
        cache.set_policy(which);
        if (which == policy::off) expected.invalidate("");
        REQUIRE(cache.size() <= (which == policy::off ? 0 : size));
        REQUIRE(cache.current_policy() == which);
    }
    void step() {
        switch (const auto what = random() % 100; what) {
        case 0:
            change_policy();
            break;
        case 1:
            cache.clear(), expected.invalidate("");
            break;
        case 2:
        case 3:
        case 4:
            invalidate(prefixes[random() % prefixes.size()]);
            break;
        case 5:
            cache.expire_due();
            break;
        case 6:
        case 7:
        case 8:
        case 9:
            demo::clock::advance(500ms * (random() % 8));
            break;
        default:
            what < 50 ? store(random_key(random)) : look_up(random_key(random));
        }
    }
    void check() {
        const auto& counted = cache.statistics();
        REQUIRE(cache.bytes() <= cache.max_bytes());
        REQUIRE(cache.in_step());
        REQUIRE(counted.hits + counted.misses + counted.stale == gets);
        REQUIRE(counted.hits == hits);
        REQUIRE(counted.stale == stale);
        REQUIRE(counted.stored + counted.refused == stores);
        if (roomy) REQUIRE(counted.evicted == 0);
    }
};

} // namespace

TEST_CASE("cache: against a reference, under every policy, with changes of policy on the way") {
    const auto first = GENERATE(policy::lru, policy::lfu, policy::s3fifo);
    const auto bytes = GENERATE(std::size_t{600}, std::size_t{20'000}, std::size_t{1} << 20);
    CAPTURE(demo::name_of(first), bytes);
    pair both(first, bytes, static_cast<std::uint32_t>(bytes + static_cast<std::size_t>(first)));
    both.roomy = bytes > 500'000;
    for (int i = 0; i < 20'000; ++i) {
        both.step();
        if (i % 16 == 0) both.check();
    }
    both.check();
}

TEST_CASE("cache: what a write has outdated is never found again") {
    response_cache cache(GENERATE(policy::lru, policy::lfu, policy::s3fifo), 1 << 20);
    for (const auto* key :
         {"/task", "/tasks", "/tasks/1", "/tasks?limit=1", "/tasks\xff", "/taskt", "/u"})
        cache.store(key, answer("x", 60s), 60s);
    REQUIRE(cache.invalidate("/tasks") == 4);
    REQUIRE(cache.find("/tasks") == nullptr);
    REQUIRE(cache.find("/tasks/1") == nullptr);
    REQUIRE(cache.find("/tasks\xff") == nullptr);
    REQUIRE(cache.find("/task") != nullptr);
    REQUIRE(cache.find("/taskt") != nullptr);
    REQUIRE(cache.invalidate("") == 3);
    REQUIRE(cache.bytes() == 0);
    REQUIRE(cache.statistics().invalidated == 7);
}

TEST_CASE("cache: an answer is fresh, then stale, then gone") {
    response_cache cache(policy::s3fifo, 1 << 20);
    cache.store("/search", answer("x", 10s), 5s);
    REQUIRE(cache.find("/search") != nullptr);
    demo::clock::advance(10s);
    REQUIRE(cache.find("/search") != nullptr);
    REQUIRE(cache.next_due(10).empty());
    demo::clock::advance(5s);
    REQUIRE(cache.find("/search") == nullptr);
    const auto& counted = cache.statistics();
    REQUIRE((counted.hits == 1 && counted.stale == 1 && counted.misses == 1));
    REQUIRE(counted.expired == 1);
    REQUIRE(cache.size() == 0);
}

TEST_CASE("cache: an answer that has expired is replaced, and a write still finds the new one") {
    response_cache cache(policy::lru, 1 << 20);
    cache.store("/tasks", answer("old", 1s), 0s);
    demo::clock::advance(2s);
    cache.store("/tasks", answer("new", 10s), 0s);
    REQUIRE(cache.in_step());
    REQUIRE(cache.find("/tasks")->body == "new");
    REQUIRE(cache.invalidate("/tasks") == 1);
    REQUIRE(cache.find("/tasks") == nullptr);
}

TEST_CASE("cache: an answer that is too heavy is refused, and takes the old one along") {
    response_cache cache(GENERATE(policy::lru, policy::lfu, policy::s3fifo), 10'000);
    cache.store("/a", answer("small", 10s), 0s);
    cache.store("/a", answer(std::string(20'000, 'x'), 10s), 0s);
    REQUIRE(cache.find("/a") == nullptr);
    REQUIRE(cache.size() == 0);
    REQUIRE(cache.statistics().refused == 1);
    REQUIRE(cache.in_step());
}

TEST_CASE("cache: another policy takes the entries over in their order") {
    response_cache cache(policy::lru, 8'000);
    for (int i = 0; i < 8; ++i)
        cache.store("/" + std::to_string(i), answer(std::string(500, 'x'), 60s), 0s);
    REQUIRE(cache.size() == 8);
    REQUIRE(cache.find("/0") != nullptr); // from now on the latest
    cache.set_policy(policy::lfu);
    REQUIRE(cache.size() == 8);
    REQUIRE(cache.in_step());
    cache.store("/new", answer(std::string(2'500, 'x'), 60s), 0s);
    REQUIRE(cache.find("/1") == nullptr);
    REQUIRE(cache.find("/0") != nullptr);
    cache.set_policy(policy::off);
    REQUIRE(cache.size() == 0);
    REQUIRE(cache.find("/0") == nullptr);
    cache.store("/0", answer("x", 60s), 0s);
    cache.set_policy(policy::s3fifo);
    REQUIRE(cache.find("/0") == nullptr);
}

TEST_CASE("cache: the next to become stale, in order") {
    response_cache cache(policy::s3fifo, 1 << 20);
    for (const int seconds : {50, 10, 40, 20, 30})
        cache.store("/" + std::to_string(seconds), answer("x", std::chrono::seconds(seconds)), 60s);
    const auto next = cache.next_due(3);
    REQUIRE(next.size() == 3);
    REQUIRE(next[0].key == "/10");
    REQUIRE(next[1].key == "/20");
    REQUIRE(next[2].key == "/30");
    REQUIRE((next[0].left > 9s && next[0].left <= 10s));
}

TEST_CASE("cache: policies have names") {
    for (const policy which : {policy::off, policy::lru, policy::lfu, policy::s3fifo})
        REQUIRE(demo::policy_named(demo::name_of(which)) == which);
    REQUIRE_FALSE(demo::policy_named("fifo"));
    REQUIRE_FALSE(demo::policy_named(""));
}
