// SPDX-License-Identifier: BSL-1.0
// web/server.cpp -- the event loop: it listens, admits clients, keeps time, and ends

#include "web/server_engine.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

namespace demo {

using namespace std::chrono_literals;

namespace {

constexpr auto tick_length = 250ms;
constexpr auto drain_limit = 10s; // for everything that has arrived before the end
constexpr auto accept_pause = 100ms;

/// A connection is a file descriptor, and most shells allow 1024 of them unless a program asks for more.
void raise_descriptor_limit() noexcept {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

conversation::conversation(appointments& book, std::size_t& bodies, socket_type peer_socket,
                           clock::time_point until)
    : socket(std::move(peer_socket)), deadline(until), body(bodies), book_(book),
      due_(book.push({until, this})) {}

// -- server: what is seen of it -----------------------------------------------------------------------

server::server(application& app, options how)
    : engine_(std::make_unique<engine>(app, std::move(how))) {}
server::~server() = default;
void server::run() { engine_->run(); }
void server::stop() { engine_->stop(); }
std::uint16_t server::port() const { return engine_->port(); }
bool server::draining() const { return engine_->draining(); }
server::counts server::statistics() const { return engine_->statistics(); }

// -- start --------------------------------------------------------------------------------------------

server::engine::engine(application& app, options how)
    : app_(app), how_(std::move(how)), loop_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO),
      acceptor_(loop_), ticking_(loop_), pause_(loop_), limit_(loop_), signals_(loop_),
      pool_(how_.workers) {
    raise_descriptor_limit();
    listen();
}

server::engine::~engine() { app_.set_wake({}); }

void server::engine::listen() {
    const auto must = [this](const error_code& ec) {
        if (ec)
            throw std::runtime_error("cannot listen on " + how_.host + ":" +
                                     std::to_string(how_.port) + ": " + ec.message());
    };
    error_code ec;
    const net::ip::tcp::endpoint where(net::ip::make_address(how_.host, ec), how_.port);
    must(ec);
    must(acceptor_.open(where.protocol(), ec));
    must(acceptor_.set_option(net::ip::tcp::acceptor::reuse_address(true), ec));
    must(acceptor_.bind(where, ec));
    must(acceptor_.listen(net::socket_base::max_listen_connections, ec));
    acceptor_.non_blocking(true);
    port_ = acceptor_.local_endpoint().port();
}

void server::engine::run() {
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    signals_.add(SIGHUP);
    await_signal();
    app_.set_wake([this] {
        if (!woken_.exchange(true))
            net::post(loop_, [this] {
                woken_ = false;
                tick();
            });
    });
    net::co_spawn(loop_, accept(), net::detached);
    net::co_spawn(loop_, tick_for_ever(), net::detached);
    loop_.run();
    app_.set_wake({});
    app_.stop();
    pool_.stop(); // what has not begun yet is dropped
    pool_.join();
    app_.abandon_flights(); // while the loop is there, to which those who wait belong
}

// -- clients ------------------------------------------------------------------------------------------

awaitable<void> server::engine::accept() {
    while (acceptor_.is_open()) {
        auto accepted = co_await acceptor_.async_accept(as_tuple);
        const error_code ec = std::get<0>(accepted);
        if (!ec) {
            admit(std::move(std::get<1>(accepted)));
        } else if (acceptor_
                       .is_open()) { // out of descriptors: the client keeps waiting, and so do we
            pause_.expires_after(accept_pause);
            co_await pause_.async_wait(as_tuple);
        }
    }
}

void server::engine::admit(socket_type client) {
    if (counts_.open >= how_.connections) return turn_away(std::move(client));
    ++counts_.open;
    ++counts_.accepted;
    try {
        net::co_spawn(loop_, serve(std::move(client)), net::detached);
    } catch (const std::bad_alloc&) { // that client is lost, the others are not
        --counts_.open;
    }
}

void server::engine::turn_away(socket_type client) {
    ++counts_.turned_away;
    error_code ec;
    client.non_blocking(true, ec);
    char asked[1024]; // unread bytes would make the kernel take the answer back
    client.read_some(net::buffer(asked), ec);
    constexpr std::string_view text = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n"
                                      "Content-Length: 0\r\nConnection: close\r\n\r\n";
    client.write_some(net::buffer(text.data(), text.size()), ec);
    client.shutdown(net::socket_base::shutdown_send, ec);
}

// -- time ---------------------------------------------------------------------------------------------

awaitable<void> server::engine::tick_for_ever() {
    for (error_code ec; !ec && !leaving_;) {
        tick();
        end_what_is_late(last_tick_);
        ticking_.expires_after(tick_length);
        auto waited = co_await ticking_.async_wait(as_tuple);
        ec = std::get<0>(waited);
    }
}

void server::engine::tick() {
    last_tick_ = clock::now();
    try {
        app_.tick();
        give_tasks_to_pool();
    } catch (const std::exception& unexpected) {
        std::fprintf(stderr, "error: tick: %s\n", unexpected.what());
    }
}

void server::engine::end_what_is_late(clock::time_point now) {
    while (!book_.empty() && book_.top().at <= now) {
        conversation& c = *book_.top().with;
        if (c.deadline <= now) {
            c.late = true;
            c.deadline = now + drain_limit; // it has that long to say goodbye
            error_code ec;
            c.socket.cancel(ec); // its coroutine goes on with an error
        }
        book_.update(book_.top_handle(), {c.deadline, &c});
    }
}

void server::engine::give_tasks_to_pool() {
    while (auto next = app_.next_task()) {
        net::post(pool_, [this, work = std::move(*next)]() mutable {
            work.run();
            net::post(loop_, [this, done = std::move(work.done)] {
                try {
                    if (done) done();
                    give_tasks_to_pool();
                } catch (const std::exception& unexpected) {
                    std::fprintf(stderr, "error: task: %s\n", unexpected.what());
                }
            });
        });
    }
}

// -- end ----------------------------------------------------------------------------------------------

void server::engine::await_signal() {
    signals_.async_wait([this](error_code ec, int number) {
        if (ec || leaving_) return;
        await_signal(); // the next one
        if (number == SIGHUP) {
            if (how_.hang_up) how_.hang_up();
        } else {
            drain();
        }
    });
}

void server::engine::stop() {
    net::post(loop_, [this] { drain(); });
}

/// Nobody new; those who are here get their answers, with `Connection: close`.
void server::engine::drain() {
    if (std::exchange(draining_, true)) return loop_.stop(); // asked twice
    error_code ec;
    for (;;) { // the kernel has greeted these already
        socket_type client(loop_);
        if (acceptor_.accept(client, ec)) break;
        admit(std::move(client));
    }
    acceptor_.close(ec);
    pause_.cancel();

    std::vector<conversation*> idle;
    for (const appointment& one : book_)
        if (one.with->idle) idle.push_back(one.with);
    for (conversation* const c : idle)
        c->expect_by(clock::now() + silence());

    limit_.expires_after(drain_limit);
    limit_.async_wait([this](error_code cancelled) {
        if (!cancelled) loop_.stop();
    });
    leave_if_done();
}

void server::engine::leave_if_done() {
    if (!draining_ || counts_.open > 0) return;
    leaving_ = true; // what has happened already cannot be cancelled any more
    error_code ec;
    signals_.cancel(ec);
    ticking_.cancel();
    limit_.cancel();
}

} // namespace demo
