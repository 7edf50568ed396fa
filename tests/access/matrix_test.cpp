// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <map>

#include "access/decide.hpp"
#include "access/evaluator.hpp"

// What roles grant on tables: the library against the evaluator of the tests, cell by cell, and the evaluator against
// the matrix of the composite roles as it is published.

using namespace steward;
using namespace steward::test;

namespace {

const char* const internal_matrix = R"(
tables                  ADM   VIEW  AGT   APP   PLAY  MGR   ONB   OWN   APR   CORE  DCE   CAP   USE   MTG
engagement              RCWD  R     RCW   RCW   RCW   R     R     -     -     -     -     -     -     -
success_objective       RCWD  R     RCW   RCW   RCW   R     R     -     -     -     -     -     -     -
success_outcome         RCWD  R     RCW   RCW   RCW   R     R     -     -     -     -     -     -     -
success_initiative      RCWD  R     RCW   RCW   RCW   R     R     -     -     -     -     -     -     -
customer_play           RCWD  R     RCW   RCW   RCW   R     R     -     -     -     -     -     -     -
success_task            RCWD  R     RCW   RCW   RCW   R     R     -     -     -     -     -     -     -
touchpoint              RCWD  R     RCW   RCW   RCW   R     R     -     -     -     -     -     -     R
internal_play           RCWD  R     RCW   RCW   RCW   R     R     -     -     -     -     -     -     -
internal_play_task      RCWD  R     RCW   RCW   RCW   R     R     -     -     -     -     -     -     -
risk_signal             RCWD  R     RCW   RCW   RCW   R     RCW   -     -     -     -     -     -     -
risk_solution           RCWD  R     RCW   RCW   RCW   R     RCW   -     -     -     -     -     -     -
risk_occurrence         RD    R     R     R     R     R     R     -     -     -     -     -     -     -
implementation_record   RCWD  R     RCW   RCW   RCW   R     RCW   -     -     -     -     -     -     -
definition_record       RCWD  R     R     R     RCWD  R     R     -     -     -     -     -     -     -
play_launch             RCWD  R     RCW   RCW   RCW   R     R     -     -     -     -     -     -     -
success_choice          RCWD  R     R     R     R     R     RCW   R     -     RCWD  -     -     -     -
squad_member            RCWD  R     RCW   RCW   RCW   R     RCW   -     -     -     -     -     -     -
engagement_contract     RCWD  R     RCWD  RCWD  RCWD  R     R     -     -     -     -     -     -     -
plan_links              RCWD  R     RCWD  RCWD  RCWD  R     R     -     -     -     -     -     -     -
applicable_squad_member RCWD  R     RCWD  RCWD  RCWD  R     RCWD  -     -     -     -     -     -     -
account_team_member     RCWD  R     RCWD  RCWD  RCWD  R     RCWD  -     -     -     -     -     -     -
customer_team_member    RCWD  R     RCWD  RCWD  RCWD  R     RCWD  -     -     -     -     -     -     -
onboarding_case         RCWD  R     RC    RC    RC    R     RCW   -     -     RCWD  -     -     -     -
onboarding_tasks        RCWD  R     R     R     R     R     RCW   -     -     RCWD  -     -     -     -
import_file             RCWD  -     -     -     -     -     RCWD  -     -     -     -     -     -     -
staging_row             RCWD  -     -     -     -     -     RCWD  -     -     -     -     -     -     -
import_templates        RCWD  -     -     -     -     -     RCW   -     -     -     -     -     -     -
validation_rule         RCWD  -     -     -     -     -     R     -     -     -     -     -     -     -
bridge_registration     RCWD  -     -     -     -     -     RCW   -     -     -     -     -     -     -
health_and_risk_set-up  RCWD  R     RCW   RCW   RCW   R     R     -     -     -     -     -     -     -
data_sources            RCWD  R     RCW   RCWD  RCW   R     R     -     -     -     RCWD  -     -     -
segments_and_insights   RCWD  R     R     RCWD  R     R     R     -     -     -     RCWD  -     -     -
metric_data             RCWD  R     R     RCWD  R     R     R     -     -     -     RCWD  -     -     -
capabilities            RCWD  R     R     RCWD  R     R     R     -     -     -     -     RCWD  -     -
usage                   RCWD  R     RW    RCWD  RW    R     R     -     -     -     -     -     RCWD  -
roadmaps                RCWD  R     RCW   RCW   RCW   R     R     -     -     -     -     -     -     -
roadmap_templates       RCWD  R     R     RCWD  R     R     R     -     -     -     -     -     -     -
blueprint_templates     RCWD  R     R     R     R     R     R     RCW   RW    -     -     -     -     -
meeting                 RCWD  R     RCW   RCW   RCW   R     R     -     -     -     -     -     -     RCW
meeting_invitee         RCWD  R     RCWD  RCWD  RCWD  R     R     -     -     -     -     -     -     RCWD
virtual_meeting         RCWD  R     R     RCW   R     R     R     -     -     -     -     -     -     RCW
playbook_definition     RCWD  R     R     R     R     R     RCW   -     -     -     -     -     -     -
playbook_runs           RCWD  R     RCW   RCW   RCW   R     RCW   -     -     -     -     -     -     -
journal_entry           RC    R     RC    RC    RC    R     RC    R     R     -     R     R     R     R
attachment              RCWD  R     RCD   RCD   RCD   R     RCD   R     R     -     R     R     R     R
email_message           RCWD  R     RCW   RCW   RCW   R     RCW   R     R     -     R     R     R     R
collaboration           RCWD  R     RCWD  RCWD  RCWD  R     RCWD  R     R     -     R     R     R     R
approval                RCWD  R     R     R     R     R     RW    RC    RW    -     -     -     -     -
history                 RD    R     R     R     R     R     R     -     -     -     -     -     -     -
templates_and_advice    RCWD  R     R     R     R     R     RCW   R     R     -     R     R     R     R
knowledge_article       RCWD  R     R     R     R     R     R     R     R     -     R     R     R     R
account                 RCWD  R     R     R     R     R     R     R     R     -     R     R     R     R
contact                 RCWD  R     R     R     R     R     RCW   R     R     -     R     R     R     R
contract                RCWD  R     RW    RW    RW    R     R     R     R     -     R     R     R     R
opportunity             RCWD  R     RCW   RCW   RCW   R     R     R     R     -     R     R     R     R
host_data               RCWD  R     R     R     R     R     R     R     R     -     R     R     R     R
connections             RCWD  -     -     RCWD  -     -     -     -     -     -     -     -     -     -
crm_link                RD    R     R     R     R     R     R     -     -     -     -     -     -     -
property                RCWD  -     -     RW    -     -     -     -     -     -     -     -     -     -
system                  RCWD  -     -     -     -     -     -     -     -     -     -     -     -     -
)";

