// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "steward/steward.hpp"

// Opens an engine in memory and fills it with what nearly every rule test needs. Everything is inline, so that
// the tests of the lower layers, which share the same main, do not need the engine.

namespace steward::test {

/// The value of a result that must be a success; ends the test with the error's text otherwise.
template <class T>
T require(Result<T> result) {
  if (!result) FAIL(result.error().to_string());
  return std::move(*result);
}
inline void require(const Result<void>& result) {
  if (!result) FAIL(result.error().to_string());
}

/// Whether the call failed with this fault; `field` may be left out. Says what came instead.
template <class T>
[[nodiscard]] bool refused(const Result<T>& result, std::string_view rule, std::string_view code,
                           std::optional<std::string_view> field = {}) {
  if (result) {
    UNSCOPED_INFO("accepted, but expected " << code << " (" << rule << ")");
    return false;
  }
  for (const Fault& fault : result.error().faults()) {
    if (fault.rule == rule && fault.code == code && (!field || fault.field == *field)) return true;
  }
  UNSCOPED_INFO("expected " << code << " (" << rule << ") @" << field.value_or("") << ", got "
                            << result.error().to_string());
  return false;
}

/// Whether the call succeeded. Says what came instead.
template <class T>
[[nodiscard]] bool accepted(const Result<T>& result) {
  if (!result) UNSCOPED_INFO("expected success, got " << result.error().to_string());
  return result.ok();
}

inline FindOptions matching(std::string condition) {
  FindOptions options;
  options.where = std::move(condition);
  return options;
}

inline Instant at(std::string_view text) { return *parse_instant(text); }
inline Date day(std::string_view text) { return *parse_date(text); }

/// One engine with a clock that stands at 2024-11-20T12:00:00Z (a Wednesday) and a system session. Rules named
/// by the environment variable STEWARD_TEST_DISABLE_RULE (one id) are switched off.
class Portfolio {
 public:
  explicit Portfolio(EngineOptions options = {})
      : clock(std::make_shared<base::ManualClock>(at("2024-11-20T12:00:00Z"))),
        engine(open(std::move(options), clock)),
        session(require(engine.system_session())) {}

  std::shared_ptr<base::ManualClock> clock;
  Engine engine;
  Session session;  ///< the system's

  template <class T>
  T create(const T& entity) {
    return require(session.create(entity));
  }
  template <class T>
  T update(const T& entity) {
    return require(session.update(entity));
  }
  /// The record as it is stored now.
  template <class T>
  T again(const T& entity) {
    return require(session.get(ref(entity)));
  }
  template <class T>
  static Ref<T> ref(const T& entity) {
    return Ref<T>(entity.id);
  }
  void advance(std::chrono::milliseconds by) { clock->advance(by); }

  /// `stem` with a number behind it, never the same twice.
  std::string unique(std::string_view stem) { return std::string(stem) + " " + std::to_string(++count_); }

  /// Sets a property, whether it is stored already or not.
  void property(std::string_view key, std::string_view value, PropertyType type = PropertyType::string) {
    auto page = require(session.find<Property>(matching("key = \"" + std::string(key) + "\"")));
    Property entity = page.items.empty() ? Property{} : page.items.front();
    entity.key = key;
    entity.value = value;
    entity.type = type;
    page.items.empty() ? create(entity) : update(entity);
  }
  /// From here on new accounts get a domain of their own (DOM-10) and rows follow it (DOM-07).
  void separate_domains() { property("domain.auto_account_domain", "true", PropertyType::boolean); }

  Ref<Domain> global() {
    auto page = require(session.find<Domain>(matching("parent is empty")));
    REQUIRE(page.items.size() == 1);
    return ref(page.items.front());
  }
  /// A domain below `parent`, by default below global.
  Domain domain(std::string_view name = {}, std::optional<Ref<Domain>> parent = {}) {
    Domain entity;
    entity.name = name.empty() ? unique("domain") : std::string(name);
    entity.parent = parent ? *parent : global();
    return create(entity);
  }

  /// An internal user.
  User user(std::optional<Ref<Domain>> home = {}) {
    User entity;
    entity.user_name = unique("user");
    entity.name = unique("User");
    entity.domain = home;
    return create(entity);
  }
  Session session_of(const User& entity) { return require(engine.session(ref(entity))); }

