// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct Contact;
struct Engagement;
struct ProductCapability;
struct SoldProduct;

/// The rollout of a product by partner, customer or provider (IMP-01 to IMP-09).
struct ImplementationRecord : Record, Closable<ImplementationCloseCode>, Notify, Notes, Squad, AccountCopy {
  std::string number;
  std::string name;
  Ref<Engagement> engagement;
  std::optional<Choice<ImplementationType>> type;
  std::optional<Ref<Contact>> contact;
  std::optional<Ref<Contact>> executive_sponsor;
  std::optional<Ref<Account>> partner;
  std::optional<Ref<Contact>> partner_contact;
  std::optional<Choice<PartnerCertified>> certified;
  std::optional<Ref<User>> owner;
  Choice<WorkState> state = WorkState::new_;
  Choice<Progress> progress = Progress::not_started;
  std::optional<Instant> planned_start_date;
  std::optional<Instant> planned_end_date;
  std::optional<Instant> actual_start_date;
  std::optional<Instant> actual_end_date;
  Duration planned_duration{};
  Duration actual_duration{};
  std::optional<Ref<SoldProduct>> product_scope;
  std::optional<Ref<ProductCapability>> capability_scope;
};
template <>
struct Describe<ImplementationRecord> {
  static constexpr TableSpec table{.name = "implementation_record",
                                   .access = AccessClass::implementation_record,
                                   .prefix = "IMRC",
                                   .domain_from = "engagement",
                                   .domain_rule = "IMP-03",
                                   .required_rule = "IMP-02",
                                   .parent = "engagement",
                                   .copy_rule = "IMP-03",
                                   .closing = {.state = "state",
                                               .second = "progress",
                                               .synchronised = true,
                                               .cancel_code = "canceled_voided",
                                               .close_rule = "IMP-04",
                                               .reopen_rule = "IMP-05"},
                                   .title = "The rollout of a product by partner, customer or provider."};
  static void fields(auto& f) {
    f("number", &ImplementationRecord::number).max(40).derived();
    f("name", &ImplementationRecord::name).max(160);
    f("engagement", &ImplementationRecord::engagement).restrict().required();
    f("type", &ImplementationRecord::type).required();
    f("contact", &ImplementationRecord::contact).nullify();
    f("executive_sponsor", &ImplementationRecord::executive_sponsor).nullify();
    f("partner", &ImplementationRecord::partner).nullify();
    f("partner_contact", &ImplementationRecord::partner_contact).nullify();
    f("certified", &ImplementationRecord::certified);
    f("owner", &ImplementationRecord::owner).nullify();
    f("state", &ImplementationRecord::state).required();
    f("progress", &ImplementationRecord::progress).required();
    f("planned_start_date", &ImplementationRecord::planned_start_date);
    f("planned_end_date", &ImplementationRecord::planned_end_date);
    f("actual_start_date", &ImplementationRecord::actual_start_date);
    f("actual_end_date", &ImplementationRecord::actual_end_date);
    f("planned_duration", &ImplementationRecord::planned_duration).at_least(0).overridable();
    f("actual_duration", &ImplementationRecord::actual_duration).at_least(0).overridable();
    f("product_scope", &ImplementationRecord::product_scope).nullify().same_account();
    f("capability_scope", &ImplementationRecord::capability_scope).nullify();
    Closable<ImplementationCloseCode>::fields(f);
    Notify::fields(f);
    Notes::fields(f);
    Squad::fields(f);
    AccountCopy::fields(f);
    f.index({"engagement", "active"});
  }
};

}  // namespace steward
