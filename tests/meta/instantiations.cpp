// SPDX-License-Identifier: BSL-1.0
// Every member of every container, instantiated: warnings and errors do not wait for a caller.
// Compiled with the warnings of all our targets, with stricter ones, and read by clang-tidy.

#include <cairn/cairn.hpp>

#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <memory_resource>
#include <ranges>
#include <string>
#include <vector>

template class cairn::deque<int>;
template class cairn::deque<bool>;
template class cairn::deque<std::string>;
template class cairn::deque<std::vector<int>, std::pmr::polymorphic_allocator<std::vector<int>>>;

template class cairn::bounded_deque<int>;
template class cairn::bounded_deque<std::string>;
template class cairn::bounded_deque<std::string, std::pmr::polymorphic_allocator<std::string>>;

template class cairn::dict<int, int>;
template class cairn::dict<std::string, std::vector<int>>;
template class cairn::dict<
    std::string, std::string, std::hash<std::string>, std::equal_to<std::string>,
    std::pmr::polymorphic_allocator<std::pair<const std::string, std::string>>>;

template class cairn::ordered_set<int>;
template class cairn::ordered_set<std::string>;
template class cairn::ordered_set<std::string, std::hash<std::string>, std::equal_to<std::string>,
                                  std::pmr::polymorphic_allocator<std::string>>;

template class cairn::counter<int>;
template class cairn::counter<std::string, int>;
template class cairn::counter<
    std::string, std::int64_t, std::hash<std::string>, std::equal_to<std::string>,
    std::pmr::polymorphic_allocator<std::pair<const std::string, std::int64_t>>>;

template class cairn::sorted_list<int>;
template class cairn::sorted_list<std::string, std::greater<>>;
template class cairn::sorted_list<std::vector<int>, std::less<std::vector<int>>,
                                  std::pmr::polymorphic_allocator<std::vector<int>>>;

template class cairn::sorted_set<double>;
template class cairn::sorted_set<std::string>;
template class cairn::sorted_set<std::string, std::less<std::string>,
                                 std::pmr::polymorphic_allocator<std::string>>;

template class cairn::sorted_map<int, int>;
template class cairn::sorted_map<std::string, std::vector<int>>;
template class cairn::sorted_map<
    std::string, std::string, std::less<std::string>,
    std::pmr::polymorphic_allocator<std::pair<const std::string, std::string>>>;

template class cairn::sorted_multimap<int, int>;
template class cairn::sorted_multimap<std::string, std::vector<int>>;
template class cairn::sorted_multimap<
    std::string, std::string, std::less<std::string>,
    std::pmr::polymorphic_allocator<std::pair<const std::string, std::string>>>;

template class cairn::heap<int>;
template class cairn::heap<std::string, std::greater<>, 2>;
template class cairn::heap<std::vector<int>, std::less<>, 4, std::pmr::vector<std::vector<int>>>;

template class cairn::heap<std::pair<std::uint64_t, std::uint64_t>, std::greater<>>;
template class cairn::heap<std::string, std::less<>, 3, std::deque<std::string>>;

template void cairn::heapify<2>(std::vector<int>&, std::less<>, std::identity);
template void cairn::heapify<4>(std::vector<std::string>&, std::greater<>, std::identity);
template std::string cairn::heappop<2>(std::vector<std::string>&, std::less<>, std::identity);
template std::vector<int> cairn::nlargest(std::size_t, std::vector<int>&, std::less<>,
                                          std::identity);
template std::vector<double> cairn::nsmallest(std::size_t, const std::list<double>&, std::greater<>,
                                              std::identity);

template class cairn::quick_heap<int>;
template class cairn::quick_heap<double, std::greater<>>;
template class cairn::quick_heap<std::pair<std::uint64_t, std::uint64_t>>;
template class cairn::quick_heap<std::pair<long, int>, cairn::by<&std::pair<long, int>::first>>;
template class cairn::quick_heap<std::string, std::less<>,
                                 std::pmr::polymorphic_allocator<std::string>>;

template class cairn::addressable_heap<int>;
template class cairn::addressable_heap<std::string, std::greater<>>;
template class cairn::addressable_heap<std::vector<int>, std::less<std::vector<int>>,
                                       std::pmr::polymorphic_allocator<std::vector<int>>>;

template class cairn::indexed_heap<double>;
template class cairn::indexed_heap<std::string, std::less<>,
                                   std::pmr::polymorphic_allocator<std::string>>;

using numbers_view = std::ranges::ref_view<std::vector<int>>;
template class cairn::merge_view<cairn::detail::input_pack<numbers_view, numbers_view>, std::less<>,
                                 std::identity>;
template class cairn::merge_view<
    cairn::detail::input_list<std::ranges::ref_view<std::vector<std::vector<std::string>>>>,
    std::greater<>, std::identity>;
template class cairn::detail::merge_cascade<std::uint64_t, cairn::detail::number_before<false>,
                                            true>;
template class cairn::detail::merge_cascade<std::uint64_t, cairn::detail::number_before<false>,
                                            false>;

template class cairn::indirect<std::string>;
template class cairn::indirect<std::pmr::string, std::pmr::polymorphic_allocator<std::pmr::string>>;
template class cairn::polymorphic<std::string>;
template class cairn::cow<std::string>;
template class cairn::cow<std::pmr::string, std::pmr::polymorphic_allocator<std::pmr::string>>;
template class cairn::shared<std::vector<int>>;
template class cairn::weak<std::string>;

template class cairn::basic_cache<int, int, cairn::lru_policy>;
template class cairn::basic_cache<std::string, std::vector<int>, cairn::lfu_policy,
                                  cairn::coarse_clock>;
template class cairn::basic_cache<
    std::string, std::string, cairn::s3fifo_policy, cairn::no_clock, cairn::hash<std::string>,
    std::equal_to<>, std::pmr::polymorphic_allocator<std::pair<const std::string, std::string>>>;
template class cairn::sharded<cairn::lru_cache<std::string, int>>;
template class cairn::sharded<cairn::ttl_cache<int, std::string, cairn::s3fifo_policy>>;

template class cairn::search_index<int>;
template class cairn::search_index<double, std::greater<>>;
template class cairn::search_index<std::string>;
template class cairn::search_index<std::pair<int, int>>;

namespace {

struct employee {
    std::string name;
    int age;
};

} // namespace

template class cairn::sorted_list<employee, cairn::by<&employee::age>>;
template class cairn::sorted_set<employee, cairn::by<&employee::name>>;
template class cairn::addressable_heap<employee, cairn::by<&employee::age>>;
