// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.hpp"
#include "metrics/column_check.hpp"
#include "store/stored.hpp"

namespace steward::metrics {

namespace {

bool shows_domain(const store::ScopeFilter& filter, const Id& domain) {
  return filter.open() || std::binary_search(filter.domains().begin(), filter.domains().end(), domain);
}

/// What is kept of the table, where the domain of a record is all that decides whether the caller sees it.
Result<SourceMaps::Lease> lease_seen(rule::Work& work, const TableInfo& table, const store::Scope& scope,
                                     const Enabled& enabled) {
  if (store::row_rule(table, scope) != nullptr) return SourceMaps::Lease();
  return SourceMaps::lease(work, table, enabled);
}

/// Keys with the letters A to Z folded; the place of each row's key.
KeyIndex fold_keys(std::span<const std::string_view> keys, std::vector<std::uint32_t>& slot_of_row) {
  KeyIndex index;
  std::string folded;
  slot_of_row.reserve(keys.size());
  for (const auto key : keys) {
    folded.assign(key);
    base::fold(folded);
    slot_of_row.push_back(index.add(folded));
  }
  return index;
}

/// Another record that the caller sees and that has the key.
void note_named(Distinct& distinct, std::uint32_t slot, const Id& id, const Id& domain) {
  if (distinct.records[slot].id.is_nil()) {
    distinct.records[slot] = {id, domain};
    distinct.exists[slot] = 1;
  } else if (!(distinct.records[slot].id == id)) {
    distinct.named[slot] = Distinct::several;
    distinct.exists[slot] = 0;
  }
}

Result<void> ask_for_keys(rule::Work& work, const TableInfo& table, std::size_t field, const KeyIndex& keys,
                          const store::Scope& scope, Distinct& distinct) {
  constexpr std::uint32_t at_once = 500;
  const bool placed = is_placed(table);
  const Picked picked(placed ? std::vector{field, model::domain_field} : std::vector{field});
  const auto text = picked.at(field);
  for (std::uint32_t from = 0; from < keys.size(); from += at_once) {
    std::vector<Value> values;
    for (auto slot = from; slot < keys.size() && slot < from + at_once; ++slot) {
      if (!keys.text(slot).empty()) values.emplace_back(std::string(keys.text(slot)));
    }
    if (values.empty()) continue;
    auto where = condition::Condition::any_of(table, field, std::move(values));
    auto read = work.records().scan_cells(
        {std::move(where), {}, {}, {}, scope, work.moment(), picked.fields(), true}, [&](const store::Cells& cells) {
          const auto slot = keys.find(base::folded(cells.text(text)));
          if (slot == KeyIndex::none) return;
          note_named(distinct, slot, cells.id(0), placed ? cells.id(picked.at(model::domain_field)) : Id());
        });
    if (!read) return read;
  }
  return {};
}

}  // namespace

Result<Distinct> distinct_records(rule::Work& work, const TableInfo& table, std::span<const Id> record,
                                  const Enabled& enabled) {
  Distinct distinct;
  distinct.slot_of_row.reserve(record.size());
  base::IdIndex index;
  Id last;
  std::uint32_t slot = 0;
  for (const Id& id : record) {
    // Deliveries of one record often follow one another.
    if (distinct.slot_of_row.empty() || !(id == last)) {
      slot = index.add(id).first;
      last = id;
    }
    distinct.slot_of_row.push_back(slot);
  }
  distinct.exists.resize(index.size());
  distinct.records.reserve(index.size());
  for (const Id& id : index.ids()) distinct.records.push_back({id, Id()});
  const auto scope = visible_scope(work.actor(), enabled);
  const bool placed = is_placed(table);
  auto lease = lease_seen(work, table, scope, enabled);
  if (!lease) return lease.error();
  if (*lease) {
    if (auto learned = (*lease)->learn(work, index.ids()); !learned) return learned.error();
    const store::ScopeFilter filter(table, scope);
    for (std::size_t i = 0; i < index.size(); ++i) {
      const auto place = (*lease)->find(distinct.records[i].id);
      if (place == base::IdIndex::none || !shows_domain(filter, (*lease)->domain(place))) continue;
      distinct.exists[i] = 1;
      distinct.records[i].domain = (*lease)->domain(place);
    }
    return distinct;
  }
  auto read = cells_by_id(
      work, table, index.ids(), Picked(placed ? std::vector{model::domain_field} : std::vector<std::size_t>{}),
      [&](const store::Cells& cells) {
        const auto at = index.find(cells.id(0));
        distinct.exists[at] = 1;
        if (placed) distinct.records[at].domain = cells.id(1);
      },
      nullptr, scope);
  if (!read) return read.error();
  return distinct;
}

Result<Distinct> keyed_records(rule::Work& work, const TableInfo& table, std::size_t field,
                               std::span<const std::string_view> keys, const Enabled& enabled) {
  Distinct distinct;
  const auto index = fold_keys(keys, distinct.slot_of_row);
  distinct.records.resize(index.size());
  distinct.exists.resize(index.size());
  distinct.named.resize(index.size());
  for (std::uint32_t slot = 0; slot < index.size(); ++slot) {
    distinct.named[slot] = index.text(slot).empty() ? Distinct::no_key : Distinct::one_key;
  }
  const auto scope = visible_scope(work.actor(), enabled);
  auto lease = lease_seen(work, table, scope, enabled);
  if (!lease) return lease.error();
  if (!*lease) {
    if (auto asked = ask_for_keys(work, table, field, index, scope, distinct); !asked) return asked.error();
    return distinct;
  }
  const auto learned = (*lease)->learn_keys(work, field, index);
  if (!learned) return learned.error();
  const KeyIndex& known = **learned;
  const store::ScopeFilter filter(table, scope);
  for (std::uint32_t slot = 0; slot < index.size(); ++slot) {
    if (distinct.named[slot] == Distinct::no_key) continue;
    for (auto at = known.find(index.text(slot)); at != KeyIndex::none; at = known.next(at)) {
      const auto place = known.record(at);
      if (place == KeyIndex::none || !shows_domain(filter, (*lease)->domain(place))) continue;
      note_named(distinct, slot, (*lease)->id(place), (*lease)->domain(place));
    }
  }
  return distinct;
}

}  // namespace steward::metrics
