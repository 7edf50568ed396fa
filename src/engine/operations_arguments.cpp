// SPDX-License-Identifier: Apache-2.0
#include "engine/operations_arguments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "base/text.hpp"
#include "engine/card_json.hpp"
#include "engine/proposal_json.hpp"
#include "engine/unknown_field.hpp"
#include "model/json.hpp"

namespace steward::engine {

namespace {

constexpr RowField ingest_fields[] = {
    {"source_record", ArgumentType::id, false},    {"value", ArgumentType::decimal, true},
    {"start_date", ArgumentType::instant, true},   {"end_date", ArgumentType::instant, true},
    {"recorded_at", ArgumentType::instant, false}, {"source_key", ArgumentType::text, false}};
constexpr RowField indicator_fields[] = {{"element_record", ArgumentType::id, false},
                                         {"value", ArgumentType::decimal, true},
                                         {"period_start", ArgumentType::instant, true},
                                         {"period_end", ArgumentType::instant, true},
                                         {"recorded_at", ArgumentType::instant, false}};

Fault bad_argument(std::string_view field, std::string message, std::optional<std::size_t> index = {}) {
  return Fault{"invalid_input", "", "", std::nullopt, std::string(field), std::move(message), "", index};
}

std::string_view expected(ArgumentType type) {
  switch (type) {
    case ArgumentType::text:
      return "a text";
    case ArgumentType::table:
      return "the name of a table";
    case ArgumentType::id:
      return "an id";
    case ArgumentType::integer:
      return "a whole number";
    case ArgumentType::boolean:
      return "true or false";
    case ArgumentType::instant:
      return "an instant YYYY-MM-DDTHH:MM:SS.mmmZ";
    case ArgumentType::decimal:
      return "a number that fits";
    case ArgumentType::texts:
      return "a list of texts";
    case ArgumentType::ids:
      return "a list of ids";
    case ArgumentType::values:
      return "an object of field values";
    case ArgumentType::ingest_rows:
    case ArgumentType::indicator_rows:
      return "a list of row objects";
    case ArgumentType::outcomes:
      return "a list of objects of engagement, at and lost";
    case ArgumentType::metrics:
      return "a list of objects of data_source and what shall change";
    case ArgumentType::cards:
      return "a list of objects of table, where, group_by, measures, order_by and limit";
  }
  return "";
}

std::optional<Decimal> decimal_of(const base::Json& json) {
  if (json.is_number()) return json.as_decimal();
  const auto* text = json.as_string();
  return text != nullptr ? Decimal::parse(*text) : std::nullopt;
}
std::optional<Id> id_of(const base::Json& json) {
  const auto* text = json.as_string();
  return text != nullptr ? Id::parse(*text) : std::nullopt;
}
std::optional<std::string> text_of(const base::Json& json) {
  const auto* text = json.as_string();
  return text != nullptr ? std::optional(*text) : std::nullopt;
}
std::optional<Instant> instant_of(const base::Json& json) {
  const auto* text = json.as_string();
  return text != nullptr ? parse_instant(*text) : std::nullopt;
}

}  // namespace

std::string_view name_of(ArgumentType type) {
  switch (type) {
    case ArgumentType::text:
      return "text";
    case ArgumentType::table:
      return "table";
    case ArgumentType::id:
      return "id";
    case ArgumentType::integer:
      return "integer";
    case ArgumentType::boolean:
      return "boolean";
    case ArgumentType::instant:
      return "instant";
    case ArgumentType::decimal:
      return "decimal";
    case ArgumentType::texts:
      return "text[]";
    case ArgumentType::ids:
      return "id[]";
    case ArgumentType::values:
      return "values";
    case ArgumentType::ingest_rows:
      return "IngestRow[]";
    case ArgumentType::indicator_rows:
      return "IndicatorRow[]";
    case ArgumentType::outcomes:
      return "KnownOutcome[]";
    case ArgumentType::metrics:
      return "MetricProposal[]";
    case ArgumentType::cards:
      return "AggregateCard[]";
  }
  return "";
}

std::span<const RowField> row_fields(ArgumentType rows) {
  if (rows == ArgumentType::ingest_rows) return ingest_fields;
  return indicator_fields;
}

/// Reads the arguments one by one and keeps every fault.
struct Arguments::Reader {
  const model::Schema& schema;
  const rule::Catalogue& catalogue;
  const TableInfo* table = nullptr;
  std::vector<Fault> faults;

  Held refuse(const ArgumentInfo& argument) {
    faults.push_back(bad_argument(argument.name, fmt::format("{} takes {}", argument.name, expected(argument.type))));
    return {};
  }
  template <class T>
  Held keep(const ArgumentInfo& argument, std::optional<T> value) {
    return value ? Held(std::move(*value)) : refuse(argument);
  }