  Account account(std::optional<Ref<Domain>> home = {}) {
    Account entity;
    entity.name = unique("Account");
    entity.domain = home;
    return create(entity);
  }
  Contact contact(const Account& account) {
    Contact entity;
    entity.account = ref(account);
    entity.first_name = "Ada";
    entity.last_name = unique("Contact");
    entity.email = "contact" + std::to_string(++count_) + "@example.com";
    return create(entity);
  }
  OnboardingCase onboarding_case(const Account& account) {
    OnboardingCase entity;
    entity.account = ref(account);
    entity.short_description = unique("Onboarding");
    return create(entity);
  }
  /// The engagement with every required field, not yet stored; its case is stored.
  Engagement new_engagement(const Account& account) {
    Engagement entity;
    entity.account = ref(account);
    entity.initial_onboarding = ref(onboarding_case(account));
    entity.title = unique("Engagement");
    return entity;
  }
  Engagement engagement(const Account& account) { return create(new_engagement(account)); }
  /// An engagement of an account of its own.
  Engagement engagement() { return engagement(account()); }

  Touchpoint new_touchpoint(const Engagement& engagement) {
    Touchpoint entity;
    entity.engagement = ref(engagement);
    entity.subject = unique("Touchpoint");
    entity.description = "What was said.";
    return entity;
  }
  Touchpoint touchpoint(const Engagement& engagement) { return create(new_touchpoint(engagement)); }

  /// A success choice: a risk category by default.
  SuccessChoice choice(SuccessChoiceCategory category = SuccessChoiceCategory::risk_category) {
    SuccessChoice entity;
    entity.name = unique("Choice");
    entity.category = category;
    return create(entity);
  }
  RiskSignal new_risk_signal(const Engagement& engagement) {
    RiskSignal entity;
    entity.engagement = ref(engagement);
    entity.short_description = unique("Risk");
    entity.description = "What may happen.";
    entity.probability = Probability::moderate;
    return entity;
  }
  RiskSignal risk_signal(const Engagement& engagement) { return create(new_risk_signal(engagement)); }

  Contract new_contract(const Account& account) {
    Contract entity;
    entity.number = unique("CNT");
    entity.name = unique("Contract");
    entity.account = ref(account);
    entity.state = ContractState::active;
    return entity;
  }
  Contract contract(const Account& account) { return create(new_contract(account)); }
  /// A contract with a renewal date.
  Contract contract(const Account& account, Date renewal) {
    auto entity = new_contract(account);
    entity.renewal_date = renewal;
    return create(entity);
  }
  EngagementContract link(const Engagement& engagement, const Contract& contract) {
    EngagementContract entity;
    entity.engagement = ref(engagement);
    entity.contract = ref(contract);
    return create(entity);
  }
  ProductModel product_model() {
    ProductModel entity;
    entity.name = unique("Product");
    return create(entity);
  }
  SoldProduct sold_product(const Account& account, std::optional<Ref<SoldProduct>> parent = {}) {
    SoldProduct entity;
    entity.name = unique("Sold product");
    entity.account = ref(account);
    entity.product_model = ref(product_model());
    entity.parent = parent;
    return create(entity);
  }

