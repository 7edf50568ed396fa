// SPDX-License-Identifier: Apache-2.0
#include "store/columns.hpp"
#include "store/stored.hpp"
#include "stores/sqlite/connection.hpp"
#include "stores/sqlite/series_store.hpp"

namespace steward::stores {

void SqliteConnection::touch_series() {
  for (auto& [what, contexts] : series_->take_written()) {
    auto& touched = touched_[what];
    touched.ids.insert(touched.ids.end(), contexts.ids.begin(), contexts.ids.end());
    touched.whole = touched.whole || contexts.whole || touched.ids.size() > store::ChangeLog::most_ids;
    if (touched.whole) touched.ids.clear();
  }
}

Result<store::DeliveryCounts> SqliteConnection::deliver(const store::Deliveries& batch) {
  if (auto writing = check_writing(); !writing) return writing.error();
  if (!store::well_formed(batch)) return store::misuse("the columns of a batch differ in length");
  Result<store::DeliveryCounts> counts = store::DeliveryCounts();
  auto done = atomically(2, [&]() -> Result<void> {
    counts = series_->deliver(batch);
    if (!counts) return counts.error();
    return {};
  });
  touch_series();
  if (!done) return done.error();
  return counts;
}

Result<void> SqliteConnection::erase_contexts(std::string_view context_table, std::span<const Id> contexts) {
  if (auto writing = check_writing(); !writing) return writing;
  auto done = atomically(2, [&] { return series_->erase_contexts(context_table, contexts); });
  touch_series();
  return done;
}

Result<void> SqliteConnection::erase_owner(store::SeriesKind kind, Id owner) {
  if (auto writing = check_writing(); !writing) return writing;
  touched_[{kind, owner}].whole = true;
  return atomically(2, [&] { return series_->erase_owner(kind, owner); });
}

Result<std::size_t> SqliteConnection::drop_before(const store::SeriesOwner& owner, Instant start) {
  if (auto writing = check_writing(); !writing) return writing.error();
  Result<std::size_t> dropped = std::size_t{0};
  auto done = atomically(2, [&]() -> Result<void> {
    dropped = series_->drop_before(owner, start);
    if (!dropped) return dropped.error();
    return {};
  });
  touch_series();
  if (!done) return done.error();
  return dropped;
}

Result<store::SeriesColumns> SqliteConnection::latest(const Latest& query) {
  if (auto reading = check_reading(); !reading) return reading.error();
  return series_->latest(query);
}

Result<store::SeriesColumns> SqliteConnection::range(const Range& query) {
  if (auto reading = check_reading(); !reading) return reading.error();
  return series_->range(query);
}

Result<void> SqliteConnection::scan_range(const Range& query, const UseColumns& use) {
  if (auto reading = check_reading(); !reading) return reading;
  return series_->scan(query, use);
}

Result<store::SeriesColumns> SqliteConnection::history(const store::SeriesOwner& owner) {
  if (auto reading = check_reading(); !reading) return reading.error();
  return series_->history(owner);
}

Result<std::optional<Instant>> SqliteConnection::newest(const store::SeriesOwner& owner) {
  if (auto reading = check_reading(); !reading) return reading.error();
  return series_->newest(owner);
}

Result<bool> SqliteConnection::has_rows(const store::SeriesOwner& owner) {
  if (auto reading = check_reading(); !reading) return reading.error();
  return series_->has_rows(owner);
}

}  // namespace steward::stores
