// SPDX-License-Identifier: Apache-2.0
#include "scoring/explain_change.hpp"

#include <algorithm>

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
  CHECK(change.parts == std::vector<ChangePart>{{source(1), {}, {}, Decimal(-6), {}}, {source(2), {}, {}, {}, {}}});
}

TEST_CASE("a value that is no longer there is the missing step, one that is too old the ageing step") {
  const auto without = [](Reading gone) {
    return explain_change(Before{before(1, "60", reads("90"), reads("90")), before(2, "40", reads("50"), gone)},
                          After{after(1, "60", reads("90")), after(2, "40", gone)});
  };
  const auto missing = without(reads(""));
  CHECK(missing.missing == Decimal(16));
  CHECK(missing.ageing == Decimal(0));
  CHECK(missing.parts ==
        std::vector<ChangePart>{{source(1), Decimal(36), {}, {}, {}}, {source(2), Decimal(-20), {}, {}, {}}});
  const auto aged = without(reads("50", true));
  CHECK(aged.missing == Decimal(0));
  CHECK(aged.ageing == Decimal(16));
  CHECK(aged.parts ==
        std::vector<ChangePart>{{source(1), {}, Decimal(36), {}, {}}, {source(2), {}, Decimal(-20), {}, {}}});
  for (const auto& change : {missing, aged}) {
    CHECK(change.presence() == Decimal(16));
    CHECK(change.parts[0].presence() == Decimal(36));
    CHECK(change.values == Decimal(0));
    CHECK(change.definition == Decimal(0));
  }
}

TEST_CASE("a value that appears is the missing step, one that is fresh again the ageing step") {
  const auto with = [](Reading earlier) {
    return explain_change(Before{before(1, "60", reads("90"), reads("80")), before(2, "40", earlier, reads("70"))},
                          After{after(1, "60", reads("80")), after(2, "40", reads("70"))});
  };
  const auto appeared = with(reads(""));
  CHECK(appeared.missing == Decimal(-8));  // 90 to 54 + 28
  CHECK(appeared.ageing == Decimal(0));
  const auto fresh = with(reads("50", true));
  CHECK(fresh.missing == Decimal(0));
  CHECK(fresh.ageing == Decimal(-8));
  for (const auto& change : {appeared, fresh}) CHECK(change.values == Decimal(-6));
}

TEST_CASE("what is missing comes before what is too old") {
  // 80, 40 and a stale one: the second goes (80), the third is fresh again (50 * 80 + 25 * 20 by 75).
  const auto change =
      explain_change(Before{before(1, "50", reads("80"), reads("80")), before(2, "25", reads("40"), reads("")),
                            before(3, "25", reads("60", true), reads("20"))},
                     After{});
  CHECK(change.before == dec("66.666667"));
  CHECK(change.missing == dec("13.333333"));
  CHECK(change.ageing == Decimal(-20));
  CHECK(change.values == Decimal(0));
  CHECK(change.definition == Decimal(-60));
}

TEST_CASE("a stale value that nobody keeps may come and go without points") {
  for (const auto& [earlier, later] : {std::pair(reads("90", true), reads("")), std::pair(reads(""), reads("90", true)),
                                       std::pair(reads("90", true), reads("10", true))}) {
    const auto change =
        explain_change(Before{before(1, "60", reads("70"), reads("70")), before(2, "40", earlier, later)},
                       After{after(1, "60", reads("70")), after(2, "40", later)});
    CHECK(change.difference() == Decimal(0));
    CHECK(change.parts == std::vector<ChangePart>{{source(1), {}, {}, {}, {}}, {source(2), {}, {}, {}, {}}});
  }
}

TEST_CASE("a kept stale value that appears is the missing step, and its age says nothing") {
  auto old = before(1, "100", reads(""), reads("80", true));
  old.terms.keep_stale = true;
  const auto change = explain_change(Before{old}, After{{old.data_source, old.terms, old.at_t2}});
  CHECK(change.missing == Decimal(80));
  CHECK(change.ageing == Decimal(0));
}

TEST_CASE("a kept stale value that changes does so in the values step") {
  auto old = before(1, "100", reads("90"), reads("80", true));
  old.terms.keep_stale = true;
  const auto change = explain_change(Before{old}, After{{old.data_source, old.terms, old.at_t2}});
  CHECK(change.presence() == Decimal(0));
  CHECK(change.ageing == Decimal(0));
  CHECK(change.values == Decimal(-10));
}

TEST_CASE("other weights, targets and metrics are the definition step") {
  const auto change =
      explain_change(Before{before(1, "60", reads("90"), reads("90")), before(2, "40", reads("50"), reads("50"))},
                     After{after(3, "50", reads("100")), after(1, "50", reads("90"))});
  CHECK(change.presence() == Decimal(0));
  CHECK(change.values == Decimal(0));
  CHECK(change.definition == Decimal(21));
  CHECK(change.parts == std::vector<ChangePart>{{source(1), {}, {}, {}, Decimal(-9)},
                                                {source(2), {}, {}, {}, Decimal(-20)},
                                                {source(3), {}, {}, {}, Decimal(50)}});
}

