// SPDX-License-Identifier: Apache-2.0
#include "columns/asked.hpp"

#include <fmt/format.h>

#include <map>

#include "model/json.hpp"

namespace steward::test {

namespace {

using Texts = std::vector<std::string>;

struct Vocabulary {
  Texts keys;
  Texts measures;
  Texts conditions;
};

const std::map<std::string, Vocabulary>& vocabularies() {
  static const std::map<std::string, Vocabulary> all{
      {"engagement",
       {{"account",
         "stage",
         "perceived_health",
         "customer_success_manager",
         "account.industry",
         "account.name",
         "parent.stage",
         "parent.account.industry",
         "title",
         "created_by",
         "month(renewal_date)",
         "week(go_live_date)",
         "days_until(renewal_date, 30)",
         "bin(health_score, 12.5)",
         "quarter(health_scored_at)",
         "day(health_scored_at)",
         "year(parent.renewal_date)",
         "bin(renewal_date, 7)",
         "id",
         "health_score",
         "customer_success_manager.name",
         "parent",
         "active",
         "health_scored_at",
         "days_until(health_scored_at, 7)",
         "bin(parent.health_score, 20)",
         "parent.parent.stage",
         "domain"},
        {"count", "sum(health_score)", "average(health_score)", "min(title)", "max(renewal_date)", "min(account)",
         "sum(days(go_live_date, renewal_date))", "average(days(renewal_date, today))", "max(stage)",
         "max(days(health_scored_at, today))", "min(parent.health_score)", "max(account.name)", "sum(version)",
         "min(days(parent.health_scored_at, health_scored_at))", "min(parent)", "max(health_scored_at)"},
        {"stage = renew", "stage in (adoption, expand)", "stage > adoption", "health_score > 50",
         "renewal_date < today() + 30d", "account.industry = \"Bank\"", "not (health_score <= 20)",
         "title starts with \"e\"", "parent is empty", "parent.health_score is empty", "account.industry is empty",
         "customer_success_manager.name contains \"a\"", "health_scored_at >= now() - 10d", "health_score != 40",
         "health_score in (10, 20, 50)", "parent.stage != renew", "parent.account.name starts with \"A\"",
         "perceived_health = red or active = true", "renewal_date is empty"}}},
      {"success_task",
       {{"engagement", "category", "priority", "state", "assigned_to", "assigned_to.name", "engagement.stage",
         "engagement.account.industry", "touchpoint.subject", "week(due_date)", "month(created_at)",
         "days_until(due_date, 7)", "touchpoint.engagement.account", "engagement.customer_success_manager.name"},
        {"count", "min(due_date)", "max(priority)", "sum(days(due_date, today))", "average(days(created_at, due_date))",
         "sum(engagement.health_score)", "max(engagement.account.name)", "min(assigned_to)"},
        {"state in (new, in_progress)", "priority <= high", "due_date < now()", "engagement.stage = renew",
         "engagement.account.industry in (\"Bank\", \"Retail\")", "assigned_to is not empty",
         "touchpoint.engagement.health_score < 50", "due_date is empty", "category = product_training"}}},
      {"risk_signal",
       {{"engagement", "account", "probability", "state", "engagement.account.industry", "occurrence_count",
         "bin(occurrence_count, 3)", "month(last_occurrence_at)", "source_record", "assigned_to"},
        {"count", "sum(occurrence_count)", "average(occurrence_count)", "max(occurrence_count)", "min(probability)",
         "max(engagement.health_score)", "sum(days(last_occurrence_at, today))"},
        {"probability = high", "occurrence_count >= 3", "occurrence_count in (1, 2)", "engagement is empty",
         "engagement.health_score > 30", "account.industry != \"Bank\""}}},
      {"contract",
       {{"account", "state", "account.industry", "quarter(renewal_date)", "days_until(end_date, 90)", "name",
         "account.parent.industry"},
        {"count", "sum(days(start_date, end_date))", "min(start_date)", "max(end_date)", "average(version)",
         "max(account.parent.name)"},
        {"state = active", "end_date < today()", "start_date is not empty and end_date > today() + 10d",
         "account.industry = \"Retail\"", "value is empty"}}},
      {"account",
       {{"industry", "parent", "parent.industry", "name", "active", "parent.parent.name"},
        {"count", "min(name)", "max(parent.name)", "sum(version)"},
        {"active = true", "industry is empty", "parent.industry = \"Bank\"", "name contains \"o\""}}}};
  return all;
}

Texts some(Dice& chance, const Texts& from, std::size_t most) {
  Texts texts;
  for (auto count = chance.below(most + 1); count > 0; --count) texts.push_back(chance.pick(from));
  return texts;
}

std::string random_condition(Dice& chance, const Texts& conditions) {
  auto text = chance.pick(conditions);
  if (chance.chance(40))
    text = fmt::format("({}) {} ({})", text, chance.chance(50) ? "and" : "or", chance.pick(conditions));
  return chance.chance(15) ? fmt::format("not ({})", text) : text;
}

}  // namespace

const std::vector<std::string>& card_tables() {
  static const std::vector<std::string> tables{"engagement", "success_task", "risk_signal", "contract", "account"};
  return tables;
}

AggregateCard random_card(Dice& chance) {
  AggregateCard card;
  card.table = chance.pick(card_tables());
  const auto& words = vocabularies().at(card.table);
  auto& options = card.options;
  if (chance.chance(60)) options.where = random_condition(chance, words.conditions);
  options.group_by = some(chance, words.keys, 3);
  options.measures = some(chance, words.measures, 3);
  for (auto& measure : options.measures) {
    if (chance.chance(30)) measure += fmt::format(" if ({})", random_condition(chance, words.conditions));
  }
  Texts order;
  if (!options.measures.empty() && chance.chance(50)) order.push_back(chance.pick(options.measures));
  if (!options.group_by.empty() && chance.chance(20)) order.push_back(chance.pick(options.group_by));
  for (const auto& part : order) {
    options.order_by += (options.order_by.empty() ? "" : ", ") + part + (chance.chance(60) ? " desc" : "");
  }
  if (chance.chance(40)) options.limit = 1 + chance.below(4);
  return card;
}

std::string to_text(const AggregateCard& card) {
  return fmt::format("{} where [{}] by [{}] measure [{}] order [{}] limit {}", card.table, card.options.where,
                     fmt::join(card.options.group_by, "; "), fmt::join(card.options.measures, "; "),
                     card.options.order_by, card.options.limit);
}

std::string to_text(const AggregateGroups& groups) {
  std::string text;
  for (const auto& group : groups) {
    for (const auto* values : {&group.key, &group.measures}) {
      for (const auto& value : *values) text += model::value_to_json(FieldInfo{}, value).canonical() + " ";
      text += "| ";
    }
    text += "\n";
  }
  return text;
}

std::string told(const Result<AggregateGroups>& groups) {
  return groups ? to_text(*groups) : std::string(groups.error().code());
}

}  // namespace steward::test
