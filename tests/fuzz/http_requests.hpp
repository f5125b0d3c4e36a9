// SPDX-License-Identifier: BSL-1.0
// fuzz/http_requests.hpp -- requests out of a fuzzer's bytes: routes, header fields and JSON members that exist, and
// now and then something else in their place

#ifndef CAIRN_TESTS_FUZZ_HTTP_REQUESTS_HPP
#define CAIRN_TESTS_FUZZ_HTTP_REQUESTS_HPP

#include "web/router.hpp"

#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace fuzz {

/// What somebody who is logged in sends.
struct credentials {
    std::string csrf, cookie, bearer;
};

inline constexpr const char* members[] = {
    "title",    "done",   "priority", "kind", "args",    "delay", "username", "file",
    "password", "policy", "fails",    "k",    "enabled", "csrf",  "clear",    "tasks"};
inline constexpr const char* values[] = {
    "null", "true", "false", "-1",      "0",         "3",         "9223372036854775808", "1e308",
    "[]",   "{}",   "[1,2]", "\"add\"", "\"flaky\"", "\"words\"", "\"text.txt\"",        "\"lru\""};
inline constexpr const char* arguments[] = {"q",    "limit", "after",  "order",
                                            "done", "count", "queries"};
inline constexpr const char* words[] = {"newest", "true", "0", "10", "a",
                                        "%41",    "%",    "+", "-1", "99999999999999999999"};

/// Writes requests that some of the routes might have been made for.
class request_writer {
public:
    request_writer(FuzzedDataProvider& from, const credentials& known,
                   const std::deque<demo::route>& routes)
        : from_(from), known_(known), routes_(routes) {}

    [[nodiscard]] std::string request() {
        const demo::route& chosen =
            routes_[from_.ConsumeIntegralInRange<std::size_t>(0, routes_.size() - 1)];
        const bool fits = from_.ConsumeIntegralInRange(0, 7) != 0;
        std::string out(
            fits ? demo::name_of(chosen.verb)
                 : from_.PickValueInArray({"GET", "HEAD", "POST", "OPTIONS", "PATCH", "X"}));
        out += ' ' + path_of(chosen.pattern) + query() + " HTTP/1.1\r\nHost: localhost\r\n";
        const std::string content =
            chosen.accepts.empty() && chosen.pattern != "/import" ? "" : body();
        fields(out);
        if (!content.empty()) out += "Content-Length: " + std::to_string(content.size()) + "\r\n";
        return out + "\r\n" + content;
    }

private:
    std::string text() { return from_.ConsumeRandomLengthString(40); }
    template <std::size_t N>
    std::string one_of(const char* const (&list)[N]) {
        const std::size_t at = from_.ConsumeIntegralInRange<std::size_t>(0, N);
        return at == N ? text() : list[at];
    }

    std::string path_of(std::string_view pattern) {
        std::string out;
        while (!pattern.empty()) {
            const std::size_t open = std::min(pattern.find('<'), pattern.size());
            out += pattern.substr(0, open);
            pattern.remove_prefix(open);
            if (pattern.empty()) break;
            out +=
                from_.ConsumeBool() ? std::to_string(from_.ConsumeIntegralInRange(0, 30)) : text();
            pattern.remove_prefix(pattern.find('>') + 1);
        }
        return out;
    }
    std::string query() {
        std::string out;
        for (int n = from_.ConsumeIntegralInRange(0, 3); n > 0; --n)
            out += (out.empty() ? "?" : "&") + one_of(arguments) + "=" + one_of(words);
        return out;
    }
    void fields(std::string& out) {
        const int who = from_.ConsumeIntegralInRange(0, 3);
        if (who == 0) out += "Authorization: " + known_.bearer + "\r\n";
        if (who == 1)
            out += "Cookie: " + known_.cookie + "\r\nX-CSRF-Token: " + known_.csrf + "\r\n";
        if (who == 2) out += "Cookie: session=" + text() + "\r\n";
        const int kind = from_.ConsumeIntegralInRange(0, 3);
        out += "Content-Type: ";
        out += kind == 0   ? "application/json"
               : kind == 1 ? "text/csv"
               : kind == 2 ? "application/x-www-form-urlencoded"
                           : text();
        out += "\r\n";
        if (from_.ConsumeBool()) {
            out += from_.PickValueInArray({"If-None-Match", "Origin", "Authorization", "Accept",
                                           "X-Forwarded-For", "Cookie", "Expect", "Connection",
                                           "Access-Control-Request-Method"});
            out += ": " + text() + "\r\n";
        }
    }
    std::string body() {
        switch (from_.ConsumeIntegralInRange(0, 3)) {
        case 0:
            return from_.ConsumeRandomLengthString(200);
        case 1: {
            std::string out = "id,title,done,priority\n";
            return out + from_.ConsumeRandomLengthString(100);
        }
        case 2: {
            return "username=" + text() + "&password=" + text();
        }
        default:
            std::string out = "{";
            for (int n = from_.ConsumeIntegralInRange(0, 4); n > 0; --n) {
                if (out.size() > 1) out += ',';
                out += '"' + one_of(members) + "\":" + one_of(values);
            }
            return out + '}';
        }
    }

    FuzzedDataProvider& from_;
    const credentials& known_;
    const std::deque<demo::route>& routes_;
};

} // namespace fuzz

#endif // CAIRN_TESTS_FUZZ_HTTP_REQUESTS_HPP
