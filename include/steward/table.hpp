// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "steward/access_class.hpp"
#include "steward/choice.hpp"
#include "steward/record.hpp"
#include "steward/result.hpp"
#include "steward/value.hpp"

namespace steward {

/// The declaration of a table: specialise for an entity with `table` (a TableSpec) and
/// `static void fields(auto& f)`, the field list. Everything else derives from the two.
template <class T>
struct Describe;

enum class FieldType : std::uint8_t {
  string,
  text,
  integer,
  decimal,
  hundredths,
  money,
  boolean,
  date,
  datetime,
  duration,
  choice,
  ref,       ///< id of a row of `target`
  rid,       ///< id inside the table that the sibling field `table_field` names
  id,        ///< id without integrity check (created_by)
  list_ref,  ///< ordered ids of `target`, kept in list_value
  list_choice,
  list_text,
  json,
  condition,  ///< canonical text of a condition over `target`, or over the table that `table_field` names
  journal,    ///< a write appends a journal entry; never stored in the row
  blob        ///< bytes; Base64 in JSON, never in the history, not in conditions
};

/// Who sets a field.
enum class FieldKind : std::uint8_t {
  stored,       ///< S: the caller
  derived,      ///< D: the library; read-only to callers
  overridable,  ///< SD: the library, and a caller may overwrite
  computed,     ///< C: at read time; never stored
  journal       ///< J
};

/// What happens to a row when the row it points to is deleted.
enum class OnDelete : std::uint8_t { none, restrict, cascade, set_null, keep };

enum class Flavour : std::uint8_t {
  record,  ///< common fields, versions, change history
  fact,    ///< an id and its fields only
  series   ///< kept behind the series port; named by its key and recorded_at
};

/// How domains bind a table (DOM-11, DOM-12).
enum class DomainClass : std::uint8_t {
  none,          ///< not separated
  data,          ///< visible in its domain and the domains above
  configuration  ///< also visible, read-only, in the domains below
};

/// What a customer user may give of a field, where the table is granted at all (EXT-03, EXT-05, EXT-06).
enum class ExternalInput : std::uint8_t { none, create, write };

/// One field of a table, for generic code.
struct FieldInfo {
  std::string name;
  FieldType type = FieldType::string;
  FieldKind kind = FieldKind::stored;
  bool required = false;
  bool nullable = true;        ///< false: the store demands a value
  std::size_t max_length = 0;  ///< characters; 0 = no limit of its own
  std::string target;          ///< table of a ref, list_ref or condition
  std::string table_field;     ///< rid, condition: the sibling field that names the table
  OnDelete on_delete = OnDelete::none;
  std::string choice_list;     ///< name of the list, for choice and list_choice
  std::optional<Decimal> min;  ///< GEN-16
  std::optional<Decimal> max;  ///< GEN-16
  bool same_account = false;   ///< GEN-06
  bool names_table = false;    ///< holds the name of a table
  std::string rule;            ///< derived, computed: reported to a caller who writes it; empty: GEN-08
  bool external = false;       ///< customer users read it, where the table is granted to them (FLD-04)
  ExternalInput external_input = ExternalInput::none;
  std::vector<std::string> readers;  ///< roles; empty: whoever reads the table (FLD-01, FLD-02)
  std::string readers_rule;
  bool linked = false;  ///< list of squad members, kept as rows of applicable_squad_member
  Value default_value;  ///< what the struct starts with

