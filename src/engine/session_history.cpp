// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "access/decide.hpp"
#include "access/fields.hpp"
#include "engine/session_impl.hpp"
#include "model/json.hpp"
#include "rule/visible.hpp"
#include "steward/model/account.hpp"
#include "steward/model/history.hpp"
#include "steward/model/system.hpp"

namespace steward::engine {

namespace {

FeedEntry entry_of(const RecordChange& change) {
  FeedEntry entry;
  entry.entry = change.id;
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
  entry.entry = event.id;
  entry.seq = event.seq;
  entry.is_event = true;
  entry.kind = event.kind;
  entry.table = event.record_table;
  entry.record = event.record;
  entry.at = event.occurred_at;
  entry.data = event.data;
  return entry;
}

/// True when the caller may read of the record: it is visible, or it is gone and was not more than a row of a
/// table that they read, in their domain.
bool may_read(Unit& unit, const TableInfo& table, Id record, const std::optional<Ref<Domain>>& domain) {
  if (const Row* row = unit.row(table, record)) return unit.in_scope(table, *row);
  if (unit.actor().system) return true;
  const auto* rules = static_cast<const access::RowRules*>(unit.actor().scope.rules.get());
  return rules->only_domains(table) && unit.below(domain ? domain->id() : Id());
}

/// Cuts entries to the domains that the caller names, and those without a domain; each is then looked at by itself.
template <class T>
condition::Condition of_own_domains(Unit& unit, condition::Condition entries) {
  const auto& scope = unit.actor().scope;
  if (scope.all || scope.wide) return entries;
  const auto& table = table_info<T>();
  const auto domain = model::field_of<T>(&T::domain);
  return condition::Condition::all(
      table,
      {std::move(entries),
       condition::Condition::any(table, {condition::Condition::any_of(
                                             table, domain, {scope.configuration.begin(), scope.configuration.end()}),
                                         condition::Condition::equals(table, domain, Value())})});
}

/// Entries after `seq` of what the caller sees, in order.
template <class T>
Result<void> read_after(Unit& unit, std::int64_t seq, std::size_t limit, std::vector<FeedEntry>& entries) {
  const auto& table = table_info<T>();
  const auto position = model::field_of<T>(&T::seq);
  const std::size_t wanted = entries.size() + limit;
  for (bool more = true; more && entries.size() < wanted;) {
    auto query =
        unit.query(of_own_domains<T>(unit, condition::Condition::compare(table, position, condition::Op::gt, seq)));
    query.order = {{position, false}};
    query.limit = limit;
    auto rows = unit.fetch(query);
    if (!rows) return rows.error();
    more = rows->size() == limit;
    for (const Row& row : *rows) {
      const auto found = model::from_row<T>(row);
      seq = found.seq;
      const auto* of = unit.schema().find(found.record_table);
      if (of == nullptr || !may_read(unit, *of, found.record, found.domain)) continue;
      entries.push_back(entry_of(found));
      entries.back().by = unit.visible_user(entries.back().by);
      if (!entries.back().is_event) entries.back().data = unit.readable_changes(*of, entries.back().data);
    }
  }
  return {};
}

std::vector<RecordChange> changes_of(Unit& unit, const TableInfo& table, Id record) {
  auto changes = unit.all<RecordChange>(condition::Condition::all(
      table_info<RecordChange>(), {rule::where<RecordChange>(&RecordChange::record_table, table.name),
                                   rule::where<RecordChange>(&RecordChange::record, record)}));
  std::sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.seq < b.seq; });
  return changes;
}

/// The changes of a record that the caller may read of.
Result<std::vector<RecordChange>> readable_changes(Unit& unit, const TableInfo& table, Id record) {
  const auto changes = changes_of(unit, table, record);
  if (auto state = unit.status(); !state) return state.error();
  const auto domain = changes.empty() ? std::optional<Ref<Domain>>() : changes.back().domain;
  const bool known = unit.row(table, record) != nullptr || !changes.empty();
  if (!known || !may_read(unit, table, record, domain)) return rule::not_found(table.name, record);
  return changes;
}

}  // namespace

