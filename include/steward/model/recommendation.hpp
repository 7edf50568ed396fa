// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct DecisionRun;
struct KnowledgeArticle;
struct Recommendation;
struct RecommendationHistory;
struct RecommendationRule;
struct ResourceGenerator;

/// Questions that lead to a decision.
struct DecisionTree : Record {
  std::string key;
  std::string title;
  std::string nodes;
};
template <>
struct Describe<DecisionTree> {
  static constexpr TableSpec table{.name = "decision_tree",
                                   .access = AccessClass::templates_and_advice,
                                   .domain = DomainClass::configuration,
                                   .title = "Questions that lead to a decision."};
  static void fields(auto& f) {
    f("key", &DecisionTree::key).max(64).required();
    f("title", &DecisionTree::title).max(160).required();
    f("nodes", &DecisionTree::nodes).json().required();
    f.unique({"key"}, "GEN-14", "duplicate_decision_tree", "key");
  }
};

/// Finds the records that a recommendation offers.
struct ResourceGenerator : Record {
  std::string name;
  Choice<GeneratorKind> kind = GeneratorKind::query;
  std::string record_table;
  std::string condition;
  std::string callback;
};
template <>
struct Describe<ResourceGenerator> {
  static constexpr TableSpec table{.name = "resource_generator",
                                   .access = AccessClass::templates_and_advice,
                                   .domain = DomainClass::configuration,
                                   .title = "Finds the records that a recommendation offers."};
  static void fields(auto& f) {
    f("name", &ResourceGenerator::name).max(100).required();
    f("kind", &ResourceGenerator::kind).required();
    f("record_table", &ResourceGenerator::record_table).max(64).names_table();
    f("condition", &ResourceGenerator::condition).condition_by("record_table");
    f("callback", &ResourceGenerator::callback).max(128);
    f.unique({"name"}, "GEN-14", "duplicate_resource_generator", "name");
  }
};

/// When recommendations are shown for the records of a table.
struct RecommendationRule : Record {
  std::string name;
  std::string record_table;
  std::string condition;
  IdList roles;
  std::int64_t order = 100;
  bool active = true;
};
template <>
struct Describe<RecommendationRule> {
  static constexpr TableSpec table{.name = "recommendation_rule",
                                   .access = AccessClass::templates_and_advice,
                                   .domain = DomainClass::configuration,
                                   .title = "When recommendations are shown for the records of a table."};
  static void fields(auto& f) {
    f("name", &RecommendationRule::name).max(100).required();
    f("record_table", &RecommendationRule::record_table).max(64).names_table().required();
    f("condition", &RecommendationRule::condition).condition_by("record_table");
    f("roles", &RecommendationRule::roles).list_of("role");
    f("order", &RecommendationRule::order);
    f("active", &RecommendationRule::active);
    f.unique({"record_table", "name"}, "GEN-14", "duplicate_recommendation_rule", "name");
  }
};

/// One action that a rule recommends.
struct Recommendation : Record {
  Ref<RecommendationRule> recommendation_rule;
  Choice<RecommendationType> type = RecommendationType::guidance;
  std::string title;
  std::string text;
  std::string action;
  std::string target_field;
  std::optional<Ref<DecisionTree>> decision_tree;
  std::optional<Ref<ResourceGenerator>> resource_generator;
  std::optional<Ref<KnowledgeArticle>> knowledge_article;
  std::string inputs;
  std::int64_t order = 100;
  std::optional<Instant> expires_at;
};
template <>
struct Describe<Recommendation> {
  static constexpr TableSpec table{.name = "recommendation",
                                   .access = AccessClass::templates_and_advice,
                                   .domain = DomainClass::configuration,
                                   .domain_from = "recommendation_rule",
                                   .title = "One action that a rule recommends."};
  static void fields(auto& f) {
    f("recommendation_rule", &Recommendation::recommendation_rule).cascade().required();
    f("type", &Recommendation::type).required();
    f("title", &Recommendation::title).max(160).required();
    f("text", &Recommendation::text).text();
    f("action", &Recommendation::action).max(128);
    f("target_field", &Recommendation::target_field).max(64);
    f("decision_tree", &Recommendation::decision_tree).restrict();
    f("resource_generator", &Recommendation::resource_generator).restrict();
    f("knowledge_article", &Recommendation::knowledge_article).nullify();
    f("inputs", &Recommendation::inputs).json();
    f("order", &Recommendation::order);
    f("expires_at", &Recommendation::expires_at);
  }
};

/// One user's way through a decision tree.
struct DecisionRun : Record {
  Ref<DecisionTree> decision_tree;
  std::string record_table;
  std::optional<Id> record;
  Ref<User> user;
  std::string answers;
  std::optional<Instant> ended_at;
};
template <>
struct Describe<DecisionRun> {
  static constexpr TableSpec table{.name = "decision_run",
                                   .access = AccessClass::collaboration,
                                   .domain_from = "record",
                                   .title = "One user's way through a decision tree."};
  static void fields(auto& f) {
    f("decision_tree", &DecisionRun::decision_tree).cascade().derived();
    f("record_table", &DecisionRun::record_table).max(64).names_table().derived();
    f("record", &DecisionRun::record).in_table_of("record_table").cascade().derived();
    f("user", &DecisionRun::user).cascade().derived();
    f("answers", &DecisionRun::answers).json().derived();
    f("ended_at", &DecisionRun::ended_at).derived();
    f.unique({"decision_tree", "record_table", "record", "user"}, "GEN-14", "duplicate_decision_run", "user")
        .only_where = "ended_at is empty";
  }
};

/// A recommendation that was used, and its result.
struct RecommendationHistory : Record {
  std::optional<Ref<Recommendation>> recommendation;
  std::string title;
  std::string record_table;
  std::optional<Id> record;
  std::optional<Choice<RecommendationOutcome>> outcome;
  std::string inputs;
  std::string result;
  std::optional<Ref<User>> user;
  std::optional<Instant> performed_at;
};
template <>
struct Describe<RecommendationHistory> {
  static constexpr TableSpec table{.name = "recommendation_history",
                                   .access = AccessClass::history,
                                   .domain_from = "record",
                                   .system_written = true,
                                   .title = "A recommendation that was used, and its result."};
  static void fields(auto& f) {
    f("recommendation", &RecommendationHistory::recommendation).nullify().derived();
    f("title", &RecommendationHistory::title).max(160).derived();
    f("record_table", &RecommendationHistory::record_table).max(64).names_table().derived();
    f("record", &RecommendationHistory::record).in_table_of("record_table").cascade().derived();
    f("outcome", &RecommendationHistory::outcome).derived();
    f("inputs", &RecommendationHistory::inputs).json().derived();
    f("result", &RecommendationHistory::result).json().derived();
    f("user", &RecommendationHistory::user).nullify().derived();
    f("performed_at", &RecommendationHistory::performed_at).derived();
    f.index({"record_table", "record"});
  }
};

}  // namespace steward