  SuccessObjective new_objective(const Engagement& engagement) {
    SuccessObjective entity;
    entity.engagement = ref(engagement);
    entity.title = unique("Objective");
    entity.description = "What was promised.";
    return entity;
  }
  SuccessObjective objective(const Engagement& engagement) { return create(new_objective(engagement)); }
  SuccessOutcome new_outcome(const SuccessObjective& objective) {
    SuccessOutcome entity;
    entity.success_objective = ref(objective);
    entity.title = unique("Outcome");
    entity.description = "What is measured.";
    return entity;
  }
  SuccessOutcome outcome(const SuccessObjective& objective) { return create(new_outcome(objective)); }
  /// An outcome of an objective of its own.
  SuccessOutcome outcome(const Engagement& engagement) { return outcome(objective(engagement)); }
  SuccessInitiative new_initiative(const SuccessOutcome& outcome) {
    SuccessInitiative entity;
    entity.success_outcome = ref(outcome);
    entity.subject = unique("Initiative");
    entity.description = "What is planned.";
    return entity;
  }
  SuccessInitiative initiative(const SuccessOutcome& outcome) { return create(new_initiative(outcome)); }
  SuccessInitiative initiative(const Engagement& engagement) { return initiative(outcome(engagement)); }
  CustomerPlay new_customer_play(const Engagement& engagement) {
    CustomerPlay entity;
    entity.engagement = ref(engagement);
    entity.short_description = unique("Play");
    entity.description = "What came up.";
    return entity;
  }
  CustomerPlay customer_play(const Engagement& engagement) { return create(new_customer_play(engagement)); }
  InternalPlay new_internal_play(const Engagement& engagement) {
    InternalPlay entity;
    entity.engagement = ref(engagement);
    entity.short_description = unique("Internal play");
    entity.description = "What we do.";
    return entity;
  }
  InternalPlay internal_play(const Engagement& engagement) { return create(new_internal_play(engagement)); }
  InternalPlayTask new_internal_play_task(const InternalPlay& play) {
    InternalPlayTask entity;
    entity.internal_play = ref(play);
    entity.short_description = unique("Internal task");
    entity.description = "One step.";
    return entity;
  }
  InternalPlayTask internal_play_task(const InternalPlay& play) { return create(new_internal_play_task(play)); }
  /// A task without its parent: set one of the three.
  SuccessTask new_task() {
    SuccessTask entity;
    entity.subject = unique("Task");
    entity.description = "One step.";
    return entity;
  }
  SuccessTask new_task(const SuccessInitiative& initiative) {
    auto entity = new_task();
    entity.success_initiative = ref(initiative);
    return entity;
  }
  SuccessTask task(const SuccessInitiative& initiative) { return create(new_task(initiative)); }
  SuccessTask new_task(const CustomerPlay& play) {
    auto entity = new_task();
    entity.customer_play = ref(play);
    return entity;
  }
  SuccessTask task(const CustomerPlay& play) { return create(new_task(play)); }
  SuccessTask new_task(const Touchpoint& touchpoint) {
    auto entity = new_task();
    entity.touchpoint = ref(touchpoint);
    return entity;
  }
  SuccessTask task(const Touchpoint& touchpoint) { return create(new_task(touchpoint)); }
  OnboardingTask new_onboarding_task(const OnboardingCase& onboarding) {
    OnboardingTask entity;
    entity.onboarding_case = ref(onboarding);
    entity.subject = unique("Onboarding task");
    return entity;
  }
  OnboardingTask onboarding_task(const OnboardingCase& onboarding) { return create(new_onboarding_task(onboarding)); }
  ImplementationRecord new_implementation(const Engagement& engagement) {
    ImplementationRecord entity;
    entity.engagement = ref(engagement);
    entity.type = ImplementationType::self_led;
    return entity;
  }
  /// A meeting in draft.
  Meeting new_meeting(const Touchpoint& touchpoint) {
    Meeting entity;
    entity.touchpoint = ref(touchpoint);
    entity.subject = unique("Meeting");
    return entity;
  }
  Meeting meeting(const Touchpoint& touchpoint) { return create(new_meeting(touchpoint)); }
  Responsibility responsibility() {
    Responsibility entity;
    entity.key = "part_" + std::to_string(++count_);
    entity.name = unique("Part");
    return create(entity);
  }
  SquadMember squad_member() {
    SquadMember entity;
    entity.user = ref(user());
    entity.responsibility = ref(responsibility());
    return create(entity);
  }
  ApplicableSoldProduct apply(const Engagement& engagement, const SoldProduct& product) {
    ApplicableSoldProduct entity;
    entity.engagement = ref(engagement);
    entity.sold_product = ref(product);
    return create(entity);
  }

 private:
  static Engine open(EngineOptions options, const std::shared_ptr<base::ManualClock>& time) {
    if (!options.clock) options.clock = time;
    if (!options.id_seed) options.id_seed = 1;
    Engine opened = require(Engine::open(std::move(options)));
    if (const char* rule = std::getenv("STEWARD_TEST_DISABLE_RULE"); rule != nullptr && *rule != '\0') {
      opened.disable_rule_for_test(rule);
    }
    return opened;
  }

  int count_ = 0;
};

}  // namespace steward::test
