// SPDX-License-Identifier: Apache-2.0
#include "metrics/selection.hpp"

namespace steward::metrics {

namespace {

/// For conditions that look at one row alone.
class NoRows final : public condition::RowSource {
 public:
  [[nodiscard]] const Row* row(const TableInfo&, Id) const override { return nullptr; }
  [[nodiscard]] bool any(const TableInfo&, std::size_t, const Value&,
                         const std::function<bool(const Row&)>&) const override {
    return false;
  }
};

}  // namespace

Result<Selection> Selection::open(rule::Work& work, const condition::Condition& condition,
                                  const condition::Condition& among) {
  Selection selection(work, condition);
  if (condition.is_local()) return selection;
  auto& ids = selection.prepared_.emplace();
  auto where = condition::Condition::all(condition.table(), {among, condition});
  auto read = work.records().scan({std::move(where), {}, {}, {}, {}, work.moment()}, [&](Row&& row) {
    ids.insert(model::row_id(row));
    return true;
  });
  if (!read) return read.error();
  return selection;
}

bool Selection::matches(const Row& row) const {
  if (prepared_) return prepared_->contains(model::row_id(row));
  return condition::evaluate(condition_, row, NoRows(), moment_, *schema_);
}

}  // namespace steward::metrics
