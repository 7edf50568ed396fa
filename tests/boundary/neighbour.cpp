// SPDX-License-Identifier: Apache-2.0
#include "boundary/neighbour.hpp"

#include <fmt/format.h>

#include <regex>

#include "base/text.hpp"

namespace steward::test {

namespace {

/// Page tokens are text in hex; what is in them counts, not the ids' digits.
std::string opened(const std::string& text) {
  static const std::regex token("\"5b[0-9a-f]+\"");
  std::string result;
  std::size_t at = 0;
  for (std::sregex_iterator found(text.begin(), text.end(), token), end; found != end; ++found) {
    result += text.substr(at, static_cast<std::size_t>(found->position()) - at);
    const auto word = found->str();
    result += "token:" + base::from_hex(word.substr(1, word.size() - 2)).value_or(word);
    at = static_cast<std::size_t>(found->position() + found->length());
  }
  return result + text.substr(at);
}

}  // namespace

Neighbour::Neighbour(Portfolio& portfolio, const Domain& home) : portfolio_(&portfolio), home_(home) {
  const auto add = [&](std::string_view name, std::initializer_list<std::string_view> roles) {
    const auto user = hire(name, roles);
    kept_.emplace(name, user.id.to_string());
    doors_.emplace(name, require(portfolio_->engine.session(Portfolio::ref(user))));
  };
  add("admin", {"admin"});
  add("agent", {"customer_success_agent"});
  add("viewer", {"customer_success_viewer"});
  add("manager", {"success_manager"});
  add("onboarder", {"onboarding_agent"});
  kept_.emplace("global", portfolio_->global().to_string());
  kept_.emplace("home", home_.id.to_string());
}

User Neighbour::hire(std::string_view name, std::initializer_list<std::string_view> roles) {
  User entity;
  entity.user_name = name;
  entity.name = name;
  entity.domain = Portfolio::ref(home_);
  entity = portfolio_->create(entity);
  for (const auto role : roles) portfolio_->give_role(entity, role);
  return entity;
}

void Neighbour::note(std::string_view text) {
  static const std::regex id("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  const auto plain = opened(std::string(text));
  std::size_t at = 0;
  for (std::sregex_iterator found(plain.begin(), plain.end(), id), end; found != end; ++found) {
    transcript_ += plain.substr(at, static_cast<std::size_t>(found->position()) - at);
    const auto [known, first] = seen_.emplace(found->str(), static_cast<int>(seen_.size()));
    transcript_ += fmt::format("#{}", known->second);
    at = static_cast<std::size_t>(found->position() + found->length());
  }
  transcript_ += plain.substr(at) + "\n";
}

base::Json Neighbour::say(std::string_view who, std::string_view op, std::string args, std::string_view keep) {
  ++calls_;
  for (auto at = args.find('$'); at != std::string::npos; at = args.find('$', at)) {
    auto end = args.find_first_not_of("abcdefghijklmnopqrstuvwxyz_.", at + 1);
    const auto found = kept_.find(args.substr(at + 1, end - at - 1));
    INFO(who << " " << op << " " << args);
    REQUIRE(found != kept_.end());
    args.replace(at, end - at, found->second);
  }
  note(fmt::format("{}: {} {}", who, op, args));
  auto answer = doors_.at(std::string(who)).call(fmt::format(R"({{"v":1,"op":"{}","args":{}}})", op, args));
  if (!answer) {
    note(answer.error().to_string());
    for (const auto& fault : answer.error().faults()) note(fault.details);
    if (!keep.empty()) FAIL(who << " " << op << " " << args << ": " << answer.error().to_string());
    return {};
  }
  note(*answer);
  auto result = *require(base::Json::parse(*answer)).find("result");
  if (!keep.empty()) {
    const auto set = [&](const char* member, const std::string& suffix) {
      const auto* value = result.find(member);
      if (value == nullptr) return;
      kept_[std::string(keep) + suffix] = value->as_string() != nullptr ? *value->as_string() : value->dump();
    };
    set("id", "");
    set("version", ".v");
    set("next", "");
  }
  return result;
}

std::size_t Neighbour::steps() { return 16; }

void Neighbour::step(std::size_t number) {
  constexpr Step all[] = {&Neighbour::accounts,   &Neighbour::plans,         &Neighbour::contracts, &Neighbour::notes,
                          &Neighbour::references, &Neighbour::configuration, &Neighbour::lists,     &Neighbour::sums,
                          &Neighbour::pages,      &Neighbour::feed,          &Neighbour::past,      &Neighbour::deletes,
                          &Neighbour::refusals,   &Neighbour::customers,     &Neighbour::reports,   &Neighbour::rights};
  static_assert(std::size(all) == 16);
  (this->*all[number])();
}

void Neighbour::accounts() {
  say("admin", "create", R"({"table":"account","values":{"name":"Acme","external_id":"x-1","industry":"Retail"}})",
      "acme");
  say("admin", "create", R"({"table":"account","values":{"name":"Acme","external_id":"x-1"}})");
  say("admin", "create", R"({"table":"account","values":{"name":"Zenith","external_id":"x-2","parent":"$acme"}})",
      "zenith");
  say("admin", "create", R"({"table":"user","values":{"user_name":"agent","name":"Twin"}})");
  say("admin", "create", R"({"table":"user","values":{"user_name":"newcomer","name":"New"}})", "newcomer");
  say("admin", "create",
      R"({"table":"contact","values":{"account":"$acme","first_name":"Ada","last_name":"L","email":"ada@example.com"}})",
      "ada");
  say("agent", "create", R"({"table":"onboarding_case","values":{"account":"$acme","short_description":"Start"}})",
      "case");
  say("agent", "create",
      R"({"table":"engagement","values":{"account":"$acme","initial_onboarding":"$case","title":"Main","customer_success_manager":"$agent"}})",
      "engagement");
  say("agent", "create", R"({"table":"onboarding_case","values":{"account":"$zenith","short_description":"Start"}})",
      "second_case");
  say("agent", "create",
      R"({"table":"engagement","values":{"account":"$zenith","initial_onboarding":"$second_case","title":"Main","parent":"$engagement"}})",
      "second");
}

void Neighbour::plans() {
  say("agent", "create",
      R"({"table":"success_objective","values":{"engagement":"$engagement","title":"Aim","description":"Why."}})",
      "aim");
  say("agent", "create",
      R"({"table":"success_outcome","values":{"success_objective":"$aim","title":"Gain","description":"What."}})",
      "gain");
  say("agent", "create",
      R"({"table":"success_initiative","values":{"success_outcome":"$gain","subject":"Do","description":"How."}})",
      "do");
  say("agent", "create",
      R"({"table":"touchpoint","values":{"engagement":"$engagement","subject":"Call","description":"Said."}})", "call");
  say("agent", "create",
      R"({"table":"risk_signal","values":{"engagement":"$engagement","short_description":"R","description":"D","probability":"moderate"}})",
      "risk");
  say("agent", "create",
      R"({"table":"customer_play","values":{"engagement":"$engagement","short_description":"P","description":"D"}})");
  say("agent", "get", R"({"table":"engagement","id":"$engagement"})");
}

void Neighbour::contracts() {
  say("admin", "create",
      R"({"table":"contract","values":{"number":"CNT-1","name":"C","account":"$acme","state":"active","external_id":"c-1"}})",
      "contract");
  say("admin", "create",
      R"({"table":"contract","values":{"number":"CNT-1","name":"C","account":"$acme","state":"active"}})");
  say("agent", "create",
      R"({"table":"engagement_contract","values":{"engagement":"$engagement","contract":"$contract"}})", "link");
  say("agent", "create",
      R"({"table":"engagement_contract","values":{"engagement":"$engagement","contract":"$contract"}})");
}

void Neighbour::notes() {
  say("agent", "get", R"({"table":"touchpoint","id":"$call"})", "call");
  say("agent", "update",
      R"({"table":"touchpoint","id":"$call","version":$call.v,"values":{"comments":"Hello.","work_notes":"Hm.","priority":"high"}})");
  say("agent", "update", R"({"table":"touchpoint","id":"$call","version":77,"values":{"subject":"Late"}})");
  say("viewer", "journal", R"({"table":"touchpoint","id":"$call"})");
  say("viewer", "activity_stream", R"({"table":"touchpoint","id":"$call","limit":2})");
}

void Neighbour::references() {
  const auto absent =
      R"({"table":"touchpoint","values":{"engagement":"01900000-0000-7000-8000-000000000001","subject":"S","description":"D"}})";
  say("agent", "create", absent);
  say("agent", "create",
      R"({"table":"engagement","values":{"account":"$zenith","initial_onboarding":"$case","title":"Odd"}})");
  say("agent", "get", R"({"table":"engagement","id":"$case"})");
  say("agent", "update", R"({"table":"engagement","id":"$acme","version":1,"values":{"title":"x"}})");
}

void Neighbour::configuration() {
  const auto choice = R"({"table":"success_choice","values":{"name":"Churn","category":"risk_category"}})";
  say("admin", "create", choice, "churn");
  say("admin", "create", choice);
  say("onboarder", "create", R"({"table":"success_choice","values":{"name":"Shift","category":"risk_category"}})");
  say("admin", "create", R"({"table":"responsibility","values":{"key":"lead","name":"Lead"}})", "lead");
  say("admin", "create", R"({"table":"responsibility","values":{"key":"lead","name":"Lead"}})");
  say("admin", "create", R"({"table":"squad_member","values":{"user":"$agent","responsibility":"$lead"}})");
  say("admin", "create", R"({"table":"squad_member","values":{"user":"$agent","responsibility":"$lead"}})");
  say("admin", "create", R"({"table":"data_source","values":{"name":"Usage","source":"external"}})", "usage");
  say("admin", "create", R"({"table":"data_context","values":{"data_source":"$usage","context_table":"engagement"}})");
  say("admin", "create", R"({"table":"domain","values":{"name":"Mine"}})");
  say("admin", "create", R"({"table":"property","values":{"key":"k","value":"v"}})");
}

void Neighbour::lists() {
  for (const auto* table :
       {"account", "engagement", "touchpoint", "success_choice", "responsibility", "user", "domain", "user_role",
        "activity", "contract", "squad_member", "property", "record_change", "event"}) {
    say("admin", "find", fmt::format(R"({{"table":"{}"}})", table));
    say("viewer", "count", fmt::format(R"({{"table":"{}"}})", table));
  }
  for (const auto* table : {"number_sequence", "job_run", "outbox_message", "list_value"}) {
    say("admin", "count", fmt::format(R"({{"table":"{}"}})", table));
  }
}

void Neighbour::sums() {
  say("viewer", "count", R"({"table":"touchpoint","where":"engagement.number = \"AENG0000001\""})");
  say("viewer", "count", R"({"table":"engagement","where":"account.name = \"Acme\" or parent.title = \"Main\""})");
  say("viewer", "find", R"({"table":"risk_signal","where":"engagement.account.external_id = \"x-1\""})");
  say("viewer", "aggregate", R"({"table":"engagement","group_by":["state","account"],"measures":["count"]})");
  say("viewer", "aggregate", R"j({"table":"user","measures":["count","max(user_name)","min(created_at)"]})j");
  say("viewer", "count", R"({"table":"user","where":"user_name = \"agent\""})");
  say("viewer", "count", R"({"table":"engagement","where":"nonsense = 1"})");
  say("viewer", "count", R"({"table":"job_run","where":"nonsense = 1"})");
}