const char* const external_matrix = R"(
tables               XSUC  XCUS  XADM  XMGR  XCASE
success_initiative   RCW   -     -     -     R
customer_play        R     -     -     -     R
success_task         R     -     -     -     R
touchpoint           RCW   -     -     -     R
customer_team_member -     -     RCW   -     -
onboarding_case      -     R     R     R     R
onboarding_tasks     -     R     R     R     R
import_file          -     RC    RC    RC    RC
staging_row          -     R     R     R     R
meeting              RCW   -     -     -     -
meeting_invitee      RCWD  -     -     -     -
journal_entry        RC    RC    RC    RC    RC
attachment           RC    RC    RC    RC    RC
knowledge_article    R     R     R     R     R
account              R     R     R     R     R
contact              R     R     RCW   R     R
)";

const std::map<std::string, std::string> columns{{"ADM", "admin"},
                                                 {"VIEW", "customer_success_viewer"},
                                                 {"AGT", "customer_success_agent"},
                                                 {"APP", "customer_success_application_admin"},
                                                 {"PLAY", "success_play_admin"},
                                                 {"MGR", "success_manager"},
                                                 {"ONB", "onboarding_agent"},
                                                 {"OWN", "success_template_owner"},
                                                 {"APR", "success_template_approver"},
                                                 {"CORE", "core_admin"},
                                                 {"DCE", "data_ctx_engine_admin"},
                                                 {"CAP", "prod_cap_core_admin"},
                                                 {"USE", "usage_admin"},
                                                 {"MTG", "meeting_creator"},
                                                 {"XSUC", "customer_success_customer"},
                                                 {"XCUS", "customer"},
                                                 {"XADM", "customer_admin"},
                                                 {"XMGR", "customer_manager"},
                                                 {"XCASE", "customer_case_manager"}};

