// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rule/rule.hpp"

namespace steward::access {

/// The one decision on table level (ACL-01, ACL-10): may this caller do this to rows of this table? Default
/// deny; row visibility and domains are checked beside it, inside the same transaction. Codes:
/// `access_denied` (category denied).
[[nodiscard]] Result<void> decide(const rule::Actor& actor, rule::Operation operation, const TableInfo& table);

/// May the caller read rows of this table at all?
[[nodiscard]] Result<void> decide_read(const rule::Actor& actor, const TableInfo& table);

}  // namespace steward::access
