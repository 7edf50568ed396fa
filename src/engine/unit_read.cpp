// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.hpp"
#include "engine/unit.hpp"
#include "metrics/bulk.hpp"
#include "rule/generic.hpp"
#include "steward/model/system.hpp"
#include "steward/model/team.hpp"
#include "store/stored.hpp"

namespace steward::engine {

Unit::Unit(Core& core, store::Connection& connection, const access::Caller& caller, Instant now)
    : core_(core), connection_(connection), caller_(caller), now_(now) {}

void Unit::keep(const Error& error) const {
  if (!failure_) failure_ = error;
}

Result<void> Unit::status() const {
  if (failure_) return *failure_;
  return {};
}

namespace {

bool has_lists(const TableInfo& table) {
  return std::any_of(table.fields.begin(), table.fields.end(),
                     [](const FieldInfo& field) { return field.type == FieldType::list_ref; });
}

}  // namespace

/// The entries of the lists of some rows, which lie apart from them, in their order.
std::vector<Row> Unit::entries_of(const EntryFields& fields, const TableInfo& table, std::span<const Row> rows) const {
  const auto& entries = *fields.entries;
  std::vector<Row> found;
  const auto take = [&](Row&& entry) {
    if (model::text_at(entry, fields.owner_table) == table.name) found.push_back(std::move(entry));
    return true;
  };
  Result<void> done;
  const bool whole = &entries == &table_info<ListValue>();
  if (rows.size() == 1 && (whole || !as_seen_)) {
    done = connection_.scan_by(entries, fields.owner, model::row_id(rows.front()), take);
  } else {
    std::vector<Value> ids;
    for (const Row& row : rows) ids.emplace_back(model::row_id(row));
    auto wanted = query(
        condition::Condition::all(entries, {condition::Condition::equals(entries, fields.owner_table, table.name),
                                            condition::Condition::any_of(entries, fields.owner, std::move(ids))}));
    if (whole) wanted.scope = {};
    wanted.any_order = true;
    done = connection_.scan(wanted, take);
  }
  if (!done) keep(done.error());
  std::sort(found.begin(), found.end(), [&](const Row& a, const Row& b) {
    const auto& field = entries.fields[fields.order];
    const int order = condition::compare_values(field, a[fields.order], b[fields.order], schema());
    return order != 0 ? order < 0 : model::row_id(a) < model::row_id(b);
  });
  return found;
}

/// Lists, and squads: the members that applicable_squad_member puts on a row, in the order they were added.
void Unit::load_lists(const TableInfo& table, std::span<Row> rows) const {
  if (rows.empty() || !has_lists(table)) return;
  std::unordered_map<Id, Row*> owners;
  for (Row& row : rows) owners.emplace(model::row_id(row), &row);
  const auto add = [&](Id owner, std::optional<std::size_t> field, Id id) {
    const auto found = owners.find(owner);
    if (found == owners.end() || !field) return;
    Value& list = (*found->second)[*field];
    if (is_null(list)) list = IdList{};
    std::get<IdList>(list).push_back(id);
  };
  if (const auto squad = table.find("squad"); squad && table.fields[*squad].linked) {
    const auto owner = model::field_of<ApplicableSquadMember>(&ApplicableSquadMember::record);
    const auto member = model::field_of<ApplicableSquadMember>(&ApplicableSquadMember::squad_member);
    const EntryFields links{&table_info<ApplicableSquadMember>(),
                            model::field_of<ApplicableSquadMember>(&ApplicableSquadMember::record_table), owner,
                            model::created_at_field};
    for (const Row& link : entries_of(links, table, rows)) {
      add(model::id_at(link, owner), squad, model::id_at(link, member));
    }
  }
  const auto owner = model::field_of<ListValue>(&ListValue::owner_record);
  const auto field = model::field_of<ListValue>(&ListValue::field);
  const auto value = model::field_of<ListValue>(&ListValue::value_record);
  const EntryFields lists{&table_info<ListValue>(), model::field_of<ListValue>(&ListValue::owner_table), owner,
                          model::field_of<ListValue>(&ListValue::position)};
  for (const Row& entry : entries_of(lists, table, rows)) {
    add(model::id_at(entry, owner), table.find(model::text_at(entry, field)), model::id_at(entry, value));
  }
}

void Unit::compute(const TableInfo& table, std::span<Row> rows) const {
  if (rows.empty()) return;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    if (table.fields[i].kind != FieldKind::computed) continue;
    for (Row& row : rows) row[i] = table.fields[i].default_value;
  }
  as_seen_ = !actor().system;
  for (const auto& computation : core_.catalogue().computations_of(table.name)) computation.run(*this, rows);
  as_seen_ = false;
}

const Row* Unit::row(const TableInfo& table, Id id) const {
  Held* known = held(table, id);
  if (known == nullptr || known->row == nullptr) return nullptr;
  if (!std::exchange(known->whole, true)) {
    // Kept for all who ask, whoever asks first.
    const bool as_seen = std::exchange(as_seen_, false);
    load_lists(table, std::span(known->row.get(), 1));
    as_seen_ = as_seen;
  }
  return known->row.get();
}

