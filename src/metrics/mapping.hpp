// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "metrics/domains.hpp"
#include "metrics/source_map.hpp"
#include "steward/model/metrics.hpp"

namespace steward::metrics {

/// Leads source records of one table to the records of one context table (engine 3). Each source record is
/// evaluated once, a batch of them with a few queries; what was found is kept for the next runs as long as it is
/// right (SourceMaps). Belongs to one run, which may go on over several transactions.
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

  /// Answers for these records, each of which comes once.
  [[nodiscard]] Result<void> resolve(std::span<const SourceRecord> records);

  /// The context records of the source record at a place of the last resolve, ascending, without repeats. Valid until
  /// the next resolve.
  [[nodiscard]] std::span<const Id> contexts(std::size_t at) const {
    return std::span(pool_).subspan(begin_[at], begin_[at + 1] - begin_[at]);
  }
  /// True when one of them lies outside what the caller may write (DOM-13).
  [[nodiscard]] bool reaches_outside(std::size_t at) const { return outside_[at]; }
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
  /// A context record that a source record leads to: both by their place.
  struct Found {
    std::uint32_t slot = 0;
    std::uint32_t context = 0;
  };
  /// Source records on their way to an answer.
  struct Evaluation;
  /// Answers that no other run may have: by the id of a source record.
  struct Own {
    base::IdIndex sources;
    ContextMap map;
  };
  struct Placed;

  Mapping(rule::Work& work, Domains& domains, const Purpose& purpose, const TableInfo& source, const TableInfo& context,
          const Enabled& enabled)
      : work_(&work), domains_(&domains), purpose_(purpose), source_(&source), context_(&context), enabled_(enabled) {}

  // mapping.cpp
  Result<void> load_mappers();
  Result<void> add_mapper(const ContextMapper& mapper);
  void describe(const Mapper& mapper, const ContextMapper* stored);
  void describe_reads();
  void note_path(const condition::Path& path);
  bool note_condition(const condition::Node& node);
  Result<void> answer(SourceTable& table, ContextMap& map, std::span<const SourceRecord> records, Placed& placed);
  Result<void> answer_alone(std::span<const SourceRecord> records, Placed& placed);
  void hand_out(const Placed& placed);
  [[nodiscard]] bool writable(const Id& domain);

  // mapping_evaluate.cpp
  /// Keeps the answers of records in `map`, each at its place.
  /// `table`: what is kept of the source records, when they are told by their place there.
  Result<void> evaluate(std::span<const SourceRecord> records, std::span<const std::uint32_t> places, Domains& domains,
                        ContextMap& map, const SourceTable* table);
  Result<void> find(const Mapper& mapper, Evaluation& run);
  Result<void> relate(const Mapper& mapper, Evaluation& run);
  Result<void> relate_ids(const Mapper& mapper, Evaluation& run);
  /// The same without a read, where the row of a record itself says all and is kept. False where it is not.
  [[nodiscard]] bool relate_kept(const Mapper& mapper, Evaluation& run);
  /// Takes out what does not exist, what the conditions refuse and what lies in a foreign domain.
  Result<void> narrow(const Mapper& mapper, std::size_t rank, Evaluation& run);
  [[nodiscard]] bool allowed(Domains& domains, std::size_t rank, Id source_domain, Id context_domain) const;
  static void keep(Evaluation& run, std::span<const std::uint32_t> places, ContextMap& map);

  rule::Work* work_;
  Domains* domains_;
  Purpose purpose_;
  const TableInfo* source_;
  const TableInfo* context_;
  Enabled enabled_;
  std::vector<Mapper> mappers_;  ///< by precedence

  bool lasting_ = true;      ///< the answers depend on rows of tables only
  std::string description_;  ///< of all that decides them beside those
  MapReads reads_;
  Own own_;

  std::vector<std::uint32_t> begin_;
  std::vector<Id> pool_;
  std::vector<bool> outside_;
  std::unordered_map<Id, bool> writable_;
};

}  // namespace steward::metrics
