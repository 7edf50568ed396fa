// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/operations_reports.hpp"
#include "engine/operations_table.hpp"
#include "model/json.hpp"

namespace steward::engine {

namespace {

using base::Json;

Json text_list(const TextList& list) {
  auto json = Json::array();
  for (const auto& text : list) json.push(Json::string(text));
  return json;
}

template <class T>
Json record_json(const T& entity) {
  return model::row_to_json(table_info<T>(), entity.read ? *entity.read : model::to_row(entity));
}

template <class T>
Json records_json(const std::vector<T>& entities) {
  auto list = Json::array();
  for (const auto& entity : entities) list.push(record_json(entity));
  return list;
}

Error invalid_argument(std::string_view name, std::string message) {
  return Error(Fault{"invalid_input", "", "", std::nullopt, std::string(name), std::move(message), "", std::nullopt},
               Category::invalid);
}

Result<AccessOperation> operation_of(const Call& call) {
  constexpr std::array<std::string_view, 4> names{"read", "create", "write", "remove"};
  const auto text = call.args.text("operation");
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) {
    return invalid_argument("operation", fmt::format("operation takes one of: {}", fmt::join(names, ", ")));
  }
  return static_cast<AccessOperation>(found - names.begin());
}

FindOptions find_options(const Call& call) {
  FindOptions options;
  options.where = call.args.text("where");
  options.order_by = call.args.text("order_by");
  options.after = call.args.text("after");
  if (const auto limit = call.args.get<std::int64_t>("limit")) {
    options.limit = *limit < 0 ? 0 : static_cast<std::size_t>(*limit);
  }
  return options;
}

Json step_json(const AccessStep& step) {
  return Json::object({{"level", Json::string(step.level)},
                       {"passed", Json(step.passed)},
                       {"rule", Json::string(step.rule)},
                       {"text", Json::string(step.text)}});
}

}  // namespace

Json to_json(const AccessExplanation& explanation) {
  auto steps = Json::array();
  for (const auto& step : explanation.steps) steps.push(step_json(step));
  return Json::object({{"allowed", Json(explanation.allowed)},
                       {"code", Json::string(explanation.code)},
                       {"steps", std::move(steps)},
                       {"hidden_fields", text_list(explanation.hidden_fields)}});
}

Json to_json(const EffectiveGrant& grant) {
  return Json::object({{"table", Json::string(grant.table)},
                       {"operations", Json::string(grant.operations)},
                       {"limited", Json(grant.limited)},
                       {"roles", text_list(grant.roles)}});
}

Json to_json(const Planner& planner) {
  auto engagements = Json::array();
  for (const auto& one : planner.engagements) {
    engagements.push(Json::object({{"engagement", Json::string(one.engagement.to_string())},
                                   {"number", Json::string(one.number)},
                                   {"title", Json::string(one.title)},
                                   {"account", one.account ? Json::string(one.account->to_string()) : Json()},
                                   {"header_only", Json(one.header_only)}}));
  }
  return Json::object({{"engagements", std::move(engagements)},
                       {"touchpoints", records_json(planner.touchpoints)},
                       {"meetings", records_json(planner.meetings)}});
}

Result<Json> run_explain_access(const Call& call) {
  const auto operation = operation_of(call);
  if (!operation) return operation.error();
  const auto told = call.session.explain_access(Ref<User>(call.args.id("user")), *operation, call.args.table().name,
                                                call.args.get<Id>("id"));
  if (!told) return told.error();
  return to_json(*told);
}

Result<Json> run_effective_grants(const Call& call) {
  const auto grants = call.session.effective_grants(Ref<User>(call.args.id("user")));
  if (!grants) return grants.error();
  auto list = Json::array();
  for (const auto& grant : *grants) list.push(to_json(grant));
  return list;
}

Result<Json> run_assign_role(const Call& call) {
  const auto done = call.session.assign_role(Ref<User>(call.args.id("user")), call.args.text("role"));
  if (!done) return done.error();
  return Json();
}

Result<Json> run_revoke_role(const Call& call) {
  const auto done = call.session.revoke_role(Ref<User>(call.args.id("user")), call.args.text("role"));
  if (!done) return done.error();
  return Json();
}

Result<Json> run_move_account(const Call& call) {
  const auto done =
      call.session.move_account(Ref<Account>(call.args.id("account")), Ref<Domain>(call.args.id("domain")));
  if (!done) return done.error();
  return Json();
}

Result<Json> run_portal_lists(const Call& call) {
  const auto lists = call.session.portal_lists();
  if (!lists) return lists.error();
  auto json = Json::array();
  for (const auto list : *lists) json.push(Json::string(portal_list_name(list)));
  return json;
}

Result<Json> run_portal_list(const Call& call) {
  const auto list = portal_list_from(call.args.text("list"));
  if (!list) return invalid_argument("list", "there is no such portal list; see portal_lists");
  std::optional<Ref<Account>> account;
  if (const auto id = call.args.get<Id>("account")) account = Ref<Account>(*id);
  const auto page = call.session.portal_list(*list, account, find_options(call));
  if (!page) return page.error();
  auto items = Json::array();
  for (const auto& record : page->items) items.push(model::row_to_json(*record.table, record.row));
  return Json::object({{"items", std::move(items)}, {"next", Json::string(page->next)}});
}

Result<Json> run_managed_engagements(const Call& call) {
  const auto page = call.session.managed_engagements(find_options(call));
  if (!page) return page.error();
  return Json::object({{"items", records_json(page->items)}, {"next", Json::string(page->next)}});
}

Result<Json> run_managed_users(const Call& call) {
  const auto users = call.session.managed_users();
  if (!users) return users.error();
  return records_json(*users);
}

Result<Json> run_planner(const Call& call) {
  const auto planner =
      call.session.planner({.from = call.args.get<Instant>("from"), .to = call.args.get<Instant>("to")});
  if (!planner) return planner.error();
  return to_json(*planner);
}

Result<Json> run_parent_choices(const Call& call) {
  const auto choices = call.session.parent_choices(call.args.table().name);
  if (!choices) return choices.error();
  auto list = Json::array();
  for (const auto& choice : *choices) {
    list.push(Json::object({{"id", Json::string(choice.id.to_string())},
                            {"number", Json::string(choice.number)},
                            {"title", Json::string(choice.title)}}));
  }
  return list;
}

}  // namespace steward::engine
