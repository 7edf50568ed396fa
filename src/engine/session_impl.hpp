// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "engine/core.hpp"
#include "engine/unit.hpp"

namespace steward::engine {

/// What a Session holds: its connection, who acts, and the host's transaction when there is one.
class SessionImpl {
 public:
  /// `user` nil: the system. `domain` nil: the user's own.
  SessionImpl(std::shared_ptr<Core> core, Id user, Id domain = {})
      : core_(std::move(core)), user_(user), domain_(domain) {}
  ~SessionImpl();
  SessionImpl(const SessionImpl&) = delete;
  SessionImpl& operator=(const SessionImpl&) = delete;

  [[nodiscard]] Core& core() { return *core_; }
  [[nodiscard]] const std::vector<Warning>& warnings() const { return warnings_; }

  Result<void> begin();
  Result<void> commit();
  void rollback();

  /// Runs a read in one snapshot.
  template <class T, class Body>
  Result<T> read(Body body) {
    return run<T>(store::Connection::Mode::read, false, body);
  }
  /// Runs a write: one transaction, or a savepoint inside the host's.
  template <class T, class Body>
  Result<T> write(Body body) {
    return run<T>(store::Connection::Mode::write, false, body);
  }
  /// Looks at the store of the running call through the eyes of another user.
  template <class T, class Body>
  Result<T> as(access::Caller caller, Body body) {
    caller.actor.scope.rules = std::make_shared<access::RowRules>(caller, core_->schema());
    Unit unit(*core_, *connection_, caller, now_);
    T result = body(unit);
    if (auto state = unit.status(); !state) return state.error();
    return result;
  }
  /// As write, and the body may end batches (jobs).
  template <class T, class Body>
  Result<T> batches(Body body) {
    return run<T>(store::Connection::Mode::write, true, body);
  }

 private:
  /// Marks the session as in use by this call; a second caller, or one from inside a callback, is refused.
  class Use {
   public:
    explicit Use(std::atomic<bool>& flag) : flag_(flag), won_(!flag.exchange(true)) {}
    ~Use() {
      if (won_) flag_ = false;
    }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    [[nodiscard]] bool won() const { return won_; }

   private:
    std::atomic<bool>& flag_;
    bool won_;
  };

  Result<void> enter(store::Connection::Mode mode);
  Result<void> leave(store::Connection::Mode mode, Unit& unit, bool good);
  /// Undoes the call when it ends by an exception (of a host's callback, or out of memory).
  class Undo {
   public:
    Undo(SessionImpl& impl, store::Connection::Mode mode) : impl_(impl), mode_(mode) {}
    ~Undo() {
      if (!left_) impl_.abort(mode_);
    }
    Undo(const Undo&) = delete;
    Undo& operator=(const Undo&) = delete;
    void left() { left_ = true; }

   private:
    SessionImpl& impl_;
    store::Connection::Mode mode_;
    bool left_ = false;
  };

  void abort(store::Connection::Mode mode);
  Result<void> connect();
  Result<void> load_caller(Unit& unit);
  static Error busy();

  template <class T, class Body>
  Result<T> run(store::Connection::Mode mode, bool batches, Body& body) {
    const Use use(in_use_);
    if (!use.won()) return busy();
    if (auto entered = enter(mode); !entered) return entered.error();
    Undo undo(*this, mode);
    caller_ = access::system_caller();  // who reads the caller's own rights
    Unit unit(*core_, *connection_, caller_, now_);
    if (batches && !host_transaction_) unit.own_transaction();
    auto loaded = load_caller(unit);
    Result<T> result = loaded ? body(unit) : Result<T>(loaded.error());
    if (result) {
      if (auto state = unit.status(); !state) result = state.error();
    }
    auto left = leave(mode, unit, result.ok());
    undo.left();
    if (!left) return left.error();
    return result;
  }

  std::shared_ptr<Core> core_;
  Id user_;
  Id domain_;
  access::Caller caller_;
  std::shared_ptr<const access::RowRules> rules_;  // of the caller, kept while nothing about them changes
  store::Connection::Mark mark_{};                 // of the store when they were read
  std::unique_ptr<store::Connection> connection_;
  std::atomic<bool> in_use_ = false;
  bool host_transaction_ = false;
  Instant now_;
  std::vector<FeedEntry> feed_;  // of the host's transaction, told after its commit
  std::vector<Warning> warnings_;
};

/// Notes, history and the feed, as the caller may see them (session_history.cpp).
Result<std::vector<JournalEntry>> read_journal(Unit& unit, const TableInfo& table, Id record);
Result<std::vector<FeedEntry>> read_history(Unit& unit, const TableInfo& table, Id record);
Result<Page<StreamEntry>> read_stream(Unit& unit, const TableInfo& table, Id record, std::size_t limit,
                                      std::string_view after);
Result<FeedPage> read_changes(Unit& unit, std::string_view token, std::size_t limit);
/// The record as of an instant, replayed from its changes.
Result<Row> replay(Unit& unit, const TableInfo& table, Id record, Instant as_of);

/// A query from what a caller asks, checked and scoped (session_query.cpp).
Result<store::Query> make_query(Unit& unit, const TableInfo& table, const FindOptions& options);
/// `narrowed` holds beside what the caller asks.
Result<std::vector<Row>> find_page(Unit& unit, const TableInfo& table, const FindOptions& options, std::string& next,
                                   const condition::Condition* narrowed = nullptr);
/// What a caller asks of the rows of a table, once it is clear that they may read it (session_query.cpp).
Result<condition::Condition> caller_condition(Unit& unit, const TableInfo& table, std::string_view where);

/// The cards of one call (session_aggregate.cpp). `several`: faults name the position of their card.
Result<std::vector<AggregateGroups>> aggregate_cards(Unit& unit, std::span<const AggregateCard> cards, bool several);

/// `not_found`-like answer for a table name that does not exist.
Error unknown_table(std::string_view name);

}  // namespace steward::engine
