// SPDX-License-Identifier: Apache-2.0
#include "portfolio/analysis.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "portfolio/text_table.hpp"

namespace portfolio {

using namespace steward;

namespace {

constexpr std::array<std::string_view, 4> bands{"green", "yellow", "red", ""};
constexpr std::size_t signals_shown = 4;

std::string exact(const std::optional<Decimal>& value) { return value ? value->to_string() : "none"; }

/// With one place, rounded half away from zero.
std::string rounded(const std::optional<Decimal>& value) {
  if (!value) return "none";
  constexpr std::int64_t tenth = Decimal::one / 10;
  const bool negative = value->units() < 0;
  const auto tenths = ((negative ? -value->units() : value->units()) + tenth / 2) / tenth;
  return (negative && tenths != 0 ? "-" : "") + std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string counted(std::size_t count) { return count == 0 ? "-" : std::to_string(count); }

std::string with_sign(Decimal value) { return (value.units() > 0 ? "+" : "") + rounded(value); }

std::string minute(Instant instant) { return to_string(instant).substr(0, 16) + "Z"; }

Decimal points_of(const MetricChange& change) {
  return Decimal::from_units(change.missing.units() + change.ageing.units() + change.values.units() +
                             change.definition.units());
}

template <class Line>
void print_parts(std::ostream& out, const std::string& name, const std::string& before, const std::string& after,
                 const Line& line, Decimal total) {
  out << "  " << left(name, 42) << right(before, 10) << right(after, 10);
  for (const auto part : {line.missing, line.ageing, line.values, line.definition, total}) {
    out << right(part.to_string(), 11);
  }
  out << '\n';
}

std::size_t moved(const SimulatedInstant& instant, std::string_view from, std::string_view to) {
  for (const auto& move : instant.migration) {
    if (move.from == from && move.to == to) return move.records;
  }
  return 0;
}

void print_migration(std::ostream& out, const SimulatedInstant& instant) {
  out << "    " << left("from, to", 12);
  for (const auto to : bands) out << right(band_text(to), 11);
  out << '\n';
  for (const auto from : bands) {
    out << "    " << left(band_text(from), 12);
    for (const auto to : bands) {
      out << right(counted(moved(instant, from, to)), 11);
    }
    out << '\n';
  }
}

std::string name_in(const EngagementNames& names, Id engagement) {
  const auto found = names.find(engagement);
  return found == names.end() ? engagement.to_string() : found->second;
}

/// The metrics that moved a score, the strongest first.
std::string causes(const Mover& mover) {
  std::vector<std::pair<Decimal, std::string_view>> parts;
  for (const auto& metric : mover.metrics) {
    if (const auto points = points_of(metric); points.units() != 0) parts.emplace_back(points, metric.name);
  }
  const auto size = [](const auto& part) { return part.first.units() < 0 ? -part.first.units() : part.first.units(); };
  std::stable_sort(parts.begin(), parts.end(), [&](const auto& a, const auto& b) { return size(a) > size(b); });
  std::string text;
  for (const auto& [points, name] : parts) {
    text += (text.empty() ? "" : ", ") + with_sign(points) + " " + std::string(name);
  }
  return text;
}

void print_movers(std::ostream& out, const SimulatedInstant& instant, const EngagementNames& names) {
  out << "    " << left("moved most", 24) << right("score", 6) << right("to", 6) << right("points", 7)
      << "  what moved it\n";
  for (const auto& mover : instant.movers) {
    auto moved_by = left(causes(mover), 70);
    moved_by.erase(moved_by.find_last_not_of(' ') + 1);
    out << "    " << left(name_in(names, mover.record), 24) << right(rounded(mover.before), 6)
        << right(rounded(mover.after), 6) << right(with_sign(mover.difference), 7) << "  " << moved_by << '\n';
  }
}

void print_signals(std::ostream& out, const std::string& what, const std::vector<SimulatedRisk>& signals,
                   const EngagementNames& names) {
  out << "    signals that " << what << ": " << signals.size() << '\n';
  const auto shown = std::min(signals_shown, signals.size());
  for (std::size_t i = 0; i < shown; ++i) {
    out << "      " << signals[i].name << ", " << name_in(names, signals[i].engagement.id()) << '\n';
  }
  if (shown < signals.size()) out << "      … and " << signals.size() - shown << " more\n";
}

std::string days_text(const std::optional<Duration>& duration) {
  if (!duration) return "none";
  const auto days = (duration->count() + 43200) / 86400;
  return std::to_string(days) + (days == 1 ? " day" : " days");
}

std::string percent_text(const std::optional<Decimal>& percent) { return percent ? rounded(percent) + "%" : "none"; }

void print_quality(std::ostream& out, const BacktestQuality& quality) {
  const auto line = [&](const char* what, std::size_t alerted, std::size_t quiet, const std::string& meaning) {
    out << "  " << left(what, 12) << right(std::to_string(alerted), 8) << right(std::to_string(quiet), 8) << "   "
        << meaning << '\n';
  };
  out << "  " << left("", 12) << right("alerted", 8) << right("quiet", 8) << '\n';
  line("lost", quality.lost_alerted, quality.lost_quiet,
       "recall " + percent_text(quality.recall) + ": so many of the losses were alerted");
  line("renewed", quality.renewed_alerted, quality.renewed_quiet,
       "precision " + percent_text(quality.precision) + ": so many of the alerted contracts were lost");
  out << "  From the first alert to a loss: " << days_text(quality.lead_mean) << " on average, "
      << days_text(quality.lead_median) << " in the middle. Alerts without an outcome: " << quality.undecided << ".\n";
}

void print_distributions(std::ostream& out, const std::vector<ScoreDistribution>& distributions) {
  out << "  " << left("last score", 12);
  for (int tenth = 0; tenth < 10; ++tenth) out << right(std::to_string(tenth * 10) + "+", 5);
  for (const auto* name : {"mean", "median", "lowest", "highest", "none"}) out << right(name, 9);
  out << '\n';
  for (const auto& scores : distributions) {
    out << "  " << left(scores.lost ? "lost" : "renewed", 12);
    for (const auto count : scores.tenths) out << right(counted(count), 5);
    for (const auto& value : {scores.mean, scores.median, scores.lowest, scores.highest}) {
      out << right(rounded(value), 9);
    }
    out << right(std::to_string(scores.unknown), 9) << '\n';
  }
}

void print_notes(std::ostream& out, const std::vector<std::string>& notes) {
  for (const auto& note : notes) out << "    note: " << note << '\n';
}

}  // namespace

void print_change(std::ostream& out, const std::string& title, const HealthChange& change) {
  out << title << ", " << minute(change.before.as_of) << " to " << minute(change.after.as_of) << ":\n"
      << exact(change.before.score) << ' ' << band_text(change.before.color) << " became " << exact(change.after.score)
      << ' ' << band_text(change.after.color) << ", " << exact(change.difference) << " points\n\n  "
      << left("metric, its values, points by reason", 42) << right("before", 10) << right("after", 10);
  for (const auto* part : {"missing", "ageing", "values", "definition", "together"}) out << right(part, 11);
  out << '\n';
  for (const auto& metric : change.metrics) {
    print_parts(out, metric.name, exact(metric.before), exact(metric.after), metric, points_of(metric));
  }
  print_parts(out, "together", "", "", change, change.difference);
}

void print_simulation(std::ostream& out, const std::string& title, const Simulation& simulation,
                      const EngagementNames& names) {
  out << title << '\n';
  for (const auto& instant : simulation.instants) {
    out << "\n  At " << minute(instant.t) << ": " << instant.moved << " of " << instant.evaluated
        << " scores would be others\n";
    print_migration(out, instant);
    print_movers(out, instant, names);
    print_signals(out, "would come", instant.raised, names);
    print_signals(out, "would go", instant.relieved, names);
    print_notes(out, instant.notes);
  }
}

void print_backtest(std::ostream& out, const std::string& title, const Backtest& backtest) {
  out << title << "\n\n  " << backtest.steps << " steps, " << backtest.evaluated
      << " engagements looked at; alerts: " << backtest.signals.size() << ", "
      << rounded(backtest.quality.alerts_per_week) << " a week\n";
  print_quality(out, backtest.quality);
  out << '\n';
  print_distributions(out, backtest.distributions);
  print_notes(out, backtest.notes);
}

}  // namespace portfolio
