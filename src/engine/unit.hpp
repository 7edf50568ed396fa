// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "access/rows.hpp"
#include "engine/core.hpp"
#include "rule/rule.hpp"
#include "steward/model/system.hpp"

namespace steward::engine {

/// A write as it is asked for.
struct WriteRequest {
  const TableInfo* table = nullptr;
  rule::Operation operation = rule::Operation::insert;
  Id id;  ///< nil on insert: a new one
  rule::Fields given;
  std::optional<std::int64_t> version;  ///< what a caller read
  rule::Origin origin = rule::Origin::caller;
  bool confirm = false;
};

/// One call of a session: reads, writes with their rules and consequences, history and events, all in the
/// transaction that the session holds open. The functional rules see the world through it (rule::Work).
class Unit final : public rule::Work {
 public:
  /// REQUIRES: all outlive it. The caller may still be read through the unit before the call begins.
  Unit(Core& core, store::Connection& connection, const access::Caller& caller, Instant now);

  // Reads (unit_read.cpp)
  [[nodiscard]] const Row* row(const TableInfo& table, Id id) const override;
  [[nodiscard]] const Row* bare_row(const TableInfo& table, Id id) const override;
  [[nodiscard]] bool any(const TableInfo& table, std::size_t field, const Value& value,
                         const std::function<bool(const Row&)>& test) const override;
  [[nodiscard]] const Row* visible(const TableInfo& table, Id id) const override;
  [[nodiscard]] bool below(Id domain) const override;
  [[nodiscard]] bool nameable(const TableInfo& table, Id id) const override;
  [[nodiscard]] std::vector<Row> find(const condition::Condition& where, std::size_t limit) const override;
  [[nodiscard]] std::int64_t count(const condition::Condition& where) const override;
  void compute(const TableInfo& table, std::span<Row> rows) const override;
  [[nodiscard]] std::string property(std::string_view key) const override;
  [[nodiscard]] bool has_context_data(Id data_source) const override;
  [[nodiscard]] const rule::Resolver* resolver(std::string_view name) const override { return core_.resolver(name); }
  [[nodiscard]] const model::Schema& schema() const override { return core_.schema(); }
  [[nodiscard]] const rule::Actor& actor() const override { return caller_.actor; }
  [[nodiscard]] const access::Caller& caller() const { return caller_; }
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] const base::Calendar& calendar() const override;
  [[nodiscard]] condition::Condition condition(std::string_view text, const TableInfo& table) const override;
  /// True when the caller may see the row (domain and row rules), or when the row lies where they may write.
  [[nodiscard]] bool in_scope(const TableInfo& table, const Row& row) const;
  [[nodiscard]] bool in_domain(const TableInfo& table, const Row& row) const;
  [[nodiscard]] bool may_write(const TableInfo& table, const Row& row) const;
  /// True when every row of the table is visible, so that none has to be looked at.
  [[nodiscard]] bool sees_all(const TableInfo& table) const;
  /// True when no domain and no role hides anything: the host's own code, and callers in the global domain.
  [[nodiscard]] bool sees_everything() const { return actor().scope.all && !actor().external; }
  /// An old and a new value of a field as the caller may see them: without what references hide.
  /// The same of all fields of a change, as JSON text: fields that the caller does not read are left out.
  [[nodiscard]] std::string readable_changes(const TableInfo& table, const std::string& changes) const;
  [[nodiscard]] base::Json readable_change(const TableInfo& table, std::size_t field, const base::Json& pair) const;
  /// Refuses a write that no role of the caller reaches on this row (ACL-05, ACL-11). `operation` is one bit.
  [[nodiscard]] Result<void> reach(const TableInfo& table, unsigned operation, const Row& row) const;
  /// Takes counts of records out of what is told of a write, where the caller does not read their table.
  void conceal(std::vector<Fault>& faults) const;
  /// A list that a caller gives replaces what they see of the stored one; what they do not see stays behind it.
  void keep_hidden(const TableInfo& table, std::size_t field, const Row& before, Value& given) const;
  /// The user, unless the caller does not see who that is.
  [[nodiscard]] std::optional<Id> visible_user(const std::optional<Id>& user) const;
  /// Rows of a query with their lists, as the caller may see them.
  [[nodiscard]] Result<std::vector<Row>> fetch(const store::Query& query) const;
  /// Takes out what the caller may not see and names it in `masked`: fields (FLD-03) and references (ACL-12, DOM-14).
  void mask(const TableInfo& table, std::span<Row> rows) const;
  void mask_references(const TableInfo& table, std::span<Row> rows) const;
  /// Where a reference leads; null for other fields and for a rid.
  [[nodiscard]] const TableInfo* target_of(const FieldInfo& field) const;
  [[nodiscard]] store::Query query(const condition::Condition& where) const;

