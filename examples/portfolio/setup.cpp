// SPDX-License-Identifier: Apache-2.0
#include "portfolio/setup.hpp"

#include <array>
#include <utility>
#include <vector>

namespace portfolio {

using namespace steward;

namespace {

constexpr std::string_view sla = "Daily collection of % achieved incident SLA";
constexpr std::string_view nps = "Daily collection of NPS";
constexpr std::string_view active_users = "Weekly active users ratio";
constexpr std::string_view open_tickets = "Weekly open tickets";
constexpr std::string_view training = "Weekly training completion";

struct SourceSetup {
  std::string_view name;
  Frequency frequency;
  MetricUnit unit;
  int max_age_days;  ///< a value older than this counts as missing
};
constexpr std::array sources{SourceSetup{sla, Frequency::daily, MetricUnit::percent, 14},
                             SourceSetup{nps, Frequency::daily, MetricUnit::score, 35},
                             SourceSetup{active_users, Frequency::weekly, MetricUnit::percent, 21},
                             SourceSetup{open_tickets, Frequency::weekly, MetricUnit::count, 21},
                             SourceSetup{training, Frequency::weekly, MetricUnit::percent, 63}};

struct MapperSetup {
  std::string_view source_table;
  std::string_view related_table;
  std::string_view query_field;
  std::string_view context_field;
};
/// Each leads from what a value is about to the engagements that it counts for.
constexpr std::array mappers{
    MapperSetup{"account", "engagement", "account", "id"},
    MapperSetup{"contract", "engagement_contract", "contract", "engagement"},
    MapperSetup{"sold_product", "applicable_sold_product", "sold_product", "engagement"},
    MapperSetup{"product_model", "applicable_sold_product", "sold_product.product_model", "engagement"}};

/// A definition is complete before it is published.
template <class T>
Result<void> publish(Session& session, T entity) {
  entity.state = PublishState::published;
  auto published = session.update(entity);
  if (!published) return published.error();
  return {};
}

Result<Ref<DataSource>> create_source(Session& session, const SourceSetup& setup) {
  DataSource source;
  source.name = setup.name;
  source.source = DataSourceKind::external;
  source.frequency = setup.frequency;
  source.unit = setup.unit;
  source.max_age = std::chrono::days(setup.max_age_days);
  auto created = session.create(source);
  if (!created) return created.error();

  DataContext context;
  context.data_source = Ref<DataSource>(created->id);
  context.context_table = ContextTable::engagement;
  if (auto stored = session.create(context); !stored) return stored.error();
  if (auto published = publish(session, *created); !published) return published.error();
  return Ref<DataSource>(created->id);
}

Result<void> create_mapper(Session& session, const MapperSetup& setup) {
  ContextMapper mapper;
  mapper.source_table = setup.source_table;
  mapper.related_table = setup.related_table;
  mapper.query_field = setup.query_field;
  mapper.context_table = ContextTable::engagement;
  mapper.context_field = setup.context_field;
  auto stored = session.create(mapper);
  if (!stored) return stored.error();
  return {};
}

struct MetricSetup {
  std::string_view source;
  int target;
  int weight;
  Direction direction = Direction::maximize;
  std::optional<int> baseline{};
};

Result<void> create_health(Session& session, const SourcesByName& by_name, const HealthDefinition& definition,
                           const std::vector<MetricSetup>& metrics) {
  auto created = session.create(definition);
  if (!created) return created.error();
  for (const auto& setup : metrics) {
    HealthMetric metric;
    metric.health_definition = Ref<HealthDefinition>(created->id);
    metric.data_source = by_name.at(std::string(setup.source));
    metric.target = Decimal(setup.target);
    metric.weight = Hundredths(setup.weight);
    metric.direction = setup.direction;
    if (setup.baseline) metric.baseline = Decimal(*setup.baseline);
    if (auto stored = session.create(metric); !stored) return stored.error();
  }
  return publish(session, *created);
}

struct OverrideSetup {
  int threshold;
  std::string_view engagements;
};

Result<void> create_risk(Session& session, const RiskDefinition& definition,
                         const std::vector<OverrideSetup>& overrides) {
  auto created = session.create(definition);
  if (!created) return created.error();
  std::int64_t rank = 0;
  for (const auto& setup : overrides) {
    RiskThresholdOverride entity;
    entity.risk_definition = Ref<RiskDefinition>(created->id);
    entity.threshold = Decimal(setup.threshold);
    entity.applicable_engagements = setup.engagements;
    entity.rank = ++rank;
    auto stored = session.create(entity);
    if (!stored) return stored.error();
    if (auto published = publish(session, *stored); !published) return published.error();
  }
  return publish(session, *created);
}

Result<Ref<SuccessChoice>> risk_category(Session& session, const std::string& name) {
  FindOptions options;
  options.where = "category = risk_category and name = \"" + name + "\"";
  auto found = session.find<SuccessChoice>(options);
  if (!found) return found.error();
  if (!found->items.empty()) return Ref<SuccessChoice>(found->items.front().id);
  SuccessChoice choice;
  choice.name = name;
  choice.category = SuccessChoiceCategory::risk_category;
  auto stored = session.create(choice);
  if (!stored) return stored.error();
  return Ref<SuccessChoice>(stored->id);
}

/// The fields that every risk signal of a definition starts with.
std::string signal_template(const std::string& short_description, Ref<User> reporter) {
  return R"({"short_description":")" + short_description + R"(","description":"Raised by the risk analyser: )" +
         short_description + R"(.","probability":"high","reported_by":")" + reporter.to_string() + R"("})";
}

