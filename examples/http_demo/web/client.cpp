// SPDX-License-Identifier: BSL-1.0
// web/client.cpp -- Flask's test client: requests to an application without a socket

#include "web/client.hpp"

#include <algorithm>

namespace demo {

client& client::header(std::string name, std::string value) {
    once_.emplace_back(std::move(name), std::move(value));
    return *this;
}

client& client::always(std::string name, std::string value) {
    always_.emplace_back(std::move(name), std::move(value));
    return *this;
}

std::string client::cookie(std::string_view name) const {
    const auto found =
        std::ranges::find(cookies_, name, &std::pair<std::string, std::string>::first);
    return found == cookies_.end() ? std::string() : found->second;
}

response client::send(method verb, std::string_view target, std::string_view body) {
    exchange e;
    e.in.verb = verb;
    const std::size_t mark = std::min(target.find('?'), target.size());
    const std::string path = percent_decoded(target.substr(0, mark), false).value_or("/");
    e.in.path = path;
    e.in.query = target.substr(std::min(mark + 1, target.size()));
    e.in.body = body;
    e.in.peer = peer_;

    std::string cookies;
    for (const auto& [name, value] : cookies_) {
        if (!cookies.empty()) cookies += "; ";
        cookies.append(name).append("=").append(value);
    }
    const auto once = std::exchange(once_, {});
    for (const auto& [name, value] : once)
        e.in.headers.emplace_back(name, value);
    for (const auto& [name, value] : always_)
        e.in.headers.emplace_back(name, value);
    if (!cookies.empty()) e.in.headers.emplace_back("Cookie", cookies);
    if (!body.empty() && e.in.header("Content-Type").empty()) {
        const bool looks_like_json = body.front() == '{' || body.front() == '[';
        e.in.headers.emplace_back("Content-Type", looks_like_json
                                                      ? "application/json"
                                                      : "application/x-www-form-urlencoded");
    }

    switch (app_.begin(e)) {
    case step::answered:
        break;
    case step::run:
        app_.run(e);
        app_.finish(e);
        break;
    case step::wait: // for a renewal that is among the tasks
        e.waits_for->waiting.push_back([&] { app_.join(e); });
        run_tasks(app_);
        break;
    }

    const std::string_view set = e.out.headers.get("Set-Cookie");
    if (const std::size_t equal = set.find('='); equal != set.npos) {
        const std::string name(set.substr(0, equal));
        std::erase_if(cookies_, [&](const auto& one) { return one.first == name; });
        if (const auto value = set.substr(equal + 1, set.find(';') - equal - 1); !value.empty())
            cookies_.emplace_back(name, std::string(value));
    }
    return std::move(e.out);
}

std::size_t run_tasks(application& app) {
    std::size_t ran = 0;
    while (auto next = app.next_task()) {
        if (next->run) next->run();
        if (next->done) next->done();
        ++ran;
    }
    return ran;
}

} // namespace demo
