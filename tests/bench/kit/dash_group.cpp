// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "bench/bench.hpp"
#include "bench/kit/groups.hpp"
#include "bench/kit/portfolio.hpp"
#include "bench/kit/rows.hpp"

// dash: the kit's twenty tables of a dashboard as one call over one snapshot. Engagements and accounts are our own:
// segment and region are the name and the industry of the account's parent, the product is the title, the band the
// perceived health, stage 5 the state `define`, the yearly revenue how far the go-live date lies ahead, a day for each
// thousand. Tasks are a table of the host, which has days and an effort as the kit has them.

namespace steward::bench::kit {

namespace {

constexpr const char* task_table = "kit_task";
constexpr std::int64_t first_node = 1'000'000;  // numbers of the parents of accounts

using Numbers = std::vector<std::int64_t>;
using Rows = std::vector<Numbers>;

Date date_of(std::int64_t day) { return Date(std::chrono::days(day)); }

HostField task_field(std::string_view name, FieldType type, std::string_view target = "") {
  HostField field;
  field.name = name;
  field.type = type;
  field.target = target;
  return field;
}

constexpr PerceivedHealth bands[] = {PerceivedHealth::red, PerceivedHealth::yellow, PerceivedHealth::green};

void add_people_and_places(Session& session, const Places& places) {
  Batches batches(session);
  read_csv(places.data + "/users.csv", [&](const Fields& fields) {
    User user;
    user.id = id_of(Kind::user, whole(fields.at(0)));
    user.user_name = user.name = std::string(fields.at(1));
    batches.step();
    need(session.create(user));
  });
  std::map<std::string, Id> nodes;
  read_csv(places.data + "/accounts.csv", [&](const Fields& fields) {
    const auto number = whole(fields.at(0));
    auto& node = nodes[fmt::format("{} {}", fields.at(2), fields.at(3))];
    if (node.is_nil()) {
      Account parent;
      parent.id = node = id_of(Kind::account, first_node + static_cast<std::int64_t>(nodes.size()));
      parent.name = std::string(fields.at(3));
      parent.industry = std::string(fields.at(2));
      need(session.create(parent));
    }
    Account account;
    account.id = id_of(Kind::account, number);
    account.name = std::string(fields.at(1));
    account.industry = std::string(fields.at(4));
    account.parent = Ref<Account>(node);
    batches.step();
    need(session.create(account));
    OnboardingCase onboarding;
    onboarding.id = id_of(Kind::onboarding, number);
    onboarding.account = Ref<Account>(account.id);
    need(session.create(onboarding));
  });
  batches.finish();
}

void add_dash_engagements(Session& session, const Places& places) {
  std::map<std::int64_t, std::int64_t> band;
  read_csv(places.data + "/health_score.csv",
           [&](const Fields& fields) { band[whole(fields.at(0))] = whole(fields.at(2)); });
  Batches batches(session);
  read_csv(places.data + "/engagements.csv", [&](const Fields& fields) {
    const auto number = whole(fields.at(0));
    Engagement engagement;
    engagement.id = id_of(Kind::engagement, number);
    engagement.account = Ref<Account>(id_of(Kind::account, whole(fields.at(1))));
    engagement.initial_onboarding = Ref<OnboardingCase>(id_of(Kind::onboarding, whole(fields.at(1))));
    engagement.customer_success_manager = Ref<User>(id_of(Kind::user, whole(fields.at(2))));
    engagement.title = std::string(fields.at(3));
    set_stage(engagement, whole(fields.at(4)));
    engagement.perceived_health = bands[static_cast<std::size_t>(band.at(number))];
    engagement.go_live_date = date_of(today + whole(fields.at(6)) / 1000);
    engagement.renewal_date = date_of(whole(fields.at(8)));
    batches.step();
    need(session.create(engagement));
  });
  batches.finish();
}

void add_dash_tasks(Session& session, const Places& places) {
  Batches batches(session);
  read_csv(places.data + "/tasks.csv", [&](const Fields& fields) {
    NamedValues given{{"id", id_of(Kind::task, whole(fields.at(0)))},
                      {"engagement", id_of(Kind::engagement, whole(fields.at(2)))},
                      {"type", whole(fields.at(3))},
                      {"priority", whole(fields.at(4))},
                      {"state", whole(fields.at(5))},
                      {"assigned_to", id_of(Kind::user, whole(fields.at(6)))},
                      {"opened_on", date_of(whole(fields.at(7)))},
                      {"due_on", date_of(whole(fields.at(8)))},
                      {"effort", whole(fields.at(10))}};
    if (const auto closed = whole(fields.at(9)); closed != 0) given.emplace_back("closed_on", date_of(closed));
    batches.step();
    need(session.create(task_table, given));
  });
  batches.finish();
}

/// Scores are Steward's own to write; the kit's come in through the store's port.
void add_dash_scores(const Places& places, const std::string& path) {
  std::vector<std::pair<Id, Decimal>> scores;
  read_csv(places.data + "/health_score.csv", [&](const Fields& fields) {
    scores.emplace_back(id_of(Kind::engagement, whole(fields.at(0))), Decimal::from_units(1000 * whole(fields.at(1))));
  });
  RowWriter(path).write("engagement", "health_score", scores);
}

AggregateCard card(const char* table, std::string where, std::vector<std::string> keys,
                   std::vector<std::string> measures, std::string order = {}, std::size_t limit = 0) {
  return {table, {std::move(where), std::move(keys), std::move(measures), std::move(order), limit}};
}

/// The cards of the queries q01 to q20; some queries take two.
std::vector<AggregateCard> dash_cards() {
  const std::string count = "count";
  const std::string arr = "sum(days(today, go_live_date))";
  const std::string effort = "sum(effort)";
  const std::string red = "perceived_health = red";
  const std::string open = "state in (1, 2, 3)";
  const std::string late = "state in (1, 2, 3) and due_on < today()";
  const std::string segment = "account.parent.name";
  const std::string region = "account.parent.industry";
  const std::string task_segment = "engagement.account.parent.name";
  const std::string task_region = "engagement.account.parent.industry";
  const char* e = "engagement";
  const char* t = task_table;
  return {card(e, "", {"stage", "state"}, {count, arr}),
          card(e, "", {"perceived_health"}, {count, arr}),
          card(e, "", {region, segment}, {count, arr}),
          card(e, "", {region, "perceived_health"}, {count, arr}),
          card(e, "renewal_date >= today() and renewal_date < today() + 90d",
               {"days_until(renewal_date, 30)", "perceived_health"}, {count, arr}),
          card(e, red, {"account"}, {arr, count}, arr + " desc", 20),
          card(t, open, {"assigned_to"}, {count, effort}),
          card(t, late, {"priority"}, {count, "sum(days(due_on, today))"}),
          card(t, "", {"type", "state"}, {count, effort}),
          card(t, "state = 4", {"type", "priority"}, {count, "sum(days(opened_on, closed_on))"}),
          card(t, "state = 4 and closed_on >= today() - 180d", {"bin(closed_on, 7)"}, {count, effort}),
          card(t, "", {"bin(opened_on, 30)"}, {count}),
          card(t, late, {task_region, task_segment}, {count, effort}),
          card(t, open, {"engagement", "engagement.stage", "engagement.state"},
               {"max(days(today, engagement.go_live_date))"}),
          card(e, "", {"customer_success_manager"}, {count, arr, "count if (" + red + ")"}),
          card(e, "", {"title", "stage", "state"}, {count, "sum(health_score)"}),
          card(t, late, {"engagement"}, {count, effort}, "count desc", 50),
          card(e, "", {"account"}, {"count if (" + red + ")"}),
          card(e, "", {segment, "bin(health_score, 10)"}, {count}),
          card(t, "state = 4 and closed_on >= today() - 360d", {"engagement.account.industry", "bin(closed_on, 30)"},
               {count, effort}),
          card(t, "state in (4, 5)", {"bin(closed_on, 30)"}, {count})};
}

/// A value as the kit numbers it: ids by their number, dates by their day, scores in thousandths.
std::int64_t kit_number(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* id = std::get_if<Id>(&value)) return number_of(*id);
  if (const auto* date = std::get_if<Date>(&value)) return date->time_since_epoch().count();
  if (const auto* decimal = std::get_if<Decimal>(&value)) return decimal->units() / 1000;
  const auto& text = std::get<std::string>(value);
  static const std::unordered_map<std::string_view, std::int64_t> words{{"initial_onboarding", 0},
                                                                        {"adoption", 1},
                                                                        {"expand", 2},
                                                                        {"renew", 3},
                                                                        {"lost", 4},
                                                                        {"red", 0},
                                                                        {"yellow", 1},
                                                                        {"green", 2},
                                                                        {"define", 5},
                                                                        {"in_progress", -1}};
  const auto found = words.find(text);
  return found != words.end() ? found->second : whole(text);
}

/// The rows of an answer as numbers; a stage and a state that follow one another are the kit's stage.
Rows rows_of(const AggregateGroups& groups, std::optional<std::size_t> stage = {}) {
  Rows rows;
  rows.reserve(groups.size());
  for (const auto group : groups) {
    auto& row = rows.emplace_back();
    row.reserve(group.key.size() + group.measures.size());
    for (const auto& value : group.key) row.push_back(kit_number(value));
    for (const auto& value : group.measures) row.push_back(kit_number(value));
    if (!stage) continue;
    if (row[*stage + 1] == 5) row[*stage] = 5;
    row.erase(row.begin() + static_cast<std::ptrdiff_t>(*stage) + 1);
  }
  return rows;
}

/// Revenue as the kit counts it.
Rows in_thousands(Rows rows, std::size_t column) {
  for (auto& row : rows) row[column] *= 1000;
  return rows;
}

/// q12: what was opened beside what was closed.
Rows beside(const Rows& opened, const Rows& closed) {
  std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> both;
  for (const auto& row : opened) both[row[0]].first = row[1];
  for (const auto& row : closed) both[row[0]].second = row[1];
  Rows rows;
  for (const auto& [day, counts] : both) rows.push_back({day, counts.first, counts.second});
  return rows;
}

std::int64_t stage_of(const Value& stage, const Value& state) {
  constexpr std::int64_t define = 5;
  return kit_number(state) == define ? define : kit_number(stage);
}

/// q14: all engagements of a stage without those that have open tasks, which stand in a group each.
Rows without(const Rows& all, const AggregateGroups& with) {
  std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> left;
  for (const auto& row : all) left[row[0]] = {row[1], row[2]};
  for (const auto group : with) {
    auto& [count, revenue] = left[stage_of(group.key[1], group.key[2])];
    --count;
    revenue -= 1000 * kit_number(group.measures[0]);
  }
  Rows rows;
  for (const auto& [stage, sums] : left) {
    if (sums.first != 0) rows.push_back({stage, sums.first, sums.second});
  }
  return rows;
}

/// q18: how many have a number.
Rows counted(const AggregateGroups& each) {
  std::map<std::int64_t, std::int64_t> counts;
  for (const auto group : each) ++counts[kit_number(group.measures[0])];
  Rows rows;
  for (const auto& [number, count] : counts) rows.push_back({number, count});
  return rows;
}

/// The answers of the kit's queries.
std::vector<Rows> dash_answers(const std::vector<AggregateGroups>& groups) {
  std::vector<Rows> answers(20);
  const std::map<std::size_t, std::size_t> stage_at{{0, 0}, {15, 1}};
  const std::map<std::size_t, std::size_t> revenue_at{{0, 2}, {1, 2}, {2, 3}, {3, 3}, {4, 3}, {5, 1}, {14, 2}};
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (i == 13 || i == 17) continue;
    const auto stage = stage_at.find(i);
    answers[i] = rows_of(groups[i], stage != stage_at.end() ? std::optional(stage->second) : std::nullopt);
    const auto revenue = revenue_at.find(i);
    if (revenue != revenue_at.end()) answers[i] = in_thousands(std::move(answers[i]), revenue->second);
  }
  answers[11] = beside(answers[11], rows_of(groups[20]));
  answers[13] = without(answers[0], groups[13]);
  answers[17] = counted(groups[17]);
  return answers;
}

