// SPDX-License-Identifier: BSL-1.0
// Uses of counter that must not compile.

#include <cairn/counter.hpp>

#include <string>

struct without_hash {
    friend bool operator==(without_hash, without_hash) = default;
};

#if defined(CASE_key_without_hash)
// fails: no match(ing function)? for call
void count(cairn::counter<without_hash>& counts) { counts.add(without_hash{}); }
#endif

#if defined(CASE_subscript_assigns_nothing)
// fails: lvalue required|not assignable
void assign(cairn::counter<std::string>& counts) { counts["spam"] = 3; }
#endif

#if defined(CASE_counts_do_not_change_in_passing)
// fails: read-only|const-qualified|not assignable|is const
void reset(cairn::counter<int>& counts) { counts.begin()->second = 0; }
#endif

#if defined(CASE_key_of_another_type)
// fails: no match|no viable|invalid types
void count(cairn::counter<int>& counts) { static_cast<void>(counts[std::string("spam")]); }
#endif

#if defined(CASE_total_ignored)
// fails: nodiscard
void forget(const cairn::counter<int>& counts) { counts.total(); }
#endif

#if defined(CASE_add_to_const)
// fails: passing .const|not marked const|discards qualifiers|no match
void count(const cairn::counter<int>& counts) { counts.add(1); }
#endif
