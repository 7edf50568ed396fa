// SPDX-License-Identifier: Apache-2.0
#include "random/plan.hpp"

#include <ostream>

namespace steward::test {

namespace {

using base::Json;

Json object(std::initializer_list<std::pair<std::string_view, std::string_view>> texts) {
  auto json = Json::object();
  for (const auto& [name, text] : texts) json.set(std::string(name), Json::string(text));
  return json;
}

std::string title_field(std::string_view table) {
  if (table == "success_objective" || table == "success_outcome") return "title";
  return table.find("play") != std::string_view::npos ? "short_description" : "subject";
}

/// The field that names the record above, and the table of that record.
std::pair<std::string, std::string> parent_of(const std::string& table, std::size_t choice) {
  if (table == "success_outcome") return {"success_objective", "success_objective"};
  if (table == "success_initiative") return {"success_outcome", "success_outcome"};
  if (table == "internal_play_task") return {"internal_play", "internal_play"};
  if (table == "success_task") {
    const char* const names[] = {"success_initiative", "customer_play", "touchpoint"};
    return {names[choice % 3], names[choice % 3]};
  }
  return {"engagement", "engagement"};
}

std::string close_code(const std::string& table, std::size_t choice) {
  if (table == "touchpoint") return choice % 2 == 0 ? "addressed" : "canceled";
  if (table.starts_with("success_") && table != "success_task") {
    const char* const codes[] = {"achieved", "partially_achieved", "missed", "canceled"};
    return codes[choice % 4];
  }
  return choice % 2 == 0 ? "successful" : "unsuccessful";
}

bool is_work(const std::string& table) { return !table.ends_with("_member"); }

}  // namespace

std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << '(' << int{step.action} << ' ' << int{step.which} << ' ' << int{step.other} << ' ' << int{step.how}
             << ')';
}

Plan::Plan(Twin& twin) : twin_(twin) {
  static int count = 0;
  const auto name = [&](std::string_view stem) { return std::string(stem) + " " + std::to_string(++count); };
  const auto id = [](const Json& answer) {
    const auto* record = answer.find("result");
    return record != nullptr ? text_of(*record, "id") : std::string();
  };
  account_ = id(create("account", object({{"name", name("Account")}})));
  for (int i = 0; i < 2; ++i) {
    const auto onboarding =
        id(create("onboarding_case", object({{"account", account_}, {"short_description", "Start"}})));
    engagements_[i] =
        id(create("engagement",
                  object({{"account", account_}, {"initial_onboarding", onboarding}, {"title", name("Engagement")}})));
    users_.push_back(id(create("user", object({{"user_name", name("user")}, {"name", "Somebody"}}))));
    contacts_.push_back(id(create("contact", object({{"account", account_},
                                                     {"first_name", "A"},
                                                     {"last_name", "B"},
                                                     {"email", "c" + std::to_string(++count) + "@example.com"}}))));
    parts_.push_back(
        id(create("responsibility", object({{"key", "part_" + std::to_string(++count)}, {"name", name("Part")}}))));
    members_.push_back(id(create("squad_member", object({{"user", users_[i]}, {"responsibility", parts_[i]}}))));
  }
}

Json Plan::create(std::string_view table, Json values) {
  auto arguments = object({{"table", table}});
  arguments.set("values", std::move(values));
  return twin_.call("create", std::move(arguments));
}

std::optional<std::string> Plan::add(std::string_view table, Json values) {
  const auto answer = create(table, std::move(values));
  const auto* record = answer.find("result");
  if (record == nullptr) return std::nullopt;
  made_.push_back({std::string(table), text_of(*record, "id")});
  return made_.back().id;
}

std::optional<std::string> Plan::some(std::string_view table, std::size_t choice) const {
  if (table == "engagement") return engagement(choice);
  std::vector<const Made*> all;
  for (const auto& made : made_) {
    if (made.table == table) all.push_back(&made);
  }
  if (all.empty()) return std::nullopt;
  return all[choice % all.size()]->id;
}

void Plan::run(const Step& step) {
  twin_.advance();
  switch (step.action % 16) {
    case 1:
    case 2:
    case 3:
    case 4:
      return create_work(step);
    case 5:
    case 6:
      return create_task(step);
    case 7:
      return create_member(step);
    case 8:
      return change(step);
    case 9:
      return end(step, false);
    case 10:
    case 11:
      return end(step, true);
    case 12:
      return reopen(step);
    case 13:
      return move(step);
    case 14:
      return remove(step);
    case 15:
      return set_squad(step);
    default:
      return;
  }
}

void Plan::create_work(const Step& step) {
  const char* const tables[] = {"success_objective", "success_outcome", "success_initiative",
                                "customer_play",     "internal_play",   "touchpoint"};
  const std::string table = tables[step.which % 6];
  const auto [field, above] = parent_of(table, step.other);
  const auto parent = some(above, step.other);
  if (!parent) return;
  auto values = object({{field, *parent}, {title_field(table), "Work"}, {"description", "What it is."}});
  // Sometimes something is missing, or two things are.
  if (step.how % 8 == 1) values = object({{field, *parent}, {"priority", "no_such_priority"}});
  add(table, std::move(values));
}

