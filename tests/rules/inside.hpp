// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/core.hpp"
#include "engine/unit.hpp"
#include "support/portfolio.hpp"

// Writes as a job does: fields that no caller may give, through the whole pipeline.

namespace steward::test {

class Inside {
 public:
  Inside() : clock_(std::make_shared<base::ManualClock>(at("2024-11-20T12:00:00Z"))) {
    EngineOptions options;
    options.clock = clock_;
    options.id_seed = 1;
    core_ = require(engine::Core::open(std::move(options)));
    if (const char* rule = std::getenv("STEWARD_TEST_DISABLE_RULE"); rule != nullptr && *rule != '\0') {
      core_->catalogue().disable(rule);
    }
    connection_ = require(core_->acquire());
    require(connection_->begin(store::Connection::Mode::write));
    unit_ = std::make_unique<engine::Unit>(*core_, *connection_, caller_, clock_->now());
  }
  ~Inside() {
    connection_->rollback();
    unit_.reset();
    core_->release(std::move(connection_));
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

  /// Stores the entity with all its fields, derived ones too.
  template <class T>
  Result<Id> create(const T& entity) {
    const auto& table = table_info<T>();
    const Row row = model::to_row(entity);
    rule::Fields given;
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      if (!(row[i] == table.fields[i].default_value)) given.emplace_back(i, row[i]);
    }
    return unit_->create(table, given, rule::Origin::job);
  }
  template <class T>
  T get(Id id) {
    const auto held = unit_->get(Ref<T>(id));
    REQUIRE(held);
    return *held;
  }
  engine::Unit& unit() { return *unit_; }

 private:
  std::shared_ptr<base::ManualClock> clock_;
  std::shared_ptr<engine::Core> core_;
  std::unique_ptr<store::Connection> connection_;
  access::Caller caller_ = access::system_caller();
  std::unique_ptr<engine::Unit> unit_;
};

}  // namespace steward::test
