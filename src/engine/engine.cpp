// SPDX-License-Identifier: Apache-2.0
#include "steward/engine.hpp"

#include "engine/core.hpp"
#include "engine/describe.hpp"
#include "engine/session_impl.hpp"
#include "steward/model/account.hpp"

namespace steward {

Engine::Engine(std::shared_ptr<engine::Core> core) : core_(std::move(core)) {}

Result<Engine> Engine::open(EngineOptions options) {
  auto core = engine::Core::open(std::move(options));
  if (!core) return core.error();
  return Engine(std::move(*core));
}

Result<Session> Engine::session(Ref<User> user, std::optional<Ref<Domain>> domain) {
  if (user.is_nil()) return Error("not_found", Category::not_found, "a session needs a user");
  auto impl = std::make_unique<engine::SessionImpl>(core_, user.id(), domain ? domain->id() : Id());
  // The actor is read anew at every call; this one shows at once whether there is such a user.
  auto known = impl->read<void>([](engine::Unit&) { return Result<void>(); });
  if (!known) return known.error();
  return Session(std::move(impl));
}

Result<Session> Engine::system_session() { return Session(std::make_unique<engine::SessionImpl>(core_, Id())); }

std::uint64_t Engine::subscribe(std::function<void(const std::vector<FeedEntry>&)> listener) {
  return core_->subscribe(std::move(listener));
}

void Engine::unsubscribe(std::uint64_t token) { core_->unsubscribe(token); }

std::string Engine::describe() const { return engine::describe_json(core_->schema(), core_->catalogue()); }

void Engine::disable_rule_for_test(std::string_view id) {
  core_->catalogue().disable(id);
  core_->run_memory().clear();  // other rules give other results
}

}  // namespace steward