const Row* Unit::bare_row(const TableInfo& table, Id id) const {
  const Held* known = held(table, id);
  return known != nullptr ? known->row.get() : nullptr;
}

/// What is known of a row, which is read when nothing is; null when it cannot be read.
Unit::Held* Unit::held(const TableInfo& table, Id id) const {
  if (id.is_nil() || table.flavour == Flavour::series) return nullptr;
  const Key key{&table, id};
  if (const auto found = cache_.find(key); found != cache_.end()) return &found->second;
  auto read = connection_.get(table, id);
  if (!read) {
    keep(read.error());
    return nullptr;
  }
  Held& fresh = cache_[key];
  if (*read) {
    fresh.row = std::make_unique<Row>(std::move(**read));
    fresh.whole = !has_lists(table);
  }
  return &fresh;
}

/// A record that was just stored need not be read again: this is how it would come back. One with a list that changed
/// is read, since its entries lie elsewhere.
void Unit::hold(const rule::Change& change) {
  const auto& table = change.table;
  auto held = std::make_unique<Row>();
  held->values.reserve(table.fields.size());
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    const bool list = field.type == FieldType::list_ref;
    if (list && change.changed(i)) return forget(table, change.id());
    held->values.push_back(list ? change.after[i] : store::stored_value(field, change.after[i]));
  }
  cache_[Key{&table, change.id()}] = {std::move(held), true};
}

bool Unit::any(const TableInfo& table, std::size_t field, const Value& value,
               const std::function<bool(const Row&)>& test) const {
  auto wanted = query(condition::Condition::equals(table, field, value));
  wanted.scope = {};
  const auto rows = fetch(wanted);
  if (!rows) keep(rows.error());
  return rows && std::any_of(rows->begin(), rows->end(), test);
}

store::Query Unit::query(const condition::Condition& where) const {
  // The entries of a list are part of the record that holds it; who may not see that drops it by itself.
  const bool whole = !as_seen_ || &where.table() == &table_info<ListValue>();
  return {where, {}, std::nullopt, std::nullopt, whole ? store::Scope{} : actor().scope, moment()};
}

std::vector<Row> Unit::find(const condition::Condition& where, std::size_t limit) const {
  auto wanted = query(where);
  if (limit != SIZE_MAX) wanted.limit = limit;
  auto rows = fetch(wanted);
  if (rows) return std::move(*rows);
  keep(rows.error());
  return {};
}

Result<std::vector<Row>> Unit::fetch(const store::Query& wanted) const {
  std::vector<Row> rows;
  auto done = connection_.scan(wanted, [&](Row&& found) {
    rows.push_back(std::move(found));
    return true;
  });
  if (!done) return done.error();
  load_lists(wanted.where.table(), rows);
  if (auto state = status(); !state) return state.error();
  return rows;
}

std::int64_t Unit::count(const condition::Condition& where) const {
  auto counted = connection_.count(query(where));
  if (counted) return *counted;
  keep(counted.error());
  return 0;
}

std::string Unit::property(std::string_view key) const {
  if (!properties_) properties_ = load_properties();
  if (const auto found = properties_->find(key); found != properties_->end()) return found->second;
  return std::string(shipped_property(key));
}

/// All properties, read once for as long as none changes.
std::shared_ptr<const Properties> Unit::load_properties() const {
  const auto& table = table_info<Property>();
  const auto stamp = connection_.in_transaction() ? connection_.stamp(table) : std::optional<std::int64_t>();
  if (stamp && *stamp) {
    if (auto known = core_.properties(**stamp)) return known;
  }
  auto loaded = std::make_shared<Properties>();
  // Straight from the store: calendar() needs a property, and a query needs the calendar.
  const store::Query wanted{condition::Condition(table), {}, std::nullopt, std::nullopt, {}, {now_, Date()}};
  auto done = connection_.scan(wanted, [&](Row&& found) {
    loaded->emplace(base::folded(model::get<Property>(found, &Property::key)),
                    model::get<Property>(found, &Property::value));
    return true;
  });
  if (!done) keep(done.error());
  if (done && stamp && *stamp) core_.keep_properties(**stamp, loaded);
  return loaded;
}

void Unit::forget_properties(const TableInfo& written) {
  if (&written != &table_info<Property>()) return;
  properties_.reset();
  calendar_.reset();
}

const base::Calendar& Unit::calendar() const {
  if (!calendar_) calendar_ = core_.calendar(property("calendar.time_zone"));
  return *calendar_;
}

bool Unit::has_context_data(Id data_source) const {
  for (const auto table : metrics::context_tables(schema())) {
    auto found = connection_.has_rows(metrics::series_of(data_source, table));
    if (!found) keep(found.error());
    if (found && *found) return true;
  }
  return false;
}

condition::Condition Unit::condition(std::string_view text, const TableInfo& table) const {
  const auto key = std::pair(&table, std::string(text));
  if (const auto found = conditions_.find(key); found != conditions_.end()) return found->second;
  auto parsed = condition::Condition::parse(text, table, schema());
  if (!parsed) keep(parsed.error());
  auto held = parsed ? *parsed : condition::Condition::negation(condition::Condition(table));
  return conditions_.emplace(key, std::move(held)).first->second;
}

}  // namespace steward::engine
