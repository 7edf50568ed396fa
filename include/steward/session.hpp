// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "steward/access.hpp"
#include "steward/aggregate.hpp"
#include "steward/backtest.hpp"
#include "steward/insight_page.hpp"
#include "steward/metrics.hpp"
#include "steward/model.hpp"
#include "steward/result.hpp"
#include "steward/scores.hpp"
#include "steward/simulation.hpp"
#include "steward/table.hpp"

namespace steward {

namespace engine {
class SessionImpl;
}

/// How a write is to be done.
struct WriteOptions {
  /// Agrees to consequences that the call names otherwise with `confirmation_required` (CHD-05).
  bool confirm = false;
};

/// A statement beside a success, e.g. `source_referenced` (DSR-12). Same shape as a fault; never blocks.
using Warning = Fault;

/// Which rows, in which order, how many. Codes: `condition_invalid`, `invalid_input` (unknown field, bad token).
struct FindOptions {
  std::string where{};      ///< condition language; empty: all
  std::string order_by{};   ///< `field`, `field desc`, several separated by commas; then by id
  std::size_t limit = 100;  ///< 1 to 10,000
  std::string after{};      ///< `next` of the page before
};

template <class T>
struct Page {
  std::vector<T> items;
  std::string next;  ///< empty: no more
};

/// A record of any table, host tables included.
struct STEWARD_API DynamicRecord {
  const TableInfo* table = nullptr;
  Row row;
  /// The value of a field; null when the table has no such field.
  [[nodiscard]] const Value& get(std::string_view field) const;
  [[nodiscard]] Id id() const;
  [[nodiscard]] std::int64_t version() const;
};

/// Field values by name.
using NamedValues = std::vector<std::pair<std::string, Value>>;

/// One entry of the change feed: a change of a record, or a computed event.
struct FeedEntry {
  Id entry;              ///< of the entry itself
  std::int64_t seq = 0;  ///< place in the order of all changes; 0 for users who see a part of them only
  bool is_event = false;
  std::string kind;  ///< `insert`, `update`, `delete`, or the kind of the event
  std::string table;
  Id record;
  std::int64_t version = 0;  ///< of the record; 0 on events
  Instant at;
  std::optional<Id> by;
  std::string data;  ///< JSON: field -> [old, new], or the event's data
};
/// One entry of the activity stream of a record.
struct StreamEntry {
  std::string kind;  ///< `insert`, `update`, `delete`, `work_note` or `comment`
  Instant at;
  std::optional<Id> by;
  std::string by_name;  ///< as the user is called now; of notes, as then
  std::string text;     ///< of notes
  std::string changes;  ///< of changes, JSON: field -> [old, new], without the common fields
};
struct FeedPage {
  std::vector<FeedEntry> entries;
  std::string next;  ///< resume token, also when there was nothing new; opaque
};

/// The only door for one user: access, domain, rules, history and events apply to every call. Each call is one
/// transaction unless the host began one. A Session belongs to one thread at a time; a second thread gets
/// `busy`. It keeps its engine alive.
class STEWARD_API Session {
 public:
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  ~Session();

  /// Stores a new record and gives it as stored: id, number, defaults, derived fields. Fields that differ from
  /// a fresh entity count as given. All violated rules come back together.
  template <class T>
  Result<T> create(const T& entity, const WriteOptions& options = {});
  /// `not_found` for unknown ids and for records that the caller may not see, alike.
  template <class T>
  Result<T> get(Ref<T> ref);
  /// The record as it was at `as_of`, replayed from the change history.
  template <class T>
  Result<T> get(Ref<T> ref, Instant as_of);
  /// Sends the difference to what was read. `version_conflict` when somebody changed the record since.
  template <class T>
  Result<T> update(const T& entity, const WriteOptions& options = {});
  /// Deletes by the delete behaviour of the references: `delete_blocked` names what still points here (GEN-15).
  template <class T>
  Result<void> remove(const T& entity, const WriteOptions& options = {});
  template <class T>
  Result<Page<T>> find(const FindOptions& options = {});
  template <class T>
  Result<std::int64_t> count(std::string_view where = {});