void Neighbour::pages() {
  say("viewer", "find", R"({"table":"engagement","order_by":"title","limit":1})", "page");
  say("viewer", "find", R"({"table":"engagement","order_by":"title","limit":1,"after":"$page"})");
  say("viewer", "find", R"({"table":"engagement","order_by":"number","limit":1,"after":"$page"})");
  say("viewer", "find", R"({"table":"user","order_by":"name desc","limit":2})");
}

void Neighbour::feed() {
  say("admin", "changes", R"({})");
  say("admin", "changes", R"({"limit":3})", "feed");
  for (int i = 0; i < 4; ++i) say("admin", "changes", R"({"limit":3,"token":"$feed"})", "feed");
  say("viewer", "changes", R"({"limit":7})");
  say("admin", "changes", R"({"token":"s1"})");
  say("admin", "changes", R"({"token":"e01900000-0000-7000-8000-000000000001"})");
}

void Neighbour::past() {
  say("viewer", "history", R"({"table":"touchpoint","id":"$call"})");
  say("viewer", "get", R"({"table":"touchpoint","id":"$call","as_of":"2024-11-20T12:03:30Z"})");
  say("viewer", "get", R"({"table":"touchpoint","id":"$call","as_of":"2024-11-20T11:00:00Z"})");
  say("viewer", "history", R"({"table":"account","id":"$acme"})");
  say("viewer", "activity_stream", R"({"table":"engagement","id":"$engagement"})");
}

