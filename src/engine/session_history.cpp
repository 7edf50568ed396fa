// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "engine/session_impl.hpp"
#include "model/json.hpp"
#include "steward/model/account.hpp"
#include "steward/model/history.hpp"
#include "steward/model/system.hpp"

namespace steward::engine {

namespace {

FeedEntry entry_of(const RecordChange& change) {
  FeedEntry entry;
  entry.seq = change.seq;
  entry.kind = change.operation.text();
  entry.table = change.record_table;
  entry.record = change.record;
  entry.version = change.record_version;
  entry.at = change.changed_at;
  entry.by = change.changed_by;
  entry.data = change.changes;
  return entry;
}

FeedEntry entry_of(const Event& event) {
  FeedEntry entry;
  entry.seq = event.seq;
  entry.is_event = true;
  entry.kind = event.kind;
  entry.table = event.record_table;
  entry.record = event.record;
  entry.at = event.occurred_at;
  entry.data = event.data;
  return entry;
}

/// Entries after `seq` that the caller's domain may see, in order.
template <class T>
Result<void> read_after(Unit& unit, std::int64_t seq, std::size_t limit, std::vector<FeedEntry>& entries) {
  const auto& table = table_info<T>();
  const auto position = model::field_of<T>(&T::seq);
  auto query = unit.query(condition::Condition::compare(table, position, condition::Op::gt, seq));
  query.order = {{position, false}};
  query.limit = limit;
  const auto& scope = unit.actor().scope;
  if (!scope.all) {
    // The domain stands in the row itself: facts have no scope of their own.
    std::vector<Value> domains(scope.data.begin(), scope.data.end());
    query.where = condition::Condition::all(
        table, {query.where, condition::Condition::any_of(table, model::field_of<T>(&T::domain), std::move(domains))});
  }
  auto rows = unit.fetch(query);
  if (!rows) return rows.error();
  for (const Row& row : *rows) entries.push_back(entry_of(model::from_row<T>(row)));
  return {};
}

std::vector<RecordChange> changes_of(Unit& unit, const TableInfo& table, Id record) {
  auto changes = unit.all<RecordChange>(condition::Condition::all(
      table_info<RecordChange>(), {rule::where<RecordChange>(&RecordChange::record_table, table.name),
                                   rule::where<RecordChange>(&RecordChange::record, record)}));
  std::sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.seq < b.seq; });
  return changes;
}

Error not_found(const TableInfo& table, Id id) {
  return Error("not_found", Category::not_found, fmt::format("there is no {} {}", table.name, id.to_string()));
}

/// True when the caller may read the history: the record is visible, or it is gone and lay in the scope.
bool may_read(Unit& unit, const TableInfo& table, Id record, const std::vector<RecordChange>& changes) {
  if (const Row* row = unit.row(table, record)) return unit.in_scope(table, *row);
  if (changes.empty()) return false;
  const auto& scope = unit.actor().scope;
  const auto& domain = changes.back().domain;
  return scope.all || (domain && std::binary_search(scope.data.begin(), scope.data.end(), domain->id()));
}

}  // namespace

Result<std::vector<FeedEntry>> read_history(Unit& unit, const TableInfo& table, Id record) {
  const auto changes = changes_of(unit, table, record);
  if (auto state = unit.status(); !state) return state.error();
  if (!may_read(unit, table, record, changes)) return not_found(table, record);
  std::vector<FeedEntry> entries;
  for (const auto& change : changes) entries.push_back(entry_of(change));
  return entries;
}

namespace {

bool is_common(std::string_view field) {
  constexpr std::string_view common[] = {"id",         "external_id", "version",    "created_at",
                                         "updated_at", "created_by",  "updated_by", "domain"};
  return std::find(std::begin(common), std::end(common), field) != std::end(common);
}

/// The changes that say something to a reader; empty when there are none.
std::string told_changes(const std::string& changes) {
  const auto all = base::Json::parse(changes);
  if (!all) return {};
  auto told = base::Json::object();
  for (const auto& [name, pair] : all->items()) {
    if (!is_common(name)) told.set(name, pair);
  }
  return told.items().empty() ? std::string() : told.canonical();
}

std::string name_of(Unit& unit, const std::optional<Id>& user) {
  const auto found = user ? unit.get(Ref<User>(*user)) : std::nullopt;
  return found ? found->name : std::string();
}

/// Everything of the record, oldest first.
std::vector<StreamEntry> whole_stream(Unit& unit, const TableInfo& table, Id record,
                                      const std::vector<RecordChange>& changes) {
  std::vector<StreamEntry> entries;
  for (const auto& change : changes) {
    auto told = told_changes(change.changes);
    if (told.empty() && change.operation == ChangeOperation::update) continue;
    entries.push_back({std::string(change.operation.text()), change.changed_at, change.changed_by,
                       name_of(unit, change.changed_by), "", std::move(told)});
  }
  for (const auto& note : unit.all<JournalEntry>(condition::Condition::all(
           table_info<JournalEntry>(), {rule::where<JournalEntry>(&JournalEntry::record_table, table.name),
                                        rule::where<JournalEntry>(&JournalEntry::record, record)}))) {
    // Posts of a discussion stay there until it ends.
    if (note.kind == JournalKind::discussion) continue;
    entries.push_back({std::string(note.kind.text()), *note.created_at,
                       note.author ? std::optional(note.author->id()) : std::nullopt, note.author_name, note.text, ""});
  }
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return entries;
}

}  // namespace

