// SPDX-License-Identifier: BSL-1.0
// web/server_engine.hpp -- the inside of server: one event loop, its connections, and a pool of threads
//
// Every connection is a coroutine, converse(). It gives way where it would have to wait: for bytes, for room to
// send, for a handler on the pool. Everything between two such places happens undisturbed, so nothing is locked.

#ifndef DEMO_WEB_SERVER_ENGINE_HPP
#define DEMO_WEB_SERVER_ENGINE_HPP

#include "web/exchange.hpp"
#include "web/server.hpp"
#include "web/server_reader.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cairn/addressable_heap.hpp>

#include <atomic>
#include <compare>
#include <string>
#include <utility>

namespace demo {

namespace net = boost::asio;
using boost::system::error_code;

// Executors by their own type, not as any_io_executor: this alone makes a loop about a tenth faster.
using loop_executor = net::io_context::executor_type;
using socket_type = net::basic_stream_socket<net::ip::tcp, loop_executor>;
using acceptor_type = net::basic_socket_acceptor<net::ip::tcp, loop_executor>;
using timer_type =
    net::basic_waitable_timer<std::chrono::steady_clock,
                              net::wait_traits<std::chrono::steady_clock>, loop_executor>;
template <class T>
using awaitable = net::awaitable<T, loop_executor>;
inline constexpr net::use_awaitable_t<loop_executor> use_awaitable{};
/// Errors come as values: co_await gives a tuple that begins with an error_code.
inline constexpr net::as_tuple_t<net::use_awaitable_t<loop_executor>> as_tuple{use_awaitable};

struct conversation;

/// When to look at a connection: at its deadline, or earlier.
struct appointment {
    clock::time_point at;
    conversation* with;
    friend auto operator<=>(const appointment& a, const appointment& b) noexcept {
        return a.at <=> b.at;
    }
};
/// The deadlines of all connections, and with that a list of them. One timer that ticks four times a second looks
/// at the top: a timer for every operation costs a fifth of the requests per second.
using appointments = cairn::addressable_heap<appointment>;

/// A part of the memory that large bodies may take together.
class body_memory {
public:
    explicit body_memory(std::size_t& taken) noexcept : taken_(taken) {}
    ~body_memory() { give_back(); }
    body_memory(const body_memory&) = delete;
    body_memory& operator=(const body_memory&) = delete;
    /// False if there is not as much.
    [[nodiscard]] bool take(std::size_t bytes) noexcept;
    void give_back() noexcept { taken_ -= std::exchange(mine_, 0); }

private:
    std::size_t& taken_;
    std::size_t mine_ = 0;
};

/// A client, and the request that it is at.
struct conversation {
    conversation(appointments& book, std::size_t& bodies, socket_type peer_socket,
                 clock::time_point until);
    ~conversation() { book_.erase(due_); }
    conversation(const conversation&) = delete;
    conversation& operator=(const conversation&) = delete;

    /// Deadlines move with every request, nearly always to later: the heap need not know before the earlier one is
    /// due.
    void expect_by(clock::time_point until) {
        deadline = until;
        if (until < book_[due_].at) book_.update(due_, {until, this});
    }

    socket_type socket;
    clock::time_point deadline;
    clock::time_point began{}; // the head or the body that is arriving
    request_reader reader;
    exchange now;
    body_memory body;
    std::string out;   // answers that have not been sent
    std::string peer;  // its address
    bool idle = true;  // between two requests
    bool late = false; // its deadline has passed

private:
    appointments& book_;
    appointments::handle due_;
};

class server::engine {
public:
    engine(application& app, options how);
    ~engine();

    void run();
    void stop();
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] bool draining() const { return draining_; }
    [[nodiscard]] counts statistics() const { return counts_; }

private:
    // server.cpp: the loop
    void listen();
    awaitable<void> accept();
    void admit(socket_type client);
    void turn_away(socket_type client);
    awaitable<void> tick_for_ever();
    void tick();
    void end_what_is_late(clock::time_point now);
    void give_tasks_to_pool();
    void await_signal();
    void drain();
    void leave_if_done();

    // server_connection.cpp: one connection
    awaitable<void> serve(socket_type client);
    awaitable<void> converse(conversation& c);
    awaitable<void> linger(conversation& c);
    [[nodiscard]] bool admit_body(conversation& c);
    [[nodiscard]] step begin(conversation& c);
    awaitable<bool> handle(conversation& c, step next);
    [[nodiscard]] bool answer(conversation& c);
    void refuse(conversation& c, int status, std::string_view problem);
    void apologise(conversation& c, const std::exception& unexpected);
    [[nodiscard]] bool send_at_once(conversation& c);
    awaitable<bool> send(conversation& c);
    void set_deadline(conversation& c);
    [[nodiscard]] clock::duration silence() const;
    [[nodiscard]] clock::duration patience(std::size_t bytes) const;

    application& app_;
    options how_;
    std::size_t bodies_ = 0; // bytes that large bodies may have by now
    appointments book_;      // outlives the loop, whose end ends the connections
    net::io_context loop_;
    acceptor_type acceptor_;
    timer_type ticking_, pause_, limit_;
    net::basic_signal_set<loop_executor> signals_;
    net::thread_pool pool_;

    counts counts_;
    clock::time_point last_tick_ = clock::now();
    std::uint16_t port_ = 0;
    std::atomic<bool> woken_ = false;
    bool draining_ = false;
    bool leaving_ = false; // nobody is left: the loop ends as soon as nothing is to be done
};

} // namespace demo

#endif // DEMO_WEB_SERVER_ENGINE_HPP
