// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/closing.hpp"

// Tasks under the work that holds them (rules 3.4).

namespace steward::rule {

/// CHD-01 and CHD-05: what the open children say to closing or canceling their parent; the running rule reports.
void judge_children(Context& context, bool canceling, const Enabled& enabled);
/// CHD-04: nothing open begins, or comes back, under an ended parent.
void judge_parent(Context& context, const Enabled& enabled);
/// The catalogue entries of this file; CHD-02 cancels the children.
[[nodiscard]] std::vector<Rule> children_rules();

}  // namespace steward::rule
