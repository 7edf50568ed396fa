// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "condition/condition.hpp"
#include "model/schema.hpp"
#include "support/dice.hpp"

namespace steward::test {

/// Three generated host tables with all their field types and references among them, rows for them, and
/// conditions over them. Everything follows from the seed.
class World : public condition::RowSource {
 public:
  explicit World(std::uint64_t seed, std::size_t rows_per_table = 0);

  [[nodiscard]] const Row* row(const TableInfo& table, Id id) const override;
  [[nodiscard]] bool any(const TableInfo& table, std::size_t field, const Value& value,
                         const std::function<bool(const Row&)>& test) const override;

  /// A condition of at most `depth` levels, in no canonical form.
  std::string condition(const TableInfo& table, int depth);

  Dice dice;
  model::Schema schema;
  std::vector<const TableInfo*> tables;  ///< the host's
  std::vector<Id> domains;
  std::map<const TableInfo*, std::vector<Row>> rows;  ///< with those of `domain`
  condition::Moment moment;

 private:
  HostTable declaration(std::size_t number);
  void fill(std::size_t rows_per_table);
  Value value(const FieldInfo& field);
  std::string literal(const FieldInfo& field);
  std::string operand(const FieldInfo& field);
  std::string test(const TableInfo& table);
  std::string space();
  std::string keyword(std::string_view lower);
  Id fresh_id();

  std::map<std::string, std::vector<Id>, std::less<>> ids_;
};

/// A text in quotes with its escapes.
[[nodiscard]] std::string quoted(std::string_view text, char quote = '"');
/// The seed of the run: STEWARD_SEED, else a fresh one.
[[nodiscard]] std::uint64_t run_seed();

}  // namespace steward::test
