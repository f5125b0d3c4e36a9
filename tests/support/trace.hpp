// SPDX-License-Identifier: BSL-1.0
// support/trace.hpp -- reads what CPython recorded (tests/traces/README.md) and replays it
//
//     struct state : support::elements_of<std::int64_t> {      // one per sequence
//         using elements_of::elements_of;
//         support::outcome contents() const { return listed(d); }
//         cairn::deque<std::int64_t> d;
//     };
//     support::player<state> player;
//     player.on("append", [](state& s, const support::record& r) {
//         s.d.push_back(s.element(r.key(0)));
//         return support::outcome::none();
//     });
//     const support::trace trace("deque");
//     CHECK(support::replay(trace, player, [](const support::sequence& s) { return !s.keys->strings(); }) > 0);
//
// A missing, truncated, corrupt or foreign file throws std::runtime_error with path and offset. A
// replay that differs throws check_failed with type, sequence, operation, arguments and both results;
// so does a trace with an operation that the player does not know.
// The files are looked for in the environment's CAIRN_TRACES_DIR, then where the macro of that name
// or CAIRN_TESTS_DIR says, then beside this folder.

#ifndef CAIRN_TESTS_SUPPORT_TRACE_HPP
#define CAIRN_TESTS_SUPPORT_TRACE_HPP

#include "support/misuse.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <ios>
#include <iterator>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace support {

/// A key as the trace knows it: its index in the domain of its sequence.
using key_index = std::uint32_t;
using key_count = std::pair<key_index, std::int64_t>;

/// What the indices of a sequence stand for: consecutive integers, or a list of words.
class key_domain {
public:
    /// The index of whatever is not in the domain.
    static constexpr key_index absent = 0xffffffff;

    key_domain(std::int64_t first, std::uint64_t size) : first_(first), size_(size) {}
    explicit key_domain(std::vector<std::string> words)
        : strings_(true), size_(words.size()), words_(std::move(words)) {
        for (key_index i = 0; i < size_; ++i)
            indices_.emplace(words_[i], i);
    }

    [[nodiscard]] bool strings() const { return strings_; }
    [[nodiscard]] std::uint64_t size() const { return size_; }

    /// Returns the key as Key, which is an integer or a std::string as the domain is.
    template <class Key>
    [[nodiscard]] Key key(key_index index) const {
        if constexpr (std::is_integral_v<Key>)
            return static_cast<Key>(first_ + index);
        else
            return words_[index];
    }
    [[nodiscard]] key_index index(std::int64_t value) const {
        const std::uint64_t offset =
            static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(first_);
        return offset < size_ ? static_cast<key_index>(offset) : absent;
    }
    [[nodiscard]] key_index index(std::string_view word) const {
        const auto found = indices_.find(word);
        return found == indices_.end() ? absent : found->second;
    }

    [[nodiscard]] std::string print(key_index index) const {
        if (index == absent) return "<not in the domain>";
        return strings_ ? '\'' + words_[index] + '\'' : std::to_string(first_ + index);
    }

private:
    bool strings_ = false;
    std::int64_t first_ = 0;
    std::uint64_t size_;
    std::vector<std::string> words_;
    std::map<std::string, key_index, std::less<>> indices_;
};

