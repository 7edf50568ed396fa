// SPDX-License-Identifier: Apache-2.0
#include "rules/play_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

namespace {

struct Rollout : Portfolio {
  Rollout() : customer(account()), home(engagement(customer)) {}
  ImplementationRecord record() { return create(new_implementation(home)); }
  ImplementationRecord partner_led() {
    auto entity = new_implementation(home);
    entity.type = ImplementationType::partner_led;
    entity.partner = ref(partner);
    return entity;
  }

  Account customer;
  Engagement home;
  Account partner = account();
};

}  // namespace

TEST_CASE("progress follows the state of a rollout, and the state its progress", "[IMP-01][refuses]") {
  Rollout r;
  auto entity = r.record();
  entity.state = WorkState::in_progress;
  entity = r.update(entity);
  CHECK(entity.progress == Progress::on_track);
  entity.progress = Progress::paused;
  entity = r.update(entity);
  CHECK(entity.state == WorkState::paused);
  entity.progress = Progress::at_risk;
  entity = r.update(entity);
  CHECK(entity.state == WorkState::paused);
  entity.progress = Progress::completed;
  CHECK(refused(r.session.update(entity), "SYN-02", "progress_requires_close", "progress"));
  entity.state = WorkState::new_;
  entity.progress = Progress::on_track;
  CHECK(refused(r.session.update(entity), "SYN-03", "progress_not_allowed_for_state", "progress"));
}

TEST_CASE("state and progress of a rollout that go together are taken", "[IMP-01][accepts]") {
  Rollout r;
  auto entity = r.record();
  entity.state = WorkState::in_progress;
  entity.progress = Progress::at_risk;
  entity = r.update(entity);
  CHECK(entity.state == WorkState::in_progress);
  CHECK(entity.progress == Progress::at_risk);
  entity.progress = Progress::completed;
  entity.close_code = ImplementationCloseCode::successful;
  entity.close_notes = "Live.";
  CHECK(r.update(entity).state == WorkState::closed);
}

TEST_CASE("a rollout needs engagement and type", "[IMP-02][refuses]") {
  Rollout r;
  const auto stored = r.session.create(ImplementationRecord{});
  CHECK(refused(stored, "IMP-02", "field_required", "engagement"));
  CHECK(refused(stored, "IMP-02", "field_required", "type"));
  auto led = r.partner_led();
  led.partner.reset();
  CHECK(refused(r.session.create(led), "IMP-02", "field_required", "partner"));
}

TEST_CASE("a rollout with engagement and type begins new", "[IMP-02][accepts]") {
  Rollout r;
  const auto entity = r.record();
  CHECK(entity.number == "IMRC0000001");
  CHECK(entity.state == WorkState::new_);
  CHECK(entity.planned_duration == 0s);
  CHECK(accepted(r.session.create(r.partner_led())));
}

TEST_CASE("account and domain of a rollout are those of its engagement", "[IMP-03][refuses]") {
  Portfolio p;
  p.separate_domains();
  const auto engagement = p.engagement();
  auto entity = p.create(p.new_implementation(engagement));
  CHECK(entity.account == engagement.account);
  CHECK(entity.domain == engagement.domain);
  CHECK(entity.domain != p.global());
  entity.account = Portfolio::ref(p.account());
  CHECK(refused(p.session.update(entity), "IMP-03", "field_read_only", "account"));
}

TEST_CASE("a rollout moves with its engagement", "[IMP-03][accepts]") {
  Portfolio p;
  p.separate_domains();
  auto entity = p.create(p.new_implementation(p.engagement()));
  const auto other = p.engagement();
  entity.engagement = Portfolio::ref(other);
  entity = p.update(entity);
  CHECK(entity.account == other.account);
  CHECK(entity.domain == other.domain);
}

TEST_CASE("a rollout ends only with its closure information", "[IMP-04][refuses]") {
  Rollout r;
  check_closing(r, r.record(), "IMP-04");
}

TEST_CASE("a rollout that is closed without an actual end ends now", "[IMP-04][refuses]") {
  Rollout r;
  auto entity = r.new_implementation(r.home);
  entity.actual_start_date = at("2024-11-19T12:00:00Z");
  const auto closed = end(r, r.create(entity), "closed");
  CHECK(closed.actual_end_date == r.clock->now());
  CHECK(closed.actual_duration == 24h);
  CHECK(closed.progress == Progress::completed);
}

TEST_CASE("a rollout keeps a given end, a canceled one gets none", "[IMP-04][accepts]") {
  Rollout r;
  auto entity = r.record();
  entity.actual_end_date = at("2024-11-01T00:00:00Z");
  CHECK(end(r, r.update(entity), "closed").actual_end_date == at("2024-11-01T00:00:00Z"));
  const auto canceled = end(r, r.record(), "canceled");
  CHECK_FALSE(canceled.actual_end_date.has_value());
  CHECK(canceled.close_code == Choice<ImplementationCloseCode>(ImplementationCloseCode::canceled_voided));
  CHECK(canceled.progress == Progress::canceled);
}

TEST_CASE("a reopened rollout has no closure", "[IMP-05][refuses]") {
  Rollout r;
  check_reopened(r, end(r, r.record(), "closed"), "in_progress", "on_track");
}

