// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>
#include <tuple>

#include "random/plan.hpp"

namespace steward::test {

namespace {

using base::Json;
using Rows = Twin::Rows;

constexpr const char* work_tables[] = {"success_objective", "success_outcome",   "success_initiative",
                                       "customer_play",     "internal_play",     "touchpoint",
                                       "success_task",      "internal_play_task"};

bool ended(const Json& row) {
  const auto state = text_of(row, "state");
  return state == "closed" || state == "canceled";
}

std::string told(const std::string& table, const Json& row, std::string_view what) {
  return table + " " + text_of(row, "number") + " " + std::string(what);
}

/// What closing fills is there exactly while the record has ended, and progress agrees.
std::string closure(const std::string& table, const Json& row) {
  const auto state = text_of(row, "state");
  if (flag_of(row, "active") == ended(row)) return told(table, row, "is active though it ended, or the other way");
  for (const char* field : {"closed_at", "close_code", "close_notes"}) {
    if (ended(row) && is_null_at(row, field)) return told(table, row, std::string("has ended without ") + field);
  }
  if (!ended(row) && !is_null_at(row, "closed_at")) return told(table, row, "is open but closed_at is set");
  if (state == "canceled" && text_of(row, "close_code") != "canceled")
    return told(table, row, "has another cancel code");
  const auto progress = text_of(row, "progress");
  const bool agrees = state == "closed"     ? progress == "completed"
                      : state == "canceled" ? progress == "canceled"
                                            : progress != "completed" && progress != "canceled";
  return agrees ? std::string() : told(table, row, "has progress " + progress + " in state " + state);
}

struct World {
  std::map<std::string, Rows> tables;

