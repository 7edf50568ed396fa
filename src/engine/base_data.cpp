// SPDX-License-Identifier: Apache-2.0
#include "engine/base_data.hpp"

#include <array>

#include "engine/base_records.hpp"
#include "steward/model.hpp"

namespace steward::engine {

namespace {

constexpr std::array shipped{
    ShippedProperty{"adoption.bands", PropertyType::json, R"({"high":70,"medium":40})"},
    ShippedProperty{"attachment.max_bytes", PropertyType::integer, "26214400"},
    ShippedProperty{"blueprint.template_approval", PropertyType::boolean, "true"},
    ShippedProperty{"calendar.time_zone", PropertyType::string, "UTC"},
    ShippedProperty{"domain.auto_account_domain", PropertyType::boolean, "false"},
    ShippedProperty{"flow.timeout_ms", PropertyType::integer, "30000"},
    ShippedProperty{"health.keep_explanations", PropertyType::boolean, "false"},
    ShippedProperty{"health.poor_below", PropertyType::integer, "40"},
    ShippedProperty{"import.backup_days", PropertyType::integer, ""},
    ShippedProperty{"import.file_check", PropertyType::string, "structure"},
    ShippedProperty{"import.max_file_bytes", PropertyType::integer, "20971520"},
    ShippedProperty{"import.max_rows", PropertyType::integer, "50000"},
    ShippedProperty{"import.time_zone", PropertyType::string, "UTC"},
    ShippedProperty{"meeting.mail_enriched_notes", PropertyType::boolean, "false"},
    ShippedProperty{"meeting.series_repeat_limit_days", PropertyType::integer, "365"},
    ShippedProperty{"meeting.zoom_user_id", PropertyType::string, ""},
    ShippedProperty{"metrics.keep_days", PropertyType::integer, ""},
    ShippedProperty{"onboarding.auto_create", PropertyType::boolean, "true"},
    ShippedProperty{"outbox.domain_events", PropertyType::boolean, "false"},
    ShippedProperty{"report.contract_value_ranges", PropertyType::json, R"([100000,500000,1000000,5000000])"},
    ShippedProperty{"report.currency", PropertyType::string, ""},
    ShippedProperty{"risk.auto_close", PropertyType::boolean, "false"},
    ShippedProperty{"roadmap.timeline_years", PropertyType::integer, "10"},
    ShippedProperty{"views.completion_percent", PropertyType::integer, "80"},
    ShippedProperty{"views.go_live_days", PropertyType::integer, "30"},
    ShippedProperty{"views.list_limit", PropertyType::integer, "20"},
    ShippedProperty{
        "views.progress_colors", PropertyType::json,
        R"({"at_risk":"orange","canceled":"red","completed":"blue","not_started":"grey","on_track":"green","paused":"yellow"})"},
    ShippedProperty{"views.related_preview", PropertyType::integer, "5"},
    ShippedProperty{"views.renewal_days", PropertyType::integer, "90"},
    ShippedProperty{"views.risk_due_days", PropertyType::integer, "14"},
    ShippedProperty{"views.stale_case_hours", PropertyType::integer, "72"},
    ShippedProperty{"views.top_categories", PropertyType::integer, "5"},
    ShippedProperty{"views.touchpoint_days", PropertyType::integer, "90"},
};

struct ShippedJob {
  std::string_view key;
  bool active;
  std::int64_t seconds;
};
constexpr std::array shipped_jobs{
    ShippedJob{"collect", true, 86400},        ShippedJob{"calculate", true, 86400},
    ShippedJob{"refresh_health", true, 86400}, ShippedJob{"risk_analyzer", true, 86400},
    ShippedJob{"renewal_dates", true, 86400},  ShippedJob{"metric_retention", true, 86400},
};

struct ShippedBand {
  int min;
  int max;
  std::string_view color;
};
constexpr std::array bands{ShippedBand{0, 39, "red"}, ShippedBand{40, 69, "yellow"}, ShippedBand{70, 100, "green"}};

}  // namespace

std::span<const ShippedProperty> shipped_properties() { return shipped; }

std::string_view shipped_property(std::string_view key) {
  for (const auto& property : shipped) {
    if (property.key == key) return property.value;
  }
  return {};
}

Result<void> install_base_data(Unit& unit, std::optional<Ref<User>> reporter) {
  for (const auto& entry : shipped) {
    Property property;
    property.key = entry.key;
    property.value = entry.value;
    property.type = entry.type;
    auto done = add_unless(unit, rule::where<Property>(&Property::key, property.key), property);
    if (!done) return done;
  }
  for (const auto& entry : shipped_jobs) {
    ScheduledJob job;
    job.key = entry.key;
    job.active = entry.active;
    job.interval = Duration(entry.seconds);
    auto done = add_unless(unit, rule::where<ScheduledJob>(&ScheduledJob::key, job.key), job);
    if (!done) return done;
  }
  // Bands are a set: adding one to those an administrator has drawn could overlap them.
  if (unit.count(rule::where<ColorBand>(&ColorBand::type, ScopeType::global)) == 0) {
    for (const auto& entry : bands) {
      ColorBand band;
      band.min = Decimal(entry.min);
      band.max = Decimal(entry.max);
      band.color = entry.color;
      auto done = add_unless(unit, rule::where<ColorBand>(&ColorBand::color, band.color), band);
      if (!done) return done;
    }
  }
  return install_base_records(unit, reporter);
}

}  // namespace steward::engine
