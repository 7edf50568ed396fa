// SPDX-License-Identifier: Apache-2.0
#include "metrics/past.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "model/json.hpp"
#include "steward/model/engagement.hpp"
#include "steward/model/health.hpp"
#include "steward/model/history.hpp"
#include "store/stored.hpp"

namespace steward::metrics {

using condition::Condition;

/// The last score of each engagement by an instant that only goes back.
class PastRows::Scores {
 public:
  Result<void> read(rule::Work& work, const std::optional<Id>& only, Instant earliest);
  void fill(std::vector<Row>& rows, Instant t);

 private:
  struct Scored {
    Id engagement;
    Instant at;
    std::optional<Decimal> score;
    std::optional<Decimal> coverage;
    Id definition;
  };

  std::size_t score_ = model::field_of<Engagement>(&Engagement::health_score);
  std::size_t scored_at_ = model::field_of<Engagement>(&Engagement::health_scored_at);
  std::size_t coverage_ = model::field_of<Engagement>(&Engagement::health_coverage);
  std::size_t definition_ = model::field_of<Engagement>(&Engagement::health_definition);
  std::vector<Scored> entries_;                ///< by engagement, then instant
  std::unordered_map<Id, std::size_t> nexts_;  ///< behind the entry that counts now
};

Result<void> PastRows::Scores::read(rule::Work& work, const std::optional<Id>& only, Instant earliest) {
  const auto& table = table_info<ScoreHistory>();
  std::vector<Condition> parts{
      rule::where<ScoreHistory>(&ScoreHistory::record_table, Choice<ScoreTable>(ScoreTable::engagement)),
      rule::where<ScoreHistory>(&ScoreHistory::kind, Choice<ScoreKind>(ScoreKind::health))};
  if (only) parts.push_back(rule::where<ScoreHistory>(&ScoreHistory::record, *only));
  const auto where = Condition::all(table, std::move(parts));
  std::unordered_map<Id, Scored> before;  // of those that no later instant can need, the last one
  auto done = work.records().scan({where, {}, {}, {}, {}, work.moment()}, [&](Row&& row) {
    const auto held = model::from_row<ScoreHistory>(row);
    Scored scored{held.record, held.scored_at, held.value, held.coverage, {}};
    if (held.definition_table == table_info<HealthDefinition>().name) {
      scored.definition = held.definition_record.value_or(Id());
    }
    if (scored.at > earliest) {
      entries_.push_back(scored);
    } else if (auto [at, fresh] = before.try_emplace(held.record, scored); !fresh && at->second.at < scored.at) {
      at->second = scored;
    }
    return true;
  });
  if (!done) return done;
  for (const auto& [id, scored] : before) entries_.push_back(scored);
  std::sort(entries_.begin(), entries_.end(), [](const Scored& a, const Scored& b) {
    return std::tie(a.engagement, a.at) < std::tie(b.engagement, b.at);
  });
  for (std::size_t i = 0; i < entries_.size(); ++i) nexts_[entries_[i].engagement] = i + 1;
  return {};
}

void PastRows::Scores::fill(std::vector<Row>& rows, Instant t) {
  for (Row& row : rows) {
    const Id id = model::row_id(row);
    const auto found = nexts_.find(id);
    const Scored* last = nullptr;
    if (found != nexts_.end()) {
      std::size_t& next = found->second;
      while (next > 0 && entries_[next - 1].engagement == id && entries_[next - 1].at > t) --next;
      if (next > 0 && entries_[next - 1].engagement == id) last = &entries_[next - 1];
    }
    row[score_] = last != nullptr && last->score ? Value(*last->score) : Value();
    row[scored_at_] = last != nullptr ? Value(last->at) : Value();
    row[coverage_] = last != nullptr && last->coverage ? Value(*last->coverage) : Value();
    row[definition_] = last != nullptr && !last->definition.is_nil() ? Value(last->definition) : Value();
  }
}

struct PastRows::Step {
  std::map<Id, Row> back;  ///< deleted after the instant
  std::set<Id> out;        ///< not created by then
};

PastRows::PastRows(rule::Work& work, const TableInfo& table, store::Scope scope, Instant earliest)
    : work_(&work), table_(&table), scope_(std::move(scope)), earliest_(earliest), t_(work.now()) {}
PastRows::PastRows(PastRows&&) noexcept = default;
PastRows& PastRows::operator=(PastRows&&) noexcept = default;
PastRows::~PastRows() = default;

Result<PastRows> PastRows::open(rule::Work& work, const TableInfo& table, const store::Scope& scope, Instant earliest,
                                bool scores) {
  PastRows past(work, table, scope, earliest);
  if (auto read = past.read(scores); !read) return read.error();
  return past;
}

Result<PastRows> PastRows::of(rule::Work& work, const TableInfo& table, Id record, Instant earliest) {
  PastRows past(work, table, {}, earliest);
  past.only_ = record;
  if (auto read = past.read(true); !read) return read.error();
  return past;
}

Result<void> PastRows::read(bool scores) {
  if (auto done = read_rows(); !done) return done;
  if (earliest_ >= work_->now()) return {};
  if (table_->flavour == Flavour::record) {
    if (auto done = read_changes(); !done) return done;
  }
  if (!scores || table_ != &table_info<Engagement>()) return {};
  scores_ = std::make_unique<Scores>();
  return scores_->read(*work_, only_, earliest_);
}

Result<void> PastRows::read_rows() {
  const auto where = only_ ? Condition::equals(*table_, model::id_field, *only_) : Condition(*table_);
  return work_->records().scan({where, {}, {}, {}, scope_, work_->moment()}, [&](Row&& row) {
    rows_.push_back(std::move(row));
    return true;
  });
}

Result<void> PastRows::read_changes() {
  const auto& table = table_info<RecordChange>();
  const auto changed_at = model::field_of<RecordChange>(&RecordChange::changed_at);
  std::vector<Condition> parts{rule::where<RecordChange>(&RecordChange::record_table, table_->name),
                               Condition::compare(table, changed_at, condition::Op::gt, earliest_)};
  if (only_) parts.push_back(rule::where<RecordChange>(&RecordChange::record, *only_));
  auto done =
      work_->records().scan({Condition::all(table, std::move(parts)), {}, {}, {}, {}, work_->moment()}, [&](Row&& row) {
        auto change = model::from_row<RecordChange>(row);
        Undo undo{change.changed_at, change.seq, change.record, change.record_version, ChangeOperation::update, {}};
        undo.operation = change.operation.value().value_or(ChangeOperation::update);
        if (undo.operation != ChangeOperation::insert) undo.changes = std::move(change.changes);
        undos_.push_back(std::move(undo));
        return true;
      });
  std::sort(undos_.begin(), undos_.end(),
            [](const Undo& a, const Undo& b) { return std::tie(a.at, a.seq) < std::tie(b.at, b.seq); });
  return done;
}

Result<void> PastRows::go_to(Instant t) {
  if (t > t_ || t < earliest_) {
    return Error("misuse", Category::misuse, "past rows are asked for from the newest instant back to the earliest");
  }
  t_ = t;
  Step step;
  while (!undos_.empty() && undos_.back().at > t) {
    if (auto taken = take_back(undos_.back(), step); !taken) return taken;
    undos_.pop_back();
  }
  finish(step);
  if (scores_ && t < work_->now()) scores_->fill(rows_, t);
  complete_ = known_back_to(t);
  return work_->status();
}

Result<void> PastRows::take_back(const Undo& undo, Step& step) {
  const auto back = step.back.find(undo.record);
  Row* row = back != step.back.end() ? &back->second : find(undo.record);
  switch (undo.operation) {
    case ChangeOperation::insert:
      if (back != step.back.end()) {
        step.back.erase(back);
      } else if (row != nullptr) {
        step.out.insert(undo.record);
      }
      return {};
    case ChangeOperation::update:
      if (row == nullptr) return {};  // the caller does not see the record
      if (auto restored = restore(undo.changes, *row); !restored) return restored;
      (*row)[model::version_field] = undo.version - 1;
      return {};
    case ChangeOperation::delete_:
      break;
  }
  Row revived;
  revived.values.resize(table_->fields.size());
  if (auto restored = restore(undo.changes, revived); !restored) return restored;
  revived[model::id_field] = undo.record;
  revived[model::version_field] = undo.version - 1;
  if (shown(revived)) step.back.insert_or_assign(undo.record, std::move(revived));
  return {};
}

/// Puts the values before the change into the row.
Result<void> PastRows::restore(const std::string& changes, Row& row) const {
  const auto fields = base::Json::parse(changes);
  if (!fields) return fields.error();
  for (const auto& [name, pair] : fields->items()) {
    const auto position = table_->find(name);
    if (!position || pair.elements().empty()) continue;  // a field that this version does not have
    const auto& field = table_->fields[*position];
    if (field.type == FieldType::list_ref || field.kind == FieldKind::computed) continue;
    auto before = model::value_from_json(*table_, field, pair.elements().front());
    if (!before) return before.error();
    row[*position] = std::move(*before);
  }
  return {};
}

/// Whether the scope shows a record that the store no longer holds.
bool PastRows::shown(const Row& row) const {
  if (!store::ScopeFilter(*table_, scope_).shows(row)) return false;
  const auto* rule = store::row_rule(*table_, scope_);
  return rule == nullptr || work_->matches(*rule, row);
}

Row* PastRows::find(Id record) {
  const auto found = std::lower_bound(rows_.begin(), rows_.end(), record,
                                      [](const Row& row, const Id& id) { return model::row_id(row) < id; });
  return found != rows_.end() && model::row_id(*found) == record ? &*found : nullptr;
}

void PastRows::finish(Step& step) {
  if (!step.out.empty()) std::erase_if(rows_, [&](const Row& row) { return step.out.contains(model::row_id(row)); });
  if (step.back.empty()) return;
  const auto before = static_cast<std::ptrdiff_t>(rows_.size());
  for (auto& [id, row] : step.back) rows_.push_back(std::move(row));
  std::inplace_merge(rows_.begin(), rows_.begin() + before, rows_.end(),
                     [](const Row& a, const Row& b) { return model::row_id(a) < model::row_id(b); });
}

/// Every change sets updated_at and takes it back, so a later one shows that changes are not kept.
bool PastRows::known_back_to(Instant t) const {
  if (t >= work_->now()) return true;
  if (table_->flavour != Flavour::record) return rows_.empty();
  const auto later = [t](const Value& value) {
    const auto* at = std::get_if<Instant>(&value);
    return at != nullptr && *at > t;
  };
  return std::none_of(rows_.begin(), rows_.end(), [&](const Row& row) {
    return later(row[model::created_at_field]) || later(row[model::updated_at_field]);
  });
}

}  // namespace steward::metrics