Result<Page<StreamEntry>> read_stream(Unit& unit, const TableInfo& table, Id record, std::size_t limit,
                                      std::string_view after) {
  if (limit < 1 || limit > 1000) return Error("invalid_input", Category::invalid, "limit must be 1 to 1000");
  // The stream only grows at its newer end: a page begins where the older rest of the last one ended.
  std::size_t rest = SIZE_MAX;
  if (!after.empty()) {
    const auto [stop, error] = std::from_chars(after.data(), after.data() + after.size(), rest);
    if (error != std::errc() || stop != after.data() + after.size()) {
      return Error("invalid_input", Category::invalid, "the page token is not one that this library gave");
    }
  }
  const auto changes = changes_of(unit, table, record);
  if (auto state = unit.status(); !state) return state.error();
  if (!may_read(unit, table, record, changes)) return not_found(table, record);
  const auto entries = whole_stream(unit, table, record, changes);
  Page<StreamEntry> page;
  rest = std::min(rest, entries.size());
  while (rest > 0 && page.items.size() < limit) page.items.push_back(entries[--rest]);
  if (rest > 0) page.next = std::to_string(rest);
  return page;
}

Result<FeedPage> read_changes(Unit& unit, std::string_view token, std::size_t limit) {
  std::int64_t seq = 0;
  if (!token.empty()) {
    const auto digits = token.substr(1);
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seq, 36);
    if (token.front() != 's' || error != std::errc() || stop != digits.data() + digits.size() || seq < 0) {
      return Error("invalid_input", Category::invalid, "the resume token is not one that this library gave");
    }
  }
  if (limit < 1 || limit > 10'000) return Error("invalid_input", Category::invalid, "limit must be 1 to 10000");
  FeedPage page;
  if (auto done = read_after<RecordChange>(unit, seq, limit, page.entries); !done) return done.error();
  if (auto done = read_after<Event>(unit, seq, limit, page.entries); !done) return done.error();
  std::sort(page.entries.begin(), page.entries.end(), [](const auto& a, const auto& b) { return a.seq < b.seq; });
  if (page.entries.size() > limit) page.entries.resize(limit);
  if (!page.entries.empty()) seq = page.entries.back().seq;
  char digits[16];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), seq, 36).ptr;
  page.next = "s" + std::string(std::begin(digits), end);
  return page;
}

Result<Row> replay(Unit& unit, const TableInfo& table, Id record, Instant as_of) {
  const auto changes = changes_of(unit, table, record);
  if (auto state = unit.status(); !state) return state.error();
  if (!may_read(unit, table, record, changes)) return not_found(table, record);
  Row row = model::default_row(table);
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    // Computed fields are of now; the past holds what was stored.
    if (table.fields[i].kind != FieldKind::computed) row[i] = Value();
  }
  bool exists = false;
  for (const auto& change : changes) {
    if (change.changed_at > as_of) break;
    exists = change.operation != ChangeOperation::delete_;
    const auto fields = base::Json::parse(change.changes);
    if (!fields) return fields.error();
    for (const auto& [name, pair] : fields->items()) {
      const auto position = table.find(name);
      if (!position || pair.elements().size() != 2) continue;  // a field that this version does not have
      auto value = model::value_from_json(table, table.fields[*position], pair.elements()[1]);
      if (!value) return value.error();
      row[*position] = std::move(*value);
    }
    row[model::version_field] = change.record_version;
  }
  if (!exists) return not_found(table, record);
  row[model::id_field] = record;
  return row;
}

}  // namespace steward::engine
