// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "steward/choice.hpp"
#include "steward/id.hpp"
#include "steward/time.hpp"
#include "steward/value.hpp"

namespace steward {

struct Domain;
struct TableInfo;

/// The type-erased form of a record: one Value per field of its table, in the order of the field list.
struct Row {
  std::vector<Value> values;
  /// Of a row that a session gave: the fields withheld from its user (FLD-03, ACL-12), and what records of theirs
  /// that a customer user does not read are called, by the field that names them.
  std::vector<std::string> masked;
  std::vector<std::pair<std::string, std::string>> labels;

  [[nodiscard]] const Value& operator[](std::size_t field) const { return values[field]; }
  [[nodiscard]] Value& operator[](std::size_t field) { return values[field]; }
  friend bool operator==(const Row&, const Row&) = default;
};

/// The fields that every record table has (declared once, for all). The library fills them; a caller may give
/// `external_id` (the host's own key, unique per domain and table), and a system session `id`.
struct Record {
  Id id;
  std::string external_id;
  std::int64_t version = 1;  ///< optimistic lock (GEN-09)
  std::optional<Instant> created_at;
  std::optional<Instant> updated_at;
  std::optional<Id> created_by;  ///< a user; nothing when a job did it
  std::optional<Id> updated_by;
  std::optional<Ref<Domain>> domain;  ///< whose data this is (DOM-01 to DOM-10); never written by callers
  std::shared_ptr<const Row> read;    ///< what was read; an update sends the difference to it
};

/// Rows that are written in bulk or by the system and carry neither version nor change history.
struct Fact {
  Id id;
};

}  // namespace steward