TEST_CASE("the three steps follow one another in fixed order") {
  const auto change =
      explain_change(Before{before(1, "50", reads("80"), reads("60")), before(2, "50", reads("40"), reads(""))},
                     After{after(1, "100", reads("90"))});  // another aggregate reads 90
  CHECK(change.before == Decimal(60));
  CHECK(change.presence() == Decimal(20));
  CHECK(change.values == Decimal(-20));
  CHECK(change.definition == Decimal(30));
  CHECK(change.after == Decimal(90));
}

TEST_CASE("an absent score counts as 0 points on the way") {
  const auto found =
      explain_change(Before{before(1, "100", reads(""), reads("70"))}, After{after(1, "100", reads("70"))});
  CHECK_FALSE(found.before);
  CHECK(found.presence() == Decimal(70));
  CHECK(found.difference() == Decimal(70));

  const auto swapped =
      explain_change(Before{before(1, "100", reads("70"), reads(""))}, After{after(2, "100", reads("80"))});
  CHECK(swapped.presence() == Decimal(-70));
  CHECK(swapped.definition == Decimal(80));
  CHECK(swapped.difference() == Decimal(10));

  const auto nothing = explain_change(Before{}, After{});
  CHECK_FALSE(nothing.after);
  CHECK(nothing.parts.empty());
}

namespace {

/// Two definitions that often share metrics and terms, and what they read at both ends.
struct Drawn {
  Before old;
  After fresh;

  template <class Read>
  [[nodiscard]] std::optional<Decimal> score_before(Read read) const {
    std::vector<MetricInput> inputs;
    for (const MetricBefore& metric : old) inputs.push_back({metric.terms, read(metric)});
    return steward::scoring::score(inputs).value;
  }
  [[nodiscard]] std::optional<Decimal> score_after() const {
    std::vector<MetricInput> inputs;
    for (const MetricAfter& metric : fresh) inputs.push_back({metric.terms, metric.at_t2});
    return steward::scoring::score(inputs).value;
  }
};

Drawn draw_change() {
  Drawn drawn;
  for (int i = 0; i < 8; ++i) {
    const MetricInput metric = *any_metric();
    MetricInput later = *any_metric();
    if (*rc::gen::arbitrary<bool>()) later.terms = metric.terms;
    if (*rc::gen::arbitrary<bool>()) {
      drawn.old.push_back({source(i), metric.terms, metric.reading, (*any_metric()).reading});
    }
    if (*rc::gen::arbitrary<bool>()) {
      drawn.fresh.insert(drawn.fresh.begin(), MetricAfter{source(i), later.terms, later.reading});
    }
  }
  return drawn;
}

}  // namespace

TEST_CASE("parts add up to the steps and steps to the difference") {
  CHECK(rc::check("for any two definitions and readings", [] {
    const Drawn drawn = draw_change();
    const auto change = explain_change(drawn.old, drawn.fresh);
    RC_ASSERT(change.before == drawn.score_before([](const MetricBefore& metric) { return metric.at_t1; }));
    RC_ASSERT(change.after == drawn.score_after());
    std::int64_t missing = 0;
    std::int64_t ageing = 0;
    std::int64_t values = 0;
    std::int64_t definition = 0;
    for (const ChangePart& part : change.parts) {
      missing += part.missing.units();
      ageing += part.ageing.units();
      values += part.values.units();
      definition += part.definition.units();
    }
    RC_ASSERT(missing == change.missing.units());
    RC_ASSERT(ageing == change.ageing.units());
    RC_ASSERT(values == change.values.units());
    RC_ASSERT(definition == change.definition.units());
    RC_ASSERT(missing + ageing + values + definition == change.difference().units());
  }));
}

TEST_CASE("missing and ageing together are what the presence of values did") {
  CHECK(rc::check("for any two definitions and readings", [] {
    const Drawn drawn = draw_change();
    const auto change = explain_change(drawn.old, drawn.fresh);
    const auto counts = [](const MetricBefore& metric, const Reading& reading) {
      return steward::scoring::is_present(metric.terms, reading);
    };
    const auto with_presence = drawn.score_before([&](const MetricBefore& metric) {
      const bool stays = counts(metric, metric.at_t1) && counts(metric, metric.at_t2);
      return stays ? metric.at_t1 : metric.at_t2;
    });
    RC_ASSERT(change.presence().units() ==
              with_presence.value_or(Decimal(0)).units() - change.before.value_or(Decimal(0)).units());
    const bool none_ages = std::none_of(drawn.old.begin(), drawn.old.end(), [&](const MetricBefore& metric) {
      return metric.at_t1.value && metric.at_t2.value && counts(metric, metric.at_t1) != counts(metric, metric.at_t2);
    });
    RC_CLASSIFY(none_ages, "without ageing");
    if (none_ages) RC_ASSERT(change.ageing == Decimal(0));
    const bool all_stay = std::all_of(drawn.old.begin(), drawn.old.end(), [](const MetricBefore& metric) {
      return metric.at_t1.value.has_value() == metric.at_t2.value.has_value();
    });
    if (all_stay) RC_ASSERT(change.missing == Decimal(0));
  }));
}
