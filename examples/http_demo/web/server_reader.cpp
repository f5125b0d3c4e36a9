// SPDX-License-Identifier: BSL-1.0
// web/server_reader.cpp -- bytes of a connection into requests, one after the other

#include "web/server_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace demo {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost_view = boost::beast::string_view;

namespace {

constexpr std::size_t first_buffer = 4096;
constexpr std::size_t largest_buffer = 2 * request_reader::max_head + 1024;
constexpr std::size_t body_buffer = 16 * 1024;  // bytes of a body that are read at once
constexpr std::size_t max_line = 4096;          // of a chunk's size, its extensions and trailers
constexpr std::size_t kept_content = 64 * 1024; // memory that one large body does not leave behind

[[nodiscard]] std::string_view view(boost_view text) noexcept { return {text.data(), text.size()}; }

[[nodiscard]] bool has(char wanted, std::string_view text) noexcept {
    return text.find(wanted) != text.npos;
}

constexpr std::pair<http::verb, method> methods[] = {
    {http::verb::get, method::get},        {http::verb::head, method::head},
    {http::verb::post, method::post},      {http::verb::put, method::put},
    {http::verb::patch, method::patch},    {http::verb::delete_, method::del},
    {http::verb::options, method::options}};

[[nodiscard]] method method_of(http::verb verb) noexcept {
    for (const auto& [theirs, ours] : methods)
        if (theirs == verb) return ours;
    return method::other;
}

/// RFC 9110 §7.2: a name or an address, and perhaps a port. What else stands there is not one host.
[[nodiscard]] bool is_host(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               has(c, "-._~%!$&'()*+;=:[]");
    });
}

[[nodiscard]] bool is_decodable(std::string_view text) {
    return !has('%', text) || percent_decoded(text, true).has_value();
}

} // namespace

/// What Beast calls with the parts of a request.
struct request_reader::parser {
    struct callbacks final : http::basic_parser<true> {
        callbacks(parser& owner_, request& in_) : owner(owner_), in(in_) {
            header_limit(max_head);
            body_limit(boost::none); // each route has its own: admit_body()
        }

        void on_request_impl(http::verb verb, boost_view, boost_view text, int number,
                             error_code&) override {
            in.verb = method_of(verb);
            owner.target = view(text);
            owner.version = number;
        }

        void on_field_impl(http::field name, boost_view name_text, boost_view value_text,
                           error_code& ec) override {
            if (owner.head_done) return; // trailers may not change what has been decided
            const std::string_view key = view(name_text), value = view(value_text);
            in.headers.emplace_back(key, value);
            if (in.headers.size() > max_fields)
                return owner.refuse(ec, 431, "Too many header fields");
            if (owner.is_folded(key, value)) return owner.refuse(ec, 400, "Folded header line");
            if (name == http::field::host && (++owner.hosts > 1 || !is_host(value)))
                return owner.refuse(ec, 400, "Host is not one host");
            if (name == http::field::expect) owner.expect = value;
            if (name != http::field::transfer_encoding) return;
            if (owner.version < 11) return owner.refuse(ec, 400, "Transfer-Encoding in HTTP/1.0");
            if (!equals_ignoring_case(value, "chunked"))
                owner.refuse(ec, 501, "Transfer-Encoding is not chunked");
        }

        void on_header_impl(error_code&) override { owner.head_done = true; }

        std::size_t on_body_impl(boost_view part, error_code&) override { return owner.add(part); }
        std::size_t on_chunk_body_impl(std::uint64_t, boost_view part, error_code&) override {
            return owner.add(part);
        }

        void on_response_impl(int, boost_view, int, error_code&) override {}
        void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
        void on_chunk_header_impl(std::uint64_t, boost_view, error_code&) override {}
        void on_finish_impl(error_code&) override {}

        parser& owner;
        request& in;
    };

    /// From the beginning of a head.
    void restart(request& in, std::span<const char> bytes) {
        in.headers.clear();
        from = bytes.data();
        size = bytes.size();
        target = expect = problem = {};
        version = status = hosts = 0;
        head_done = false;
        run.emplace(*this, in);
    }

    std::size_t put(std::span<const char> bytes, error_code& ec) {
        return run->put(boost::asio::const_buffer(bytes.data(), bytes.size()), ec);
    }

    std::size_t add(boost_view part) {
        content->append(part.data(), part.size());
        return part.size();
    }

    /// Beast puts the lines of a folded field together somewhere else, unless all but one are blank.
    [[nodiscard]] bool is_folded(std::string_view name, std::string_view value) const noexcept {
        const char* const behind = name.data() + name.size();
        const std::less<> before;
        if (before(value.data(), behind) || before(from + size, value.data())) return true;
        return has('\n', {behind, static_cast<std::size_t>(value.data() - behind)});
    }

    void refuse(error_code& ec, int with, std::string_view why) noexcept {
        status = with;
        problem = why;
        ec = http::error::bad_value;
    }

    std::optional<callbacks> run;
    std::string* content = nullptr;
    const char* from = nullptr;
    std::size_t size = 0;
    std::string_view target, expect, problem;
    int version = 0, status = 0, hosts = 0;
    bool head_done = false;
};

request_reader::request_reader() : buffer_(first_buffer), parser_(std::make_unique<parser>()) {
    parser_->content = &content_;
}

request_reader::~request_reader() = default;

// -- bytes --------------------------------------------------------------------------------------------

