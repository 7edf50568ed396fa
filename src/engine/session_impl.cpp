// SPDX-License-Identifier: Apache-2.0
#include "engine/session_impl.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace steward::engine {

using Mode = store::Connection::Mode;

SessionImpl::~SessionImpl() {
  if (connection_) core_->release(std::move(connection_));
}

Error SessionImpl::busy() {
  return Error("busy", Category::busy, "the session is in use by another call; use one session a thread", true);
}

Error unknown_table(std::string_view name) {
  return Error(Fault{"invalid_input", "", std::string(name), std::nullopt, "",
                     fmt::format("there is no table \"{}\"", name), "", std::nullopt},
               Category::invalid);
}

Result<void> SessionImpl::connect() {
  if (connection_) return {};
  auto connection = core_->acquire();
  if (!connection) return connection.error();
  connection_ = std::move(*connection);
  return {};
}

Result<void> SessionImpl::enter(Mode mode) {
  warnings_.clear();
  if (auto connected = connect(); !connected) return connected;
  if (host_transaction_) return mode == Mode::write ? connection_->savepoint() : Result<void>();
  if (auto begun = connection_->begin(mode); !begun) return begun;
  now_ = core_->now();
  return {};
}

Result<void> SessionImpl::leave(Mode mode, Unit& unit, bool good) {
  Result<void> finished;
  if (good && mode == Mode::write) finished = unit.finish();
  const bool keep = good && finished.ok();
  if (mode == Mode::read) {
    if (!host_transaction_) connection_->rollback();
    return {};
  }
  auto feed = unit.take_feed();
  if (host_transaction_) {
    if (!keep) {
      connection_->rollback_to();
      return finished;
    }
    if (auto released = connection_->release(); !released) return released;
    std::move(feed.begin(), feed.end(), std::back_inserter(feed_));
    warnings_ = unit.take_warnings();
    return {};
  }
  if (!keep) {
    if (connection_->in_transaction()) connection_->rollback();
    return finished;
  }
  if (auto committed = connection_->commit(); !committed) {
    if (connection_->in_transaction()) connection_->rollback();
    return committed;
  }
  warnings_ = unit.take_warnings();
  core_->publish(feed);
  return {};
}

void SessionImpl::abort(Mode mode) {
  if (!connection_->in_transaction()) return;
  if (!host_transaction_) {
    connection_->rollback();
  } else if (mode == Mode::write) {
    connection_->rollback_to();
  }
}

Result<void> SessionImpl::begin() {
  const Use use(in_use_);
  if (!use.won()) return busy();
  if (host_transaction_) return Error("misuse", Category::misuse, "the session has a transaction already");
  if (auto connected = connect(); !connected) return connected;
  if (auto begun = connection_->begin(Mode::write); !begun) return begun;
  host_transaction_ = true;
  now_ = core_->now();
  feed_.clear();
  return {};
}

Result<void> SessionImpl::commit() {
  const Use use(in_use_);
  if (!use.won()) return busy();
  if (!host_transaction_) return Error("misuse", Category::misuse, "the session has no transaction");
  auto committed = connection_->commit();
  host_transaction_ = false;
  if (!committed) {
    if (connection_->in_transaction()) connection_->rollback();
    feed_.clear();
    return committed;
  }
  core_->publish(feed_);
  feed_.clear();
  return {};
}

void SessionImpl::rollback() {
  const Use use(in_use_);
  if (!use.won() || !host_transaction_) return;
  connection_->rollback();
  host_transaction_ = false;
  feed_.clear();
}

/// Who acts, read anew for every call: a changed role or domain or a deactivated user counts from the next call on.
Result<void> SessionImpl::load_caller(Unit& unit) {
  if (user_.is_nil()) return {};
  auto mark = connection_->mark();
  if (!mark) return mark.error();
  if (rules_ && *mark == mark_) {
    caller_ = rules_->caller();  // nothing at all has changed since
    caller_.actor.scope.rules = rules_;
    return {};
  }
  auto loaded = access::load_caller(unit, user_, domain_);
  if (auto state = unit.status(); !state) return state;
  if (!loaded) return loaded.error();
  if (!rules_ || !(rules_->caller() == *loaded)) {
    rules_ = std::make_shared<access::RowRules>(*loaded, core_->schema());
  }
  mark_ = *mark;
  caller_ = std::move(*loaded);
  caller_.actor.scope.rules = rules_;
  return {};
}

}  // namespace steward::engine
