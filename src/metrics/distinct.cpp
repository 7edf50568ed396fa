// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

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

/// The different records; the place of each row's record.
base::IdIndex different_records(std::span<const Id> record, std::vector<std::uint32_t>& slot_of_row) {
  // Some at a time: new memory for all rows costs as much as the look-ups.
  constexpr std::size_t at_once = 512;
  base::IdIndex index;
  slot_of_row.resize(record.size());
  std::vector<Id> heads;
  std::vector<std::uint32_t> places(at_once);
  for (std::size_t begin = 0; begin < record.size(); begin += at_once) {
    const auto count = std::min(at_once, record.size() - begin);
    const auto ids = record.subspan(begin, count);
    const auto slots = std::span(slot_of_row).subspan(begin, count);
    // Deliveries of one record often follow one another.
    heads.clear();
    for (std::size_t i = 0; i < count; ++i) {
      if (heads.empty() || !(ids[i] == heads.back())) heads.push_back(ids[i]);
      slots[i] = static_cast<std::uint32_t>(heads.size() - 1);
    }
    index.add(heads, places.data());
    for (auto& slot : slots) slot = places[slot];
  }
  return index;
}

/// The different keys; the place of each row's key.
KeyIndex different_keys(std::span<const std::string_view> keys, std::vector<std::uint32_t>& slot_of_row) {
  KeyIndex index;
  index.reserve(keys.size());
  slot_of_row.reserve(keys.size());
  std::string folded;
  for (const auto key : keys) {
    folded.assign(key);
    base::fold(folded);
    slot_of_row.push_back(index.add(folded));
  }
  return index;
}

/// Another record that the caller sees and that has the key.
void note_named(Distinct& distinct, std::uint32_t slot, const SourceRecord& record) {
  if (distinct.records[slot].id.is_nil()) {
    distinct.records[slot] = record;
    distinct.exists[slot] = 1;
  } else if (!(distinct.records[slot].id == record.id)) {
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
  const auto take = [&](const store::Cells& cells) {
    const auto slot = keys.find(base::folded(cells.text(text)));
    if (slot == KeyIndex::none || keys.text(slot).empty()) return;
    note_named(distinct, slot, {cells.id(0), placed ? cells.id(picked.at(model::domain_field)) : Id()});
  };
  if (keys.size() > at_once && !leads_key(table, field)) {
    // Without an index each look-up would read the table: once is enough.
    return work.records().scan_cells(
        {condition::Condition(table), {}, {}, {}, scope, work.moment(), picked.fields(), true}, take);
  }
  for (std::uint32_t from = 0; from < keys.size(); from += at_once) {
    std::vector<Value> values;
    for (auto slot = from; slot < keys.size() && slot < from + at_once; ++slot) {
      if (!keys.text(slot).empty()) values.emplace_back(std::string(keys.text(slot)));
    }
    if (values.empty()) continue;
    auto where = condition::Condition::any_of(table, field, std::move(values));
    auto read =
        work.records().scan_cells({std::move(where), {}, {}, {}, scope, work.moment(), picked.fields(), true}, take);
    if (!read) return read;
  }
  return {};
}

/// The same, unless there is no record or the caller does not see it.
void note_if_seen(Distinct& distinct, std::uint32_t slot, const SourceRecord& record, const store::ScopeFilter& seen) {
  if (record.place != KeyIndex::none && shows_domain(seen, record.domain)) note_named(distinct, slot, record);
}

/// A record behind a key; of one that was forgotten there is no place.
SourceRecord record_behind(const SourceTable& table, const KeyIndex& keys, std::uint32_t key) {
  const auto place = keys.record(key);
  return place == KeyIndex::none ? SourceRecord() : SourceRecord{table.id(place), table.domain(place), place};
}

/// The records behind a key, from this one on, that the caller sees.
void note_all_named(Distinct& distinct, std::uint32_t slot, const SourceTable& table, const KeyIndex& keys,
                    std::uint32_t key, const store::ScopeFilter& seen) {
  for (auto at = key; at != KeyIndex::none; at = keys.next(at)) {
    note_if_seen(distinct, slot, record_behind(table, keys, at), seen);
  }
}

/// The first records behind some keys. All are looked for at once: each lies elsewhere in memory, and waiting for one
/// after the other is what costs.
constexpr std::size_t keys_at_once = 64;
using FirstRecords = std::array<SourceRecord, keys_at_once>;
void find_first(const SourceTable& table, const KeyIndex& keys, std::span<const std::uint32_t> found,
                FirstRecords& first) {
  for (std::size_t i = 0; i < found.size(); ++i) {
    first[i].place = found[i] == KeyIndex::none ? KeyIndex::none : keys.record(found[i]);
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (first[i].place == KeyIndex::none) continue;
    first[i].id = table.id(first[i].place);
    first[i].domain = table.domain(first[i].place);
  }
}

/// Rows by the keys of a table that are all known: keys that none of its records has are one.
Distinct among_known(const SourceTable& table, const KeyIndex& known, std::span<const std::string_view> keys,
                     const store::ScopeFilter& seen) {
  Distinct distinct;
  const auto add = [&](std::uint8_t named) {
    distinct.records.emplace_back();
    distinct.exists.push_back(0);
    distinct.named.push_back(named);
    return static_cast<std::uint32_t>(distinct.records.size() - 1);
  };
  // All rows without a key share a slot, and all whose key no record has.
  auto empty = KeyIndex::none;
  auto unknown = KeyIndex::none;
  const auto slot_of_nothing = [&](std::uint32_t& slot, std::uint8_t named) {
    if (slot == KeyIndex::none) slot = add(named);
    return slot;
  };
  const auto found = known.find_all(keys);
  std::vector<std::uint32_t> slots(known.end(), KeyIndex::none);
  distinct.slot_of_row.reserve(keys.size());
  distinct.records.reserve(keys.size());
  FirstRecords first;
  for (std::size_t row = 0; row < keys.size(); ++row) {
    const auto at = row % keys_at_once;
    if (at == 0) {
      const auto part = std::span(found).subspan(row, std::min(keys_at_once, keys.size() - row));
      find_first(table, known, part, first);
    }
    const auto key = found[row];
    if (keys[row].empty() || key == KeyIndex::none) {
      distinct.slot_of_row.push_back(keys[row].empty() ? slot_of_nothing(empty, Distinct::no_key)
                                                       : slot_of_nothing(unknown, Distinct::one_key));
      continue;
    }
    if (slots[key] == KeyIndex::none) {
      slots[key] = add(Distinct::one_key);
      note_if_seen(distinct, slots[key], first[at], seen);
      note_all_named(distinct, slots[key], table, known, known.next(key), seen);
    }
    distinct.slot_of_row.push_back(slots[key]);
  }
  return distinct;
}

}  // namespace

