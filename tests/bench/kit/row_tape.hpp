// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

// What prepared statements alone need for the rows that Steward writes: the same rows, columns and commits in a copy of
// the same file, without a rule, a right, a look-up or a record in memory. It bounds what any library over these tables
// and indexes could reach.

struct sqlite3;
struct sqlite3_value;

namespace steward::bench::kit {

/// Records the writes of every SQLite connection that is opened while it lives, row by row. One at a time.
class RowTape {
 public:
  /// `on`: false records nothing.
  explicit RowTape(bool on);
  ~RowTape();
  RowTape(const RowTape&) = delete;
  RowTape& operator=(const RowTape&) = delete;

  [[nodiscard]] bool is_recording() const { return on_; }
  /// What follows belongs to this workload; empty: to none, it is only done.
  void label(std::string workload);

  struct Played {
    std::size_t rows = 0;  ///< written
    std::size_t commits = 0;
    double seconds = 0;
  };
  /// Ends the recording and does all of it once more in a copy of the file as it was; the time of each workload.
  [[nodiscard]] std::map<std::string, Played> play(const std::string& path, bool durable);

 private:
  friend struct TapeHooks;

  using Cell = std::variant<std::monostate, std::int64_t, double, std::string, std::vector<std::uint8_t>>;
  enum class Kind : std::uint8_t { insert, update, erase };
  struct Write {
    Kind kind = Kind::insert;
    std::size_t table = 0;
    std::vector<int> columns;  ///< of an update; all for an insert
    std::vector<Cell> cells;   ///< of the columns, then those of the key
  };
  struct Table {
    std::string name;
    std::vector<std::string> columns;
    std::vector<int> key;
  };
  struct Commit {
    std::string workload;
    std::vector<Write> writes;
  };

  void stop();
  static Cell cell_of(sqlite3_value* value);
  std::size_t table_at(sqlite3* db, const std::string& name);
  void note(sqlite3* db, int operation, const std::string& table);
  [[nodiscard]] std::string sql_of(const Write& write) const;

  bool on_;
  std::string workload_;
  std::vector<Table> tables_;
  std::map<std::string, std::size_t> by_name_;
  std::vector<Write> open_;  ///< of the transaction that is not committed yet
  std::vector<Commit> commits_;
};

}  // namespace steward::bench::kit
