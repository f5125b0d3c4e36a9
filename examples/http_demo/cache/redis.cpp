// SPDX-License-Identifier: BSL-1.0
// cache/redis.cpp -- the second level kept by a Redis server, which several instances share
//
// What is in Redis (names begin with demo1:, so that another format may begin with demo2:):
//
//     demo1:generation:/tasks   eight random bytes, which every change to /tasks replaces by others
//     demo1:generation:         the same for all paths together
//     demo1:answer:/tasks?...   both as they were before the answer was made, and the answer
//     demo1:outdated            a channel: who has changed something, and the prefix
//
// An answer counts while its generations are the current ones, which one MGET tells; nobody has to find
// and delete the outdated ones: their time passes. A random generation, unlike a counter, is new also
// after a Redis that has forgotten everything: a loss of any of these names is a miss, and no more.

#include "cache/redis.hpp"

#ifndef DEMO_WITH_REDIS

#include <stdexcept>

namespace demo {

std::shared_ptr<second_level> redis_level(const std::string&) {
    throw std::runtime_error("this program was built without hiredis, so it cannot use Redis");
}

} // namespace demo

#else

#include "cache/circuit_breaker.hpp"
#include "cache/packed_response.hpp"
#include "cache/redis_link.hpp"

#include <cairn/sorted_set.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <mutex>
#include <random>
#include <thread>
#include <utility>
#include <vector>

namespace demo {

namespace {

using std::chrono::milliseconds;

constexpr std::string_view channel = "demo1:outdated";
constexpr std::size_t generation_bytes = 8;
constexpr std::size_t largest_answer = std::size_t{1}
                                       << 20; // what loopback moves well within the 50 ms
constexpr std::size_t largest_debt = 64;      // more prefixes than that are everything

/// "/tasks" of "/tasks/1", also with a question mark or a NUL behind it; nothing of "/" and "".
std::string_view first_part(std::string_view path) noexcept {
    constexpr std::string_view ends("/?\0", 3);
    const std::string_view part = path.substr(0, path.find_first_of(ends, 1));
    return part == "/" ? std::string_view() : part;
}

std::string generation_of(std::string_view part) {
    return std::string("demo1:generation:").append(part);
}

std::string new_generation() {
    std::random_device entropy;
    std::string bytes;
    while (bytes.size() < generation_bytes)
        bytes += static_cast<char>(entropy() & 0xff);
    return bytes;
}

/// Those of everything and of a part of it, as the first two of a reply say; empty if one is missing.
std::string both_generations(const redis_reply& values) {
    const auto all = values.at(0).text(), part = values.at(1).text();
    if (!all || !part || all->size() != generation_bytes || part->size() != generation_bytes)
        return {};
    return std::string(*all).append(*part);
}

class redis final : public second_level {
public:
    explicit redis(redis_address where)
        : where_(std::move(where)), me_(new_generation()), follower_([this] { follow(); }) {}

    ~redis() override {
        stop_.ring();
        follower_.join();
    }

    lookup get(std::string_view key) noexcept override;
    void put(std::string_view key, const response& answer, milliseconds ttl,
             std::string_view generation) noexcept override;
    void invalidate(std::string_view prefix) noexcept override;

    void listen(std::function<void(std::string_view prefix)> outdated) noexcept override {
        const std::scoped_lock guard(listener_lock_); // so nobody is being called when it returns
        listener_ = std::move(outdated);
    }

    counts statistics() const noexcept override {
        return {hits_, misses_, stored_, invalidated_, failures_, breaker_.open()};
    }

private:
    using link_pointer = std::unique_ptr<redis_link>;

    template <class Work>
    bool ask(Work work) noexcept;
    link_pointer borrow();
    void give_back(link_pointer line);
    std::string begin_generations(redis_link& line, std::string_view part);
    void change(redis_link& line, std::string_view prefix);
    void owe(std::string_view prefix);
    void pay(redis_link& line);
    void follow();
    void hear(const redis_reply& message);
    void tell(std::string_view prefix);

    const redis_address where_;
    const std::string me_; // to know its own messages
    circuit_breaker breaker_;
    std::atomic<std::uint64_t> hits_ = 0, misses_ = 0, stored_ = 0, invalidated_ = 0, failures_ = 0;

    std::mutex idle_lock_;
    std::vector<link_pointer> idle_; // as many as threads have asked at the same time

    // Changes that Redis was not there to be told. Until it is, this instance does not ask it.
    std::atomic<bool> owes_ = false;
    std::mutex debt_lock_;
    cairn::sorted_set<std::string> debt_;

