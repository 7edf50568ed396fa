// SPDX-License-Identifier: Apache-2.0
#include "analysis/proposal.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "metrics/dependencies.hpp"
#include "rule/visible.hpp"

namespace steward::analysis {

namespace {

using calculation::Definition;
using calculation::DefinitionKind;
using calculation::Definitions;
using calculation::Metric;

/// Collects what is wrong with one proposal.
class Judge {
 public:
  explicit Judge(const Definition& definition) : table_(definition.table().name), record_(definition.id) {}
  void refuse(std::string_view code, std::string_view field, std::string message, std::string_view rule = {}) {
    faults.push_back({std::string(code), std::string(rule), table_, record_, std::string(field), std::move(message), "",
                      std::nullopt});
  }
  std::vector<Fault> faults;

 private:
  std::string table_;
  Id record_;
};

template <class T>
Result<Definition> stored(rule::Work& work, Ref<T> ref, std::optional<MissingPolicy> policy) {
  if (auto row = rule::visible_row(work, ref); !row) return row.error();
  auto found = Definitions::one(work, ref, policy);
  if (!found) return rule::not_found(table_info<T>().name, ref.id());
  return std::move(*found);
}

Result<Definition> starting_point(rule::Work& work, const DefinitionProposal& proposal) {
  if (proposal.health_definition && proposal.segment) {
    return Error(Fault{"invalid_input", "", "", std::nullopt, "segment",
                       "a proposal is about a health definition or a segment, not both", "", std::nullopt},
                 Category::invalid);
  }
  if (proposal.health_definition) return stored(work, *proposal.health_definition, proposal.missing_policy);
  if (proposal.segment) return stored(work, *proposal.segment, proposal.missing_policy);
  Definition fresh;
  fresh.id = work.new_id();
  fresh.name = "proposal";
  fresh.kind = DefinitionKind::global;
  fresh.rank = 1;
  fresh.domain = work.actor().domain;
  fresh.missing_policy = proposal.missing_policy.value_or(MissingPolicy::redistribute);
  return fresh;
}

void set_condition(rule::Work& work, const TableInfo& table, std::string_view text, Definition& definition,
                   Judge& judge) {
  const auto parsed = condition::Condition::parse(text, table, work.schema());
  if (!parsed) {
    judge.refuse(parsed.error().code(), "condition", parsed.error().message());
    return;
  }
  definition.condition = parsed->text(work.schema());
  if (definition.kind == DefinitionKind::segment) return;
  definition.kind = definition.condition.empty() ? DefinitionKind::global : DefinitionKind::specific;
}

bool feeds(const rule::Work& work, Id data_source, ContextTable table) {
  return work.count(condition::Condition::all(
             table_info<DataContext>(),
             {rule::where<DataContext>(&DataContext::data_source, Ref<DataSource>(data_source)),
              rule::where<DataContext>(&DataContext::context_table, std::optional(Choice<ContextTable>(table))),
              rule::where<DataContext>(&DataContext::active, true)})) > 0;
}

/// A metric that the definition does not have yet.
std::optional<Metric> new_metric(rule::Work& work, const MetricProposal& proposal, const Definition& definition,
                                 ContextTable table, Judge& judge) {
  const Id id = proposal.data_source.id();
  if (work.visible(table_info<DataSource>(), id) == nullptr) {
    judge.refuse("invalid_reference", "data_source", "there is no data_source " + id.to_string());
    return std::nullopt;
  }
  if (!proposal.target) judge.refuse("field_required", "target", "a new metric needs a target");
  if (!proposal.weight) judge.refuse("field_required", "weight", "a new metric needs a weight");
  if (!feeds(work, id, table)) {
    judge.refuse("context_missing", "data_source",
                 fmt::format("the data source has no active context on {}", choice_name(table)), "HMT-04");
  }
  const bool segment = definition.kind == DefinitionKind::segment;
  if (segment && !metrics::dependency_path(work, id, definition.data_source).empty()) {
    judge.refuse("circular_reference", "data_source",
                 "the metric is itself calculated from the data source of the segment", "SEG-01");
  }
  HealthMetric fresh;
  fresh.data_source = proposal.data_source;
  return calculation::metric_of(work, fresh, definition.missing_policy);
}

void change(const MetricProposal& proposal, Metric& metric) {
  auto& terms = metric.terms;
  if (proposal.target) terms.target = *proposal.target;
  if (proposal.weight) terms.weight = *proposal.weight;
  if (proposal.direction) terms.direction = *proposal.direction;
  if (proposal.aggregate) metric.aggregate = *proposal.aggregate;
  if (proposal.baseline) terms.baseline = proposal.baseline;
  if (proposal.missing_policy) terms.missing_policy = *proposal.missing_policy;
  if (proposal.keep_stale) terms.keep_stale = *proposal.keep_stale;
}

void apply_metric(rule::Work& work, const MetricProposal& proposal, ContextTable table, Definition& definition,
                  Judge& judge) {
  auto& metrics = definition.metrics;
  auto held = std::find_if(metrics.begin(), metrics.end(),
                           [&](const Metric& metric) { return metric.data_source == proposal.data_source.id(); });
  if (proposal.remove) {
    if (held == metrics.end()) {
      judge.refuse("invalid_input", "data_source",
                   "the definition has no metric of data_source " + proposal.data_source.to_string());
    } else {
      metrics.erase(held);
    }
    return;
  }
  if (held == metrics.end()) {
    auto fresh = new_metric(work, proposal, definition, table, judge);
    if (!fresh) return;
    metrics.push_back(std::move(*fresh));
    held = std::prev(metrics.end());
  }
  change(proposal, *held);
}

void check_weights(const Definition& definition, Judge& judge) {
  const auto whole = Hundredths::from_units(100 * Hundredths::one);
  std::int64_t sum = 0;
  bool within = true;
  for (const Metric& metric : definition.metrics) {
    sum += metric.terms.weight.units();
    if (metric.terms.weight > Hundredths() && metric.terms.weight <= whole) continue;
    judge.refuse("out_of_range", "weight",
                 fmt::format("the weight of {} is not more than 0 and at most 100", metric.name));
    within = false;
  }
  if (within && sum != whole.units()) {
    judge.refuse("weight_sum", "weight",
                 fmt::format("the weights add up to {}, not to 100", Hundredths::from_units(sum).to_string()),
                 definition.kind == DefinitionKind::segment ? "SEG-02" : "HDF-03");
  }
}

}  // namespace

Result<Proposed> resolve(const calculation::Scene& scene, const DefinitionProposal& proposal) {
  auto& work = scene.work;
  auto start = starting_point(work, proposal);
  if (!start) return start.error();
  Proposed proposed;
  proposed.definition = std::move(*start);
  Definition& definition = proposed.definition;
  Judge judge(definition);
  if (definition.kind == DefinitionKind::segment) {
    proposed.source = work.get(Ref<DataSource>(definition.data_source));
    const auto table = proposed.source ? calculation::breakdown_of(*proposed.source) : std::nullopt;
    if (!table) {
      judge.refuse("invalid_input", "segment",
                   "the data source of the segment calculates nothing that can be simulated");
      return Error(std::move(judge.faults));
    }
    proposed.table = *table;
  }
  const TableInfo& records = work.schema().at(choice_name(proposed.table));
  if (proposal.condition) set_condition(work, records, *proposal.condition, definition, judge);
  if (proposal.rank) definition.rank = *proposal.rank;
  for (const MetricProposal& metric : proposal.metrics) {
    apply_metric(work, metric, proposed.table, definition, judge);
  }
  if (judge.faults.empty()) check_weights(definition, judge);
  if (auto state = work.status(); !state) return state.error();
  if (!judge.faults.empty()) return Error(std::move(judge.faults));
  return proposed;
}

}  // namespace steward::analysis