/// In the order of the kit, whose numbers our words and ids are not ordered by.
void put_in_order(std::vector<Rows>& answers) {
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (i != 5 && i != 16) std::sort(answers[i].begin(), answers[i].end());
  }
}

}  // namespace

HostTable kit_task_table() {
  HostTable table;
  table.name = task_table;
  table.domain_from = "engagement";
  table.fields = {task_field("engagement", FieldType::ref, "engagement"),
                  task_field("type", FieldType::integer),
                  task_field("priority", FieldType::integer),
                  task_field("state", FieldType::integer),
                  task_field("assigned_to", FieldType::ref, "user"),
                  task_field("opened_on", FieldType::date),
                  task_field("due_on", FieldType::date),
                  task_field("closed_on", FieldType::date),
                  task_field("effort", FieldType::integer)};
  return table;
}

void add_dash(const Places& places, const std::string& path) {
  {
    Store store(path, midnight(today - 1));
    need(store.session.install_base_data());
    add_people_and_places(store.session, places);
    add_dash_engagements(store.session, places);
    add_dash_tasks(store.session, places);
  }
  add_dash_scores(places, path);
}

void run_dash(const Places& places) {
  prepare_dash(places);
  Store store(base_file(places, "dash"), midnight(today) + std::chrono::hours(12));
  const auto cards = dash_cards();
  for (const char* workload : {"dash", "dash_warm"}) {
    std::vector<Rows> answers;
    const auto time = seconds([&] { answers = dash_answers(need(store.session.aggregate(cards))); });
    put_in_order(answers);
    Checksum checksum;
    for (const auto& rows : answers) {
      for (const auto& row : rows) checksum.row(row);
    }
    std::size_t tasks = 0;
    for (const auto& row : answers[8]) tasks += static_cast<std::size_t>(row[2]);
    print({workload, tasks, time, checksum.text()});
  }
}

}  // namespace steward::bench::kit
