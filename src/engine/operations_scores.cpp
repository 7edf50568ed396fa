// SPDX-License-Identifier: Apache-2.0
#include "engine/operations_reports.hpp"
#include "engine/operations_table.hpp"

namespace steward::engine {

namespace {

using base::Json;

Json points_or_null(const std::optional<Decimal>& value) { return value ? Json::number(*value) : Json(); }

Json share_json(const RollupShare& share) {
  return Json::object({{"color", Json::string(share.color)},
                       {"of_records", Json::number(share.of_records)},
                       {"of_contract_value", Json::number(share.of_contract_value)}});
}

Json rolled_json(const RollupRecord& record) {
  return Json::object({{"engagement", Json::string(record.engagement.to_string())},
                       {"score", points_or_null(record.score)},
                       {"contract_value", Json::number(record.contract_value)}});
}

Error one_of_two() {
  return Error(Fault{"invalid_input", "", "", std::nullopt, "engagement",
                     "roll_up takes an engagement or an account, and not both", "", std::nullopt},
               Category::invalid);
}

}  // namespace

Json to_json(const MetricChange& metric) {
  return Json::object({{"data_source", Json::string(metric.data_source.to_string())},
                       {"name", Json::string(metric.name)},
                       {"before", points_or_null(metric.before)},
                       {"after", points_or_null(metric.after)},
                       {"missing", Json::number(metric.missing)},
                       {"ageing", Json::number(metric.ageing)},
                       {"values", Json::number(metric.values)},
                       {"definition", Json::number(metric.definition)}});
}

Json to_json(const HealthChange& change) {
  auto metrics = Json::array();
  for (const auto& metric : change.metrics) metrics.push(to_json(metric));
  return Json::object({{"before", to_json(change.before)},
                       {"after", to_json(change.after)},
                       {"difference", Json::number(change.difference)},
                       {"missing", Json::number(change.missing)},
                       {"ageing", Json::number(change.ageing)},
                       {"values", Json::number(change.values)},
                       {"definition", Json::number(change.definition)},
                       {"metrics", std::move(metrics)}});
}

Json to_json(const HealthRollup& rollup) {
  auto shares = Json::array();
  for (const auto& share : rollup.shares) shares.push(share_json(share));
  auto records = Json::array();
  for (const auto& record : rollup.records) records.push(rolled_json(record));
  return Json::object({{"weighted", points_or_null(rollup.weighted)},
                       {"mean", points_or_null(rollup.mean)},
                       {"lowest", points_or_null(rollup.lowest)},
                       {"shares", std::move(shares)},
                       {"counted", Json::number(static_cast<std::int64_t>(rollup.counted))},
                       {"left_out", Json::number(static_cast<std::int64_t>(rollup.left_out))},
                       {"records", std::move(records)},
                       {"currency", Json::string(rollup.currency)}});
}

Result<Json> run_explain_change(const Call& call) {
  const auto change =
      call.session.explain_change(Ref<Engagement>(call.args.id("engagement")), *call.args.get<Instant>("from"),
                                  *call.args.get<Instant>("to"), {.as_known_then = call.args.flag("as_known_then")});
  if (!change) return change.error();
  return to_json(*change);
}

Result<Json> run_roll_up(const Call& call) {
  const bool of_account = call.args.has("account");
  if (of_account == call.args.has("engagement")) return one_of_two();
  RollupOptions options;
  options.with_parent = call.args.get<bool>("with_parent").value_or(true);
  options.as_of = call.args.get<Instant>("as_of");
  const auto rollup = of_account ? call.session.roll_up(Ref<Account>(call.args.id("account")), options)
                                 : call.session.roll_up(Ref<Engagement>(call.args.id("engagement")), options);
  if (!rollup) return rollup.error();
  return to_json(*rollup);
}

}  // namespace steward::engine