Result<std::vector<FeedEntry>> read_history(Unit& unit, const TableInfo& table, Id record) {
  auto changes = readable_changes(unit, table, record);
  if (!changes) return changes.error();
  if (auto allowed = access::decide_read(unit.caller(), table_info<RecordChange>()); !allowed) return allowed.error();
  std::vector<FeedEntry> entries;
  for (const auto& change : *changes) {
    entries.push_back(entry_of(change));
    entries.back().by = unit.visible_user(entries.back().by);
    entries.back().data = unit.readable_changes(table, entries.back().data);
    if (!unit.sees_everything()) entries.back().seq = 0;
  }
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

/// The notes of a record that the caller reads: customer users the comments, others all of them (FLD-05).
std::vector<JournalEntry> notes_of(Unit& unit, const TableInfo& table, Id record) {
  const auto& journal = table_info<JournalEntry>();
  std::vector<JournalEntry> notes;
  for (const Row& row :
       unit.find(condition::Condition::all(journal, {rule::where<JournalEntry>(&JournalEntry::record_table, table.name),
                                                     rule::where<JournalEntry>(&JournalEntry::record, record)}),
                 SIZE_MAX)) {
    if (!unit.in_scope(journal, row)) continue;
    Row told = row;
    unit.mask(journal, std::span(&told, 1));
    notes.push_back(model::from_row<JournalEntry>(told));
  }
  return notes;
}

/// Everything of the record, oldest first.
std::vector<StreamEntry> whole_stream(Unit& unit, const TableInfo& table, Id record,
                                      const std::vector<RecordChange>& changes) {
  std::vector<StreamEntry> entries;
  for (const auto& change : changes) {
    auto told = told_changes(unit.readable_changes(table, change.changes));
    if (told.empty() && change.operation == ChangeOperation::update) continue;
    const auto by = unit.visible_user(change.changed_by);
    entries.push_back(
        {std::string(change.operation.text()), change.changed_at, by, name_of(unit, by), "", std::move(told)});
  }
  for (const auto& note : notes_of(unit, table, record)) {
    // Posts of a discussion stay there until it ends.
    if (note.kind == JournalKind::discussion) continue;
    entries.push_back({std::string(note.kind.text()), *note.created_at,
                       note.author ? std::optional(note.author->id()) : std::nullopt, note.author_name, note.text, ""});
  }
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return entries;
}

}  // namespace

Result<std::vector<JournalEntry>> read_journal(Unit& unit, const TableInfo& table, Id record) {
  if (unit.visible(table, record) == nullptr) return rule::not_found(table.name, record);
  return notes_of(unit, table, record);
}

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
  auto changes = readable_changes(unit, table, record);
  if (!changes) return changes.error();
  // Without a right to the history there are only notes.
  if (!access::allows(unit.caller(), access::read, table_info<RecordChange>())) changes->clear();
  const auto entries = whole_stream(unit, table, record, *changes);
  Page<StreamEntry> page;
  rest = std::min(rest, entries.size());
  while (rest > 0 && page.items.size() < limit) page.items.push_back(entries[--rest]);
  if (rest > 0) page.next = std::to_string(rest);
  return page;
}

namespace {

Error bad_token() {
  return Error("invalid_input", Category::invalid, "the resume token is not one that this library gave");
}

/// A token of a caller who sees everything is the number of the last entry; of any other it is the entry's id,
/// since the numbers would tell how much happens elsewhere.
Result<std::int64_t> read_token(Unit& unit, std::string_view token) {
  if (token.empty()) return std::int64_t{0};
  if (token.front() == 's' && unit.sees_everything()) {
    std::int64_t seq = 0;
    const auto digits = token.substr(1);
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seq, 36);
    if (error != std::errc() || stop != digits.data() + digits.size() || seq < 0) return bad_token();
    return seq;
  }
  const auto id = token.front() == 'e' ? Id::parse(token.substr(1)) : std::nullopt;
  if (!id) return bad_token();
  if (const auto change = unit.get(Ref<RecordChange>(*id))) return change->seq;
  if (const auto event = unit.get(Ref<Event>(*id))) return event->seq;
  return bad_token();
}

std::string make_token(Unit& unit, const FeedEntry& last, std::string_view before) {
  if (!unit.sees_everything()) return last.entry.is_nil() ? std::string(before) : "e" + last.entry.to_string();
  char digits[16];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), last.seq, 36).ptr;
  return "s" + std::string(std::begin(digits), end);
}

}  // namespace

Result<FeedPage> read_changes(Unit& unit, std::string_view token, std::size_t limit) {
  if (auto allowed = access::decide_read(unit.caller(), table_info<RecordChange>()); !allowed) return allowed.error();
  auto seq = read_token(unit, token);
  if (!seq) return seq.error();
  if (limit < 1 || limit > 10'000) return Error("invalid_input", Category::invalid, "limit must be 1 to 10000");
  FeedPage page;
  if (auto done = read_after<RecordChange>(unit, *seq, limit, page.entries); !done) return done.error();
  if (auto done = read_after<Event>(unit, *seq, limit, page.entries); !done) return done.error();
  std::sort(page.entries.begin(), page.entries.end(), [](const auto& a, const auto& b) { return a.seq < b.seq; });
  if (page.entries.size() > limit) page.entries.resize(limit);
  FeedEntry last;
  last.seq = *seq;
  if (!page.entries.empty()) last = page.entries.back();
  page.next = make_token(unit, last, token);
  if (!unit.sees_everything()) {
    for (auto& entry : page.entries) entry.seq = 0;
  }
  return page;
}

Result<Row> replay(Unit& unit, const TableInfo& table, Id record, Instant as_of) {
  auto changes = readable_changes(unit, table, record);
  if (!changes) return changes.error();
  if (auto allowed = access::decide_read(unit.caller(), table_info<RecordChange>()); !allowed) return allowed.error();
  Row row = model::default_row(table);
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    // Computed fields are of now; the past holds what was stored.
    if (table.fields[i].kind != FieldKind::computed) row[i] = Value();
  }
  bool exists = false;
  for (const auto& change : *changes) {
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
  if (!exists) return rule::not_found(table.name, record);
  row[model::id_field] = record;
  return row;
}

}  // namespace steward::engine
