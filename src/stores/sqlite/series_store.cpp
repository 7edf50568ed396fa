// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/series_store.hpp"

#include <algorithm>

namespace steward::stores {

namespace {

constexpr std::size_t remembered_at_most = 2'000'000;
constexpr std::int64_t unmapped = 0;

const std::string insert_row =
    "INSERT INTO steward_series_row (series, start, recorded, context, owner, \"end\", value, superseded) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

}  // namespace

Result<void> SeriesStore::begin() {
  const auto version = handle_->integer("PRAGMA data_version");
  if (!version) return version.error();
  if (*version != data_version_ || remembered_ > remembered_at_most) forget();
  data_version_ = *version;
  return {};
}

void SeriesStore::forget() {
  data_version_ = -1;
  owners_.clear();
  sources_.clear();
  contexts_.clear();
  context_of_.clear();
  remembered_ = 0;
}

Result<void> SeriesStore::run(const std::string& sql, std::initializer_list<std::int64_t> parameters) {
  auto statement = handle_->prepare(sql);
  if (!statement) return statement.error();
  int at = 1;
  for (const auto parameter : parameters) statement->bind(at++, parameter);
  return statement->run();
}

Result<store::DeliveryCounts> SeriesStore::deliver(const store::Deliveries& batch) {
  store::DeliveryCounts counts;
  if (batch.size() == 0) return counts;
  Key key;
  auto owner = make_owner(batch.owner);
  if (!owner) return owner.error();
  key.owner = *owner;
  auto& sources = sources_[{key.owner, batch.source_table}];
  auto statement = handle_->prepare(insert_row);
  if (!statement) return statement.error();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    auto found = source(sources, key.owner, batch.source_table, batch.source[i]);
    if (!found) return found.error();
    auto& known = **found;
    key.series = known.id;
    key.start = millis(batch.start[i]);
    if (key.start > known.last_start) {
      if (auto done = insert_fresh(*statement, batch, i, key); !done) return done.error();
      known.last_start = key.start;
      ++counts.added;
      continue;
    }
    auto one = merge(batch, i, key);
    if (!one) return one.error();
    counts.added += one->added;
    counts.superseded += one->superseded;
    counts.unchanged += one->unchanged;
  }
  return counts;
}

Result<void> SeriesStore::insert_fresh(Statement& statement, const store::Deliveries& batch, std::size_t at,
                                       const Key& key) {
  const auto write = [&](std::int64_t context) {
    statement.bind(1, key.series);
    statement.bind(2, key.start);
    statement.bind(3, millis(batch.recorded[at]));
    statement.bind(4, context);
    statement.bind(5, key.owner);
    statement.bind(6, millis(batch.end[at]));
    statement.bind(7, batch.value[at].units());
    statement.bind_null(8);
    return statement.run();
  };
  if (batch.context_begin[at] == batch.context_begin[at + 1]) return write(unmapped);
  for (auto i = batch.context_begin[at]; i < batch.context_begin[at + 1]; ++i) {
    const auto context = make_context(batch.context_table, batch.contexts[i]);
    if (!context) return context.error();
    if (auto done = write(*context); !done) return done;
  }
  return {};
}

Result<store::DeliveryCounts> SeriesStore::merge(const store::Deliveries& batch, std::size_t at, const Key& key) {
  const auto before = load(key);
  if (!before) return before.error();
  auto chain = chain_of(*before);
  if (!chain) return chain.error();
  const auto first = batch.contexts.begin() + batch.context_begin[at];
  const auto last = batch.contexts.begin() + batch.context_begin[at + 1];
  const auto counts =
      chain->deliver({batch.recorded[at], batch.end[at], batch.value[at], batch.context_table, {first, last}, false});
  const auto after = physical_of(*chain);
  if (!after) return after.error();
  if (auto saved = save(key, *before, *after); !saved) return saved.error();
  return counts;
}

