// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "bench/bench.hpp"
#include "bench/kit/derived.hpp"
#include "bench/kit/groups.hpp"

// risk: the kit's 20 definitions on the same values. Signals and occurrences come out the same, so the workloads have
// the kit's names and checksums.

namespace steward::bench::kit {

namespace {

std::vector<std::string_view> list_of(std::string_view text) {
  std::vector<std::string_view> items;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    items.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return items;
}

std::string date_text(std::int64_t day) { return to_string(Date(std::chrono::days(day))); }

/// The filter of a definition in our fields; see portfolio.hpp for what stands in which.
std::string condition_of(const Fields& fields) {
  constexpr std::array<const char*, 5> stages{"initial_onboarding", "adoption", "expand", "renew", "lost"};
  const auto in = [](const std::string& field, const std::vector<std::string>& values) {
    return fmt::format(" and {} in ({})", field, fmt::join(values, ", "));
  };
  std::string text = "perceived_health != red";
  if (fields.at(5) != "*") {
    std::vector<std::string> names;
    for (const auto stage : list_of(fields.at(5)))
      names.emplace_back(stages.at(static_cast<std::size_t>(whole(stage))));
    text += in("stage", names) + " and state != define";
  }
  if (fields.at(6) != "*" || fields.at(7) != "*") {
    std::vector<std::string> names;
    for (const auto region : list_of(fields.at(7) == "*" ? "0,1,2,3,4,5" : fields.at(7))) {
      for (const auto segment : list_of(fields.at(6) == "*" ? "0,1,2,3" : fields.at(6))) {
        names.push_back(fmt::format("\"R{}S{}\"", region, segment));
      }
    }
    text += in("account.industry", names);
  }
  if (const auto revenue = whole(fields.at(8)); revenue > 0)
    text += " and go_live_date >= " + date_text(revenue / 1000);
  if (const auto days = whole(fields.at(9)); days > 0) {
    text += fmt::format(" and renewal_date >= {} and renewal_date < {}", date_text(today), date_text(today + days));
  }
  return text;
}

template <class T>
void for_all(Session& session, const std::function<void(const T&)>& use) {
  FindOptions options;
  options.limit = 10'000;
  for (;;) {
    const auto page = need(session.find<T>(options));
    for (const auto& item : page.items) use(item);
    if (page.next.empty()) break;
    options.after = page.next;
  }
}

std::int64_t day_of(const std::optional<Instant>& instant) {
  return instant ? std::chrono::floor<std::chrono::days>(*instant).time_since_epoch().count() : 0;
}

/// The kit's values of each day, by metric and engagement, and the metric of each definition.
struct Given {
  std::map<std::int64_t, std::map<std::array<std::int64_t, 2>, double>> days;
  std::map<std::int64_t, std::int64_t> metrics;

