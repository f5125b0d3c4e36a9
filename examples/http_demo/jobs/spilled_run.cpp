// SPDX-License-Identifier: BSL-1.0
// jobs/spilled_run.cpp -- a record is the word's length in one byte, the word, and its count in eight

#include "jobs/spilled_run.hpp"

#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace demo {

namespace {

constexpr std::size_t buffer_bytes = std::size_t{64} << 10;

[[noreturn]] void fail() { throw std::runtime_error("temporary files cannot be used"); }

std::FILE* nameless_file(const std::filesystem::path& folder) {
    std::string name = (folder / "words-XXXXXX").string();
    const int descriptor = mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) fail();
    unlink(name.c_str());
    std::FILE* const file = fdopen(descriptor, "w+b");
    if (file == nullptr) {
        close(descriptor);
        fail();
    }
    return file;
}

} // namespace

spilled_run::spilled_run(const std::filesystem::path& folder)
    : buffer_(std::make_unique<char[]>(buffer_bytes)), file_(nameless_file(folder)),
      record_(std::make_unique<char[]>(widest_record)) {
    std::setvbuf(file_.get(), buffer_.get(), _IOFBF, buffer_bytes);
}

void spilled_run::add(counted next) {
    const std::size_t length = next.word.size(); // at most longest_word
    char* const to = record_.get();
    *to = static_cast<char>(length);
    std::memcpy(to + 1, next.word.data(), length);
    std::memcpy(to + 1 + length, &next.count, sizeof next.count);
    const std::size_t bytes = 1 + length + sizeof next.count;
    if (std::fwrite(to, 1, bytes, file_.get()) != bytes) fail();
}

spilled_run::iterator spilled_run::begin() {
    // Seeking writes what is still in the buffer; a full disk may show only here.
    if (std::fseek(file_.get(), 0, SEEK_SET) != 0) fail();
    read();
    return iterator(*this);
}

void spilled_run::read() {
    const int first = std::getc(file_.get());
    if (first == EOF) {
        if (std::ferror(file_.get()) != 0) fail();
        current_ = {};
        return;
    }
    const auto length = static_cast<std::size_t>(first);
    const std::size_t bytes = length + sizeof current_.count;
    if (std::fread(record_.get(), 1, bytes, file_.get()) != bytes) fail();
    current_.word = {record_.get(), length};
    std::memcpy(&current_.count, record_.get() + length, sizeof current_.count);
}

} // namespace demo