/// How an operation ended. The recorded ones may hold a digest in place of the whole.
class outcome {
public:
    [[nodiscard]] static outcome none() { return outcome('-'); }
    [[nodiscard]] static outcome boolean(bool value) { return outcome(value ? 'T' : 'F'); }
    [[nodiscard]] static outcome error(std::string python_class) {
        outcome result('E');
        result.text_ = std::move(python_class);
        return result;
    }
    template <class Integer>
    [[nodiscard]] static outcome number(Integer value) {
        outcome result('i');
        result.number_ = static_cast<std::int64_t>(value);
        return result;
    }
    [[nodiscard]] static outcome key(key_index index) {
        outcome result('k');
        result.key_ = index;
        return result;
    }
    [[nodiscard]] static outcome pair(key_index index, std::int64_t value) {
        outcome result('p');
        result.key_ = index;
        result.number_ = value;
        return result;
    }
    [[nodiscard]] static outcome keys(std::vector<key_index> keys) {
        outcome result('l');
        result.keys_ = std::move(keys);
        return result;
    }
    [[nodiscard]] static outcome pairs(std::vector<key_count> pairs) {
        outcome result('m');
        result.pairs_ = std::move(pairs);
        return result;
    }
    [[nodiscard]] static outcome numbers(std::vector<std::int64_t> numbers) {
        outcome result('n');
        result.numbers_ = std::move(numbers);
        return result;
    }
    [[nodiscard]] static outcome text(std::string text) {
        outcome result('t');
        result.text_ = std::move(text);
        return result;
    }
    /// A recorded digest of the given kind: d, u, D, w or h.
    [[nodiscard]] static outcome digest(char kind, std::uint16_t value) {
        outcome result(kind);
        result.number_ = value;
        return result;
    }

    [[nodiscard]] char kind() const { return kind_; }

    /// Returns whether this result, which is whole, is what was recorded.
    [[nodiscard]] bool matches(const outcome& recorded) const {
        if (kind_ == recorded.kind_) return same_as(recorded);
        return recorded.is_digest() && digest_as(recorded.kind_) == recorded.number_;
    }

    /// Returns the result in words, with at most 40 elements.
    [[nodiscard]] std::string print(const key_domain& domain) const {
        switch (kind_) {
        case '-':
            return "None";
        case 'T':
            return "True";
        case 'F':
            return "False";
        case 'E':
            return text_;
        case 'i':
            return std::to_string(number_);
        case 'k':
            return domain.print(key_);
        case 'p':
            return '(' + domain.print(key_) + ", " + std::to_string(number_) + ')';
        case 't':
            return text_;
        case 'l':
            return list(keys_, [&](key_index k) { return domain.print(k); });
        case 'm':
            return list(pairs_, [&](const key_count& p) {
                return domain.print(p.first) + ": " + std::to_string(p.second);
            });
        case 'n':
            return list(numbers_, [](std::int64_t n) { return std::to_string(n); });
        default:
            return "a result of digest " + std::to_string(number_);
        }
    }

private:
    explicit outcome(char kind) : kind_(kind) {}

    [[nodiscard]] bool is_digest() const {
        return std::string_view("duDwh").find(kind_) != std::string_view::npos;
    }
    [[nodiscard]] bool same_as(const outcome& other) const {
        return number_ == other.number_ && key_ == other.key_ && keys_ == other.keys_ &&
               pairs_ == other.pairs_ && numbers_ == other.numbers_ && text_ == other.text_;
    }

    /// Returns the digest that a recorded result of `kind` would hold, or -1 if this one is of another.
    [[nodiscard]] std::int64_t digest_as(char kind) const {
        std::uint32_t h = 0x811c9dc5;
        const auto feed = [&h](auto word) {
            h = (h ^ static_cast<std::uint32_t>(word)) * 0x01000193u;
        };
        if (kind == 'd' && kind_ == 'l') {
            for (const key_index k : keys_)
                feed(k);
        } else if (kind == 'u' && kind_ == 'l') {
            std::vector<key_index> sorted = keys_;
            std::sort(sorted.begin(), sorted.end());
            for (const key_index k : sorted)
                feed(k);
        } else if (kind == 'D' && kind_ == 'm') {
            for (const auto& [k, n] : pairs_) {
                feed(k);
                feed(n);
            }
        } else if (kind == 'w' && kind_ == 'n') {
            for (const std::int64_t n : numbers_)
                feed(n);
        } else if (kind == 'h' && kind_ == 't') {
            for (const char c : text_)
                feed(static_cast<unsigned char>(c));
        } else {
            return -1;
        }
        return (h >> 16) ^ (h & 0xffff);
    }

