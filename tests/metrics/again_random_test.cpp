// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "metrics/calculated.hpp"
#include "metrics/stored_file.hpp"
#include "metrics/world.hpp"
#include "support/dice.hpp"

using namespace steward;
using namespace steward::test;

// Two worlds live through the same changes; one of them calculates, refreshes and analyses everything each time, the
// other one remembers its last runs. What is stored never differs, but for the instants at which what stayed was looked
// at.

namespace {

class Half : public World {
 public:
  Half(EngineOptions options, bool remembers) : World(std::move(options)) {
    if (!remembers) engine.disable_rule_for_test("RUN-MEMORY");
    for (int i = 0; i < 5; ++i) accounts_.push_back(account());
    for (std::size_t i = 0; i < 8; ++i) add_engagement(i);
    sources_ = {source("one"), source("two"), source("three", Frequency::weekly, std::chrono::hours(50))};
    definition({}, {metric(sources_[0], "100", "50"), metric(sources_[1], "80", "50")});
    HealthDefinition stage;
    stage.rank = 1;
    stage.definition = "stage = expand or account.industry = \"Bank\"";
    definition(stage, {metric(sources_[0], "50", "100")});
    for (const auto* threshold : {"20", "40"}) add_risk(threshold, "");
    add_risk("60", "account.industry = \"Bank\" or stage = expand");
    for (const auto& one : accounts_) say(sources_[0], one, "30");
    add_chain();
  }

  void change(Dice& dice) {
    switch (dice.below(18)) {
      case 0:
        return add_engagement(dice.below(5));
      case 1:
        return edit(dice.below(engagements_.size()), [&](Engagement& entity) {
          entity.stage = dice.chance(50) ? EngagementStage::expand : EngagementStage::renew;
        });
      case 2:
        return edit(dice.below(engagements_.size()), [&](Engagement& entity) { entity.title = unique("Title"); });
      case 3: {
        auto entity = again(accounts_[dice.below(5)]);
        entity.industry = dice.chance(50) ? "Bank" : "Retail";
        update(entity);
        return;
      }
      case 4: {
        const auto at = dice.below(engagements_.size());
        if (engagements_.size() > 5 && session.remove(again(engagements_[at]))) {
          engagements_.erase(engagements_.begin() + static_cast<std::ptrdiff_t>(at));
        }
        return;
      }
      case 5:
        return add_risk(std::to_string(10 * (1 + dice.below(7))), "");
      case 6: {
        auto found = require(session.find<RiskSignal>(by_number()));
        if (found.items.empty()) return;
        auto& signal = found.items[dice.below(found.items.size())];
        signal.state = RiskState::closed;
        signal.close_code = Choice<RiskCloseCode>(RiskCloseCode::resolved);
        signal.close_notes = "done";
        (void)session.update(signal);
        return;
      }
      case 7: {
        auto found = require(session.find<RiskSignal>(by_number()));
        if (found.items.empty()) return;
        const auto& signal = found.items[dice.below(found.items.size())];
        (void)session.remove(signal);
        return;
      }
      case 8:
        if (dice.chance(20)) property("risk.auto_close", dice.chance(50) ? "true" : "false");
        return;
      case 9:
        if (const auto at = dice.below(engagements_.size()); true) {
          const std::vector<Ref<Engagement>> one{ref(engagements_[at])};
          require(session.refresh_health(one));
        }
        return;
      case 11: {
        // A segment speaks of other records.
        auto segment = again(segments_[dice.below(segments_.size())]);
        segment.state = PublishState::draft;
        update(segment);
        segment = again(segment);
        segment.conditions = dice.chance(50) ? "stage = expand" : "account.industry = \"Bank\"";
        segment.state = PublishState::published;
        (void)session.update(segment);
        auto source = require(session.get(segment.data_source));
        source.state = PublishState::published;
        (void)session.update(source);
        return;
      }
      case 12: {
        // What a chain wrote is taken away, or finds another value.
        const auto at = dice.below(products_.size());
        const auto usages =
            require(session.find<ProductUsage>(matching("sold_product = \"" + products_[at].id.to_string() + "\"")))
                .items;
        if (!usages.empty() && dice.chance(40)) {
          (void)session.remove(usages.front());
        } else {
          say_directly(*this, logins_, "sold_product", products_[at].id, std::to_string(dice.below(100)));
        }
        return;
      }
      case 10:
        if (dice.chance(20)) {
          HealthDefinition extra;
          extra.rank = static_cast<std::int64_t>(2 + dice.below(9));
          extra.definition = "stage = renew and title != \"" + unique("None") + "\"";
          definition(extra, {metric(sources_[2], "100", "100")});
        }
        return;
      default:
        say(sources_[dice.below(3)], accounts_[dice.below(5)], std::to_string(dice.below(100)));
    }
  }

  void run() {
    advance(std::chrono::minutes(7));
    const auto calculated = require(session.calculate());
    const auto refreshed = refresh();
    const auto analyzed = analyze();
    skipped_records += calculated.skipped;
    skipped_engagements += refreshed.skipped;
    skipped_definitions += analyzed.skipped;
    in_part += analyzed.definitions - analyzed.skipped;
    for (const auto& [reason, count] : analyzed.in_full) in_part -= count;
  }

