// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "steward/table.hpp"

namespace steward::model {

/// A field that points to some table.
struct Reference {
  const TableInfo* table = nullptr;
  std::size_t field = 0;
};

/// The tables and choice lists that one engine knows: the library's, those the host declared, and the values
/// it added to open lists. Built before the engine opens, then only read, from any thread.
class Schema {
 public:
  /// The library's own tables and lists.
  Schema();

  /// Adds a host table. Codes: `invalid_input` (a name that is taken or not snake_case, a field type that is
  /// not offered, an unknown target, no fields).
  [[nodiscard]] Result<const TableInfo*> declare(const HostTable& table);
  /// Adds values to an open choice list. Codes: `invalid_input` (no such list, or a closed one).
  [[nodiscard]] Result<void> extend(std::string_view list, const TextList& values);

  [[nodiscard]] const TableInfo* find(std::string_view name) const;
  /// A table that is known to exist; throws std::logic_error otherwise.
  [[nodiscard]] const TableInfo& at(std::string_view name) const;
  /// All tables, the library's first, in dependency order.
  [[nodiscard]] const std::vector<const TableInfo*>& tables() const { return tables_; }
  /// What the host declared, as it declared it.
  [[nodiscard]] const std::vector<HostTable>& host_tables() const { return host_tables_; }

  /// The values of a list in list order; null when there is no such list.
  [[nodiscard]] const std::vector<std::string>* choices(std::string_view list) const;
  /// Position of a value in its list; the size of the list for a value that is not in it.
  [[nodiscard]] std::size_t choice_rank(std::string_view list, std::string_view value) const;
  [[nodiscard]] bool is_open(std::string_view list) const;

  /// Fields of type ref that point to `table`, and all rid fields (they may point anywhere).
  [[nodiscard]] const std::vector<Reference>& references_to(std::string_view table) const;
  [[nodiscard]] const std::vector<Reference>& polymorphic_references() const { return rids_; }

 private:
  struct List {
    bool open = false;
    std::vector<std::string> values;
  };
  void add(const TableInfo* table);

  std::vector<const TableInfo*> tables_;
  std::vector<std::unique_ptr<TableInfo>> owned_;
  std::vector<HostTable> host_tables_;
  std::map<std::string, const TableInfo*, std::less<>> by_name_;
  std::map<std::string, List, std::less<>> lists_;
  std::map<std::string, std::vector<Reference>, std::less<>> references_;
  std::vector<Reference> rids_;
};

}  // namespace steward::model
