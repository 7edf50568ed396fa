// SPDX-License-Identifier: Apache-2.0
#include "engine/session_impl.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rule/generic.hpp"
#include "steward/model/account.hpp"
#include "steward/model/system.hpp"

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

/// Who acts, read anew for every call: a changed domain or a deactivated user counts from the next call on.
Result<void> SessionImpl::load_actor(Unit& unit) {
  actor_ = {};
  if (user_.is_nil()) {
    actor_.system = true;
    actor_.domain = rule::global_domain;
    return {};
  }
  const auto user = unit.get(Ref<User>(user_));
  if (auto state = unit.status(); !state) return state;
  if (!user || !user->active) {
    return Error("not_found", Category::not_found, "the session's user does not exist or is not active");
  }
  actor_.user = user_;
  actor_.name = user->name;
  actor_.external = user->kind == UserKind::customer;
  actor_.domain = user->domain ? user->domain->id() : rule::global_domain;
  const bool separated = unit.property("domain.auto_account_domain") == "true";
  if (!separated || actor_.domain == rule::global_domain) return unit.status();

  // sub(D) by path prefix, up(D) by the ids of the path itself (DOM-11, DOM-12).
  actor_.scope.all = false;
  const auto own = unit.get(Ref<Domain>(actor_.domain));
  if (!own) return Error("internal", Category::internal, "the user's domain does not exist");
  const auto& domains = table_info<Domain>();
  const auto path = model::field_of<Domain>(&Domain::path);
  auto prefix = std::make_shared<condition::Node>();
  prefix->kind = condition::Node::Kind::starts_with;
  prefix->path = {{&domains, path}};
  prefix->operands = {{condition::Operand::Kind::literal, Value(own->path), 0}};
  for (const Row& below : unit.find(condition::Condition(domains, prefix), SIZE_MAX)) {
    actor_.scope.data.push_back(model::row_id(below));
  }
  actor_.scope.configuration = actor_.scope.data;
  for (std::size_t at = 0; at < own->path.size();) {
    const auto end = own->path.find('/', at);
    if (end == std::string::npos) break;
    if (const auto id = Id::parse(std::string_view(own->path).substr(at, end - at)); id && *id != actor_.domain) {
      actor_.scope.configuration.push_back(*id);
    }
    at = end + 1;
  }
  std::sort(actor_.scope.data.begin(), actor_.scope.data.end());
  std::sort(actor_.scope.configuration.begin(), actor_.scope.configuration.end());
  return unit.status();
}

}  // namespace steward::engine
