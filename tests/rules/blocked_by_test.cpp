// SPDX-License-Identifier: Apache-2.0
#include "plan_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

namespace {

/// A record that needs no attention and so can be blocked.
template <class T>
T calm(Portfolio& p, T record) {
  record.needs_attention = false;
  return p.update(record);
}

template <class T>
BlockedBy reason_for(const T& blocked, std::string reason = "The customer is on leave.") {
  BlockedBy entity;
  entity.blocked_table = Choice<BlockableTable>::from_text(Describe<T>::table.name);
  entity.blocked_record = blocked.id;
  entity.reason = std::move(reason);
  return entity;
}
template <class T, class Blocking>
BlockedBy block(const T& blocked, const Blocking& by, std::string reason = {}) {
  auto entity = reason_for(blocked, std::move(reason));
  entity.blocking_table = Describe<Blocking>::table.name;
  entity.blocking_record = by.id;
  return entity;
}

constexpr auto clear_flag = "blocked_by_requires_clear_flag";

}  // namespace

TEST_CASE("a record that needs attention is not blocked", "[GEN-11][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto refuses = [&](const BlockedBy& row) {
    CHECK(refused(p.session.create(row), "GEN-11", clear_flag, "blocked_record"));
  };
  refuses(reason_for(p.initiative(engagement)));
  refuses(reason_for(p.customer_play(engagement)));
  refuses(reason_for(p.touchpoint(engagement)));
}

TEST_CASE("a blocked record is not marked for attention", "[GEN-11][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto refuses = [&](auto record) {
    record = calm(p, record);
    auto reason = p.create(reason_for(record));
    record.needs_attention = true;
    CHECK(refused(p.session.update(record), "GEN-11", clear_flag, "needs_attention"));
    reason.resolved_at = p.clock->now();
    reason = p.update(reason);
    CHECK(accepted(p.session.update(record)));
    reason.resolved_at.reset();
    CHECK(refused(p.session.update(reason), "GEN-11", clear_flag, "blocked_record"));
  };
  refuses(p.initiative(engagement));
  refuses(p.customer_play(engagement));
  refuses(p.touchpoint(engagement));
}

TEST_CASE("a record does not block itself", "[GEN-11][refuses]") {
  Portfolio p;
  const auto touchpoint = calm(p, p.touchpoint(p.engagement()));
  CHECK(refused(p.session.create(block(touchpoint, touchpoint)), "GEN-11", "invalid_reference", "blocking_record"));
}

TEST_CASE("a calm record is blocked by a reason and by records", "[GEN-11][BLK-01][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto initiative = calm(p, p.initiative(engagement));
  CHECK_FALSE(initiative.blocked);
  CHECK(accepted(p.session.create(reason_for(initiative))));
  CHECK(accepted(p.session.create(reason_for(initiative))));
  const auto stored = p.create(block(initiative, p.touchpoint(engagement)));
  CHECK(stored.domain == initiative.domain);
  CHECK(p.again(initiative).blocked);
}

TEST_CASE("only initiatives, plays and touchpoints are blocked", "[GEN-03]") {
  Portfolio p;
  auto row = reason_for(p.touchpoint(p.engagement()));
  row.blocked_table = Choice<BlockableTable>::from_text("engagement");
  CHECK(refused(p.session.create(row), "GEN-03", "invalid_choice", "blocked_table"));
}

TEST_CASE("what blocks is said in words or named by table and id", "[BLK-01][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto touchpoint = calm(p, p.touchpoint(engagement));
  CHECK(refused(p.session.create(reason_for(touchpoint, "")), "BLK-01", "field_required", "reason"));
  auto row = block(touchpoint, p.initiative(engagement));
  row.blocking_table.clear();
  CHECK(refused(p.session.create(row), "BLK-01", "field_required", "blocking_table"));
  row.blocking_table = "success_initiative";
  row.blocking_record.reset();
  CHECK(refused(p.session.create(row), "BLK-01", "field_required", "blocking_record"));
}

TEST_CASE("a blocking record that ends lets go of what it blocks", "[BLK-02][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto blocked = calm(p, p.initiative(engagement));
  const auto closes = p.touchpoint(engagement);
  const auto cancels = p.task(blocked);
  const auto first = p.create(block(blocked, closes, "We wait."));
  const auto second = p.create(block(blocked, cancels));
  p.advance(1h);
  end(p, closes, "closed");
  CHECK(p.again(first).resolved_at == p.clock->now());
  CHECK(p.again(blocked).blocked);
  end(p, cancels, "canceled");
  CHECK(p.again(second).resolved_at == p.clock->now());
  CHECK_FALSE(p.again(blocked).blocked);
}

TEST_CASE("other changes and other records keep a block", "[BLK-02][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto blocked = calm(p, p.touchpoint(engagement));
  auto blocking = p.initiative(engagement);
  const auto row = p.create(block(blocked, blocking));
  blocking.state = WorkState::in_progress;
  p.update(blocking);
  end(p, p.initiative(engagement), "closed");
  CHECK_FALSE(p.again(row).resolved_at.has_value());
}

TEST_CASE("a block without words is settled when the blocking record is deleted", "[BLK-03][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto blocked = calm(p, p.touchpoint(engagement));
  const auto blocking = p.initiative(engagement);
  auto row = p.create(block(blocked, blocking));
  require(p.session.remove(blocking));
  row = p.again(row);
  CHECK(row.resolved_at == p.clock->now());
  CHECK_FALSE(row.blocking_record.has_value());
  CHECK(row.blocking_table.empty());
  row.resolved_at.reset();
  CHECK(refused(p.session.update(row), "BLK-01", "field_required", "reason"));
}

TEST_CASE("a block in words outlives the blocking record, none the blocked one", "[BLK-03][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto blocked = calm(p, p.touchpoint(engagement));
  const auto blocking = p.initiative(engagement);
  const auto row = p.create(block(blocked, blocking, "We wait."));
  require(p.session.remove(blocking));
  CHECK_FALSE(p.again(row).resolved_at.has_value());
  CHECK(p.again(row).reason == "We wait.");
  require(p.session.remove(p.again(blocked)));
  CHECK(require(p.session.count<BlockedBy>()) == 0);
}

TEST_CASE("one record blocks another once at a time", "[GEN-14]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto blocked = calm(p, p.touchpoint(engagement));
  const auto blocking = p.initiative(engagement);
  auto row = p.create(block(blocked, blocking));
  CHECK(refused(p.session.create(block(blocked, blocking)), "GEN-14", "duplicate_blocked_by", "blocking_record"));
  row.resolved_at = p.clock->now();
  p.update(row);
  CHECK(accepted(p.session.create(block(blocked, blocking))));
}
