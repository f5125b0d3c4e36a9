// SPDX-License-Identifier: BSL-1.0
// service.hpp -- the tasks service as a whole: what it keeps, and the extensions that make it up

#ifndef DEMO_SERVICE_HPP
#define DEMO_SERVICE_HPP

#include "settings.hpp"
#include "web/application.hpp"

#include <functional>
#include <memory>

namespace demo {

class access_log;
class database;
class job_queue;

class service {
public:
    /// Opens the database, fills it if it is new, and registers everything. Throws std::runtime_error or
    /// std::invalid_argument that says in one line what is wrong with the settings.
    explicit service(const settings& how);
    ~service();
    service(const service&) = delete;
    service& operator=(const service&) = delete;

    [[nodiscard]] application& app() noexcept;
    [[nodiscard]] database& data() noexcept;
    [[nodiscard]] job_queue& jobs() noexcept;
    /// What /healthz asks: 503 from the moment that it returns true.
    void set_draining(std::function<bool()> is);
    [[nodiscard]] access_log& log() noexcept;

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

} // namespace demo

#endif // DEMO_SERVICE_HPP
