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

/// What the caller sees, as behind the dot-walks of a query of theirs.
class VisibleRows final : public condition::RowSource {
 public:
  explicit VisibleRows(const rule::Lookup& work) : work_(&work) {}
  [[nodiscard]] const Row* row(const TableInfo& table, Id id) const override { return work_->visible(table, id); }
  [[nodiscard]] bool any(const TableInfo& table, std::size_t field, const Value& value,
                         const std::function<bool(const Row&)>& test) const override {
    return work_->any(table, field, value, test);
  }
  [[nodiscard]] const RowSource& unscoped() const override { return *work_; }

 private:
  const rule::Lookup* work_;
};

}  // namespace

Result<Selection> Selection::open(rule::Work& work, const condition::Condition& condition,
                                  const condition::Condition& among) {
  Selection selection(work, condition, work.moment());
  selection.rows_ = std::make_shared<NoRows>();
  if (condition.is_local()) return selection;
  auto& ids = selection.prepared_.emplace();
  auto where = condition::Condition::all(condition.table(), {among, condition});
  auto read = work.records().scan({std::move(where), {}, {}, {}, {}, work.moment(), {model::id_field}}, [&](Row&& row) {
    ids.insert(model::row_id(row));
    return true;
  });
  if (!read) return read.error();
  return selection;
}

Selection Selection::at(const rule::Lookup& work, const condition::Condition& condition, Instant t) {
  Selection selection(work, condition, {t, work.calendar().day_of(t)});
  selection.rows_ = std::make_shared<VisibleRows>(work);
  return selection;
}

void Selection::add_fields(std::vector<std::size_t>& fields) const {
  if (prepared_) return;  // the id is enough
  for (const auto& path : condition_.paths()) fields.push_back(path.front().field);
}

bool Selection::matches(const Row& row) const {
  if (prepared_) return prepared_->contains(model::row_id(row));
  return condition::evaluate(condition_, row, *rows_, moment_, *schema_);
}

}  // namespace steward::metrics
