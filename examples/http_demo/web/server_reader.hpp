// SPDX-License-Identifier: BSL-1.0
// web/server_reader.hpp -- bytes of a connection into requests, one after the other
//
//     request_reader reader;
//     reader.received(socket.read(reader.room()));
//     switch (reader.read(e.in)) ...      // incomplete: more bytes are needed
//
// The parser is Boost.Beast's, hardened by many years of hostile input. It is lenient where the RFC lets it be,
// and here it must not be: two servers that read one request differently can be made to see two (request
// smuggling). So what is ambiguous is refused: RFC 9112 §3.2 (Host), §5.2 (folded lines), §6.1 (framing).

#ifndef DEMO_WEB_SERVER_READER_HPP
#define DEMO_WEB_SERVER_READER_HPP

#include "web/message.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

class request_reader {
public:
    enum class state {
        incomplete, // more bytes are needed
        head,       // a body follows: call admit_body(), then read() again
        complete,   // answer it, then call next()
        malformed   // status() and problem() say why; nothing more can be read
    };

    static constexpr std::size_t max_head = 8192; // of the request line, and of the header fields
    static constexpr std::size_t max_fields = 100;

    request_reader();
    ~request_reader();
    request_reader(const request_reader&) = delete;
    request_reader& operator=(const request_reader&) = delete;

    // -- bytes ------------------------------------------------------------------------------------

    /// Where the next bytes may be put; never empty, unless the request is malformed.
    [[nodiscard]] std::span<char> room();
    void received(std::size_t bytes) noexcept { end_ += bytes; }
    /// There are bytes that no request has used yet.
    [[nodiscard]] bool pending() const noexcept { return at_ != end_; }
    /// A request has begun, and is not complete.
    [[nodiscard]] bool started() const noexcept { return head_done_ || pending(); }

    // -- requests ---------------------------------------------------------------------------------

    /// Fills in verb, path, query, headers and body, whose views are good until next().
    [[nodiscard]] state read(request& in);
    /// After `head`: false if the client has announced a longer body than this. One that it does not announce is
    /// counted, and malformed (413) beyond it.
    [[nodiscard]] bool admit_body(std::size_t most);
    /// The client sends the body when it is told to go on, and not before.
    [[nodiscard]] bool expects_continue() const noexcept { return expects_continue_; }
    /// Bytes that the body is known to have: those announced, or those that have come.
    [[nodiscard]] std::size_t body_size() const noexcept;
    /// The client would like to go on with this connection.
    [[nodiscard]] bool keep_alive() const noexcept { return keep_alive_; }
    /// Its version is 1.0, which has to be told that the connection stays.
    [[nodiscard]] bool old() const noexcept { return old_; }
    /// Forgets the request; bytes of the one behind it stay.
    void next() noexcept;

    [[nodiscard]] int status() const noexcept { return status_; }
    [[nodiscard]] std::string_view problem() const noexcept { return problem_; }

private:
    struct parser;

    state refuse(int status, std::string_view problem) noexcept;
    state read_head(request& in);
    state read_body(request& in);
    [[nodiscard]] bool take_target(request& in);
    [[nodiscard]] bool make_room_for_body();

    std::vector<char> buffer_;
    std::size_t begin_ = 0; // of the request
    std::size_t at_ = 0;    // what has been read up to
    std::size_t end_ = 0;   // of what has been received
    std::size_t body_ = 0;  // of the bytes behind the head

    std::unique_ptr<parser> parser_;
    std::string path_;    // decoded, if it is not in the buffer as it is
    std::string content_; // the body
    std::string_view target_;
    std::string_view problem_;
    int status_ = 0;
    bool head_done_ = false, keep_alive_ = true, old_ = false, expects_continue_ = false;
};

} // namespace demo

#endif // DEMO_WEB_SERVER_READER_HPP
