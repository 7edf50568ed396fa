// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/calendar.hpp"
#include "base/json.hpp"
#include "condition/condition.hpp"
#include "model/row.hpp"
#include "model/schema.hpp"
#include "steward/metrics.hpp"
#include "store/store.hpp"

namespace steward::metrics {
class RunMemory;
class SourceMaps;
}  // namespace steward::metrics

namespace steward::rule {

/// Who acts. The system (jobs, installation) has no user.
struct Actor {
  Id user;  ///< nil: the system
  std::string name = "system";
  Id contact;  ///< of a customer user; nil when there is none
  Id domain;   ///< where the caller works
  bool system = false;
  bool external = false;  ///< a customer's user
  store::Scope scope;     ///< what the caller may see
};

/// Who caused a write; callers are held to more than the library is.
enum class Origin { caller, cascade, job };

/// Field values of a write: only the named fields are given.
using Fields = std::vector<std::pair<std::size_t, Value>>;

/// Maps a source record to context records; registered by the host under a name (engine 3). The source is
/// named by its table and id. Called before rows are written, never inside a store call.
using Resolver = std::function<std::vector<Id>(std::string_view source_table, Id source)>;

/// Read access for rules and areas, with system rights, inside the acting transaction. A store failure does
/// not have to be handled at each look-up: the look-up answers as if nothing were there, the failure is kept,
/// and the engine ends the call with it before anything is kept.
class Lookup : public condition::RowSource {
 public:
  /// A row by id, in its state inside this transaction; null when there is none. Stays valid until the next
  /// write to that row.
  [[nodiscard]] const Row* row(const TableInfo& table, Id id) const override = 0;
  /// The same without its lists, which lie apart and may or may not be there: for who needs its other fields only, or
  /// asks whether it is there.
  [[nodiscard]] virtual const Row* bare_row(const TableInfo& table, Id id) const = 0;
  /// As `row`, but only when the caller may see it: grants, domain and row rules.
  [[nodiscard]] virtual const Row* visible(const TableInfo& table, Id id) const = 0;
  /// Whether a domain is the caller's own or lies below it; true everywhere for callers who are not confined.
  [[nodiscard]] virtual bool below(Id domain) const = 0;
  /// Whether a reference of the caller may name the row: a visible one, and those open ones of their account under
  /// which a customer user creates records (EXT-11).
  [[nodiscard]] virtual bool nameable(const TableInfo& table, Id id) const = 0;
  /// Rows that match, in id order, across all domains.
  [[nodiscard]] virtual std::vector<Row> find(const condition::Condition& where,
                                              std::size_t limit = SIZE_MAX) const = 0;
  [[nodiscard]] virtual std::int64_t count(const condition::Condition& where) const = 0;
  /// Fills the computed fields of rows of a table, from the rows that the caller may see (DOM-15).
  virtual void compute(const TableInfo& table, std::span<Row> rows) const = 0;
  /// The value of a property, or its shipped default; empty when it is unknown.
  [[nodiscard]] virtual std::string property(std::string_view key) const = 0;
  /// Whether metric data of this data source exists.
  [[nodiscard]] virtual bool has_context_data(Id data_source) const = 0;
  [[nodiscard]] virtual const Resolver* resolver(std::string_view name) const = 0;

  [[nodiscard]] virtual const model::Schema& schema() const = 0;
  [[nodiscard]] virtual const Actor& actor() const = 0;
  [[nodiscard]] virtual Instant now() const = 0;                     ///< fixed for the whole transaction
  [[nodiscard]] virtual const base::Calendar& calendar() const = 0;  ///< property calendar.time_zone
  [[nodiscard]] condition::Moment moment() const { return {now(), calendar().day_of(now())}; }

  /// Parses a stored condition; one that no longer parses matches nothing and fails the call.
  [[nodiscard]] virtual condition::Condition condition(std::string_view text, const TableInfo& table) const = 0;
  [[nodiscard]] bool matches(const condition::Condition& where, const Row& row) const {
    return condition::evaluate(where, row, *this, moment(), schema());
  }