// Tables that the library alone fills, beyond those of which the matrix says so: the matrix grants operations that
// lead to them, not plain writes.
const stated::Names filled_by_operations = {"import_file",       "staging_row",  "playbook",       "playbook_stage",
                                            "playbook_activity", "job_run",      "list_value",     "outbox_message",
                                            "inbound_message",   "context_data", "indicator_score"};
stated::Names filled_by_library() {
  stated::Names names{"risk_occurrence", "crm_link"};
  for (const auto& name : stated::tables_of("history")) names.insert(name);
  names.insert(filled_by_operations.begin(), filled_by_operations.end());
  return names;
}

access::Caller caller_with(const stated::Names& roles, bool external) {
  access::Caller caller;
  caller.actor.external = external;
  access::RoleSet held;
  for (const auto& name : roles) {
    const auto index = access::role_index(name);
    INFO(name);
    REQUIRE(index.has_value());
    held.set(*index);
  }
  caller.roles = access::closure(held);
  caller.grants = access::Grants(caller.roles, external);
  return caller;
}

std::string library_grants(const access::Caller& caller, const TableInfo& table) {
  std::string letters;
  for (unsigned place = 0; place < access::operations; ++place) {
    if (access::allows(caller, 1U << place, table)) letters += "RCWD"[place];
  }
  return letters;
}

/// What the evaluator says, less the plain writes of tables that only operations fill.
std::string expected_grants(const stated::Names& roles, const TableInfo& table) {
  const auto letters = stated::granted(roles, table.name);
  if (!letters) return "no rule is stated";
  std::string result;
  for (const char letter : *letters) {
    const bool write = letter == 'C' || letter == 'W';
    if (!write || filled_by_operations.count(table.name) == 0) result += letter;
  }
  return result;
}

/// Compares every table; one assertion a caller keeps the run short.
void compare(const stated::Names& roles, bool external) {
  const auto caller = caller_with(roles, external);
  std::string differences;
  for (const auto* table : all_tables()) {
    const auto expected = expected_grants(roles, *table);
    const auto actual = library_grants(caller, *table);
    if (expected != actual) differences += table->name + ": expected '" + expected + "', granted '" + actual + "'\n";
  }
  std::string names;
  for (const auto& role : roles) names += role + " ";
  INFO(names);
  CHECK(differences == "");
}

void check_golden(const char* matrix, std::size_t rows) {
  std::vector<std::vector<std::string>> lines;
  std::string line;
  for (const char* c = matrix; *c != '\0'; ++c) {
    if (*c != '\n') {
      line += *c;
      continue;
    }
    if (!line.empty()) lines.push_back(stated::words(line));
    line.clear();
  }
  REQUIRE(lines.size() == rows + 1);
  const auto& head = lines.front();
  for (std::size_t row = 1; row < lines.size(); ++row) {
    REQUIRE(lines[row].size() == head.size());
    for (const auto& table : stated::tables_of(lines[row].front())) {
      for (std::size_t at = 1; at < head.size(); ++at) {
        INFO(table << " for " << head[at]);
        const auto& cell = lines[row][at];
        CHECK(stated::granted({columns.at(head[at])}, table) == (cell == "-" ? "" : cell));
      }
    }
  }
}

}  // namespace

TEST_CASE("the evaluator agrees with the published matrix", "[access]") {
  check_golden(internal_matrix, 60);
  check_golden(external_matrix, 16);
}

