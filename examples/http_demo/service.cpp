// SPDX-License-Identifier: BSL-1.0
// service.cpp -- the tasks service as a whole: the one place that knows all its parts

#include "service.hpp"

#include "auth/accounts.hpp"
#include "auth/cors.hpp"
#include "auth/csrf.hpp"
#include "auth/rate_limit.hpp"
#include "auth/routes.hpp"
#include "auth/security_headers.hpp"
#include "cache/redis.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_routes.hpp"
#include "live/access_log.hpp"
#include "live/cached_queries.hpp"
#include "live/debug_routes.hpp"
#include "live/metrics.hpp"
#include "live/page_routes.hpp"
#include "store/database.hpp"
#include "store/import.hpp"
#include "store/sqlite_tasks.hpp"
#include "store/task_routes.hpp"
#include "web/json.hpp"
#include "web/openapi.hpp"

#include <utility>

namespace demo {

namespace {

[[nodiscard]] application::options options_of(const settings& how) {
    application::options out;
    out.cache = how.cache;
    out.cache_bytes = how.cache_bytes;
    out.single_flight = how.single_flight;
    if (!how.redis.empty()) out.shared = redis_level(how.redis);
    return out;
}

[[nodiscard]] auth_options auth_of(const settings& how) {
    auth_options out;
    out.secret = how.secret;
    return out;
}

void set_up_extensions(application& app, const settings& how) {
    security_headers(app);
    if (!how.origins.empty()) cors(app, how.origins);
    rate_limit_options attempts;
    attempts.requests = how.login_limit;
    attempts.behind_proxy = how.behind_proxy;
    attempts.paths = {"/login", "/token", "/register"};
    rate_limit(app, attempts);
}

} // namespace

/// In the order in which they need one another. The log comes last: its thread ends first.
struct service::parts {
    database data;
    sqlite_tasks tasks{data};
    accounts users;
    application app;
    metrics numbers{app};
    job_queue jobs{app};
    std::function<bool()> draining = [] { return false; };
    access_log log;

    explicit parts(const settings& how)
        : data(how.database, {task_migrations(), user_migrations(), world_migrations()}),
          users(data, how.fast_passwords ? password_cost::minimum : password_cost::owasp),
          app(options_of(how)), log(app, how.access_log) {}
};

service::service(const settings& how) : parts_(std::make_unique<parts>(how)) {
    parts& all = *parts_;
    application& app = all.app;
    seed_tasks(all.tasks, how.tasks);
    all.users.add_unchecked("test", "password");

    set_up_extensions(app, how);
    auth(app, all.users, auth_of(how));
    csrf(app);

    page(app);
    app.get("/hello", [](request&) { return json(R"({"message":"Hello, World!"})"); })
        .on_loop()
        .describe("A greeting");
    app.get("/healthz",
            [&all](request&) {
                return all.draining() ? error(503, "Shutting down") : json(R"({"status":"ok"})");
            })
        .on_loop()
        .describe("Whether new requests are welcome");
    app.mount(user_blueprint(all.users), "/user");
    task_routes(app, all.tasks, login_required);
    report_routes(app, all.tasks);
    job_routes(app, all.jobs, standard_kinds(how.data, [&app] { return app.stopping(); }),
               login_required);
    import_routes(app, all.tasks, login_required, [&all](std::function<std::string()> work) {
        return all.jobs.submit("import", std::move(work),
                               {.retries = 0}); // late, it would undo what came since
    });
    cached_queries(app, all.data);
    debug_routes(app, all.numbers, login_required);
    openapi(app, "Tasks", [](const route& each) { return needs_login(each.answer); });
}

service::~service() = default;

application& service::app() noexcept { return parts_->app; }
database& service::data() noexcept { return parts_->data; }
job_queue& service::jobs() noexcept { return parts_->jobs; }
void service::set_draining(std::function<bool()> is) { parts_->draining = std::move(is); }
access_log& service::log() noexcept { return parts_->log; }

} // namespace demo