Result<SeriesStore::Physical> SeriesStore::load(const Key& key) {
  Physical physical;
  auto rows = handle_->prepare(
      "SELECT recorded, context, \"end\", value, superseded FROM steward_series_row WHERE series = ?1 AND start = ?2");
  if (!rows) return rows.error();
  rows->bind(1, key.series);
  rows->bind(2, key.start);
  for (;;) {
    auto more = rows->step();
    if (!more) return more.error();
    if (!*more) break;
    Cells cells{rows->integer(2), rows->integer(3), std::nullopt};
    if (!rows->is_null(4)) cells.superseded = rows->integer(4);
    physical.rows[{rows->integer(0), rows->integer(1)}] = cells;
  }
  if (physical.rows.empty()) return physical;
  auto repeats =
      handle_->prepare("SELECT recorded FROM steward_series_repeat WHERE series = ?1 AND start = ?2 ORDER BY recorded");
  if (!repeats) return repeats.error();
  repeats->bind(1, key.series);
  repeats->bind(2, key.start);
  for (;;) {
    auto more = repeats->step();
    if (!more) return more.error();
    if (!*more) return physical;
    physical.repeats.push_back(repeats->integer(0));
  }
}

Result<store::Chain> SeriesStore::chain_of(const Physical& physical) {
  store::Chain chain;
  auto repeat = physical.repeats.begin();
  for (auto row = physical.rows.begin(); row != physical.rows.end();) {
    const auto recorded = row->first.first;
    const auto cells = row->second;
    store::Said said{instant(recorded), instant(cells.end), Decimal::from_units(cells.value), {}, {}, false};
    for (; row != physical.rows.end() && row->first.first == recorded; ++row) {
      if (row->first.second == unmapped) continue;
      auto known = context(row->first.second);
      if (!known) return known.error();
      said.context_table = (*known)->table;
      said.contexts.push_back((*known)->id);
    }
    std::sort(said.contexts.begin(), said.contexts.end());
    const auto next = row == physical.rows.end() ? std::nullopt : std::optional(row->first.first);
    chain.append(said);
    const auto until = cells.superseded.value_or(std::numeric_limits<std::int64_t>::max());
    for (; repeat != physical.repeats.end() && *repeat < until; ++repeat) {
      auto again = said;
      again.recorded = instant(*repeat);
      chain.append(std::move(again));
    }
    if (cells.superseded && cells.superseded != next) {
      store::Said gap;
      gap.recorded = instant(*cells.superseded);
      gap.gap = true;
      chain.append(std::move(gap));
    }
  }
  return chain;
}

Result<SeriesStore::Physical> SeriesStore::physical_of(const store::Chain& chain) {
  Physical physical;
  for (const auto& run : chain.runs()) {
    Cells cells{millis(run.said->end), run.said->value.units(), std::nullopt};
    if (run.superseded) cells.superseded = millis(*run.superseded);
    const auto recorded = millis(run.said->recorded);
    if (run.said->contexts.empty()) physical.rows[{recorded, unmapped}] = cells;
    for (const auto& id : run.said->contexts) {
      const auto context = make_context(run.said->context_table, id);
      if (!context) return context.error();
      physical.rows[{recorded, *context}] = cells;
    }
  }
  const store::Said* before = nullptr;
  for (const auto& said : chain.said()) {
    if (before != nullptr && said.same_content(*before)) physical.repeats.push_back(millis(said.recorded));
    before = &said;
  }
  return physical;
}

