// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>

#include "stores/memory/state.hpp"

namespace steward::stores {

class MemoryConnection final : public store::Connection {
 public:
  explicit MemoryConnection(std::shared_ptr<State> state) : state_(std::move(state)) {}
  ~MemoryConnection() override { rollback(); }
  MemoryConnection(const MemoryConnection&) = delete;
  MemoryConnection& operator=(const MemoryConnection&) = delete;

  Result<void> begin(Mode mode) override;
  Result<void> commit() override;
  void rollback() override;
  bool in_transaction() const override { return open_; }
  Result<void> savepoint() override;
  Result<void> release() override;
  void rollback_to() override;
  Result<Mark> mark() override { return Mark{++asked_, 0, 0}; }

  Result<std::optional<Row>> get(const TableInfo& table, Id id) override;
  Result<void> insert(const TableInfo& table, std::span<const Row> rows) override;
  Result<void> update(const TableInfo& table, std::span<const Row> rows, std::span<const std::size_t> fields) override;
  Result<void> erase(const TableInfo& table, std::span<const Id> ids) override;
  Result<void> scan(const store::Query& query, const std::function<bool(Row&&)>& sink) override;
  Result<std::int64_t> count(const store::Query& query) override;
  Result<std::vector<store::Group>> aggregate(const store::AggregateQuery& query) override;
  Result<std::int64_t> next_sequence(std::int64_t count) override;
  Result<std::optional<std::int64_t>> stamp(const store::Stamped& what) override;
  std::optional<std::vector<Id>> changed(const store::Stamped& what, std::int64_t from,
                                         std::int64_t to) const override {
    return state_->log.changed(what, from, to);
  }
  bool only_mine(const store::Stamped& what, std::int64_t from, std::int64_t to) const override {
    return own_.cover(what, from, to);
  }

  Result<store::DeliveryCounts> deliver(const store::Deliveries& batch) override;
  Result<store::SeriesColumns> latest(const Latest& query) override;
  Result<store::SeriesColumns> range(const Range& query) override;
  Result<void> scan_range(const Range& query, const UseColumns& use) override;
  Result<store::SeriesColumns> history(const store::SeriesOwner& owner) override;
  Result<bool> has_rows(const store::SeriesOwner& owner) override;
  Result<std::optional<Instant>> newest(const store::SeriesOwner& owner) override;
  Result<void> erase_contexts(std::string_view context_table, std::span<const Id> contexts) override;
  Result<std::size_t> drop_before(const store::SeriesOwner& owner, Instant start) override;
  Result<void> erase_owner(store::SeriesKind kind, Id owner) override;

 private:
  class Rows;
  using UseRun = std::function<void(const ChainKey&, const store::Run&)>;

  [[nodiscard]] View view() const;
  [[nodiscard]] bool writes() const { return open_ && mode_ == Mode::write; }
  void change(Table& table, Id id, Local<Row> local);
  void change_chain(const OwnerKey& owner, const ChainKey& key, std::optional<store::Chain> chain);
  /// All functions below: REQUIRES the state's mutex.
  void undo_to(std::size_t mark);
  void leave();
  [[nodiscard]] Result<void> check_references();
  [[nodiscard]] Result<void> check_row_references(Table& table, Id id);
  void stamp();
  /// Whether this transaction wrote to it.
  [[nodiscard]] bool wrote(const store::Stamped& what) const;
  void note_stamp(const store::Stamped& what, std::uint64_t commit, std::vector<Id> ids);
  /// Offers the rows of the query that it shows, in no particular order unless the answer is true.
  bool select(const store::Query& query, const std::function<bool(const Row&)>& offer);
  void for_each_run(const store::SeriesOwner& owner, const UseRun& use);

  std::shared_ptr<State> state_;
  std::int64_t asked_ = 0;
  bool open_ = false;
  Mode mode_ = Mode::read;
  std::uint64_t snapshot_ = 0;
  std::vector<std::function<void()>> undo_;
  std::vector<std::size_t> savepoints_;
  store::OwnCommits own_;
  std::set<std::pair<Table*, Id>> touched_;
  std::set<std::pair<OwnerKey, ChainKey>> touched_chains_;
};

}  // namespace steward::stores
