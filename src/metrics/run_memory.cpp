// SPDX-License-Identifier: Apache-2.0
#include "metrics/run_memory.hpp"

#include <algorithm>

namespace steward::metrics {

namespace {

using condition::Node;
using condition::Operand;

bool reads_clock(const Node& node) {
  const auto now = [](const Operand& operand) { return operand.kind == Operand::Kind::now; };
  return std::any_of(node.operands.begin(), node.operands.end(), now) ||
         std::any_of(node.children.begin(), node.children.end(), [](const auto& child) { return reads_clock(*child); });
}

/// What those are at now, in the transaction of `work`; null when one of them cannot be told.
Result<std::optional<Stamps>> stamps_of(rule::Work& work, const std::set<store::Stamped>& inputs) {
  Stamps stamps;
  for (const auto& input : inputs) {
    const auto stamp = work.records().stamp(input);
    if (!stamp) return stamp.error();
    if (!*stamp) return std::optional<Stamps>();
    stamps.emplace(input, **stamp);
  }
  return std::optional(std::move(stamps));
}

}  // namespace

std::optional<Ran> RunMemory::recall(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = runs_.find(key);
  return found != runs_.end() ? std::optional(found->second) : std::nullopt;
}

void RunMemory::keep(const std::string& key, Ran ran) {
  const std::lock_guard lock(mutex_);
  runs_.insert_or_assign(key, std::move(ran));
}

void RunMemory::forget(const std::string& key) {
  const std::lock_guard lock(mutex_);
  runs_.erase(key);
}

void RunMemory::clear() {
  const std::lock_guard lock(mutex_);
  runs_.clear();
}

Result<Begun> begin_run(rule::Work& work, const std::string& key, const std::optional<Inputs>& inputs) {
  const auto unknown = [](std::string_view why) { return Begun{{}, {}, why}; };
  if (work.run_memory() == nullptr) return unknown("changes_unknown");
  if (const auto& scope = work.actor().scope; !scope.all || scope.rules != nullptr) return unknown("caller_limited");
  if (!inputs) return unknown("clock_or_result_read");
  std::set<store::Stamped> stamped;
  for (const auto* table : inputs->tables) stamped.insert(*table);
  for (const auto& owner : inputs->series) {
    stamped.insert(owner);
    const auto newest = work.series().newest(owner);
    if (!newest) return newest.error();
    if (*newest && **newest > work.now()) return unknown("changes_unknown");
  }
  auto stamps = stamps_of(work, stamped);
  if (!stamps) return stamps.error();
  if (!*stamps) return unknown("changes_unknown");
  Begun begun{Ran(), work.run_memory()->recall(key), {}};
  begun.ran->at = work.now();
  begun.ran->day = work.calendar().day_of(work.now());
  begun.ran->stamps = std::move(**stamps);
  if (!begun.last) begun.all_because = "first_run";
  return begun;
}

Again changed_since(rule::Work& work, const Ran& last, const Stamps& now, const TableInfo& table) {
  if (last.day != work.calendar().day_of(work.now())) return {{}, "new_day"};
  if (work.now() < last.at || work.now() > last.good_until) return {{}, "time_passed"};
  Again again;
  for (const auto& [input, stamp] : now) {
    const auto before = last.stamps.find(input);
    if (before == last.stamps.end()) return {{}, "definitions_changed"};
    if (before->second == stamp) continue;
    if (input.table != nullptr && input.table != &table) return {{}, "records_changed"};
    const auto changed = work.records().changed(input, before->second, stamp);
    if (!changed) return {{}, "changes_unknown"};
    again.records.insert(again.records.end(), changed->begin(), changed->end());
  }
  std::sort(again.records.begin(), again.records.end());
  again.records.erase(std::unique(again.records.begin(), again.records.end()), again.records.end());
  return again;
}

Result<void> remember_run(rule::Work& work, const std::string& key, Ran ran, const std::set<store::Stamped>& outputs) {
  RunMemory* memory = work.run_memory();
  if (memory == nullptr) return {};
  std::set<store::Stamped> inputs;
  for (const auto& [input, stamp] : ran.stamps) inputs.insert(input);
  auto now = stamps_of(work, inputs);
  if (!now) return now.error();
  const bool mine = *now && std::all_of(ran.stamps.begin(), ran.stamps.end(), [&](const auto& one) {
    const auto& [input, before] = one;
    const auto after = (*now)->at(input);
    return before == after || (outputs.contains(input) && work.records().only_mine(input, before, after));
  });
  if (mine) {
    ran.stamps = std::move(**now);
    std::sort(ran.findings.begin(), ran.findings.end());
    memory->keep(key, std::move(ran));
  } else {
    memory->forget(key);
  }
  return {};
}

bool add_inputs(const condition::Condition& condition, const TableInfo& table, const std::set<std::size_t>& written,
                Inputs& inputs) {
  if (reads_clock(condition.root())) return false;
  for (const auto& path : condition.paths()) {
    for (const auto& step : path) {
      if (step.table == &table && written.contains(step.field)) return false;
      inputs.tables.insert(step.table);
    }
  }
  return true;
}

}  // namespace steward::metrics
