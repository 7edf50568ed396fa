// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unordered_set>
#include <vector>

#include "rule/work.hpp"

namespace steward::engagement {

/// Those of the accounts that have an active escalation. One query for all.
[[nodiscard]] std::unordered_set<Id> escalated_accounts(const rule::Lookup& lookup, std::vector<Value> accounts);

}  // namespace steward::engagement
