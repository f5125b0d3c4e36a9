// SPDX-License-Identifier: BSL-1.0
// store/database.cpp -- one SQLite file: its schema, its connections, its one writer

#include "store/database.hpp"

#include <cairn/sorted_map.hpp>

#include <sqlite3.h>

#include <chrono>
#include <exception>
#include <stdexcept>

namespace demo {

using namespace std::chrono_literals;

database::database(std::string path, std::initializer_list<std::span<const migration>> parts)
    : path_(std::move(path)) {
    try {
        migrate(parts);
    } catch (const sqlite_error& e) {
        throw std::runtime_error("cannot open the database " + path_ + ": " + e.detail());
    }
}

void database::migrate(std::initializer_list<std::span<const migration>> parts) {
    cairn::sorted_map<int, sql> steps;
    for (const auto part : parts)
        for (const migration& step : part)
            if (!steps.try_emplace(step.number, step.script).second)
                throw std::invalid_argument("two migrations have one number");
    const int newest = static_cast<int>(steps.size());
    if (newest != 0 && (steps.begin()->first != 1 || (steps.end() - 1)->first != newest))
        throw std::invalid_argument("the numbers of migrations have a gap");

    const lease on = connect();
    for (const auto& [number, script] : steps) {
        if (on->version() >= number) continue;
        transaction all(*on);
        if (on->version() >= number) continue; // another process was quicker
        on->run_script(script);
        on->set_version(number);
        all.commit();
    }
    if (on->version() > newest)
        throw std::runtime_error("the database " + path_ + " was written by a later version");
}

database::lease database::connect() {
    std::unique_ptr<connection> held;
    {
        const std::scoped_lock guard(lock_);
        if (!idle_.empty()) {
            held = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    if (!held) held = std::make_unique<connection>(path_, executed_);
    return {*this, std::move(held)};
}

database::lease::~lease() {
    if (!held_) return;                  // moved from
    if (held_->in_transaction()) return; // could not roll back: closing it does
    try {
        const std::scoped_lock guard(from_.lock_);
        from_.idle_.push_back(std::move(held_));
    } catch (const std::exception&) { // no memory: it is closed
    }
}

std::unique_lock<std::timed_mutex> database::wait_for_writers() {
    std::unique_lock alone(writing_, 1s);
    if (!alone) throw sqlite_error(SQLITE_BUSY, "another thread has been writing for a second");
    return alone;
}

} // namespace demo
