// SPDX-License-Identifier: Apache-2.0
#include "portfolio/work_page.hpp"

#include "portfolio/text_table.hpp"

namespace portfolio {

using namespace steward;

namespace {

template <class T>
Result<std::vector<T>> below(Session& session, std::string_view field, Id parent, const std::string& order = "number") {
  FindOptions options;
  options.where = std::string(field) + " = \"" + parent.to_string() + "\"";
  options.order_by = order;
  options.limit = 1000;
  auto page = session.find<T>(options);
  if (!page) return page.error();
  return std::move(page->items);
}

std::string minute(Instant instant) { return to_string(instant).substr(0, 16) + "Z"; }

std::string counted(std::int64_t count, std::int64_t open, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? ", " : "s, ") + std::to_string(open) + " open";
}

template <class T>
PlanLine line(std::size_t depth, const T& record, const std::string& title, std::string figures) {
  return {depth,
          record.number,
          title,
          std::string(record.state.text()),
          std::string(record.progress.text()),
          std::move(figures)};
}

/// In a currency with two decimal places, as all of the portfolio.
std::string money_text(const Money& money) {
  return Hundredths::from_units(money.amount).to_string() + " " + std::string(money.currency.code());
}

std::string figures_of(const SuccessOutcome& outcome) {
  if (!outcome.current_value || !outcome.target_value) return {};
  auto text = outcome.current_value->to_string() + " of " + outcome.target_value->to_string();
  if (outcome.unit) text += " " + std::string(outcome.unit->text());
  if (outcome.value_realized_pct) text += ", " + whole(*outcome.value_realized_pct) + "% of the way";
  return text;
}

/// Walks down from the engagement; the first failure ends the walk.
class Reader {
 public:
  Reader(Session& session, WorkPage& page) : session_(session), page_(page) {}

  Result<void> run() {
    if (auto read = plan(); !read) return read;
    if (auto read = other_work(); !read) return read;
    return history();
  }

 private:
  Result<void> plan() {
    auto objectives = below<SuccessObjective>(session_, "engagement", page_.engagement.id);
    if (!objectives) return objectives.error();
    for (const auto& objective : *objectives) {
      const auto done = std::to_string(objective.initiatives_completed) + " of " +
                        std::to_string(objective.initiatives_total) + " initiatives done";
      page_.lines.push_back(line(0, objective, objective.title, done));
      auto outcomes = below<SuccessOutcome>(session_, "success_objective", objective.id);
      if (!outcomes) return outcomes.error();
      for (const auto& outcome : *outcomes) {
        page_.lines.push_back(line(1, outcome, outcome.title, figures_of(outcome)));
        if (auto read = initiatives(outcome); !read) return read;
      }
    }
    return {};
  }

  Result<void> initiatives(const SuccessOutcome& outcome) {
    auto initiatives = below<SuccessInitiative>(session_, "success_outcome", outcome.id);
    if (!initiatives) return initiatives.error();
    for (const auto& initiative : *initiatives) {
      const auto figures = counted(initiative.task_count, initiative.open_task_count, "task");
      page_.lines.push_back(line(2, initiative, initiative.subject, figures));
      if (auto read = tasks("success_initiative", initiative.id, 3); !read) return read;
      if (page_.stream_of.empty()) {
        auto stream = session_.activity_stream("success_initiative", initiative.id);
        if (!stream) return stream.error();
        page_.stream_of = initiative.number + " " + initiative.subject;
        page_.stream = std::move(stream->items);
      }
    }
    return {};
  }

  Result<void> tasks(std::string_view field, Id parent, std::size_t depth) {
    auto tasks = below<SuccessTask>(session_, field, parent);
    if (!tasks) return tasks.error();
    for (const auto& task : *tasks) {
      page_.lines.push_back(line(depth, task, task.subject, task.due_date ? "due " + minute(*task.due_date) : ""));
    }
    return {};
  }

