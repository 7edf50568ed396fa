// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "metrics/column_check.hpp"
#include "metrics/ingest.hpp"

namespace steward::metrics {

namespace {

struct Target {
  Indicator indicator;
  std::optional<Breakdown> breakdown;
  const TableInfo* elements = nullptr;  ///< null: overall scores
};

Error refused(std::string_view rule, std::string_view code, std::string_view field, std::string message) {
  return Error(Fault{std::string(code), std::string(rule), "indicator_score", std::nullopt, std::string(field),
                     std::move(message), "", std::nullopt},
               Category::invalid);
}

/// What the whole call is about; a fault of it is a fault of every row.
Result<Target> open_target(rule::Work& work, const IndicatorColumns& columns) {
  Target target;
  const Row* indicator = work.visible(table_info<Indicator>(), columns.indicator.id());
  if (indicator == nullptr) return refused("GEN-04", "invalid_reference", "indicator", "there is no such indicator");
  target.indicator = model::from_row<Indicator>(*indicator);
  if (!columns.breakdown) return target;
  const Row* breakdown = work.visible(table_info<Breakdown>(), columns.breakdown->id());
  const auto& list = target.indicator.breakdowns;
  const bool listed = list.empty() || std::find(list.begin(), list.end(), columns.breakdown->id()) != list.end();
  if (breakdown == nullptr || !listed) {
    return refused("GEN-04", "invalid_reference", "breakdown", "the indicator has no such breakdown");
  }
  target.breakdown = model::from_row<Breakdown>(*breakdown);
  target.elements = work.schema().find(target.breakdown->element_table);
  if (target.elements == nullptr) return refused("GEN-04", "invalid_reference", "breakdown", "its table is not known");
  return target;
}

Id domain_of(const std::optional<Ref<Domain>>& domain) { return domain ? domain->id() : Id(); }

/// Rows that may be stored, and the faults of the others.
struct Sifted {
  std::vector<std::uint32_t> accepted;
  std::vector<Decimal> values;
};

Sifted sift(rule::Work& work, const Incoming& rows, const Target& target, const Distinct& distinct,
            const Enabled& enabled, std::vector<Fault>& refused_rows) {
  Sifted sifted;
  const bool overall_denied =
      target.elements == nullptr && !may_write(work, domain_of(target.indicator.domain), enabled);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<Fault> faults;
    bool denied = overall_denied;
    if (target.elements != nullptr) {
      const auto slot = distinct.slot_of_row[i];
      const auto& record = distinct.records[slot];
      if (record.id.is_nil()) {
        faults.push_back(
            rows.fault(i, "CTD-02", "field_required", "element_record", "a score by breakdown names its element"));
      } else if (distinct.exists[slot] == 0) {
        faults.push_back(rows.fault(i, "GEN-04", "invalid_reference", "element_record", "there is no such element"));
      } else {
        denied = !may_write(work, record.domain, enabled);
      }
    }
    if (denied) {
      faults.push_back(rows.fault(i, "DOM-13", "access_denied", "element_record", "the caller may not write its data"));
    }
    const auto value = value_of(rows, i);
    if (!is_good(rows, i, value, work.now())) find_faults(rows, i, work.now(), enabled, faults);
    if (!faults.empty()) {
      refused_rows.push_back(std::move(faults.front()));
      continue;
    }
    sifted.accepted.push_back(static_cast<std::uint32_t>(i));
    sifted.values.push_back(*value);
  }
  return sifted;
}

store::Deliveries deliveries_of(const Incoming& rows, const Target& target, Sifted sifted, Instant now) {
  store::Deliveries batch;
  batch.owner = {store::SeriesKind::indicator_score, target.indicator.id,
                 target.breakdown ? target.breakdown->id : Id()};
  if (target.elements != nullptr) batch.source_table = target.elements->name;
  batch.value = std::move(sifted.values);
  batch.context_begin.assign(sifted.accepted.size() + 1, 0);
  for (const std::uint32_t i : sifted.accepted) {
    batch.source.push_back(target.elements != nullptr ? rows.record[i] : Id());
    batch.start.push_back(rows.start[i]);
    batch.end.push_back(rows.end[i]);
    batch.recorded.push_back(rows.recorded.empty() ? now : rows.recorded[i]);
  }
  return batch;
}

}  // namespace

Result<IngestReport> ingest_indicator(rule::Work& work, const IndicatorColumns& columns, const IngestOptions& options,
                                      const Enabled& enabled) {
  const Incoming rows{"indicator_score", "period_start",       "period_end",  "element_record", columns.element_record,
                      columns.value,     columns.value_double, columns.start, columns.end,      columns.recorded};
  if (auto shape = check_shape(rows, columns.breakdown.has_value()); !shape) return shape.error();
  IngestReport report;
  report.rows = rows.size();
  if (rows.size() == 0) return report;
  auto target = open_target(work, columns);
  if (auto state = work.status(); !state) return state.error();
  if (!target) {
    const Fault& fault = target.error().faults().front();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      report.refused.push_back(rows.fault(i, fault.rule, fault.code, fault.field, fault.message));
    }
    if (auto accepted = accept(report.refused, options.all_or_nothing); !accepted) return accepted.error();
    return report;
  }
  Distinct distinct;
  if (target->elements != nullptr) {
    auto found = distinct_records(work, *target->elements, columns.element_record, enabled);
    if (!found) return found.error();
    distinct = std::move(*found);
  }
  Sifted sifted = sift(work, rows, *target, distinct, enabled, report.refused);
  if (auto good = accept(report.refused, options.all_or_nothing); !good) return good.error();
  if (sifted.accepted.empty()) return report;
  const auto counts = work.series().deliver(deliveries_of(rows, *target, std::move(sifted), work.now()));
  if (!counts) return counts.error();
  report.added = counts->added;
  report.superseded = counts->superseded;
  report.unchanged = counts->unchanged;
  return report;
}

}  // namespace steward::metrics