Result<Distinct> distinct_records(rule::Work& work, const TableInfo& table, std::span<const Id> record,
                                  const Enabled& enabled) {
  Distinct distinct;
  const auto index = different_records(record, distinct.slot_of_row);
  distinct.exists.resize(index.size());
  distinct.records.reserve(index.size());
  for (const Id& id : index.ids()) distinct.records.push_back({id, Id()});
  const auto scope = visible_scope(work.actor(), enabled);
  const bool placed = is_placed(table);
  auto lease = lease_seen(work, table, scope, enabled);
  if (!lease) return lease.error();
  if (*lease) {
    if (auto learned = (*lease)->learn(work, distinct.records); !learned) return learned.error();
    const store::ScopeFilter filter(table, scope);
    const auto places = (*lease)->find(index.ids());
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (places[i] == base::IdIndex::none) continue;
      const Id& domain = (*lease)->domain(places[i]);
      if (!shows_domain(filter, domain)) continue;
      distinct.exists[i] = 1;
      distinct.records[i].domain = domain;
      distinct.records[i].place = places[i];
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
  const auto scope = visible_scope(work.actor(), enabled);
  const store::ScopeFilter seen(table, scope);
  auto lease = lease_seen(work, table, scope, enabled);
  if (!lease) return lease.error();
  if (*lease) {
    if (const auto* known = (*lease)->known_keys(field)) return among_known(**lease, *known, keys, seen);
  }
  Distinct distinct;
  const auto index = different_keys(keys, distinct.slot_of_row);
  const KeyIndex* learned = nullptr;
  if (*lease) {
    const auto some = (*lease)->learn_keys(work, field, index);
    if (!some) return some.error();
    if (const auto* known = (*lease)->known_keys(field)) return among_known(**lease, *known, keys, seen);
    learned = *some;
  }
  distinct.records.resize(index.size());
  distinct.exists.resize(index.size());
  distinct.named.resize(index.size());
  for (std::uint32_t slot = 0; slot < index.size(); ++slot) {
    distinct.named[slot] = index.text(slot).empty() ? Distinct::no_key : Distinct::one_key;
  }
  if (learned == nullptr) {
    if (auto asked = ask_for_keys(work, table, field, index, scope, distinct); !asked) return asked.error();
    return distinct;
  }
  for (std::uint32_t slot = 0; slot < index.size(); ++slot) {
    if (distinct.named[slot] == Distinct::no_key) continue;
    note_all_named(distinct, slot, **lease, *learned, learned->find(index.text(slot)), seen);
  }
  return distinct;
}

}  // namespace steward::metrics
