// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/core.hpp"
#include "engine/unit.hpp"
#include "metrics/stored_file.hpp"
#include "metrics/world.hpp"

namespace steward::test {

/// Reads the file of a world as the library itself does, with all rights.
class Reader {
 public:
  Reader(const StoredFile& file, const World& world) : caller_(access::system_caller()) {
    auto options = file.options();
    options.clock = world.clock;
    core_ = require(engine::Core::open(std::move(options)));
    connection_ = require(core_->acquire());
    require(connection_->begin(store::Connection::Mode::read));
    unit_ = std::make_unique<engine::Unit>(*core_, *connection_, caller_, world.clock->now());
  }
  ~Reader() {
    unit_.reset();
    connection_->rollback();
    core_->release(std::move(connection_));
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  engine::Unit& unit() { return *unit_; }

 private:
  access::Caller caller_;
  std::shared_ptr<engine::Core> core_;
  std::unique_ptr<store::Connection> connection_;
  std::unique_ptr<engine::Unit> unit_;
};

}  // namespace steward::test