  void add(std::int64_t day, const std::vector<MetricValue>& values) {
    for (const auto& value : values) days[day][{value.metric, value.engagement}] = value.value;
  }
  /// In thousandths, rounded as the kit rounds: from its number, of which ours is the nearest millionth, since on the
  /// edge between two thousandths the last bit of a double decides.
  [[nodiscard]] std::int64_t thousandths(std::int64_t definition, std::int64_t engagement, std::int64_t day,
                                         const Decimal& ours) const {
    const double theirs = days.at(day).at({metrics.at(definition), engagement});
    if (std::abs(ours.to_double() - theirs) > 0.00000051) throw std::runtime_error("an occurrence has another value");
    return static_cast<std::int64_t>(std::floor(theirs * 1000 + 0.5));
  }
};

std::string risk_checksum(Session& session, const Given& given) {
  std::map<std::array<std::int64_t, 2>, std::array<std::int64_t, 6>> signals;
  for_all<RiskSignal>(session, [&](const RiskSignal& signal) {
    signals[{number_of(signal.risk_definition->id()), number_of(signal.engagement->id())}] = {
        signal.active ? 1 : 2,     static_cast<std::int64_t>(signal.priority.value().value()),
        day_of(signal.created_at), day_of(signal.last_occurrence_at),
        day_of(signal.closed_at),  signal.occurrence_count};
  });
  std::map<std::array<std::int64_t, 3>, std::int64_t> occurrences;
  for_all<RiskOccurrence>(session, [&](const RiskOccurrence& one) {
    const auto definition = number_of(one.risk_definition->id());
    const auto engagement = number_of(one.engagement.id());
    const auto day = day_of(one.created_at);
    occurrences[{definition, engagement, day}] =
        given.thousandths(definition, engagement, day, one.current_value.value());
  });
  Checksum checksum;
  for (const auto& [key, is] : signals) checksum.row({key[0], key[1], is[0], is[1], is[2], is[3], is[4], is[5]});
  for (const auto& [key, value] : occurrences) checksum.row({key[0], key[1], key[2], value});
  return checksum.text();
}

/// The kit's values of the second day: a tenth halved, a tenth half as much again.
std::vector<MetricValue> moved(std::vector<MetricValue> values) {
  for (auto& value : values) {
    const auto remainder = (value.engagement * 7 + value.metric) % 10;
    if (remainder == 3) value.value *= 0.5;
    if (remainder == 5) value.value *= 1.5;
  }
  return values;
}

// More than the others do: each signal and occurrence is numbered, told to the feed, kept in the change history and,
// when it is new, in the timeline; a signal that is over is closed through its rules with a note. The second day's
// values are delivered outside the clock, as the kit changes its own; ours are a day's new rows for all engagements,
// since an occurrence belongs to the period of its value.
void analyze_days(const Places& places, RowTape& tape) {
  Store store(fresh_copy(places, "values"), first_noon);
  const auto engagements = static_cast<std::size_t>(need(store.session.count<Engagement>()));
  const auto next_day = moved(read_values(places));
  Given given;
  given.add(today, read_values(places));
  given.add(today + 1, next_day);
  read_tsv(places.spec + "/risk_defs.tsv",
           [&](const Fields& fields) { given.metrics[whole(fields.at(0))] = whole(fields.at(1)); });
  const auto run = [&](const char* workload) {
    RiskReport report;
    tape.label(workload);
    const auto time = seconds([&] { report = need(store.session.analyze_risks()); });
    tape.label("");
    if (!report.failed.empty()) throw std::runtime_error("a definition failed");
    if (!tape.is_recording())
      print({workload, engagements * report.definitions, time, risk_checksum(store.session, given), ""});
  };
  run("risk_first");
  run("risk_rerun");
  store.clock->set(second_noon);
  deliver_values(store, next_day);
  run("risk_next_day");
}

}  // namespace

void add_risks(Session& session, const Places& places) {
  User reporter;
  reporter.user_name = reporter.name = "Reporter";
  const auto reported_by = need(session.create(reporter)).id.to_string();
  read_tsv(places.spec + "/risk_defs.tsv", [&](const Fields& fields) {
    SuccessChoice category;
    category.category = SuccessChoiceCategory::risk_category;
    category.name = fmt::format("Category {}", fields.at(0));
    const auto priority = choice_name(static_cast<Priority>(whole(fields.at(4))));
    RiskDefinition definition;
    definition.id = id_of(Kind::definition, whole(fields.at(0)));
    definition.name = fmt::format("Risk {}", fields.at(0));
    definition.category = Ref<SuccessChoice>(need(session.create(category)).id);
    definition.data_source = Ref<DataSource>(id_of(Kind::value_source, whole(fields.at(1))));
    definition.threshold_condition = fields.at(2) == "<" ? Comparison::less_than : Comparison::greater_than;
    definition.threshold = Decimal(static_cast<int>(whole(fields.at(3))));
    definition.applicable_engagements = condition_of(fields);
    definition.template_fields =
        fmt::format(R"({{"short_description":"Metric at risk","description":"A metric missed its threshold.",)"
                    R"("priority":"{}","reported_by":"{}"}})",
                    priority, reported_by);
    auto created = need(session.create(definition));
    created.state = PublishState::published;
    need(session.update(created));
  });
}

void run_risk(const Places& places) {
  run_taped(places, "values", false, [&](RowTape& tape) { analyze_days(places, tape); });
}

}  // namespace steward::bench::kit
