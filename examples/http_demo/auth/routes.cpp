// SPDX-License-Identifier: BSL-1.0
// auth/routes.cpp -- logging in and out, and who may pass

#include "auth/routes.hpp"

#include "auth/secrets.hpp"
#include "web/json.hpp"

#include <optional>
#include <utility>

namespace demo {

using namespace std::chrono_literals;

namespace {

constexpr const char* credentials_schema =
    R"({"type":"object","required":["username","password"],"additionalProperties":false,)"
    R"("properties":{"username":{"type":"string"},"password":{"type":"string"}}})";
constexpr std::size_t credentials_limit = 4096;

struct credentials {
    std::string name;
    secret_text password;
};

/// Out of a form or a JSON object, whichever the client sent.
[[nodiscard]] credentials credentials_of(const request& in) {
    if (is_json(in.header("Content-Type"))) {
        const json_object fields(in.body);
        fields.only({"username", "password"});
        return {fields.text("username"), secret_text(fields.text("password"))};
    }
    auto name = in.form("username"), password = in.form("password");
    if (!name || !password) throw http_error(422, "username and password are missing");
    return {std::move(*name), secret_text(std::move(*password))};
}

/// RFC 9110 §15.5.2 asks for the header; a scheme that browsers do not know keeps them from asking on their own.
[[nodiscard]] response unauthorized(std::string_view message, std::string_view challenge) {
    response answer = error(401, message);
    answer.headers.add("WWW-Authenticate", challenge).add("Cache-Control", "no-store");
    return answer;
}

[[nodiscard]] response private_json(json_writer& out, int status = 200) {
    response answer = json(out.take(), status);
    answer.headers.add("Cache-Control", "no-store");
    return answer;
}

/// A handler for those who are logged in. It has a name, and is no lambda, so that needs_login knows it.
struct guarded {
    handler inner;
    response operator()(request& in) const {
        return in.who ? inner(in) : unauthorized("Please log in first!", "Bearer");
    }
};

[[nodiscard]] std::optional<account> checked(accounts& users, const request& in) {
    const credentials given = credentials_of(in);
    return users.check(given.name, given.password.view());
}

[[nodiscard]] response wrong_password() {
    return unauthorized("Wrong user name or password", "Bearer");
}

// -- who asks -----------------------------------------------------------------------------------------

/// The token of `Authorization: Bearer <token>`; nothing if it is another scheme, or none.
[[nodiscard]] std::optional<std::string_view> bearer_of(const request& in) noexcept {
    constexpr std::string_view scheme = "Bearer ";
    const std::string_view value = in.header("Authorization");
    if (!equals_ignoring_case(value.substr(0, scheme.size()), scheme)) return std::nullopt;
    return value.substr(scheme.size());
}

[[nodiscard]] std::optional<response> identify(request& in, sessions& known, const tokens& api) {
    if (const auto bearer = bearer_of(in)) {
        in.who = api.check(*bearer);
        if (!in.who)
            return unauthorized("The token is not valid", R"(Bearer error="invalid_token")");
    } else if (const auto cookie = in.cookie(sessions::cookie_name); !cookie.empty()) {
        if (const auto who = known.find(cookie)) in.who = *who;
    }
    return std::nullopt;
}

// -- handlers -----------------------------------------------------------------------------------------

/// Checks the password on the pool; the session begins on the loop, to which sessions belong.
[[nodiscard]] response log_in(accounts& users, const std::shared_ptr<sessions>& known,
                              const request& in) {
    // Another site's form must not log its visitors in as somebody whom it chose.
    if (in.header("Sec-Fetch-Site") == "cross-site")
        return error(403, "Another site's page cannot log in");
    const auto user = checked(users, in);
    if (!user) return wrong_password();
    response answer;
    answer.then = [known, user = *user](const request& by, response& out) {
        known->close(by.cookie(sessions::cookie_name)); // a new session has a new token
        const std::string token = known->open(user.id, user.name);
        json_writer body;
        body.begin_object()
            .member("message", "Welcome " + user.name)
            .member("csrf", known->find(token)->csrf)
            .end_object();
        out.body = body.take();
        const bool over_tls = by.header("X-Forwarded-Proto") == "https"; // to the proxy before us
        out.headers.add("Set-Cookie", sessions::cookie(token, over_tls))
            .add("Cache-Control", "no-store");
    };
    return answer;
}

[[nodiscard]] response log_out(sessions& known, const request& in) {
    known.close(in.cookie(sessions::cookie_name));
    json_writer body;
    response answer = private_json(body.begin_object().member("message", "Goodbye").end_object());
    answer.headers.add("Set-Cookie", sessions::no_cookie());
    return answer;
}

[[nodiscard]] response sign_up(accounts& users, const request& in) {
    const credentials given = credentials_of(in);
    const account user = users.add(given.name, given.password.view());
    json_writer body;
    body.begin_object().key("user").begin_object();
    body.member("id", user.id).member("name", user.name).end_object().end_object();
    return private_json(body, 201);
}

[[nodiscard]] response give_token(accounts& users, const tokens& api, const request& in) {
    const auto user = checked(users, in);
    if (!user) return wrong_password();
    json_writer body;
    body.begin_object()
        .member("access_token", api.issue({.user = user->id, .name = user->name, .csrf = {}}))
        .member("token_type", "Bearer")
        .member("expires_in", api.lifetime().count())
        .end_object();
    return private_json(body);
}

[[nodiscard]] response who_am_i(request& in) {
    json_writer body;
    body.begin_object().key("user");
    if (in.who) {
        body.begin_object().member("id", in.who->user).member("name", in.who->name).end_object();
    } else {
        body.null();
    }
    body.key("csrf");
    if (in.who && in.who->cookie) {
        body.value(in.who->csrf);
    } else {
        body.null();
    }
    return private_json(body.end_object());
}

[[nodiscard]] response dashboard(request&) {
    return json(R"({"message":"Welcome to the dashboard!"})");
}

} // namespace

handler login_required(handler inner) { return guarded{std::move(inner)}; }

bool needs_login(const handler& what) noexcept { return what.target<guarded>() != nullptr; }

blueprint user_blueprint(accounts& users) {
    blueprint routes;
    routes.decorate(login_required);
    routes
        .get("/profile",
             [&users](request& in) {
                 const auto user =
                     in.spent.measure(&stopwatch::db, [&] { return users.find(in.who->user); });
                 if (!user) throw http_error(404, "This user is no more");
                 json_writer body;
                 body.begin_object().key("user").begin_object();
                 body.member("id", user->id).member("name", user->name);
                 body.member("created", user->created).end_object().end_object();
                 return json(body.take());
             })
        .cached_per_user(10s)
        .describe("What is known of the user who asks");
    return routes;
}

std::shared_ptr<sessions> auth(application& app, accounts& users, auth_options how) {
    if (how.secret.empty()) how.secret = random_token();
    const auto api = std::make_shared<const tokens>(std::move(how.secret), how.token_lifetime,
                                                    std::move(how.now));
    const auto known = std::make_shared<sessions>(how.session);

    app.before([known, api](request& in) { return identify(in, *known, *api); });
    app.every_tick([known](clock::time_point) { known->expire_due(); });

    app.post("/login", [known, &users](request& in) { return log_in(users, known, in); })
        .body_limit(credentials_limit)
        .describe("Begins a session, which a cookie stands for", credentials_schema);
    app.post("/logout", [known](request& in) { return log_out(*known, in); })
        .on_loop()
        .describe("Ends the session");
    app.post("/register", [&users](request& in) { return sign_up(users, in); })
        .body_limit(credentials_limit)
        .answers(201)
        .describe("Adds a user", credentials_schema);
    app.post("/token", [api, &users](request& in) { return give_token(users, *api, in); })
        .body_limit(credentials_limit)
        .describe("A token for programs, to be sent as Authorization: Bearer", credentials_schema);
    app.get("/session", who_am_i).on_loop().describe("Who asks, and the token for X-CSRF-Token");
    app.get("/dashboard", login_required(dashboard))
        .on_loop()
        .describe("For those who are logged in");
    return known;
}

} // namespace demo
