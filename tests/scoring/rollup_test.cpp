// SPDX-License-Identifier: Apache-2.0
#include "scoring/rollup.hpp"

#include <algorithm>

#include "helpers.hpp"

using namespace scoring_test;
using steward::scoring::Band;
using steward::scoring::band_shares;
using steward::scoring::roll_up;
using steward::scoring::Rollup;
using steward::scoring::RollupItem;
using steward::scoring::RollupMode;
using steward::scoring::ShareOf;
using Items = std::vector<RollupItem>;

namespace {

constexpr RollupMode modes[] = {RollupMode::mean, RollupMode::weighted, RollupMode::lowest};
const std::vector<Band> shipped{{Decimal(0), Decimal(39)}, {Decimal(40), Decimal(69)}, {Decimal(70), Decimal(100)}};

rc::Gen<RollupItem> any_item() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::maybe(rc::gen::inRange<std::int64_t>(0, 100'000'001)),
                     rc::gen::oneOf(rc::gen::arbitrary<std::int64_t>(), rc::gen::inRange<std::int64_t>(0, 3))),
      [](const auto& drawn) {
        RollupItem item;
        if (std::get<0>(drawn)) item.score = Decimal::from_units(*std::get<0>(drawn));
        item.contract_value = std::get<1>(drawn);
        return item;
      });
}

}  // namespace

TEST_CASE("a roll-up is the mean, the weighted mean or the lowest score") {
  const Items items{{Decimal(90), 100}, {Decimal(30), 300}, {std::nullopt, 5'000}};
  CHECK(roll_up(RollupMode::mean, items) == Rollup{Decimal(60), 2, 1});
  CHECK(roll_up(RollupMode::weighted, items) == Rollup{Decimal(45), 2, 1});
  CHECK(roll_up(RollupMode::lowest, items) == Rollup{Decimal(30), 2, 1});
}

TEST_CASE("without scores a roll-up is absent and counts what it left out") {
  for (const RollupMode mode : modes) {
    CHECK(roll_up(mode, Items{}) == Rollup{std::nullopt, 0, 0});
    CHECK(roll_up(mode, Items{{std::nullopt, 7}, {std::nullopt, 0}}) == Rollup{std::nullopt, 0, 2});
  }
}

TEST_CASE("without contract value the weighted mean is the mean") {
  CHECK(roll_up(RollupMode::weighted, Items{{Decimal(50), 0}, {Decimal(60), 0}, {Decimal(70), 0}}).value ==
        Decimal(60));
  // The value of a record without a score weighs nothing.
  CHECK(roll_up(RollupMode::weighted, Items{{Decimal(50), 0}, {Decimal(70), 0}, {std::nullopt, 9}}).value ==
        Decimal(60));
  CHECK(roll_up(RollupMode::weighted, Items{{Decimal(50), 0}, {Decimal(70), 1}}).value == Decimal(70));
  CHECK(roll_up(RollupMode::weighted, Items{{Decimal(50), -5}, {Decimal(70), 1}}).value == Decimal(70));
}

TEST_CASE("contract values at the end of the number range do not overflow") {
  const std::int64_t most = greatest.units();
  CHECK(roll_up(RollupMode::weighted, Items{{Decimal(100), most}, {Decimal(50), most}, {Decimal(0), most}}).value ==
        Decimal(50));
}

TEST_CASE("shares tell how records or contract value spread over bands") {
  const Items items{{Decimal(90), 100}, {Decimal(30), 300}, {Decimal(75), 0}, {std::nullopt, 50}};
  const auto records = band_shares(ShareOf::records, items, shipped);
  CHECK(records.bands == std::vector<Decimal>{dec("33.333333"), Decimal(0), dec("66.666667")});
  CHECK(records.without_band == Decimal(0));
  CHECK(records.counted == 3);
  CHECK(records.left_out == 1);
  const auto value = band_shares(ShareOf::contract_value, items, shipped);
  CHECK(value.bands == std::vector<Decimal>{Decimal(75), Decimal(0), Decimal(25)});
  const auto no_value = band_shares(ShareOf::contract_value, Items{{Decimal(90), 0}, {Decimal(50), 0}}, shipped);
  CHECK(no_value.bands == std::vector<Decimal>{Decimal(0), Decimal(50), Decimal(50)});
}

TEST_CASE("a score that no band holds is a share of its own") {
  const std::vector<Band> only_green{{Decimal(70), Decimal(100)}};
  const auto shares = band_shares(ShareOf::records, Items{{Decimal(90), 1}, {Decimal(50), 1}}, only_green);
  CHECK(shares.bands == std::vector<Decimal>{Decimal(50)});
  CHECK(shares.without_band == Decimal(50));
  const auto none = band_shares(ShareOf::records, Items{{std::nullopt, 1}}, only_green);
  CHECK(none.bands == std::vector<Decimal>{Decimal(0)});
  CHECK(none.without_band == Decimal(0));
  CHECK(none.left_out == 1);
}

TEST_CASE("roll-ups do not depend on order and stay among the scores") {
  CHECK(rc::check("all modes", [] {
    auto items = *rc::gen::container<Items>(any_item());
    const RollupMode mode = *rc::gen::elementOf(std::vector<RollupMode>(std::begin(modes), std::end(modes)));
    const Rollup result = roll_up(mode, items);
    RC_ASSERT(result.counted + result.left_out == items.size());
    RC_ASSERT(result.value.has_value() == (result.counted > 0));
    if (const auto least = roll_up(RollupMode::lowest, items).value) RC_ASSERT(*result.value >= *least);
    std::reverse(items.begin(), items.end());
    RC_ASSERT(roll_up(mode, items) == result);
  }));
  CHECK(rc::check("shares add up to 100", [] {
    const auto items = *rc::gen::container<Items>(any_item());
    const auto shares = band_shares(*rc::gen::element(ShareOf::records, ShareOf::contract_value), items, shipped);
    std::int64_t sum = shares.without_band.units();
    for (const Decimal share : shares.bands) sum += share.units();
    RC_ASSERT(sum == (shares.counted > 0 ? Decimal(100).units() : 0));
  }));
}
