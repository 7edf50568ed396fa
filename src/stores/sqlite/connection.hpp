// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <unordered_map>

#include "store/chain.hpp"
#include "store/change_log.hpp"
#include "store/store.hpp"
#include "stores/sqlite/handle.hpp"
#include "stores/sqlite/sql.hpp"

namespace steward::stores {

class SeriesStore;

class SqliteConnection final : public store::Connection {
 public:
  SqliteConnection(std::unique_ptr<Handle> handle, const model::Schema& schema, std::shared_ptr<store::ChangeLog> log);
  ~SqliteConnection() override;

  Result<void> begin(Mode mode) override;
  Result<void> commit() override;
  void rollback() override;
  bool in_transaction() const override { return open_; }
  Result<void> savepoint() override;
  Result<void> release() override;
  void rollback_to() override;
  Result<Mark> mark() override;

  Result<std::optional<Row>> get(const TableInfo& table, Id id) override;
  Result<void> insert(const TableInfo& table, std::span<const Row> rows) override;
  Result<void> update(const TableInfo& table, std::span<const Row> rows, std::span<const std::size_t> fields) override;
  Result<void> erase(const TableInfo& table, std::span<const Id> ids) override;
  Result<void> scan(const store::Query& query, const std::function<bool(Row&&)>& sink) override;
  Result<void> scan_by(const TableInfo& table, std::size_t reference, Id id,
                       const std::function<bool(Row&&)>& sink) override;
  Result<void> scan_cells(const store::Query& query, const store::UseCells& use) override;
  Result<std::int64_t> count(const store::Query& query) override;
  Result<std::vector<store::Group>> aggregate(const store::AggregateQuery& query) override;
  Result<std::int64_t> next_sequence(std::int64_t count) override;
  Result<std::optional<std::int64_t>> stamp(const store::Stamped& what) override;
  std::optional<std::vector<Id>> changed(const store::Stamped& what, std::int64_t from,
                                         std::int64_t to) const override {
    return log_->changed(what, from, to);
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
  /// Fails unless a write transaction is open and SQLite has not ended it after an earlier failure.
  [[nodiscard]] Result<void> check_writing() const;
  [[nodiscard]] Result<void> check_reading() const;
  void leave();
  /// Notes a written row of a table that has stamps.
  void touch(const TableInfo& table, Id id);
  [[nodiscard]] Result<void> write_stamps();
  [[nodiscard]] Result<std::int64_t> read_stamp(const store::Stamped& what);
  /// Notes what the series were told.
  void touch_series();
  /// Runs `work` so that its failure leaves nothing behind; one statement does that by itself.
  Result<void> atomically(std::size_t parts, const std::function<Result<void>()>& work);
  [[nodiscard]] Error named_violation(const TableInfo& table, const Error& error) const;
  [[nodiscard]] Result<void> take_cells(const store::Query& query, const store::UseCells& use);
  [[nodiscard]] Result<Statement> select(const store::Query& query, SqlWriter& writer, const std::string& columns,
                                         bool paged);

  /// The SQL of a table's plain operations, written once.
  struct Texts {
    std::string columns;  ///< of t0
    std::string get;
    std::string insert;
    std::map<std::size_t, std::string> by;                   ///< by the reference
    std::map<std::vector<std::size_t>, std::string> update;  ///< by the fields
  };
  [[nodiscard]] Texts& texts(const TableInfo& table);

  std::unique_ptr<Handle> handle_;
  std::unordered_map<const TableInfo*, Texts> texts_;
  const model::Schema* schema_;
  std::shared_ptr<store::ChangeLog> log_;
  std::unique_ptr<SeriesStore> series_;
  store::OwnCommits own_;
  struct Touched {
    std::vector<Id> ids;
    bool whole = false;      ///< more than the ids tell
    std::int64_t stamp = 0;  ///< the new one, once written
  };
  std::map<store::Stamped, Touched> touched_;  ///< since the transaction began, undone writes too
  bool open_ = false;
  Mode mode_ = Mode::read;
  int savepoints_ = 0;
  std::int64_t undone_ = 0;  ///< how often rows went back to what they were before
};

}  // namespace steward::stores