TEST_CASE("a rollout that stays open keeps a prepared closure", "[IMP-05][accepts]") {
  Rollout r;
  auto entity = r.record();
  entity.close_code = ImplementationCloseCode::unsuccessful;
  entity = r.update(entity);
  entity.state = WorkState::paused;
  CHECK(r.update(entity).close_code == Choice<ImplementationCloseCode>(ImplementationCloseCode::unsuccessful));
}

TEST_CASE("a rollout does not end before it starts", "[IMP-06][refuses]") {
  Rollout r;
  auto entity = r.new_implementation(r.home);
  entity.planned_start_date = at("2024-12-02T00:00:00Z");
  entity.planned_end_date = at("2024-12-01T23:59:59Z");
  entity.actual_start_date = at("2024-12-02T00:00:00Z");
  entity.actual_end_date = at("2024-12-01T00:00:00Z");
  const auto stored = r.session.create(entity);
  CHECK(refused(stored, "IMP-06", "planned_dates_invalid", "planned_end_date"));
  CHECK(refused(stored, "IMP-06", "actual_dates_invalid", "actual_end_date"));
}

TEST_CASE("a rollout may end the moment it starts, or have one date only", "[IMP-06][accepts]") {
  Rollout r;
  auto entity = r.new_implementation(r.home);
  entity.planned_start_date = at("2024-12-01T00:00:00Z");
  entity.planned_end_date = at("2024-12-01T00:00:00Z");
  entity.actual_end_date = at("2024-11-01T00:00:00Z");
  CHECK(accepted(r.session.create(entity)));
}

TEST_CASE("a duration is the time between start and end", "[IMP-07][refuses]") {
  Rollout r;
  auto entity = r.new_implementation(r.home);
  entity.planned_start_date = at("2024-12-01T00:00:00Z");
  entity.planned_end_date = at("2024-12-03T06:00:00Z");
  entity.planned_duration = 5min;
  entity.actual_start_date = at("2024-11-01T00:00:00Z");
  entity = r.create(entity);
  CHECK(entity.planned_duration == 54h);
  CHECK(entity.actual_duration == 0s);
  entity.actual_end_date = at("2024-11-01T00:30:00Z");
  CHECK(r.update(entity).actual_duration == 30min);
}

TEST_CASE("a duration without both dates is what was given", "[IMP-07][accepts]") {
  Rollout r;
  auto entity = r.new_implementation(r.home);
  entity.planned_duration = 12h;
  entity.planned_start_date = at("2024-12-01T00:00:00Z");
  entity = r.create(entity);
  CHECK(entity.planned_duration == 12h);
  CHECK(entity.actual_duration == 0s);
}

TEST_CASE("only a rollout led by a partner names one", "[IMP-08][refuses]") {
  Rollout r;
  auto entity = r.partner_led();
  entity.partner_contact = Portfolio::ref(r.contact(r.partner));
  entity.certified = PartnerCertified::certified;
  auto stored = r.create(entity);
  entity.type = ImplementationType::professional_services;
  const auto refusal = r.session.create(entity);
  CHECK(refused(refusal, "IMP-08", "partner_not_applicable", "partner"));
  CHECK(refused(refusal, "IMP-08", "partner_not_applicable", "partner_contact"));
  CHECK(refused(refusal, "IMP-08", "partner_not_applicable", "certified"));
  stored.type = ImplementationType::self_led;
  CHECK(refused(r.session.update(stored), "IMP-08", "partner_not_applicable", "partner"));
}

TEST_CASE("a rollout led by a partner names partner and contact of another account", "[IMP-08][accepts]") {
  Rollout r;
  auto entity = r.partner_led();
  entity.partner_contact = Portfolio::ref(r.contact(r.partner));
  entity.certified = PartnerCertified::not_certified;
  auto stored = r.create(entity);
  stored.type = ImplementationType::self_led;
  stored.partner.reset();
  stored.partner_contact.reset();
  stored.certified.reset();
  CHECK(accepted(r.session.update(stored)));
}

TEST_CASE("the capability of a rollout is mapped to its product", "[IMP-09][refuses]") {
  Rollout r;
  ProductCapability capability;
  capability.name = "Reports";
  capability = r.create(capability);
  const auto product = r.sold_product(r.customer);
  auto entity = r.new_implementation(r.home);
  entity.capability_scope = Portfolio::ref(capability);
  entity.product_scope = Portfolio::ref(product);
  CHECK(refused(r.session.create(entity), "IMP-09", "capability_not_in_product", "capability_scope"));
  // Mapped to another model.
  CapabilityMap map;
  map.product_capability = Portfolio::ref(capability);
  map.product_model = Portfolio::ref(r.product_model());
  r.create(map);
  CHECK(refused(r.session.create(entity), "IMP-09", "capability_not_in_product", "capability_scope"));
}

TEST_CASE("a mapped capability, or one of the two alone, is stored", "[IMP-09][accepts]") {
  Rollout r;
  ProductCapability capability;
  capability.name = "Reports";
  capability = r.create(capability);
  const auto product = r.sold_product(r.customer);
  CapabilityMap map;
  map.product_capability = Portfolio::ref(capability);
  map.product_model = product.product_model;
  r.create(map);
  auto entity = r.new_implementation(r.home);
  entity.capability_scope = Portfolio::ref(capability);
  CHECK(accepted(r.session.create(entity)));
  entity.product_scope = Portfolio::ref(product);
  CHECK(accepted(r.session.create(entity)));
  entity.capability_scope.reset();
  CHECK(accepted(r.session.create(entity)));
}
