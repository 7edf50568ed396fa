// SPDX-License-Identifier: Apache-2.0
#include "risk/template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "model/json.hpp"
#include "steward/model/risk.hpp"

namespace steward::risk {

namespace {

constexpr std::array<std::string_view, 3> required_fields{"short_description", "description", "reported_by"};

class Reader {
 public:
  explicit Reader(const model::Schema& schema) : schema_(schema) {}

  rule::Fields fields;
  std::vector<Fault> faults;

  void fault(std::string message) {
    faults.push_back({"invalid_template",
                      "RDF-02",
                      table_info<RiskDefinition>().name,
                      std::nullopt,
                      "template",
                      std::move(message),
                      {},
                      std::nullopt});
  }

  void read(std::string_view name, const base::Json& json) {
    const auto position = signal_.find(name);
    if (!position) return fault(fmt::format("risk_signal has no field \"{}\"", name));
    const auto& field = signal_.fields[*position];
    const bool writable =
        field.kind == FieldKind::stored || field.kind == FieldKind::overridable || field.kind == FieldKind::journal;
    if (!writable) return fault(fmt::format("risk_signal.{} is kept by the library", name));
    auto value = model::value_from_json(signal_, field, json);
    if (value) value = model::normalised(signal_, field, std::move(*value));
    if (!value) return fault(fmt::format("{}: {}", name, value.error().message()));
    if (check(field, *value)) fields.emplace_back(*position, std::move(*value));
  }

  void finish() {
    for (const auto name : required_fields) {
      const auto position = signal_.at(name);
      const auto held = std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.first == position; });
      if (held == fields.end() || is_null(held->second)) fault(fmt::format("the template must hold {}", name));
    }
  }

 private:
  bool check(const FieldInfo& field, const Value& value) {
    if (is_null(value)) {
      // The three that a template must hold are reported by finish().
      const bool must = std::find(required_fields.begin(), required_fields.end(), field.name) != required_fields.end();
      if (field.required && !must) fault(fmt::format("{} must not be empty", field.name));
      return !field.required || must;
    }
    const auto* text = std::get_if<std::string>(&value);
    const auto* values = field.choice_list.empty() ? nullptr : schema_.choices(field.choice_list);
    if (text != nullptr && values != nullptr && std::find(values->begin(), values->end(), *text) == values->end()) {
      fault(fmt::format("{} takes one of: {}", field.name, fmt::join(*values, ", ")));
      return false;
    }
    if (field.names_table && text != nullptr && schema_.find(*text) == nullptr) {
      fault(fmt::format("there is no table \"{}\"", *text));
      return false;
    }
    const bool ended = text != nullptr && field.name == "state" &&
                       (*text == choice_name(RiskState::closed) || *text == choice_name(RiskState::canceled));
    if (ended) fault("a risk signal cannot start in an ended state");
    return !ended;
  }

  const TableInfo& signal_ = table_info<RiskSignal>();
  const model::Schema& schema_;
};

}  // namespace

Result<rule::Fields> template_fields(std::string_view json, const model::Schema& schema) {
  Reader reader(schema);
  const auto parsed = base::Json::parse(json);
  if (!parsed || !parsed->is_object()) {
    reader.fault("the template must be a JSON object");
    return Error(std::move(reader.faults));
  }
  for (const auto& [name, value] : parsed->items()) reader.read(name, value);
  reader.finish();
  if (!reader.faults.empty()) return Error(std::move(reader.faults));
  return std::move(reader.fields);
}

}  // namespace steward::risk