    template <class Elements, class Print>
    static std::string list(const Elements& elements, Print print) {
        std::string result = "[";
        std::size_t shown = 0;
        for (const auto& element : elements) {
            if (shown == 40) {
                result += " ... " + std::to_string(elements.size()) + " in all";
                break;
            }
            result += (shown++ == 0 ? "" : ", ") + print(element);
        }
        return result + ']';
    }

    char kind_;
    std::int64_t number_ = 0;
    key_index key_ = 0;
    std::vector<key_index> keys_;
    std::vector<key_count> pairs_;
    std::vector<std::int64_t> numbers_;
    std::string text_;
};

/// An operation together with the way it ended.
struct form {
    std::string operation;
    std::string arguments; ///< a letter each
    char result;
    std::string error;
};

/// One argument; which member counts is what the form says.
struct argument {
    std::int64_t number = 0;
    std::vector<key_index> keys;
    std::vector<key_count> pairs;
};

/// What a player needs to know before a sequence begins.
struct sequence {
    std::size_t number;
    const key_domain* keys;
    std::uint64_t variant;
};

/// One recorded operation.
class record {
public:
    [[nodiscard]] const form& shape() const { return *form_; }
    [[nodiscard]] std::size_t form_number() const { return form_number_; }
    [[nodiscard]] const outcome& expected() const { return expected_; }

    // Arguments by position.
    [[nodiscard]] key_index key(std::size_t i) const {
        return static_cast<key_index>(at(i, 'k').number);
    }
    [[nodiscard]] std::int64_t number(std::size_t i) const { return at(i, 'i').number; }
    [[nodiscard]] std::span<const key_index> keys(std::size_t i) const { return at(i, 's').keys; }
    [[nodiscard]] std::span<const key_count> pairs(std::size_t i) const { return at(i, 'm').pairs; }

    /// Returns the call as Python would write it.
    [[nodiscard]] std::string print(const key_domain& domain) const {
        std::string result = form_->operation + '(';
        for (std::size_t i = 0; i < form_->arguments.size(); ++i) {
            if (i != 0) result += ", ";
            switch (form_->arguments[i]) {
            case 'k':
                result += domain.print(key(i));
                break;
            case 'i':
                result += std::to_string(number(i));
                break;
            case 's':
                result += outcome::keys(arguments_[i].keys).print(domain);
                break;
            default:
                result += outcome::pairs(arguments_[i].pairs).print(domain);
                break;
            }
        }
        return result + ')';
    }

private:
    friend class trace_cursor;

    [[nodiscard]] const argument& at(std::size_t i, char letter) const {
        if (i >= form_->arguments.size() || form_->arguments[i] != letter)
            throw std::logic_error("argument " + std::to_string(i) + " of " + form_->operation +
                                   " is not of kind " + letter);
        return arguments_[i];
    }

    const form* form_ = nullptr;
    std::size_t form_number_ = 0;
    std::vector<argument> arguments_; // as many as any record had: their memory is used again
    outcome expected_ = outcome::none();
};

/// Reads the numbers and texts of a trace; every step knows its offset.
class trace_reader {
public:
    trace_reader(const std::string& path, std::string_view bytes, std::size_t offset = 0)
        : path_(&path), bytes_(bytes), offset_(offset) {}

    [[noreturn]] void fail(const std::string& what) const {
        throw std::runtime_error(*path_ + ": " + what + " at offset " + std::to_string(offset_));
    }

    [[nodiscard]] std::size_t offset() const { return offset_; }
    [[nodiscard]] bool ended() const { return offset_ == bytes_.size(); }

