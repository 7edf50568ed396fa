// SPDX-License-Identifier: Apache-2.0
#include "portfolio/questions.hpp"

#include <utility>
#include <vector>

#include "portfolio/replay.hpp"

namespace portfolio {

using namespace steward;

namespace {

Result<Ref<Engagement>> worked_example(const Overview& overview) {
  for (const auto& line : overview.engagements) {
    if (line.account == "Genixify") return line.engagement;
  }
  return Error("not_found", Category::not_found, "Genixify has no active engagement");
}

Result<HealthDefinition> global_definition(Session& session) {
  FindOptions options;
  options.where = "global = true";
  auto found = session.find<HealthDefinition>(options);
  if (!found) return found.error();
  if (found->items.empty()) return Error("not_found", Category::not_found, "there is no global health definition");
  return std::move(found->items.front());
}

/// The weights in reverse order: they still add up to 100.
Result<void> reverse_weights(Session& session, Questions& questions) {
  FindOptions options;
  options.where = "health_definition = \"" + questions.tested.health_definition->to_string() + "\"";
  options.order_by = "weight desc";
  auto found = session.find<HealthMetric>(options);
  if (!found) return found.error();
  const auto& metrics = found->items;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    auto source = session.get(metrics[i].data_source);
    if (!source) return source.error();
    const auto weight = metrics[i].weight.value_or(Hundredths());
    MetricProposal change;
    change.data_source = metrics[i].data_source;
    change.weight = metrics[metrics.size() - 1 - i].weight.value_or(Hundredths());
    questions.proposal_text +=
        (i == 0 ? "" : ", ") + source->name + " " + change.weight->to_string() + " instead of " + weight.to_string();
    questions.proposal.metrics.push_back(std::move(change));
  }
  return {};
}

// The JSON door. All texts below are ids, instants and numbers: nothing in them needs escaping.

std::string quote(const std::string& text) { return '"' + text + '"'; }
template <class T>
std::string quote(const T& value) {
  return quote(to_string(value));
}
template <class T>
std::string quote(const Ref<T>& ref) {
  return quote(ref.to_string());
}

std::string arguments_of(const DefinitionProposal& proposal) {
  auto text = "\"health_definition\":" + quote(*proposal.health_definition);
  std::string metrics;
  for (const auto& metric : proposal.metrics) {
    metrics += (metrics.empty() ? "" : ",") + std::string("{\"data_source\":") + quote(metric.data_source) +
               ",\"weight\":" + metric.weight->to_string() + "}";
  }
  return metrics.empty() ? text : text + ",\"metrics\":[" + metrics + "]";
}

std::string arguments_of(const SimulationOptions& options) {
  std::string instants;
  for (const auto& instant : options.instants) instants += (instants.empty() ? "" : ",") + quote(instant);
  return "\"instants\":[" + instants + "],\"movers\":" + std::to_string(options.movers);
}

std::string arguments_of(const BacktestOptions& options) {
  return "\"from\":" + quote(options.from) + ",\"to\":" + quote(options.to) +
         ",\"step\":" + quote(std::string(choice_name(*options.step))) +
         ",\"alert_below\":" + options.alert_below->to_string();
}

/// Where the JSON value that begins at `begin` ends.
std::size_t end_of_value(std::string_view json, std::size_t begin) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = begin; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
      continue;
    }
    if (c == '"') quoted = true;
    if (depth == 0 && (c == ',' || c == '}')) return i;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
  }
  return json.size();
}

/// The result of one operation, as the library wrote it. A host with a JSON library would read it with that.
Result<std::string> result_of(Session& session, const std::string& operation, const std::string& arguments) {
  auto answer = session.call("{\"v\":1,\"op\":" + quote(operation) + ",\"args\":{" + arguments + "}}");
  if (!answer) return answer.error();
  constexpr std::string_view before = "\"result\":";
  const auto begin = answer->find(before) + before.size();
  return answer->substr(begin, end_of_value(*answer, begin) - begin);
}

}  // namespace

Result<Questions> ask(Session& session, const Overview& overview) {
  Questions questions;
  const auto explained = worked_example(overview);
  if (!explained) return explained.error();
  questions.explained = *explained;
  questions.changed = overview.engagements.front().engagement;
  questions.to = story_end();
  questions.from = questions.to - std::chrono::days(84);

  const auto definition = global_definition(session);
  if (!definition) return definition.error();
  questions.tested.health_definition = Ref<HealthDefinition>(definition->id);
  questions.tested_name = definition->name;
  questions.proposal = questions.tested;
  if (auto reversed = reverse_weights(session, questions); !reversed) return reversed.error();
  questions.simulation.instants = {questions.from, questions.to};
  questions.simulation.movers = 5;

  questions.backtest.from = story_start();
  questions.backtest.to = story_end();
  questions.backtest.step = Frequency::weekly;
  questions.backtest.alert_below = Decimal(70);
  return questions;
}

EngagementNames names_of(const Overview& overview) {
  EngagementNames names;
  for (const auto& line : overview.engagements) names[line.engagement.id()] = line.number + " " + line.account;
  return names;
}

Result<std::string> answers_as_json(Session& session, const Questions& questions) {
  const auto period = ",\"from\":" + quote(questions.from) + ",\"to\":" + quote(questions.to);
  const struct {
    std::string name;
    std::string operation;
    std::string arguments;
  } calls[] = {
      {"score", "score", "\"engagement\":" + quote(questions.explained) + ",\"as_of\":" + quote(questions.to)},
      {"change", "explain_change", "\"engagement\":" + quote(questions.changed) + period},
      {"simulation", "simulate", arguments_of(questions.proposal) + "," + arguments_of(questions.simulation)},
      {"backtest", "backtest_health", arguments_of(questions.tested) + "," + arguments_of(questions.backtest)},
  };
  std::string document;
  for (const auto& call : calls) {
    auto result = result_of(session, call.operation, call.arguments);
    if (!result) return result.error();
    document += (document.empty() ? "{" : ",\n") + quote(call.name) + ":" + *result;
  }
  return document + "}\n";
}

}  // namespace portfolio
