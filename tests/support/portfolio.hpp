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

// Opens an engine in memory and fills it with what nearly every rule test needs. What it makes is defined in
// portfolio.cpp: inline, every test would compile it again.

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
    return as_stored(require(session.create(entity)));
  }
  template <class T>
  T update(const T& entity) {
    return as_stored(require(session.update(entity)));
  }
  /// What a write answers is what a later call reads.
  template <class T>
  T as_stored(T written) {
    CHECK(*written.read == *again(written).read);
    return written;
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
  void advance(std::chrono::milliseconds by);

  /// `stem` with a number behind it, never the same twice.
  std::string unique(std::string_view stem);

  /// Sets a property, whether it is stored already or not.
  void property(std::string_view key, std::string_view value, PropertyType type = PropertyType::string);
  /// From here on new accounts get a domain of their own (DOM-10) and rows follow it (DOM-07).
  void separate_domains();

  Ref<Domain> global();
  /// A domain below `parent`, by default below global.
  Domain domain(std::string_view name = {}, std::optional<Ref<Domain>> parent = {});

  /// An internal user.
  User user(std::optional<Ref<Domain>> home = {});
  /// Gives a role by name; makes its row when the base data is not installed.
  void give_role(const User& entity, std::string_view role);
  User user_with(std::initializer_list<std::string_view> roles, std::optional<Ref<Domain>> home = {});
  /// A session of the user, who becomes an administrator when they have no role yet.
  Session session_of(const User& entity);

  Account account(std::optional<Ref<Domain>> home = {});
  Contact contact(const Account& account);
  OnboardingCase onboarding_case(const Account& account);
  /// The engagement with every required field, not yet stored; its case is stored.
  Engagement new_engagement(const Account& account);
  Engagement engagement(const Account& account);
  /// An engagement of an account of its own.
  Engagement engagement();

  Touchpoint new_touchpoint(const Engagement& engagement);
  Touchpoint touchpoint(const Engagement& engagement);

  /// A success choice: a risk category by default.
  SuccessChoice choice(SuccessChoiceCategory category = SuccessChoiceCategory::risk_category);
  RiskSignal new_risk_signal(const Engagement& engagement);
  RiskSignal risk_signal(const Engagement& engagement);

  Contract new_contract(const Account& account);
  Contract contract(const Account& account);
  /// A contract with a renewal date.
  Contract contract(const Account& account, Date renewal);
  EngagementContract link(const Engagement& engagement, const Contract& contract);
  ProductModel product_model();
  SoldProduct sold_product(const Account& account, std::optional<Ref<SoldProduct>> parent = {});

  SuccessObjective new_objective(const Engagement& engagement);
  SuccessObjective objective(const Engagement& engagement);
  SuccessOutcome new_outcome(const SuccessObjective& objective);
  SuccessOutcome outcome(const SuccessObjective& objective);
  /// An outcome of an objective of its own.
  SuccessOutcome outcome(const Engagement& engagement);
  SuccessInitiative new_initiative(const SuccessOutcome& outcome);
  SuccessInitiative initiative(const SuccessOutcome& outcome);
  SuccessInitiative initiative(const Engagement& engagement);
  CustomerPlay new_customer_play(const Engagement& engagement);
  CustomerPlay customer_play(const Engagement& engagement);
  InternalPlay new_internal_play(const Engagement& engagement);
  InternalPlay internal_play(const Engagement& engagement);
  InternalPlayTask new_internal_play_task(const InternalPlay& play);
  InternalPlayTask internal_play_task(const InternalPlay& play);
  /// A task without its parent: set one of the three.
  SuccessTask new_task();
  SuccessTask new_task(const SuccessInitiative& initiative);
  SuccessTask task(const SuccessInitiative& initiative);
  SuccessTask new_task(const CustomerPlay& play);
  SuccessTask task(const CustomerPlay& play);
  SuccessTask new_task(const Touchpoint& touchpoint);
  SuccessTask task(const Touchpoint& touchpoint);
  OnboardingTask new_onboarding_task(const OnboardingCase& onboarding);
  OnboardingTask onboarding_task(const OnboardingCase& onboarding);
  ImplementationRecord new_implementation(const Engagement& engagement);
  /// A meeting in draft.
  Meeting new_meeting(const Touchpoint& touchpoint);
  Meeting meeting(const Touchpoint& touchpoint);
  Responsibility responsibility();
  SquadMember squad_member();
  ApplicableSoldProduct apply(const Engagement& engagement, const SoldProduct& product);

 private:
  static Engine open(EngineOptions options, const std::shared_ptr<base::ManualClock>& time);

  int count_ = 0;
};

}  // namespace steward::test
