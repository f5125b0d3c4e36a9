// SPDX-License-Identifier: BSL-1.0
// cache/packed_response.cpp -- an answer as bytes, for a cache outside of the program

#include "cache/packed_response.hpp"

#include <algorithm>
#include <cstddef>

namespace demo {

namespace {

constexpr std::size_t generation_size = 16;
constexpr std::size_t fixed_size = generation_size + 3; // and status, and the length of the type

char byte_of(std::size_t number) noexcept {
    return static_cast<char>(static_cast<unsigned char>(number & 0xff));
}

std::size_t number_at(std::string_view bytes, std::size_t position) noexcept {
    return static_cast<unsigned char>(bytes[position]);
}

} // namespace

std::string packed(std::string_view generation, const response& answer) {
    const std::string_view type = std::string_view(answer.content_type).substr(0, 255);
    const auto status = static_cast<std::size_t>(answer.status);
    const std::string& body = answer.text();

    std::string bytes;
    bytes.reserve(fixed_size + type.size() + body.size());
    bytes.append(generation);
    bytes += {byte_of(status / 256), byte_of(status), byte_of(type.size())};
    return bytes.append(type).append(body);
}

std::optional<response> unpacked(std::string_view bytes, std::string_view generation) {
    if (bytes.size() < fixed_size || bytes.substr(0, generation_size) != generation) return {};
    const std::size_t status =
        256 * number_at(bytes, generation_size) + number_at(bytes, generation_size + 1);
    const std::size_t type_size = number_at(bytes, generation_size + 2);
    if (status < 200 || status > 599 || bytes.size() < fixed_size + type_size) return {};
    const std::string_view type = bytes.substr(fixed_size, type_size);
    if (!std::ranges::all_of(type, [](char c) { return c >= ' ' && c < 0x7f; })) return {};

    response answer;
    answer.status = static_cast<int>(status);
    answer.content_type = type;
    answer.body = bytes.substr(fixed_size + type_size);
    return answer;
}

} // namespace demo
