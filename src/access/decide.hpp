// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "access/caller.hpp"
#include "rule/rule.hpp"

// The decisions, as pure functions of the caller and the declarations: default deny. Row rules (access/rows.hpp)
// and domains are evaluated beside them, inside the same transaction.

namespace steward::access {

/// The bit of a write operation.
[[nodiscard]] unsigned bit_of(rule::Operation operation);

/// Level 2 of ACL-04: may this caller do this to rows of this table, on some rows at least? `operation` is one bit.
[[nodiscard]] bool allows(const Caller& caller, unsigned operation, const TableInfo& table);
/// The same as an answer, for writes. Code `access_denied` (ACL-01, ACL-10, DOM-13).
[[nodiscard]] Result<void> decide(const Caller& caller, rule::Operation operation, const TableInfo& table);
/// For lists, counts and sums. Code `access_denied` (ACL-01).
[[nodiscard]] Result<void> decide_read(const Caller& caller, const TableInfo& table);
/// For an operation that asks for one of some roles (access 4). Code `access_denied` (ACL-01).
[[nodiscard]] Result<void> decide_role(const Caller& caller, std::initializer_list<std::string_view> roles,
                                       std::string_view what);
/// For what concerns the whole installation: the host's own code, or an administrator who works in the global domain.
[[nodiscard]] Result<void> decide_installation(const Caller& caller, std::string_view what);

[[nodiscard]] Error denied(std::string_view rule, std::string_view table, std::optional<Id> record,
                           std::string_view field, std::string message);

}  // namespace steward::access
