// SPDX-License-Identifier: Apache-2.0
#include "model/machine.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/schema.hpp"

using namespace steward;
using model::Transition;

namespace {

using Names = std::vector<std::string_view>;

/// A printed table: the row heads, the column heads and the cells.
struct Printed {
  Names rows;
  Names columns;
  std::vector<Names> cells;
};

const Names stages = {"not_started", "on_track", "at_risk", "paused", "finished"};
const Names case_states = {"new", "unassigned", "active", "blocked", "closed", "canceled"};
const Names task_states = {"open",   "awaiting_customer", "awaiting_internal", "in_progress", "review",
                           "closed", "canceled"};

const Printed case_stage = {case_states,
                            stages,
                            {{"not_started", "not_started", "at_risk", "not_started", "not_started"},
                             {"not_started", "not_started", "at_risk", "not_started", "not_started"},
                             {"on_track", "on_track", "at_risk", "on_track", "on_track"},
                             {"paused", "paused", "at_risk", "paused", "paused"},
                             {"finished", "finished", "finished", "finished", "finished"},
                             {"finished", "finished", "finished", "finished", "finished"}}};

const Printed case_state = {stages,
                            case_states,
                            {{"new", "unassigned", "new", "new", "new", "new"},
                             {"active", "active", "active", "active", "active", "active"},
                             {"new", "unassigned", "active", "blocked", "active", "active"},
                             {"blocked", "blocked", "blocked", "blocked", "blocked", "blocked"},
                             {"closed", "closed", "closed", "closed", "closed", "canceled"}}};

const Printed task_progress = {task_states,
                               stages,
                               {{"not_started", "not_started", "not_started", "not_started", "not_started"},
                                {"paused", "paused", "at_risk", "paused", "paused"},
                                {"paused", "paused", "at_risk", "paused", "paused"},
                                {"on_track", "on_track", "at_risk", "on_track", "on_track"},
                                {"on_track", "on_track", "at_risk", "on_track", "on_track"},
                                {"finished", "finished", "finished", "finished", "finished"},
                                {"finished", "finished", "finished", "finished", "finished"}}};

const Printed task_state = {
    stages,
    task_states,
    {{"open", "open", "open", "open", "open", "open", "open"},
     {"in_progress", "in_progress", "in_progress", "in_progress", "review", "in_progress", "in_progress"},
     {"in_progress", "awaiting_customer", "awaiting_internal", "in_progress", "review", "in_progress", "in_progress"},
     {"awaiting_customer", "awaiting_customer", "awaiting_internal", "awaiting_customer", "awaiting_customer",
      "awaiting_customer", "awaiting_customer"},
     {"closed", "closed", "closed", "closed", "closed", "closed", "canceled"}}};

void check_second(const model::PairMachine& machine, const Printed& printed) {
  for (std::size_t row = 0; row < printed.rows.size(); ++row) {
    for (std::size_t column = 0; column < printed.columns.size(); ++column) {
      INFO(machine.table << ": F(" << printed.rows[row] << ", " << printed.columns[column] << ")");
      CHECK(machine.second_for(printed.rows[row], printed.columns[column]) == printed.cells[row][column]);
    }
  }
}

void check_state(const model::PairMachine& machine, const Printed& printed) {
  for (std::size_t row = 0; row < printed.rows.size(); ++row) {
    for (std::size_t column = 0; column < printed.columns.size(); ++column) {
      INFO(machine.table << ": G(" << printed.rows[row] << ", " << printed.columns[column] << ")");
      CHECK(machine.state_for(printed.rows[row], printed.columns[column]) == printed.cells[row][column]);
    }
  }
}

/// What rules 3.1 say of a pair of states, written down apart from the code.
Transition expected(bool from_open, bool to_open, std::string_view from, std::string_view to) {
  if (from == to) return Transition::none;
  if (from.empty()) return to_open ? Transition::stay_open : Transition::refused;
  if (from_open && to_open) return Transition::stay_open;
  if (from_open) return to == "closed" ? Transition::close : Transition::cancel;
  return to_open ? Transition::reopen : Transition::refused;
}

}  // namespace