void Neighbour::deletes() {
  say("admin", "get", R"({"table":"engagement","id":"$engagement"})", "engagement");
  say("admin", "remove", R"({"table":"engagement","id":"$engagement","version":$engagement.v})");
  say("admin", "get", R"({"table":"account","id":"$acme"})", "acme");
  say("admin", "remove", R"({"table":"account","id":"$acme","version":$acme.v})");
  say("agent", "remove", R"({"table":"risk_signal","id":"$risk","version":1})");
  say("admin", "get", R"({"table":"risk_signal","id":"$risk"})", "risk");
  say("admin", "remove", R"({"table":"risk_signal","id":"$risk","version":$risk.v})");
  say("admin", "get", R"({"table":"risk_signal","id":"$risk"})");
  say("admin", "history", R"({"table":"risk_signal","id":"$risk"})");
  say("agent", "create",
      R"({"table":"risk_signal","values":{"engagement":"$engagement","short_description":"R","description":"D","probability":"moderate"}})");
  say("agent", "get", R"({"table":"success_objective","id":"$aim"})", "aim");
  say("agent", "cancel", R"({"table":"success_objective","id":"$aim","version":$aim.v})");
}

void Neighbour::refusals() {
  for (const auto* op : {"analyze_risks", "run_due", "install_base_data", "refresh_health"}) say("admin", op, "{}");
  say("admin", "run_job", R"({"key":"risk_analyzer"})");
  say("admin", "run_job", R"({"key":"no_such_job"})");
  say("agent", "refresh_health", R"({"engagements":["$engagement"]})");
  say("agent", "refresh_health", R"({"engagements":["$case"]})");
  say("viewer", "weekly_trend", R"({"engagement":"$engagement","weeks":2})");
  say("viewer", "score", R"({"engagement":"$engagement","as_of":"2024-11-20T12:00:00Z"})");
  say("viewer", "color_of", R"({"score":50})");
  analyses();
}

