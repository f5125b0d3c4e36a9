// SPDX-License-Identifier: BSL-1.0
// cache/redis_link.hpp -- one connection to Redis, whose questions are answered within 50 ms or not at all

#ifndef DEMO_CACHE_REDIS_LINK_HPP
#define DEMO_CACHE_REDIS_LINK_HPP

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct redisContext;
struct redisReply;

namespace demo {

/// Redis is not there, was too slow, or said that something is an error.
class redis_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct redis_address {
    std::string host; // or the path of a socket, with port 0
    int port = 0;

    /// HOST:PORT, [IPV6]:PORT or /PATH. Throws std::invalid_argument.
    [[nodiscard]] static redis_address parse(const std::string& text);
};

/// What Redis answered, or a part of that.
class redis_reply {
public:
    /// Throws redis_error if it is null or an error.
    explicit redis_reply(redisReply* owned);

    /// The text, if it is one; and nothing for nil.
    [[nodiscard]] std::optional<std::string_view> text() const noexcept;
    /// The number; throws redis_error if it is none.
    [[nodiscard]] std::int64_t number() const;
    /// The element of an array; throws redis_error if there is none.
    [[nodiscard]] redis_reply at(std::size_t index) const;

private:
    explicit redis_reply(std::shared_ptr<redisReply> part) noexcept : reply_(std::move(part)) {}
    std::shared_ptr<redisReply> reply_; // a part keeps the whole alive
};

/// What a thread that waits for Redis can be called by, once and for all.
class doorbell {
public:
    doorbell();
    ~doorbell();
    doorbell(const doorbell&) = delete;
    doorbell& operator=(const doorbell&) = delete;

    void ring() noexcept;
    [[nodiscard]] bool rings_within(std::chrono::milliseconds time) const noexcept;
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

/// For one thread at a time. After a redis_error it is of no use.
class redis_link {
public:
    explicit redis_link(const redis_address& where);

    /// Several commands may be sent before the first reply is received: it is one round trip for all.
    void send(std::initializer_list<std::string_view> words);
    [[nodiscard]] redis_reply receive();
    /// Calls `hear` with what comes, until the bell rings. Throws redis_error when Redis has gone, which
    /// is found out within two seconds.
    void follow(const doorbell& bell, const std::function<void(const redis_reply&)>& hear);

private:
    struct closer {
        void operator()(redisContext* context) const noexcept;
    };
    void flush();
    std::unique_ptr<redisContext, closer> context_;
};

} // namespace demo

#endif // DEMO_CACHE_REDIS_LINK_HPP
