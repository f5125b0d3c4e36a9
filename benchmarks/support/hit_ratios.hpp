// SPDX-License-Identifier: BSL-1.0
// support/hit_ratios.hpp -- how often each policy has what is asked for, on real and on made requests.

#ifndef CAIRN_BENCHMARKS_SUPPORT_HIT_RATIOS_HPP
#define CAIRN_BENCHMARKS_SUPPORT_HIT_RATIOS_HPP

#include "support/main.hpp"

namespace bench {

/// Registers `hit_ratio/TRACE/POLICY/CAPACITY` for the words of the texts, for the traces of keys, and for
/// a generated one. `optimal` knows the future (Belady, 1966): no policy can do better.
void add_hit_ratios(const options& given);

} // namespace bench

#endif // CAIRN_BENCHMARKS_SUPPORT_HIT_RATIOS_HPP