    unsigned char byte() {
        if (ended()) fail("the file ends too early");
        return static_cast<unsigned char>(bytes_[offset_++]);
    }
    std::uint64_t number() {
        std::uint64_t result = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const unsigned char next = byte();
            result |= std::uint64_t(next & 127u) << shift;
            if (next < 128) return result;
        }
        fail("a number does not end");
    }
    std::int64_t signed_number() {
        const std::uint64_t n = number();
        return static_cast<std::int64_t>((n >> 1) ^ (0 - (n & 1)));
    }
    /// A number of things that take at least one byte each.
    std::size_t count() {
        const std::uint64_t n = number();
        if (n > bytes_.size() - offset_) fail("a count is beyond the end of the file");
        return static_cast<std::size_t>(n);
    }
    std::string text() {
        const std::size_t length = count();
        const std::string_view result = bytes_.substr(offset_, length);
        offset_ += length;
        return std::string(result);
    }
    std::uint16_t digest() {
        const unsigned low = byte();
        return static_cast<std::uint16_t>(low | unsigned(byte()) << 8);
    }
    key_index key(const key_domain& domain) {
        const std::uint64_t index = number();
        if (index >= domain.size()) fail("a key is not in its domain");
        return static_cast<key_index>(index);
    }
    void keys(const key_domain& domain, std::size_t length, std::vector<key_index>& into) {
        into.clear();
        for (std::size_t i = 0; i < length; ++i)
            into.push_back(key(domain));
    }
    void pairs(const key_domain& domain, std::vector<key_count>& into) {
        into.clear();
        for (std::size_t i = count(); i != 0; --i) {
            const key_index k = key(domain);
            into.emplace_back(k, signed_number());
        }
    }

private:
    const std::string* path_;
    std::string_view bytes_;
    std::size_t offset_;
};

/// A whole trace: its header parsed, its checksum verified, its sequences still bytes.
class trace {
public:
    static constexpr unsigned version = 1;

    /// Opens the committed trace of a type.
    explicit trace(std::string_view type)
        : trace(directory() + '/' + std::string(type) + ".trace", type) {}
    /// Opens any file that must be of this type.
    trace(const std::string& path, std::string_view type) : trace(path, contents_of(path), type) {}
    /// Takes the bytes of a file; `path` is for messages.
    trace(std::string path, std::string bytes, std::string_view type)
        : path_(std::move(path)), bytes_(std::move(bytes)) {
        trace_reader in(path_, bytes_);
        if (!bytes_.starts_with("CAIRNTRC")) in.fail("not a trace");
        in = trace_reader(path_, bytes_, 8);
        if (bytes_.size() < 9) in.fail("the file ends too early");
        if (const auto found = static_cast<unsigned char>(bytes_[8]); found != version)
            in.fail("version " + std::to_string(found) + " and not " + std::to_string(version));
        check_sum();
        in = trace_reader(path_, body(), 9);

        type_ = in.text();
        if (type_ != type) in.fail("a trace of " + type_ + " and not of " + std::string(type));
        state_ = static_cast<char>(in.byte());
        seed_ = in.number();
        operations_ = in.number();
        for (std::size_t i = in.count(); i != 0; --i)
            domains_.push_back(read_domain(in));
        for (std::size_t i = in.count(); i != 0; --i) {
            form next{in.text(), in.text(), static_cast<char>(in.byte()), ""};
            next.error = in.text();
            if (next.arguments.find_first_not_of("kism") != std::string::npos)
                in.fail("an unknown kind of argument");
            forms_.push_back(std::move(next));
        }
        sequences_ = in.count();
        first_sequence_ = in.offset();
    }

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] const std::string& type() const { return type_; }
    [[nodiscard]] char state() const { return state_; }
    [[nodiscard]] std::uint64_t seed() const { return seed_; }
    [[nodiscard]] std::uint64_t operations() const { return operations_; }
    [[nodiscard]] std::size_t sequences() const { return sequences_; }
    [[nodiscard]] const std::vector<key_domain>& domains() const { return domains_; }
    [[nodiscard]] const std::vector<form>& forms() const { return forms_; }

    /// Returns a reader that stands before the first sequence.
    [[nodiscard]] trace_reader reader() const {
        return trace_reader(path_, body(), first_sequence_);
    }