  Result<DynamicRecord> create(std::string_view table, const NamedValues& given, const WriteOptions& options = {});
  Result<DynamicRecord> get(std::string_view table, Id id);
  Result<DynamicRecord> get(std::string_view table, Id id, Instant as_of);
  Result<DynamicRecord> update(std::string_view table, Id id, std::int64_t version, const NamedValues& given,
                               const WriteOptions& options = {});
  Result<void> remove(std::string_view table, Id id, std::int64_t version, const WriteOptions& options = {});
  Result<Page<DynamicRecord>> find(std::string_view table, const FindOptions& options = {});
  Result<std::int64_t> count(std::string_view table, std::string_view where = {});
  /// Groups and their measures, ordered by `order_by`, then by key. Sums are exact; averages round half away from
  /// zero to 1e-6. Codes: `invalid_input`, `condition_invalid`, `out_of_range`, `access_denied`.
  Result<AggregateGroups> aggregate(std::string_view table, const AggregateOptions& options);
  /// The answers to several cards of one snapshot, in their order. All faults of all cards come together, each with
  /// the position of its card.
  Result<std::vector<AggregateGroups>> aggregate(std::span<const AggregateCard> cards);

  /// Notes and comments of a record, oldest first.
  Result<std::vector<JournalEntry>> journal(std::string_view table, Id record);
  /// Field-level history of a record, oldest first.
  Result<std::vector<FeedEntry>> history(std::string_view table, Id record);
  /// What happened on a record, newest first: changes of its fields, work notes and comments. `limit` is 1 to
  /// 1,000; `after` is `next` of the page before. Codes: `not_found`, `invalid_input`.
  Result<Page<StreamEntry>> activity_stream(std::string_view table, Id record, std::size_t limit = 50,
                                            std::string_view after = {});
  /// What changed since `token` (empty: from the beginning), in order of commit, only what the caller may see.
  Result<FeedPage> changes(std::string_view token, std::size_t limit = 100);

  /// Begins a transaction of the host; each call inside is a savepoint whose failure undoes that call alone.
  Result<void> begin();
  /// Code `outcome_unknown` when it cannot be known whether the commit happened.
  Result<void> commit();
  void rollback();

  /// Adds deliveries of an external data source: row by row, each refused row reported by its index, the good
  /// ones stored (or none, with all_or_nothing). Idempotent and free of order (engine 2, 13; CTD-01 to CTD-04).
  Result<IngestReport> ingest(const IngestRow& row);
  Result<IngestReport> ingest(const IngestColumns& columns, const IngestOptions& options = {});
  /// Scores of performance indicators; rows of each refused one reported.
  Result<IngestReport> ingest_indicator(const IndicatorColumns& columns, const IngestOptions& options = {});
  /// Maps the deliveries with from <= start < to anew, with the mappers of now.
  Result<IngestReport> remap(Ref<DataSource> source, Instant from, Instant to);
  /// Collects an indicator or table source for every period in [from, to), oldest first.
  Result<CollectReport> collect(Ref<DataSource> source, Instant from, Instant to,
                                const ProgressCallback& progress = {});

