// SPDX-License-Identifier: Apache-2.0
#include "calculation/targets.hpp"

#include <fmt/format.h>

#include <array>
#include <unordered_map>
#include <unordered_set>

#include "base/wide.hpp"
#include "calculation/day_scores.hpp"
#include "rule/computed.hpp"
#include "steward/model/adoption.hpp"

namespace steward::calculation {

namespace {

/// A row that takes a score.
struct Target {
  Id row;
  Value held;
  std::size_t score = 0;  ///< position
};

struct Mapping {
  const TableInfo* table = nullptr;
  std::size_t field = 0;
  std::size_t query = 0;
};

Result<Mapping> mapping_of(const rule::Work& work, const DataSource& source) {
  const TableInfo* table = work.schema().find(source.target_table);
  const auto field = table != nullptr ? table->find(source.target_field) : std::nullopt;
  const auto query = table != nullptr ? table->find(source.target_query_field) : std::nullopt;
  if (field && query) return Mapping{table, *field, *query};
  return Error(
      Fault{"invalid_input", "CTD-05", "data_source", source.id, table == nullptr ? "target_table" : "target_field",
            fmt::format("the target {}.{} does not exist", source.target_table, source.target_field), "", std::nullopt},
      Category::invalid);
}

/// A score as the field holds it: whole numbers are rounded half away from zero.
Value as_held(const FieldInfo& field, Decimal score) {
  if (field.type != FieldType::integer) return score;
  return static_cast<std::int64_t>(base::div_round(static_cast<base::Int128>(score.units()), Decimal::one));
}

/// Scores of which a day is kept, by the name of their field.
std::optional<ScoreKind> kind_of(std::string_view field) {
  constexpr std::array kinds{std::pair{std::string_view("adoption_score"), ScoreKind::adoption},
                             std::pair{std::string_view("satisfaction_score"), ScoreKind::satisfaction},
                             std::pair{std::string_view("monthly_active_users"), ScoreKind::active_users},
                             std::pair{std::string_view("licenses_used"), ScoreKind::licenses_used},
                             std::pair{std::string_view("transactions"), ScoreKind::transactions}};
  for (const auto& [name, kind] : kinds) {
    if (name == field) return kind;
  }
  return std::nullopt;
}

/// Sold products whose score has no place yet get a usage row.
Result<void> add_usage_rows(rule::Work& work, const Mapping& mapping, std::span<const Calculated> scores,
                            std::vector<Fault>& failed) {
  const auto& table = table_info<ProductUsage>();
  if (mapping.table != &table || mapping.query != model::field_of<ProductUsage>(&ProductUsage::sold_product)) return {};
  std::vector<Value> products;
  for (const Calculated& score : scores) products.emplace_back(score.record);
  std::unordered_set<Id> there;
  for (const auto& usage : rule::among<ProductUsage>(work, &ProductUsage::sold_product, std::move(products))) {
    there.insert(usage.sold_product.id());
  }
  for (const Calculated& score : scores) {
    if (there.contains(score.record)) continue;
    auto created =
        work.create(table, {rule::give<ProductUsage>(&ProductUsage::sold_product, Ref<SoldProduct>(score.record))},
                    rule::Origin::job);
    if (created) continue;
    if (metrics::is_fatal(created.error())) return created.error();
    for (Fault& fault : metrics::faults_of(created.error(), table.name, score.record))
      failed.push_back(std::move(fault));
  }
  return work.status();
}

Result<std::vector<Target>> targets_of(rule::Work& work, const Mapping& mapping, std::span<const Calculated> scores) {
  std::unordered_map<Id, std::size_t> position;
  std::vector<Value> records;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    position.emplace(scores[i].record, i);
    records.emplace_back(scores[i].record);
  }
  std::vector<Target> targets;
  const auto sink = [&](const Row& row) {
    const auto found = position.find(model::id_at(row, mapping.query));
    if (found != position.end()) targets.push_back({model::row_id(row), row[mapping.field], found->second});
  };
  auto read =
      metrics::rows_by_value(work, *mapping.table, condition::Path{{mapping.table, mapping.query}}, records, sink);
  if (!read) return read.error();
  return targets;
}

/// Gives a row its value; tells whether it took it.
Result<bool> give_value(rule::Work& work, const Mapping& mapping, const Target& target, const Value& value,
                        std::vector<Fault>& failed) {
  auto written = work.update(*mapping.table, target.row, {{mapping.field, value}}, rule::Origin::job);
  if (written) return true;
  if (metrics::is_fatal(written.error())) return written.error();
  for (Fault& fault : metrics::faults_of(written.error(), mapping.table->name, target.row)) {
    failed.push_back(std::move(fault));
  }
  return false;
}

DayScore day_score(const Target& target, const Calculated& score) {
  DayScore day;
  day.record = target.row;
  day.value = score.value;
  day.coverage = score.coverage;
  day.low = score.low;
  day.high = score.high;
  day.definition_table = table_info<Segment>().name;
  day.definition = score.segment;
  return day;
}

}  // namespace

Result<std::size_t> write_targets(rule::Work& work, const DataSource& source, std::span<const Calculated> scores,
                                  std::vector<Fault>& failed) {
  if (scores.empty()) return std::size_t{0};
  const auto mapping = mapping_of(work, source);
  if (!mapping) return mapping.error();
  if (auto added = add_usage_rows(work, *mapping, scores, failed); !added) return added.error();
  const auto targets = targets_of(work, *mapping, scores);
  if (!targets) return targets.error();
  const auto kept = parse_choice<ScoreTable>(mapping->table->name);
  const auto kind = kind_of(source.target_field);
  std::size_t changed = 0;
  std::vector<DayScore> days;
  for (const Target& target : *targets) {
    const Calculated& score = scores[target.score];
    const Value value = as_held(mapping->table->fields[mapping->field], score.value);
    if (!(target.held == value)) {
      const auto took = give_value(work, *mapping, target, value, failed);
      if (!took) return took.error();
      if (!*took) continue;
      ++changed;
    }
    if (kept && kind) days.push_back(day_score(target, score));
  }
  if (!days.empty()) {
    if (auto stored = keep_scores(work, *kept, *kind, days); !stored) return stored.error();
  }
  return changed;
}

}  // namespace steward::calculation
