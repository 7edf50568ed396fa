// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <exception>
#include <list>
#include <map>
#include <memory>
#include <mutex>

#include "metrics/bulk.hpp"
#include "metrics/context_map.hpp"
#include "metrics/key_index.hpp"

namespace steward::metrics {

/// The name under which a test switches the prepared mappings off, like a rule.
inline constexpr std::string_view prepared_maps = "PREPARED-MAPS";

/// A source record and the domain that it lies in.
struct SourceRecord {
  Id id;
  Id domain;
  std::uint32_t place = base::IdIndex::none;  ///< where a SourceTable had it; it may be elsewhere by now
};

/// What is kept of one table of source records: which records there are, their domains, the keys that name them, and
/// which context records each mapping leads them to. All of it is as the table's rows at one stamp, whoever may see
/// them; nothing in it depends on a caller. Used by one thread at a time (SourceMaps::lease).
class SourceTable {
 public:
  explicit SourceTable(const TableInfo& table);

  /// Brings it to what the transaction sees. False when that cannot be told, or is older than what is kept.
  [[nodiscard]] Result<bool> follow(rule::Work& work);

  /// Learns of these records what is not known yet.
  [[nodiscard]] Result<void> learn(rule::Work& work, std::span<const SourceRecord> records);
  /// The place of a record that is there, after it was learned; else none.
  [[nodiscard]] std::uint32_t find(const Id& id) const {
    const auto place = records_.find(id);
    return place != base::IdIndex::none && there_[place] ? place : base::IdIndex::none;
  }
  /// The same of many records.
  [[nodiscard]] std::vector<std::uint32_t> find(std::span<const Id> ids) const;
  [[nodiscard]] std::uint32_t find(const SourceRecord& record) const {
    const auto place = record.place;
    const bool here = place < there_.size() && there_[place] && records_[place] == record.id;
    return here ? place : find(record.id);
  }
  [[nodiscard]] const Id& id(std::uint32_t place) const { return records_[place]; }
  [[nodiscard]] const Id& domain(std::uint32_t place) const { return domains_[domain_of_[place]]; }
  /// Says that somebody is going to ask for them. Any number may be given.
  void prefetch(std::uint32_t place) const {
    if (place >= there_.size()) return;
    __builtin_prefetch(&records_[place]);
    __builtin_prefetch(&domain_of_[place]);
  }
  /// What a reference field says, by place; null when that is not kept.
  [[nodiscard]] const std::vector<Id>* references(std::size_t field) const;
  /// Every record of the table is known.
  [[nodiscard]] bool whole() const { return whole_; }
  /// The places of all records that are there.
  [[nodiscard]] std::vector<std::uint32_t> places() const;

  /// The records whose text in `field` is one of `keys`, learned where they are not known yet.
  [[nodiscard]] Result<const KeyIndex*> learn_keys(rule::Work& work, std::size_t field, const KeyIndex& keys);

  /// The same when all keys of the field are known already; else null.
  [[nodiscard]] const KeyIndex* known_keys(std::size_t field) const;

  /// The answers of a mapping, new ones at first.
  [[nodiscard]] ContextMap& contexts(const std::string& mapping, const MapReads& reads, const TableInfo& context);

  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Keys {
    std::size_t field = 0;
    bool whole = false;
    KeyIndex index;
  };
  [[nodiscard]] Result<void> renew(rule::Work& work, std::span<const Id> changed);
  [[nodiscard]] Result<void> learn_all(rule::Work& work, std::size_t rows);
  [[nodiscard]] Result<void> read_all(rule::Work& work, std::size_t rows, Keys* keys);
  [[nodiscard]] Result<void> read_keys(rule::Work& work, Keys& kept, std::span<const std::string_view> unknown);
  static constexpr std::size_t most_references = 2;
  /// References to context records, which is what most mappers follow.
  struct References {
    std::size_t field = 0;
    std::vector<Id> values;  ///< by record
  };
  /// The cells to read, and where they stand.
  struct Layout {
    Picked fields;
    std::size_t domain = 0;
    std::vector<std::size_t> references;
  };
  [[nodiscard]] Layout layout(std::span<const Keys> keys) const;
  /// A row that was read, kept with others: what they need is fetched together.
  struct Waiting {
    Id id;
    Id domain;
    std::array<Id, most_references> references;
  };
  class Reading;
  [[nodiscard]] Waiting read(const store::Cells& cells, const Layout& layout) const;
  std::uint32_t keep(const Waiting& row);
  void add_columns(const Waiting& row);
  void reserve(std::size_t rows);
  void reserve_columns(std::size_t rows);
  void keep_row(const store::Cells& cells, const Layout& layout);
  void clear();

  friend class SourceMaps;
  std::mutex mutex_;  ///< of who uses it
  const TableInfo* table_;
  std::optional<std::int64_t> stamp_;
  base::IdIndex records_;
  std::vector<bool> there_;               ///< false: not known, or not any more
  std::vector<std::uint32_t> domain_of_;  ///< by record
  base::IdIndex domains_;
  std::vector<References> references_;
  bool whole_ = false;
  std::vector<Keys> keys_;
  std::list<ContextMap> contexts_;  ///< the one used last is the first
};

/// The prepared mappings of an engine. Thread-safe. Keeps at most `most_bytes`: what was not used for the longest time
/// goes first.
class SourceMaps {
 public:
  static constexpr std::size_t most_bytes = std::size_t{256} << 20;

  /// The sole use of a table's part, until it goes out of scope; none while somebody else has it. Nobody waits for it:
  /// who asks may hold a write transaction that others wait for. What an exception cut short is forgotten.
  class Lease {
   public:
    Lease() = default;
    Lease(SourceMaps& maps, const TableInfo& table, std::shared_ptr<SourceTable> held)
        : maps_(&maps),
          table_(&table),
          held_(std::move(held)),
          lock_(held_->mutex_, std::try_to_lock),
          exceptions_(std::uncaught_exceptions()) {
      if (!lock_.owns_lock()) held_.reset();
    }
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (held_ == nullptr) return;
      if (std::uncaught_exceptions() > exceptions_) held_->clear();
      maps_->settle(*table_, *held_);
    }
    [[nodiscard]] explicit operator bool() const { return held_ != nullptr; }
    SourceTable& operator*() { return *held_; }
    SourceTable* operator->() { return held_.get(); }

   private:
    SourceMaps* maps_ = nullptr;
    const TableInfo* table_ = nullptr;
    std::shared_ptr<SourceTable> held_;
    std::unique_lock<std::mutex> lock_;
    int exceptions_ = 0;
  };
  /// What is kept of the table, as the transaction sees it; none where that cannot be told, or is switched off.
  [[nodiscard]] static Result<Lease> lease(rule::Work& work, const TableInfo& table, const Enabled& enabled);

 private:
  struct Part {
    std::shared_ptr<SourceTable> table;
    std::uint64_t used = 0;
    std::size_t bytes = 0;
  };
  [[nodiscard]] std::shared_ptr<SourceTable> part(const TableInfo& table);
  void settle(const TableInfo& table, const SourceTable& held);

  std::mutex mutex_;
  std::map<const TableInfo*, Part> parts_;
  std::uint64_t uses_ = 0;
};

}  // namespace steward::metrics