  /// The score of an engagement as of `t` with its explanation, from the data known at `known_at` (default:
  /// now); nothing is written (engine 4 to 6).
  Result<HealthScore> score(Ref<Engagement> engagement, Instant t, std::optional<Instant> known_at = {});
  /// The same of one record of the breakdown table of a calculated source (engine 7).
  Result<CalculatedScore> calculated_score(Ref<DataSource> source, Id record, Instant t,
                                           std::optional<Instant> known_at = {});
  /// Why the score of an engagement is another at `to` than at `from` (engine 6). Codes: `not_found`,
  /// `period_invalid` (`from` is not before `to`), `invalid_input` (`to` lies in the future), `out_of_range`.
  Result<HealthChange> explain_change(Ref<Engagement> engagement, Instant from, Instant to,
                                      const ChangeOptions& options = {});
  /// The scores of the active child engagements of one as one; nothing is written (engine 6, roll-ups). Codes:
  /// `not_found`, `invalid_input` (`as_of` lies in the future).
  Result<HealthRollup> roll_up(Ref<Engagement> parent, const RollupOptions& options = {});
  /// The scores of the active engagements of an account as one. Codes: the same, `access_denied`.
  Result<HealthRollup> roll_up(Ref<Account> account, const RollupOptions& options = {});
  /// Runs the published calculated sources at now, in execution order, and writes what they lead to (engine 7).
  Result<CalculateReport> calculate(const ProgressCallback& progress = {});
  /// What a definition would change at some instants, over all active records that the caller sees; writes nothing
  /// (engine 6). Codes: `not_found`, `condition_invalid`, `weight_sum`, `field_required`, `out_of_range`,
  /// `invalid_input`, `access_denied`.
  Result<Simulation> simulate(const DefinitionProposal& proposal, const SimulationOptions& options = {});
  /// What a risk definition, draft or published, would have raised, and how that compares with what happened
  /// (engine 11). Codes: `not_found`, `invalid_input`, `period_invalid`, `access_denied`.
  Result<Backtest> backtest(Ref<RiskDefinition> definition, const BacktestOptions& options);
  /// The same for scores: an alert is a score below `alert_below`.
  Result<Backtest> backtest(const DefinitionProposal& proposal, const BacktestOptions& options);
  /// The items of the insight page of a record, with their values as of an instant. The nearest insight of the
  /// record's table counts; set-up and record are those of now. Codes: `not_found` (the record, or an insight of its
  /// table), `access_denied`, `invalid_input @as_of`, `out_of_range` (@buckets, or a sum).
  Result<InsightPage> insight_page(std::string_view table, Id record, const InsightOptions& options = {});
  /// Computes and writes scores of the given engagements (all active ones when empty) at now. Of all active ones it
  /// skips those for which nothing changed since the last refresh of the day (engine 6).
  Result<RefreshReport> refresh_health(std::span<const Ref<Engagement>> engagements = {},
                                       const ProgressCallback& progress = {});
  /// The last score of each of the `weeks` ISO weeks that end with the week of now; nothing where there is none.
  Result<std::vector<WeeklyScore>> weekly_trend(Ref<Engagement> engagement, std::size_t weeks);
  /// Colour of a score: the data source's own band, else the global one, else nothing (engine 8).
  Result<std::optional<ColorBand>> color_of(Decimal score, std::optional<Ref<DataSource>> source = {});
  /// Runs the published risk definitions at now (engine 11).
  Result<RiskReport> analyze_risks(const ProgressCallback& progress = {});
  /// Runs a job by key, whether due or not. Codes: `job_unknown`, `job_running`, `cancelled`.
  Result<JobReport> run_job(std::string_view key, const ProgressCallback& progress = {});
  /// Runs every active job that is due, in catalogue order.
  Result<std::vector<JobReport>> run_due(const ProgressCallback& progress = {});
  /// Stores the shipped base data (properties, jobs, colour bands, choices, roles, responsibilities, insights);
  /// idempotent. With a `reporter`, whom their signals name, three sample risk definitions come as drafts.
  Result<void> install_base_data(std::optional<Ref<User>> reporter = {});

  /// Why a user may or may not do something with a table, or with one record of it (ACL-04, ACL-05). For
  /// administrators, about users and records that they see. Codes: `access_denied`, `not_found`.
  Result<AccessExplanation> explain_access(Ref<User> user, AccessOperation operation, std::string_view table,
                                           std::optional<Id> record = {});
  /// What the roles of a user grant, table by table; tables without a grant are left out. For administrators, and
  /// for every user about themselves.
  Result<std::vector<EffectiveGrant>> effective_grants(Ref<User> user);
  /// Gives or takes a role by name; doing it twice changes nothing. Holds from the user's next call. Codes:
  /// `access_denied`, `invalid_reference @role`, `invalid_reference @user`.
  Result<void> assign_role(Ref<User> user, std::string_view role);
  Result<void> revoke_role(Ref<User> user, std::string_view role);
  /// Moves an account to another domain in the administrator's part of the tree; everything below the account
  /// follows in the same transaction (DOM-08). Codes: `not_found`, `access_denied`, `invalid_reference @domain`,
  /// `invalid_input @domain` (domains are switched off).
  Result<void> move_account(Ref<Account> account, Ref<Domain> domain);