std::span<char> request_reader::room() {
    if (head_done_) { // views of the head stay where they are; what the body has used is free
        std::memmove(buffer_.data() + body_, buffer_.data() + at_, end_ - at_);
        end_ = body_ + (end_ - at_);
        at_ = body_;
    } else if (begin_ > 0 && buffer_.size() - end_ < first_buffer / 2) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = at_ = 0;
    }
    if (!head_done_ && end_ == buffer_.size())
        buffer_.resize(std::min(2 * buffer_.size(), largest_buffer));
    return std::span(buffer_).subspan(end_);
}

// -- requests -----------------------------------------------------------------------------------------

request_reader::state request_reader::read(request& in) {
    return head_done_ ? read_body(in) : read_head(in);
}

request_reader::state request_reader::refuse(int status, std::string_view problem) noexcept {
    status_ = status;
    problem_ = problem;
    keep_alive_ = false;
    return state::malformed;
}

/// Starts again with each piece that arrives, as long as the head is incomplete: nearly always it comes as one,
/// and nothing has to be remembered of half a head. A client that sends it byte by byte costs little more than
/// the system calls for its bytes.
request_reader::state request_reader::read_head(request& in) {
    while (begin_ != end_ && (buffer_[begin_] == '\r' || buffer_[begin_] == '\n'))
        at_ = ++begin_; // RFC 9112 §2.2: empty lines before a request are ignored
    if (begin_ == end_) return state::incomplete;

    const auto bytes = std::span<const char>(buffer_).subspan(begin_, end_ - begin_);
    parser_->restart(in, bytes);
    error_code ec;
    const std::size_t used = parser_->put(bytes, ec);
    if (ec == http::error::need_more) return state::incomplete;
    if (ec == http::error::header_limit)
        return parser_->version == 0 ? refuse(414, "URL too long")
                                     : refuse(431, "Header too large");
    if (parser_->status != 0) return refuse(parser_->status, parser_->problem);
    if (ec) return refuse(400, "Malformed request");

    at_ = body_ = begin_ + used;
    old_ = parser_->version < 11;
    keep_alive_ = parser_->run->keep_alive();
    if (parser_->hosts == 0 && !old_) return refuse(400, "Host is missing");
    if (!take_target(in)) return refuse(400, "Malformed URL");
    if (!parser_->expect.empty() && !equals_ignoring_case(parser_->expect, "100-continue"))
        return refuse(417, "Unknown expectation");
    if (parser_->run->is_done()) return state::complete;
    if (make_room_for_body()) return read_head(in);

    expects_continue_ = !parser_->expect.empty() && !old_ && !pending();
    head_done_ = true;
    return state::head;
}

/// Once a body is being read nothing may move. True if something had to: the views of the head are gone.
bool request_reader::make_room_for_body() {
    const bool arrived = parser_->run->content_length().value_or(body_buffer) <= end_ - at_;
    if (arrived || buffer_.size() - body_ >= body_buffer) return false;
    buffer_.resize(body_ + body_buffer);
    return true;
}

/// RFC 9112 §3.2: the path; the same behind scheme and host, as proxies get it; or an asterisk for OPTIONS.
bool request_reader::take_target(request& in) {
    std::string_view target = parser_->target;
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
        target.remove_prefix(scheme.size());
        const std::size_t host = std::min(target.find_first_of("/?"), target.size());
        if (host == 0 || !is_host(target.substr(0, host))) return false;
        target.remove_prefix(host);
        if (target.empty() || target.front() == '?') {
            in.path = "/";
            in.query = target.empty() ? target : target.substr(1);
            return is_decodable(in.query);
        }
    }
    if (target == "*" && in.verb == method::options) {
        in.path = target;
        return true;
    }
    if (target.front() != '/') return false;
    const std::size_t mark = target.find('?');
    in.path = target.substr(0, mark);
    in.query = mark == target.npos ? std::string_view() : target.substr(mark + 1);
    if (has('%', in.path)) {
        auto decoded = percent_decoded(in.path, false);
        if (!decoded) return false;
        path_ = std::move(*decoded);
        in.path = path_;
    }
    return is_decodable(in.query);
}

bool request_reader::admit_body(std::size_t most) {
    parser_->run->eager(true);
    parser_->run->body_limit(most);
    return body_size() <= most;
}

std::size_t request_reader::body_size() const noexcept {
    if (!head_done_) return 0;
    return static_cast<std::size_t>(parser_->run->content_length().value_or(content_.size()));
}

request_reader::state request_reader::read_body(request& in) {
    while (pending()) {
        error_code ec;
        const std::size_t used =
            parser_->put(std::span<const char>(buffer_).subspan(at_, end_ - at_), ec);
        at_ += used;
        if (ec == http::error::need_more) {
            if (end_ - at_ < max_line) break;
            return refuse(400, "Malformed body");
        }
        if (ec == http::error::body_limit) return refuse(413, "Body too large");
        if (ec) return refuse(400, "Malformed body");
        if (!parser_->run->is_done()) continue;
        in.body = content_;
        return state::complete;
    }
    return state::incomplete;
}

void request_reader::next() noexcept {
    begin_ = at_;
    if (begin_ == end_) begin_ = at_ = end_ = 0;
    head_done_ = expects_continue_ = false;
    if (content_.capacity() > kept_content) std::string().swap(content_);
    content_.clear();
}

} // namespace demo