private:
    [[nodiscard]] static std::string directory() {
        if (const char* set = std::getenv("CAIRN_TRACES_DIR"); set != nullptr && *set != '\0')
            return set;
#if defined(CAIRN_TRACES_DIR)
        return CAIRN_TRACES_DIR;
#elif defined(CAIRN_TESTS_DIR)
        return CAIRN_TESTS_DIR "/traces";
#else
        const std::string here = __FILE__;
        return here.substr(0, here.rfind("support")) + "traces";
#endif
    }

    [[nodiscard]] static std::string contents_of(const std::string& path) {
        std::ifstream file(path, std::ios::binary);
        if (!file) throw std::runtime_error(path + ": cannot be opened at offset 0");
        return std::string(std::istreambuf_iterator<char>(file), {});
    }

    [[nodiscard]] std::string_view body() const {
        return std::string_view(bytes_).substr(0, bytes_.size() - 4);
    }

    void check_sum() const {
        if (bytes_.size() < 13)
            trace_reader(path_, bytes_, bytes_.size()).fail("the file ends too early");
        std::uint32_t sum = 0x811c9dc5;
        for (const char c : body())
            sum = (sum ^ static_cast<unsigned char>(c)) * 0x01000193u;
        const std::size_t at = bytes_.size() - 4;
        std::uint32_t stored = 0;
        for (unsigned i = 0; i < 4; ++i)
            stored |= std::uint32_t(static_cast<unsigned char>(bytes_[at + i])) << 8 * i;
        if (stored != sum)
            trace_reader(path_, bytes_, at).fail("truncated or damaged: another checksum");
    }

    [[nodiscard]] static key_domain read_domain(trace_reader& in) {
        switch (in.byte()) {
        case 'i': {
            const std::int64_t first = in.signed_number();
            return key_domain(first, in.number());
        }
        case 's': {
            std::vector<std::string> words;
            for (std::size_t i = in.count(); i != 0; --i)
                words.push_back(in.text());
            return key_domain(std::move(words));
        }
        default:
            in.fail("an unknown kind of domain");
        }
    }

    std::string path_;
    std::string bytes_;
    std::string type_;
    char state_ = 'l';
    std::uint64_t seed_ = 0;
    std::uint64_t operations_ = 0;
    std::vector<key_domain> domains_;
    std::vector<form> forms_;
    std::size_t sequences_ = 0;
    std::size_t first_sequence_ = 0;
};

/// Walks the sequences and records of a trace.
class trace_cursor {
public:
    explicit trace_cursor(const trace& source) : trace_(&source), in_(source.reader()) {}

    /// Goes to the next sequence, after the last record of the one before; false after the last.
    bool next_sequence() {
        if (begun_ == trace_->sequences()) {
            if (!in_.ended()) in_.fail("bytes after the last sequence");
            return false;
        }
        const std::uint64_t domain = in_.number();
        if (domain >= trace_->domains().size()) in_.fail("a sequence of no domain");
        domain_ = &trace_->domains()[static_cast<std::size_t>(domain)];
        const std::uint64_t variant = in_.number();
        sequence_ = {begun_++, domain_, variant};
        records_ = in_.count();
        return true;
    }
    [[nodiscard]] const sequence& current() const { return sequence_; }

    /// Reads the next record of the sequence; false after the last.
    bool next_record() {
        if (records_ == 0) return false;
        --records_;
        const std::size_t number = in_.byte();
        if (number >= trace_->forms().size()) in_.fail("a record of no form");
        const form& shape = trace_->forms()[number];
        record_.form_ = &shape;
        record_.form_number_ = number;
        if (record_.arguments_.size() < shape.arguments.size())
            record_.arguments_.resize(shape.arguments.size());
        for (std::size_t i = 0; i < shape.arguments.size(); ++i)
            read_argument(shape.arguments[i], record_.arguments_[i]);
        record_.expected_ = read_outcome(shape.result, shape.error);
        return true;
    }
    [[nodiscard]] const class record& record() const { return record_; }