  Result<void> other_work() {
    const Id engagement = page_.engagement.id;
    auto touchpoints = below<Touchpoint>(session_, "engagement", engagement);
    if (!touchpoints) return touchpoints.error();
    for (const auto& touchpoint : *touchpoints) {
      page_.lines.push_back(line(0, touchpoint, touchpoint.subject, {}));
      auto meetings = below<Meeting>(session_, "touchpoint", touchpoint.id);
      if (!meetings) return meetings.error();
      for (const auto& meeting : *meetings) {
        const auto invited = std::to_string(meeting.invitees.size()) + " invited";
        const auto start = meeting.start_at ? minute(*meeting.start_at) + ", " : std::string();
        page_.lines.push_back(
            {1, meeting.number, meeting.subject, std::string(meeting.state.text()), {}, start + invited});
      }
    }
    auto plays = below<CustomerPlay>(session_, "engagement", engagement);
    if (!plays) return plays.error();
    for (const auto& play : *plays) {
      const auto figures = counted(play.task_count, play.open_task_count, "task");
      page_.lines.push_back(line(0, play, play.short_description, figures));
      if (auto read = tasks("customer_play", play.id, 1); !read) return read;
    }
    auto inner = below<InternalPlay>(session_, "engagement", engagement);
    if (!inner) return inner.error();
    for (const auto& play : *inner) {
      page_.lines.push_back(
          line(0, play, play.short_description, counted(play.task_count, play.open_task_count, "task")));
    }
    return {};
  }

  Result<void> history() {
    auto timeline = below<Activity>(session_, "engagement", page_.engagement.id, "occurred_at");
    if (!timeline) return timeline.error();
    page_.timeline = std::move(*timeline);
    return {};
  }

  Session& session_;
  WorkPage& page_;
};

/// `left` for the last column: nothing behind it.
std::string last(std::string_view text, std::size_t width) {
  auto result = left(text, width);
  result.erase(result.find_last_not_of(' ') + 1);
  return result;
}

/// JSON of changes without its outer braces.
std::string inner(const std::string& json) { return json.size() < 2 ? json : json.substr(1, json.size() - 2); }

}  // namespace

Result<WorkPage> read_work(Session& session, Ref<Engagement> engagement) {
  WorkPage page;
  auto read = session.get(engagement);
  if (!read) return read.error();
  page.engagement = std::move(*read);
  if (auto done = Reader(session, page).run(); !done) return done.error();
  return page;
}

void print_plan(std::ostream& out, const std::string& account, const WorkPage& page) {
  const auto& engagement = page.engagement;
  out << "Work of " << account << ", engagement " << engagement.number << ": " << engagement.objective_count
      << (engagement.objective_count == 1 ? " objective" : " objectives");
  if (engagement.contract_value) out << ", contracts of " << money_text(*engagement.contract_value);
  out << "\n\n";
  for (const auto& line : page.lines) {
    const std::string indent(2 * line.depth, ' ');
    const auto text = left(indent + line.number + " " + line.title, 54) + " " + left(line.state, 12) +
                      left(line.progress, 12) + line.figures;
    out << "  " << last(text, 118) << '\n';
  }
}

void print_stream(std::ostream& out, const WorkPage& page) {
  out << "Activity stream of " << page.stream_of << ", newest first\n\n";
  for (const auto& entry : page.stream) {
    const auto what = entry.kind == "insert" ? std::string("created")
                      : entry.text.empty()   ? inner(entry.changes)
                                             : entry.kind + ": " + entry.text;
    out << "  " << minute(entry.at) << "  " << left(entry.by ? entry.by_name : "system", 8) << last(what, 90) << '\n';
  }
}

void print_timeline(std::ostream& out, const WorkPage& page) {
  out << "Timeline of " << page.engagement.number << "\n\n";
  for (const auto& entry : page.timeline) {
    const auto line = left(entry.occurred_at ? minute(*entry.occurred_at) : "", 19) +
                      left(entry.kind ? entry.kind->text() : "", 23) + left(entry.title, 35) + " " +
                      inner(entry.changes);
    out << "  " << last(line, 118) << '\n';
  }
}

}  // namespace portfolio
