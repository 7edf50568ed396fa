// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

// What happened: journal, change history, events, versions of definitions.

namespace steward {

struct Discussion;

/// A work note or comment on a record. Insert only (GEN-13).
struct JournalEntry : Record {
  std::string record_table;
  Id record;
  std::string record_number;  ///< number or title at the time
  Choice<JournalKind> kind = JournalKind::work_note;
  std::string text;
  std::optional<Ref<User>> author;
  std::string author_name;                    ///< kept when the user goes
  std::optional<Ref<Discussion>> discussion;  ///< of posts
  std::string source;
};
template <>
struct Describe<JournalEntry> {
  static constexpr TableSpec table{.name = "journal_entry",
                                   .access = AccessClass::journal_entry,
                                   .domain_from = "record",
                                   .title = "A work note or comment on a record."};
  static void fields(auto& f) {
    f("record_table", &JournalEntry::record_table).max(64).required().names_table();
    f("record", &JournalEntry::record).required().in_table_of("record_table").keep();
    f("record_number", &JournalEntry::record_number).max(160).derived();
    f("kind", &JournalEntry::kind).required();
    f("text", &JournalEntry::text).text().required();
    f("author", &JournalEntry::author).derived().nullify();
    f("author_name", &JournalEntry::author_name).max(160).derived();
    f("discussion", &JournalEntry::discussion).nullify();
    f("source", &JournalEntry::source).max(64);
    f.external({"id", "record_table", "record", "record_number", "kind", "text", "author_name", "created_at"});
    f.external_input({"record_table", "record", "kind", "text"}, {});
    f.index({"record_table", "record", "created_at"});
  }
};

/// Field-level history of every record and computed events, on one sequence: the change feed, the activity
/// stream and point-in-time reads. Insert only.
struct RecordChange : Fact {
  std::int64_t seq = 0;  ///< order of commit
  std::optional<Ref<Domain>> domain;
  std::string record_table;
  Id record;
  std::int64_t record_version = 0;
  Choice<ChangeOperation> operation = ChangeOperation::insert;
  Instant changed_at;
  std::optional<Id> changed_by;
  std::string changes;  ///< JSON: field -> [old, new]
};
template <>
struct Describe<RecordChange> {
  static constexpr TableSpec table{.name = "record_change",
                                   .access = AccessClass::history,
                                   .flavour = Flavour::fact,
                                   .system_written = true,
                                   .title = "One change of one record, field by field."};
  static void fields(auto& f) {
    f("seq", &RecordChange::seq).derived();
    f("domain", &RecordChange::domain).derived();
    f("record_table", &RecordChange::record_table).max(64).derived().names_table();
    f("record", &RecordChange::record).derived().in_table_of("record_table").keep();
    f("record_version", &RecordChange::record_version).derived();
    f("operation", &RecordChange::operation).derived();
    f("changed_at", &RecordChange::changed_at).derived();
    f("changed_by", &RecordChange::changed_by).derived();
    f("changes", &RecordChange::changes).json().derived();
    f.index({"seq"});
    f.index({"record_table", "record", "record_version"});
    f.index({"changed_at"});
  }
};

/// A computed event (`health_changed`, `risk_raised`, `job_finished`, ...) on the sequence of record_change.
struct Event : Fact {
  std::int64_t seq = 0;
  std::optional<Ref<Domain>> domain;
  std::string kind;
  std::string record_table;
  Id record;
  Instant occurred_at;
  std::string data;  ///< JSON object
};
template <>
struct Describe<Event> {
  static constexpr TableSpec table{.name = "event",
                                   .access = AccessClass::history,
                                   .flavour = Flavour::fact,
                                   .system_written = true,
                                   .title = "A computed event."};
  static void fields(auto& f) {
    f("seq", &Event::seq).derived();
    f("domain", &Event::domain).derived();
    f("kind", &Event::kind).max(64).derived();
    f("record_table", &Event::record_table).max(64).derived().names_table();
    f("record", &Event::record).derived().in_table_of("record_table").keep();
    f("occurred_at", &Event::occurred_at).derived();
    f("data", &Event::data).json().derived();
    f.index({"seq"});
  }
};

/// What a definition said from one instant to another, for scores as of a past instant. One row per publish,
/// return to draft or delete.
struct DefinitionVersion : Record {
  Choice<VersionedTable> record_table;
  Id record;
  std::optional<Instant> valid_from;
  std::optional<Instant> valid_to;  ///< nothing: still valid
  std::string content;              ///< JSON: the definition with its metrics or overrides
};
template <>
struct Describe<DefinitionVersion> {
  static constexpr TableSpec table{.name = "definition_version",
                                   .access = AccessClass::history,
                                   .domain = DomainClass::configuration,
                                   .domain_from = "record",
                                   .system_written = true,
                                   .title = "What a definition said, and when."};
  static void fields(auto& f) {
    f("record_table", &DefinitionVersion::record_table).derived().names_table();
    f("record", &DefinitionVersion::record).derived().in_table_of("record_table").keep();
    f("valid_from", &DefinitionVersion::valid_from).derived();
    f("valid_to", &DefinitionVersion::valid_to).derived();
    f("content", &DefinitionVersion::content).json().derived();
    f.unique({"record_table", "record", "valid_from"}, "GEN-14", "duplicate_version", "valid_from");
  }
};

}  // namespace steward
