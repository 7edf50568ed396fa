// SPDX-License-Identifier: Apache-2.0
#include "engine/operations_reports.hpp"
#include "engine/operations_table.hpp"
#include "engine/report_json.hpp"

namespace steward::engine {

namespace {

using base::Json;

Json share_json(const RollupShare& share) {
  return Json::object({{"color", json_of(share.color)},
                       {"of_records", json_of(share.of_records)},
                       {"of_contract_value", json_of(share.of_contract_value)}});
}

Json rolled_json(const RollupRecord& record) {
  return Json::object({{"engagement", json_of(record.engagement)},
                       {"score", json_of(record.score)},
                       {"contract_value", json_of(record.contract_value)}});
}

Error one_of_two() {
  return Error(Fault{"invalid_input", "", "", std::nullopt, "engagement",
                     "roll_up takes an engagement or an account, and not both", "", std::nullopt},
               Category::invalid);
}

}  // namespace

Json to_json(const MetricChange& metric) {
  return Json::object({{"data_source", json_of(metric.data_source)},
                       {"name", json_of(metric.name)},
                       {"before", json_of(metric.before)},
                       {"after", json_of(metric.after)},
                       {"missing", json_of(metric.missing)},
                       {"ageing", json_of(metric.ageing)},
                       {"values", json_of(metric.values)},
                       {"definition", json_of(metric.definition)}});
}

Json to_json(const HealthChange& change) {
  auto metrics = Json::array();
  for (const auto& metric : change.metrics) metrics.push(to_json(metric));
  return Json::object({{"before", to_json(change.before)},
                       {"after", to_json(change.after)},
                       {"difference", json_of(change.difference)},
                       {"missing", json_of(change.missing)},
                       {"ageing", json_of(change.ageing)},
                       {"values", json_of(change.values)},
                       {"definition", json_of(change.definition)},
                       {"metrics", std::move(metrics)}});
}

Json to_json(const HealthRollup& rollup) {
  auto shares = Json::array();
  for (const auto& share : rollup.shares) shares.push(share_json(share));
  auto records = Json::array();
  for (const auto& record : rollup.records) records.push(rolled_json(record));
  return Json::object({{"weighted", json_of(rollup.weighted)},
                       {"mean", json_of(rollup.mean)},
                       {"lowest", json_of(rollup.lowest)},
                       {"shares", std::move(shares)},
                       {"counted", json_of(rollup.counted)},
                       {"left_out", json_of(rollup.left_out)},
                       {"records", std::move(records)},
                       {"currency", json_of(rollup.currency)}});
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
