// SPDX-License-Identifier: BSL-1.0
// Whatever arrives: bytes of a connection through the reader, the whole service, and back into bytes.
//
//     ./dev fuzz 300        or        fuzz_http_demo -max_total_time=300 corpus
//
// The first byte of an input says whether the others are what a client sends, as they are, or choose among the
// parts that requests are made of: routes, header fields, JSON members. The first way finds what is wrong
// with reading, and the second one gets into the handlers. Here no answer may be a 500.

#include "http_demo/temporary_folder.hpp"
#include "http_requests.hpp"
#include "service.hpp"
#include "web/client.hpp"
#include "web/json.hpp"
#include "web/server_reader.hpp"
#include "web/wire.hpp"

#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace std::chrono_literals;
using demo::step;
using state = demo::request_reader::state;

#define REQUIRE_THAT(condition, exchange)                                                          \
    do {                                                                                           \
        if (!(condition)) fail(#condition, exchange);                                              \
    } while (false)

[[noreturn]] void fail(const char* what, const demo::exchange& e) {
    const std::string_view verb = demo::name_of(e.in.verb);
    std::fprintf(stderr, "not so: %s\n%.*s %.*s ? %.*s\n%.*s\n-> %d\n%s\n%s\n", what,
                 static_cast<int>(verb.size()), verb.data(), static_cast<int>(e.in.path.size()),
                 e.in.path.data(), static_cast<int>(e.in.query.size()), e.in.query.data(),
                 static_cast<int>(e.in.body.size()), e.in.body.data(), e.out.status,
                 e.out.headers.text().c_str(), e.out.text().c_str());
    std::abort();
}

// -- the service --------------------------------------------------------------------------------------

/// A service with a few tasks, and somebody who is logged in.
class target {
public:
    target() : service_(settings_in(folder_.path())) {
        std::ofstream(folder_.path() / "text.txt") << "to be or not to be";
        const std::string credentials = R"({"username":"test","password":"password"})";
        demo::client browser(app());
        known.csrf = demo::json_object(browser.post("/login", credentials).text()).text("csrf");
        known.cookie = "session=" + browser.cookie("session");
        const demo::response token = demo::client(app()).post("/token", credentials);
        known.bearer = "Bearer " + demo::json_object(token.text()).text("access_token");
    }
    [[nodiscard]] demo::application& app() { return service_.app(); }

    fuzz::credentials known;

private:
    static demo::settings settings_in(const std::filesystem::path& folder) {
        demo::settings how;
        how.database = (folder / "tasks.db").string();
        how.data = folder.string();
        how.origins = {"https://example.org"};
        how.tasks = 20;
        how.fast_passwords = true;
        how.login_limit = 1'000'000;
        return how;
    }
    demo_test::temporary_folder folder_;
    demo::service service_;
};

/// One for many inputs, for it takes milliseconds to start; not for all of them, since it fills up.
target& current_target() {
    static std::optional<target> now;
    static int used = 0;
    if (!now || used++ == 2000) {
        now.emplace();
        used = 0;
    }
    return *now;
}

// -- what has to be true of every answer --------------------------------------------------------------

bool is_json_text(const std::string& text) {
    try {
        (void)demo::json_object("{\"it\":" + text + "}");
        return true;
    } catch (const demo::http_error&) {
        return false;
    }
}

bool has_error(const std::string& text) {
    try {
        return !demo::json_object(text).text("error").empty();
    } catch (const demo::http_error&) {
        return false;
    }
}

void check(const demo::exchange& e) {
    const demo::response& out = e.out;
    const int status = out.stored ? out.stored->status : out.status;
    const std::string& text = out.text();
    const std::string_view type = out.stored ? out.stored->content_type : out.content_type;
    REQUIRE_THAT(status >= 200 && status <= 599 && status != 500, e);
    REQUIRE_THAT(!demo::reason_of(status).empty(), e);
    if (status == 204 || status == 304) return;
    if (demo::is_json(type)) REQUIRE_THAT(is_json_text(text), e);
    if (status >= 400) REQUIRE_THAT(has_error(text), e);
    if (status == 405) REQUIRE_THAT(!out.header("Allow").empty(), e);
    if (status == 401) REQUIRE_THAT(!out.header("WWW-Authenticate").empty(), e);
    if (status == 429 || status == 503) REQUIRE_THAT(!out.header("Retry-After").empty(), e);
    if (status == 201 || status == 202) REQUIRE_THAT(e.in.verb == demo::method::post, e);
    REQUIRE_THAT(text.find("$argon2id$") == text.npos, e);
    // Changes are for those who are known.
    const bool changes = e.in.verb != demo::method::get && e.in.verb != demo::method::head &&
                         e.in.verb != demo::method::options;
    const bool open = e.in.path == "/login" || e.in.path == "/token" || e.in.path == "/register" ||
                      e.in.path == "/logout";
    if (changes && !open && !e.in.who) REQUIRE_THAT(status >= 400, e);
}

void check_bytes(std::string_view bytes, const demo::exchange& e) {
    REQUIRE_THAT(bytes.starts_with("HTTP/1.1 "), e);
    const std::size_t end = bytes.find("\r\n\r\n");
    REQUIRE_THAT(end != bytes.npos, e);
    const std::string_view head = bytes.substr(0, end), body = bytes.substr(end + 4);
    for (std::size_t i = 0; i != head.size(); ++i) {
        const auto byte = static_cast<unsigned char>(head[i]);
        const bool line_end = (byte == '\r' && i + 1 != head.size() && head[i + 1] == '\n') ||
                              (byte == '\n' && i != 0 && head[i - 1] == '\r');
        REQUIRE_THAT(line_end || (byte >= 0x20 && byte != 0x7f) || byte == '\t', e);
    }
    const std::size_t at = head.find("Content-Length: ");
    const std::size_t size = at == head.npos ? 0 : std::strtoul(head.data() + at + 16, nullptr, 10);
    const bool bodiless = e.in.verb == demo::method::head || head.substr(9, 3) == "304";
    REQUIRE_THAT(body.size() == (bodiless ? 0 : size), e);
}

// -- a connection, as the server has it ---------------------------------------------------------------

void answer(demo::application& app, demo::exchange& e, bool keep_alive) {
    e.in.peer = "127.0.0.1";
    const step next = app.begin(e);
    if (next == step::run) {
        app.run(e);
        app.finish(e);
    } else if (next == step::wait) {
        demo::run_tasks(app); // among which the computation is that it waits for
        REQUIRE_THAT(e.waits_for->answer != nullptr, e);
        app.join(e);
    }
    check(e);
    std::string bytes;
    demo::append_response(bytes, e.in.verb, e.out, keep_alive);
    check_bytes(bytes, e);
}

void converse(demo::application& app, std::string_view bytes, std::size_t piece) {
    demo::request_reader reader;
    demo::exchange e;
    for (;;) {
        switch (reader.read(e.in)) {
        case state::complete:
            if (e.in.path != "*") answer(app, e, reader.keep_alive());
            if (!reader.keep_alive()) return;
            e.reset();
            reader.next();
            if (reader.pending()) continue;
            break;
        case state::head: {
            const demo::route* const found = app.routes().find(e.in).found;
            e.in.params.clear();
            e.in.route = {};
            if (!reader.admit_body(found ? found->max_body : 1000)) return;
            if (reader.pending()) continue;
            break;
        }
        case state::malformed:
            REQUIRE_THAT(reader.status() >= 400 && reader.status() < 600, e);
            REQUIRE_THAT(!reader.problem().empty(), e);
            return;
        case state::incomplete:
            break;
        }
        if (bytes.empty()) return;
        const std::span<char> room = reader.room();
        const std::size_t n = std::min({piece, room.size(), bytes.size()});
        if (n == 0) std::abort(); // the reader asks for more, and takes nothing
        std::memcpy(room.data(), bytes.data(), n);
        reader.received(n);
        bytes.remove_prefix(n);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    target& service = current_target();
    demo::application& app = service.app();
    FuzzedDataProvider from(bytes, size);
    if (from.ConsumeBool()) {
        const std::size_t piece = from.ConsumeIntegralInRange<std::size_t>(1, 5000);
        converse(app, from.ConsumeRemainingBytesAsString(), piece);
    } else {
        fuzz::request_writer make(from, service.known, app.routes().routes());
        const std::size_t piece = from.ConsumeIntegralInRange<std::size_t>(1, 5000);
        std::string all;
        for (int n = 0; n != 6 && from.remaining_bytes() > 0; ++n) {
            all += make.request();
            if (!from.ConsumeBool()) continue;
            converse(app, std::exchange(all, {}), piece);
            demo::clock::advance(std::chrono::seconds(from.ConsumeIntegralInRange(0, 100)));
            app.tick();
            demo::run_tasks(app);
        }
        converse(app, all, piece);
    }
    demo::run_tasks(app);
    return 0;
}
