// SPDX-License-Identifier: BSL-1.0
// Which allocators the containers of a copy have: those that their copy constructors would choose.

#include <cairn/copy.hpp>
#include <cairn/deque.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"

#include <functional>
#include <map>
#include <memory>
#include <memory_resource>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

using ref = std::shared_ptr<int>;
template <class T>
using tagged = support::tagged_allocator<T>;

template <class C>
void check_selected(const C& source) {
    const C copy = cairn::deep_copy(source);
    CHECK(copy.get_allocator().id() == source.get_allocator().id() + tagged<int>::selected);
    CHECK(copy.size() == source.size());
}

TEST_CASE("allocators: select_on_container_copy_construction is asked") {
    const ref i = std::make_shared<int>(1);
    check_selected(std::vector<ref, tagged<ref>>({i, i}, tagged<ref>(7)));
    check_selected(std::vector<int, tagged<int>>({1, 2}, tagged<int>(7))); // the copy constructor
    check_selected(cairn::deque<ref, tagged<ref>>({i, i}, tagged<ref>(7)));
    using pair = std::pair<const int, ref>;
    check_selected(std::map<int, ref, std::less<>, tagged<pair>>({{1, i}, {2, i}}, std::less<>(),
                                                                 tagged<pair>(7)));
    check_selected(std::unordered_map<int, ref, std::hash<int>, std::equal_to<>, tagged<pair>>(
        {{1, i}, {2, i}}, 8, std::hash<int>(), std::equal_to<>(), tagged<pair>(7)));
}

TEST_CASE("allocators: copies of pmr containers use the default resource") {
    support::counting_resource resource;
    std::pmr::vector<std::unique_ptr<std::pmr::string>> v(&resource);
    v.push_back(std::make_unique<std::pmr::string>("longer than what is kept inside", &resource));
    const auto blocks = resource.ledger().bytes();
    const auto copy = cairn::deep_copy(v);
    CHECK(copy.get_allocator().resource() == std::pmr::get_default_resource());
    CHECK(copy[0]->get_allocator().resource() == std::pmr::get_default_resource());
    CHECK(resource.ledger().bytes() == blocks);
}

} // namespace
