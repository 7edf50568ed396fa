// SPDX-License-Identifier: Apache-2.0
#include "support/portfolio.hpp"

namespace steward::test {

void Portfolio::advance(std::chrono::milliseconds by) { clock->advance(by); }

std::string Portfolio::unique(std::string_view stem) { return std::string(stem) + " " + std::to_string(++count_); }

void Portfolio::property(std::string_view key, std::string_view value, PropertyType type) {
  auto page = require(session.find<Property>(matching("key = \"" + std::string(key) + "\"")));
  Property entity = page.items.empty() ? Property{} : page.items.front();
  entity.key = key;
  entity.value = value;
  entity.type = type;
  page.items.empty() ? create(entity) : update(entity);
}

void Portfolio::separate_domains() { property("domain.auto_account_domain", "true", PropertyType::boolean); }

Ref<Domain> Portfolio::global() {
  auto page = require(session.find<Domain>(matching("parent is empty")));
  REQUIRE(page.items.size() == 1);
  return ref(page.items.front());
}

Domain Portfolio::domain(std::string_view name, std::optional<Ref<Domain>> parent) {
  Domain entity;
  entity.name = name.empty() ? unique("domain") : std::string(name);
  entity.parent = parent ? *parent : global();
  return create(entity);
}

User Portfolio::user(std::optional<Ref<Domain>> home) {
  User entity;
  entity.user_name = unique("user");
  entity.name = unique("User");
  entity.domain = home;
  return create(entity);
}

void Portfolio::give_role(const User& entity, std::string_view role) {
  if (require(session.count<Role>("name = \"" + std::string(role) + "\"")) == 0) {
    Role made;
    made.name = role;
    create(made);
  }
  require(session.assign_role(ref(entity), role));
}

User Portfolio::user_with(std::initializer_list<std::string_view> roles, std::optional<Ref<Domain>> home) {
  const auto entity = user(home);
  for (const auto role : roles) give_role(entity, role);
  return entity;
}

Session Portfolio::session_of(const User& entity) {
  const auto roles = require(session.count<UserRole>("user = " + ref(entity).to_string()));
  if (roles == 0) give_role(entity, "admin");
  return require(engine.session(ref(entity)));
}

Account Portfolio::account(std::optional<Ref<Domain>> home) {
  Account entity;
  entity.name = unique("Account");
  entity.domain = home;
  return create(entity);
}

Contact Portfolio::contact(const Account& account) {
  Contact entity;
  entity.account = ref(account);
  entity.first_name = "Ada";
  entity.last_name = unique("Contact");
  entity.email = "contact" + std::to_string(++count_) + "@example.com";
  return create(entity);
}

OnboardingCase Portfolio::onboarding_case(const Account& account) {
  OnboardingCase entity;
  entity.account = ref(account);
  entity.short_description = unique("Onboarding");
  return create(entity);
}

Engagement Portfolio::new_engagement(const Account& account) {
  Engagement entity;
  entity.account = ref(account);
  entity.initial_onboarding = ref(onboarding_case(account));
  entity.title = unique("Engagement");
  return entity;
}

Engagement Portfolio::engagement(const Account& account) { return create(new_engagement(account)); }

Engagement Portfolio::engagement() { return engagement(account()); }

Touchpoint Portfolio::new_touchpoint(const Engagement& engagement) {
  Touchpoint entity;
  entity.engagement = ref(engagement);
  entity.subject = unique("Touchpoint");
  entity.description = "What was said.";
  return entity;
}

Touchpoint Portfolio::touchpoint(const Engagement& engagement) { return create(new_touchpoint(engagement)); }

SuccessChoice Portfolio::choice(SuccessChoiceCategory category) {
  SuccessChoice entity;
  entity.name = unique("Choice");
  entity.category = category;
  return create(entity);
}

RiskSignal Portfolio::new_risk_signal(const Engagement& engagement) {
  RiskSignal entity;
  entity.engagement = ref(engagement);
  entity.short_description = unique("Risk");
  entity.description = "What may happen.";
  entity.probability = Probability::moderate;
  return entity;
}

RiskSignal Portfolio::risk_signal(const Engagement& engagement) { return create(new_risk_signal(engagement)); }

Contract Portfolio::new_contract(const Account& account) {
  Contract entity;
  entity.number = unique("CNT");
  entity.name = unique("Contract");
  entity.account = ref(account);
  entity.state = ContractState::active;
  return entity;
}

Contract Portfolio::contract(const Account& account) { return create(new_contract(account)); }

Contract Portfolio::contract(const Account& account, Date renewal) {
  auto entity = new_contract(account);
  entity.renewal_date = renewal;
  return create(entity);
}

EngagementContract Portfolio::link(const Engagement& engagement, const Contract& contract) {
  EngagementContract entity;
  entity.engagement = ref(engagement);
  entity.contract = ref(contract);
  return create(entity);
}

ProductModel Portfolio::product_model() {
  ProductModel entity;
  entity.name = unique("Product");
  return create(entity);
}

SoldProduct Portfolio::sold_product(const Account& account, std::optional<Ref<SoldProduct>> parent) {
  SoldProduct entity;
  entity.name = unique("Sold product");
  entity.account = ref(account);
  entity.product_model = ref(product_model());
  entity.parent = parent;
  return create(entity);
}

SuccessObjective Portfolio::new_objective(const Engagement& engagement) {
  SuccessObjective entity;
  entity.engagement = ref(engagement);
  entity.title = unique("Objective");
  entity.description = "What was promised.";
  return entity;
}

SuccessObjective Portfolio::objective(const Engagement& engagement) { return create(new_objective(engagement)); }

SuccessOutcome Portfolio::new_outcome(const SuccessObjective& objective) {
  SuccessOutcome entity;
  entity.success_objective = ref(objective);
  entity.title = unique("Outcome");
  entity.description = "What is measured.";
  return entity;
}

SuccessOutcome Portfolio::outcome(const SuccessObjective& objective) { return create(new_outcome(objective)); }

SuccessOutcome Portfolio::outcome(const Engagement& engagement) { return outcome(objective(engagement)); }

SuccessInitiative Portfolio::new_initiative(const SuccessOutcome& outcome) {
  SuccessInitiative entity;
  entity.success_outcome = ref(outcome);
  entity.subject = unique("Initiative");
  entity.description = "What is planned.";
  return entity;
}

SuccessInitiative Portfolio::initiative(const SuccessOutcome& outcome) { return create(new_initiative(outcome)); }

SuccessInitiative Portfolio::initiative(const Engagement& engagement) { return initiative(outcome(engagement)); }

CustomerPlay Portfolio::new_customer_play(const Engagement& engagement) {
  CustomerPlay entity;
  entity.engagement = ref(engagement);
  entity.short_description = unique("Play");
  entity.description = "What came up.";
  return entity;
}

CustomerPlay Portfolio::customer_play(const Engagement& engagement) { return create(new_customer_play(engagement)); }

InternalPlay Portfolio::new_internal_play(const Engagement& engagement) {
  InternalPlay entity;
  entity.engagement = ref(engagement);
  entity.short_description = unique("Internal play");
  entity.description = "What we do.";
  return entity;
}

InternalPlay Portfolio::internal_play(const Engagement& engagement) { return create(new_internal_play(engagement)); }

InternalPlayTask Portfolio::new_internal_play_task(const InternalPlay& play) {
  InternalPlayTask entity;
  entity.internal_play = ref(play);
  entity.short_description = unique("Internal task");
  entity.description = "One step.";
  return entity;
}

InternalPlayTask Portfolio::internal_play_task(const InternalPlay& play) {
  return create(new_internal_play_task(play));
}

SuccessTask Portfolio::new_task() {
  SuccessTask entity;
  entity.subject = unique("Task");
  entity.description = "One step.";
  return entity;
}

SuccessTask Portfolio::new_task(const SuccessInitiative& initiative) {
  auto entity = new_task();
  entity.success_initiative = ref(initiative);
  return entity;
}

SuccessTask Portfolio::task(const SuccessInitiative& initiative) { return create(new_task(initiative)); }

SuccessTask Portfolio::new_task(const CustomerPlay& play) {
  auto entity = new_task();
  entity.customer_play = ref(play);
  return entity;
}

SuccessTask Portfolio::task(const CustomerPlay& play) { return create(new_task(play)); }

SuccessTask Portfolio::new_task(const Touchpoint& touchpoint) {
  auto entity = new_task();
  entity.touchpoint = ref(touchpoint);
  return entity;
}

SuccessTask Portfolio::task(const Touchpoint& touchpoint) { return create(new_task(touchpoint)); }

OnboardingTask Portfolio::new_onboarding_task(const OnboardingCase& onboarding) {
  OnboardingTask entity;
  entity.onboarding_case = ref(onboarding);
  entity.subject = unique("Onboarding task");
  return entity;
}

OnboardingTask Portfolio::onboarding_task(const OnboardingCase& onboarding) {
  return create(new_onboarding_task(onboarding));
}

ImplementationRecord Portfolio::new_implementation(const Engagement& engagement) {
  ImplementationRecord entity;
  entity.engagement = ref(engagement);
  entity.type = ImplementationType::self_led;
  return entity;
}

Meeting Portfolio::new_meeting(const Touchpoint& touchpoint) {
  Meeting entity;
  entity.touchpoint = ref(touchpoint);
  entity.subject = unique("Meeting");
  return entity;
}

Meeting Portfolio::meeting(const Touchpoint& touchpoint) { return create(new_meeting(touchpoint)); }

Responsibility Portfolio::responsibility() {
  Responsibility entity;
  entity.key = "part_" + std::to_string(++count_);
  entity.name = unique("Part");
  return create(entity);
}

SquadMember Portfolio::squad_member() {
  SquadMember entity;
  entity.user = ref(user());
  entity.responsibility = ref(responsibility());
  return create(entity);
}

ApplicableSoldProduct Portfolio::apply(const Engagement& engagement, const SoldProduct& product) {
  ApplicableSoldProduct entity;
  entity.engagement = ref(engagement);
  entity.sold_product = ref(product);
  return create(entity);
}

Engine Portfolio::open(EngineOptions options, const std::shared_ptr<base::ManualClock>& time) {
  if (!options.clock) options.clock = time;
  if (!options.id_seed) options.id_seed = 1;
  Engine opened = require(Engine::open(std::move(options)));
  if (const char* rule = std::getenv("STEWARD_TEST_DISABLE_RULE"); rule != nullptr && *rule != '\0') {
    opened.disable_rule_for_test(rule);
  }
  return opened;
}

}  // namespace steward::test
