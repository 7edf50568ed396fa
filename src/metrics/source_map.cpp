// SPDX-License-Identifier: Apache-2.0
#include "metrics/source_map.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "metrics/domains.hpp"
#include "store/stored.hpp"

namespace steward::metrics {

namespace {

/// A table with more is not kept whole. A record takes about so many bytes, with a mapping and a key.
constexpr std::size_t most_records = SourceMaps::most_bytes / 224;
/// So many mappings of a table are kept; each purpose, and each domain with data sources of its own, has another.
constexpr std::size_t most_mappings = 32;

}  // namespace

SourceTable::SourceTable(const TableInfo& table) : table_(&table) {
  for (std::size_t field = 0; field < table.fields.size() && references_.size() < most_references; ++field) {
    const auto& info = table.fields[field];
    const bool leads = info.type == FieldType::ref && Choice<ContextTable>::from_text(info.target).value().has_value();
    if (leads && holds_id(info) && store::has_column(info)) references_.push_back({field, {}});
  }
}

Result<bool> SourceTable::follow(rule::Work& work) {
  const auto seen = work.records().stamp(*table_);
  if (!seen) return seen.error();
  if (!*seen) return false;
  if (!stamp_) stamp_ = *seen;
  if (**seen < *stamp_) return false;
  if (**seen == *stamp_) return true;
  if (const auto changed = work.records().changed(*table_, *stamp_, **seen)) {
    if (auto renewed = renew(work, *changed); !renewed) {
      clear();
      return renewed.error();
    }
  } else {
    clear();
  }
  stamp_ = *seen;
  return true;
}

Result<void> SourceTable::renew(rule::Work& work, std::span<const Id> changed) {
  std::vector<bool> others(records_.size());
  std::vector<std::uint32_t> places;
  for (const Id& id : changed) {
    const auto place = records_.find(id);
    if (place == base::IdIndex::none) continue;
    places.push_back(place);
    others[place] = true;
    there_[place] = false;
  }
  for (auto& map : contexts_) {
    if (!map.reads().own_row) map.clear();
    for (const auto place : places) map.forget(place);
  }
  for (auto& keys : keys_) {
    if (!places.empty()) keys.index.forget(others);
  }
  if (!whole_ && keys_.empty()) return {};
  const auto read = layout(keys_);
  return cells_by_id(work, *table_, changed, read.fields, [&](const store::Cells& cells) { keep_row(cells, read); });
}

SourceTable::Layout SourceTable::layout(std::span<const Keys> keys) const {
  std::vector<std::size_t> fields;
  if (is_placed(*table_)) fields.push_back(model::domain_field);
  for (const auto& one : keys) fields.push_back(one.field);
  for (const auto& one : references_) fields.push_back(one.field);
  Layout layout{Picked(std::move(fields)), 0, {}};
  if (is_placed(*table_)) layout.domain = layout.fields.at(model::domain_field);
  for (const auto& one : references_) layout.references.push_back(layout.fields.at(one.field));
  return layout;
}

SourceTable::Waiting SourceTable::read(const store::Cells& cells, const Layout& layout) const {
  Waiting row{cells.id(0), is_placed(*table_) ? cells.id(layout.domain) : Id(), {}};
  for (std::size_t i = 0; i < references_.size(); ++i) row.references[i] = cells.id(layout.references[i]);
  return row;
}

std::uint32_t SourceTable::keep(const Waiting& row) {
  const auto [place, fresh] = records_.add(row.id);
  if (fresh) {
    add_columns(row);
    return place;
  }
  there_[place] = true;
  domain_of_[place] = domains_.add(row.domain).first;
  for (std::size_t i = 0; i < references_.size(); ++i) references_[i].values[place] = row.references[i];
  return place;
}

/// What stands beside the id of a new record.
void SourceTable::add_columns(const Waiting& row) {
  there_.push_back(true);
  domain_of_.push_back(domains_.add(row.domain).first);
  for (std::size_t i = 0; i < references_.size(); ++i) references_[i].values.push_back(row.references[i]);
}

void SourceTable::reserve(std::size_t rows) {
  records_.reserve(rows);
  reserve_columns(rows);
}

void SourceTable::reserve_columns(std::size_t rows) {
  there_.reserve(rows);
  domain_of_.reserve(rows);
  for (auto& one : references_) one.values.reserve(rows);
}

/// Rows on their way into the table, some at a time.
class SourceTable::Reading {
 public:
  /// `keys`: null where they are not read.
  Reading(SourceTable& table, const Layout& layout, Keys* keys)
      : table_(table), layout_(layout), keys_(keys), text_(keys != nullptr ? layout.fields.at(keys->field) : 0) {}

  void take(const store::Cells& cells) {
    rows_[count_] = table_.read(cells, layout_);
    table_.records_.prefetch(rows_[count_].id);
    if (keys_ != nullptr) {
      auto& text = texts_[count_];
      text.assign(cells.text(text_));
      base::fold(text);
      keys_->index.prefetch(text);
    }
    if (++count_ == rows_.size()) finish();
  }
  void finish() {
    for (std::size_t i = 0; i < count_; ++i) {
      const auto place = table_.keep(rows_[i]);
      if (keys_ != nullptr && !texts_[i].empty()) keys_->index.add(texts_[i], place);
    }
    count_ = 0;
  }

