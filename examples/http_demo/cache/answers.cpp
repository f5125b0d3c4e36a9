// SPDX-License-Identifier: BSL-1.0
// cache/answers.cpp -- between exchanges and the cache: keys, answers to keep, and the header fields that tell

#include "cache/answers.hpp"

#include "cache/etag.hpp"
#include "web/wire.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace demo {

namespace {

constexpr char separator = '\0';
constexpr std::chrono::seconds absent_ttl(1); // how long an answer of 404 is kept

/// `b=2&a=1` as `a=1&b=2`. Of equal names the first one counts, so their order stays; and where a name is encoded,
/// and so may be equal to another one that looks different, the whole order does.
void append_sorted(std::string& key, std::string_view query) {
    std::vector<std::string_view> pairs;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        if (end != 0) pairs.push_back(query.substr(0, end));
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    const auto name = [](std::string_view pair) { return pair.substr(0, pair.find('=')); };
    const auto is_plain = [&](std::string_view pair) {
        return name(pair).find_first_of("%+") == pair.npos;
    };
    if (std::ranges::all_of(pairs, is_plain))
        std::ranges::sort(pairs, {}, [&](std::string_view pair) {
            return std::pair(name(pair), pair.data()); // of equal names, as they come
        });
    for (std::size_t i = 0; i != pairs.size(); ++i) {
        if (i != 0) key += '&';
        key += pairs[i];
    }
}

/// Fresh answers age at slightly different speeds: up to a tenth less than the route says.
[[nodiscard]] clock::duration shortened(std::chrono::seconds ttl, std::string_view key) {
    const auto tenth = std::chrono::duration_cast<clock::duration>(ttl) / 10;
    const auto part = static_cast<clock::rep>(std::hash<std::string_view>()(key) % 1024);
    return ttl - tenth * part / 1024;
}

/// Browsers ask each time, so that they learn of changes; mostly the answer is 304.
[[nodiscard]] std::string_view cache_control(const route& of) noexcept {
    return of.cache == share::user ? "private, no-cache" : "no-cache";
}

[[nodiscard]] clock::duration fresh_for(const exchange& e) {
    if (e.cache == cache_status::hit_second) return e.fresh_for;
    return e.out.status == 200 ? shortened(e.matched->ttl, e.key) : clock::duration(absent_ttl);
}

/// A few lines, put together without memory of their own: every answer gets some.
class short_text {
public:
    short_text& text(std::string_view part) noexcept {
        end_ = std::copy(part.begin(), part.end(), end_);
        return *this;
    }
    short_text& number(std::int64_t n) noexcept {
        end_ = std::to_chars(end_, end_ + 20, n).ptr;
        return *this;
    }
    /// Milliseconds to three places: `0.042`.
    short_text& milliseconds(clock::duration time) noexcept {
        const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
        number(micros / 1000);
        *end_++ = '.';
        for (const auto unit : {100, 10, 1})
            *end_++ = static_cast<char>('0' + micros / unit % 10);
        return *this;
    }
    [[nodiscard]] std::string_view all() const noexcept { return {start_, end_}; }

private:
    char start_[256]; // four times of at most 24 characters, an age of 20, and their names
    char* end_ = start_;
};

} // namespace

void write_key(std::string& key, const request& in, share with) {
    key.assign(in.path);
    key += separator;
    if (in.query.find('&') == in.query.npos) {
        key += in.query;
    } else {
        append_sorted(key, in.query);
    }
    if (with == share::user) {
        key += separator;
        key += std::to_string(in.who ? in.who->user : 0);
    }
}

std::string readable_key(std::string_view key) {
    const std::size_t path = std::min(key.find(separator), key.size());
    std::string out(key.substr(0, path));
    std::string_view rest = key.substr(std::min(path + 1, key.size()));
    const std::size_t query = std::min(rest.find(separator), rest.size());
    if (query != 0) out.append("?").append(rest.substr(0, query));
    if (query != rest.size()) out.append(" of user ").append(rest.substr(query + 1));
    return out;
}

std::shared_ptr<const stored_response> stored_from(const exchange& e) {
    auto out = std::make_shared<stored_response>();
    out->status = e.out.status;
    out->body = e.out.body;
    out->content_type = e.out.content_type;
    out->etag = etag_of(out->body);
    out->made = clock::now();
    out->fresh_until = out->made + fresh_for(e);

    header_list fields;
    fields.add("ETag", out->etag);
    fields.add("Cache-Control", cache_control(*e.matched));
    append_head(out->head, out->status, out->content_type, fields.text() + e.out.headers.text(),
                out->body.size());
    return out;
}

bool is_kept(const stored_response& answer) noexcept {
    return answer.status == 200 || answer.status == 404;
}

void answer_from(exchange& e, std::shared_ptr<const stored_response> answer) {
    e.out.headers.clear(); // they are in its head
    e.out.body.clear();
    e.out.status = answer->status;
    e.out.stored = std::move(answer);
    const stored_response& kept = *e.out.stored;
    const std::string_view wanted = e.in.header("If-None-Match");
    if (kept.status == 200 && !wanted.empty() && etag_matches(wanted, kept.etag)) {
        e.out.status = 304;
        e.out.headers.add("ETag", kept.etag);
        e.out.headers.add("Cache-Control", cache_control(*e.matched));
    }
}

void add_cache_headers(exchange& e) {
    short_text lines;
    if (e.cache != cache_status::none) lines.text("X-Cache: ").text(name_of(e.cache)).text("\r\n");
    const bool kept = e.cache == cache_status::hit || e.cache == cache_status::stale;
    if (kept) {
        const auto age =
            std::chrono::duration_cast<std::chrono::seconds>(e.started - e.out.stored->made);
        lines.text("Age: ").number(age.count()).text("\r\n");
    }
    const stopwatch& spent = e.in.spent;
    const clock::duration total = clock::now() - e.started;
    lines.text("Server-Timing: cache;dur=").milliseconds(kept ? total : spent.cache);
    if (spent.db.count() != 0) lines.text(", db;dur=").milliseconds(spent.db);
    if (spent.json.count() != 0) lines.text(", json;dur=").milliseconds(spent.json);
    lines.text(", total;dur=").milliseconds(total).text("\r\n");
    e.out.headers.add_lines(lines.all());
}

} // namespace demo