  /// The portal lists that are offered to the caller (PRT-10).
  Result<std::vector<PortalList>> portal_lists();
  /// One of them, within what the caller reads. Internal callers name the account of an `all` list. Codes:
  /// `access_denied`, `field_required @account`, and those of find.
  Result<Page<DynamicRecord>> portal_list(PortalList list, std::optional<Ref<Account>> account = {},
                                          const FindOptions& options = {});
  /// The engagements that a success manager's team leads, or a success agent alone (RPT-01 to RPT-03, RPT-05).
  /// Code: `access_denied`.
  Result<Page<Engagement>> managed_engagements(const FindOptions& options = {});
  /// The success managers by whom that report can be narrowed (RPT-04).
  Result<std::vector<User>> managed_users();
  /// What shows in the caller's planner (PLN-01 to PLN-09). Code: `access_denied`.
  Result<Planner> planner(const PlannerOptions& options = {});
  /// Under what a customer user may create a `touchpoint` or a `success_initiative` (EXT-11): open ones of their
  /// own account, number and title only. Codes: `access_denied`, `invalid_input`.
  Result<std::vector<ParentChoice>> parent_choices(std::string_view table);

  /// Warnings of the last successful call.
  [[nodiscard]] const std::vector<Warning>& warnings() const;

  /// The JSON door: `{"v":1,"op":"...","args":{...}}` in, `{"v":1,"result":...,"warnings":[...]}` out.
  Result<std::string> call(std::string_view request);

 private:
  friend class Engine;
  explicit Session(std::unique_ptr<engine::SessionImpl> impl);
  Result<Row> create_row(const TableInfo& table, const Row& entity, const WriteOptions& options);
  Result<Row> get_row(const TableInfo& table, Id id, std::optional<Instant> as_of);
  Result<Row> update_row(const TableInfo& table, const Row& entity, const Row* read, const WriteOptions& options);
  Result<std::vector<Row>> find_rows(const TableInfo& table, const FindOptions& options, std::string& next);
  static Row row_of(const TableInfo& table, const void* entity);
  static void fill(const TableInfo& table, const Row& row, void* entity);
  template <class T>
  static T typed(Row row);

  std::unique_ptr<engine::SessionImpl> impl_;
};

template <class T>
T Session::typed(Row row) {
  T entity;
  fill(table_info<T>(), row, &entity);
  if constexpr (std::is_base_of_v<Record, T>) entity.read = std::make_shared<const Row>(std::move(row));
  return entity;
}

template <class T>
Result<T> Session::create(const T& entity, const WriteOptions& options) {
  auto row = create_row(table_info<T>(), row_of(table_info<T>(), &entity), options);
  if (!row) return row.error();
  return typed<T>(std::move(*row));
}

template <class T>
Result<T> Session::get(Ref<T> ref) {
  auto row = get_row(table_info<T>(), ref.id(), std::nullopt);
  if (!row) return row.error();
  return typed<T>(std::move(*row));
}

template <class T>
Result<T> Session::get(Ref<T> ref, Instant as_of) {
  auto row = get_row(table_info<T>(), ref.id(), as_of);
  if (!row) return row.error();
  return typed<T>(std::move(*row));
}

template <class T>
Result<T> Session::update(const T& entity, const WriteOptions& options) {
  auto row = update_row(table_info<T>(), row_of(table_info<T>(), &entity), entity.read.get(), options);
  if (!row) return row.error();
  return typed<T>(std::move(*row));
}

template <class T>
Result<void> Session::remove(const T& entity, const WriteOptions& options) {
  return remove(table_info<T>().name, entity.id, entity.version, options);
}

template <class T>
Result<Page<T>> Session::find(const FindOptions& options) {
  Page<T> page;
  auto rows = find_rows(table_info<T>(), options, page.next);
  if (!rows) return rows.error();
  for (Row& row : *rows) page.items.push_back(typed<T>(std::move(row)));
  return page;
}

template <class T>
Result<std::int64_t> Session::count(std::string_view where) {
  return count(table_info<T>().name, where);
}

}  // namespace steward