    /// Reads the final state, after the last record.
    [[nodiscard]] outcome final_state() { return read_outcome(trace_->state(), ""); }

private:
    void read_argument(char letter, argument& into) {
        switch (letter) {
        case 'k':
            into.number = in_.key(*domain_);
            break;
        case 'i':
            into.number = in_.signed_number();
            break;
        case 'm':
            in_.pairs(*domain_, into.pairs);
            break;
        default: {
            const std::uint64_t header = in_.number();
            const std::uint64_t length = header / 2;
            if (header % 2 == 0) {
                in_.keys(*domain_, static_cast<std::size_t>(length), into.keys);
                break;
            }
            std::uint64_t at = in_.number();
            const std::uint64_t step = in_.number();
            if (length > 1u << 20 || domain_->size() == 0) in_.fail("an impossible run of keys");
            into.keys.clear();
            for (std::uint64_t i = 0; i < length; ++i, at += step)
                into.keys.push_back(static_cast<key_index>(at % domain_->size()));
        }
        }
    }

    [[nodiscard]] outcome read_outcome(char kind, const std::string& error) {
        switch (kind) {
        case '-':
            return outcome::none();
        case 'T':
            return outcome::boolean(true);
        case 'F':
            return outcome::boolean(false);
        case 'E':
            return outcome::error(error);
        case 'i':
            return outcome::number(in_.signed_number());
        case 'k':
            return outcome::key(in_.key(*domain_));
        case 'p': {
            const key_index k = in_.key(*domain_);
            return outcome::pair(k, in_.signed_number());
        }
        case 'l': {
            std::vector<key_index> keys;
            in_.keys(*domain_, in_.count(), keys);
            return outcome::keys(std::move(keys));
        }
        case 'm': {
            std::vector<key_count> pairs;
            in_.pairs(*domain_, pairs);
            return outcome::pairs(std::move(pairs));
        }
        case 't':
            return outcome::text(in_.text());
        case 'd':
        case 'u':
        case 'D':
        case 'w':
        case 'h':
            return outcome::digest(kind, in_.digest());
        default:
            in_.fail("an unknown kind of result");
        }
    }

    const trace* trace_;
    trace_reader in_;
    sequence sequence_{};
    const key_domain* domain_ = nullptr;
    std::size_t begun_ = 0;
    std::size_t records_ = 0;
    class record record_;
};

/// A sequence's keys as elements of the container that plays it. Element is an integer, a
/// std::string, or made from an int and has value(). The base of most players' states.
template <class Element>
class elements_of {
public:
    explicit elements_of(const sequence& s) : domain_(s.keys) {}

    // From the trace ...
    [[nodiscard]] Element element(key_index index) const {
        if constexpr (std::is_same_v<Element, std::string>)
            return domain_->template key<std::string>(index);
        else
            return Element(domain_->template key<int>(index));
    }
    [[nodiscard]] std::vector<Element> elements(std::span<const key_index> indices) const {
        std::vector<Element> result;
        result.reserve(indices.size());
        for (const key_index i : indices)
            result.push_back(element(i));
        return result;
    }
    [[nodiscard]] std::vector<std::pair<Element, std::int64_t>>
    pairs(std::span<const key_count> indices) const {
        std::vector<std::pair<Element, std::int64_t>> result;
        result.reserve(indices.size());
        for (const auto& [i, n] : indices)
            result.emplace_back(element(i), n);
        return result;
    }