TEST_CASE("external roles reach the tables of their matrix only", "[EXT-10][refuses]") {
  stated::Names listed;
  for (const auto& word : stated::words(external_matrix)) {
    for (const auto& table : stated::tables_of(word)) listed.insert(table);
  }
  for (const auto& role : stated::composite_roles()) {
    if (!stated::is_external(role)) continue;
    const auto caller = caller_with({role}, true);
    for (const auto* table : all_tables()) {
      INFO(role << " on " << table->name);
      if (listed.count(table->name) == 0) CHECK(library_grants(caller, *table).empty());
    }
  }
}

TEST_CASE("the shipped roles are those that are stated", "[access]") {
  stated::Names names;
  for (const auto& role : access::roles()) {
    if (!role.pseudo) names.insert(role.name);
    if (!role.pseudo) CHECK((role.side == access::Role::Side::external) == stated::is_external(role.name));
  }
  CHECK(names == stated::shipped_roles());
  CHECK(names.size() == 90);
}

TEST_CASE("every role contains what is stated", "[ACL-03][accepts]") {
  for (const auto& name : stated::shipped_roles()) {
    const auto caller = caller_with({name}, stated::is_external(name));
    for (const auto& other : stated::shipped_roles()) {
      if (name == "admin") continue;
      INFO(name << " contains " << other);
      CHECK(access::holds(caller.roles, other) == (stated::contained({name}).count(other) != 0));
    }
  }
}

TEST_CASE("every table has a stated rule, and the library fills those that it should", "[ACL-10][refuses]") {
  const auto by_library = filled_by_library();
  for (const auto* table : all_tables()) {
    INFO(table->name);
    CHECK(stated::granted({"admin"}, table->name).has_value());
    const bool filled = table->system_written || table->flavour == Flavour::series;
    CHECK(filled == (by_library.count(table->name) != 0));
  }
}

TEST_CASE("each role alone grants what is stated, on every table", "[ACL-01][ACL-02][ACL-06][refuses][accepts]") {
  for (const auto& role : stated::shipped_roles()) compare({role}, stated::is_external(role));
}

TEST_CASE("two composite roles grant the union", "[ACL-03][ACL-07][accepts]") {
  const auto& roles = stated::composite_roles();
  int pairs = 0;
  for (std::size_t a = 0; a < roles.size(); ++a) {
    for (std::size_t b = a + 1; b < roles.size(); ++b) {
      ++pairs;
      const bool mixed = stated::is_external(roles[a]) != stated::is_external(roles[b]);
      if (!mixed) compare({roles[a], roles[b]}, stated::is_external(roles[a]));
    }
  }
  CHECK(pairs == 171);
}

TEST_CASE("roles of the other side grant nothing", "[ACL-01][ACL-07][refuses]") {
  for (const auto& role : stated::shipped_roles()) {
    const auto caller = caller_with({role}, !stated::is_external(role));
    for (const auto* table : all_tables()) {
      INFO(role << " on " << table->name);
      CHECK(library_grants(caller, *table).empty());
    }
  }
  for (const auto& inner : stated::composite_roles()) {
    for (const auto& outer : stated::composite_roles()) {
      if (stated::is_external(inner) || !stated::is_external(outer)) continue;
      const auto inside = caller_with({inner, outer}, false);
      const auto outside = caller_with({inner, outer}, true);
      for (const auto* table : all_tables()) {
        if (library_grants(inside, *table) != expected_grants({inner}, *table) ||
            library_grants(outside, *table) != expected_grants({outer}, *table)) {
          FAIL_CHECK(inner << " and " << outer << " on " << table->name);
        }
      }
    }
  }
}

TEST_CASE("no role, no right", "[ACL-01][refuses]") {
  for (const auto* table : all_tables()) {
    INFO(table->name);
    CHECK(library_grants(caller_with({}, false), *table).empty());
    CHECK(library_grants(caller_with({}, true), *table).empty());
  }
}
