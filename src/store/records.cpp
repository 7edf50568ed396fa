// SPDX-License-Identifier: Apache-2.0
#include "store/store.hpp"

namespace steward::store {

namespace {

/// The cells of a whole row.
class RowCells final : public Cells {
 public:
  RowCells(const Row& row, std::span<const std::size_t> fields) : row_(&row), fields_(fields) {}

  [[nodiscard]] Id id(std::size_t at) const override {
    const auto* id = std::get_if<Id>(&(*row_)[fields_[at]]);
    return id != nullptr ? *id : Id();
  }
  [[nodiscard]] std::string_view text(std::size_t at) const override {
    const auto* text = std::get_if<std::string>(&(*row_)[fields_[at]]);
    return text != nullptr ? std::string_view(*text) : std::string_view();
  }
  [[nodiscard]] std::int64_t number(std::size_t at) const override {
    return is_empty(at) ? 0 : number_of((*row_)[fields_[at]]);
  }
  [[nodiscard]] bool is_empty(std::size_t at) const override { return is_null((*row_)[fields_[at]]); }

 private:
  const Row* row_;
  std::span<const std::size_t> fields_;
};

}  // namespace

std::int64_t number_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* decimal = std::get_if<Decimal>(&value)) return decimal->units();
  if (const auto* instant = std::get_if<Instant>(&value)) return instant->time_since_epoch().count();
  if (const auto* date = std::get_if<Date>(&value)) return date->time_since_epoch().count();
  if (const auto* duration = std::get_if<Duration>(&value)) return duration->count();
  return std::get<bool>(value) ? 1 : 0;
}

Result<void> Records::scan_cells(const Query& query, const UseCells& use) {
  return scan(query, [&](Row&& row) {
    const RowCells cells(row, query.fields);
    use(cells);
    return !cells.stopped();
  });
}

Result<void> Records::scan_by(const TableInfo& table, std::size_t reference, Id id,
                              const std::function<bool(Row&&)>& sink) {
  const auto where = condition::Condition::equals(table, reference, id);
  return scan({where, {}, std::nullopt, std::nullopt, {}, {}, {}, true}, sink);
}

}  // namespace steward::store
