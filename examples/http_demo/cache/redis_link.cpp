// SPDX-License-Identifier: BSL-1.0
// cache/redis_link.cpp -- one connection to Redis, whose questions are answered within 50 ms or not at all

#ifdef DEMO_WITH_REDIS

#include "cache/redis_link.hpp"

#include <hiredis/hiredis.h>

#include <charconv>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/time.h>
#include <unistd.h>

namespace demo {

namespace {

constexpr timeval patience{0, 50'000}; // microseconds
constexpr int quiet_time =
    1'000; // milliseconds without a word, until a follower asks whether Redis lives

} // namespace

// -- addresses and replies ----------------------------------------------------------------------------

redis_address redis_address::parse(const std::string& text) {
    if (text.starts_with('/')) return {text, 0};
    redis_address where;
    const std::size_t colon = text.rfind(':');
    where.host = text.substr(0, colon);
    if (where.host.starts_with('[') && where.host.ends_with(']')) {
        where.host = where.host.substr(1, where.host.size() - 2);
    }
    const char* const end = text.data() + text.size();
    const char* const digits = colon == std::string::npos ? end : text.data() + colon + 1;
    const auto number = std::from_chars(digits, end, where.port);
    if (where.host.empty() || number.ec != std::errc() || number.ptr != end || where.port < 1 ||
        where.port > 65'535) {
        throw std::invalid_argument("not the address of a Redis server (HOST:PORT or /PATH): " +
                                    text);
    }
    return where;
}

redis_reply::redis_reply(redisReply* owned)
    : reply_(owned, [](redisReply* reply) { freeReplyObject(reply); }) {
    if (owned == nullptr) throw redis_error("no reply");
    if (owned->type == REDIS_REPLY_ERROR) throw redis_error(std::string(owned->str, owned->len));
}

std::optional<std::string_view> redis_reply::text() const noexcept {
    if (reply_->type != REDIS_REPLY_STRING) return std::nullopt;
    return std::string_view(reply_->str, reply_->len);
}

std::int64_t redis_reply::number() const {
    if (reply_->type != REDIS_REPLY_INTEGER) throw redis_error("not a number");
    return reply_->integer;
}

redis_reply redis_reply::at(std::size_t index) const {
    if (reply_->type != REDIS_REPLY_ARRAY || index >= reply_->elements) {
        throw redis_error("not an array, or a shorter one");
    }
    return redis_reply(std::shared_ptr<redisReply>(reply_, reply_->element[index]));
}

// -- a bell -------------------------------------------------------------------------------------------

doorbell::doorbell() : descriptor_(eventfd(0, EFD_CLOEXEC)) {
    if (descriptor_ < 0) throw redis_error("no more files can be opened");
}

doorbell::~doorbell() { close(descriptor_); }

void doorbell::ring() noexcept { eventfd_write(descriptor_, 1); }

bool doorbell::rings_within(std::chrono::milliseconds time) const noexcept {
    pollfd door{descriptor_, POLLIN, 0};
    return poll(&door, 1, static_cast<int>(time.count())) > 0;
}

// -- a connection -------------------------------------------------------------------------------------

redis_link::redis_link(const redis_address& where)
    : context_(where.port == 0
                   ? redisConnectUnixWithTimeout(where.host.c_str(), patience)
                   : redisConnectWithTimeout(where.host.c_str(), where.port, patience)) {
    if (!context_ || context_->err != 0) throw redis_error("Redis cannot be reached");
    if (redisSetTimeout(context_.get(), patience) != REDIS_OK) throw redis_error("no timeout");
}

void redis_link::closer::operator()(redisContext* context) const noexcept { redisFree(context); }

void redis_link::send(std::initializer_list<std::string_view> words) {
    std::vector<const char*> begins;
    std::vector<std::size_t> sizes;
    for (const std::string_view word : words) {
        begins.push_back(word.data() == nullptr ? "" : word.data());
        sizes.push_back(word.size());
    }
    if (redisAppendCommandArgv(context_.get(), static_cast<int>(words.size()), begins.data(),
                               sizes.data()) != REDIS_OK) {
        throw redis_error(context_->errstr);
    }
}

redis_reply redis_link::receive() {
    void* reply = nullptr;
    if (redisGetReply(context_.get(), &reply) != REDIS_OK) throw redis_error(context_->errstr);
    return redis_reply(static_cast<redisReply*>(reply));
}

void redis_link::flush() {
    for (int done = 0; done == 0;) {
        if (redisBufferWrite(context_.get(), &done) != REDIS_OK)
            throw redis_error(context_->errstr);
    }
}

void redis_link::follow(const doorbell& bell, const std::function<void(const redis_reply&)>& hear) {
    for (bool asked = false;;) {
        pollfd sources[] = {{context_->fd, POLLIN, 0}, {bell.descriptor(), POLLIN, 0}};
        const int ready = poll(sources, 2, quiet_time);
        if (sources[1].revents != 0) return;
        if (ready == 0) {
            if (std::exchange(asked, true)) throw redis_error("Redis says nothing any more");
            send({"PING"});
            flush();
        } else if (sources[0].revents != 0) {
            asked = false;
            if (redisBufferRead(context_.get()) != REDIS_OK) throw redis_error(context_->errstr);
            void* reply = nullptr;
            while (redisGetReplyFromReader(context_.get(), &reply) == REDIS_OK &&
                   reply != nullptr) {
                hear(redis_reply(static_cast<redisReply*>(std::exchange(reply, nullptr))));
            }
            if (context_->err != 0) throw redis_error(context_->errstr);
        }
    }
}

} // namespace demo

#endif // DEMO_WITH_REDIS
