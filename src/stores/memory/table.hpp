// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "store/store.hpp"
#include "stores/memory/versions.hpp"

namespace steward::stores {

/// One table in memory: rows by id, with indexes over single fields and unique keys. An index holds the keys of
/// every version of a row, so what it finds must be looked at again. Not thread-safe.
class Table {
 public:
  /// REQUIRES: both outlive it.
  Table(const TableInfo& info, const model::Schema& schema);

  [[nodiscard]] const TableInfo& info() const { return *info_; }
  [[nodiscard]] const Row* find(Id id, View view) const;
  [[nodiscard]] Local<Row> local(Id id) const;
  void set_local(Id id, Local<Row> local);
  void commit(Id id, std::uint64_t number);
  /// Forgets the versions that ended at or before `commit`.
  void prune(Id id, std::uint64_t commit);

  /// The unique key that `row` would break for the writer; null when it is fine.
  [[nodiscard]] const UniqueKey* conflict(const Row& row) const;
  /// True when a visible row holds `value` in `field` and passes the test.
  [[nodiscard]] bool any(std::size_t field, const Value& value, View view,
                         const std::function<bool(const Row&)>& test) const;
  [[nodiscard]] bool holds(std::size_t field, const Value& value, View view) const {
    return any(field, value, view, [](const Row&) { return true; });
  }

  /// Offers rows that may satisfy `where` until `offer` returns false; each visible row at most once. True when
  /// they come in the order of the query and behind its `after`, whose own condition is left aside.
  bool candidates(const store::Query& query, const condition::Condition& where, View view,
                  const std::function<bool(const Row&)>& offer) const;

 private:
  using Ids = std::set<Id>;
  struct Index {
    const UniqueKey* unique = nullptr;  // null: over one field
    std::vector<std::size_t> fields;
    std::shared_ptr<const condition::Condition> only_where;
    std::map<std::string, Ids> entries;
  };
  struct Bounds {
    const Index* index = nullptr;
    std::string from;
    std::optional<std::string> to;  // inclusive; nothing: to the end
  };

  void add_index(std::size_t field);
  [[nodiscard]] const Index* index_of(std::size_t field) const;
  [[nodiscard]] std::optional<std::string> key_of(const Index& index, const Row& row) const;
  void enter(Id id, const Row& row);
  void leave(Id id, const Versions<Row>& versions, const Row& row);
  [[nodiscard]] std::optional<std::vector<const Ids*>> equal_ids(const condition::Node& node, Ids& own) const;
  [[nodiscard]] Bounds bounds_of(const condition::Node& root, std::size_t field) const;
  bool by_id(const store::Query& query, View view, const std::function<bool(const Row&)>& offer) const;
  bool by_index(const Bounds& bounds, View view, const std::function<bool(const Row&)>& offer) const;

  const TableInfo* info_;
  const model::Schema* schema_;
  std::map<Id, Versions<Row>> rows_;
  std::vector<Index> indexes_;
  std::vector<int> by_field_;  // position in indexes_, or -1
};

}  // namespace steward::stores
