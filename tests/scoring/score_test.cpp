// SPDX-License-Identifier: Apache-2.0
#include "scoring/score.hpp"

#include "helpers.hpp"
#include "scoring/band.hpp"
#include "scoring/risk.hpp"
#include "scoring/rounding.hpp"

using namespace scoring_test;
using steward::scoring::score;
using Metrics = std::vector<MetricInput>;

TEST_CASE("the worked example of engine 14") {
  Metrics metrics(2);
  metrics[0].terms = {.weight = Hundredths(60), .target = Decimal(95), .baseline = {}};
  metrics[0].reading = {Decimal(87)};
  metrics[1].terms = {.weight = Hundredths(40), .target = Decimal(50), .baseline = {}};
  metrics[1].reading = {Decimal(26)};
  const auto result = score(metrics);
  CHECK(result.value == dec("75.747368"));
  CHECK(result.coverage == Decimal(100));
  CHECK(result.low == dec("75.747368"));
  CHECK(result.high == dec("75.747368"));
  const auto& sla = result.contributions[0];
  CHECK(sla.attainment == dec("91.578947"));
  CHECK(sla.points == dec("54.947368"));
  CHECK(sla.effective_weight == Decimal(60));
  CHECK(sla.gap == Decimal(8));
  CHECK(sla.gap_percent == dec("8.421053"));
  const auto& nps = result.contributions[1];
  CHECK(nps.attainment == Decimal(52));
  CHECK(nps.points == dec("20.8"));
  CHECK(nps.gap == Decimal(24));
  CHECK(steward::scoring::whole(*result.value) == 76);

  using steward::Comparison;
  using steward::scoring::Band;
  const std::vector<Band> shipped{{Decimal(0), Decimal(39)}, {Decimal(40), Decimal(69)}, {Decimal(70), Decimal(100)}};
  CHECK(steward::scoring::band_of(*result.value, shipped) == 2);
  CHECK(steward::scoring::breached(Decimal(87), Comparison::less_than, Decimal(95)));
  CHECK(steward::scoring::threshold_gap(Decimal(87), Decimal(95)) == Decimal(8));
  CHECK(steward::scoring::breached(Decimal(26), Comparison::less_than, Decimal(32)));
  CHECK(steward::scoring::threshold_gap(Decimal(26), Decimal(32)) == Decimal(6));
}

TEST_CASE("weights 20, 15 and 22 on 47, 59 and 21 are rescaled to 40.12") {
  const auto result = score(Metrics{metric("20", "47"), metric("15", "59"), metric("22", "21"), metric("43", "")});
  CHECK(result.value == dec("40.122807"));
  CHECK(steward::scoring::rounded(*result.value, 2) == dec("40.12"));
  CHECK(result.coverage == Decimal(57));
  CHECK(result.low == dec("22.87"));
  CHECK(result.high == dec("65.87"));
  CHECK(result.contributions[0].points == dec("16.491228"));
  CHECK(result.contributions[1].points == dec("15.526316"));
  CHECK(result.contributions[2].points == dec("8.105263"));
  CHECK(result.contributions[3].points == Decimal(0));
  CHECK(result.contributions[3].effective_weight == Decimal(0));
  CHECK_FALSE(result.contributions[3].present);
  CHECK_FALSE(result.contributions[3].attainment);
  CHECK_FALSE(result.contributions[3].gap);
}

TEST_CASE("a missing metric is treated by its policy") {
  const auto scored = [](MissingPolicy policy) { return score(Metrics{metric("75", "80"), metric("25", "", policy)}); };
  const auto redistribute = scored(MissingPolicy::redistribute);
  CHECK(redistribute.value == Decimal(80));
  CHECK(redistribute.contributions[0].effective_weight == Decimal(100));

  const auto zero = scored(MissingPolicy::zero);
  CHECK(zero.value == Decimal(60));
  CHECK(zero.contributions[1].points == Decimal(0));
  CHECK(zero.contributions[1].effective_weight == Decimal(25));

  const auto neutral = scored(MissingPolicy::neutral);
  CHECK(neutral.value == dec("72.5"));
  CHECK(neutral.contributions[0].points == Decimal(60));
  CHECK(neutral.contributions[1].points == dec("12.5"));

  const auto require = scored(MissingPolicy::require);
  CHECK_FALSE(require.value);
  CHECK(total_points(require.contributions) == 0);
  CHECK(require.contributions[0].attainment == Decimal(80));
  CHECK(require.contributions[0].effective_weight == Decimal(0));

  for (const auto& result : {redistribute, zero, neutral, require}) {
    CHECK(result.coverage == Decimal(75));
    CHECK(result.low == Decimal(60));
    CHECK(result.high == Decimal(85));
  }
}

