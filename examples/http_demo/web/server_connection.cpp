// SPDX-License-Identifier: BSL-1.0
// web/server_connection.cpp -- one connection: requests come in, answers go out in the same order

#include "web/server_engine.hpp"
#include "web/wire.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/write.hpp>

#include <cstdio>
#include <exception>
#include <memory>
#include <tuple>
#include <utility>

namespace demo {

using namespace std::chrono_literals;

namespace {

constexpr auto idle_limit = 90s; // longer than nginx's 60 s: it should be the one that hangs up
constexpr auto farewell = 500ms; // while draining: the client may just be sending its next request
constexpr auto never = clock::time_point::max();
constexpr auto linger_limit = 2s;
constexpr std::size_t high_water =
    64 * 1024; // unsent bytes: beyond that no further request is looked at
constexpr std::size_t usual_body = 64 * 1024;              // where no route says how much it takes
constexpr std::size_t all_bodies = std::size_t{256} << 20; // of those that may be larger, together
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

/// Runs the handler on the pool; what waits for it goes on on the loop.
struct run_on_pool {
    application& app;
    exchange& e;
    net::thread_pool& pool;
    net::io_context& loop;

    template <class Resume>
    void operator()(Resume resume) const {
        auto back = net::prefer(loop.get_executor(), net::execution::outstanding_work.tracked);
        net::post(pool, [&app = app, &e = e, back, resume = std::move(resume)]() mutable {
            app.run(e);
            net::post(back, std::move(resume));
        });
    }
};

/// Waits for a computation that another request has begun.
struct wait_for_flight {
    flight& other;
    net::io_context& loop;