  // Writes (unit_write.cpp, unit_erase.cpp)
  [[nodiscard]] Result<Id> create(const TableInfo& table, const rule::Fields& given, rule::Origin origin) override;
  [[nodiscard]] Result<void> update(const TableInfo& table, Id id, const rule::Fields& given,
                                    rule::Origin origin) override;
  [[nodiscard]] Result<void> remove(const TableInfo& table, Id id, rule::Origin origin) override;
  [[nodiscard]] Result<void> write_derived(const TableInfo& table, std::span<const Row> rows,
                                           std::span<const std::size_t> fields) override;
  [[nodiscard]] Result<void> insert_facts(const TableInfo& table, std::vector<Row> rows) override;
  void emit(std::string_view kind, const TableInfo& table, Id record, base::Json data) override;
  [[nodiscard]] Result<void> add_work_note(const TableInfo& table, Id record, std::string text) override;
  [[nodiscard]] store::Series& series() override { return connection_; }
  [[nodiscard]] store::Records& records() override { return connection_; }
  [[nodiscard]] columns::Cache& columns() { return core_.columns(); }
  /// Tests that compare with the plain queries switch columns off like a rule.
  [[nodiscard]] bool uses_columns() const { return core_.catalogue().enabled("COLUMNS"); }
  [[nodiscard]] Id new_id() override { return core_.new_id(now_); }
  [[nodiscard]] metrics::SourceMaps* source_maps() override { return &core_.source_maps(); }
  /// None inside a transaction of the host, who may undo what a run was computed from. Tests that compare with runs of
  /// everything switch it off like a rule.
  [[nodiscard]] metrics::RunMemory* run_memory() override {
    return owns_transaction_ && core_.catalogue().enabled("RUN-MEMORY") ? &core_.run_memory() : nullptr;
  }
  [[nodiscard]] Result<void> commit_batch() override;
  [[nodiscard]] Result<void> status() const override;

  /// Phases P0 to P6 of one write; its consequences wait for finish.
  [[nodiscard]] Result<Id> execute(const WriteRequest& request);
  /// Phase P7 of all writes, then their history and events.
  [[nodiscard]] Result<void> finish();
  /// Undoes what was written since the last batch, after a failure of a job that goes on to report it. False
  /// when the host holds the transaction: then the whole call fails.
  [[nodiscard]] Result<bool> abandon_batch();
  /// Lets commit_batch end and begin transactions (a job outside a transaction of the host).
  void own_transaction() { owns_transaction_ = true; }

  [[nodiscard]] std::vector<FeedEntry> take_feed() { return std::move(feed_); }
  [[nodiscard]] std::vector<Fault> take_warnings() { return std::move(warnings_); }

 private:
  struct Key {
    const TableInfo* table;
    Id id;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept {
      return std::hash<Id>()(key.id) ^ (reinterpret_cast<std::uintptr_t>(key.table) * 31);
    }
  };
  struct Held {                // a row as this transaction sees it
    std::unique_ptr<Row> row;  ///< null: there is none
    bool whole = true;         ///< its lists are there
  };
  struct Pending {  // a stored write whose after-rules wait
    rule::Change change;
    Row before;
  };

