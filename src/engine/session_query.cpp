// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "access/decide.hpp"
#include "access/fields.hpp"
#include "base/text.hpp"
#include "engine/session_impl.hpp"
#include "model/json.hpp"
#include "steward/model/history.hpp"
#include "store/stored.hpp"

namespace steward::engine {

namespace {

constexpr std::size_t most_rows = 10'000;

Error invalid(const TableInfo& table, std::string_view field, std::string message) {
  return Error(
      Fault{"invalid_input", "", table.name, std::nullopt, std::string(field), std::move(message), "", std::nullopt},
      Category::invalid);
}

Result<std::size_t> stored_field(const TableInfo& table, std::string_view name) {
  const auto position = table.find(name);
  if (!position) return invalid(table, name, fmt::format("{} has no field \"{}\"", table.name, name));
  const auto& field = table.fields[*position];
  const bool kept = store::has_column(field) && field.type != FieldType::json && field.type != FieldType::blob;
  if (!kept) {
    return invalid(table, name, fmt::format("{}.{} cannot be ordered or grouped", table.name, name));
  }
  return *position;
}

Result<std::vector<store::Order>> parse_order(const TableInfo& table, std::string_view text) {
  std::vector<store::Order> order;
  while (!text.empty()) {
    const auto comma = text.find(',');
    auto part = base::trimmed(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    bool descending = false;
    if (const auto blank = part.find(' '); blank != std::string::npos) {
      const auto word = base::folded(base::trimmed(part.substr(blank)));
      if (word != "desc" && word != "asc") return invalid(table, "", fmt::format("order by \"{}\"?", part));
      descending = word == "desc";
      part.resize(blank);
    }
    auto field = stored_field(table, part);
    if (!field) return field.error();
    order.push_back({*field, descending});
  }
  return order;
}

/// A page token is the JSON list of the order values and the id, as text in hex: opaque, checked when read.
std::string make_token(const TableInfo& table, const store::Query& query, const Row& last) {
  auto json = base::Json::array();
  for (const auto& order : query.order) json.push(model::value_to_json(table.fields[order.field], last[order.field]));
  json.push(base::Json::string(model::row_id(last).to_string()));
  return base::to_hex(json.canonical());
}

Result<store::After> read_token(const TableInfo& table, const store::Query& query, std::string_view token) {
  const auto text = base::from_hex(token);
  auto json = text ? base::Json::parse(*text) : Result<base::Json>(invalid(table, "after", ""));
  if (!json || json->elements().size() != query.order.size() + 1) {
    return invalid(table, "after", "the page token does not belong to this query");
  }
  store::After after;
  for (std::size_t i = 0; i < query.order.size(); ++i) {
    auto value = model::value_from_json(table, table.fields[query.order[i].field], json->elements()[i]);
    if (!value) return invalid(table, "after", "the page token does not belong to this query");
    after.values.push_back(std::move(*value));
  }
  const auto* id_text = json->elements().back().as_string();
  const auto id = id_text != nullptr ? Id::parse(*id_text) : std::nullopt;
  if (!id) return invalid(table, "after", "the page token does not belong to this query");
  after.id = *id;
  return after;
}

/// Rows are not put in an order by what the caller does not read (ACL-12).
Result<void> check_fields(Unit& unit, const TableInfo& table, std::span<const std::size_t> fields) {
  std::vector<condition::Path> paths;
  for (const auto field : fields) paths.push_back({{&table, field}});
  return access::check_paths(unit.caller(), paths);
}

}  // namespace

Result<condition::Condition> caller_condition(Unit& unit, const TableInfo& table, std::string_view where) {
  if (table.flavour == Flavour::series) {
    return invalid(table, "", fmt::format("{} is a series; read it through scores and exports", table.name));
  }
  if (auto allowed = access::decide_read(unit.caller(), table); !allowed) return allowed.error();
  if (!unit.actor().system && (&table == &table_info<RecordChange>() || &table == &table_info<Event>())) {
    return access::denied("ACL-11", table.name, std::nullopt, "",
                          fmt::format("{} is read record by record: see history and changes", table.name));
  }
  auto parsed = condition::Condition::parse(where, table, unit.schema());
  if (!parsed) return parsed;
  if (auto allowed = access::check_paths(unit.caller(), parsed->paths()); !allowed) return allowed.error();
  return parsed;
}

namespace {

/// Whether a reference may name records that the caller does not see.
bool may_hide(const Unit& unit, const TableInfo& table, std::size_t field) {
  const auto& info = table.fields[field];
  if (unit.actor().system) return false;
  if (info.type == FieldType::rid) return !unit.sees_everything();
  const auto* target = info.type == FieldType::ref ? unit.schema().find(info.target) : nullptr;
  return target != nullptr && target->flavour == Flavour::record && !unit.sees_all(*target);
}

}  // namespace

Result<store::Query> make_query(Unit& unit, const TableInfo& table, const FindOptions& options) {
  auto where = caller_condition(unit, table, options.where);
  if (!where) return where.error();
  auto query = unit.query(*where);
  query.scope = unit.actor().scope;
  auto order = parse_order(table, options.order_by);
  if (!order) return order.error();
  query.order = std::move(*order);
  for (const auto& one : query.order) {
    if (auto allowed = check_fields(unit, table, std::span(&one.field, 1)); !allowed) return allowed.error();
    if (may_hide(unit, table, one.field)) {
      // The order, and the tokens of its pages, would tell ids that the rows withhold.
      return access::denied(
          "ACL-12", table.name, std::nullopt, table.fields[one.field].name,
          fmt::format("{} may name records that you do not read, so it is no order", table.fields[one.field].name));
    }
  }
  if (options.limit < 1 || options.limit > most_rows) {
    return invalid(table, "limit", fmt::format("limit must be 1 to {}", most_rows));
  }
  query.limit = options.limit;
  if (!options.after.empty()) {
    auto after = read_token(table, query, options.after);
    if (!after) return after.error();
    query.after = std::move(*after);
  }
  return query;
}

Result<std::vector<Row>> find_page(Unit& unit, const TableInfo& table, const FindOptions& options, std::string& next,
                                   const condition::Condition* narrowed) {
  next.clear();
  auto query = make_query(unit, table, options);
  if (!query) return query.error();
  if (narrowed != nullptr) query->where = condition::Condition::all(table, {query->where, *narrowed});
  query->limit = options.limit + 1;  // one more tells whether there is a next page
  auto rows = unit.fetch(*query);
  if (!rows) return rows.error();
  if (rows->size() > options.limit) {
    rows->pop_back();
    next = make_token(table, *query, rows->back());
  }
  unit.compute(table, *rows);
  if (auto state = unit.status(); !state) return state.error();
  unit.mask(table, *rows);
  return rows;
}

}  // namespace steward::engine
