// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <map>

#include "model/machine.hpp"
#include "support/portfolio.hpp"

// Every pair of states of every machine, through real writes.

using namespace steward;
using namespace steward::test;

namespace {

using Maker = std::function<Id(Portfolio&)>;

/// One way to make a record of each table of work.
const std::map<std::string, Maker>& makers() {
  static const std::map<std::string, Maker> all = {
      {"engagement", [](Portfolio& p) { return p.engagement().id; }},
      {"success_objective", [](Portfolio& p) { return p.objective(p.engagement()).id; }},
      {"success_outcome", [](Portfolio& p) { return p.outcome(p.engagement()).id; }},
      {"success_initiative", [](Portfolio& p) { return p.initiative(p.engagement()).id; }},
      {"customer_play", [](Portfolio& p) { return p.customer_play(p.engagement()).id; }},
      {"success_task", [](Portfolio& p) { return p.task(p.customer_play(p.engagement())).id; }},
      {"touchpoint", [](Portfolio& p) { return p.touchpoint(p.engagement()).id; }},
      {"internal_play", [](Portfolio& p) { return p.internal_play(p.engagement()).id; }},
      {"internal_play_task", [](Portfolio& p) { return p.internal_play_task(p.internal_play(p.engagement())).id; }},
      {"implementation_record", [](Portfolio& p) { return p.create(p.new_implementation(p.engagement())).id; }},
      {"risk_signal", [](Portfolio& p) { return p.risk_signal(p.engagement()).id; }},
      {"onboarding_case", [](Portfolio& p) { return p.onboarding_case(p.account()).id; }},
      {"onboarding_task", [](Portfolio& p) { return p.onboarding_task(p.onboarding_case(p.account())).id; }},
  };
  return all;
}

std::string text_of(const DynamicRecord& record, std::string_view field) {
  const auto* text = std::get_if<std::string>(&record.get(field));
  return text != nullptr ? *text : std::string();
}

/// The values that bring a record into `state`, with all that closing asks for.
NamedValues into(const TableInfo& table, const std::string& state) {
  NamedValues values{{"state", state}};
  if (!model::WorkMachine::is_ended(state)) return values;
  const auto& code = table.fields[table.at(table.closing.code)];
  for (const auto& list : all_choice_lists()) {
    if (list.name == code.choice_list) values.emplace_back(code.name, std::string(list.values.front()));
  }
  values.emplace_back(std::string(table.closing.notes), std::string("Over."));
  return values;
}

DynamicRecord move(Portfolio& p, const DynamicRecord& record, const std::string& state) {
  if (text_of(record, "state") == state) return record;
  return require(p.session.update(record.table->name, record.id(), record.version(), into(*record.table, state)));
}

void check_open(const DynamicRecord& record) {
  const auto& closing = record.table->closing;
  CHECK(std::get<bool>(record.get("active")));
  CHECK(is_null(record.get("closed_at")));
  CHECK(is_null(record.get(closing.code)));
  CHECK(is_null(record.get(closing.notes)));
}

void check_ended(Portfolio& p, const DynamicRecord& record, const std::string& state) {
  const auto& closing = record.table->closing;
  CHECK_FALSE(std::get<bool>(record.get("active")));
  CHECK(std::get<Instant>(record.get("closed_at")) == p.clock->now());
  CHECK(text_of(record, closing.notes) == "Over.");
  if (state == "canceled") CHECK(text_of(record, closing.code) == closing.cancel_code);
  if (closing.second.empty()) return;
  const auto* pairs = model::pair_machine(record.table->name);
  const std::string expected = pairs != nullptr    ? std::string(pairs->find(state)->second[0])
                               : state == "closed" ? std::string("completed")
                                                   : std::string("canceled");
  CHECK(text_of(record, closing.second) == expected);
}

void check_pair(Portfolio& p, const std::string& table, const std::string& from, const std::string& to) {
  INFO(table << ": " << from << " to " << to);
  auto record = move(p, require(p.session.get(table, makers().at(table)(p))), from);
  auto moved = p.session.update(table, record.id(), record.version(), into(*record.table, to));
  const bool ended = model::WorkMachine::is_ended(to);
  if (ended && model::WorkMachine::is_ended(from) && from != to) {
    CHECK(refused(moved, "SM-05", "invalid_transition", "state"));
    return;
  }
  if (ended && from == to) return;  // nothing moves; GEN-17 has its own tests
  REQUIRE(accepted(moved));
  CHECK(text_of(*moved, "state") == to);
  ended ? check_ended(p, *moved, to) : check_open(*moved);
}

std::vector<std::string> states_of(const model::WorkMachine& machine) {
  std::vector<std::string> states(machine.open.begin(), machine.open.end());
  states.insert(states.end(), {"closed", "canceled"});
  return states;
}

}  // namespace

TEST_CASE("every machine has a maker", "[SM-01][SM-02]") {
  for (const auto& machine : model::work_machines()) CHECK(makers().contains(std::string(machine.table)));
  CHECK(makers().size() == model::work_machines().size());
}

TEST_CASE("every pair of states of every table of work", "[SM-02][SM-03][SM-04][SM-05][pairs]") {
  for (const auto& machine : model::work_machines()) {
    Portfolio p;
    for (const auto& from : states_of(machine)) {
      for (const auto& to : states_of(machine)) check_pair(p, std::string(machine.table), from, to);
    }
  }
}

TEST_CASE("every state at the beginning of every table of work", "[SM-01][pairs]") {
  for (const auto& machine : model::work_machines()) {
    Portfolio p;
    const std::string table(machine.table);
    const auto pattern = require(p.session.get(table, makers().at(table)(p)));
    for (const auto& state : states_of(machine)) {
      INFO(table << " begins as " << state);
      NamedValues values{{"state", state}};
      for (std::size_t i = 0; i < pattern.table->fields.size(); ++i) {
        const auto& field = pattern.table->fields[i];
        const bool given = field.kind == FieldKind::stored && field.name != "state" && field.name != "external_id" &&
                           field.name != machine.table && field.name != pattern.table->closing.second;
        if (given && !is_null(pattern.row[i])) values.emplace_back(field.name, pattern.row[i]);
      }
      auto made = p.session.create(table, values);
      if (model::WorkMachine::is_ended(state)) {
        CHECK(refused(made, "SM-01", "invalid_transition", "state"));
      } else {
        REQUIRE(accepted(made));
        CHECK(text_of(*made, "state") == state);
      }
    }
  }
}
