// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/unit.hpp"
#include "model/json.hpp"
#include "steward/model/history.hpp"
#include "steward/model/system.hpp"
#include "steward/model/team.hpp"

namespace steward::engine {

Result<void> Unit::store_lists(const TableInfo& table, const Row* before, const Row& after) {
  const auto& lists = table_info<ListValue>();
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    if (field.type != FieldType::list_ref || field.kind == FieldKind::computed) continue;
    if (field.linked) {
      if (auto stored = store_squad(table, i, before, after); !stored) return stored;
      continue;
    }
    if (before != nullptr && (*before)[i] == after[i]) continue;
    const Id owner = model::row_id(after);
    if (before != nullptr) {
      std::vector<Id> old;
      for (const Row& entry :
           find(condition::Condition::all(lists, {rule::where<ListValue>(&ListValue::owner_table, table.name),
                                                  rule::where<ListValue>(&ListValue::owner_record, owner),
                                                  rule::where<ListValue>(&ListValue::field, field.name)}),
                SIZE_MAX)) {
        old.push_back(model::row_id(entry));
      }
      if (auto gone = connection_.erase(lists, old); !gone) return gone;
    }
    const auto* ids = std::get_if<IdList>(&after[i]);
    if (ids == nullptr) continue;
    std::vector<Row> rows;
    for (std::size_t position = 0; position < ids->size(); ++position) {
      ListValue entry;
      entry.id = new_id();
      entry.owner_table = table.name;
      entry.owner_record = owner;
      entry.field = field.name;
      entry.position = static_cast<std::int64_t>(position);
      entry.value_table = field.target;
      entry.value_record = (*ids)[position];
      rows.push_back(model::to_row(entry));
    }
    if (auto stored = connection_.insert(lists, rows); !stored) return stored;
  }
  return {};
}

/// Makes the rows of applicable_squad_member those that the squad names.
Result<void> Unit::store_squad(const TableInfo& table, std::size_t field, const Row* before, const Row& after) {
  const auto listed = [field](const Row* row) {
    const auto* ids = row != nullptr ? std::get_if<IdList>(&(*row)[field]) : nullptr;
    return ids != nullptr ? *ids : IdList();
  };
  const IdList old = listed(before);
  const IdList wanted = listed(&after);
  if (old == wanted) return {};
  const auto& links = table_info<ApplicableSquadMember>();
  const Id owner = model::row_id(after);
  const auto contains = [](const IdList& ids, Id id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); };
  for (const auto& link : all<ApplicableSquadMember>(condition::Condition::all(
           links, {rule::where<ApplicableSquadMember>(&ApplicableSquadMember::record, owner)}))) {
    if (contains(wanted, link.squad_member.id())) continue;
    if (auto gone = remove(links, link.id, rule::Origin::cascade); !gone) return gone;
  }
  for (const Id member : wanted) {
    if (contains(old, member)) continue;
    auto added =
        create(links,
               {rule::give<ApplicableSquadMember>(&ApplicableSquadMember::squad_member, Ref<SquadMember>(member)),
                rule::give<ApplicableSquadMember>(&ApplicableSquadMember::record_table,
                                                  Choice<SquadTable>::from_text(table.name)),
                rule::give<ApplicableSquadMember>(&ApplicableSquadMember::record, owner)},
               rule::Origin::cascade);
    if (!added) return added.error();
  }
  // The links looked the record up while its squad was half written.
  forget(table, owner);
  return {};
}

Result<void> Unit::write_derived(const TableInfo& table, std::span<const Row> rows,
                                 std::span<const std::size_t> fields) {
  const bool separated = table.flavour == Flavour::record && table.domain != DomainClass::none;
  for (const Row& row : rows) {
    forget(table, model::row_id(row));
    // A row may carry no more than what is written; then the domain is read where it is needed.
    const Id domain = separated ? model::id_at(row, model::domain_field) : Id();
    if (!domain.is_nil()) known_domains_[Key{&table, model::row_id(row)}] = domain;
  }
  return connection_.update(table, rows, fields);
}

Result<void> Unit::insert_facts(const TableInfo& table, std::vector<Row> rows) {
  for (Row& row : rows) {
    if (model::row_id(row).is_nil()) row[model::id_field] = new_id();
  }
  return connection_.insert(table, rows);
}

void Unit::emit(std::string_view kind, const TableInfo& table, Id record, base::Json data) {
  FeedEntry entry;
  entry.is_event = true;
  entry.kind = kind;
  entry.table = table.name;
  entry.record = record;
  entry.at = now_;
  if (!actor().user.is_nil()) entry.by = actor().user;
  entry.data = data.canonical();
  changes_.push_back(std::move(entry));
  change_domains_.push_back(domain_of(table, record));
}

