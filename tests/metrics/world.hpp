// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "support/portfolio.hpp"

// Metric configuration as the tests of the metric engine need it.

namespace steward::test {

inline Decimal dec(std::string_view text) { return *Decimal::parse(text); }

/// What a test can see of the store, without ids and stamps of the writing.
struct Counts {
  std::int64_t history = 0;
  std::int64_t signals = 0;
  std::int64_t occurrences = 0;
  std::int64_t notes = 0;
  std::size_t feed = 0;
  friend bool operator==(const Counts&, const Counts&) = default;
};

class World : public Portfolio {
 public:
  explicit World(EngineOptions options = {}) : Portfolio(std::move(options)) { require(session.install_base_data()); }

  /// A published external source whose values count for engagements, by the mapper that there is or the one from
  /// accounts.
  DataSource source(std::string_view name = {}, Frequency frequency = Frequency::daily,
                    std::optional<Duration> max_age = {}) {
    DataSource entity;
    entity.name = name.empty() ? unique("Source") : std::string(name);
    entity.source = DataSourceKind::external;
    entity.frequency = frequency;
    entity.max_age = max_age;
    if (require(session.count<ContextMapper>()) == 0) account_mapper();
    return publish_source(create(entity));
  }
  DataSource publish_source(DataSource draft, ContextTable table = ContextTable::engagement) {
    DataContext context;
    context.data_source = ref(draft);
    context.context_table = table;
    create(context);
    draft = again(draft);
    draft.state = PublishState::published;
    return update(draft);
  }
  ContextMapper new_mapper(std::string_view from, std::string_view related, std::string_view query,
                           std::string_view context = "id") {
    ContextMapper entity;
    entity.source_table = from;
    entity.related_table = related;
    entity.query_field = query;
    entity.context_table = ContextTable::engagement;
    entity.context_field = context;
    return entity;
  }
  /// From accounts to their engagements; the same one each time.
  ContextMapper account_mapper() {
    auto there = require(session.find<ContextMapper>(matching("source_table = \"account\""))).items;
    return there.empty() ? create(new_mapper("account", "engagement", "account")) : there.front();
  }
  ContextMapper product_mapper() {
    return create(new_mapper("product_model", "applicable_sold_product", "sold_product.product_model", "engagement"));
  }

  HealthMetric metric(const DataSource& source, std::string_view target, std::string_view weight) {
    HealthMetric entity;
    entity.data_source = ref(source);
    entity.target = dec(target);
    entity.weight = *Hundredths::parse(weight);
    return entity;
  }
  HealthDefinition definition(HealthDefinition entity, const std::vector<HealthMetric>& metrics) {
    if (entity.name.empty()) entity.name = unique("Definition");
    if (entity.definition.empty()) entity.global = true;
    entity = create(entity);
    for (HealthMetric metric : metrics) {
      metric.health_definition = ref(entity);
      create(metric);
    }
    entity = again(entity);
    entity.state = PublishState::published;
    return update(entity);
  }

  RiskDefinition new_risk(const DataSource& source, Comparison comparison, std::string_view threshold) {
    RiskDefinition entity;
    entity.name = unique("Risk");
    entity.category = ref(choice());
    entity.data_source = ref(source);
    entity.threshold_condition = comparison;
    entity.threshold = dec(threshold);
    entity.template_fields = risk_template();
    return entity;
  }
  std::string risk_template() {
    if (!reporter_) reporter_ = user().id;
    return R"({"short_description":"Metric at risk","description":"A metric missed its threshold.","reported_by":")" +
           reporter_->to_string() + "\"}";
  }
  RiskThresholdOverride threshold(const RiskDefinition& definition, std::string_view value, std::string condition,
                                  std::int64_t rank) {
    RiskThresholdOverride entity;
    entity.risk_definition = ref(definition);
    entity.threshold = dec(value);
    entity.applicable_engagements = std::move(condition);
    entity.rank = rank;
    return create(entity);
  }
  RiskDefinition publish(RiskDefinition entity) {
    entity = again(entity);
    entity.state = PublishState::published;
    return update(entity);
  }

  IngestRow row(const DataSource& source, std::string_view table, Id record, std::string_view value, Instant start,
                Instant end) {
    return {ref(source), std::string(table), record, dec(value), start, end, std::nullopt};
  }
  /// A value of the day before the clock's.
  IngestReport say(const DataSource& source, const Account& account, std::string_view value) {
    const Instant end = std::chrono::floor<std::chrono::days>(clock->now());
    return require(session.ingest(row(source, "account", account.id, value, end - std::chrono::days(1), end)));
  }
  ApplicableSoldProduct apply(const Engagement& engagement, const SoldProduct& product) {
    ApplicableSoldProduct entity;
    entity.engagement = ref(engagement);
    entity.sold_product = ref(product);
    return create(entity);
  }

  RefreshReport refresh() { return require(session.refresh_health()); }
  RiskReport analyze() { return require(session.analyze_risks()); }
  std::optional<Decimal> score_of(const Engagement& engagement) { return again(engagement).health_score; }

  std::vector<FeedEntry> events(std::string_view kind = {}) {
    std::vector<FeedEntry> found;
    std::string token;
    for (;;) {
      auto page = require(session.changes(token, 500));
      if (page.entries.empty()) return found;
      for (FeedEntry& entry : page.entries) {
        if (kind.empty() || (entry.is_event && entry.kind == kind)) found.push_back(std::move(entry));
      }
      token = page.next;
    }
  }
  Counts counts() {
    return {require(session.count<ScoreHistory>()), require(session.count<RiskSignal>()),
            require(session.count<RiskOccurrence>()), require(session.count<JournalEntry>()), events().size()};
  }

 private:
  std::optional<Id> reporter_;
};

}  // namespace steward::test