    template <class Resume>
    void operator()(Resume resume) const {
        auto back = net::prefer(loop.get_executor(), net::execution::outstanding_work.tracked);
        if (other.answer) { // it landed while earlier answers were being sent
            net::post(back, std::move(resume));
            return;
        }
        auto shared = std::make_shared<Resume>(std::move(resume)); // std::function copies
        other.waiting.push_back([back, shared] { net::post(back, std::move(*shared)); });
    }
};

[[nodiscard]] net::mutable_buffer room_of(request_reader& reader) {
    const std::span<char> room = reader.room();
    return {room.data(), room.size()};
}

} // namespace

bool body_memory::take(std::size_t bytes) noexcept {
    if (taken_ + bytes > all_bodies) return false;
    taken_ += bytes;
    mine_ += bytes;
    return true;
}

awaitable<void> server::engine::serve(socket_type client) {
    try {
        error_code ec;
        client.set_option(net::ip::tcp::no_delay(true), ec); // answers are written as a whole
        client.non_blocking(true, ec);
        conversation c(book_, bodies_, std::move(client), last_tick_ + silence());
        c.peer = c.socket.remote_endpoint(ec).address().to_string();
        co_await converse(c);
    } catch (const std::exception& unexpected) {
        std::fprintf(stderr, "error: connection: %s\n", unexpected.what());
    }
    --counts_.open;
    leave_if_done();
}

awaitable<void> server::engine::converse(conversation& c) {
    for (bool open = true; open;) {
        const request_reader::state state = c.reader.read(c.now.in);
        if (state == request_reader::state::complete) {
            const step next = begin(c);
            if (next != step::answered) {
                const bool whole = co_await handle(c, next);
                if (!whole) co_return;
            }
            open = answer(c);
            // Requests that came together are answered together.
            if (open && c.reader.pending() && c.out.size() < high_water) continue;
        } else if (state == request_reader::state::head) {
            open = admit_body(c);
            if (open && c.reader.pending()) continue;
        } else if (state == request_reader::state::malformed) {
            refuse(c, c.reader.status(), c.reader.problem());
            open = false;
        }

        if (!send_at_once(c)) {
            const bool sent = co_await send(c);
            if (!sent) co_return;
        }
        if (!open || (state == request_reader::state::complete && c.reader.pending())) continue;

        set_deadline(c);
        auto received = co_await c.socket.async_read_some(room_of(c.reader), as_tuple);
        if (std::get<0>(received)) {
            if (!c.late || !c.reader.started()) co_return;
            refuse(c, 408, "The request took too long");
            static_cast<void>(send_at_once(c));
            open = false;
        }
        c.reader.received(std::get<1>(received));
    }
    co_await linger(c);
}

/// Closing a socket with unread bytes makes the kernel tell the client to forget what it has not read yet: so the
/// last answer goes out, and then we listen for a moment until the client hangs up.
awaitable<void> server::engine::linger(conversation& c) {
    error_code ec;
    c.socket.shutdown(net::socket_base::shutdown_send, ec);
    c.expect_by(clock::now() + linger_limit);
    c.out.resize(high_water);
    while (!ec) {
        auto ignored = co_await c.socket.async_read_some(net::buffer(c.out), as_tuple);
        ec = std::get<0>(ignored);
    }
}

// -- a request ----------------------------------------------------------------------------------------

/// The head has arrived, and a body follows: how long a body its route takes is known now, before it has come.
bool server::engine::admit_body(conversation& c) {
    request& in = c.now.in;
    const route* const found = app_.routes().find(in).found;
    in.params.clear();
    in.route = {};
    const std::size_t most = found ? found->max_body : usual_body;
    if (most > usual_body && !c.body.take(most)) {
        refuse(c, 503, "Too many uploads at once");
        return false;
    }
    if (!c.reader.admit_body(most)) {
        refuse(c, 413, "Body too large");
        return false;
    }
    if (c.reader.expects_continue()) c.out.append(go_on);
    c.idle = false;
    c.began = clock::now();
    return true;
}

step server::engine::begin(conversation& c) {
    c.idle = false;
    c.now.in.peer = c.peer;
    step next = step::answered;
    if (c.now.in.path == "*") { // OPTIONS of the server as a whole
        c.now.out = no_content();
        return next;
    }
    try {
        next = app_.begin(c.now);
    } catch (const std::exception& unexpected) {
        apologise(c, unexpected);
    }
    give_tasks_to_pool();
    return next;
}

/// What the loop cannot answer at once. Earlier answers need not wait for it. False if they were cut off, so that
/// nothing may follow them; the request is carried out all the same, for others may wait for what it computes.
awaitable<bool> server::engine::handle(conversation& c, step next) {
    bool whole = true;
    if (!send_at_once(c)) whole = co_await send(c);
    c.deadline = never;
    if (next == step::run) {
        auto done = net::async_initiate<const net::use_awaitable_t<loop_executor>, void()>(
            run_on_pool{app_, c.now, pool_, loop_}, use_awaitable);
        co_await std::move(done);
    } else {
        auto landed = net::async_initiate<const net::use_awaitable_t<loop_executor>, void()>(
            wait_for_flight{*c.now.waits_for, loop_}, use_awaitable);
        co_await std::move(landed);
    }
    try {
        next == step::run ? app_.finish(c.now) : app_.join(c.now);
    } catch (const std::exception& unexpected) {
        apologise(c, unexpected);
    }
    give_tasks_to_pool();
    co_return whole;
}

/// Puts the answer behind those that wait to be sent. False if it is the last one.
bool server::engine::answer(conversation& c) {
    // While draining, what has been received is answered still.
    const bool stays = c.reader.keep_alive() && (!draining_ || c.reader.pending());
    if (stays && c.reader.old()) c.now.out.headers.add("Connection", "keep-alive");
    append_response(c.out, c.now.in.verb, c.now.out, stays);
    c.reader.next();
    c.body.give_back();
    c.now.reset();
    c.idle = true;
    return stays;
}

/// For requests that are no requests.
void server::engine::refuse(conversation& c, int status, std::string_view problem) {
    ++counts_.refused;
    c.now.reset();
    c.now.started = clock::now();
    c.now.in.peer = c.peer;
    c.now.out = error(status, problem);
    if (how_.refused) how_.refused(c.now);
    append_response(c.out, method::get, c.now.out, false);
}

void server::engine::apologise(conversation& c, const std::exception& unexpected) {
    std::fprintf(stderr, "error: %s\n", unexpected.what());
    c.now.out = error(500, "Internal server error");
}

// -- bytes --------------------------------------------------------------------------------------------

/// Nearly always the kernel takes everything, and nobody has to wait. False if something is left.
bool server::engine::send_at_once(conversation& c) {
    if (c.out.empty()) return true;
    error_code ec;
    const std::size_t sent = c.socket.write_some(net::buffer(c.out), ec);
    if (sent < c.out.size()) {
        c.out.erase(0, sent);
        return false;
    }
    c.out.clear();
    return true;
}

/// Waits until everything has been sent; meanwhile nothing is read, so that a client that does not take its answers
/// cannot ask for more. False if it is gone, or too slow.
awaitable<bool> server::engine::send(conversation& c) {
    c.expect_by(clock::now() + patience(c.out.size()));
    auto written = co_await net::async_write(c.socket, net::buffer(c.out), as_tuple);
    if (c.out.capacity() > 4 * high_water) std::string().swap(c.out);
    c.out.clear();
    co_return !std::get<0>(written);
}

/// Before bytes are awaited: a client may be silent between two requests, but not for long within one.
void server::engine::set_deadline(conversation& c) {
    if (!c.reader.started()) return c.expect_by(last_tick_ + silence());
    if (std::exchange(c.idle, false)) c.began = clock::now();
    c.expect_by(c.began + patience(c.reader.body_size()));
}

clock::duration server::engine::silence() const {
    return draining_ ? clock::duration(farewell) : clock::duration(idle_limit);
}

/// The deadline is for 64 KB; more may take longer, but who sends byte by byte is cut off.
clock::duration server::engine::patience(std::size_t bytes) const {
    return how_.deadline * static_cast<clock::rep>(1 + bytes / high_water);
}

} // namespace demo
