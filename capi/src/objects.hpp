// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "handles.hpp"
#include "steward/engine.hpp"

namespace steward::capi {

struct EngineObject final : Object {
  static constexpr Kind kind = Kind::engine;
  EngineObject(Engine opened, std::shared_ptr<base::ManualClock> given)
      : engine(std::move(opened)), clock(std::move(given)) {}
  Engine engine;
  std::shared_ptr<base::ManualClock> clock;  ///< null: the system's
};

struct SessionObject final : Object {
  static constexpr Kind kind = Kind::session;
  explicit SessionObject(Session opened) : session(std::move(opened)) {}
  Session session;
  std::atomic<bool> in_use = false;
};

struct CursorObject final : Object {
  static constexpr Kind kind = Kind::cursor;
  CursorObject(std::shared_ptr<SessionObject> owner, std::string of, FindOptions wanted)
      : session(std::move(owner)), table(std::move(of)), options(std::move(wanted)) {}
  std::shared_ptr<SessionObject> session;
  std::string table;
  FindOptions options;
  bool at_end = false;  ///< guarded, like options, by the session being in use
};

struct TextObject final : Object {
  static constexpr Kind kind = Kind::text;
  explicit TextObject(std::string held) : text(std::move(held)) {}
  const std::string text;
};

struct ErrorObject final : Object {
  static constexpr Kind kind = Kind::error;
  explicit ErrorObject(Error held) : error(std::move(held)) {}
  const Error error;
};

/// Marks a session as in use for one call; a second caller is told so.
class Use {
 public:
  explicit Use(SessionObject& session) : session_(session), won_(!session.in_use.exchange(true)) {}
  ~Use() {
    if (won_) session_.in_use = false;
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  [[nodiscard]] bool won() const { return won_; }

 private:
  SessionObject& session_;
  bool won_;
};

}  // namespace steward::capi