TEST_CASE("every pair of work states makes the transition of rules 3.1", "[model][machine]") {
  REQUIRE(model::work_machines().size() == 13);
  for (const auto& machine : model::work_machines()) {
    Names ends = {"closed", "canceled"};
    Names all(machine.open.begin(), machine.open.end());
    all.insert(all.end(), ends.begin(), ends.end());
    Names from = all;
    from.emplace_back("");
    for (const auto& before : from) {
      for (const auto& after : all) {
        INFO(machine.table << ": " << before << " to " << after);
        CHECK(model::transition(machine, before, after) ==
              expected(machine.is_open(before), machine.is_open(after), before, after));
      }
      INFO(machine.table << ": " << before << " to an unknown state");
      CHECK(model::transition(machine, before, "nonsense") == Transition::refused);
    }
    CHECK(model::transition(machine, "nonsense", machine.initial()) == Transition::refused);
  }
}

TEST_CASE("the states of each machine are the choices of its table", "[model][machine]") {
  const model::Schema schema;
  for (const auto& machine : model::work_machines()) {
    const auto& table = schema.at(machine.table);
    const auto* choices = schema.choices(table.fields[table.at(table.closing.state)].choice_list);
    REQUIRE(choices != nullptr);
    CHECK(choices->size() == machine.open.size() + 2);
    for (const auto& choice : *choices) {
      INFO(machine.table << " " << choice);
      CHECK((machine.is_open(choice) || model::WorkMachine::is_ended(choice)));
    }
    CHECK(machine.initial() == (machine.table == "onboarding_task" ? "open" : "new"));
  }
  for (const auto& machine : model::publish_machines()) {
    const auto& table = schema.at(machine.table);
    const auto* choices = schema.choices(table.fields[table.at("state")].choice_list);
    REQUIRE(choices != nullptr);
    CHECK(Names(choices->begin(), choices->end()) == Names(machine.states.begin(), machine.states.end()));
  }
  const auto& onboarding = *model::pair_machine("onboarding_case");
  CHECK(*schema.choices("onboarding_progress") == std::vector<std::string>(stages.begin(), stages.end()));
  for (const auto& state : *schema.choices("onboarding_state")) CHECK(onboarding.find(state) != nullptr);
}

TEST_CASE("every closing table has a machine", "[model][machine]") {
  const model::Schema schema;
  for (const auto* table : schema.tables()) {
    INFO(table->name);
    CHECK((model::work_machine(table->name) != nullptr) == !table->closing.state.empty());
    if (table->closing.synchronised) CHECK(model::pair_machine(table->name) != nullptr);
  }
}

TEST_CASE("the stage of an onboarding case follows its state as printed", "[model][machine][SYN-01]") {
  check_second(*model::pair_machine("onboarding_case"), case_stage);
}

TEST_CASE("the state of an onboarding case follows its stage as printed", "[model][machine][SYN-02]") {
  check_state(*model::pair_machine("onboarding_case"), case_state);
}

TEST_CASE("the progress of an onboarding task follows its state as printed", "[model][machine][SYN-01]") {
  check_second(*model::pair_machine("onboarding_task"), task_progress);
}

TEST_CASE("the state of an onboarding task follows its progress as printed", "[model][machine][SYN-02]") {
  check_state(*model::pair_machine("onboarding_task"), task_state);
}

TEST_CASE("an implementation record goes by its own pairs", "[model][machine][SYN-01][SYN-02]") {
  const auto& machine = *model::pair_machine("implementation_record");
  CHECK(machine.second_for("closed", "on_track") == "completed");
  CHECK(machine.second_for("canceled", "on_track") == "canceled");
  CHECK(machine.second_for("paused", "at_risk") == "at_risk");
  CHECK(machine.state_for("not_started", "closed") == "new");
  CHECK(machine.state_for("on_track", "new") == "in_progress");
  CHECK(machine.state_for("at_risk", "closed") == "in_progress");
  CHECK(machine.state_for("paused", "new") == "paused");
  CHECK(machine.state_for("completed", "new") == "closed");
  CHECK(machine.state_for("canceled", "new") == "canceled");
}