/// A threshold on the latest values of a data source.
RiskDefinition metric_risk(const std::string& name, Ref<SuccessChoice> category, Ref<DataSource> source,
                           Comparison comparison, int threshold, Ref<User> reporter) {
  RiskDefinition definition;
  definition.name = name;
  definition.category = category;
  definition.data_source = source;
  definition.threshold_condition = comparison;
  definition.threshold = Decimal(threshold);
  definition.template_fields = signal_template(name, reporter);
  return definition;
}

}  // namespace

Result<void> install(Session& session) {
  if (auto installed = session.install_base_data(); !installed) return installed;
  FindOptions options;
  options.where = "key = \"onboarding.auto_create\"";
  auto found = session.find<Property>(options);
  if (!found) return found.error();
  for (auto& property : found->items) {
    property.value = "false";
    if (auto stored = session.update(property); !stored) return stored.error();
  }
  return {};
}

Result<SourcesByName> create_sources(Session& session) {
  for (const auto& mapper : mappers) {
    if (auto stored = create_mapper(session, mapper); !stored) return stored.error();
  }
  SourcesByName by_name;
  for (const auto& setup : sources) {
    auto source = create_source(session, setup);
    if (!source) return source.error();
    by_name.emplace(setup.name, *source);
  }
  return by_name;
}

Result<void> create_health_definitions(Session& session, const SourcesByName& by_name) {
  HealthDefinition standard;
  standard.name = "Standard health";
  standard.global = true;
  auto created = create_health(session, by_name, standard, {{sla, 95, 60}, {nps, 50, 40}});
  if (!created) return created;

  HealthDefinition onboarding;
  onboarding.name = "Onboarding health";
  onboarding.rank = 10;
  onboarding.definition = "stage = initial_onboarding";
  created = create_health(session, by_name, onboarding,
                          {{training, 80, 50}, {open_tickets, 5, 30, Direction::minimize, 40}, {sla, 95, 20}});
  if (!created) return created;

  HealthDefinition renewal;
  renewal.name = "Renewal health";
  renewal.rank = 20;
  renewal.definition = "stage in (expand, renew)";
  return create_health(session, by_name, renewal,
                       {{active_users, 75, 40, Direction::maximize, 15},
                        {nps, 50, 25},
                        {sla, 95, 20},
                        {open_tickets, 5, 15, Direction::minimize, 40}});
}

Result<void> create_risk_definitions(Session& session, const SourcesByName& by_name, Ref<User> reporter) {
  const auto source = [&](std::string_view name) { return by_name.at(std::string(name)); };
  auto poor_health = risk_category(session, "Poor health");
  if (!poor_health) return poor_health.error();
  auto low_adoption = risk_category(session, "Low adoption");
  if (!low_adoption) return low_adoption.error();
  auto commercial = risk_category(session, "Commercial risk");
  if (!commercial) return commercial.error();

  auto done = create_risk(
      session,
      metric_risk("SLA achievement is less than 90%", *poor_health, source(sla), Comparison::less_than, 90, reporter),
      {{95, R"(account.name = "Genixify")"}});
  if (!done) return done;
  done = create_risk(session,
                     metric_risk("Drop in NPS health", *poor_health, source(nps), Comparison::less_than, 30, reporter),
                     {{32, R"(account.name = "Genixify")"}, {31, R"(account.name = "Genixify" and stage = adoption)"}});
  if (!done) return done;
  done = create_risk(
      session,
      metric_risk("Few active users", *low_adoption, source(active_users), Comparison::less_than, 45, reporter),
      {{60, "stage = renew"}});
  if (!done) return done;

  RiskDefinition red;
  red.name = "Health below 40";
  red.category = *poor_health;
  red.type = RiskDefinitionType::table;
  red.source_table = "engagement";
  red.source_condition = "health_score < 40";
  red.template_fields = signal_template(red.name, reporter);
  done = create_risk(session, red, {});
  if (!done) return done;

  RiskDefinition undated;
  undated.name = "Contract without renewal date";
  undated.category = *commercial;
  undated.type = RiskDefinitionType::table;
  undated.source_table = "contract";
  undated.source_condition = "state = active and renewal_date is empty and end_date is empty";
  undated.template_fields = signal_template(undated.name, reporter);
  return create_risk(session, undated, {});
}

}  // namespace portfolio