void Plan::create_task(const Step& step) {
  const std::string table = step.which % 3 == 0 ? "internal_play_task" : "success_task";
  const auto [field, above] = parent_of(table, step.other);
  const auto parent = some(above, step.how);
  if (!parent) return;
  add(table, object({{field, *parent}, {title_field(table), "Task"}, {"description", "One step."}}));
}

void Plan::create_member(const Step& step) {
  if (step.which % 2 == 0) {
    add("account_team_member", object({{"engagement", engagement(step.other)},
                                       {"user", users_[step.how % 2]},
                                       {"responsibility", parts_[step.how / 2 % 2]}}));
  } else {
    add("customer_team_member", object({{"engagement", engagement(step.other)}, {"contact", contacts_[step.how % 2]}}));
  }
}

/// Table, id and version of a record, for a write to it.
Json Plan::target(const Made& made) {
  auto arguments = object({{"table", made.table}, {"id", made.id}});
  const auto rows = twin_.shadow().find(made.table);
  const Json* version = nullptr;
  if (rows != twin_.shadow().end()) {
    const auto record = rows->second.find(made.id);
    if (record != rows->second.end()) version = record->second.find("version");
  }
  arguments.set("version", version != nullptr ? *version : Json::number(1));
  return arguments;
}

void Plan::change(const Step& step) {
  if (made_.empty()) return;
  const auto& made = made_[step.which % made_.size()];
  if (!is_work(made.table)) return;
  auto values = Json::object();
  switch (step.how % 6) {
    case 0:
      values.set("priority", Json::string("high"));
      break;
    case 1:
      values.set("progress", Json::string("at_risk"));
      break;
    case 2:
      values.set("state", Json::string("in_progress"));
      break;
    case 3:
      values.set(title_field(made.table), Json::string("Renamed"));
      break;
    case 4:
      values.set("progress", Json::string("completed"));
      break;
    default:
      values.set(title_field(made.table), Json());
      values.set("description", Json());
  }
  auto arguments = target(made);
  if (step.other % 16 == 1) arguments.set("version", Json::number(99));
  arguments.set("values", std::move(values));
  twin_.call("update", std::move(arguments));
}

void Plan::end(const Step& step, bool cancel) {
  if (made_.empty()) return;
  // Now and then it is the engagement itself.
  const Made made = step.which == 7 ? Made{"engagement", engagement(step.other)} : made_[step.which % made_.size()];
  if (!is_work(made.table)) return;
  auto arguments = target(made);
  auto values = Json::object();
  values.set("state", Json::string(cancel ? "canceled" : "closed"));
  if (step.how % 8 != 1) values.set("close_notes", Json::string("Over."));
  const auto code = made.table == "engagement" ? std::string("completed") : close_code(made.table, step.other);
  if (!cancel && step.how % 8 != 2) values.set("close_code", Json::string(code));
  arguments.set("values", std::move(values));
  if (step.other % 2 == 0) arguments.set("confirm", Json(true));
  twin_.call("update", std::move(arguments));
}

void Plan::reopen(const Step& step) {
  if (made_.empty()) return;
  const Made made = step.which % 8 == 7 ? Made{"engagement", engagement(step.other)} : made_[step.which % made_.size()];
  if (!is_work(made.table)) return;
  auto arguments = target(made);
  auto values = Json::object();
  values.set("state", Json::string(step.how % 2 == 0 ? "new" : "in_progress"));
  arguments.set("values", std::move(values));
  twin_.call("update", std::move(arguments));
}

void Plan::move(const Step& step) {
  if (made_.empty()) return;
  const auto& made = made_[step.which % made_.size()];
  const auto [field, above] = parent_of(made.table, step.how);
  const auto parent = some(above, step.other);
  if (!parent) return;
  auto values = Json::object();
  if (made.table == "success_task") {
    for (const char* name : {"success_initiative", "customer_play", "touchpoint"}) values.set(name, Json());
  }
  values.set(field, Json::string(*parent));
  auto arguments = target(made);
  arguments.set("values", std::move(values));
  twin_.call("update", std::move(arguments));
}

void Plan::remove(const Step& step) {
  if (made_.empty()) return;
  const auto at = made_.begin() + static_cast<std::ptrdiff_t>(step.which % made_.size());
  if (!Twin::failed(twin_.call("remove", target(*at)))) made_.erase(at);
}

void Plan::set_squad(const Step& step) {
  const char* const tables[] = {"success_initiative", "customer_play", "touchpoint", "internal_play", "success_task"};
  const std::string table = tables[step.which % 5];
  const auto record = some(table, step.other);
  if (!record) return;
  auto squad = Json::array();
  for (std::size_t i = 0; i < 2; ++i) {
    if ((step.how >> i & 1U) != 0) squad.push(Json::string(members_[i]));
  }
  auto values = Json::object();
  values.set("squad", std::move(squad));
  auto arguments = target({table, *record});
  arguments.set("values", std::move(values));
  twin_.call("update", std::move(arguments));
}

}  // namespace steward::test
