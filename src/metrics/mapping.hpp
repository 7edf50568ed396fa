// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "metrics/domains.hpp"
#include "steward/model/metrics.hpp"

namespace steward::metrics {

/// A source record and the domain that it lies in.
struct SourceRecord {
  Id id;
  Id domain;
};

/// Leads source records of one table to the records of one context table (engine 3). Each source record is
/// evaluated once, a batch of them with a few queries. Belongs to one run: it reads within the transaction of
/// its Work and remembers what it found.
///
/// Domains (DOM-04, DOM-17): a mapper acts on context records of its own domain and those below, of several
/// the metric based one before the global one (MAP-04), then the nearest; the data source too must be visible
/// from the context record; and the data of an account's record never leaves the domains below that record's.
class Mapping {
 public:
  /// Whose data is mapped: a data source, or none (table risk definitions), in the domain of its configuration.
  struct Purpose {
    std::optional<Id> data_source;
    Id domain;
  };

  /// Codes: `invalid_input` for a mapper whose tables or fields do not exist, `resolver_unknown`.
  [[nodiscard]] static Result<Mapping> open(rule::Work& work, Domains& domains, const Purpose& purpose,
                                            const TableInfo& source, const TableInfo& context, const Enabled& enabled);

  /// Evaluates the records that were not evaluated before.
  [[nodiscard]] Result<void> resolve(std::span<const SourceRecord> records);

  /// The context records of a resolved source record, ascending, without repeats. Valid until the next resolve.
  [[nodiscard]] std::span<const Id> contexts(Id source) const;
  /// True when one of them lies outside what the caller may write (DOM-13).
  [[nodiscard]] bool reaches_outside(Id source) const;
  [[nodiscard]] const TableInfo& context_table() const { return *context_; }

 private:
  struct Mapper {
    Id domain;
    bool metric_based = false;
    std::optional<condition::Path> source_path;  ///< nothing: the id
    const TableInfo* related = nullptr;
    condition::Path query_path;
    condition::Path context_path;
    bool leads_to_itself = false;  ///< the related rows are the context records
    std::optional<condition::Condition> conditions;
    const rule::Resolver* resolver = nullptr;
  };
  struct Found {
    std::uint32_t slot = 0;
    Id context;
  };
  struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool outside = false;
  };

  Mapping(rule::Work& work, Domains& domains, const Purpose& purpose, const TableInfo& source, const TableInfo& context,
          const Enabled& enabled)
      : work_(&work), domains_(&domains), purpose_(purpose), source_(&source), context_(&context), enabled_(enabled) {}

  Result<void> load_mappers();
  Result<void> add_mapper(const ContextMapper& mapper);
  Result<std::vector<Found>> evaluate(const Mapper& mapper, std::span<const SourceRecord> records);
  Result<std::vector<Found>> relate(const Mapper& mapper, std::span<const SourceRecord> records);
  /// Takes out what does not exist, what the conditions refuse and what lies in a foreign domain.
  Result<void> narrow(const Mapper& mapper, std::size_t rank, std::span<const SourceRecord> records,
                      std::vector<Found>& found);
  [[nodiscard]] bool allowed(std::size_t rank, Id source_domain, Id context_domain);
  void keep(std::span<const SourceRecord> records, std::vector<Found> found);

  rule::Work* work_;
  Domains* domains_;
  Purpose purpose_;
  const TableInfo* source_;
  const TableInfo* context_;
  Enabled enabled_;
  std::vector<Mapper> mappers_;  ///< by precedence
  std::unordered_map<Id, Range> ranges_;
  std::unordered_map<Id, Id> context_domains_;
  std::vector<Id> pool_;
};

}  // namespace steward::metrics