void Neighbour::analyses() {
  constexpr const char* times = R"("from":"2024-11-19T12:00:00Z","to":"2024-11-20T12:00:00Z")";
  say("viewer", "explain_change", fmt::format(R"({{"engagement":"$engagement",{}}})", times));
  say("viewer", "roll_up", R"({"engagement":"$engagement"})");
  say("viewer", "roll_up", R"({"account":"$acme"})");
  say("viewer", "insight_page", R"({"table":"engagement","id":"$engagement"})");
  say("admin", "calculate", "{}");
  constexpr const char* proposal =
      R"({"metrics":[{"data_source":"$usage","target":10,"weight":100,"missing_policy":"zero"}]})";
  say("admin", "simulate", proposal);
  say("viewer", "simulate", proposal);
  for (const auto* who : {"viewer", "agent", "admin"}) {
    say(who, "backtest_risk", fmt::format(R"({{"risk_definition":"$engagement",{}}})", times));
    say(who, "backtest_health", fmt::format(R"({{"health_definition":"$engagement",{}}})", times));
  }
}

void Neighbour::customers() {
  say("admin", "create",
      R"({"table":"user","values":{"user_name":"client","name":"Client","kind":"customer","account":"$acme"}})",
      "client");
  say("admin", "get", R"({"table":"contact","id":"$ada"})", "ada");
  say("admin", "update", R"({"table":"contact","id":"$ada","version":$ada.v,"values":{"user":"$client"}})");
  say("admin", "assign_role", R"({"user":"$client","role":"customer_success_customer"})");
  if (!doors_.contains("client")) {
    doors_.emplace("client", require(portfolio_->engine.session(Ref<User>(*Id::parse(kept_.at("client"))))));
  }
  for (const auto* table : {"touchpoint", "success_initiative", "account", "contact", "journal_entry", "engagement"}) {
    say("client", "find", fmt::format(R"({{"table":"{}"}})", table));
  }
  say("client", "portal_lists", "{}");
  say("client", "portal_list", R"({"list":"all_touchpoints"})");
  say("client", "portal_list", R"({"list":"my_touchpoints"})");
  say("client", "parent_choices", R"({"table":"touchpoint"})");
  say("client", "parent_choices", R"({"table":"success_initiative"})");
  say("client", "create",
      R"({"table":"touchpoint","values":{"engagement":"$engagement","subject":"Ours","description":"D"}})");
  say("client", "create",
      R"({"table":"touchpoint","values":{"engagement":"$acme","subject":"Ours","description":"D"}})");
}

void Neighbour::reports() {
  say("agent", "portal_list", R"({"list":"all_touchpoints","account":"$acme"})");
  say("agent", "portal_list", R"({"list":"my_touchpoints"})");
  say("manager", "managed_engagements", "{}");
  say("manager", "managed_users", "{}");
  say("agent", "managed_engagements", "{}");
  say("agent", "planner", "{}");
  say("viewer", "planner", "{}");
}

void Neighbour::rights() {
  say("admin", "effective_grants", R"({"user":"$newcomer"})");
  say("admin", "explain_access", R"({"user":"$viewer","operation":"write","table":"engagement","id":"$engagement"})");
  say("admin", "assign_role", R"({"user":"$newcomer","role":"customer_success_viewer"})");
  say("admin", "assign_role", R"({"user":"$newcomer","role":"nothing_of_the_kind"})");
  say("admin", "revoke_role", R"({"user":"$newcomer","role":"customer_success_viewer"})");
  say("admin", "move_account", R"({"account":"$zenith","domain":"$global"})");
  say("admin", "changes", R"({})");
  say("admin", "find", R"({"table":"user_role"})");
}

}  // namespace steward::test
