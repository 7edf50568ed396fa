// SPDX-License-Identifier: Apache-2.0
#include "engine/proposal_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/operations_arguments.hpp"

namespace steward::engine {

namespace {

using base::Json;

constexpr std::array<std::string_view, 9> proposal_keys{
    "data_source", "remove", "target", "weight", "direction", "aggregate", "baseline", "missing_policy", "keep_stale"};

std::optional<Id> id_in(const Json& json) {
  const auto* text = json.as_string();
  return text != nullptr ? Id::parse(*text) : std::nullopt;
}
std::optional<Decimal> decimal_in(const Json& json) {
  if (json.is_number()) return json.as_decimal();
  const auto* text = json.as_string();
  return text != nullptr ? Decimal::parse(*text) : std::nullopt;
}
std::optional<Hundredths> weight_in(const Json& json) {
  const auto value = decimal_in(json);
  constexpr std::int64_t finer = Decimal::one / Hundredths::one;
  if (!value || value->units() % finer != 0) return std::nullopt;
  return Hundredths::from_units(value->units() / finer);
}
std::optional<bool> flag_in(const Json& json) { return json.as_bool(); }
template <class E>
std::optional<E> choice_in(const Json& json) {
  const auto* text = json.as_string();
  return text != nullptr ? parse_choice<E>(*text) : std::nullopt;
}

/// Reads the members of one metric.
struct MetricReader {
  const Json& given;
  std::size_t index;
  std::vector<Fault>& faults;

  void wrong(std::string_view field, std::string message) {
    faults.push_back({"invalid_input", "", "", std::nullopt, std::string(field), std::move(message), "", index});
  }
  template <class T>
  std::optional<T> member(std::string_view name, std::optional<T> (*read)(const Json&), std::string_view expected) {
    const auto* json = given.find(name);
    if (json == nullptr || json->is_null()) return std::nullopt;
    auto value = read(*json);
    if (!value) wrong(name, fmt::format("{} takes {}", name, expected));
    return value;
  }
};

MetricProposal read_metric_proposal(MetricReader reader) {
  for (const auto& [name, value] : reader.given.items()) {
    if (std::find(proposal_keys.begin(), proposal_keys.end(), name) == proposal_keys.end()) {
      reader.wrong(name, "a metric has no such member" + hint(name, proposal_keys));
    }
  }
  MetricProposal metric;
  const auto named = reader.member<Id>("data_source", id_in, "an id");
  if (named) {
    metric.data_source = Ref<DataSource>(*named);
  } else if (reader.given.find("data_source") == nullptr) {
    reader.wrong("data_source", "data_source is missing");
  }
  metric.remove = reader.member<bool>("remove", flag_in, "true or false").value_or(false);
  metric.target = reader.member<Decimal>("target", decimal_in, "a number that fits");
  metric.weight = reader.member<Hundredths>("weight", weight_in, "a number with two decimals at most");
  metric.direction = reader.member<Direction>("direction", choice_in<Direction>, "maximize or minimize");
  metric.aggregate = reader.member<MetricAggregate>("aggregate", choice_in<MetricAggregate>, "average or sum");
  metric.baseline = reader.member<Decimal>("baseline", decimal_in, "a number that fits");
  metric.missing_policy = reader.member<MissingPolicy>("missing_policy", choice_in<MissingPolicy>,
                                                       "redistribute, zero, neutral or require");
  metric.keep_stale = reader.member<bool>("keep_stale", flag_in, "true or false");
  return metric;
}

}  // namespace

std::vector<MetricProposal> read_metric_proposals(const Json& list, std::vector<Fault>& faults) {
  std::vector<MetricProposal> metrics;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Json& given = list.elements()[i];
    MetricReader reader{given, i, faults};
    if (given.is_object()) {
      metrics.push_back(read_metric_proposal(reader));
    } else {
      reader.wrong("metrics", "a metric is an object");
    }
  }
  return metrics;
}

}  // namespace steward::engine
