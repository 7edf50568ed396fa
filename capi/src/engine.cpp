// SPDX-License-Identifier: Apache-2.0
#include "steward/engine.hpp"

#include "call.hpp"

using namespace steward;
using namespace steward::capi;

namespace {

Result<EngineOptions> engine_options(const steward_engine_options& given) {
  EngineOptions options;
  const auto path = text_argument("path", given.path, given.path_size);
  if (!path) return path.error();
  if (path->find('\0') != std::string_view::npos) return invalid_input("path", "the path holds a zero byte");
  options.path = *path;
  switch (given.synchronous) {
    case STEWARD_SYNCHRONOUS_FULL:
      options.synchronous = Synchronous::full;
      break;
    case STEWARD_SYNCHRONOUS_NORMAL:
      options.synchronous = Synchronous::normal;
      break;
    default:
      return invalid_input("synchronous", "synchronous takes 0 (full) or 1 (normal)");
  }
  if (given.busy_timeout_ms < 0) return invalid_input("busy_timeout_ms", "busy_timeout_ms is negative");
  if (given.busy_timeout_ms > 0) options.busy_timeout_ms = given.busy_timeout_ms;
  if (given.has_id_seed != 0) options.id_seed = given.id_seed;
  if (given.reserved != 0) {
    return Error("option_unknown", Category::unsupported, "reserved must be zero");
  }
  return options;
}

}  // namespace

int32_t steward_engine_open(const steward_engine_options* options, steward_engine* out, steward_error* error) {
  zero(out);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    steward_engine_options given{};
    if (options != nullptr) {
      const auto read = struct_argument("options", options);
      if (!read) return read.error();
      given = *read;
    }
    auto wanted = engine_options(given);
    if (!wanted) return wanted.error();
    std::shared_ptr<base::ManualClock> clock;
    if (given.has_clock != 0) {
      const auto instant = instant_argument("clock_ms", given.clock_ms);
      if (!instant) return instant.error();
      clock = std::make_shared<base::ManualClock>(*instant);
      wanted->clock = clock;
    }
    auto opened = Engine::open(std::move(*wanted));
    if (!opened) return opened.error();
    return give(std::make_shared<EngineObject>(std::move(*opened), std::move(clock)), out->v);
  });
}

int32_t steward_engine_set_clock(steward_engine engine, int64_t clock_ms, steward_error* error) {
  return guarded(error, [&]() -> Result<void> {
    const auto object = find_object<EngineObject>(engine.v);
    if (object == nullptr) return bad_handle("engine");
    if (object->clock == nullptr) return misuse("no_manual_clock", "the engine was opened with the system's clock");
    const auto instant = instant_argument("clock_ms", clock_ms);
    if (!instant) return instant.error();
    object->clock->set(*instant);
    return {};
  });
}

int32_t steward_engine_describe(steward_engine engine, steward_text* out, steward_error* error) {
  zero(out);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    const auto object = find_object<EngineObject>(engine.v);
    if (object == nullptr) return bad_handle("engine");
    return give_text(object->engine.describe(), out);
  });
}

int32_t steward_engine_free(steward_engine engine) { return free_handle<EngineObject>(engine.v); }

namespace {

Result<void> open_session(steward_engine engine, const steward_id* user, std::optional<const steward_id*> domain,
                          steward_session* out) {
  if (out == nullptr) return null_argument("out");
  const auto object = find_object<EngineObject>(engine.v);
  if (object == nullptr) return bad_handle("engine");
  const auto id = id_argument("user", user);
  if (!id) return id.error();
  std::optional<Ref<Domain>> below;
  if (domain) {
    const auto named = id_argument("domain", *domain);
    if (!named) return named.error();
    below = Ref<Domain>(*named);
  }
  auto session = object->engine.session(Ref<User>(*id), below);
  if (!session) return session.error();
  return give(std::make_shared<SessionObject>(std::move(*session)), out->v);
}

}  // namespace

int32_t steward_session_open(steward_engine engine, const steward_id* user, steward_session* out,
                             steward_error* error) {
  zero(out);
  return guarded(error, [&] { return open_session(engine, user, std::nullopt, out); });
}

int32_t steward_session_open_in(steward_engine engine, const steward_id* user, const steward_id* domain,
                                steward_session* out, steward_error* error) {
  zero(out);
  return guarded(error, [&] { return open_session(engine, user, domain, out); });
}

int32_t steward_session_open_system(steward_engine engine, steward_session* out, steward_error* error) {
  zero(out);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    const auto object = find_object<EngineObject>(engine.v);
    if (object == nullptr) return bad_handle("engine");
    auto session = object->engine.system_session();
    if (!session) return session.error();
    return give(std::make_shared<SessionObject>(std::move(*session)), out->v);
  });
}

int32_t steward_session_free(steward_session session) { return free_handle<SessionObject>(session.v); }
