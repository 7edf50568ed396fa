// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct AccountTeamMember;
struct ApplicableEntitlement;
struct ApplicableSquadMember;
struct Contact;
struct CustomerTeamMember;
struct Engagement;
struct Entitlement;
struct OnboardingCase;
struct Role;
struct SquadMember;

/// A part that a person plays.
struct Responsibility : Record {
  std::string key;
  std::string name;
  std::string description;
  Choice<ResponsibilitySide> side = ResponsibilitySide::provider;
  std::optional<Ref<Role>> role;
  bool active = true;
};
template <>
struct Describe<Responsibility> {
  static constexpr TableSpec table{.name = "responsibility",
                                   .access = AccessClass::host_data,
                                   .domain = DomainClass::configuration,
                                   .title = "A part that a person plays."};
  static void fields(auto& f) {
    f("key", &Responsibility::key).max(64).required();
    f("name", &Responsibility::name).max(100).required();
    f("description", &Responsibility::description).text();
    f("side", &Responsibility::side).required();
    f("role", &Responsibility::role).nullify();
    f("active", &Responsibility::active);
    f.unique({"key"}, "GEN-14", "duplicate_responsibility", "key").per_domain = true;
    f.unique({"name"}, "GEN-14", "duplicate_responsibility", "name").per_domain = true;
  }
};

/// A user in one responsibility, ready to join squads (SQD-01 to SQD-03).
struct SquadMember : Record {
  Ref<User> user;
  Ref<Responsibility> responsibility;
  bool active = true;
};
template <>
struct Describe<SquadMember> {
  static constexpr TableSpec table{.name = "squad_member",
                                   .access = AccessClass::squad_member,
                                   .domain = DomainClass::configuration,
                                   .domain_rule = "SQD-02",
                                   .required_rule = "SQD-03",
                                   .title = "A user in one responsibility, ready to join squads."};
  static void fields(auto& f) {
    f("user", &SquadMember::user).cascade().required();
    f("responsibility", &SquadMember::responsibility).restrict().required();
    f("active", &SquadMember::active);
    f.unique({"user", "responsibility"}, "SQD-01", "duplicate_member", "user").per_domain = true;
    f.index({"user", "active"});
  }
};

/// Puts a squad member on a record; the `squad` field of that record shows it (ASQ-01, TEA-01).
struct ApplicableSquadMember : Record {
  Ref<SquadMember> squad_member;
  std::optional<Ref<Engagement>> engagement;
  std::optional<Choice<SquadTable>> record_table;
  std::optional<Id> record;
};
template <>
struct Describe<ApplicableSquadMember> {
  static constexpr TableSpec table{
      .name = "applicable_squad_member",
      .access = AccessClass::applicable_squad_member,
      .domain_from = "record",
      .required_rule = "TEA-01",
      .title = "Puts a squad member on a record; the `squad` field of that record shows it."};
  static void fields(auto& f) {
    f("squad_member", &ApplicableSquadMember::squad_member).cascade().required();
    f("engagement", &ApplicableSquadMember::engagement).cascade();
    f("record_table", &ApplicableSquadMember::record_table).required();
    f("record", &ApplicableSquadMember::record).in_table_of("record_table").cascade().required();
    f.unique({"record_table", "record", "squad_member"}, "ASQ-01", "duplicate_member", "squad_member");
    f.index({"squad_member", "record_table"});
    f.index({"record_table", "record"});
  }
};

/// A person of the provider who looks after an engagement or an onboarding case (ATM-01, ATM-02, TEA-01).
struct AccountTeamMember : Record {
  std::optional<Ref<Engagement>> engagement;
  std::optional<Ref<OnboardingCase>> onboarding_case;
  Ref<User> user;
  Ref<Responsibility> responsibility;
};
template <>
struct Describe<AccountTeamMember> {
  static constexpr TableSpec table{
      .name = "account_team_member",
      .access = AccessClass::account_team_member,
      .domain_from = "engagement|onboarding_case",
      .required_rule = "TEA-01",
      .title = "A person of the provider who looks after an engagement or an onboarding case."};
  static void fields(auto& f) {
    f("engagement", &AccountTeamMember::engagement).cascade();
    f("onboarding_case", &AccountTeamMember::onboarding_case).cascade();
    f("user", &AccountTeamMember::user).cascade().required();
    f("responsibility", &AccountTeamMember::responsibility).restrict().required();
    f.unique({"engagement", "onboarding_case", "user", "responsibility"}, "ATM-01", "duplicate_member", "user");
  }
};

/// A contact who takes part in an engagement or an onboarding case (CTM-01 to CTM-03, TEA-01).
struct CustomerTeamMember : Record {
  std::optional<Ref<Engagement>> engagement;
  std::optional<Ref<OnboardingCase>> onboarding_case;
  Ref<Contact> contact;
  std::optional<Ref<Responsibility>> responsibility;
  bool is_key = false;
};
template <>
struct Describe<CustomerTeamMember> {
  static constexpr TableSpec table{.name = "customer_team_member",
                                   .access = AccessClass::customer_team_member,
                                   .domain_from = "engagement|onboarding_case",
                                   .required_rule = "TEA-01",
                                   .title = "A contact who takes part in an engagement or an onboarding case."};
  static void fields(auto& f) {
    f("engagement", &CustomerTeamMember::engagement).cascade();
    f("onboarding_case", &CustomerTeamMember::onboarding_case).cascade();
    f("contact", &CustomerTeamMember::contact).cascade().required();
    f("responsibility", &CustomerTeamMember::responsibility).restrict();
    f("is_key", &CustomerTeamMember::is_key).computed();
    f.external({"id", "onboarding_case", "engagement", "contact", "responsibility", "is_key"});
    f.external_input({"engagement", "onboarding_case", "contact"}, {"responsibility"});
    f.unique({"engagement", "onboarding_case", "contact"}, "CTM-01", "duplicate_member", "contact");
  }
};

/// An entitlement of an engagement (AEN-01).
struct ApplicableEntitlement : Record {
  Ref<Engagement> engagement;
  Ref<Entitlement> entitlement;
};
template <>
struct Describe<ApplicableEntitlement> {
  static constexpr TableSpec table{.name = "applicable_entitlement",
                                   .access = AccessClass::plan_links,
                                   .domain_from = "engagement",
                                   .required_rule = "TEA-01",
                                   .title = "An entitlement of an engagement."};
  static void fields(auto& f) {
    f("engagement", &ApplicableEntitlement::engagement).cascade().required();
    f("entitlement", &ApplicableEntitlement::entitlement).cascade().same_account().required();
    f.unique({"engagement", "entitlement"}, "AEN-01", "duplicate_link", "entitlement");
  }
};

}  // namespace steward