 private:
  static constexpr std::size_t at_once = 32;
  SourceTable& table_;
  const Layout& layout_;
  Keys* keys_;
  std::size_t text_;
  std::size_t count_ = 0;
  std::array<Waiting, at_once> rows_;
  std::array<std::string, at_once> texts_;
};

/// A row with the fields of all keys.
void SourceTable::keep_row(const store::Cells& cells, const Layout& layout) {
  const auto place = keep(read(cells, layout));
  for (auto& keys : keys_) {
    const auto folded = base::folded(cells.text(layout.fields.at(keys.field)));
    // Where not all keys are known, those that nobody asked for stay unknown.
    if (folded.empty() || (!keys.whole && keys.index.find(folded) == KeyIndex::none)) continue;
    keys.index.add(folded, place);
  }
}

const std::vector<Id>* SourceTable::references(std::size_t field) const {
  const auto kept =
      std::find_if(references_.begin(), references_.end(), [&](const References& one) { return one.field == field; });
  return kept == references_.end() ? nullptr : &kept->values;
}

std::vector<std::uint32_t> SourceTable::find(std::span<const Id> ids) const {
  std::vector<std::uint32_t> places(ids.size());
  records_.find(ids, places.data());
  for (auto& place : places) {
    if (place != base::IdIndex::none && !there_[place]) place = base::IdIndex::none;
  }
  return places;
}

Result<void> SourceTable::learn(rule::Work& work, std::span<const SourceRecord> records) {
  if (whole_) return {};
  std::vector<Id> unknown;
  for (const SourceRecord& record : records) {
    if (find(record) == base::IdIndex::none) unknown.push_back(record.id);
  }
  if (unknown.empty()) return {};
  const auto all = rows_to_scan(work, *table_, unknown.size(), most_records);
  if (!all) return all.error();
  if (*all) return learn_all(work, **all);
  const auto cells_of = layout({});
  return cells_by_id(work, *table_, unknown, cells_of.fields,
                     [&](const store::Cells& cells) { keep(read(cells, cells_of)); });
}

/// The whole table where nothing is known of it: what is read is found by its place only when all of it is there, which
/// takes far less than finding it a place row by row. `keys`: null where they are not read.
Result<void> SourceTable::read_all(rule::Work& work, std::size_t rows, Keys* keys) {
  const auto cells_of = keys != nullptr ? layout(std::span(keys, 1)) : layout({});
  const auto text = keys != nullptr ? cells_of.fields.at(keys->field) : 0;
  records_.reserve_appended(rows);
  reserve_columns(rows);
  if (keys != nullptr) keys->index.reserve_appended(rows);
  const auto use = [&](const store::Cells& cells) {
    const auto place = static_cast<std::uint32_t>(records_.size());
    const auto row = read(cells, cells_of);
    records_.append(row.id);
    add_columns(row);
    if (keys == nullptr) return;
    if (const auto key = cells.text(text); !key.empty()) keys->index.append(key, place);
  };
  auto done = all_cells(work, *table_, cells_of.fields, use);
  records_.index();
  if (keys != nullptr) keys->index.index();
  whole_ = done.ok();
  if (keys != nullptr) keys->whole = whole_;
  return done;
}

Result<void> SourceTable::learn_all(rule::Work& work, std::size_t rows) {
  if (records_.size() == 0) return read_all(work, rows, nullptr);
  reserve(rows);
  const auto cells_of = layout({});
  Reading reading(*this, cells_of, nullptr);
  auto done = all_cells(work, *table_, cells_of.fields, [&](const store::Cells& cells) { reading.take(cells); });
  reading.finish();
  whole_ = done.ok();
  return done;
}

const KeyIndex* SourceTable::known_keys(std::size_t field) const {
  const auto kept = std::find_if(keys_.begin(), keys_.end(), [&](const Keys& one) { return one.field == field; });
  return kept != keys_.end() && kept->whole ? &kept->index : nullptr;
}

Result<const KeyIndex*> SourceTable::learn_keys(rule::Work& work, std::size_t field, const KeyIndex& keys) {
  auto kept = std::find_if(keys_.begin(), keys_.end(), [&](const Keys& one) { return one.field == field; });
  if (kept == keys_.end()) kept = keys_.insert(keys_.end(), Keys{field, false, {}});
  if (kept->whole) return &kept->index;
  std::vector<std::string_view> unknown;
  for (std::uint32_t place = 0; place < keys.size(); ++place) {
    const auto text = keys.text(place);
    if (!text.empty() && kept->index.find(text) == KeyIndex::none) unknown.push_back(text);
  }
  if (unknown.empty()) return &kept->index;
  if (auto read = read_keys(work, *kept, unknown); !read) {
    // A key must have all of its records, or none.
    *kept = Keys{field, false, {}};
    return read.error();
  }
  return &kept->index;
}

Result<void> SourceTable::read_keys(rule::Work& work, Keys& kept, std::span<const std::string_view> unknown) {
  const auto all = rows_to_scan(work, *table_, unknown.size(), most_records);
  if (!all) return all.error();
  if (*all && records_.size() == 0) return read_all(work, **all, &kept);
  const auto cells_of = layout(std::span(&kept, 1));
  Reading reading(*this, cells_of, &kept);
  const auto use = [&](const store::Cells& cells) { reading.take(cells); };
  if (*all) {
    reserve(**all);
    kept.index.reserve(**all);
    auto read = all_cells(work, *table_, cells_of.fields, use);
    reading.finish();
    kept.whole = read.ok();
    whole_ = whole_ || kept.whole;
    return read;
  }
  constexpr std::size_t at_once = 500;
  if (unknown.size() > at_once && !leads_key(*table_, kept.field)) {
    // Without an index each look-up would read the table: once is enough.
    KeyIndex wanted;
    for (const auto text : unknown) (void)wanted.add(text);
    const auto text = cells_of.fields.at(kept.field);
    auto read = all_cells(work, *table_, cells_of.fields, [&](const store::Cells& cells) {
      if (wanted.find(base::folded(cells.text(text))) != KeyIndex::none) reading.take(cells);
    });
    reading.finish();
    return read;
  }
  for (std::size_t from = 0; from < unknown.size(); from += at_once) {
    std::vector<Value> values;
    for (const auto text : unknown.subspan(from, std::min(at_once, unknown.size() - from))) {
      values.emplace_back(std::string(text));
    }
    auto where = condition::Condition::any_of(*table_, kept.field, std::move(values));
    auto read = work.records().scan_cells(
        {std::move(where), {}, {}, {}, {}, work.moment(), cells_of.fields.fields(), true}, use);
    reading.finish();
    if (!read) return read;
  }
  return {};
}

std::vector<std::uint32_t> SourceTable::places() const {
  std::vector<std::uint32_t> found;
  for (std::uint32_t place = 0; place < there_.size(); ++place) {
    if (there_[place]) found.push_back(place);
  }
  return found;
}

ContextMap& SourceTable::contexts(const std::string& mapping, const MapReads& reads, const TableInfo& context) {
  const auto found =
      std::find_if(contexts_.begin(), contexts_.end(), [&](const ContextMap& map) { return map.is(mapping, context); });
  if (found != contexts_.end()) {
    contexts_.splice(contexts_.begin(), contexts_, found);
  } else {
    if (contexts_.size() == most_mappings) contexts_.pop_back();
    contexts_.emplace_front(mapping, reads, context);
  }
  return contexts_.front();
}

void SourceTable::clear() {
  stamp_.reset();
  records_.clear();
  there_.clear();
  domain_of_.clear();
  domains_.clear();
  for (auto& one : references_) one.values.clear();
  whole_ = false;
  keys_.clear();
  contexts_.clear();
}

std::size_t SourceTable::bytes() const {
  std::size_t sum =
      records_.bytes() + there_.capacity() / 8 + domain_of_.capacity() * sizeof(std::uint32_t) + domains_.bytes();
  for (const auto& keys : keys_) sum += keys.index.bytes();
  for (const auto& map : contexts_) sum += map.bytes();
  for (const auto& one : references_) sum += one.values.capacity() * sizeof(Id);
  return sum;
}

Result<SourceMaps::Lease> SourceMaps::lease(rule::Work& work, const TableInfo& table, const Enabled& enabled) {
  SourceMaps* maps = work.source_maps();
  if (maps == nullptr || table.flavour != Flavour::record || !enabled(prepared_maps)) return Lease();
  Lease lease(*maps, table, maps->part(table));
  if (!lease) return lease;
  const auto followed = lease->follow(work);
  if (!followed) return followed.error();
  if (!*followed) return Lease();
  return lease;
}

std::shared_ptr<SourceTable> SourceMaps::part(const TableInfo& table) {
  const std::lock_guard lock(mutex_);
  auto& part = parts_[&table];
  if (part.table == nullptr) part.table = std::make_shared<SourceTable>(table);
  part.used = ++uses_;
  return part.table;
}

void SourceMaps::settle(const TableInfo& table, const SourceTable& held) {
  const std::lock_guard lock(mutex_);
  const auto settled = parts_.find(&table);
  if (settled != parts_.end() && settled->second.table.get() == &held) settled->second.bytes = held.bytes();
  for (;;) {
    std::size_t sum = 0;
    auto oldest = parts_.begin();
    for (auto part = parts_.begin(); part != parts_.end(); ++part) {
      sum += part->second.bytes;
      if (part->second.bytes != 0 && (oldest->second.bytes == 0 || part->second.used < oldest->second.used)) {
        oldest = part;
      }
    }
    if (sum <= most_bytes) return;
    parts_.erase(oldest);
  }
}

}  // namespace steward::metrics
