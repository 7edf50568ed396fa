// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "stores/sqlite/series_store.hpp"
#include "stores/sqlite/series_tables.hpp"

namespace steward::stores {

namespace {

/// So many deliveries are packed at once.
constexpr std::size_t packed_at_once = 65536;

const std::string all_rows =
    "SELECT s.owner, s.source_table, s.source, s.id, r.start, r.recorded, r.\"end\", r.value, r.superseded, "
    "c.context_table, c.context FROM steward_series AS s JOIN steward_series_row AS r ON r.series = s.id "
    "LEFT JOIN steward_series_context AS c ON c.id = r.context "
    "ORDER BY s.owner, s.source_table, s.source, r.start, r.recorded, c.context";

}  // namespace

/// Schemas 1 and 2 held metric data row by row: a row a context, the times of deliveries that said nothing new
/// beside them, and no row where what came next was erased.
class SeriesUpgrade {
 public:
  explicit SeriesUpgrade(Handle& handle) : handle_(handle), store_(handle) {}

  [[nodiscard]] Result<void> run();

 private:
  [[nodiscard]] Result<void> take(const Statement& row);
  [[nodiscard]] Result<void> end_key();
  [[nodiscard]] Result<void> pack();

  Handle& handle_;
  SeriesStore store_;
  std::int64_t owner_ = 0;
  std::string table_;
  Id source_;
  std::int64_t series_ = 0;
  std::int64_t start_ = 0;
  std::vector<store::Said> said_;  ///< of the present key
  std::vector<std::optional<std::int64_t>> superseded_;
  std::int64_t last_recorded_ = std::numeric_limits<std::int64_t>::min();
  Chunk chunk_;
};

Result<void> SeriesUpgrade::take(const Statement& row) {
  const auto owner = row.integer(0);
  const auto series = row.integer(3);
  const auto start = row.integer(4);
  if (series != series_ || start != start_) {
    if (auto done = end_key(); !done) return done;
  }
  if (owner != owner_ || row.text(1) != table_) {
    if (auto done = pack(); !done) return done;
  }
  if (owner != owner_) {
    if (auto done = store_.note_recorded({owner_, std::numeric_limits<std::int64_t>::min()}, last_recorded_); !done) {
      return done;
    }
    last_recorded_ = std::numeric_limits<std::int64_t>::min();
  }
  owner_ = owner;
  table_ = row.text(1);
  source_ = row.id(2);
  series_ = series;
  start_ = start;
  const auto recorded = row.integer(5);
  if (said_.empty() || millis(said_.back().recorded) != recorded) {
    said_.push_back({instant(recorded), instant(row.integer(6)), Decimal::from_units(row.integer(7)), {}, {}, false});
    superseded_.push_back(row.is_null(8) ? std::nullopt : std::optional(row.integer(8)));
  }
  if (row.is_null(9)) return {};
  said_.back().context_table = row.text(9);
  said_.back().contexts.push_back(row.id(10));
  return {};
}

Result<void> SeriesUpgrade::end_key() {
  if (said_.empty()) return {};
  auto statement =
      handle_.prepare("SELECT recorded FROM steward_series_repeat WHERE series = ?1 AND start = ?2 ORDER BY recorded");
  if (!statement) return statement.error();
  statement->bind(1, series_);
  statement->bind(2, start_);
  std::vector<std::int64_t> repeats;
  auto read = statement->each([&]() -> Result<void> {
    repeats.push_back(statement->integer(0));
    return {};
  });
  if (!read) return read;
  auto repeat = repeats.begin();
  const auto add = [&](const store::Said& said) {
    chunk_.add(source_, start_, said);
    last_recorded_ = std::max(last_recorded_, millis(said.recorded));
  };
  for (std::size_t i = 0; i < said_.size(); ++i) {
    add(said_[i]);
    const auto until = superseded_[i].value_or(std::numeric_limits<std::int64_t>::max());
    for (; repeat != repeats.end() && *repeat < until; ++repeat) {
      auto again = said_[i];
      again.recorded = instant(*repeat);
      add(again);
    }
    const bool followed = i + 1 < said_.size() && millis(said_[i + 1].recorded) == until;
    if (!superseded_[i] || followed) continue;
    store::Said gap;
    gap.recorded = instant(until);
    gap.gap = true;
    add(gap);
  }
  said_.clear();
  superseded_.clear();
  return chunk_.size() < packed_at_once ? Result<void>() : pack();
}

Result<void> SeriesUpgrade::pack() {
  if (chunk_.size() == 0) return {};
  std::vector<ChunkKey> keys;
  for_each_key(chunk_, Dead(), [&](std::size_t begin, std::size_t end) { keys.push_back({&chunk_, begin, end}); });
  const Chunk ordered = gather(std::move(keys));
  Touches touches;
  for_each_key(ordered, Dead(),
               [&](std::size_t begin, std::size_t end) { touch_latest(ordered, begin, end, nullptr, touches); });
  chunk_ = Chunk();
  return store_.put(owner_, table_, ordered, touches);
}

Result<void> SeriesUpgrade::run() {
  auto rows = handle_.prepare(all_rows);
  if (!rows) return rows.error();
  if (auto taken = rows->each([&] { return take(*rows); }); !taken) return taken;
  if (auto done = end_key(); !done) return done;
  if (auto done = pack(); !done) return done;
  return store_.note_recorded({owner_, std::numeric_limits<std::int64_t>::min()}, last_recorded_);
}

Result<void> pack_series(Handle& handle, Shape& shape) {
  Shape between = shape;
  add_own_tables(between);
  const auto statements = growth(shape, between);
  if (!statements) return statements.error();
  if (auto done = handle.execute(*statements); !done) return done;
  if (auto done = SeriesUpgrade(handle).run(); !done) return done;
  for (const std::string table :
       {"steward_series_row", "steward_series_repeat", "steward_series_context", "steward_series"}) {
    if (auto done = handle.execute("DROP TABLE " + quoted_name(table)); !done) return done;
    between.tables.erase(table);
  }
  between.indexes.erase("steward_series_latest");
  shape = std::move(between);
  return {};
}

}  // namespace steward::stores