    // ... and back. A std::string may come as a std::string_view.
    template <class Seen>
    [[nodiscard]] key_index index(const Seen& element) const {
        if constexpr (requires { element.value(); })
            return domain_->index(element.value());
        else
            return domain_->index(element);
    }
    template <class Range>
    [[nodiscard]] outcome listed(Range&& range) const {
        std::vector<key_index> result;
        for (auto&& each : range)
            result.push_back(index(each));
        return outcome::keys(std::move(result));
    }
    template <class Range>
    [[nodiscard]] outcome listed_pairs(Range&& range) const {
        std::vector<key_count> result;
        for (auto&& [key, n] : range)
            result.emplace_back(index(key), n);
        return outcome::pairs(std::move(result));
    }

private:
    const key_domain* domain_;
};

/// The results of == != < <= > >= as the bits 0 to 5 of a number.
template <class T>
[[nodiscard]] outcome comparison(const T& a, const T& b) {
    const bool results[] = {a == b, a != b, a<b, a <= b, a> b, a >= b};
    int mask = 0;
    for (int i = 0; i < 6; ++i)
        mask |= int(results[i]) << i;
    return outcome::number(mask);
}

/// What to do for each operation. `State` is made from a sequence and has contents().
template <class State>
class player {
public:
    using handler = outcome (*)(State&, const record&); // lambdas without captures convert to it

    player& on(std::string_view operation, handler what) {
        if (!handlers_.emplace(operation, what).second)
            throw std::logic_error("two handlers for " + std::string(operation));
        return *this;
    }
    /// Returns the handler, or null.
    [[nodiscard]] handler find(std::string_view operation) const {
        const auto found = handlers_.find(operation);
        return found == handlers_.end() ? nullptr : found->second;
    }

private:
    std::map<std::string, handler, std::less<>> handlers_;
};

/// Replays the sequences that `select` accepts, and compares each result and each state.
/// Returns     the number of operations replayed
/// Throws      check_failed at the first difference
template <class State, class Select>
std::size_t replay(const trace& source, const player<State>& player, Select select) {
    std::vector<typename support::player<State>::handler> handlers;
    for (const form& shape : source.forms())
        handlers.push_back(player.find(shape.operation));

    std::size_t replayed = 0;
    trace_cursor cursor(source);
    while (cursor.next_sequence()) {
        const sequence& current = cursor.current();
        const key_domain& domain = *current.keys;
        if (!select(current)) {
            while (cursor.next_record()) {
            }
            static_cast<void>(cursor.final_state());
            continue;
        }
        State state(current);
        std::size_t number = 0; // of the operation in its sequence, from 1
        const auto where = [&] {
            return source.type() + ".trace: sequence " + std::to_string(current.number) +
                   " (variant " + std::to_string(current.variant) +
                   (domain.strings() ? ", strings" : ", integers") + "), operation " +
                   std::to_string(number);
        };
        const auto differs = [&](const std::string& call, const outcome& actual,
                                 const outcome& expected) {
            return check_failed(where() + ": " + call + " gave " + actual.print(domain) +
                                ", CPython gave " + expected.print(domain) + "; contents now " +
                                state.contents().print(domain));
        };
        while (cursor.next_record()) {
            const record& next = cursor.record();
            if (next.shape().operation == "state") {
                if (const outcome actual = state.contents(); !actual.matches(next.expected()))
                    throw differs("the state after it", actual, next.expected());
                continue;
            }
            ++number;
            ++replayed;
            const auto handler = handlers[next.form_number()];
            if (handler == nullptr)
                throw check_failed(where() + ": nobody plays " + next.print(domain));
            if (const outcome actual = handler(state, next); !actual.matches(next.expected()))
                throw differs(next.print(domain), actual, next.expected());
        }
        const outcome last = cursor.final_state();
        if (const outcome actual = state.contents(); !actual.matches(last))
            throw differs("the end", actual, last);
    }
    return replayed;
}

} // namespace support

#endif // CAIRN_TESTS_SUPPORT_TRACE_HPP
