// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "metrics/rules.hpp"
#include "metrics/rules_tables.hpp"

namespace steward::metrics {

namespace {

using rule::Context;

DataSource source_of(const Context& context) { return model::from_row<DataSource>(context.change.after); }

bool is(const DataSource& source, DataSourceKind kind) { return source.source && *source.source == kind; }

bool numeric(const FieldInfo& field) {
  return field.type == FieldType::integer || field.type == FieldType::decimal || field.type == FieldType::hundredths;
}

void fill_unit(Context& context) {
  const auto source = source_of(context);
  // A published source is not edited, not even by a default (DSR-11).
  if (!is(source, DataSourceKind::pa_indicator) || source.unit) return;
  if (context.updating() && context.before<DataSource>(&DataSource::state) == PublishState::published) return;
  if (const auto indicator = context.work.get(source.indicator)) {
    context.set<DataSource>(&DataSource::unit, indicator->unit);
  }
}

void fill_reference_table(Context& context) {
  const auto source = source_of(context);
  if (!is(source, DataSourceKind::table) || source.group_by_fields.size() != 1) return;
  const bool regrouped = context.changed<DataSource>(&DataSource::group_by_fields) ||
                         context.changed<DataSource>(&DataSource::source_table);
  const bool chosen =
      context.given<DataSource>(&DataSource::source_reference_table) || !source.source_reference_resolver.empty();
  if (!source.source_reference_table.empty() && (chosen || !regrouped)) return;
  const auto* table = context.work.schema().find(source.source_table);
  const auto position = table != nullptr ? table->find(source.group_by_fields.front()) : std::nullopt;
  if (!position || table->fields[*position].type != FieldType::ref) return;
  context.set<DataSource>(&DataSource::source_reference_table, table->fields[*position].target);
}

void run_dates(Context& context) {
  const auto last = context.after<DataSource>(&DataSource::last_run_at);
  const auto next = context.after<DataSource>(&DataSource::next_run_at);
  if (last && next && *last > *next) {
    context.refuse("last_run_after_next_run", "last_run_at", "the last run lies after the next one");
  }
}

void frequency(Context& context) {
  const auto source = source_of(context);
  if (!is(source, DataSourceKind::pa_indicator)) return;
  const auto indicator = context.work.get(source.indicator);
  if (!indicator) return;
  const auto& schema = context.work.schema();
  if (schema.choice_rank("frequency", source.frequency.text()) >=
      schema.choice_rank("frequency", indicator->frequency.text())) {
    return;
  }
  context.refuse("frequency_too_high", "frequency",
                 fmt::format("the indicator itself is collected only {}", indicator->frequency.text()));
}

void need(Context& context, bool missing, std::string_view field, std::string_view kind) {
  if (!missing) return;
  context.refuse("field_required", field, fmt::format("a data source of kind {} needs {}", kind, field));
}

/// Refuses fields of the change that hold something; the list names them.
void leave_empty(Context& context, std::initializer_list<std::string_view> fields, std::string_view kind) {
  for (const auto field : fields) {
    if (is_null(context.change.after[context.change.table.at(field)])) continue;
    context.refuse("field_not_applicable", field, fmt::format("{} belongs to data sources of kind {}", field, kind));
  }
}

/// A field name that a source carries: it exists in the table, and holds numbers where it must.
void check_field(Context& context, const TableInfo& table, std::string_view name, std::string_view at, bool number) {
  const auto position = table.find(name);
  if (!position) {
    context.refuse("invalid_input", at, fmt::format("{} has no field \"{}\"", table.name, name));
  } else if (number && !numeric(table.fields[*position])) {
    context.refuse("invalid_input", at, fmt::format("{}.{} holds no number", table.name, name));
  }
}

/// Whether the records of the groups follow from the data: grouped by one reference field.
bool grouped_by_reference(const Context& context, const DataSource& source) {
  const auto* table = context.work.schema().find(source.source_table);
  if (table == nullptr || source.group_by_fields.size() != 1) return false;
  const auto position = table->find(source.group_by_fields.front());
  return position && table->fields[*position].type == FieldType::ref;
}

void table_fields(Context& context, const DataSource& source) {
  const bool counts = source.aggregate == SourceAggregate::count;
  need(context, source.source_table.empty(), "source_table", "table");
  need(context, source.group_by_fields.empty(), "group_by_fields", "table");
  need(context, source.source_value_field.empty() && !counts, "source_value_field", "table");
  if (source.group_by_fields.size() > 2) {
    context.refuse("out_of_range", "group_by_fields", "a data source groups by one or two fields");
  }
  const auto* table = context.work.schema().find(source.source_table);
  if (table == nullptr) return;
  for (const auto& field : source.group_by_fields) check_field(context, *table, field, "group_by_fields", false);
  if (!source.source_value_field.empty()) {
    check_field(context, *table, source.source_value_field, "source_value_field", true);
  }
  if (source.group_by_fields.empty()) return;
  need(context, source.source_reference_table.empty(), "source_reference_table", "table");
  need(context, source.source_reference_resolver.empty() && !grouped_by_reference(context, source),
       "source_reference_resolver", "table without a single reference to group by");
}

void kind_fields(Context& context) {
  const auto source = source_of(context);
  if (!source.source) return;
  if (is(source, DataSourceKind::pa_indicator)) {
    need(context, !source.indicator, "indicator", "pa_indicator");
    need(context, !source.breakdown, "breakdown", "pa_indicator");
  } else {
    leave_empty(context, {"indicator", "breakdown"}, "pa_indicator");
  }
  if (is(source, DataSourceKind::calculated)) {
    need(context, source.breakdown_table.empty(), "breakdown_table", "calculated");
  } else {
    leave_empty(context, {"breakdown_table", "target_table", "target_field", "target_query_field"}, "calculated");
  }
  if (is(source, DataSourceKind::table)) {
    table_fields(context, source);
    return;
  }
  leave_empty(
      context,
      {"group_by_fields", "conditions", "source_value_field", "source_reference_table", "source_reference_resolver"},
      "table");
  // An external source may say which table its deliveries are about.
  if (!is(source, DataSourceKind::external)) leave_empty(context, {"source_table"}, "table or external");
  if (source.aggregate == SourceAggregate::count) {
    context.refuse("field_not_applicable", "aggregate", "only data sources of kind table count rows");
  }
}

void target_mapping(Context& context) {
  const auto source = source_of(context);
  const bool any = !source.target_table.empty() || !source.target_field.empty() || !source.target_query_field.empty();
  if (!any) return;
  for (const auto& [name, text] :
       {std::pair{"target_table", &source.target_table}, std::pair{"target_field", &source.target_field},
        std::pair{"target_query_field", &source.target_query_field}}) {
    if (text->empty()) context.refuse("field_required", name, "the three target fields are set together or not at all");
  }
  const auto* table = context.work.schema().find(source.target_table);
  if (table == nullptr) return;
  if (!source.target_field.empty()) check_field(context, *table, source.target_field, "target_field", true);
  if (!source.target_query_field.empty()) {
    check_field(context, *table, source.target_query_field, "target_query_field", false);
  }
  // Health has a history and a definition of its own, which belong to the engagement that is scored.
  const bool health = source.target_table == "engagement" && source.target_field == "health_score";
  if (health && (source.breakdown_table != "engagement" || source.target_query_field != "id")) {
    context.refuse("invalid_input", "target_query_field",
                   "the health of an engagement is calculated for that engagement: breakdown_table engagement, "
                   "target_query_field id");
  }
}

void edit_in_draft(Context& context) {
  if (!context.updating()) return;
  const auto& table = context.change.table;
  const bool was_draft = context.before<DataSource>(&DataSource::state) == PublishState::draft;
  for (std::size_t i = model::domain_field + 1; !was_draft && i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    if (!context.change.changed(i) || field.kind == FieldKind::derived) continue;
    if (field.name == "name" || field.name == "state") continue;
    context.refuse("data_source_not_draft", field.name,
                   "a published data source changes only its name and run dates; return it to draft first");
  }
  if (context.changed<DataSource>(&DataSource::source) && was_draft &&
      context.work.has_context_data(context.change.id())) {
    context.refuse("field_read_only", "source", "the kind of a data source is fixed once it has metric data");
  }
}

}  // namespace

std::vector<rule::Rule> source_rules() {
  using enum rule::Phase;
  using rule::on_write;
  return {
      {"DSR-05", "data_source", "Unit", derive, on_write, "", fill_unit,
       "An indicator source without a unit takes that of its indicator."},
      {"DSR-14", "data_source", "Reference table", derive, on_write, "", fill_reference_table,
       "A table source that groups by one reference field takes the table of that reference as its source records."},
      {"DSR-04", "data_source", "Duplicate", mechanism, on_write,
       "duplicate_data_source @name, duplicate_data_source @source", nullptr,
       "The name is unique; for indicator and table sources so are kind, frequency, indicator, breakdown, aggregate "
       "and the table's fields together."},
      {"DSR-06", "data_source", "Last and next run", validate, on_write, "last_run_after_next_run @last_run_at",
       run_dates, "The last run is never later than the next one."},
      {"DSR-07", "data_source", "Frequency", validate, on_write, "frequency_too_high @frequency", frequency,
       "An indicator source is not collected more often than its indicator."},
      {"DSR-08", "data_source", "Kind's fields", validate, on_write,
       "field_required @each, field_not_applicable @each, invalid_input @group_by_fields, "
       "invalid_input @source_value_field, out_of_range @group_by_fields",
       kind_fields, "A data source has the fields of its kind and none of the others'; fields that it names exist."},
      {"DSR-09", "data_source", "Target mapping", validate, on_write,
       "field_required @each, invalid_input @target_field, invalid_input @target_query_field", target_mapping,
       "Target table, field and query field are set together or not at all; both fields exist and the target field "
       "holds numbers."},
      {"DSR-11", "data_source", "Edit in draft", validate, rule::on_update,
       "data_source_not_draft @field, field_read_only @source", edit_in_draft,
       "Outside draft only name, state and run dates change; the kind is fixed once metric data exists."},
  };
}

}  // namespace steward::metrics