  /// The bare row that a reference names, for one or two of its fields.
  template <class T>
  [[nodiscard]] const Row* bare(const std::optional<Ref<T>>& ref) const {
    return ref ? bare_row(table_info<T>(), ref->id()) : nullptr;
  }
  template <class T>
  [[nodiscard]] std::optional<T> get(Ref<T> ref) const {
    const Row* found = ref.is_nil() ? nullptr : row(table_info<T>(), ref.id());
    if (found == nullptr) return std::nullopt;
    return model::from_row<T>(*found);
  }
  template <class T>
  [[nodiscard]] std::optional<T> get(const std::optional<Ref<T>>& ref) const {
    return ref ? get(*ref) : std::nullopt;
  }
  template <class T>
  [[nodiscard]] std::vector<T> all(const condition::Condition& where) const {
    std::vector<T> result;
    for (const Row& found : find(where)) result.push_back(model::from_row<T>(found));
    return result;
  }
};

/// Read and write access: what after-rules, jobs and verbs of the areas work with. Every call belongs to the
/// transaction of the acting session; failures are kept as in Lookup, writes answer with a Result.
class Work : public Lookup {
 public:
  /// Writes through the whole pipeline (rules, history, events). Faults of the rules come back as the error.
  [[nodiscard]] virtual Result<Id> create(const TableInfo& table, const Fields& given, Origin origin) = 0;
  [[nodiscard]] virtual Result<void> update(const TableInfo& table, Id id, const Fields& given, Origin origin) = 0;
  [[nodiscard]] virtual Result<void> remove(const TableInfo& table, Id id, Origin origin) = 0;

  /// Writes derived fields of existing rows in bulk: no version, no change record (data model 0.4). The rows
  /// carry the new values; only `fields` are written.
  [[nodiscard]] virtual Result<void> write_derived(const TableInfo& table, std::span<const Row> rows,
                                                   std::span<const std::size_t> fields) = 0;
  /// Inserts rows of a fact table; nil ids are filled.
  [[nodiscard]] virtual Result<void> insert_facts(const TableInfo& table, std::vector<Row> rows) = 0;

  /// Adds an event to the change sequence, in the domain of the record.
  virtual void emit(std::string_view kind, const TableInfo& table, Id record, base::Json data) = 0;
  /// Adds a work note to a record, by the actor.
  [[nodiscard]] virtual Result<void> add_work_note(const TableInfo& table, Id record, std::string text) = 0;

  [[nodiscard]] virtual store::Series& series() = 0;
  /// The store itself, for bulk reads of the areas (scan, aggregate); never for writes.
  [[nodiscard]] virtual store::Records& records() = 0;
  [[nodiscard]] virtual Id new_id() = 0;
  /// What the engine keeps of the mappings from source to context records; null when it keeps nothing.
  [[nodiscard]] virtual metrics::SourceMaps* source_maps() { return nullptr; }
  /// What the engine remembers of the last runs of jobs; null when it remembers nothing.
  [[nodiscard]] virtual metrics::RunMemory* run_memory() { return nullptr; }

  /// Ends a batch of a job: commits what is written so far and begins anew, unless the host holds the
  /// transaction. A job that is cut off later keeps the batches committed before.
  [[nodiscard]] virtual Result<void> commit_batch() = 0;
  /// The first failure kept so far.
  [[nodiscard]] virtual Result<void> status() const = 0;
};

using steward::ProgressCallback;

template <class T, class M, class B>
[[nodiscard]] std::pair<std::size_t, Value> give(M B::* member, const std::type_identity_t<M>& value) {
  return {model::field_of<T>(member), model::Codec<M>::read(&value)};
}

/// `field = value` over the table of T, for look-ups.
template <class T, class M, class B>
[[nodiscard]] condition::Condition where(M B::* member, const std::type_identity_t<M>& value) {
  return condition::Condition::equals(table_info<T>(), model::field_of<T>(member), model::Codec<M>::read(&value));
}

}  // namespace steward::rule