  /// Access to the member of the typed struct; null for fields of host tables.
  std::size_t offset = 0;
  Value (*read)(const void* member) = nullptr;
  void (*write)(void* member, const Value& value) = nullptr;
};

/// A unique key (GEN-14): nulls count as equal unless `nulls_ignored`; text compares trimmed and folded.
struct UniqueKey {
  std::vector<std::string> fields;
  std::string rule;  ///< id that reports it
  std::string code;  ///< `duplicate_…`
  std::string at;    ///< the field named in the fault
  bool per_domain = false;
  bool nulls_ignored = false;
  std::string only_where;  ///< condition text; the key holds among the rows that match
};

/// How a table of work closes (rules 3.1 to 3.7); empty state field: it does not.
struct Closing {
  std::string_view state{};   ///< field name; empty when the table does not close
  std::string_view second{};  ///< progress or stage; empty when there is none
  bool synchronised = false;  ///< second follows state and back (SYN) instead of PRG
  std::string_view code = "close_code";
  std::string_view notes = "close_notes";
  bool notes_required = true;
  bool code_required = true;  ///< false: closing asks for notes only
  std::string_view cancel_code = "canceled";
  std::string_view close_rule{};
  std::string_view reopen_rule{};
  std::string_view children{};     ///< table whose open rows refuse closing and are canceled along (CHD-01, CHD-02)
  std::string_view parent_rule{};  ///< of a child table: its parent must be open (CHD-04)
  std::string_view ended_code = "parent_closed";  ///< told to a child that would go under an ended record (CHD-04)
  std::string_view ended_rule{};                  ///< the table's own rule of that; empty: none besides the child's
};

/// The head of a declaration.
struct TableSpec {
  std::string_view name{};
  AccessClass access = AccessClass::unstated;  ///< what roles are granted on; must be stated
  std::string_view prefix{};                   ///< of numbers; empty: no number of its own
  Flavour flavour = Flavour::record;
  DomainClass domain = DomainClass::data;
  std::string_view domain_from{};  ///< ref or rid field whose row gives the domain, `a|b`: the one that is set;
                                   ///< empty: the caller's
  std::string_view domain_rule = "GEN-10";
  std::string_view required_rule = "GEN-02";
  std::string_view parent{};  ///< ref field(s), as above, whose row gives account, engagement and objective (GEN-05)
  std::string_view copy_rule = "GEN-05";
  bool system_written = false;  ///< no caller creates, writes or deletes it (ACL-10)
  bool host_owned = false;      ///< mirrors a table of the host
  Closing closing{};
  std::string_view title{};  ///< one sentence for the reference
};

/// A table as data. Immutable once built; shared by all threads.
struct STEWARD_API TableInfo {
  std::string name;
  AccessClass access = AccessClass::unstated;
  std::string prefix;
  Flavour flavour = Flavour::record;
  DomainClass domain = DomainClass::data;
  std::vector<std::string> domain_from;  ///< the first that is set
  std::string domain_rule;
  std::string required_rule;
  std::vector<std::string> parent;  ///< the first that is set
  std::string copy_rule;
  bool system_written = false;
  bool host_owned = false;
  bool host_declared = false;  ///< declared at run time
  Closing closing;
  std::string title;
  std::vector<FieldInfo> fields;  ///< common fields first
  std::vector<UniqueKey> unique;
  std::vector<std::vector<std::string>> indexes;
  std::vector<ChoiceListInfo> choice_lists;  ///< those its fields use

  /// Position of a field; nothing when the table has no such field.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view field) const;
  /// Position of a field that is known to exist; a bug of the library otherwise (throws std::logic_error).
  [[nodiscard]] std::size_t at(std::string_view field) const;
  [[nodiscard]] bool has(std::string_view field) const { return find(field).has_value(); }

  /// Builds the look-up tables behind find; called once, when the fields are complete.
  void seal();
  /// Position of the field whose member lies at `offset` of the struct.
  [[nodiscard]] std::size_t at_offset(std::size_t offset) const;

 private:
  std::unordered_map<std::string, std::size_t> by_name_;
  std::unordered_map<std::size_t, std::size_t> by_offset_;
};

/// The declaration of entity T as data; built on first use, valid for ever, safe from any thread.
template <class T>
[[nodiscard]] const TableInfo& table_info();

/// All tables that this version declares, in dependency order.
[[nodiscard]] STEWARD_API std::span<const TableInfo* const> all_tables();
/// All choice lists, in alphabetical order.
[[nodiscard]] STEWARD_API std::span<const ChoiceListInfo> all_choice_lists();

/// A table that the host declares at run time (its own `incident` table, for instance): usable in
/// conditions, mappers, table data sources and table risks like any other. Common fields are added.
struct HostField {
  std::string name;
  FieldType type = FieldType::string;
  bool required = false;
  std::size_t max_length = 0;
  std::string target;  ///< for ref
  TextList choices;    ///< for choice
};
struct HostTable {
  std::string name;  ///< snake_case, not one of the library's
  DomainClass domain = DomainClass::data;
  std::string domain_from;  ///< ref field whose row gives the domain, e.g. `account`
  std::vector<HostField> fields;
};

}  // namespace steward
