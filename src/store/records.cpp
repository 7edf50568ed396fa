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

 private:
  const Row* row_;
  std::span<const std::size_t> fields_;
};

}  // namespace

Result<void> Records::scan_cells(const Query& query, const UseCells& use) {
  return scan(query, [&](Row&& row) {
    use(RowCells(row, query.fields));
    return true;
  });
}

Result<void> Records::scan_by(const TableInfo& table, std::size_t reference, Id id,
                              const std::function<bool(Row&&)>& sink) {
  const auto where = condition::Condition::equals(table, reference, id);
  return scan({where, {}, std::nullopt, std::nullopt, {}, {}, {}, true}, sink);
}

}  // namespace steward::store
