// SPDX-License-Identifier: BSL-1.0
// options.cpp -- settings from the command line and the environment

#include "options.hpp"

#include <getopt.h>

#include <charconv>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

namespace demo {

namespace {

constexpr std::size_t secret_bytes = 32;

template <class Number>
[[nodiscard]] Number number(std::string_view option, std::string_view text, Number least,
                            Number most = std::numeric_limits<Number>::max()) {
    Number out{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() ||
        !(out >= least && out <= most)) // NaN is neither
        throw option_error(std::string(option) + " takes a number from " + std::to_string(least) +
                           (most == std::numeric_limits<Number>::max() && sizeof(Number) > 2
                                ? ""
                                : " to " + std::to_string(most)) +
                           ", and not '" + std::string(text) + "'");
    return out;
}

[[nodiscard]] bool on_or_off(std::string_view option, std::string_view text) {
    if (text != "on" && text != "off")
        throw option_error(std::string(option) + " is on or off, and not '" + std::string(text) +
                           "'");
    return text == "on";
}

[[nodiscard]] policy policy_of(std::string_view text) {
    if (const auto found = policy_named(text)) return *found;
    throw option_error("--cache is s3fifo, lru, lfu or off, and not '" + std::string(text) + "'");
}

[[nodiscard]] std::chrono::milliseconds seconds(std::string_view option, std::string_view text) {
    return std::chrono::milliseconds(
        static_cast<long>(1000 * number<double>(option, text, 0.1, 3600)));
}

/// An option: its name, what it takes (nothing: null), what it is for, its default, and what it sets.
struct definition {
    const char* name;
    const char* takes;
    const char* meaning;
    std::string otherwise;
    void (*set)(settings& s, const std::string& text);
};

[[nodiscard]] std::vector<definition> definitions() {
    const settings d;
    const auto text = [](auto value) { return std::to_string(value); };
    return {
        {"host", "ADDRESS", "where to listen; 0.0.0.0 in a container", d.host,
         [](settings& s, const std::string& t) { s.host = t; }},
        {"port", "NUMBER", "0 takes a free one; PORT in the environment sets it too", text(d.port),
         [](settings& s, const std::string& t) { s.port = number<std::uint16_t>("--port", t, 0); }},
        {"workers", "NUMBER", "threads that run handlers", text(d.workers),
         [](settings& s, const std::string& t) {
             s.workers = number<unsigned>("--workers", t, 1, 256);
         }},
        {"connections", "NUMBER", "clients at once; more are answered with 503",
         text(d.connections),
         [](settings& s, const std::string& t) {
             s.connections = number<std::size_t>("--connections", t, 1);
         }},
        {"deadline", "SECONDS", "for a request to arrive, and for an answer to leave", "10",
         [](settings& s, const std::string& t) { s.deadline = seconds("--deadline", t); }},
        {"database", "FILE", "SQLite; made if it is not there", d.database,
         [](settings& s, const std::string& t) { s.database = t; }},
        {"data", "FOLDER", "where background jobs find and leave their files", "none",
         [](settings& s, const std::string& t) { s.data = t; }},
        {"tasks", "NUMBER", "tasks that a new database is filled with", text(d.tasks),
         [](settings& s, const std::string& t) {
             s.tasks = number<std::size_t>("--tasks", t, 0, 10'000'000);
         }},
        {"access-log", "FILE", "a line of JSON for each request; SIGHUP opens it anew", "none",
         [](settings& s, const std::string& t) { s.access_log = t; }},
        {"cache", "POLICY", "s3fifo, lru, lfu or off", std::string(name_of(d.cache)),
         [](settings& s, const std::string& t) { s.cache = policy_of(t); }},
        {"cache-bytes", "NUMBER", "memory for cached answers", text(d.cache_bytes),
         [](settings& s, const std::string& t) {
             s.cache_bytes = number<std::size_t>("--cache-bytes", t, 0);
         }},
        {"single-flight", "on|off", "requests for the same thing share one computation", "on",
         [](settings& s, const std::string& t) {
             s.single_flight = on_or_off("--single-flight", t);
         }},
        {"redis", "HOST:PORT|/PATH", "a cache that several instances share", "none",
         [](settings& s, const std::string& t) { s.redis = t; }},
        {"origin", "URL", "pages from there may call (CORS); may be repeated", "none",
         [](settings& s, const std::string& t) { s.origins.push_back(t); }},
        {"login-limit", "NUMBER", "attempts to log in, per address and minute", text(d.login_limit),
         [](settings& s, const std::string& t) {
             s.login_limit = number<std::size_t>("--login-limit", t, 1);
         }},
        {"behind-proxy", nullptr, "clients are whom X-Forwarded-For names last, for --login-limit",
         "", [](settings& s, const std::string&) { s.behind_proxy = true; }},
        {"fast-passwords", nullptr, "hashes that are cheap to crack: for tests", "",
         [](settings& s, const std::string&) { s.fast_passwords = true; }},
        {"quiet", nullptr, "say nothing but where it listens", "",
         [](settings& s, const std::string&) { s.quiet = true; }},
    };
}

void read_environment(settings& s) {
    if (const char* const port = std::getenv("PORT"))
        s.port = number<std::uint16_t>("PORT", port, 0);
    if (const char* const secret = std::getenv("DEMO_SECRET")) {
        s.secret = secret;
        if (s.secret.size() < secret_bytes)
            throw option_error("DEMO_SECRET is shorter than " + std::to_string(secret_bytes) +
                               " bytes");
    }
}

} // namespace

options read_options(int argc, char** argv) {
    options out;
    read_environment(out.chosen);
    const std::vector<definition> known = definitions();
    std::vector<option> table;
    for (const definition& one : known)
        table.push_back({one.name, one.takes ? required_argument : no_argument, nullptr, 0});
    table.push_back({"help", no_argument, nullptr, 'h'});
    table.push_back({});

    opterr = 0; // what is wrong is said in one line, by whoever catches
    int index = 0;
    for (int found = 0; (found = getopt_long(argc, argv, ":h", table.data(), &index)) != -1;) {
        if (found == 'h') {
            out.help = true;
        } else if (found == ':') {
            throw option_error(std::string(argv[optind - 1]) + " takes a value");
        } else if (found == '?') {
            const std::string which =
                optopt != 0 ? std::string{'-', static_cast<char>(optopt)} : argv[optind - 1];
            throw option_error("unknown option '" + which + "'");
        } else {
            known[static_cast<std::size_t>(index)].set(out.chosen, optarg ? optarg : "");
        }
    }
    if (optind < argc) throw option_error("unknown argument '" + std::string(argv[optind]) + "'");
    return out;
}

std::string help_text() {
    std::string out =
        "usage: http_demo [option]...\n\nA tasks service with a cache in front of SQLite.\n\n";
    for (const definition& one : definitions()) {
        std::string left =
            std::string("  --") + one.name + (one.takes ? " " : "") + (one.takes ? one.takes : "");
        left.resize(std::max<std::size_t>(left.size() + 1, 27), ' ');
        out += left + one.meaning +
               (one.otherwise.empty() ? std::string() : " (" + one.otherwise + ")") + "\n";
    }
    return out + "  -h, --help               this text\n\n"
                 "DEMO_SECRET in the environment (32 bytes or more) signs tokens; without it a "
                 "random one does,\nand tokens end with the program.\n";
}

} // namespace demo
