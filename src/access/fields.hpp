// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "access/caller.hpp"
#include "rule/rule.hpp"

// Level 4 of ACL-04: the fields of a row that the caller reads.

namespace steward::access {

/// May the caller read the field at all (FLD-01, FLD-02, FLD-04)? Id and version belong to every readable row.
[[nodiscard]] bool reads_field(const Caller& caller, const TableInfo& table, std::size_t field);
/// Takes out what the caller does not read and names it in `masked` (FLD-03, PRT-12).
void mask_fields(const Caller& caller, const TableInfo& table, std::span<Row> rows);
/// The tables on the way of each path are readable and so is its last field. Codes: `access_denied @field`.
[[nodiscard]] Result<void> check_paths(const Caller& caller, const std::vector<condition::Path>& paths);
/// The fields that a caller gives are theirs to give; every one that is not is a fault (FLD-03, EXT-03, EXT-05).
void check_given(const Caller& caller, rule::Context& context);

}  // namespace steward::access
