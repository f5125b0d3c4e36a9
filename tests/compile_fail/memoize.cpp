// SPDX-License-Identifier: BSL-1.0
// Uses of memoize and sharded that must not compile.

#include <cairn/memoize.hpp>
#include <cairn/sharded_cache.hpp>

#include <memory>
#include <string>

#if defined(CASE_a_function_that_changes_its_argument)
// fails: a function that changes its arguments cannot be memoised
auto f = cairn::memoize([](int& n) { return ++n; });
#endif

#if defined(CASE_no_result)
// fails: there is no result to remember
auto f = cairn::memoize([](int) {});
#endif

#if defined(CASE_a_result_by_reference)
// fails: results are kept as values
const std::string& name_of(int);
auto f = cairn::memoize(name_of);
#endif

#if defined(CASE_a_pointer_to_characters)
// fails: the characters behind a pointer may change
auto f = cairn::memoize([](const char* text) { return *text; });
#endif

#if defined(CASE_a_generic_function_without_a_signature)
// fails: f is generic or overloaded; say which function is meant
auto f = cairn::memoize([](auto n) { return n; });
#endif

#if defined(CASE_a_result_that_cannot_be_copied)
// fails: results are returned as copies
auto f = cairn::memoize([](int n) { return std::make_unique<int>(n); });
#endif

#if defined(CASE_a_cache_of_other_keys)
// fails: the cache's keys are memo_key_t of the signature
auto f = cairn::memoize([](int n) { return n; }, cairn::lru_cache<long, int>(10));
#endif

#if defined(CASE_a_copy_of_what_cannot_be_copied)
// fails: constraint|no matching
cairn::sharded<cairn::lru_cache<int, std::unique_ptr<int>>> c(10);
auto value = c.get(1);
#endif
