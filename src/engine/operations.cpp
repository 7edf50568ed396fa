// SPDX-License-Identifier: Apache-2.0
#include "engine/operations.hpp"

#include <algorithm>
#include <array>

#include "engine/operations_reports.hpp"
#include "engine/operations_table.hpp"

namespace steward::engine {

namespace {

constexpr std::array<std::string_view, 3> envelope_keys = {"v", "op", "args"};
constexpr std::int64_t envelope_version = 1;

Fault invalid(std::string_view field, std::string message) {
  return Fault{"invalid_input", "", "", std::nullopt, std::string(field), std::move(message), "", std::nullopt};
}

Error unknown_operation(std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto& operation : operations()) names.push_back(operation.name);
  return {Fault{"operation_unknown", "", "", std::nullopt, "op", "there is no such operation" + hint(name, names), "",
                std::nullopt},
          Category::unsupported};
}

Result<const OperationInfo*> read_envelope(const base::Json& request) {
  if (!request.is_object()) return Error(invalid("", "the request is no JSON object"), Category::invalid);
  if (const auto* version = request.find("v"); version != nullptr && version->as_int64() != envelope_version) {
    return Error(
        Fault{"version_unsupported", "", "", std::nullopt, "v", "this library speaks version 1", "", std::nullopt},
        Category::unsupported);
  }
  std::vector<Fault> faults;
  for (const auto& [name, value] : request.items()) {
    if (std::find(envelope_keys.begin(), envelope_keys.end(), name) == envelope_keys.end()) {
      faults.push_back(invalid(name, "the request has no such key" + hint(name, envelope_keys)));
    }
  }
  if (request.find("v") == nullptr) faults.push_back(invalid("v", "the version is missing"));
  const auto* args = request.find("args");
  if (args != nullptr && !args->is_object()) faults.push_back(invalid("args", "args takes an object"));
  const auto* op = request.find("op");
  const auto* name = op != nullptr ? op->as_string() : nullptr;
  if (name == nullptr) faults.push_back(invalid("op", "op takes the name of an operation"));
  if (!faults.empty()) return Error(std::move(faults));
  const auto* operation = find_operation(*name);
  if (operation == nullptr) return unknown_operation(*name);
  return operation;
}

}  // namespace

Result<std::string> call_operation(Session& session, const model::Schema& schema, const rule::Catalogue& catalogue,
                                   std::string_view request) {
  const auto json = base::Json::parse(request);
  if (!json) return json.error();
  const auto operation = read_envelope(*json);
  if (!operation) return operation.error();
  const auto* given = json->find("args");
  const auto args =
      Arguments::read((*operation)->arguments, given != nullptr ? *given : base::Json::object(), schema, catalogue);
  if (!args) return args.error();

  auto result = (*operation)->run(Call{session, schema, catalogue, *args});
  if (!result) return result.error();
  auto warnings = base::Json::array();
  if ((*operation)->uses_session) warnings = to_json(session.warnings());
  return base::Json::object({{"v", base::Json::number(envelope_version)},
                             {"result", std::move(*result)},
                             {"warnings", std::move(warnings)}})
      .dump();
}

}  // namespace steward::engine