TEST_CASE("state and stage obey their laws over all pairs", "[model][machine][SYN-03]") {
  REQUIRE(model::pair_machines().size() == 3);
  for (const auto& machine : model::pair_machines()) {
    Names seconds;
    for (const auto& pair : machine.pairs) {
      for (const auto& second : pair.second) {
        if (!second.empty() && std::find(seconds.begin(), seconds.end(), second) == seconds.end()) {
          seconds.push_back(second);
        }
      }
    }
    for (const auto& pair : machine.pairs) {
      const auto s = pair.state;
      for (const auto& t : seconds) {
        INFO(machine.table << " " << s << " " << t);
        const auto f = machine.second_for(s, t);
        const auto g = machine.state_for(t, s);
        CHECK(machine.allowed(s, f));
        CHECK(machine.allowed(g, t));
        CHECK(machine.second_for(s, f) == f);
        CHECK(machine.state_for(f, s) == s);
        CHECK(machine.second_for(g, t) == t);
      }
    }
    CHECK(machine.second_for("nonsense", "at_risk") == "at_risk");
    CHECK(machine.state_for("nonsense", "closed") == "closed");
    CHECK_FALSE(machine.allowed("nonsense", "at_risk"));
  }
}

TEST_CASE("the progress of a reopened record is that of its new state", "[model][machine][PRG-03]") {
  CHECK(model::progress_reopened("new") == "not_started");
  CHECK(model::progress_reopened("define") == "not_started");
  CHECK(model::progress_reopened("in_progress") == "on_track");
  CHECK(model::progress_reopened("paused") == "paused");
  CHECK(model::progress_reopened("closed").empty());
  CHECK(model::progress_reopened("canceled").empty());
}

TEST_CASE("definitions move as rules 3.9 lists, and in no other way", "[model][machine]") {
  using Moves = std::set<std::pair<std::string, std::string>>;
  const Moves both = {{"draft", "published"}, {"published", "draft"}};
  const std::map<std::string, Moves> listed = {
      {"health_definition", both},
      {"risk_definition", both},
      {"risk_threshold_override", both},
      {"data_source", both},
      {"segment", both},
      {"adoption_roadmap_template", both},
      {"definition_record",
       {{"draft", "published"}, {"published", "closed"}, {"draft", "canceled"}, {"published", "canceled"}}},
      {"objective_template",
       {{"draft", "waiting_for_approval"},
        {"waiting_for_approval", "approved"},
        {"waiting_for_approval", "draft"},
        {"approved", "published"},
        {"approved", "draft"},
        {"draft", "published"},
        {"published", "retired"}}},
      {"outcome_template",
       {{"draft", "published"}, {"draft", "canceled"}, {"published", "canceled"}, {"published", "retired"}}},
      {"capability_map",
       {{"draft", "published"},
        {"published", "draft"},
        {"published", "archived"},
        {"archived", "draft"},
        {"draft", "canceled"},
        {"published", "canceled"}}},
      {"adoption_roadmap",
       {{"draft", "published"}, {"published", "draft"}, {"draft", "canceled"}, {"published", "retired"}}},
      {"meeting",
       {{"draft", "scheduled"},
        {"draft", "canceled"},
        {"draft", "completed"},
        {"scheduled", "completed"},
        {"scheduled", "canceled"}}},
  };
  REQUIRE(model::publish_machines().size() == listed.size());
  for (const auto& machine : model::publish_machines()) {
    REQUIRE(listed.contains(std::string(machine.table)));
    const auto& moves = listed.at(std::string(machine.table));
    for (const auto from : machine.states) {
      for (const auto to : machine.states) {
        INFO(machine.table << ": " << from << " to " << to);
        CHECK(machine.allows(from, to) == (from == to || moves.contains({std::string(from), std::string(to)})));
      }
      CHECK_FALSE(machine.allows(from, "nonsense"));
    }
    CHECK_FALSE(machine.allows("nonsense", "nonsense"));
    CHECK(machine.states.front() == "draft");
  }
  CHECK(model::publish_machine("engagement") == nullptr);
}