    std::mutex listener_lock_;
    std::function<void(std::string_view)> listener_;
    doorbell stop_;
    std::thread follower_; // last: it uses all the others
};

/// Calls `work` with a connection that nobody else has. False if Redis did not answer as it should.
template <class Work>
bool redis::ask(Work work) noexcept {
    const auto when = breaker_.attempt();
    if (!when) return false;
    try {
        link_pointer line = borrow();
        if (owes_) pay(*line);
        work(*line);
        give_back(std::move(line));
        breaker_.succeeded(*when);
        return true;
    } catch (...) { // the connection is closed: what it may still answer belongs to no question
        breaker_.failed(*when);
        ++failures_;
        const std::scoped_lock guard(idle_lock_);
        idle_.clear(); // nor will the others live, most likely
        return false;
    }
}

redis::link_pointer redis::borrow() {
    {
        const std::scoped_lock guard(idle_lock_);
        if (!idle_.empty()) {
            link_pointer line = std::move(idle_.back());
            idle_.pop_back();
            return line;
        }
    }
    return std::make_unique<redis_link>(where_);
}

void redis::give_back(link_pointer line) {
    const std::scoped_lock guard(idle_lock_);
    idle_.push_back(std::move(line));
}

redis::lookup redis::get(std::string_view key) noexcept {
    lookup found;
    const bool asked = ask([&](redis_link& line) {
        const std::string answer = std::string("demo1:answer:").append(key);
        const std::string_view part = first_part(key);
        line.send({"MGET", generation_of(""), generation_of(part), answer});
        line.send({"PTTL", answer});
        const redis_reply values = line.receive();
        found.left = milliseconds(line.receive().number());
        found.generation = both_generations(values);
        if (found.generation.empty()) {
            found.generation = begin_generations(line, part);
        } else if (const auto bytes = values.at(2).text(); bytes && found.left > milliseconds(0)) {
            found.answer = unpacked(*bytes, found.generation);
        }
    });
    if (!asked) found = {};
    ++(found.answer ? hits_ : misses_);
    return found;
}

/// Two instances may do so at once: who comes first has begun it for both.
std::string redis::begin_generations(redis_link& line, std::string_view part) {
    const std::string all_name = generation_of(""), part_name = generation_of(part);
    line.send({"SET", all_name, new_generation(), "NX", "EX", "86400"});
    line.send({"SET", part_name, new_generation(), "NX", "EX", "86400"});
    line.send({"MGET", all_name, part_name});
    static_cast<void>(line.receive());
    static_cast<void>(line.receive());
    return both_generations(line.receive());
}

void redis::put(std::string_view key, const response& answer, milliseconds ttl,
                std::string_view generation) noexcept {
    if (generation.size() != 2 * generation_bytes || ttl <= milliseconds(0)) return;
    if (answer.text().size() > largest_answer) return;
    const bool kept = ask([&](redis_link& line) {
        line.send({"PSETEX", std::string("demo1:answer:").append(key), std::to_string(ttl.count()),
                   packed(generation, answer)});
        static_cast<void>(line.receive());
    });
    if (kept) ++stored_;
}

void redis::invalidate(std::string_view prefix) noexcept {
    ++invalidated_;
    if (!ask([&](redis_link& line) { change(line, prefix); })) owe(prefix);
}

/// First the generation, then the message: who hears it must find nothing that is outdated.
void redis::change(redis_link& line, std::string_view prefix) {
    line.send({"SET", generation_of(first_part(prefix)), new_generation(), "EX", "86400"});
    line.send({"PUBLISH", channel, std::string(me_).append(prefix)});
    static_cast<void>(line.receive());
    static_cast<void>(line.receive());
}

void redis::owe(std::string_view prefix) {
    const std::scoped_lock guard(debt_lock_);
    if (debt_.size() >= largest_debt) {
        debt_.clear();
        prefix = "";
    }
    debt_.insert(std::string(prefix));
    owes_ = true;
}

/// Other threads wait meanwhile: before the debt is paid what they would find may be outdated.
void redis::pay(redis_link& line) {
    const std::scoped_lock guard(debt_lock_);
    for (const std::string& prefix : debt_)
        change(line, prefix);
    debt_.clear();
    owes_ = false;
}

/// What the follower does: it listens to the channel, and connects again whenever it must.
void redis::follow() {
    constexpr milliseconds first_pause{100}, longest_pause{3'000};
    milliseconds pause = first_pause;
    do {
        try {
            redis_link line(where_);
            if (owes_) pay(line);
            line.send({"SUBSCRIBE", channel});
            static_cast<void>(line.receive());
            pause = first_pause;
            breaker_.close();
            tell(""); // nobody knows what was said before
            line.follow(stop_, [this](const redis_reply& message) { hear(message); });
        } catch (const std::exception&) { // it is gone; so is the connection
        }
        pause = (std::min)(pause * 2, longest_pause);
    } while (!stop_.rings_within(pause));
}

void redis::hear(const redis_reply& message) {
    if (message.at(0).text() != "message") return;
    const auto text = message.at(2).text();
    if (!text || text->size() < me_.size() || text->starts_with(me_)) return;
    tell(text->substr(me_.size()));
}

void redis::tell(std::string_view prefix) {
    const std::scoped_lock guard(listener_lock_);
    if (listener_) listener_(prefix);
}

} // namespace

std::shared_ptr<second_level> redis_level(const std::string& address) {
    // hiredis writes to sockets as if they were files: one that Redis has closed would end the program.
    std::signal(SIGPIPE, SIG_IGN);
    return std::make_shared<redis>(redis_address::parse(address));
}

} // namespace demo

#endif // DEMO_WITH_REDIS