  void keep(const Error& error) const;
  [[nodiscard]] std::shared_ptr<const Properties> load_properties() const;
  [[nodiscard]] base::Json readable_timeline(const base::Json& entry, const base::Json& pair) const;
  [[nodiscard]] std::unordered_set<Id> hidden(const TableInfo& target, const std::unordered_set<Id>& ids) const;
  [[nodiscard]] std::vector<std::pair<std::size_t, const TableInfo*>> hiding_fields(const TableInfo& table) const;
  void withhold(const TableInfo& table, std::size_t field, const TableInfo& target,
                const std::unordered_set<Id>& unseen, Row& row) const;
  [[nodiscard]] std::string label(const TableInfo& target, const std::vector<Id>& ids) const;
  struct EntryFields {
    const TableInfo* entries;
    std::size_t owner_table;
    std::size_t owner;
    std::size_t order;
  };
  [[nodiscard]] std::vector<Row> entries_of(const EntryFields& fields, const TableInfo& table,
                                            std::span<const Row> rows) const;
  void hold(const rule::Change& change);
  [[nodiscard]] Held* held(const TableInfo& table, Id id) const;
  void load_lists(const TableInfo& table, std::span<Row> rows) const;
  Result<void> store_squad(const TableInfo& table, std::size_t field, const Row* before, const Row& after);
  Result<void> store_lists(const TableInfo& table, const Row* before, const Row& after);
  void forget_properties(const TableInfo& written);
  void forget(const TableInfo& table, Id id) const { cache_.erase(Key{&table, id}); }

  Result<void> apply_given(const WriteRequest& request, rule::Change& change, std::vector<Fault>& faults);
  void run_rules(rule::Context& context, rule::Phase phase);
  Result<void> judge(rule::Change& change, std::vector<Fault>& faults);
  void recheck_conditions(const rule::Change& change, std::vector<Fault>& faults) const;
  void renumber(rule::Change& change) const;
  [[nodiscard]] const Row* number_sequence(const TableInfo& table, Id domain) const;
  [[nodiscard]] bool needs_number(const rule::Change& change) const;
  [[nodiscard]] bool number_taken(const rule::Change& change) const;
  [[nodiscard]] static Id number_domain(const rule::Change& change);
  Result<void> take_number(rule::Change& change);
  void give_number_back(rule::Change& change);
  Result<NumberSequence> read_sequence(const TableInfo& table, Id domain);
  Result<void> write_numbers();
  Result<void> insert_numbered(rule::Change& change);
  [[nodiscard]] Error explained(rule::Change& change, const Error& refusal);
  Result<Id> store_insert(rule::Change& change);
  Result<void> store_update(rule::Change& change);
  Result<void> write_journal(const rule::Change& change);
  void queue(rule::Change change);
  Result<void> run_after(Pending& pending, rule::Phase phase);
  void remember(const rule::Change& change, std::int64_t version);
  [[nodiscard]] std::optional<Id> domain_of(const TableInfo& table, Id record) const;

  Result<Id> execute_insert(const WriteRequest& request);
  Result<Id> execute_update(const WriteRequest& request);
  Result<Id> execute_erase(const WriteRequest& request);
  struct Erasure;
  Result<void> collect(const TableInfo& table, Id id, Erasure& erasure);
  Result<void> perform(Erasure& erasure, rule::Origin origin);
  Result<void> write_history();

  Core& core_;
  store::Connection& connection_;
  const access::Caller& caller_;
  Instant now_;
  bool owns_transaction_ = false;

  mutable bool as_seen_ = false;  // look-ups count what the caller sees, while computed fields are filled
  mutable std::optional<Error> failure_;
  mutable std::unordered_map<Key, Held, KeyHash> cache_;
  mutable std::map<std::pair<const TableInfo*, std::string>, condition::Condition> conditions_;
  mutable std::shared_ptr<const Properties> properties_;  // null: not read yet
  mutable std::optional<base::Calendar> calendar_;

  std::unordered_map<Key, Id, KeyHash> known_domains_;                 // of rows written in bulk since the last batch
  std::map<std::pair<const TableInfo*, Id>, NumberSequence> numbers_;  // counters by table and domain, not written yet
  std::deque<Pending> pending_;                                        // a deque: what waits points into itself
  std::vector<FeedEntry> changes_;                                     // since the last write_history
  std::vector<std::optional<Id>> change_domains_;
  std::vector<FeedEntry> feed_;
  std::vector<Fault> warnings_;
};

/// The default catalogue: generic rules, then the areas'.
[[nodiscard]] rule::Catalogue make_catalogue();

}  // namespace steward::engine
