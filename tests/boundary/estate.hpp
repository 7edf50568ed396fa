// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "support/portfolio.hpp"

// A portfolio of two tenants below a common parent, with people of every kind, for tests of what crosses the lines
// between them.

namespace steward::test {

/// A store file that goes with the test; without a path the store is in memory.
class Storage {
 public:
  explicit Storage(bool file);
  ~Storage();
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;
  [[nodiscard]] EngineOptions options() const;

 private:
  std::string path_;
};

/// Someone who asks, and the domains that they work in.
struct Resident {
  std::string title;
  User user;
  Id home;
  bool external = false;
};

/// What one account brings.
struct Holding {
  Account account;
  Contact contact;
  Engagement engagement;
  Touchpoint shown;
  Touchpoint hidden;
};

/// global > region > north > islands, and region > south.
struct Estate : Portfolio {
  explicit Estate(const Storage& storage);

  Domain region;
  Domain north;
  Domain islands;
  Domain south;
  Holding in_north;
  Holding in_islands;
  Holding in_south;
  Holding moved;  ///< filled in the south, then moved to the north
  std::vector<Resident> people;
  std::vector<std::pair<std::string, Id>> erased;  ///< table and id of what was deleted

  [[nodiscard]] const Resident& person(std::string_view title) const;
  Session door(const Resident& resident) { return require(engine.session(ref(resident.user))); }

 private:
  /// Customer-visible or not, with notes, files, meetings and the rest.
  Holding settle(const Domain& home, const User& author);
  void add_plan(const Holding& holding);
  void add_onboarding(const Holding& holding);
  void add_around(const Holding& holding);
  void add_configuration(const Resident& admin);
  void hire(std::string title, std::initializer_list<std::string_view> roles, const Domain* home);
  void invite(std::string title, std::initializer_list<std::string_view> roles, const Holding& holding);
};

}  // namespace steward::test
