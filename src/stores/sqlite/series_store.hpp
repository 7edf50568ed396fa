// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/chain.hpp"
#include "store/columns.hpp"
#include "stores/sqlite/handle.hpp"

namespace steward::stores {

/// Instants as the tables of the series hold them.
[[nodiscard]] inline std::int64_t millis(Instant at) { return at.time_since_epoch().count(); }
[[nodiscard]] inline Instant instant(std::int64_t count) { return Instant(std::chrono::milliseconds(count)); }

/// The series of one connection: plain rows with dictionaries for owners, source records and contexts. A
/// delivery that starts after everything known of its source record is written straight away; any other reads
/// the chain of its key, changes it and writes the difference.
class SeriesStore {
 public:
  explicit SeriesStore(Handle& handle) : handle_(&handle) {}

  /// What is remembered of the dictionaries holds as long as nobody else committed.
  [[nodiscard]] Result<void> begin();
  void forget();

  [[nodiscard]] Result<store::DeliveryCounts> deliver(const store::Deliveries& batch);
  [[nodiscard]] Result<void> erase_contexts(std::string_view context_table, std::span<const Id> contexts);
  [[nodiscard]] Result<void> erase_owner(store::SeriesKind kind, Id owner);

  [[nodiscard]] Result<store::SeriesColumns> latest(const store::Series::Latest& query);
  [[nodiscard]] Result<store::SeriesColumns> range(const store::Series::Range& query);
  [[nodiscard]] Result<store::SeriesColumns> history(const store::SeriesOwner& owner);
  [[nodiscard]] Result<bool> has_rows(const store::SeriesOwner& owner);

 private:
  struct Source {
    std::int64_t id = 0;
    std::int64_t last_start = std::numeric_limits<std::int64_t>::min();
  };
  struct Context {
    std::string table;
    Id id;
  };
  /// One row of steward_series_row below a key.
  struct Cells {
    std::int64_t end = 0;
    std::int64_t value = 0;
    std::optional<std::int64_t> superseded;
    friend bool operator==(const Cells&, const Cells&) = default;
  };
  /// What the tables hold of one key.
  struct Physical {
    std::map<std::pair<std::int64_t, std::int64_t>, Cells> rows;  // (recorded, context)
    std::vector<std::int64_t> repeats;
  };
  struct Key {
    std::int64_t owner = 0;
    std::int64_t series = 0;
    std::int64_t start = 0;
  };
  using Sources = std::unordered_map<Id, Source>;

  /// 0: unknown.
  [[nodiscard]] Result<std::int64_t> find_owner(const store::SeriesOwner& owner);
  [[nodiscard]] Result<std::int64_t> make_owner(const store::SeriesOwner& owner);
  [[nodiscard]] Result<Source*> source(Sources& sources, std::int64_t owner, const std::string& table, Id id);
  [[nodiscard]] Result<std::int64_t> find_context(std::string_view table, Id id);
  [[nodiscard]] Result<std::int64_t> make_context(const std::string& table, Id id);
  [[nodiscard]] Result<const Context*> context(std::int64_t id);

  [[nodiscard]] Result<void> insert_fresh(Statement& statement, const store::Deliveries& batch, std::size_t at,
                                          const Key& key);
  [[nodiscard]] Result<store::DeliveryCounts> merge(const store::Deliveries& batch, std::size_t at, const Key& key);
  [[nodiscard]] Result<Physical> load(const Key& key);
  [[nodiscard]] Result<store::Chain> chain_of(const Physical& physical);
  [[nodiscard]] Result<Physical> physical_of(const store::Chain& chain);
  [[nodiscard]] Result<void> save(const Key& key, const Physical& before, const Physical& after);
  [[nodiscard]] Result<void> erase_context(std::int64_t owner, std::int64_t context, std::string_view table, Id id);
  [[nodiscard]] Result<void> run(const std::string& sql, std::initializer_list<std::int64_t> parameters);

  Handle* handle_;
  std::int64_t data_version_ = -1;
  std::map<std::tuple<store::SeriesKind, Id, Id>, std::int64_t> owners_;
  std::map<std::pair<std::int64_t, std::string>, Sources> sources_;
  std::map<std::string, std::unordered_map<Id, std::int64_t>, std::less<>> contexts_;
  std::unordered_map<std::int64_t, Context> context_of_;
  std::size_t remembered_ = 0;
};

}  // namespace steward::stores
