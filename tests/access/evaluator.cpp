// SPDX-License-Identifier: Apache-2.0
#include "access/evaluator.hpp"

#include <map>
#include <sstream>

namespace steward::test::stated {

namespace {

struct StatedRole {
  std::string contains;
  std::vector<std::string> grants;  // letters, then tables and groups
};

// Our own placing: the change feed's events count as history, the stored lists as part of the system.
const std::map<std::string, std::string> groups{
    {"plan_links", "applicable_outcome applicable_sold_product applicable_entitlement"},
    {"onboarding_tasks", "onboarding_task import_task"},
    {"import_templates", "import_template field_map"},
    {"health_and_risk_set-up", "health_definition health_metric risk_definition risk_threshold_override color_band"},
    {"data_sources", "data_source data_context context_mapper"},
    {"segments_and_insights", "segment segment_metric insight insight_item visualization visualization_item"},
    {"metric_data", "context_data indicator breakdown indicator_score"},
    {"capabilities", "product_capability capability_map capability_relation"},
    {"usage", "product_usage capability_usage"},
    {"roadmaps", "adoption_roadmap adoption_roadmap_item"},
    {"roadmap_templates", "adoption_roadmap_template adoption_roadmap_template_item"},
    {"blueprint_templates", "objective_template outcome_template"},
    {"playbook_runs", "playbook playbook_stage playbook_activity"},
    {"collaboration",
     "discussion discussion_participant reminder knowledge_link article_feedback blocked_by record_link decision_run "
     "saved_filter"},
    {"history",
     "activity score_history scorecard_snapshot recommendation_history playbook_log record_change definition_version "
     "event"},
    {"templates_and_advice",
     "email_template response_template form_template recommendation_rule recommendation resource_generator "
     "decision_tree"},
    {"host_data",
     "user sold_product product_model install_base_item install_base_sold_product entitlement location "
     "account_address escalation service_definition asset responsibility exchange_rate"},
    {"connections", "crm_mapping crm_currency_map webhook_registration webhook_validation"},
    {"system", "role user_role domain scheduled_job job_run number_sequence outbox_message inbound_message list_value"},
};

// Base of the role names, then the tables. The first nine are the tables of daily work.
const std::vector<std::pair<std::string, std::string>> families{
    {"engagement", "engagement"},
    {"success_objective", "success_objective"},
    {"success_outcome", "success_outcome"},
    {"success_initiative", "success_initiative"},
    {"success_case", "customer_play"},
    {"touchpoint", "touchpoint"},
    {"success_task", "success_task"},
    {"internal_play", "internal_play"},
    {"internal_play_task", "internal_play_task"},
    {"risk_signal_issue", "risk_signal"},
    {"definition_record", "definition_record"},
    {"success_launcher_notifier", "play_launch"},
    {"risk_signal_solution", "risk_solution"},
    {"squad_member", "squad_member"},
    {"engagement_contract", "engagement_contract"},
};
constexpr std::size_t work_tables = 9;

const std::string single_tables =
    "risk_occurrence implementation_record applicable_squad_member account_team_member customer_team_member "
    "import_file "
    "staging_row validation_rule bridge_registration meeting meeting_invitee virtual_meeting playbook_definition "
    "journal_entry attachment email_message approval knowledge_article account contact contract opportunity crm_link "
    "property success_choice onboarding_case";

void add_family(std::map<std::string, StatedRole>& roles, const std::string& base, const std::string& tables) {
  roles[base + "_read"] = {"", {"R " + tables}};
  roles[base + "_write"] = {base + "_read", {"CW " + tables}};
  roles[base + "_delete"] = {base + "_read", {"D " + tables}};
  roles[base + "_admin"] = {base + "_read " + base + "_write " + base + "_delete", {}};
}

void add_agents(std::map<std::string, StatedRole>& roles) {
  std::string read;
  std::string work;
  for (std::size_t at = 0; at < families.size(); ++at) {
    read += " " + families[at].first + "_read";
    if (at < work_tables) work += " " + families[at].first + "_write";
  }
  roles["customer_success_viewer"] = {
      "internal_base core_read" + read,
      {"R risk_occurrence implementation_record plan_links applicable_squad_member account_team_member "
       "customer_team_member health_and_risk_set-up data_sources segments_and_insights metric_data capabilities usage "
       "roadmaps roadmap_templates blueprint_templates meeting meeting_invitee virtual_meeting playbook_definition "
       "playbook_runs approval history crm_link"}};
  roles["customer_success_agent"] = {
      "customer_success_viewer risk_signal_issue_write risk_signal_solution_write squad_member_write "
      "engagement_contract_write success_launcher_notifier_write" +
          work,
      {"D engagement_contract", "RC onboarding_case journal_entry", "RCD attachment",
       "RCW implementation_record health_and_risk_set-up data_sources roadmaps meeting playbook_runs email_message "
       "opportunity",
       "RCWD plan_links applicable_squad_member account_team_member customer_team_member meeting_invitee collaboration",
       "RW usage contract"}};
  roles["customer_success_application_admin"] = {
      "customer_success_agent data_ctx_engine_admin prod_cap_core_admin usage_admin meeting_creator",
      {"RCWD roadmap_templates connections", "RW property"}};
  roles["success_play_admin"] = {"customer_success_agent definition_record_admin", {}};
  roles["success_manager"] = {"customer_success_viewer", {}};
  roles["onboarding_agent"] = {
      "customer_success_viewer core_write import_builder_create import_builder_write data_validation_assist_read "
      "risk_signal_issue_write risk_signal_solution_write squad_member_write",
      {"RC journal_entry", "RCD attachment",
       "RCW implementation_record contact bridge_registration email_message playbook_definition playbook_runs "
       "templates_and_advice",
       "RCWD account_team_member customer_team_member applicable_squad_member import_file staging_row collaboration",
       "RW approval"}};
}

std::map<std::string, StatedRole> make_roles() {
  std::map<std::string, StatedRole> roles;
  for (const auto& [base, table] : families) add_family(roles, base, table);
  add_family(roles, "core", "success_choice onboarding_case onboarding_tasks");
  add_agents(roles);
  roles["internal_base"] = {"",
                            {"R account contact contract opportunity host_data knowledge_article journal_entry "
                             "attachment email_message collaboration templates_and_advice"}};
  roles["data_validation_assist_read"] = {"", {"R validation_rule"}};
  roles["data_validation_assist_create"] = {"data_validation_assist_read", {"C validation_rule"}};
  roles["data_validation_assist_write"] = {"data_validation_assist_read", {"W validation_rule"}};
  roles["data_validation_assist_admin"] = {
      "data_validation_assist_read data_validation_assist_create data_validation_assist_write", {"D validation_rule"}};
  roles["import_builder_read"] = {"", {"R import_templates"}};
  roles["import_builder_create"] = {"import_builder_read", {"C import_templates"}};
  roles["import_builder_write"] = {"import_builder_read", {"W import_templates"}};
  roles["success_template_owner"] = {"internal_base", {"R success_choice", "RC approval", "RCW blueprint_templates"}};
  roles["success_template_approver"] = {"internal_base", {"RW blueprint_templates approval"}};
  roles["data_ctx_engine_admin"] = {"internal_base", {"RCWD data_sources segments_and_insights metric_data"}};
  roles["prod_cap_core_admin"] = {"internal_base", {"RCWD capabilities"}};
  roles["usage_admin"] = {"internal_base", {"RCWD usage"}};
  roles["meeting_creator"] = {"internal_base touchpoint_read", {"RCW meeting virtual_meeting", "RCWD meeting_invitee"}};
  roles["playbook_admin"] = {"internal_base", {"R playbook_runs", "RCWD playbook_definition"}};
  roles["external_base"] = {"", {"R account contact knowledge_article", "RC journal_entry attachment"}};
  roles["customer_success_customer"] = {
      "external_base",
      {"R customer_play success_task", "RCW touchpoint meeting success_initiative", "RCWD meeting_invitee"}};
  roles["customer"] = {"external_base", {"R onboarding_case onboarding_tasks staging_row", "RC import_file"}};
  roles["customer_admin"] = {"customer", {"RCW customer_team_member contact"}};
  roles["customer_manager"] = {"customer", {}};
  roles["customer_case_manager"] = {"customer", {"R success_initiative customer_play success_task touchpoint"}};

  std::string all = single_tables;
  for (const auto& [group, tables] : groups) all += " " + group;
  for (const auto& [base, table] : families) all += " " + table;
  roles["admin"] = {"", {"RCWD " + all}};
  return roles;
}

const std::map<std::string, StatedRole>& roles() {
  static const auto made = make_roles();
  return made;
}

const Names& written_by_nobody() {
  static const auto made = [] {
    Names names{"risk_occurrence", "crm_link"};
    for (const auto& table : tables_of("history")) names.insert(table);
    return names;
  }();
  return made;
}

}  // namespace

std::vector<std::string> words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> all;
  for (std::string word; stream >> word;) all.push_back(word);
  return all;
}

