// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include "helpers.hpp"
#include "scoring/score.hpp"
#include "scoring/score_batch.hpp"

using namespace scoring_test;
using steward::scoring::MetricColumn;
using steward::scoring::Presence;
using steward::scoring::score;
using steward::scoring::score_batch;
using steward::scoring::ScoreColumns;
using Metrics = std::vector<MetricInput>;

namespace {

// The columns of a portfolio with memory of their own.
struct Portfolio {
  std::vector<steward::scoring::MetricTerms> terms;
  std::vector<std::vector<Decimal>> values;
  std::vector<std::vector<Presence>> presence;
  std::size_t records = 0;

  [[nodiscard]] std::vector<MetricColumn> columns() const {
    std::vector<MetricColumn> result;
    for (std::size_t i = 0; i < terms.size(); ++i) result.push_back({terms[i], values[i], presence[i]});
    return result;
  }
  [[nodiscard]] Metrics record(std::size_t row) const {
    Metrics result;
    for (std::size_t i = 0; i < terms.size(); ++i) {
      MetricInput input{terms[i], {}};
      if (presence[i][row] != Presence::missing) {
        input.reading = {values[i][row], presence[i][row] == Presence::stale};
      }
      result.push_back(input);
    }
    return result;
  }
};

Portfolio any_portfolio() {
  Portfolio result;
  // Around the size of a block of the batch, and around nothing.
  result.records = static_cast<std::size_t>(*rc::gen::oneOf(rc::gen::inRange(0, 20), rc::gen::inRange(120, 140)));
  for (const MetricInput& metric : draw_metrics()) {
    result.terms.push_back(metric.terms);
    result.values.push_back(*rc::gen::container<std::vector<Decimal>>(result.records, any_decimal()));
    result.presence.push_back(*rc::gen::container<std::vector<Presence>>(
        result.records, rc::gen::element(Presence::missing, Presence::fresh, Presence::fresh, Presence::stale)));
  }
  return result;
}

}  // namespace

TEST_CASE("contributions add up to the score exactly") {
  CHECK(rc::check("points and effective weights", [] {
    const auto result = score(draw_metrics());
    RC_CLASSIFY(result.value.has_value(), "with a score");
    RC_ASSERT(total_points(result.contributions) == result.value.value_or(Decimal(0)).units());
    std::int64_t weights = 0;
    for (const auto& entry : result.contributions) {
      weights += entry.effective_weight.units();
      RC_ASSERT(entry.points >= Decimal(0));
    }
    RC_ASSERT(weights == (result.value ? Decimal(100).units() : 0));
  }));
}

TEST_CASE("a score lies within 0 and 100 and within its interval") {
  CHECK(rc::check("under every policy", [] {
    const auto result = score(draw_metrics());
    RC_ASSERT(result.low >= Decimal(0));
    RC_ASSERT(result.low <= result.high);
    RC_ASSERT(result.high <= Decimal(100));
    if (!result.value) return;
    RC_ASSERT(result.low <= *result.value);
    RC_ASSERT(*result.value <= result.high);
  }));
}

TEST_CASE("at full coverage the interval is the score") {
  CHECK(rc::check("with every value present", [] {
    auto metrics = draw_metrics();
    RC_PRE(!metrics.empty());
    for (auto& metric : metrics) metric.reading = {*any_decimal(), false};
    const auto result = score(metrics);
    RC_ASSERT(result.low == *result.value);
    RC_ASSERT(result.high == *result.value);
  }));
}

TEST_CASE("the interval is the score of the missing metrics at their worst and best") {
  CHECK(rc::check("by filling in", [] {
    const auto metrics = draw_metrics();
    RC_PRE(!metrics.empty());
    auto worst = metrics;
    auto best = metrics;
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      if (steward::scoring::is_present(metrics[i].terms, metrics[i].reading)) continue;
      worst[i] = best[i] = metric("1", "0");
      worst[i].terms.weight = best[i].terms.weight = metrics[i].terms.weight;
      best[i].reading.value = Decimal(100);
    }
    const auto result = score(metrics);
    RC_ASSERT(result.low == *score(worst).value);
    RC_ASSERT(result.high == *score(best).value);
  }));
}

TEST_CASE("the order of the metrics does not change the score") {
  CHECK(rc::check("value, coverage and interval", [] {
    const auto metrics = draw_metrics();
    std::vector<std::size_t> order(metrics.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
    Metrics shuffled;
    for (const std::size_t i : order) shuffled.push_back(metrics[i]);
    const auto a = score(metrics);
    const auto b = score(shuffled);
    RC_ASSERT(a.value == b.value);
    RC_ASSERT(a.coverage == b.coverage);
    RC_ASSERT(a.low == b.low);
    RC_ASSERT(a.high == b.high);
  }));
}

TEST_CASE("a batch gives the same bits as each record alone") {
  CHECK(rc::check("for portfolios of any size", [] {
    const Portfolio portfolio = any_portfolio();
    ScoreColumns out;
    out.resize(3);  // left over from another batch
    out.resize(portfolio.records);
    score_batch(portfolio.columns(), portfolio.records, out, 0);
    RC_ASSERT(out.size() == portfolio.records);
    ScoreColumns behind;
    behind.resize(portfolio.records + 2);
    score_batch(portfolio.columns(), portfolio.records, behind, 2);
    RC_ASSERT(std::equal(out.value.begin(), out.value.end(), behind.value.begin() + 2));
    RC_ASSERT(std::equal(out.high.begin(), out.high.end(), behind.high.begin() + 2));
    RC_ASSERT(behind.known[0] == 0 && behind.known[1] == 0);
    for (std::size_t row = 0; row < portfolio.records; ++row) {
      const auto alone = score(portfolio.record(row));
      RC_ASSERT((out.known[row] == 1) == alone.value.has_value());
      RC_ASSERT(out.value[row] == alone.value.value_or(Decimal(0)));
      RC_ASSERT(out.coverage[row] == alone.coverage);
      RC_ASSERT(out.low[row] == alone.low);
      RC_ASSERT(out.high[row] == alone.high);
    }
  }));
}
