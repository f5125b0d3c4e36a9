// SPDX-License-Identifier: BSL-1.0
// web/router.cpp -- which function answers which URL

#include "web/router.hpp"

#include <cairn/dict.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace demo {

// -- routes and blueprints ----------------------------------------------------------------------------

route& route::cached(std::chrono::seconds fresh, std::chrono::seconds old) {
    cache = share::everybody;
    ttl = fresh;
    stale = old;
    return *this;
}

route& route::cached_per_user(std::chrono::seconds fresh, std::chrono::seconds old) {
    cached(fresh, old);
    cache = share::user;
    return *this;
}

route& route::between_instances() {
    shared = true;
    return *this;
}

route& route::on_loop() {
    loop = true;
    return *this;
}

route& route::body_limit(std::size_t bytes) {
    max_body = bytes;
    return *this;
}

route& route::describe(std::string what, std::string schema) {
    summary = std::move(what);
    accepts = std::move(schema);
    return *this;
}

route& route::answers(int status) {
    success = status;
    return *this;
}

route& blueprint::add(method verb, std::string pattern, handler answer) {
    return routes_.emplace_back(verb, std::move(pattern), std::move(answer));
}

route& blueprint::get(std::string pattern, handler answer) {
    return add(method::get, std::move(pattern), std::move(answer));
}
route& blueprint::post(std::string pattern, handler answer) {
    return add(method::post, std::move(pattern), std::move(answer));
}
route& blueprint::put(std::string pattern, handler answer) {
    return add(method::put, std::move(pattern), std::move(answer));
}
route& blueprint::patch(std::string pattern, handler answer) {
    return add(method::patch, std::move(pattern), std::move(answer));
}
route& blueprint::del(std::string pattern, handler answer) {
    return add(method::del, std::move(pattern), std::move(answer));
}

blueprint& blueprint::decorate(decorator with) {
    decorators_.push_back(std::move(with));
    return *this;
}

handler blueprint::decorated(handler answer) const {
    for (auto outer = decorators_.rbegin(); outer != decorators_.rend(); ++outer)
        answer = (*outer)(std::move(answer));
    return answer;
}

// -- the tree of paths --------------------------------------------------------------------------------

/// What is behind a part of a path: children by their name, at most one that captures, handlers by method.
struct router::node {
    cairn::dict<std::string, std::unique_ptr<node>> named;
    std::unique_ptr<node> captured;
    std::string capture; // the name that it has in the pattern
    bool integer = false;
    std::vector<const route*> answers;
};

namespace {

/// Cuts the first part, `tasks` of `/tasks/7`, off a path. Nothing where the path ends: `/tasks` and `/tasks/` differ
/// in their last, empty part.
[[nodiscard]] std::optional<std::string_view> next_part(std::string_view& path) noexcept {
    if (!path.starts_with('/')) return std::nullopt;
    path.remove_prefix(1);
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    return part;
}

[[nodiscard]] bool is_number(std::string_view part) noexcept {
    return !part.empty() && part.find_first_not_of("0123456789") == part.npos;
}

} // namespace

router::router() : root_(std::make_unique<node>()) {}
router::~router() = default;

void router::mount(const blueprint& from, std::string_view prefix) {
    for (const route& each : from.routes()) {
        route mounted = each;
        mounted.pattern = std::string(prefix) + each.pattern;
        mounted.answer = from.decorated(each.answer);
        add(std::move(mounted));
    }
}

route& router::add(route what) {
    const auto refuse = [&](const char* why) {
        throw std::invalid_argument("route " + what.pattern + ": " + why);
    };
    if (!what.pattern.starts_with('/')) refuse("does not begin with a slash");
    if (!what.answer) refuse("has no handler");

    node* at = root_.get();
    std::string_view rest = what.pattern;
    while (const auto part = next_part(rest)) {
        if (!part->starts_with('<')) {
            auto& child = at->named[std::string(*part)];
            if (!child) child = std::make_unique<node>();
            at = child.get();
            continue;
        }
        if (!part->ends_with('>')) refuse("has a capture without an end");
        std::string_view name = part->substr(1, part->size() - 2);
        const bool integer = name.starts_with("int:");
        if (integer) name.remove_prefix(4);
        if (name.empty()) refuse("has a capture without a name");
        if (!at->captured) {
            at->captured = std::make_unique<node>();
            at->capture = name;
            at->integer = integer;
        } else if (at->capture != name || at->integer != integer) {
            refuse("captures what another route calls differently");
        }
        at = at->captured.get();
    }
    if (std::ranges::find(at->answers, what.verb, &route::verb) != at->answers.end())
        refuse("is there already");
    route& kept = routes_.emplace_back(std::move(what));
    at->answers.push_back(&kept);
    return kept;
}

const router::node* router::walk(request& in) const {
    const node* at = root_.get();
    std::string_view rest = in.path;
    if (!rest.starts_with('/')) return nullptr;
    while (const auto part = next_part(rest)) {
        if (const auto child = at->named.find(*part); child != at->named.end()) {
            at = child->second.get();
        } else if (at->captured && !part->empty() && (!at->integer || is_number(*part))) {
            in.params.emplace_back(at->capture, *part);
            at = at->captured.get();
        } else {
            return nullptr;
        }
    }
    return at->answers.empty() ? nullptr : at;
}

router::match router::find(request& in) const {
    match out;
    const node* at = walk(in);
    if (!at) {
        in.params.clear();
        return out;
    }
    const method verb = in.verb == method::head ? method::get : in.verb;
    for (const route* each : at->answers) {
        if (each->verb == verb) {
            in.route = each->pattern;
            out.found = each;
            return out;
        }
        if (!out.allow.empty()) out.allow += ", ";
        out.allow += name_of(each->verb);
        if (each->verb == method::get) out.allow += ", HEAD";
    }
    out.allow += ", OPTIONS";
    return out;
}

} // namespace demo
