// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>

#include "stores/sqlite/handle.hpp"
#include "stores/sqlite/shape.hpp"

namespace steward::stores {

/// Marks a file as ours ("STWD").
inline constexpr std::int64_t application_id = 0x53545744;
/// Counts the released schemas; each has its snapshot in schema_snapshots/. Raise it with every change of the
/// declarations that reaches the file.
inline constexpr int schema_number = 3;

/// A change that growth() cannot derive. It turns a file of schema `to` - 1 into one of schema `to` and says in
/// `shape` what it did. Runs inside the transaction of the upgrade, foreign keys unchecked until its end.
struct Step {
  int to = 0;
  std::function<Result<void>(Handle& handle, Shape& shape)> run;
};
/// The steps of this version, ascending.
[[nodiscard]] std::span<const Step> steps();

/// A schema to reach; tests make up their own.
struct Goal {
  int number = schema_number;
  Shape shape;
  std::span<const Step> steps;
};

/// Looks at a file without changing it: `database_too_new`, `not_a_database`, `database_corrupt`.
[[nodiscard]] Result<void> check_file(Handle& handle, int number);

/// Brings the file to the goal and the host's tables into file and schema, in one transaction.
[[nodiscard]] Result<void> grow(Handle& handle, const Goal& goal, model::Schema& schema);

}  // namespace steward::stores
