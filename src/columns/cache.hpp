// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "columns/table.hpp"

namespace steward::columns {

/// The columns of one engine. Thread-safe. They are right by the stamps of the store: a table whose stamp is another
/// one than when it was read is brought up to date before it is used, row by row where the store knows which.
class Cache {
 public:
  /// What all tables together may take; the ones used longest ago are let go. A table that alone takes more is not
  /// held at all.
  static constexpr std::size_t usual_bytes = std::size_t{256} << 20;
  explicit Cache(std::size_t most_bytes = usual_bytes) : most_(most_bytes) {}

  /// The tables as the transaction of `records` sees them, for as long as a call of `body` lasts.
  class View {
   public:
    /// Null when it was not asked for.
    [[nodiscard]] const TableColumns* find(const TableInfo& table) const;
    /// For each code of a reference the row it leads to, base::IdIndex::none without one. Code 0 leads nowhere.
    [[nodiscard]] const std::vector<std::uint32_t>& join(const TableColumns& own, std::size_t field,
                                                         const TableColumns& target) const;
    /// For each code of a reference its place in the order of ids.
    [[nodiscard]] const std::vector<std::uint32_t>& ranks(const TableColumns& own, std::size_t field) const;

   private:
    friend class Cache;
    explicit View(Cache& cache) : cache_(&cache) {}
    Cache* cache_;
  };

  /// Calls `body` and gives true, or gives false when the plain way must be taken: the transaction wrote to a table
  /// itself, or sees an older one than is held, or the columns would take too much memory.
  [[nodiscard]] Result<bool> use(const Needs& needs, store::Records& records,
                                 const std::function<void(const View&)>& body);
  /// True when all of it is held, in whatever state.
  [[nodiscard]] bool holds(const Needs& needs) const;
  /// How often it was asked for a table so far.
  [[nodiscard]] std::size_t ask(const TableInfo& table);
  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Entry {
    std::unique_ptr<TableColumns> columns;
    std::int64_t stamp = 0;
    std::atomic<std::uint64_t> used{0};
  };
  struct Join {
    std::uint64_t own = 0;  ///< editions it was made from
    std::uint64_t target = 0;
    std::vector<std::uint32_t> rows;  ///< or ranks
  };
  using Stamps = std::map<const TableInfo*, std::int64_t>;

  bool run(const Needs& needs, const Stamps& stamps, const std::function<void(const View&)>& body);
  [[nodiscard]] bool is_current(const Needs& needs, const Stamps& stamps);
  [[nodiscard]] bool is_refused(const TableInfo& table, std::size_t fields);
  Result<bool> follow(Entry& entry, const std::set<std::size_t>& fields, std::int64_t stamp, store::Records& records);
  Result<bool> bring(const TableInfo& table, const std::set<std::size_t>& fields, std::int64_t stamp,
                     store::Records& records);
  [[nodiscard]] bool make_room(const Needs& needs);
  void drop(const TableInfo& table);
  [[nodiscard]] std::size_t sum() const;

  std::size_t most_;
  mutable std::shared_mutex mutex_;  // of all below but what stands behind the other one
  std::map<const TableInfo*, Entry> tables_;
  struct Refused {
    std::size_t fields = 0;  ///< with so many it was too large
    int times = 0;           ///< to be refused yet
  };
  std::map<const TableInfo*, Refused> refused_;
  std::atomic<std::uint64_t> clock_{0};

  mutable std::mutex small_mutex_;
  // Without a target: ranks.
  std::map<std::tuple<const TableInfo*, std::size_t, const TableInfo*>, std::shared_ptr<Join>> joins_;
  std::map<const TableInfo*, std::size_t> asked_;
};

}  // namespace steward::columns
