// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "condition/condition.hpp"
#include "steward/table.hpp"
#include "store/cells.hpp"
#include "store/stamped.hpp"

namespace steward::store {

/// Which rows of each table an operation may see, beside their domains. A rule reads other rows as if nothing
/// were hidden. Asked by many threads at once; what it answers lives as long as it does.
class RowRules {
 public:
  virtual ~RowRules() = default;
  /// The condition that visible rows of the table meet; null: every row does.
  [[nodiscard]] virtual const condition::Condition* rule(const TableInfo& table) const = 0;
};

/// The rows an operation may see: those of some domains (DOM-11, DOM-12), and of them those that meet the rule
/// of their table. `all` is the view from the root; the rules hold there too.
struct Scope {
  bool all = true;
  std::vector<Id> data;           ///< for tables of class data
  std::vector<Id> configuration;  ///< for tables of class configuration
  std::shared_ptr<const RowRules> rules = nullptr;
  bool wide = false;  ///< too many domains to name: the rules hold the domain test
};

struct Order {
  std::size_t field = 0;
  bool descending = false;
};

/// Where the next page starts: behind the row with these values of the order fields and this id.
struct After {
  std::vector<Value> values;
  Id id;
};

/// Rows of one table. Rows outside the scope do not exist for it, neither as results nor behind a dot-walk.
/// Results are ordered by `order`, then by id.
struct Query {
  condition::Condition where;
  std::vector<Order> order;
  std::optional<std::size_t> limit;
  std::optional<After> after;
  Scope scope;
  condition::Moment moment;
  std::vector<std::size_t> fields = {};  ///< to be read, ascending; all others are null. Empty: every field
  bool any_order = false;  ///< rows come as the store finds them fastest. REQUIRES: no order, limit or after
};

enum class Function { count, sum, average, min, max };
struct Measure {
  Function function = Function::count;
  std::size_t field = 0;  ///< unused by count
};
/// Groups rows by up to four fields. Sums and averages of decimals, integers and durations are exact; averages
/// round half away from zero to 1e-6; null values are left out.
struct AggregateQuery {
  Query rows;  ///< order, limit and after unused
  std::vector<std::size_t> group_by;
  std::vector<Measure> measures;
};
struct Group {
  std::vector<Value> key;
  std::vector<Value> measures;  ///< count: integer; average: decimal; absent: null
};

/// Rows of type-erased records. list_ref, journal and computed fields have no column: they are ignored on
/// write and null on read. Error codes: `unique_violation` (category conflict; the message names table and
/// fields), `not_found` (update or erase of an id that is not there), `storage_error` and other codes of
/// category storage or busy.
class Records {
 public:
  virtual ~Records() = default;
  [[nodiscard]] virtual Result<std::optional<Row>> get(const TableInfo& table, Id id) = 0;
  [[nodiscard]] virtual Result<void> insert(const TableInfo& table, std::span<const Row> rows) = 0;
  /// Writes the named fields of each row, found by its id.
  [[nodiscard]] virtual Result<void> update(const TableInfo& table, std::span<const Row> rows,
                                            std::span<const std::size_t> fields) = 0;
  [[nodiscard]] virtual Result<void> erase(const TableInfo& table, std::span<const Id> ids) = 0;
  /// Calls `sink` with each row until it returns false. The sink must not call the connection.
  [[nodiscard]] virtual Result<void> scan(const Query& query, const std::function<bool(Row&&)>& sink) = 0;
  /// The same without making rows of them: all that `query.fields` names are ids, references, texts, choices and what
  /// number_of knows, each with a column. `use` must not call the connection.
  [[nodiscard]] virtual Result<void> scan_cells(const Query& query, const UseCells& use);
  /// The rows whose reference is `id`, in no promised order: a look-up that needs no query. Like scan otherwise.
  [[nodiscard]] virtual Result<void> scan_by(const TableInfo& table, std::size_t reference, Id id,
                                             const std::function<bool(Row&&)>& sink);
  [[nodiscard]] virtual Result<std::int64_t> count(const Query& query) = 0;
  [[nodiscard]] virtual Result<std::vector<Group>> aggregate(const AggregateQuery& query) = 0;
  /// Reserves `count` consecutive numbers of the change sequence and gives the first, from 1. A rolled-back
  /// reservation is given again.
  [[nodiscard]] virtual Result<std::int64_t> next_sequence(std::int64_t count) = 0;
  /// What a table of records, or the series of an owner, is at, inside a transaction: as long as it stays the same, so
  /// do its rows, whoever looks. Null: it cannot be told, for tables of facts and once this transaction has written to
  /// it itself.
  [[nodiscard]] virtual Result<std::optional<std::int64_t>> stamp(const Stamped& what) = 0;
  /// The rows that were inserted, written or erased between an earlier and a later stamp, sorted; of series the context
  /// records of such rows. Some may be as they were. Null: not known, then all of them may be others.
  [[nodiscard]] virtual std::optional<std::vector<Id>> changed(const Stamped& what, std::int64_t from,
                                                               std::int64_t to) const = 0;
  /// Whether every commit between two stamps is known to be of this connection.
  [[nodiscard]] virtual bool only_mine(const Stamped& what, std::int64_t from, std::int64_t to) const = 0;
};

/// One connection: records and series in the same transactions. Belongs to one thread at a time. Reads outside
/// a transaction see the last commit; writes outside one are refused (`misuse`).
class Connection : public Records, public Series {
 public:
  enum class Mode { read, write };
  [[nodiscard]] virtual Result<void> begin(Mode mode) = 0;
  /// On failure nothing is kept and the transaction is over, unless the code is `outcome_unknown`.
  [[nodiscard]] virtual Result<void> commit() = 0;
  virtual void rollback() = 0;
  [[nodiscard]] virtual bool in_transaction() const = 0;
  /// Savepoints nest like a stack, inside a write transaction.
  [[nodiscard]] virtual Result<void> savepoint() = 0;
  [[nodiscard]] virtual Result<void> release() = 0;
  virtual void rollback_to() = 0;  ///< undoes and removes the innermost savepoint
  /// A mark of what is visible now, inside a transaction: as long as it stays the same nothing has changed. A store
  /// that cannot tell gives another one each time.
  using Mark = std::array<std::int64_t, 3>;
  [[nodiscard]] virtual Result<Mark> mark() = 0;
};

/// A store with the tables of one schema. Thread-safe: any thread may connect.
class Database {
 public:
  virtual ~Database() = default;
  [[nodiscard]] virtual Result<std::unique_ptr<Connection>> connect() = 0;
};

}  // namespace steward::store