  std::string state() {
    std::ostringstream text;
    std::map<Id, std::string> names;
    for (const auto& one : engagements_) {
      const auto held = again(one);
      names[held.id] = held.number;
      text << held.number << " " << held.health_score.value_or(dec("-1")).to_string() << " "
           << held.health_coverage.value_or(dec("-1")).to_string() << " " << held.health_definition.has_value() << "\n";
    }
    std::vector<std::string> rows;
    for (const auto& one : require(session.find<ScoreHistory>(all())).items) {
      rows.push_back(fmt::format("score {} {} {} {} {}", names[one.record], to_string(one.as_of),
                                 one.value.value_or(dec("-1")).to_string(), one.low.value_or(dec("-1")).to_string(),
                                 one.high.value_or(dec("-1")).to_string()));
    }
    for (const auto& one : require(session.find<RiskSignal>(all())).items) {
      rows.push_back(fmt::format("signal {} {} {} {}", names[one.engagement->id()], one.number,
                                 choice_name(one.state.value().value()), one.occurrence_count));
    }
    for (const auto& one : require(session.find<RiskOccurrence>(all())).items) {
      rows.push_back(fmt::format("occurrence {} {} {} {}", names[one.engagement.id()], one.number,
                                 one.current_value.value_or(dec("-1")).to_string(), to_string(*one.start_date)));
    }
    for (const auto& one : require(session.find<ProductUsage>(all())).items) {
      rows.push_back(fmt::format("usage {} {}", one.sold_product.id() == products_.front().id,
                                 one.adoption_score.value_or(dec("-1")).to_string()));
    }
    std::sort(rows.begin(), rows.end());
    for (const auto& row : rows) text << row << "\n";
    return text.str();
  }

  std::size_t skipped_records = 0;
  std::size_t skipped_engagements = 0;
  std::size_t skipped_definitions = 0;
  std::size_t in_part = 0;

 private:
  static FindOptions by_number() {
    FindOptions options;
    options.order_by = "number";
    return options;
  }
  static FindOptions all() {
    FindOptions options;
    options.limit = 10'000;
    return options;
  }
  void add_engagement(std::size_t at) { engagements_.push_back(engagement(again(accounts_[at % accounts_.size()]))); }
  void add_risk(const std::string& threshold, std::string condition) {
    auto entity = new_risk(sources_[risks_++ % 2], Comparison::less_than, threshold);
    entity.applicable_engagements = std::move(condition);
    publish(create(entity));
  }
  /// Sources calculated from others: one that makes the health of some engagements, one that gives usages their score.
  void add_chain() {
    SegmentPlan special{"stage = expand", {measured(sources_[0], "50", "100")}};
    SegmentPlan common{"", {measured(sources_[0], "100", "70"), measured(sources_[1], "60", "30")}};
    const auto level = calculated(*this, draft_of("Level", ContextTable::engagement), {special, common});
    calculated(*this, health_source("Upper"),
               {{"stage = renew", {measured(level, "80", "60"), measured(sources_[2], "100", "40")}}});
    add_usage();
    for (const auto& one : require(session.find<Segment>(all())).items) segments_.push_back(one);
  }
  void add_usage() {
    logins_ = direct_source(*this, ContextTable::sold_product);
    auto draft = draft_of("Adoption", ContextTable::sold_product);
    draft.target_table = "product_usage";
    draft.target_field = "adoption_score";
    draft.target_query_field = "sold_product";
    calculated(*this, draft, {{"", {measured(logins_, "100", "100")}}});
    for (int i = 0; i < 4; ++i) products_.push_back(sold_product(accounts_.front()));
  }
  template <class Change>
  void edit(std::size_t at, const Change& change_it) {
    auto entity = again(engagements_[at]);
    change_it(entity);
    (void)session.update(entity);
  }

  std::vector<Account> accounts_;
  std::vector<Engagement> engagements_;
  std::vector<DataSource> sources_;
  std::vector<Segment> segments_;
  std::vector<SoldProduct> products_;
  DataSource logins_;
  std::size_t risks_ = 0;
};

struct Tally {
  std::size_t records = 0;
  std::size_t engagements = 0;
  std::size_t definitions = 0;
  std::size_t in_part = 0;
};

void live(std::uint64_t seed, EngineOptions remembering, EngineOptions plain, Tally& tally) {
  Half one(std::move(remembering), true);
  Half other(std::move(plain), false);
  Dice mine(seed);
  Dice same(seed);
  Dice pace(seed + 1);
  for (int step = 0; step < 60; ++step) {
    for (auto changes = pace.below(4); changes > 0; --changes) {
      one.change(mine);
      other.change(same);
    }
    if (pace.chance(8)) {
      one.advance(std::chrono::hours(24));
      other.advance(std::chrono::hours(24));
    }
    one.run();
    other.run();
    INFO("seed " << seed << " step " << step);
    REQUIRE(one.state() == other.state());
    REQUIRE(other.skipped_engagements == 0);
    REQUIRE(other.skipped_records == 0);
  }
  tally.records += one.skipped_records;
  tally.engagements += one.skipped_engagements;
  tally.definitions += one.skipped_definitions;
  tally.in_part += one.in_part;
}

}  // namespace

TEST_CASE("runs that follow the last one leave what runs of everything leave") {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) live(seed, {}, {}, tally);
  for (std::uint64_t seed = 101; seed <= 104; ++seed) {
    const StoredFile mine;
    const StoredFile others;
    live(seed, mine.options(), others.options(), tally);
  }
  CHECK(tally.records > 1000);
  CHECK(tally.engagements > 1000);
  CHECK(tally.definitions > 100);
  CHECK(tally.in_part > 50);
}
