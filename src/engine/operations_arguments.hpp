// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.hpp"
#include "model/schema.hpp"
#include "rule/rule.hpp"
#include "steward/session.hpp"

namespace steward::engine {

enum class ArgumentType : std::uint8_t {
  text,
  table,  ///< the name of a known table
  id,
  integer,
  boolean,
  instant,
  decimal,
  texts,   ///< a list of texts
  ids,     ///< a list of ids
  values,  ///< an object, field of `table` -> value; null clears, an absent key keeps
  ingest_rows,
  indicator_rows,
  outcomes,  ///< what became of engagements: objects of engagement, at, lost
  metrics,   ///< metrics of a proposed definition
  cards      ///< aggregates, each over its own table
};

/// The stable name of a type, as `describe` gives it.
[[nodiscard]] std::string_view name_of(ArgumentType type);

struct ArgumentInfo {
  std::string_view name;
  ArgumentType type = ArgumentType::text;
  bool required = false;
  std::string_view text;  ///< one sentence for the reference
};

/// Deliveries as columns that own their data.
struct RowColumns {
  std::vector<Id> record;
  std::vector<Decimal> value;
  std::vector<Instant> start;
  std::vector<Instant> end;
  std::vector<Instant> recorded;
  std::vector<std::string> key;  ///< instead of `record`
};

/// A member of a row of `ingest_rows` or `indicator_rows`.
struct RowField {
  std::string_view name;
  ArgumentType type = ArgumentType::text;
  bool required = false;
};
[[nodiscard]] std::span<const RowField> row_fields(ArgumentType rows);

/// The arguments of one call, checked and converted. An accessor that names no argument of the operation, or one
/// of another type, is a bug of the library and throws.
class Arguments {
 public:
  /// Fails with every fault at once: unknown and missing arguments, wrong types, unknown fields (`invalid_input`,
  /// with the name that was probably meant, or what a rule says of that field).
  [[nodiscard]] static Result<Arguments> read(std::span<const ArgumentInfo> declared, const base::Json& given,
                                              const model::Schema& schema, const rule::Catalogue& catalogue);

  [[nodiscard]] bool has(std::string_view name) const { return !std::holds_alternative<std::monostate>(at(name)); }
  [[nodiscard]] std::string text(std::string_view name) const { return get<std::string>(name).value_or(""); }
  [[nodiscard]] Id id(std::string_view name) const { return get<Id>(name).value_or(Id()); }
  [[nodiscard]] bool flag(std::string_view name) const { return get<bool>(name).value_or(false); }
  [[nodiscard]] const TableInfo& table() const { return *std::get<const TableInfo*>(at("table")); }
  [[nodiscard]] NamedValues values(std::string_view name) const {
    return get<NamedValues>(name).value_or(NamedValues());
  }
  [[nodiscard]] const RowColumns& rows() const { return std::get<RowColumns>(at("rows")); }
  template <class T>
  [[nodiscard]] std::optional<T> get(std::string_view name) const {
    const Held& held = at(name);
    if (std::holds_alternative<std::monostate>(held)) return std::nullopt;
    return std::get<T>(held);
  }

 private:
  using Held = std::variant<std::monostate, bool, std::int64_t, Decimal, std::string, Id, Instant, TextList, IdList,
                            NamedValues, RowColumns, std::vector<KnownOutcome>, std::vector<MetricProposal>,
                            std::vector<AggregateCard>, const TableInfo*>;
  struct Reader;
  [[nodiscard]] const Held& at(std::string_view name) const;

  std::span<const ArgumentInfo> declared_;
  std::vector<Held> held_;
};

/// The name among `known` that a typing slip would turn into `given`; empty when none is near.
[[nodiscard]] std::string near_miss(std::string_view given, std::span<const std::string_view> known);
/// `; did you mean x?`, or nothing.
[[nodiscard]] std::string hint(std::string_view given, std::span<const std::string_view> known);

}  // namespace steward::engine