/// The domain of a record; for rows just written in bulk without reading them again.
std::optional<Id> Unit::domain_of(const TableInfo& table, Id record) const {
  if (table.flavour != Flavour::record || table.domain == DomainClass::none) return std::nullopt;
  if (const auto known = known_domains_.find(Key{&table, record}); known != known_domains_.end()) return known->second;
  const Row* found = bare_row(table, record);
  if (found == nullptr) return std::nullopt;
  return model::id_at(*found, model::domain_field);
}

void Unit::remember(const rule::Change& change, std::int64_t version) {
  const auto& table = change.table;
  if (table.flavour != Flavour::record) return;
  const bool gone = change.operation == rule::Operation::erase;
  std::vector<std::size_t> told;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    if (field.kind == FieldKind::journal || field.kind == FieldKind::computed || i == model::version_field) continue;
    // A squad's links have histories of their own; bytes are no part of any.
    if (field.linked || field.type == FieldType::blob) continue;
    if (gone ? !is_null(change.after[i]) : change.changed(i)) told.push_back(i);
  }
  std::sort(told.begin(), told.end(),
            [&](std::size_t a, std::size_t b) { return table.fields[a].name < table.fields[b].name; });
  // Canonical JSON, a change of one record at a time: as a tree it was a tenth of the work of a create.
  const Value none;
  std::string text = "{";
  for (const auto i : told) {
    const auto& field = table.fields[i];
    if (text.size() > 1) text += ',';
    base::append_json_string(text, field.name);
    text += ":[";
    model::append_json(text, field, gone ? change.after[i] : change.before != nullptr ? (*change.before)[i] : none);
    text += ',';
    model::append_json(text, field, gone ? none : change.after[i]);
    text += ']';
  }
  text += '}';
  FeedEntry entry;
  entry.kind = choice_name(static_cast<ChangeOperation>(static_cast<int>(change.operation) + 1));
  entry.table = table.name;
  entry.record = change.id();
  entry.version = version;
  entry.at = now_;
  if (!actor().user.is_nil()) entry.by = actor().user;
  entry.data = std::move(text);
  changes_.push_back(std::move(entry));
  change_domains_.push_back(table.domain != DomainClass::none
                                ? std::optional(model::id_at(change.after, model::domain_field))
                                : std::nullopt);
}

namespace {

Row change_row(const FeedEntry& entry, const std::optional<Id>& domain) {
  RecordChange change;
  change.seq = entry.seq;
  if (domain && !domain->is_nil()) change.domain = Ref<Domain>(*domain);
  change.record_table = entry.table;
  change.record = entry.record;
  change.record_version = entry.version;
  change.operation = Choice<ChangeOperation>::from_text(entry.kind);
  change.changed_at = entry.at;
  change.changed_by = entry.by;
  change.changes = entry.data;
  return model::to_row(change);
}

Row event_row(const FeedEntry& entry, const std::optional<Id>& domain) {
  Event event;
  event.seq = entry.seq;
  if (domain && !domain->is_nil()) event.domain = Ref<Domain>(*domain);
  event.kind = entry.kind;
  event.record_table = entry.table;
  event.record = entry.record;
  event.occurred_at = entry.at;
  event.data = entry.data;
  return model::to_row(event);
}

}  // namespace

Result<void> Unit::write_history() {
  if (changes_.empty()) return {};
  auto first = connection_.next_sequence(static_cast<std::int64_t>(changes_.size()));
  if (!first) return first.error();
  std::vector<Row> changes;
  std::vector<Row> events;
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    changes_[i].seq = *first + static_cast<std::int64_t>(i);
    auto& rows = changes_[i].is_event ? events : changes;
    rows.push_back(changes_[i].is_event ? event_row(changes_[i], change_domains_[i])
                                        : change_row(changes_[i], change_domains_[i]));
    rows.back()[model::id_field] = new_id();
  }
  if (auto stored = connection_.insert(table_info<RecordChange>(), changes); !stored) return stored;
  if (auto stored = connection_.insert(table_info<Event>(), events); !stored) return stored;
  std::move(changes_.begin(), changes_.end(), std::back_inserter(feed_));
  changes_.clear();
  change_domains_.clear();
  return {};
}

Result<void> Unit::commit_batch() {
  if (auto finished = finish(); !finished) return finished;
  if (!owns_transaction_) return {};
  if (auto committed = connection_.commit(); !committed) return committed;
  core_.publish(feed_);
  feed_.clear();
  cache_.clear();
  known_domains_.clear();
  return connection_.begin(store::Connection::Mode::write);
}

Result<bool> Unit::abandon_batch() {
  if (!owns_transaction_) return false;
  if (connection_.in_transaction()) connection_.rollback();
  cache_.clear();
  properties_.reset();
  numbers_.clear();
  pending_.clear();
  changes_.clear();
  change_domains_.clear();
  known_domains_.clear();
  failure_.reset();
  if (auto begun = connection_.begin(store::Connection::Mode::write); !begun) return begun.error();
  return true;
}

}  // namespace steward::engine
