// SPDX-License-Identifier: Apache-2.0
#include "portfolio/overview.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <utility>

#include "portfolio/text_table.hpp"

namespace portfolio {

using namespace steward;

namespace {

constexpr std::size_t trend_weeks = 12;

/// All rows that match, page by page.
template <class T>
Result<std::vector<T>> all(Session& session, const std::string& where = {}, const std::string& order = {}) {
  FindOptions options;
  options.where = where;
  options.order_by = order;
  options.limit = 1000;
  std::vector<T> rows;
  do {
    auto page = session.find<T>(options);
    if (!page) return page.error();
    rows.insert(rows.end(), std::make_move_iterator(page->items.begin()), std::make_move_iterator(page->items.end()));
    options.after = page->next;
  } while (!options.after.empty());
  return rows;
}

using Names = std::unordered_map<Id, std::string>;

template <class T>
Result<Names> names(Session& session) {
  auto rows = all<T>(session);
  if (!rows) return rows.error();
  Names result;
  for (auto& row : *rows) result.emplace(row.id, std::move(row.name));
  return result;
}

std::string name_in(const Names& names, const Id& id) {
  const auto found = names.find(id);
  return found == names.end() ? std::string() : found->second;
}
template <class T>
std::string name_in(const Names& names, const std::optional<Ref<T>>& ref) {
  return ref ? name_in(names, ref->id()) : std::string();
}

class OverviewReader {
 public:
  explicit OverviewReader(Session& session) : session_(session) {}

  Result<Overview> run() {
    auto accounts = names<Account>(session_);
    if (!accounts) return accounts.error();
    accounts_ = std::move(*accounts);
    if (auto read = risks(); !read) return read.error();
    if (auto read = engagements(); !read) return read.error();
    return std::move(overview_);
  }

 private:
  Result<void> engagements() {
    auto users = names<User>(session_);
    if (!users) return users.error();
    auto rows = all<Engagement>(session_, "active = true");
    if (!rows) return rows.error();
    for (const auto& row : *rows) {
      EngagementLine line;
      line.engagement = Ref<Engagement>(row.id);
      line.number = row.number;
      line.account = name_in(accounts_, row.account.id());
      line.stage = row.stage.text();
      line.manager = name_in(*users, row.customer_success_manager);
      line.score = row.health_score;
      line.coverage = row.health_coverage;
      line.risks = active_[row.id];
      if (auto read = trend_and_color(line); !read) return read;
      overview_.engagements.push_back(std::move(line));
    }
    const auto rank = [](const EngagementLine& line) {
      return std::pair(line.score ? line.score->units() : 101 * Decimal::one, line.number);
    };
    std::sort(overview_.engagements.begin(), overview_.engagements.end(),
              [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    return {};
  }

  Result<void> trend_and_color(EngagementLine& line) {
    auto weeks = session_.weekly_trend(line.engagement, trend_weeks);
    if (!weeks) return weeks.error();
    for (const auto& week : *weeks) line.weeks.push_back(week.score);
    if (!line.score) return {};
    auto band = session_.color_of(*line.score);
    if (!band) return band.error();
    if (*band) line.color = (*band)->color;
    return {};
  }

  Result<void> risks() {
    auto definitions = names<RiskDefinition>(session_);
    if (!definitions) return definitions.error();
    auto categories = names<SuccessChoice>(session_);
    if (!categories) return categories.error();
    auto occurrences = all<RiskOccurrence>(session_, {}, "end_date");
    if (!occurrences) return occurrences.error();
    std::unordered_map<Id, const RiskOccurrence*> last;
    for (const auto& occurrence : *occurrences) last[occurrence.risk_signal.id()] = &occurrence;
    auto signals = all<RiskSignal>(session_, "active = true", "number");
    if (!signals) return signals.error();
    for (const auto& signal : *signals) {
      RiskLine line{signal.number,
                    name_in(accounts_, signal.account),
                    name_in(*categories, signal.category),
                    name_in(*definitions, signal.risk_definition),
                    signal.occurrence_count,
                    {},
                    {},
                    {}};
      if (const auto found = last.find(signal.id); found != last.end()) {
        line.value = found->second->current_value;
        line.threshold = found->second->threshold;
        line.gap = found->second->gap;
      }
      if (signal.engagement) ++active_[signal.engagement->id()];
      overview_.risks.push_back(std::move(line));
    }
    return {};
  }

  Session& session_;
  Overview overview_;
  Names accounts_;
  std::unordered_map<Id, std::size_t> active_;
};

std::string decimal_text(const std::optional<Decimal>& value) { return value ? value->to_string() : "-"; }

void print_rest(std::ostream& out, std::size_t shown, std::size_t total, const char* what) {
  if (shown < total) out << "  … and " << total - shown << " more " << what << " (--rows)\n";
}

}  // namespace

Result<Overview> read_overview(Session& session) { return OverviewReader(session).run(); }

void print_engagements(std::ostream& out, const Overview& overview, std::size_t rows) {
  out << "Portfolio, by health score\n\n  " << left("engagement", 12) << left("account", 20) << left("stage", 20)
      << left("manager", 9) << left("health", 11) << right("score", 5) << "  " << left("last 12 weeks", 15)
      << right("coverage", 8) << right("risks", 7) << '\n';
  const auto shown = std::min(rows, overview.engagements.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& line = overview.engagements[i];
    out << "  " << left(line.number, 12) << left(line.account, 20) << left(line.stage, 20) << left(line.manager, 9)
        << left(band_text(line.color), 11) << right(line.score ? whole(*line.score) : "-", 5) << "  "
        << left(spark_line(line.weeks), 15) << right(line.coverage ? whole(*line.coverage) + "%" : "-", 8)
        << right(line.risks == 0 ? "" : std::to_string(line.risks), 7) << '\n';
  }
  print_rest(out, shown, overview.engagements.size(), "engagements");
}

void print_bands(std::ostream& out, const Overview& overview) {
  std::map<std::string, std::size_t> count;
  for (const auto& line : overview.engagements) ++count[line.color];
  out << '\n';
  for (const std::string color : {"green", "yellow", "red", ""}) {
    const auto share = overview.engagements.empty() ? 0 : 100 * count[color] / overview.engagements.size();
    out << "  " << left(band_text(color), 11) << right(std::to_string(count[color]), 5)
        << right(std::to_string(share) + "%", 6) << '\n';
  }
}

void print_risks(std::ostream& out, const Overview& overview, std::size_t rows, std::string_view account) {
  out << "Active risks" << (account.empty() ? "" : " of ") << account << "\n\n  " << left("risk", 13)
      << left("account", 18) << left("category", 18) << left("definition", 33) << right("times", 5) << right("value", 9)
      << right("threshold", 11) << right("gap", 8) << '\n';
  std::size_t shown = 0;
  std::size_t total = 0;
  for (const auto& line : overview.risks) {
    if (!account.empty() && line.account != account) continue;
    if (++total > rows) continue;
    ++shown;
    out << "  " << left(line.number, 13) << left(line.account, 18) << left(line.category, 18)
        << left(line.definition, 33) << right(std::to_string(line.occurrences), 5) << right(decimal_text(line.value), 9)
        << right(decimal_text(line.threshold), 11) << right(decimal_text(line.gap), 8) << '\n';
  }
  print_rest(out, shown, total, "risks");
}

}  // namespace portfolio