Result<void> SeriesStore::save(const Key& key, const Physical& before, const Physical& after) {
  for (const auto& [name, cells] : before.rows) {
    if (after.rows.find(name) != after.rows.end()) continue;
    auto done =
        run("DELETE FROM steward_series_row WHERE series = ?1 AND start = ?2 AND recorded = ?3 AND context = ?4",
            {key.series, key.start, name.first, name.second});
    if (!done) return done;
  }
  for (const auto& [name, cells] : after.rows) {
    const auto known = before.rows.find(name);
    if (known != before.rows.end() && known->second == cells) continue;
    auto statement = handle_->prepare("INSERT OR REPLACE" + insert_row.substr(6));
    if (!statement) return statement.error();
    int at = 1;
    for (const auto value : {key.series, key.start, name.first, name.second, key.owner, cells.end, cells.value}) {
      statement->bind(at++, value);
    }
    cells.superseded ? statement->bind(at, *cells.superseded) : statement->bind_null(at);
    if (auto done = statement->run(); !done) return done;
  }
  if (before.repeats == after.repeats) return {};
  for (const auto recorded : before.repeats) {
    if (std::binary_search(after.repeats.begin(), after.repeats.end(), recorded)) continue;
    auto done = run("DELETE FROM steward_series_repeat WHERE series = ?1 AND start = ?2 AND recorded = ?3",
                    {key.series, key.start, recorded});
    if (!done) return done;
  }
  for (const auto recorded : after.repeats) {
    if (std::binary_search(before.repeats.begin(), before.repeats.end(), recorded)) continue;
    auto done = run("INSERT INTO steward_series_repeat (series, start, recorded) VALUES (?1, ?2, ?3)",
                    {key.series, key.start, recorded});
    if (!done) return done;
  }
  return {};
}

Result<void> SeriesStore::erase_contexts(std::string_view context_table, std::span<const Id> contexts) {
  std::vector<std::int64_t> owners;
  {
    auto statement = handle_->prepare("SELECT id FROM steward_series_owner");
    if (!statement) return statement.error();
    for (;;) {
      auto more = statement->step();
      if (!more) return more.error();
      if (!*more) break;
      owners.push_back(statement->integer(0));
    }
  }
  for (const auto& id : contexts) {
    const auto context = find_context(context_table, id);
    if (!context) return context.error();
    if (*context == unmapped) continue;
    for (const auto owner : owners) {
      if (auto done = erase_context(owner, *context, context_table, id); !done) return done;
    }
  }
  forget();
  return {};
}

Result<void> SeriesStore::erase_context(std::int64_t owner, std::int64_t context, std::string_view table, Id id) {
  std::vector<Key> keys;
  {
    auto statement =
        handle_->prepare("SELECT DISTINCT series, start FROM steward_series_row WHERE owner = ?1 AND context = ?2");
    if (!statement) return statement.error();
    statement->bind(1, owner);
    statement->bind(2, context);
    for (;;) {
      auto more = statement->step();
      if (!more) return more.error();
      if (!*more) break;
      keys.push_back({owner, statement->integer(0), statement->integer(1)});
    }
  }
  for (const auto& key : keys) {
    const auto before = load(key);
    if (!before) return before.error();
    auto chain = chain_of(*before);
    if (!chain) return chain.error();
    if (!chain->erase_contexts(table, std::span(&id, 1))) continue;
    const auto after = physical_of(*chain);
    if (!after) return after.error();
    if (auto saved = save(key, *before, *after); !saved) return saved;
  }
  return {};
}

Result<void> SeriesStore::erase_owner(store::SeriesKind kind, Id owner) {
  const std::string of_owner = "(SELECT id FROM steward_series_owner WHERE owner = ?1 AND kind = ?2)";
  const std::string of_series = "(SELECT id FROM steward_series WHERE owner IN " + of_owner + ")";
  for (const auto& sql : {"DELETE FROM steward_series_repeat WHERE series IN " + of_series,
                          "DELETE FROM steward_series_row WHERE series IN " + of_series,
                          "DELETE FROM steward_series WHERE owner IN " + of_owner,
                          std::string("DELETE FROM steward_series_owner WHERE owner = ?1 AND kind = ?2")}) {
    auto statement = handle_->prepare(sql);
    if (!statement) return statement.error();
    statement->bind(1, owner);
    statement->bind(2, static_cast<std::int64_t>(kind));
    if (auto done = statement->run(); !done) return done;
  }
  forget();
  return {};
}

}  // namespace steward::stores
