// SPDX-License-Identifier: Apache-2.0
#include "access/roles.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <stdexcept>
#include <unordered_map>

#include "access/families.hpp"

namespace steward::access {

namespace {

using enum AccessClass;

using Classes = std::initializer_list<AccessClass>;
struct GrantLine {
  unsigned operations;
  Classes on;
  Limit limit = Limit::none;
};

constexpr unsigned RC = read | create;
constexpr unsigned RW = read | write;
constexpr unsigned RCW = read | create | write;
constexpr unsigned RCD = read | create | remove;
constexpr unsigned RCWD = read | create | write | remove;

constexpr Role::Side external_side = Role::Side::external;

Role role(std::string_view name, std::string_view persona, std::string_view purpose,
          std::initializer_list<std::string_view> contains, std::initializer_list<GrantLine> lines,
          Role::Side side = Role::Side::internal) {
  Role made;
  made.name = name;
  made.persona = persona;
  made.purpose = purpose;
  made.contains.assign(contains.begin(), contains.end());
  for (const auto& line : lines) {
    for (const auto on : line.on) made.grants.push_back({on, line.operations, line.limit});
  }
  made.side = side;
  return made;
}

Role pseudo(Role made) {
  made.pseudo = true;
  return made;
}

/// An administrator's grants: everything, except that nobody creates or changes what the library alone writes.
Role administrator() {
  Role made = role("admin", "Provider administrator", "Sets up playbooks, case types, mails, maps and properties.",
                   {"internal_base"}, {});
  for (std::size_t i = 1; i < access_classes; ++i) {
    const auto on = static_cast<AccessClass>(i);
    unsigned operations = RCWD;
    if (on == risk_occurrence || on == history || on == crm_link) operations = read | remove;
    if (on == journal_entry) operations = RC;
    made.grants.push_back({on, operations, Limit::none});
  }
  return made;
}

void add_internal(std::vector<Role>& all) {
  all.push_back(pseudo(role("internal_base", "", "What every internal role reads.", {},
                            {{read,
                              {account, contact, contract, opportunity, host_data, knowledge_article, journal_entry,
                               attachment, email_message, collaboration, templates_and_advice}}})));
  all.push_back(administrator());

  Role viewer = role("customer_success_viewer", "Success viewer",
                     "Reads engagements, objectives, outcomes, initiatives, plays, touchpoints and their tasks.",
                     {"internal_base", "core_read"},
                     {{read,
                       {risk_occurrence,
                        implementation_record,
                        plan_links,
                        applicable_squad_member,
                        account_team_member,
                        customer_team_member,
                        health_and_risk_setup,
                        data_sources,
                        segments_and_insights,
                        metric_data,
                        capabilities,
                        usage,
                        roadmaps,
                        roadmap_templates,
                        blueprint_templates,
                        meeting,
                        meeting_invitee,
                        virtual_meeting,
                        playbook_definition,
                        playbook_runs,
                        approval,
                        history,
                        crm_link}}});
  for (const auto& family : families) viewer.contains.push_back(std::string(family.base) + "_read");
  all.push_back(std::move(viewer));

  Role agent = role(
      "customer_success_agent", "Customer success manager", "Reads, creates and changes the success work of customers.",
      {"customer_success_viewer", "risk_signal_issue_write", "risk_signal_solution_write", "squad_member_write",
       "engagement_contract_write", "success_launcher_notifier_write"},
      {{remove, {engagement_contract}},
       {RC, {onboarding_case, journal_entry}},
       {RCD, {attachment}},
       {RCW,
        {implementation_record, health_and_risk_setup, roadmaps, meeting, playbook_runs, email_message, opportunity}},
       {RCW, {data_sources}, Limit::plain_sources},
       {RCWD,
        {plan_links, applicable_squad_member, account_team_member, customer_team_member, meeting_invitee,
         collaboration}},
       {RW, {usage, contract}}});
  for (const auto& family : families) {
    if (family.work) agent.contains.push_back(std::string(family.base) + "_write");
  }
  all.push_back(std::move(agent));

  all.push_back(
      role("customer_success_application_admin", "",
           "An agent who also sets up calculated sources, visualizations, capabilities and video meetings.",
           {"customer_success_agent", "data_ctx_engine_admin", "prod_cap_core_admin", "usage_admin", "meeting_creator"},
           {{RCWD, {roadmap_templates, connections}}, {RW, {property}, Limit::video_setting}}));
  all.push_back(role("success_play_admin", "", "An agent who also keeps the definitions of success plays.",
                     {"customer_success_agent", "definition_record_admin"}, {}));
  all.push_back(role("success_manager", "Director of customer success", "Oversees a team of success agents.",
                     {"customer_success_viewer"}, {}));
  all.push_back(role(
      "onboarding_agent", "Onboarding manager", "Leads customers from onboarding to go-live.",
      {"customer_success_viewer", "core_write", "import_builder_create", "import_builder_write",
       "data_validation_assist_read", "risk_signal_issue_write", "risk_signal_solution_write", "squad_member_write"},
      {{RC, {journal_entry}},
       {RCD, {attachment}},
       {RCW, {implementation_record, contact, bridge_registration, email_message, playbook_runs, templates_and_advice}},
       {RCW, {playbook_definition}, Limit::onboarding_definitions},
       {RCWD,
        {account_team_member, customer_team_member, applicable_squad_member, import_file, staging_row, collaboration}},
       {RW, {approval}}}));
  all.push_back(role("success_template_owner", "", "Writes blueprint templates and asks for their approval.",
                     {"internal_base"}, {{read, {success_choice}}, {RC, {approval}}, {RCW, {blueprint_templates}}}));
  all.push_back(
      role("success_template_approver", "", "Approves or rejects blueprint templates.", {"internal_base"},
           {{read, {blueprint_templates}}, {write, {blueprint_templates}, Limit::decision}, {RW, {approval}}}));
  all.push_back(role("data_ctx_engine_admin", "", "Keeps data sources, segments and insights.", {"internal_base"},
                     {{RCWD, {data_sources, segments_and_insights, metric_data}}}));
  all.push_back(
      role("prod_cap_core_admin", "", "Keeps product capabilities.", {"internal_base"}, {{RCWD, {capabilities}}}));
  all.push_back(role("usage_admin", "", "Keeps the usage of products.", {"internal_base"}, {{RCWD, {usage}}}));
  all.push_back(role("meeting_creator", "", "Arranges the meetings of touchpoints.",
                     {"internal_base", "touchpoint_read"},
                     {{RCW, {meeting, virtual_meeting}}, {RCWD, {meeting_invitee}}}));
  all.push_back(role("playbook_admin", "", "Keeps playbook definitions.", {"internal_base"},
                     {{read, {playbook_runs}}, {RCWD, {playbook_definition}}}));
}

void add_external(std::vector<Role>& all) {
  const auto add = [&](std::string_view name, std::string_view persona, std::string_view purpose,
                       std::initializer_list<std::string_view> contains, std::initializer_list<GrantLine> lines) {
    Role made = role(name, persona, purpose, contains, lines, external_side);
    for (auto& grant : made.grants) grant.limit = Limit::customer;
    all.push_back(std::move(made));
  };
  add("external_base", "", "What every customer user has.", {},
      {{read, {account, contact, knowledge_article}}, {RC, {journal_entry, attachment}}});
  all.back().pseudo = true;
  add("customer_success_customer", "Success customer", "Works with the success team.", {"external_base"},
      {{read, {customer_play, success_task}},
       {RCW, {touchpoint, meeting, success_initiative}},
       {RCWD, {meeting_invitee}}});
  add("customer", "Foundational data expert", "Supplies contacts and locations, checks formats.", {"external_base"},
      {{read, {onboarding_case, onboarding_tasks, staging_row}}, {RC, {import_file}}});
  add("customer_admin", "Onboarding point of contact", "Manages the customer's team of the onboarding.", {"customer"},
      {{RCW, {customer_team_member, contact}}});
  add("customer_manager", "Customer administrator", "Sets up the customer's own instance and exchange.", {"customer"},
      {});
  add("customer_case_manager", "", "Follows the success cases of the account.", {"customer"},
      {{read, {success_initiative, customer_play, success_task, touchpoint}}});
}

void add_family(std::vector<Role>& all, const Family& family) {
  const std::string base(family.base);
  const std::string subject(family.title);
  const auto one = [&](const char* suffix, const char* verb, std::vector<std::string> contains, unsigned operations) {
    Role made;
    made.name = base + suffix;
    made.purpose = verb + (" " + subject) + ".";
    made.contains = std::move(contains);
    if (operations != 0) {
      for (const auto on : family.on) {
        if (on != unstated) made.grants.push_back({on, operations, Limit::none});
      }
    }
    all.push_back(std::move(made));
  };
  one("_read", "Reads", {}, read);
  one("_write", "Creates and changes", {base + "_read"}, create | write);
  one("_delete", "Deletes", {base + "_read"}, remove);
  one("_admin", "Does everything with", {base + "_read", base + "_write", base + "_delete"}, 0);
}

void add_single(std::vector<Role>& all) {
  all.push_back(role("data_validation_assist_read", "", "Reads validation rules.", {}, {{read, {validation_rule}}}));
  all.push_back(role("data_validation_assist_create", "", "Creates validation rules.", {"data_validation_assist_read"},
                     {{create, {validation_rule}}}));
  all.push_back(role("data_validation_assist_write", "", "Changes validation rules.", {"data_validation_assist_read"},
                     {{write, {validation_rule}}}));
  all.push_back(role("data_validation_assist_admin", "", "Does everything with validation rules.",
                     {"data_validation_assist_create", "data_validation_assist_write"}, {{remove, {validation_rule}}}));
  all.push_back(role("import_builder_read", "", "Reads import templates.", {}, {{read, {import_templates}}}));
  all.push_back(role("import_builder_create", "", "Creates import templates.", {"import_builder_read"},
                     {{create, {import_templates}}}));
  all.push_back(role("import_builder_write", "", "Changes import templates.", {"import_builder_read"},
                     {{write, {import_templates}}}));
}

/// The closure of each role, itself included.
std::vector<RoleSet> closures() {
  const auto& all = roles();
  std::vector<RoleSet> sets(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::vector<std::size_t> open{i};
    while (!open.empty()) {
      const auto at = open.back();
      open.pop_back();
      if (sets[i].test(at)) continue;
      sets[i].set(at);
      for (const auto& name : all[at].contains) {
        const auto inner = role_index(name);
        if (!inner) throw std::logic_error("role " + all[at].name + " contains " + name + ", which does not exist");
        open.push_back(*inner);
      }
    }
  }
  return sets;
}

}  // namespace

const std::vector<Role>& roles() {
  static const std::vector<Role> all = [] {
    std::vector<Role> result;
    add_internal(result);
    add_external(result);
    for (const auto& family : families) add_family(result, family);
    add_family(result, core_family);
    add_single(result);
    return result;
  }();
  return all;
}

std::optional<std::size_t> role_index(std::string_view name) {
  static const std::unordered_map<std::string_view, std::size_t> by_name = [] {
    std::unordered_map<std::string_view, std::size_t> result;
    for (std::size_t i = 0; i < roles().size(); ++i) result.emplace(roles()[i].name, i);
    return result;
  }();
  const auto found = by_name.find(name);
  if (found == by_name.end()) return std::nullopt;
  return found->second;
}

std::string_view class_name(AccessClass on) {
#define STEWARD_CLASS_NAME(name) #name,
  static constexpr std::string_view names[] = {"unstated", STEWARD_ACCESS_CLASSES(STEWARD_CLASS_NAME)};
#undef STEWARD_CLASS_NAME
  return names[static_cast<std::size_t>(on)];
}

std::string letters(unsigned granted) {
  std::string text;
  for (unsigned place = 0; place < operations; ++place) {
    if ((granted >> place & 1U) != 0) text += "RCWD"[place];
  }
  return text;
}

RoleSet closure(const RoleSet& held) {
  static const std::vector<RoleSet> sets = closures();
  RoleSet effective;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (held.test(i)) effective |= sets[i];
  }
  return effective;
}

RoleSet roles_of_side(bool external) {
  RoleSet side;
  for (std::size_t i = 0; i < roles().size(); ++i) side[i] = (roles()[i].side == Role::Side::external) == external;
  return side;
}

bool holds(const RoleSet& effective, std::string_view role) {
  const auto index = role_index(role);
  return index && effective.test(*index);
}

}  // namespace steward::access
