// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>

#include "access/caller.hpp"
#include "model/schema.hpp"

namespace steward::access {

/// Which rows of each table a caller reads, as conditions that both stores evaluate (ACL-05, ACL-07, ACL-11, EXT).
/// Made once a table and kept as long as the caller stays the same. Belongs to one session, so to one thread at a
/// time; the system has none.
class RowRules final : public store::RowRules {
 public:
  RowRules(Caller caller, const model::Schema& schema) : caller_(std::move(caller)), schema_(&schema) {}

  [[nodiscard]] const Caller& caller() const { return caller_; }
  /// Null: every row that the domain shows.
  [[nodiscard]] const condition::Condition* rule(const TableInfo& table) const override;
  /// True when nothing but the domain hides rows of the table.
  [[nodiscard]] bool only_domains(const TableInfo& table) const;
  /// What a row must meet for the operation (create, write or remove); nothing: any row that the caller reads.
  [[nodiscard]] std::optional<condition::Condition> limit(const TableInfo& table, unsigned operation) const;

 private:
  using Condition = condition::Condition;
  using Rule = std::optional<Condition>;

  [[nodiscard]] Rule make(const TableInfo& table, int depth) const;
  [[nodiscard]] Rule internal(const TableInfo& table, int depth) const;
  [[nodiscard]] Rule confined(const TableInfo& table) const;
  [[nodiscard]] Rule customers(const TableInfo& table) const;
  [[nodiscard]] Rule customers_work(const TableInfo& table) const;
  [[nodiscard]] Rule customers_meetings(const TableInfo& table) const;
  [[nodiscard]] Rule customers_imports(const TableInfo& table) const;
  [[nodiscard]] Condition in_domains(const TableInfo& table, std::size_t field, bool inherited) const;
  [[nodiscard]] Condition of_record_in_domains(const TableInfo& table, std::size_t record) const;
  [[nodiscard]] Condition of_readable_record(const TableInfo& table, std::size_t record, int depth) const;
  [[nodiscard]] Condition of_readable_parent(const TableInfo& table, std::string_view field, int depth) const;
  [[nodiscard]] Condition owned(const TableInfo& table, std::string_view field) const;

  Caller caller_;
  const model::Schema* schema_;
  mutable std::map<const TableInfo*, Rule> rules_;
};

}  // namespace steward::access
