// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

TEST_CASE("calls of a host's transaction are kept or dropped together", "[engine]") {
  Portfolio p;
  require(p.session.begin());
  const auto kept = p.account();
  require(p.session.commit());
  require(p.session.begin());
  const auto dropped = p.account();
  p.session.rollback();
  CHECK(accepted(p.session.get(Portfolio::ref(kept))));
  CHECK(p.session.get(Portfolio::ref(dropped)).error().code() == "not_found");
}

TEST_CASE("a failing call inside a transaction undoes that call alone", "[engine]") {
  Portfolio p;
  require(p.session.begin());
  const auto account = p.account();
  Engagement incomplete;
  incomplete.account = Portfolio::ref(account);
  CHECK_FALSE(p.session.create(incomplete));
  const auto second = p.account();
  require(p.session.commit());
  CHECK(require(p.session.count<Engagement>()) == 0);
  CHECK(accepted(p.session.get(Portfolio::ref(account))));
  CHECK(accepted(p.session.get(Portfolio::ref(second))));
}

TEST_CASE("beginning twice and ending nothing are misuse", "[engine]") {
  Portfolio p;
  CHECK(p.session.commit().error().category() == Category::misuse);
  require(p.session.begin());
  CHECK(p.session.begin().error().category() == Category::misuse);
  p.session.rollback();
  p.session.rollback();
  CHECK(accepted(p.session.begin()));
}

TEST_CASE("now is fixed for a whole transaction", "[engine]") {
  Portfolio p;
  require(p.session.begin());
  const auto first = p.account();
  p.advance(std::chrono::hours(1));
  const auto second = p.account();
  require(p.session.commit());
  CHECK(first.created_at == second.created_at);
  CHECK(p.account().created_at != first.created_at);
}

TEST_CASE("an exception of a host's callback undoes the call and leaves the session usable", "[engine]") {
  Portfolio p;
  require(p.session.install_base_data());
  const auto stop = [](std::size_t, std::size_t, std::string_view) -> bool { throw std::runtime_error("host"); };
  p.engagement();
  CHECK_THROWS_AS(static_cast<void>(p.session.run_job("refresh_health", stop)), std::runtime_error);
  CHECK(p.account().version == 1);
}

TEST_CASE("a session that is used inside its own callback answers busy", "[engine]") {
  Portfolio p;
  require(p.session.install_base_data());
  p.engagement();
  std::string code;
  const auto report = p.session.run_job("refresh_health", [&](std::size_t, std::size_t, std::string_view) {
    const auto inside = p.session.count<Account>();
    code = inside ? "" : inside.error().code();
    return true;
  });
  CHECK(accepted(report));
  CHECK(code == "busy");
}

TEST_CASE("all faults of one write come back together, in order", "[engine]") {
  Portfolio p;
  Touchpoint empty;
  const auto stored = p.session.create(empty);
  REQUIRE_FALSE(stored);
  CHECK(stored.error().code() == "validation_failed");
  std::vector<std::string> fields;
  for (const auto& fault : stored.error().faults()) {
    CHECK(fault.code == "field_required");
    CHECK(fault.rule == "TCH-02");
    CHECK(fault.table == "touchpoint");
    fields.push_back(fault.field);
  }
  CHECK(fields == std::vector<std::string>{"description", "engagement", "subject"});
  CHECK(require(p.session.count<Touchpoint>()) == 0);
}

TEST_CASE("faults of several rules are ordered by rule, then by field", "[engine]") {
  Portfolio p;
  const auto touchpoint = p.touchpoint(p.engagement());
  const auto now = p.clock->now();
  const Meeting untouched = p.meeting(touchpoint);
  const auto stored = p.session.update("meeting", untouched.id, untouched.version,
                                       {{"subject", Value()},
                                        {"start_at", now},
                                        {"end_at", now - std::chrono::hours(1)},
                                        {"cadence", std::string("weekly")},
                                        {"meeting_type", std::string("nothing")},
                                        {"organizer", untouched.id},
                                        {"time_zone", std::string("Nowhere/Land")},
                                        {"invite_sequence", std::int64_t{9}},
                                        {"completed_at", now}});
  REQUIRE_FALSE(stored);
  CHECK(stored.error().code() == "validation_failed");
  std::vector<std::string> faults;
  for (const auto& fault : stored.error().faults()) {
    CHECK(fault.table == "meeting");
    CHECK(fault.record_id == untouched.id);
    faults.push_back(fault.rule + " " + fault.code + " @" + fault.field);
  }
  CHECK(faults ==
        std::vector<std::string>{"GEN-03 invalid_choice @meeting_type", "GEN-04 invalid_reference @organizer",
                                 "GEN-08 field_read_only @completed_at", "GEN-08 field_read_only @invite_sequence",
                                 "MTG-01 field_required @subject", "MTG-02 meeting_times_invalid @end_at",
                                 "MTG-04 meeting_type_requires_scheduled @meeting_type",
                                 "MTG-05 repeat_until_required @repeat_until", "MTG-22 invalid_input @time_zone"});
  CHECK(p.again(untouched).version == untouched.version);
}
