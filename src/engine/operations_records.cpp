// SPDX-License-Identifier: Apache-2.0
#include "engine/operations_reports.hpp"
#include "engine/operations_table.hpp"
#include "model/json.hpp"
#include "model/row.hpp"

namespace steward::engine {

namespace {

WriteOptions write_options(const Call& call) { return {.confirm = call.args.flag("confirm")}; }

Result<base::Json> record_json(const Result<DynamicRecord>& record) {
  if (!record) return record.error();
  return model::row_to_json(*record->table, record->row);
}

// A limit below zero must not become a huge one.
std::size_t limit_of(const Call& call, std::size_t fallback) {
  const auto given = call.args.get<std::int64_t>("limit");
  if (!given) return fallback;
  return *given < 0 ? 0 : static_cast<std::size_t>(*given);
}

base::Json feed_json(const std::vector<FeedEntry>& entries) {
  auto list = base::Json::array();
  for (const auto& entry : entries) list.push(to_json(entry));
  return list;
}

base::Json named_json(const std::vector<std::string>& names, std::span<const Value> values) {
  auto json = base::Json::object();
  for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) {
    json.set(names[i], model::value_to_json(FieldInfo{}, values[i]));
  }
  return json;
}

base::Json groups_json(const AggregateOptions& options, const AggregateGroups& groups) {
  auto list = base::Json::array();
  for (const auto group : groups) {
    auto json = base::Json::object();
    json.set("key", named_json(options.group_by, group.key));
    json.set("measures", named_json(options.measures, group.measures));
    list.push(std::move(json));
  }
  return list;
}

}  // namespace

Result<base::Json> run_create(const Call& call) {
  return record_json(call.session.create(call.args.table().name, call.args.values("values"), write_options(call)));
}

Result<base::Json> run_get(const Call& call) {
  const auto& table = call.args.table().name;
  if (const auto as_of = call.args.get<Instant>("as_of")) {
    return record_json(call.session.get(table, call.args.id("id"), *as_of));
  }
  return record_json(call.session.get(table, call.args.id("id")));
}

Result<base::Json> run_update(const Call& call) {
  const auto version = call.args.get<std::int64_t>("version").value_or(0);
  return record_json(call.session.update(call.args.table().name, call.args.id("id"), version,
                                         call.args.values("values"), write_options(call)));
}

Result<base::Json> run_remove(const Call& call) {
  const auto version = call.args.get<std::int64_t>("version").value_or(0);
  const auto done = call.session.remove(call.args.table().name, call.args.id("id"), version, write_options(call));
  if (!done) return done.error();
  return base::Json();
}

Result<base::Json> run_find(const Call& call) {
  const FindOptions options{.where = call.args.text("where"),
                            .order_by = call.args.text("order_by"),
                            .limit = limit_of(call, FindOptions{}.limit),
                            .after = call.args.text("after")};
  const auto page = call.session.find(call.args.table().name, options);
  if (!page) return page.error();
  auto items = base::Json::array();
  for (const auto& record : page->items) items.push(model::row_to_json(*record.table, record.row));
  auto json = base::Json::object();
  json.set("items", std::move(items));
  json.set("next", base::Json::string(page->next));
  return json;
}

Result<base::Json> run_count(const Call& call) {
  const auto count = call.session.count(call.args.table().name, call.args.text("where"));
  if (!count) return count.error();
  return base::Json::number(*count);
}

Result<base::Json> run_aggregate(const Call& call) {
  const auto limit = call.args.get<std::int64_t>("limit").value_or(1);
  if (limit < 1) {
    return Error(Fault{"invalid_input", "", "", std::nullopt, "limit", "limit must be above zero", "", std::nullopt},
                 Category::invalid);
  }
  const AggregateOptions options{.where = call.args.text("where"),
                                 .group_by = call.args.get<TextList>("group_by").value_or(TextList()),
                                 .measures = call.args.get<TextList>("measures").value_or(TextList()),
                                 .order_by = call.args.text("order_by"),
                                 .limit = limit_of(call, 0)};
  const auto groups = call.session.aggregate(call.args.table().name, options);
  if (!groups) return groups.error();
  return groups_json(options, *groups);
}

Result<base::Json> run_cards(const Call& call) {
  const auto cards = call.args.get<std::vector<AggregateCard>>("cards").value_or(std::vector<AggregateCard>());
  const auto answers = call.session.aggregate(cards);
  if (!answers) return answers.error();
  auto list = base::Json::array();
  for (std::size_t i = 0; i < cards.size(); ++i) list.push(groups_json(cards[i].options, (*answers)[i]));
  return list;
}

Result<base::Json> run_journal(const Call& call) {
  const auto entries = call.session.journal(call.args.table().name, call.args.id("id"));
  if (!entries) return entries.error();
  auto list = base::Json::array();
  for (const auto& entry : *entries) list.push(model::row_to_json(table_info<JournalEntry>(), model::to_row(entry)));
  return list;
}

Result<base::Json> run_history(const Call& call) {
  const auto entries = call.session.history(call.args.table().name, call.args.id("id"));
  if (!entries) return entries.error();
  return feed_json(*entries);
}

Result<base::Json> run_activity_stream(const Call& call) {
  const auto page = call.session.activity_stream(call.args.table().name, call.args.id("id"), limit_of(call, 50),
                                                 call.args.text("after"));
  if (!page) return page.error();
  auto items = base::Json::array();
  for (const auto& entry : page->items) items.push(to_json(entry));
  return base::Json::object({{"items", std::move(items)}, {"next", base::Json::string(page->next)}});
}

Result<base::Json> run_changes(const Call& call) {
  const auto page = call.session.changes(call.args.text("token"), limit_of(call, 100));
  if (!page) return page.error();
  auto json = base::Json::object();
  json.set("entries", feed_json(page->entries));
  json.set("next", base::Json::string(page->next));
  return json;
}

}  // namespace steward::engine