  [[nodiscard]] const Json* find(const std::string& table, const std::string& id) const {
    const auto& rows = tables.at(table);
    const auto found = rows.find(id);
    return found == rows.end() ? nullptr : &found->second;
  }
};

const char* parent_field(const std::string& table, const Json& row) {
  if (table == "success_outcome") return "success_objective";
  if (table == "success_initiative") return "success_outcome";
  if (table == "internal_play_task") return "internal_play";
  if (table != "success_task") return nullptr;
  const char* found = nullptr;
  for (const char* field : {"success_initiative", "customer_play", "touchpoint"}) {
    if (is_null_at(row, field)) continue;
    if (found != nullptr) return "";
    found = field;
  }
  return found != nullptr ? found : "";
}

/// A record takes account, engagement and objective from the one above, and no open task lies under an ended one.
std::string below(const World& world, const std::string& table, const Json& row) {
  const auto* field = parent_field(table, row);
  if (field == nullptr) return {};
  if (*field == '\0') return told(table, row, "has not exactly one parent");
  const auto* parent = world.find(field, text_of(row, field));
  if (parent == nullptr) return told(table, row, "lies below a record of another engagement");
  for (const char* copied : {"engagement", "account", "success_objective"}) {
    if (table == "success_outcome" && std::string_view(copied) == "success_objective") continue;
    if (is_null_at(*parent, copied) || row.find(copied) == nullptr) continue;
    if (text_of(row, copied) != text_of(*parent, copied)) return told(table, row, std::string("has another ") + copied);
  }
  const bool task = table == "success_task" || table == "internal_play_task";
  if (task && ended(*parent) && !ended(row)) return told(table, row, "is open under an ended parent");
  return {};
}

std::int64_t number_of(const Json& row, std::string_view member) {
  const auto* found = row.find(member);
  const auto* text = found != nullptr ? found->as_number_text() : nullptr;
  return text != nullptr ? std::stoll(*text) : -1;
}

/// The counted tasks are those that are there.
std::string counts(const World& world) {
  struct Held {
    std::int64_t all = 0;
    std::int64_t open = 0;
  };
  std::map<std::string, Held> held;
  for (const char* table : {"success_task", "internal_play_task"}) {
    for (const auto& [id, row] : world.tables.at(table)) {
      auto& count = held[text_of(row, parent_field(table, row))];
      count.all += text_of(row, "state") == "canceled" ? 0 : 1;
      count.open += ended(row) ? 0 : 1;
    }
  }
  for (const char* table : {"success_initiative", "customer_play", "internal_play"}) {
    for (const auto& [id, row] : world.tables.at(table)) {
      if (number_of(row, "task_count") != held[id].all) return told(table, row, "counts its tasks wrongly");
      if (number_of(row, "open_task_count") != held[id].open) return told(table, row, "counts its open tasks wrongly");
    }
  }
  return {};
}

std::string rates(const World& world) {
  const std::map<std::string, std::string> expected = {
      {"achieved", "1"}, {"partially_achieved", "0.5"}, {"missed", "0"}, {"canceled", ""}};
  for (const auto& [id, row] : world.tables.at("success_outcome")) {
    const auto* rate = row.find("success_rate");
    const auto* text = rate != nullptr ? rate->as_number_text() : nullptr;
    const auto want = text_of(row, "state") == "closed" ? expected.at(text_of(row, "close_code")) : std::string();
    if ((text != nullptr ? *text : std::string()) != want) return told("success_outcome", row, "has a wrong rate");
  }
  return {};
}

/// The last touchpoint: open ones before closed ones, then the time of the last change, then the number.
std::string last_touchpoint(const World& world, const Json& engagement) {
  const Json* last = nullptr;
  const auto rank = [](const Json& row) {
    return std::tuple(flag_of(row, "active"), text_of(row, "updated_at"), text_of(row, "number"));
  };
  for (const auto& [id, row] : world.tables.at("touchpoint")) {
    if (text_of(row, "state") == "canceled") continue;
    if (last == nullptr || rank(*last) < rank(row)) last = &row;
  }
  const auto named = text_of(engagement, "last_touchpoint");
  if (named == (last != nullptr ? text_of(*last, "id") : std::string())) return {};
  return told("engagement", engagement, "names another last touchpoint");
}

/// No two rows of a team say the same.
std::string team(const std::vector<Json>& rows, std::initializer_list<const char*> key) {
  std::set<std::string> seen;
  for (const auto& row : rows) {
    std::string text;
    for (const char* field : key) text += text_of(row, field) + " ";
    if (!seen.insert(text).second) return "two team rows say the same";
  }
  return {};
}

}  // namespace

namespace {

std::string plan_broken(const World& world, const std::string& account) {
  for (const auto& [table, rows] : world.tables) {
    for (const auto& [id, row] : rows) {
      if (auto wrong = closure(table, row); !wrong.empty()) return wrong;
      if (auto wrong = below(world, table, row); !wrong.empty()) return wrong;
      if (text_of(row, "account") != account) return told(table, row, "has another account");
    }
  }
  return rates(world);
}

std::vector<Json> with(const Rows& rows, const std::string& engagement) {
  std::vector<Json> found;
  for (const auto& [id, row] : rows) {
    if (text_of(row, "engagement") == engagement) found.push_back(row);
  }
  return found;
}

/// Whether a stored field that was read is what the feed told; both leave out what is null.
std::string untold(const std::string& table, const Json& read, const Json& shadow) {
  for (const auto& [field, value] : shadow.items()) {
    const auto* held = read.find(field);
    const bool both_null = value.is_null() && (held == nullptr || held->is_null());
    if (both_null || field == "squad") continue;
    if (held == nullptr || held->canonical() != value.canonical())
      return told(table, read, "differs from the feed in " + field);
  }
  return {};
}

}  // namespace

std::string Plan::broken() {
  twin_.follow();
  if (!twin_.difference().empty()) return twin_.difference();
  for (const auto& engagement : engagements_) {
    World world;
    for (const char* table : work_tables) {
      auto& rows = world.tables[table];
      const auto found = twin_.shadow().find(table);
      if (found == twin_.shadow().end()) continue;
      for (const auto& [id, row] : found->second) {
        if (text_of(row, "engagement") == engagement) rows.emplace(id, row);
      }
    }
    if (auto wrong = plan_broken(world, account_); !wrong.empty()) return wrong;
    const auto& shadow = twin_.shadow();
    if (const auto found = shadow.find("account_team_member"); found != shadow.end()) {
      if (auto wrong = team(with(found->second, engagement), {"user", "responsibility"}); !wrong.empty()) return wrong;
    }
    if (const auto found = shadow.find("customer_team_member"); found != shadow.end()) {
      if (auto wrong = team(with(found->second, engagement), {"contact"}); !wrong.empty()) return wrong;
    }
  }
  return {};
}

std::string Plan::broken_when_read() {
  for (const auto& engagement : engagements_) {
    World world;
    std::size_t told_rows = 0;
    for (const char* table : work_tables) {
      auto& rows = world.tables[table];
      for (auto& row : twin_.rows(table, "engagement", engagement)) rows.emplace(text_of(row, "id"), row);
      const auto found = twin_.shadow().find(table);
      told_rows = found == twin_.shadow().end() ? 0 : with(found->second, engagement).size();
      if (rows.size() != told_rows) return std::string(table) + ": the feed told of other records";
      for (const auto& [id, row] : rows) {
        if (auto wrong = untold(table, row, found->second.at(id)); !wrong.empty()) return wrong;
      }
    }
    if (auto wrong = plan_broken(world, account_); !wrong.empty()) return wrong;
    if (auto wrong = counts(world); !wrong.empty()) return wrong;
    if (auto wrong = last_touchpoint(world, twin_.read("engagement", engagement)); !wrong.empty()) return wrong;
    twin_.rows("account_team_member", "engagement", engagement);
    twin_.rows("customer_team_member", "engagement", engagement);
  }
  return twin_.difference();
}

}  // namespace steward::test
