// SPDX-License-Identifier: BSL-1.0
// web/openapi.cpp

#include "web/openapi.hpp"

#include "web/json.hpp"
#include "web/wire.hpp"

#include <cairn/sorted_map.hpp>

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

namespace demo {

namespace {

/// What a pattern like "/tasks/<int:id>" is made of, in the words of OpenAPI.
struct described_path {
    struct parameter {
        std::string name;
        bool integer;
    };
    std::string text; // "/tasks/{id}"
    std::vector<parameter> captures;
};

[[nodiscard]] described_path described(std::string_view pattern) {
    described_path out;
    while (!pattern.empty()) {
        const std::size_t open = std::min(pattern.find('<'), pattern.size());
        out.text += pattern.substr(0, open);
        pattern.remove_prefix(open);
        if (pattern.empty()) break;
        const std::size_t close = pattern.find('>');
        std::string_view name = pattern.substr(1, close - 1);
        const bool integer = name.starts_with("int:");
        name.remove_prefix(name.find(':') + 1); // the whole name if there is none: npos + 1 is 0
        out.captures.push_back({std::string(name), integer});
        out.text.append("{").append(name).append("}");
        pattern.remove_prefix(close + 1);
    }
    return out;
}

/// "getTasksId" for GET /tasks/{id}: no two operations here have the same.
[[nodiscard]] std::string operation_id(std::string_view verb, std::string_view path) {
    std::string out(verb);
    bool capital = true;
    for (const char each : path) {
        const auto letter = static_cast<unsigned char>(each);
        if (std::isalnum(letter) == 0) {
            capital = true;
        } else {
            out += capital ? static_cast<char>(std::toupper(letter)) : each;
            capital = false;
        }
    }
    return out;
}

[[nodiscard]] std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

/// The heading of a route: its own one, or the first part of its path.
[[nodiscard]] std::string tag_of(const route& of) {
    if (!of.group.empty()) return of.group;
    const std::string_view path = std::string_view(of.pattern).substr(1);
    const std::string_view part = path.substr(0, std::min(path.find('/'), path.size()));
    return part.empty() ? "page" : std::string(part);
}

[[nodiscard]] bool changes(const route& of) { return of.verb != method::get; }

class document {
public:
    document(const router& routes, const needs_identity& guarded)
        : routes_(routes), guarded_(guarded) {}

    [[nodiscard]] std::string write(std::string_view title) {
        out_.begin_object().member("openapi", "3.1.0");
        out_.key("info").begin_object().member("title", title).member("version", "1.0.0");
        out_.end_object();
        write_paths();
        out_.key("components").raw(components);
        return out_.end_object().take();
    }

private:
    static constexpr const char* components =
        R"({"securitySchemes":{)"
        R"("cookie":{"type":"apiKey","in":"cookie","name":"session"},)"
        R"("csrf":{"type":"apiKey","in":"header","name":"X-CSRF-Token"},)"
        R"("bearer":{"type":"http","scheme":"bearer","bearerFormat":"JWT"}},)"
        R"("schemas":{"error":{"type":"object","required":["error"],)"
        R"("properties":{"error":{"type":"string"}}}},)"
        R"("responses":{"error":{"description":"What went wrong",)"
        R"("content":{"application/json":{"schema":{"$ref":"#/components/schemas/error"}}}}}})";

    /// Routes of the same path stand together there, whatever the order in which they were registered.
    void write_paths() {
        cairn::sorted_map<std::string, std::vector<const route*>> by_path;
        for (const route& each : routes_.routes())
            by_path[described(each.pattern).text].push_back(&each);
        out_.key("paths").begin_object();
        for (const auto& [path, routes] : by_path) {
            out_.key(path).begin_object();
            for (const route* const each : routes)
                write_operation(*each, path);
            out_.end_object();
        }
        out_.end_object();
    }

    void write_operation(const route& of, std::string_view path) {
        const std::string verb = lower(name_of(of.verb));
        const bool guarded = guarded_ && guarded_(of);
        out_.key(verb).begin_object().member("operationId", operation_id(verb, path));
        if (!of.summary.empty()) out_.member("summary", of.summary);
        out_.key("tags").begin_array().value(tag_of(of)).end_array();
        write_parameters(of);
        if (!of.accepts.empty()) write_body(of);
        write_responses(of, guarded);
        if (guarded) write_security(of);
        out_.end_object();
    }

    void write_parameters(const route& of) {
        const described_path path = described(of.pattern);
        if (path.captures.empty()) return;
        out_.key("parameters").begin_array();
        for (const auto& each : path.captures) {
            out_.begin_object().member("name", each.name).member("in", "path");
            out_.member("required", true).key("schema");
            out_.raw(each.integer ? R"({"type":"integer","minimum":0})" : R"({"type":"string"})");
            out_.end_object();
        }
        out_.end_array();
    }

    /// A schema of a plain string is that of a text, like CSV; the others are of JSON.
    void write_body(const route& of) {
        const bool text = of.accepts.starts_with(R"({"type":"string")");
        out_.key("requestBody").begin_object().member("required", true).key("content");
        out_.begin_object().key(text ? "text/csv" : "application/json");
        out_.begin_object().key("schema").raw(of.accepts).end_object().end_object().end_object();
    }

    void write_responses(const route& of, bool guarded) {
        const int usual = of.verb == method::del ? 204 : 200;
        const int success = of.success != 0 ? of.success : usual;
        out_.key("responses").begin_object();
        out_.key(std::to_string(success)).begin_object();
        out_.member("description", reason_of(success)).end_object();
        if (!of.accepts.empty()) failure(400);
        if (guarded) failure(401);
        if (guarded && changes(of)) failure(403);
        if (of.pattern.find('<') != of.pattern.npos) failure(404);
        if (!of.accepts.empty()) failure(413), failure(422);
        out_.key("default").raw(R"({"$ref":"#/components/responses/error"})").end_object();
    }
    void failure(int status) {
        out_.key(std::to_string(status)).begin_object().member("description", reason_of(status));
        out_.key("content").raw(
            R"({"application/json":{"schema":{"$ref":"#/components/schemas/error"}}})");
        out_.end_object();
    }

    /// Either a token, or a session; which has to show for changes that it is no other site's doing.
    void write_security(const route& of) {
        out_.key("security")
            .raw(changes(of) ? R"([{"bearer":[]},{"cookie":[],"csrf":[]}])"
                             : R"([{"bearer":[]},{"cookie":[]}])");
    }

    const router& routes_;
    const needs_identity& guarded_;
    json_writer out_;
};

} // namespace

std::string openapi_of(const router& routes, std::string_view title,
                       const needs_identity& guarded) {
    return document(routes, guarded).write(title);
}

void openapi(application& app, std::string title, needs_identity guarded) {
    auto answer = [&routes = app.routes(), title = std::move(title), guarded = std::move(guarded),
                   text = std::string()](request&) mutable {
        if (text.empty()) text = openapi_of(routes, title, guarded);
        return json(text);
    };
    app.get("/openapi.json", std::move(answer)).on_loop().describe("This description");
}

} // namespace demo
