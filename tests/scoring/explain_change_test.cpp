// SPDX-License-Identifier: Apache-2.0
#include "scoring/explain_change.hpp"

#include "helpers.hpp"
#include "scoring/score.hpp"

using namespace scoring_test;
using steward::Id;
using steward::scoring::ChangePart;
using steward::scoring::explain_change;
using steward::scoring::MetricAfter;
using steward::scoring::MetricBefore;
using Before = std::vector<MetricBefore>;
using After = std::vector<MetricAfter>;

namespace {

Id source(int number) {
  std::string text = "00000000-0000-7000-8000-00000000000";
  text += static_cast<char>('0' + number);
  return Id::parse(text).value();
}

Reading reads(std::string_view value, bool stale = false) {
  return value.empty() ? Reading{} : Reading{dec(value), stale};
}

MetricBefore before(int number, std::string_view weight, Reading t1, Reading t2) {
  return {source(number), metric(weight, "").terms, t1, t2};
}

MetricAfter after(int number, std::string_view weight, Reading t2) {
  return {source(number), metric(weight, "").terms, t2};
}

}  // namespace

TEST_CASE("a change of values alone is the values step") {
  const auto change =
      explain_change(Before{before(1, "60", reads("90"), reads("80")), before(2, "40", reads("50"), reads("50"))},
                     After{after(1, "60", reads("80")), after(2, "40", reads("50"))});
  CHECK(change.before == Decimal(74));
  CHECK(change.after == Decimal(68));
  CHECK(change.difference() == Decimal(-6));
  CHECK(change.parts == std::vector<ChangePart>{{source(1), {}, Decimal(-6), {}}, {source(2), {}, {}, {}}});
}

TEST_CASE("values that go missing, age out or appear are the presence step") {
  const Reading aged = reads("50", true);
  for (const Reading gone : {reads(""), aged}) {
    const auto change =
        explain_change(Before{before(1, "60", reads("90"), reads("90")), before(2, "40", reads("50"), gone)},
                       After{after(1, "60", reads("90")), after(2, "40", gone)});
    CHECK(change.presence == Decimal(16));
    CHECK(change.values == Decimal(0));
    CHECK(change.definition == Decimal(0));
    CHECK(change.parts == std::vector<ChangePart>{{source(1), Decimal(36), {}, {}}, {source(2), Decimal(-20), {}, {}}});
  }
  const auto appeared =
      explain_change(Before{before(1, "60", reads("90"), reads("80")), before(2, "40", aged, reads("70"))},
                     After{after(1, "60", reads("80")), after(2, "40", reads("70"))});
  CHECK(appeared.presence == Decimal(-8));  // 90 to 54 + 28
  CHECK(appeared.values == Decimal(-6));
}

TEST_CASE("a kept stale value that changes does so in the values step") {
  auto old = before(1, "100", reads("90"), reads("80", true));
  old.terms.keep_stale = true;
  const auto change = explain_change(Before{old}, After{{old.data_source, old.terms, old.at_t2}});
  CHECK(change.presence == Decimal(0));
  CHECK(change.values == Decimal(-10));
}

TEST_CASE("other weights, targets and metrics are the definition step") {
  const auto change =
      explain_change(Before{before(1, "60", reads("90"), reads("90")), before(2, "40", reads("50"), reads("50"))},
                     After{after(3, "50", reads("100")), after(1, "50", reads("90"))});
  CHECK(change.presence == Decimal(0));
  CHECK(change.values == Decimal(0));
  CHECK(change.definition == Decimal(21));
  CHECK(change.parts == std::vector<ChangePart>{{source(1), {}, {}, Decimal(-9)},
                                                {source(2), {}, {}, Decimal(-20)},
                                                {source(3), {}, {}, Decimal(50)}});
}

TEST_CASE("the three steps follow one another in fixed order") {
  const auto change =
      explain_change(Before{before(1, "50", reads("80"), reads("60")), before(2, "50", reads("40"), reads(""))},
                     After{after(1, "100", reads("90"))});  // another aggregate reads 90
  CHECK(change.before == Decimal(60));
  CHECK(change.presence == Decimal(20));
  CHECK(change.values == Decimal(-20));
  CHECK(change.definition == Decimal(30));
  CHECK(change.after == Decimal(90));
}

TEST_CASE("an absent score counts as 0 points on the way") {
  const auto found =
      explain_change(Before{before(1, "100", reads(""), reads("70"))}, After{after(1, "100", reads("70"))});
  CHECK_FALSE(found.before);
  CHECK(found.presence == Decimal(70));
  CHECK(found.difference() == Decimal(70));

  const auto swapped =
      explain_change(Before{before(1, "100", reads("70"), reads(""))}, After{after(2, "100", reads("80"))});
  CHECK(swapped.presence == Decimal(-70));
  CHECK(swapped.definition == Decimal(80));
  CHECK(swapped.difference() == Decimal(10));

  const auto nothing = explain_change(Before{}, After{});
  CHECK_FALSE(nothing.after);
  CHECK(nothing.parts.empty());
}

TEST_CASE("parts add up to the steps and steps to the difference") {
  CHECK(rc::check("for any two definitions and readings", [] {
    Before old;
    After fresh;
    std::vector<MetricInput> then;
    std::vector<MetricInput> now;
    for (int i = 0; i < 8; ++i) {
      const MetricInput metric = *any_metric();
      MetricInput later = *any_metric();
      if (*rc::gen::arbitrary<bool>()) later.terms = metric.terms;
      if (*rc::gen::arbitrary<bool>()) {
        old.push_back({source(i), metric.terms, metric.reading, (*any_metric()).reading});
        then.push_back(metric);
      }
      if (*rc::gen::arbitrary<bool>()) {
        fresh.insert(fresh.begin(), MetricAfter{source(i), later.terms, later.reading});
        now.insert(now.begin(), later);
      }
    }
    const auto change = explain_change(old, fresh);
    RC_ASSERT(change.before == steward::scoring::score(then).value);
    RC_ASSERT(change.after == steward::scoring::score(now).value);
    std::int64_t presence = 0;
    std::int64_t values = 0;
    std::int64_t definition = 0;
    for (const ChangePart& part : change.parts) {
      presence += part.presence.units();
      values += part.values.units();
      definition += part.definition.units();
    }
    RC_ASSERT(presence == change.presence.units());
    RC_ASSERT(values == change.values.units());
    RC_ASSERT(definition == change.definition.units());
    RC_ASSERT(presence + values + definition == change.difference().units());
  }));
}
