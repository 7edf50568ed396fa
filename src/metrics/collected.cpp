// SPDX-License-Identifier: Apache-2.0
#include "metrics/collected.hpp"

#include <algorithm>
#include <map>

#include "scoring/aggregate.hpp"

namespace steward::metrics {

namespace {

Error broken(const DataSource& source, std::string_view field, std::string message) {
  return Error(
      Fault{"invalid_input", "", "data_source", source.id, std::string(field), std::move(message), "", std::nullopt},
      Category::invalid);
}

SourceAggregate aggregate_of(const DataSource& source) {
  return source.aggregate.value().value_or(SourceAggregate::average);
}

std::optional<Decimal> decimal_of(const Value& value) {
  if (const auto* held = std::get_if<Decimal>(&value)) return *held;
  std::optional<std::int64_t> whole;
  if (const auto* held = std::get_if<std::int64_t>(&value)) whole = *held;
  if (const auto* held = std::get_if<Duration>(&value)) whole = held->count();
  if (!whole) return std::nullopt;
  const auto units = base::checked_mul(*whole, Decimal::one);
  if (!units) return std::nullopt;
  return Decimal::from_units(*units);
}

store::Function function_of(SourceAggregate aggregate) {
  switch (aggregate) {
    case SourceAggregate::average:
      return store::Function::average;
    case SourceAggregate::sum:
      return store::Function::sum;
    case SourceAggregate::max:
      return store::Function::max;
    case SourceAggregate::min:
      return store::Function::min;
    case SourceAggregate::count:
      return store::Function::count;
  }
  return store::Function::count;
}

/// The query of a table source, and the table that its source records lie in.
struct TableQuery {
  store::AggregateQuery query;
  const TableInfo* reference = nullptr;
  const rule::Resolver* resolver = nullptr;
};

Result<TableQuery> query_of(rule::Work& work, Domains& domains, const DataSource& source) {
  const auto& schema = work.schema();
  const TableInfo* table = schema.find(source.source_table);
  if (table == nullptr) return broken(source, "source_table", "there is no such table");
  TableQuery result{
      {{work.condition(source.conditions, *table), {}, {}, {}, {}, work.moment()}, {}, {}}, nullptr, nullptr};
  if (source.domain) result.query.rows.scope = domains.below(source.domain->id());
  if (source.group_by_fields.empty() || source.group_by_fields.size() > 2) {
    return broken(source, "group_by_fields", "a table source groups by one or two fields");
  }
  for (const std::string& name : source.group_by_fields) {
    const auto field = table->find(name);
    if (!field) return broken(source, "group_by_fields", "there is no field " + name);
    result.query.group_by.push_back(*field);
  }
  store::Measure measure{function_of(aggregate_of(source)), 0};
  if (measure.function != store::Function::count) {
    const auto field = table->find(source.source_value_field);
    if (!field) return broken(source, "source_value_field", "there is no such field");
    measure.field = *field;
  }
  result.query.measures = {measure};
  if (!source.source_reference_resolver.empty()) {
    result.resolver = work.resolver(source.source_reference_resolver);
    if (result.resolver == nullptr)
      return broken(source, "source_reference_resolver", "no such resolver is registered");
  }
  const auto& first = table->fields[result.query.group_by.front()];
  result.reference = schema.find(source.source_reference_table.empty() ? first.target : source.source_reference_table);
  if (first.type == FieldType::id && result.reference == nullptr) result.reference = table;
  if (result.reference == nullptr) {
    return broken(source, "source_reference_table", "it is not known which records the groups are about");
  }
  return result;
}

/// The id that a group is about: that of its first field that holds one.
Id subject_of(const store::Group& group) {
  for (const Value& key : group.key) {
    if (const auto* id = std::get_if<Id>(&key)) return *id;
  }
  return {};
}

}  // namespace

Result<CollectedBatch> read_indicator(rule::Work& work, const DataSource& source,
                                      std::span<const base::Period> periods) {
  CollectedBatch batch;
  const auto breakdown = work.get(source.breakdown);
  if (!source.indicator || !breakdown) return broken(source, "breakdown", "an indicator source needs both");
  batch.source_table = work.schema().find(breakdown->element_table);
  if (batch.source_table == nullptr) return broken(source, "breakdown", "its table is not known");
  if (periods.empty()) return batch;
  const auto rows = work.series().range({{store::SeriesKind::indicator_score, source.indicator->id(), breakdown->id},
                                         periods.front().start,
                                         periods.back().end,
                                         work.now(),
                                         {},
                                         {}});
  if (!rows) return rows.error();
  std::map<std::pair<std::size_t, Id>, std::vector<Decimal>> scores;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto after = std::upper_bound(periods.begin(), periods.end(), rows->start[i],
                                        [](Instant start, const base::Period& p) { return start < p.start; });
    if (after == periods.begin()) continue;
    const auto& period = *std::prev(after);
    if (!period.contains(rows->start[i]) || rows->end[i] > period.end) continue;
    const auto at = static_cast<std::size_t>(std::prev(after) - periods.begin());
    scores[{at, rows->source[i]}].push_back(rows->value[i]);
  }
  for (const auto& [key, values] : scores) {
    auto value = scoring::aggregate(aggregate_of(source), values);
    if (!value) {
      batch.faults.push_back({value.error().code(), "", "indicator_score", key.second, "value", value.error().message(),
                              "", std::nullopt});
    } else if (*value) {
      batch.values.push_back({key.first, key.second, **value});
    }
  }
  return batch;
}

Result<CollectedBatch> read_table(rule::Work& work, Domains& domains, const DataSource& source) {
  auto query = query_of(work, domains, source);
  if (!query) return query.error();
  CollectedBatch batch;
  batch.source_table = query->reference;
  const auto groups = work.records().aggregate(query->query);
  if (!groups) return groups.error();
  std::map<Id, std::vector<Decimal>> by_source;
  const auto fault = [&](std::string_view code, std::string_view field, std::string message) {
    batch.faults.push_back(
        {std::string(code), "", "data_source", source.id, std::string(field), std::move(message), "", std::nullopt});
  };
  for (const auto& group : *groups) {
    if (is_null(group.measures.front())) continue;
    const auto value = decimal_of(group.measures.front());
    if (!value) {
      fault("out_of_range", "source_value_field", "the aggregate of a group is no number that fits");
      continue;
    }
    const Id subject = subject_of(group);
    std::vector<Id> sources;
    if (!subject.is_nil() && query->resolver != nullptr) {
      sources = (*query->resolver)(source.source_table, subject);
    } else if (!subject.is_nil()) {
      sources = {subject};
    }
    if (sources.empty()) fault("source_unresolved", "source_reference_resolver", "a group leads to no source record");
    for (const Id& id : sources) by_source[id].push_back(*value);
  }
  // A count of several groups is their sum.
  auto how = aggregate_of(source);
  if (how == SourceAggregate::count) how = SourceAggregate::sum;
  for (const auto& [id, values] : by_source) {
    auto value = scoring::aggregate(how, values);
    if (value && *value) batch.values.push_back({0, id, **value});
    if (!value) fault(value.error().code(), "source_value_field", value.error().message());
  }
  return batch;
}

}  // namespace steward::metrics
