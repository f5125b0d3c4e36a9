// SPDX-License-Identifier: BSL-1.0
// live/debug_routes.cpp -- what the service says about itself, and the switches of its cache

#include "live/debug_routes.hpp"

#include "live/metrics_json.hpp"
#include "live/prometheus.hpp"
#include "web/json.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace demo {

namespace {

[[nodiscard]] bool is_loopback(std::string_view peer) noexcept {
    if (peer.starts_with("::ffff:")) peer.remove_prefix(7); // IPv4 by way of IPv6
    return peer.starts_with("127.") || peer == "::1";
}

/// A decorator: only from this machine.
[[nodiscard]] handler from_here_only(handler next) {
    return [next = std::move(next)](request& in) {
        if (!is_loopback(in.peer)) throw http_error(403, "Only from the machine that it runs on");
        return next(in);
    };
}

/// The switches: what POST /debug/cache does.
class cache_switches {
public:
    explicit cache_switches(application& app) : app_(app) { note_policy(); }

    void turn(const json_object& wish) {
        wish.only({"enabled", "policy", "single_flight", "clear"});
        const int n = wish.contains("enabled") + wish.contains("policy") +
                      wish.contains("single_flight") + wish.contains("clear");
        if (n != 1)
            throw http_error(422, "One of enabled, policy, single_flight and clear, please");
        if (wish.contains("enabled")) enable(wish.boolean("enabled"));
        if (wish.contains("policy")) use(wish.text("policy"));
        if (wish.contains("single_flight")) app_.set_single_flight(wish.boolean("single_flight"));
        if (wish.contains("clear")) clear(wish.boolean("clear"));
    }

private:
    void enable(bool on) {
        if (on == app_.cache().enabled()) return;
        note_policy();
        app_.cache().set_policy(on ? before_ : policy::off);
    }
    void use(const std::string& name) {
        const std::optional<policy> which = policy_named(name);
        if (!which) throw http_error(422, "policy is one of off, lru, lfu and s3fifo");
        note_policy();
        app_.cache().set_policy(*which);
    }
    void clear(bool really) {
        if (!really) throw http_error(422, "clear can only be true");
        app_.invalidate(""); // also what is being computed, and the level that is shared
    }
    void note_policy() {
        if (app_.cache().enabled()) before_ = app_.cache().current_policy();
    }

    application& app_;
    policy before_ = policy::s3fifo; // the one that there was before it was switched off
};

} // namespace

void debug_routes(application& app, metrics& numbers, decorator guard) {
    app.get("/debug/metrics.json",
            [&app, &numbers](request& in) {
                response out = json(metrics_json(app, numbers, is_loopback(in.peer)));
                out.headers.add("Cache-Control", "no-store");
                return out;
            })
        .on_loop()
        .describe("All that the live page shows");
    app.get("/debug/metrics",
            [&app, &numbers](request&) {
                response out = plain(prometheus_text(app, numbers));
                out.content_type = prometheus_type;
                return out;
            })
        .on_loop()
        .describe("Numbers for Prometheus");

    const auto switches = std::make_shared<cache_switches>(app);
    const handler turn = [&app, switches](request& in) {
        switches->turn(json_object(in.body));
        json_writer out;
        write_cache(out, app);
        return json(out.take());
    };
    app.post("/debug/cache", guard(from_here_only(turn)))
        .on_loop()
        .describe(
            "Switches the cache, its policy, or single flight",
            R"({"type":"object","minProperties":1,"maxProperties":1,"additionalProperties":false,)"
            R"("properties":{"enabled":{"type":"boolean"},"single_flight":{"type":"boolean"},)"
            R"("clear":{"const":true},"policy":{"enum":["off","lru","lfu","s3fifo"]}}})");
}

} // namespace demo
