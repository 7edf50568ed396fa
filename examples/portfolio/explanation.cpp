// SPDX-License-Identifier: Apache-2.0
#include "portfolio/explanation.hpp"

#include <utility>
#include <vector>

#include "portfolio/text_table.hpp"

namespace portfolio {

using namespace steward;

namespace {

struct Node {
  std::string text;
  std::vector<Node> children{};
};

void print(std::ostream& out, const std::vector<Node>& nodes, const std::string& indent) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const bool last = i + 1 == nodes.size();
    out << indent << (last ? "└─ " : "├─ ") << nodes[i].text << '\n';
    print(out, nodes[i].children, indent + (last ? "   " : "│  "));
  }
}

std::string text(const std::optional<Decimal>& value) { return value ? value->to_string() : "none"; }

std::string minute(Instant instant) { return to_string(instant).substr(0, 16) + "Z"; }

Node choices(const HealthScore& score) {
  Node node{"definition", {}};
  for (const auto& choice : score.definitions) {
    const auto kind = choice.global ? std::string("global") : "rank " + std::to_string(choice.rank);
    const std::string verdict = choice.chosen ? "chosen" : "passed over";
    node.children.push_back({choice.name + " (" + kind + ") " + verdict + ": " + choice.reason});
  }
  return node;
}

std::string value_text(const MetricScore& metric) {
  if (!metric.value) return metric.stale ? "stale: the last value is too old" : "missing: no value";
  const auto how = metric.records.size() > 1 ? " (" + std::string(choice_name(metric.aggregate)) + ")" : std::string();
  return "value " + metric.value->to_string() + how + (metric.stale ? ", stale" : "");
}

Node metric_node(const MetricScore& metric) {
  Node node{metric.name, {}};
  Node value{value_text(metric), {}};
  for (const auto& record : metric.records) {
    value.children.push_back({record.source_table + " " + record.source_record.to_string().substr(0, 8) + "…: " +
                              record.value.to_string() + ", " + minute(record.start) + " to " + minute(record.end)});
  }
  node.children.push_back(std::move(value));
  auto target = "target " + metric.target.to_string() + " (" + std::string(choice_name(metric.direction)) + ")";
  if (metric.baseline) target += ", baseline " + metric.baseline->to_string();
  if (metric.gap) target += ", gap " + metric.gap->to_string();
  node.children.push_back({std::move(target)});
  node.children.push_back({"weight " + metric.weight.to_string() + ", effective " + text(metric.effective_weight)});
  node.children.push_back(
      {"attainment " + text(metric.attainment) + ", contribution " + metric.contribution.to_string()});
  return node;
}

Node sum(const HealthScore& score) {
  std::string parts;
  for (const auto& metric : score.metrics) {
    if (!parts.empty()) parts += " + ";
    parts += metric.contribution.to_string();
  }
  return {"sum " + parts + " = " + text(score.score)};
}

}  // namespace

void print_explanation(std::ostream& out, const std::string& title, const HealthScore& score) {
  out << title << ": " << text(score.score);
  if (score.score) out << ", shown as " << whole(*score.score) << ' ' << band_text(score.color);
  out << '\n';
  std::vector<Node> nodes{choices(score)};
  Node metrics{"metrics", {}};
  for (const auto& metric : score.metrics) metrics.children.push_back(metric_node(metric));
  nodes.push_back(std::move(metrics));
  nodes.push_back(sum(score));
  nodes.push_back({"between " + text(score.low) + " and " + text(score.high) + ", whatever the missing values are"});
  nodes.push_back({"coverage " + score.coverage.to_string() + "% of the weight had values"});
  for (const auto& note : score.notes) nodes.push_back({"note: " + note});
  print(out, nodes, "  ");
}

}  // namespace portfolio