  Held read(const ArgumentInfo& argument, const base::Json& json) {
    switch (argument.type) {
      case ArgumentType::text: {
        const auto* text = json.as_string();
        return text != nullptr ? Held(*text) : refuse(argument);
      }
      case ArgumentType::table:
        return read_table(argument, json);
      case ArgumentType::id:
        return keep(argument, id_of(json));
      case ArgumentType::integer:
        return keep(argument, json.as_int64());
      case ArgumentType::boolean:
        return keep(argument, json.as_bool());
      case ArgumentType::instant:
        return keep(argument, instant_of(json));
      case ArgumentType::decimal:
        return keep(argument, decimal_of(json));
      case ArgumentType::texts:
      case ArgumentType::ids:
        return read_list(argument, json);
      case ArgumentType::values:
        return read_values(argument, json);
      case ArgumentType::ingest_rows:
      case ArgumentType::indicator_rows:
        return read_rows(argument, json);
      case ArgumentType::outcomes:
        return read_outcomes(argument, json);
      case ArgumentType::metrics:
        return json.is_array() ? Held(read_metric_proposals(json, faults)) : refuse(argument);
      case ArgumentType::cards:
        return json.is_array() ? Held(read_cards(json, faults)) : refuse(argument);
    }
    return {};
  }

  Held read_table(const ArgumentInfo& argument, const base::Json& json) {
    const auto* name = json.as_string();
    if (name == nullptr) return refuse(argument);
    table = schema.find(*name);
    if (table != nullptr) return Held(table);
    std::vector<std::string_view> names;
    for (const auto* known : schema.tables()) names.emplace_back(known->name);
    faults.push_back(bad_argument(argument.name, "there is no such table" + hint(*name, names)));
    return {};
  }

  Held read_list(const ArgumentInfo& argument, const base::Json& json) {
    if (!json.is_array()) return refuse(argument);
    TextList texts;
    IdList ids;
    for (const auto& element : json.elements()) {
      const auto* text = element.as_string();
      if (text == nullptr) return refuse(argument);
      if (argument.type == ArgumentType::texts) {
        texts.push_back(*text);
      } else if (const auto id = Id::parse(*text)) {
        ids.push_back(*id);
      } else {
        return refuse(argument);
      }
    }
    return argument.type == ArgumentType::texts ? Held(std::move(texts)) : Held(std::move(ids));
  }

  Held read_values(const ArgumentInfo& argument, const base::Json& json) {
    if (!json.is_object()) return refuse(argument);
    if (table == nullptr) return {};  // the table itself is at fault
    NamedValues values;
    for (const auto& [name, given] : json.items()) {
      const auto position = table->find(name);
      if (!position) {
        faults.push_back(unknown_field(*table, name, catalogue));
        continue;
      }
      auto value = model::value_from_json(*table, table->fields[*position], given);
      if (value) {
        values.emplace_back(name, std::move(*value));
      } else {
        faults.insert(faults.end(), value.error().faults().begin(), value.error().faults().end());
      }
    }
    return values;
  }

  Held read_rows(const ArgumentInfo& argument, const base::Json& json) {
    if (!json.is_array()) return refuse(argument);
    RowColumns columns;
    const auto fields = row_fields(argument.type);
    for (std::size_t i = 0; i < json.size(); ++i) read_row(json.elements()[i], i, fields, columns);
    if (argument.type == ArgumentType::ingest_rows) {
      check_named(columns, json.size());
    } else {
      check_whole(columns.record.size(), json.size(), fields[0].name);
    }
    check_whole(columns.recorded.size(), json.size(), fields[4].name);
    return columns;
  }

  Held read_outcomes(const ArgumentInfo& argument, const base::Json& json) {
    if (!json.is_array()) return refuse(argument);
    std::vector<KnownOutcome> outcomes;
    for (std::size_t i = 0; i < json.size(); ++i) {
      const auto& given = json.elements()[i];
      const auto part = [&](std::string_view name) {
        const auto* held = given.find(name);
        return held != nullptr ? *held : base::Json();
      };
      const auto engagement = id_of(part("engagement"));
      const auto at = instant_of(part("at"));
      const auto lost = part("lost").as_bool();
      if (given.is_object() && given.size() == 3 && engagement && at && lost) {
        outcomes.push_back({Ref<Engagement>(*engagement), *at, *lost});
      } else {
        faults.push_back(bad_argument(argument.name, "an outcome is an object of engagement, at and lost", i));
      }
    }
    return outcomes;
  }

