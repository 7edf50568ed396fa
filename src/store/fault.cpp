// SPDX-License-Identifier: Apache-2.0
#include "store/fault.hpp"

namespace steward::store {

namespace {

Error struck() { return {"storage_error", Category::storage, "a fault that a test planned"}; }

class FaultConnection final : public Connection {
 public:
  FaultConnection(std::unique_ptr<Connection> inner, std::shared_ptr<FaultPlan> plan)
      : inner_(std::move(inner)), plan_(std::move(plan)) {}

  Result<void> begin(Mode mode) override {
    if (plan_->strikes()) return struck();
    return inner_->begin(mode);
  }
  Result<void> commit() override {
    if (!plan_->strikes()) return inner_->commit();
    inner_->rollback();
    return struck();
  }
  void rollback() override { inner_->rollback(); }
  bool in_transaction() const override { return inner_->in_transaction(); }
  Result<void> savepoint() override {
    if (plan_->strikes()) return struck();
    return inner_->savepoint();
  }
  Result<void> release() override {
    if (plan_->strikes()) return struck();
    return inner_->release();
  }
  void rollback_to() override { inner_->rollback_to(); }
  Result<Mark> mark() override {
    if (plan_->strikes()) return struck();
    return inner_->mark();
  }

  Result<std::optional<Row>> get(const TableInfo& table, Id id) override {
    if (plan_->strikes()) return struck();
    return inner_->get(table, id);
  }
  Result<void> insert(const TableInfo& table, std::span<const Row> rows) override {
    if (plan_->strikes()) return struck();
    return inner_->insert(table, rows);
  }
  Result<void> update(const TableInfo& table, std::span<const Row> rows, std::span<const std::size_t> fields) override {
    if (plan_->strikes()) return struck();
    return inner_->update(table, rows, fields);
  }
  Result<void> erase(const TableInfo& table, std::span<const Id> ids) override {
    if (plan_->strikes()) return struck();
    return inner_->erase(table, ids);
  }
  Result<void> scan(const Query& query, const std::function<bool(Row&&)>& sink) override {
    if (plan_->strikes()) return struck();
    return inner_->scan(query, sink);
  }
  Result<std::int64_t> count(const Query& query) override {
    if (plan_->strikes()) return struck();
    return inner_->count(query);
  }
  Result<std::vector<Group>> aggregate(const AggregateQuery& query) override {
    if (plan_->strikes()) return struck();
    return inner_->aggregate(query);
  }
  Result<std::int64_t> next_sequence(std::int64_t count) override {
    if (plan_->strikes()) return struck();
    return inner_->next_sequence(count);
  }
  Result<std::optional<std::int64_t>> stamp(const Stamped& what) override {
    if (plan_->strikes()) return struck();
    return inner_->stamp(what);
  }
  std::optional<std::vector<Id>> changed(const Stamped& what, std::int64_t from, std::int64_t to) const override {
    return inner_->changed(what, from, to);
  }
  bool only_mine(const Stamped& what, std::int64_t from, std::int64_t to) const override {
    return inner_->only_mine(what, from, to);
  }

  Result<DeliveryCounts> deliver(const Deliveries& batch) override {
    if (plan_->strikes()) return struck();
    return inner_->deliver(batch);
  }
  Result<SeriesColumns> latest(const Latest& query) override {
    if (plan_->strikes()) return struck();
    return inner_->latest(query);
  }
  Result<SeriesColumns> range(const Range& query) override {
    if (plan_->strikes()) return struck();
    return inner_->range(query);
  }
  Result<void> scan_range(const Range& query, const UseColumns& use) override {
    if (plan_->strikes()) return struck();
    return inner_->scan_range(query, use);
  }
  Result<SeriesColumns> history(const SeriesOwner& owner) override {
    if (plan_->strikes()) return struck();
    return inner_->history(owner);
  }
  Result<std::optional<Instant>> newest(const SeriesOwner& owner) override {
    if (plan_->strikes()) return struck();
    return inner_->newest(owner);
  }
  Result<bool> has_rows(const SeriesOwner& owner) override {
    if (plan_->strikes()) return struck();
    return inner_->has_rows(owner);
  }
  Result<void> erase_contexts(std::string_view context_table, std::span<const Id> contexts) override {
    if (plan_->strikes()) return struck();
    return inner_->erase_contexts(context_table, contexts);
  }
  Result<std::size_t> drop_before(const SeriesOwner& owner, Instant start) override {
    if (plan_->strikes()) return struck();
    return inner_->drop_before(owner, start);
  }
  Result<void> erase_owner(SeriesKind kind, Id owner) override {
    if (plan_->strikes()) return struck();
    return inner_->erase_owner(kind, owner);
  }

 private:
  std::unique_ptr<Connection> inner_;
  std::shared_ptr<FaultPlan> plan_;
};

}  // namespace

Result<std::unique_ptr<Connection>> FaultDatabase::connect() {
  if (plan_->strikes()) return struck();
  auto inner = inner_->connect();
  if (!inner) return inner;
  return std::unique_ptr<Connection>(std::make_unique<FaultConnection>(std::move(*inner), plan_));
}

}  // namespace steward::store