TEST_CASE("a required metric that is there asks for nothing more") {
  CHECK(score(Metrics{metric("75", "80", MissingPolicy::require), metric("25", "")}).value == Decimal(80));
}

TEST_CASE("without a present metric the score is unknown, whatever the policy") {
  for (const auto policy :
       {MissingPolicy::redistribute, MissingPolicy::zero, MissingPolicy::neutral, MissingPolicy::require}) {
    const auto result = score(Metrics{metric("60", "", policy), metric("40", "", policy)});
    CHECK_FALSE(result.value);
    CHECK(result.coverage == Decimal(0));
    CHECK(result.low == Decimal(0));
    CHECK(result.high == Decimal(100));
    CHECK(total_points(result.contributions) == 0);
  }
  const auto empty = score(Metrics{});
  CHECK_FALSE(empty.value);
  CHECK(empty.low == Decimal(0));
  CHECK(empty.high == Decimal(100));
  CHECK(empty.contributions.empty());
}

TEST_CASE("a stale value counts as missing unless the metric keeps it") {
  Metrics metrics{metric("60", "90"), metric("40", "40")};
  metrics[1].reading.stale = true;
  const auto dropped = score(metrics);
  CHECK(dropped.value == Decimal(90));
  CHECK(dropped.coverage == Decimal(60));
  CHECK(dropped.contributions[1].stale);
  CHECK_FALSE(dropped.contributions[1].present);
  CHECK(dropped.contributions[1].value == Decimal(40));
  CHECK_FALSE(dropped.contributions[1].attainment);

  metrics[1].terms.keep_stale = true;
  const auto kept = score(metrics);
  CHECK(kept.value == Decimal(70));
  CHECK(kept.coverage == Decimal(100));
  CHECK(kept.contributions[1].stale);
  CHECK(kept.contributions[1].present);
}

TEST_CASE("the last points go to the largest remainder, ties to the earlier metric") {
  const auto third = score(Metrics{metric("10", "100"), metric("10", "100"), metric("10", "100")});
  CHECK(third.value == Decimal(100));
  CHECK(third.contributions[0].points == dec("33.333334"));
  CHECK(third.contributions[1].points == dec("33.333333"));
  CHECK(third.contributions[2].points == dec("33.333333"));
  CHECK(third.contributions[0].effective_weight == dec("33.333334"));

  // 7/3 and 14/3 hold remainders of 1/3 and 2/3 of the last place: the later, larger one is served.
  const auto larger = score(Metrics{metric("1", "0.000007"), metric("2", "0.000007")});
  CHECK(larger.value == dec("0.000007"));
  CHECK(larger.contributions[0].points == dec("0.000002"));
  CHECK(larger.contributions[1].points == dec("0.000005"));

  const auto half = score(Metrics{metric("50", "0.000001"), metric("50", "0")});
  CHECK(half.value == dec("0.000001"));
  CHECK(half.contributions[0].points == dec("0.000001"));
}

TEST_CASE("the score is one rounding of the exact quotient") {
  CHECK(rc::check("against the definition of the quotient", [] {
    const auto metrics = draw_metrics(rc::gen::just(MissingPolicy::redistribute));
    const auto result = score(metrics);
    Int128 earned = 0;
    Int128 weight = 0;
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      if (!result.contributions[i].attainment) continue;
      earned += Int128{metrics[i].terms.weight.units()} * result.contributions[i].attainment->units();
      weight += metrics[i].terms.weight.units();
    }
    RC_ASSERT(result.value.has_value() == (weight > 0));
    if (weight == 0) return;
    const Int128 error = 2 * (result.value->units() * weight - earned);
    RC_ASSERT(error <= weight);
    RC_ASSERT(-error < weight);
  }));
}