  // A column that may be left out is there for every row or for none.
  void check_whole(std::size_t given, std::size_t rows, std::string_view field) {
    if (given != 0 && given != rows && faults.empty()) {
      faults.push_back(bad_argument(field, fmt::format("{} must be given in every row or in none", field)));
    }
  }

  // All rows of a delivery name their source records in one way.
  void check_named(const RowColumns& columns, std::size_t rows) {
    const bool by_id = columns.record.size() == rows && columns.key.empty();
    const bool by_key = columns.key.size() == rows && columns.record.empty();
    if (by_id || by_key || !faults.empty()) return;
    faults.push_back(bad_argument("source_record",
                                  "every row names its source record by source_record, or every row by "
                                  "source_key"));
  }

  void read_row(const base::Json& row, std::size_t index, std::span<const RowField> fields, RowColumns& columns) {
    if (!row.is_object()) {
      faults.push_back(bad_argument("rows", "a row is an object", index));
      return;
    }
    std::vector<std::string_view> names;
    for (const auto& field : fields) names.push_back(field.name);
    for (const auto& [name, given] : row.items()) {
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        faults.push_back(bad_argument(name, "a row has no such field" + hint(name, names), index));
      }
    }
    read_cell(row, index, fields[0], id_of, columns.record);
    read_cell(row, index, fields[1], decimal_of, columns.value);
    read_cell(row, index, fields[2], instant_of, columns.start);
    read_cell(row, index, fields[3], instant_of, columns.end);
    read_cell(row, index, fields[4], instant_of, columns.recorded);
    if (fields.size() > 5) read_cell(row, index, fields[5], text_of, columns.key);
    const auto there = [&](std::string_view name) {
      const auto* json = row.find(name);
      return json != nullptr && !json->is_null();
    };
    if (fields.size() > 5 && !there(fields[0].name) && !there(fields[5].name)) {
      faults.push_back(bad_argument(fields[0].name, fmt::format("{} is missing", fields[0].name), index));
    }
  }

  template <class T>
  void read_cell(const base::Json& row, std::size_t index, const RowField& field,
                 std::optional<T> (*parse)(const base::Json&), std::vector<T>& column) {
    const auto* json = row.find(field.name);
    if (json == nullptr || json->is_null()) {
      if (field.required) faults.push_back(bad_argument(field.name, fmt::format("{} is missing", field.name), index));
      return;
    }
    if (auto value = parse(*json)) {
      column.push_back(*value);
    } else {
      faults.push_back(bad_argument(field.name, fmt::format("{} takes {}", field.name, expected(field.type)), index));
    }
  }
};

Result<Arguments> Arguments::read(std::span<const ArgumentInfo> declared, const base::Json& given,
                                  const model::Schema& schema, const rule::Catalogue& catalogue) {
  Reader reader{schema, catalogue, nullptr, {}};
  Arguments result;
  result.declared_ = declared;
  std::vector<std::string_view> names;
  for (const auto& argument : declared) names.push_back(argument.name);
  for (const auto& [name, value] : given.items()) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      reader.faults.push_back(bad_argument(name, "the operation has no such argument" + hint(name, names)));
    }
  }
  for (const auto& argument : declared) {  // `table` is declared before what depends on it
    const auto* json = given.find(argument.name);
    if (json != nullptr && !json->is_null()) {
      result.held_.push_back(reader.read(argument, *json));
      continue;
    }
    if (argument.required) {
      reader.faults.push_back(bad_argument(argument.name, fmt::format("the argument {} is missing", argument.name)));
    }
    result.held_.emplace_back();
  }
  if (!reader.faults.empty()) return Error(std::move(reader.faults));
  return result;
}

const Arguments::Held& Arguments::at(std::string_view name) const {
  for (std::size_t i = 0; i < declared_.size(); ++i) {
    if (declared_[i].name == name) return held_[i];
  }
  throw std::logic_error("the operation declares no argument " + std::string(name));
}

std::string near_miss(std::string_view given, std::span<const std::string_view> known) {
  const std::string wanted = base::folded(given.substr(0, 64));
  std::string_view best;
  std::size_t best_distance = wanted.size() < 4 ? 2 : 3;  // the first distance that is too far
  for (const auto name : known) {
    std::vector<std::size_t> row(wanted.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < name.size(); ++i) {
      std::size_t diagonal = row[0]++;
      for (std::size_t j = 0; j < wanted.size(); ++j) {
        const std::size_t changed = diagonal + (name[i] == wanted[j] ? 0 : 1);
        diagonal = row[j + 1];
        row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = name;
    }
  }
  return std::string(best);
}

std::string hint(std::string_view given, std::span<const std::string_view> known) {
  const auto near = near_miss(given, known);
  return near.empty() ? "" : "; did you mean " + near + "?";
}

}  // namespace steward::engine