std::vector<std::string> tables_of(const std::string& group) {
  const auto found = groups.find(group);
  return found == groups.end() ? std::vector<std::string>{group} : words(found->second);
}

const Names& shipped_roles() {
  static const auto made = [] {
    Names names;
    for (const auto& [name, role] : roles()) {
      if (name != "internal_base" && name != "external_base") names.insert(name);
    }
    return names;
  }();
  return made;
}

const std::vector<std::string>& composite_roles() {
  static const std::vector<std::string> names = words(
      "admin customer_success_viewer customer_success_agent customer_success_application_admin success_play_admin "
      "success_manager onboarding_agent success_template_owner success_template_approver core_admin "
      "data_ctx_engine_admin prod_cap_core_admin usage_admin meeting_creator customer_success_customer customer "
      "customer_admin customer_manager customer_case_manager");
  return names;
}

bool is_external(const std::string& role) {
  return role.substr(0, 8) == "customer" && contained({role}).count("external_base") != 0;
}

Names contained(const Names& held) {
  Names all;
  std::vector<std::string> open(held.begin(), held.end());
  while (!open.empty()) {
    const auto name = open.back();
    open.pop_back();
    if (!all.insert(name).second) continue;
    for (const auto& inner : words(roles().at(name).contains)) open.push_back(inner);
  }
  return all;
}

std::optional<std::string> granted(const Names& held, const std::string& table) {
  static const auto known = [] {
    Names names;
    for (const auto& entry : words(roles().at("admin").grants.front())) {
      for (const auto& name : tables_of(entry)) names.insert(name);
    }
    return names;
  }();
  if (known.count(table) == 0) return std::nullopt;
  std::string letters;
  for (const auto& role : contained(held)) {
    for (const auto& grant : roles().at(role).grants) {
      const auto parts = words(grant);
      for (std::size_t at = 1; at < parts.size(); ++at) {
        for (const auto& name : tables_of(parts[at])) {
          if (name == table) letters += parts.front();
        }
      }
    }
  }
  std::string result;
  for (const char letter : std::string("RCWD")) {
    const bool never = (letter == 'C' || letter == 'W') && written_by_nobody().count(table) != 0;
    const bool journal = (letter == 'W' || letter == 'D') && table == "journal_entry";
    if (letters.find(letter) != std::string::npos && !never && !journal) result += letter;
  }
  return result;
}

}  // namespace steward::test::stated
