// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "boundary/estate.hpp"

namespace steward::test {

/// Every row that there is, as the host's own code reads it.
class Ground {
 public:
  explicit Ground(Estate& estate);
  [[nodiscard]] const std::vector<const TableInfo*>& tables() const { return tables_; }
  [[nodiscard]] const TableInfo* table(std::string_view name) const;
  [[nodiscard]] const std::map<Id, Row>& rows(const TableInfo& table) const;
  [[nodiscard]] const Row* row(const TableInfo& table, Id id) const;
  /// A field by which rows of the table are called.
  [[nodiscard]] std::optional<std::size_t> name_field(const TableInfo& table) const;
  /// The domains below this one, itself included; and those above it.
  [[nodiscard]] const std::set<Id>& below(Id domain) const { return below_.at(domain); }
  [[nodiscard]] const std::set<Id>& above(Id domain) const { return above_.at(domain); }

 private:
  std::vector<const TableInfo*> tables_;
  std::map<const TableInfo*, std::map<Id, Row>> rows_;
  std::map<Id, std::set<Id>> below_;
  std::map<Id, std::set<Id>> above_;
};

/// Goes every way by which one person may reach records, and notes where two ways disagree.
class Survey {
 public:
  Survey(Estate& estate, const Ground& ground, const Resident& who);
  void run();

  /// Where two ways disagree, in words.
  [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }
  /// Everything that was answered, as text.
  [[nodiscard]] const std::string& answers() const { return answers_; }
  [[nodiscard]] bool reads(const TableInfo& table, Id id) const;

 private:
  using Ids = std::set<Id>;
  using Name = std::pair<std::string, Id>;

  void complain(const TableInfo& table, std::string text);
  void get_everything();
  void hold_to_domains(const TableInfo& table);
  void list(const TableInfo& table);
  void list_pages(const TableInfo& table, const std::string& order, const std::string& where, const Ids& expected);
  void refuse_lists(const TableInfo& table);
  void count_and_group(const TableInfo& table);
  void group_by(const TableInfo& table, std::size_t field);
  void follow_references(const TableInfo& table, const Row& row);
  void follow_reference(const TableInfo& table, const Row& row, std::size_t field);
  void walk_dots(const TableInfo& table);
  void walk_dot(const TableInfo& table, std::size_t field);
  void read_pasts();
  void read_past(const TableInfo& table, Id id);
  void read_feed();
  [[nodiscard]] bool in_feed(Id change) const;
  void read_notes(const TableInfo& table, Id id);
  /// Rows that the person reads and that pass the test on how they are stored.
  [[nodiscard]] Ids those(const TableInfo& table, const std::function<bool(const Row&)>& test) const;
  [[nodiscard]] std::string code_of_count(const TableInfo& table, const std::string& where);
  [[nodiscard]] const Ids& readable(const TableInfo& table) const { return readable_.at(&table); }
  [[nodiscard]] bool listed(const TableInfo& table) const { return !denied_.contains(&table); }

  Estate* estate_;
  const Ground* ground_;
  const Resident* who_;
  Session session_;
  std::map<const TableInfo*, Ids> readable_;
  std::map<const TableInfo*, std::map<Id, Row>> seen_;  ///< as lists gave them
  std::set<const TableInfo*> denied_;                   ///< tables that are no lists for the person
  std::map<Name, std::vector<Id>> told_;                ///< by history: the changes of each record
  bool granted_ = false;                                ///< a role lets the person read what happened
  std::vector<std::string> complaints_;
  std::string answers_;
};

}  // namespace steward::test
