// SPDX-License-Identifier: Apache-2.0
#include "engine/describe.hpp"
#include "engine/operations_reports.hpp"
#include "engine/operations_table.hpp"

namespace steward::engine {

namespace {

template <class T>
Result<base::Json> answer(const Result<T>& report) {
  if (!report) return report.error();
  return to_json(*report);
}

Ref<DataSource> data_source(const Call& call) { return Ref<DataSource>(call.args.id("data_source")); }

}  // namespace

Result<base::Json> run_ingest(const Call& call) {
  const RowColumns& rows = call.args.rows();
  IngestColumns columns;
  columns.data_source = data_source(call);
  columns.source_table = call.args.text("source_table");
  columns.source_record = rows.record;
  const std::vector<std::string_view> keys(rows.key.begin(), rows.key.end());
  columns.source_key = keys;
  if (call.args.has("key_field")) columns.key_field = call.args.text("key_field");
  columns.value = rows.value;
  columns.start = rows.start;
  columns.end = rows.end;
  columns.recorded = rows.recorded;
  return answer(call.session.ingest(columns, {.all_or_nothing = call.args.flag("all_or_nothing")}));
}

Result<base::Json> run_ingest_indicator(const Call& call) {
  const RowColumns& rows = call.args.rows();
  IndicatorColumns columns;
  columns.indicator = Ref<Indicator>(call.args.id("indicator"));
  if (const auto breakdown = call.args.get<Id>("breakdown")) columns.breakdown = Ref<Breakdown>(*breakdown);
  columns.element_record = rows.record;
  columns.value = rows.value;
  columns.start = rows.start;
  columns.end = rows.end;
  columns.recorded = rows.recorded;
  return answer(call.session.ingest_indicator(columns, {.all_or_nothing = call.args.flag("all_or_nothing")}));
}

Result<base::Json> run_remap(const Call& call) {
  return answer(call.session.remap(data_source(call), *call.args.get<Instant>("from"), *call.args.get<Instant>("to")));
}

Result<base::Json> run_collect(const Call& call) {
  return answer(
      call.session.collect(data_source(call), *call.args.get<Instant>("from"), *call.args.get<Instant>("to")));
}

Result<base::Json> run_score(const Call& call) {
  return answer(call.session.score(Ref<Engagement>(call.args.id("engagement")), *call.args.get<Instant>("as_of"),
                                   call.args.get<Instant>("known_at")));
}

Result<base::Json> run_calculated_score(const Call& call) {
  return answer(call.session.calculated_score(data_source(call), call.args.id("id"), *call.args.get<Instant>("as_of"),
                                              call.args.get<Instant>("known_at")));
}

Result<base::Json> run_calculate(const Call& call) { return answer(call.session.calculate()); }

Result<base::Json> run_refresh_health(const Call& call) {
  std::vector<Ref<Engagement>> engagements;
  if (const auto ids = call.args.get<IdList>("engagements")) {
    // An empty list asks for nothing; the session takes it for "all".
    if (ids->empty()) return to_json(RefreshReport{});
    for (const auto& id : *ids) engagements.emplace_back(id);
  }
  return answer(call.session.refresh_health(engagements));
}

Result<base::Json> run_weekly_trend(const Call& call) {
  const auto weeks = *call.args.get<std::int64_t>("weeks");
  if (weeks < 1 || weeks > 520) {
    return Error(Fault{"out_of_range", "", "", std::nullopt, "weeks", "weeks takes 1 to 520", "", std::nullopt},
                 Category::invalid);
  }
  const auto trend =
      call.session.weekly_trend(Ref<Engagement>(call.args.id("engagement")), static_cast<std::size_t>(weeks));
  if (!trend) return trend.error();
  auto list = base::Json::array();
  for (const auto& week : *trend) list.push(to_json(week));
  return list;
}

Result<base::Json> run_color_of(const Call& call) {
  std::optional<Ref<DataSource>> source;
  if (call.args.has("data_source")) source = data_source(call);
  const auto band = call.session.color_of(*call.args.get<Decimal>("score"), source);
  if (!band) return band.error();
  return *band ? to_json(**band) : base::Json();
}

Result<base::Json> run_analyze_risks(const Call& call) { return answer(call.session.analyze_risks()); }

Result<base::Json> run_run_job(const Call& call) { return answer(call.session.run_job(call.args.text("key"))); }

Result<base::Json> run_run_due(const Call& call) {
  const auto reports = call.session.run_due();
  if (!reports) return reports.error();
  return to_json(*reports);
}

Result<base::Json> run_install_base_data(const Call& call) {
  std::optional<Ref<User>> reporter;
  if (const auto given = call.args.get<Id>("reporter")) reporter = Ref<User>(*given);
  const auto done = call.session.install_base_data(reporter);
  if (!done) return done.error();
  return base::Json();
}

Result<base::Json> run_describe(const Call& call) { return describe_tree(call.schema, call.catalogue); }

}  // namespace steward::engine
