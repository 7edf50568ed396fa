// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/unit.hpp"
#include "metrics/bulk.hpp"
#include "rule/generic.hpp"
#include "steward/model/system.hpp"
#include "steward/model/team.hpp"

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

void Unit::load_lists(const TableInfo& table, std::vector<Row>& rows) const {
  if (rows.empty() || !has_lists(table)) return;
  if (const auto squad = table.find("squad"); squad && table.fields[*squad].linked) load_squads(table, *squad, rows);
  std::unordered_map<Id, Row*> owners;
  std::vector<Value> ids;
  for (Row& row : rows) {
    owners.emplace(model::row_id(row), &row);
    ids.emplace_back(model::row_id(row));
  }
  const auto& lists = table_info<ListValue>();
  const auto field = model::field_of<ListValue>(&ListValue::field);
  const auto owner = model::field_of<ListValue>(&ListValue::owner_record);
  const auto value = model::field_of<ListValue>(&ListValue::value_record);
  auto wanted = query(condition::Condition::all(
      lists, {condition::Condition::equals(lists, model::field_of<ListValue>(&ListValue::owner_table), table.name),
              condition::Condition::any_of(lists, owner, std::move(ids))}));
  wanted.order = {{owner, false}, {field, false}, {model::field_of<ListValue>(&ListValue::position), false}};
  wanted.scope = {};
  auto done = connection_.scan(wanted, [&](Row&& entry) {
    const auto found = owners.find(model::id_at(entry, owner));
    const auto position = table.find(model::text_at(entry, field));
    if (found == owners.end() || !position) return true;
    Value& list = (*found->second)[*position];
    if (is_null(list)) list = IdList{};
    std::get<IdList>(list).push_back(model::id_at(entry, value));
    return true;
  });
  if (!done) keep(done.error());
}

/// The squad of each row: the members that applicable_squad_member puts on it, in the order they were added.
void Unit::load_squads(const TableInfo& table, std::size_t field, std::vector<Row>& rows) const {
  const auto& links = table_info<ApplicableSquadMember>();
  const auto owner = model::field_of<ApplicableSquadMember>(&ApplicableSquadMember::record);
  std::unordered_map<Id, Row*> owners;
  std::vector<Value> ids;
  for (Row& row : rows) {
    owners.emplace(model::row_id(row), &row);
    ids.emplace_back(model::row_id(row));
  }
  auto wanted = query(condition::Condition::all(
      links, {condition::Condition::any_of(links, owner, std::move(ids)),
              condition::Condition::equals(
                  links, model::field_of<ApplicableSquadMember>(&ApplicableSquadMember::record_table), table.name)}));
  wanted.order = {{owner, false}, {model::created_at_field, false}};
  const auto member = model::field_of<ApplicableSquadMember>(&ApplicableSquadMember::squad_member);
  auto done = connection_.scan(wanted, [&](Row&& link) {
    const auto found = owners.find(model::id_at(link, owner));
    if (found == owners.end()) return true;
    Value& list = (*found->second)[field];
    if (is_null(list)) list = IdList{};
    std::get<IdList>(list).push_back(model::id_at(link, member));
    return true;
  });
  if (!done) keep(done.error());
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
  if (id.is_nil() || table.flavour == Flavour::series) return nullptr;
  const Key key{&table, id};
  if (const auto found = cache_.find(key); found != cache_.end()) return found->second.get();
  auto read = connection_.get(table, id);
  if (!read) {
    keep(read.error());
    return nullptr;
  }
  std::unique_ptr<Row> held;
  if (*read) {
    std::vector<Row> rows{std::move(**read)};
    load_lists(table, rows);
    held = std::make_unique<Row>(std::move(rows.front()));
  }
  return cache_.emplace(key, std::move(held)).first->second.get();
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
  if (const auto found = properties_.find(key); found != properties_.end()) return found->second;
  const auto& table = table_info<Property>();
  // Straight from the store: calendar() needs a property, and a query needs the calendar.
  store::Query wanted{condition::Condition::equals(table, model::field_of<Property>(&Property::key), std::string(key)),
                      {},
                      1,
                      std::nullopt,
                      {},
                      {now_, Date()}};
  std::optional<std::string> value;
  auto done = connection_.scan(wanted, [&](Row&& found) {
    value = model::get<Property>(found, &Property::value);
    return false;
  });
  if (!done) keep(done.error());
  return properties_.emplace(std::string(key), value ? *value : std::string(shipped_property(key))).first->second;
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
