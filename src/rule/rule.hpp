// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rule/work.hpp"

namespace steward::rule {

enum class Operation : std::uint8_t { insert, update, erase };

/// When a rule runs (rules 1). `children`, `after` (roll-ups and derived records) and `timeline` come after the
/// record is stored, each over all writes of the unit before the next. `mechanism`: enforced by the pipeline itself
/// from the declarations; `process`: by a job or verb; `declared`: what the field list says by
/// itself, nothing runs. All are listed, and all but the last can be switched off.
enum class Phase : std::uint8_t {
  derive,
  sync,
  validate,
  publish,
  before_delete,
  children,
  after,
  timeline,
  mechanism,
  process,
  declared
};

/// A write as the rules see it.
struct Change {
  const TableInfo& table;
  Operation operation = Operation::insert;
  const Row* before = nullptr;  ///< null on insert
  Row after;                    ///< on erase: the row that goes
  std::vector<bool> given;      ///< by position: the caller sent this field
  Origin origin = Origin::caller;
  bool confirm = false;

  [[nodiscard]] Id id() const { return model::row_id(after); }
  /// The stored value differs from the new one; on insert every non-empty field changes.
  [[nodiscard]] bool changed(std::size_t field) const {
    if (operation == Operation::insert) return !is_null(after[field]);
    return before != nullptr && !((*before)[field] == after[field]);
  }
};

/// What a rule gets: the change, the look-ups, and where to report. A rule is a plain function of these.
class Context {
 public:
  Context(Change& written, Work& work_area, std::vector<Fault>& fault_list, std::vector<Fault>& warning_list)
      : change(written), work(work_area), faults_(fault_list), warnings_(warning_list) {}

  Change& change;
  Work& work;  ///< rules before the store phase only read

  [[nodiscard]] bool inserting() const { return change.operation == Operation::insert; }
  [[nodiscard]] bool updating() const { return change.operation == Operation::update; }
  /// A caller's write, as opposed to one the library caused.
  [[nodiscard]] bool by_caller() const { return change.origin == Origin::caller; }
  [[nodiscard]] Instant now() const { return work.now(); }

  template <class T, class M, class B>
  [[nodiscard]] M after(M B::* member) const {
    return model::get<T>(change.after, member);
  }
  template <class T, class M, class B>
  [[nodiscard]] M before(M B::* member) const {
    return change.before != nullptr ? model::get<T>(*change.before, member) : M{};
  }
  template <class T, class M, class B>
  [[nodiscard]] bool changed(M B::* member) const {
    return change.changed(model::field_of<T>(member));
  }
  template <class T, class M, class B>
  [[nodiscard]] bool given(M B::* member) const {
    return change.given[model::field_of<T>(member)];
  }
  template <class T, class M, class B>
  void set(M B::* member, const std::type_identity_t<M>& value) {
    model::set<T>(change.after, member, value);
  }

  /// Reports a violation of the running rule.
  void refuse(std::string_view code, std::string_view field, std::string message, std::string details = {}) {
    faults_.push_back(make(code, field, std::move(message), std::move(details)));
  }
  /// States something beside the success of the write; never blocks.
  void warn(std::string_view code, std::string_view field, std::string message, std::string details = {}) {
    warnings_.push_back(make(code, field, std::move(message), std::move(details)));
  }
  [[nodiscard]] std::vector<Fault>& faults() { return faults_; }

  std::string_view rule_id;  ///< of the rule that runs

 private:
  [[nodiscard]] Fault make(std::string_view code, std::string_view field, std::string message,
                           std::string details) const {
    return {std::string(code),  std::string(rule_id), change.table.name,  change.id(),
            std::string(field), std::move(message),   std::move(details), std::nullopt};
  }

  std::vector<Fault>& faults_;
  std::vector<Fault>& warnings_;
};

inline constexpr unsigned on_insert = 1;
inline constexpr unsigned on_update = 2;
inline constexpr unsigned on_erase = 4;
inline constexpr unsigned on_write = on_insert | on_update;

/// One entry of the rule catalogue.
struct Rule {
  std::string_view id;     ///< stable; names its tests
  std::string_view table;  ///< empty: generic
  std::string_view title;
  Phase phase = Phase::validate;
  unsigned on = on_write;
  std::string_view codes;           ///< e.g. "account_locked @account"; several separated by ", "
  void (*run)(Context&) = nullptr;  ///< null for mechanism and process
  std::string_view text;            ///< what must hold or follows, one sentence, for the reference
};

/// Fills computed fields of rows that were read, many at once so that look-ups are shared.
struct Computation {
  std::string_view table;
  void (*run)(const Lookup& lookup, std::span<Row> rows) = nullptr;
};

/// All rules of an engine in catalogue order. Immutable after construction; safe from any thread.
class Catalogue {
 public:
  explicit Catalogue(std::vector<Rule> rules, std::vector<Computation> computations = {});
  Catalogue(const Catalogue&) = delete;
  Catalogue& operator=(const Catalogue&) = delete;
  Catalogue(Catalogue&&) = default;
  Catalogue& operator=(Catalogue&&) = default;

  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }
  /// The rules with a function that run for a table in a phase, generic ones first.
  [[nodiscard]] const std::vector<const Rule*>& of(std::string_view table, Phase phase) const;
  /// The computations of a table, in catalogue order.
  [[nodiscard]] std::span<const Computation> computations_of(std::string_view table) const;

  /// For tests only: rules named here do not run. Set before the first session.
  void disable(std::string_view id) { disabled_.emplace(id); }
  [[nodiscard]] bool enabled(std::string_view id) const { return disabled_.empty() || !disabled_.contains(id); }

 private:
  static constexpr std::size_t phases = static_cast<std::size_t>(Phase::declared) + 1;
  using ByPhase = std::array<std::vector<const Rule*>, phases>;

  std::vector<Rule> rules_;
  std::vector<Computation> computations_;  // those of one table beside one another
  std::unordered_map<std::string_view, ByPhase> by_table_;
  ByPhase generic_;
  std::set<std::string, std::less<>> disabled_;
};

}  // namespace steward::rule
