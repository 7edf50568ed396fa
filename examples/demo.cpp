// SPDX-License-Identifier: Apache-2.0
// A portfolio of about 200 engagements from CSV files to scores, explanations, plans, timelines and risks, and what
// would have been with other definitions.

#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "portfolio/analysis.hpp"
#include "portfolio/explanation.hpp"
#include "portfolio/overview.hpp"
#include "portfolio/questions.hpp"
#include "portfolio/replay.hpp"
#include "portfolio/story.hpp"
#include "portfolio/work_page.hpp"
#include "steward/steward.hpp"

#ifndef STEWARD_SOURCE_DIR
#define STEWARD_SOURCE_DIR "."
#endif

namespace {

using namespace steward;

constexpr const char* usage =
    "usage: steward_demo [--rows N] [--data FOLDER] [--db PATH | --memory] [--json PATH]\n"
    "  --rows N       lines of each table (25)\n"
    "  --data FOLDER  the CSV files (examples/data)\n"
    "  --db PATH      keep the database; the file must not exist\n"
    "  --memory       no database file at all\n"
    "  --json PATH    writes the explained score, change, simulation and backtest as one JSON document\n";

struct Options {
  std::size_t rows = 25;
  std::string data = STEWARD_SOURCE_DIR "/examples/data";
  std::string db;
  std::string json;
  bool memory = false;
  bool help = false;
};

std::optional<Options> read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--memory") {
      options.memory = true;
    } else if (name == "--help") {
      options.help = true;
    } else if (i + 1 == argc) {
      return std::nullopt;
    } else if (const std::string_view value = argv[++i]; name == "--data") {
      options.data = value;
    } else if (name == "--db") {
      options.db = value;
    } else if (name == "--json") {
      options.json = value;
    } else if (name == "--rows") {
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), options.rows);
      if (error != std::errc() || end != value.data() + value.size()) return std::nullopt;
    } else {
      return std::nullopt;
    }
  }
  if (options.memory && !options.db.empty()) return std::nullopt;
  return options;
}

/// A folder of its own for the database of one run.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    auto name = (std::filesystem::temp_directory_path() / "steward-demo-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void tell(const std::string& what, std::size_t done, std::size_t total) {
  if (isatty(STDERR_FILENO) == 0) return;
  std::cerr << "\r\033[K" << what << ' ' << done << " of " << total << (done == total ? "\n" : "") << std::flush;
}

/// How many lines were loaded; all that were refused, each with its place.
void print_files(std::ostream& out, const portfolio::Loaded& loaded) {
  std::size_t records = 0;
  std::size_t values = 0;
  std::vector<const portfolio::Problem*> refused;
  const auto add = [&](const portfolio::FileReport& report, std::size_t& count) {
    count += report.loaded;
    for (const auto& problem : report.refused) refused.push_back(&problem);
  };
  for (const auto& file : loaded.files) add(file, records);
  add(loaded.renewals.report, records);
  for (const auto& series : loaded.series) add(series.report, values);
  out << "Loaded " << records << " records and " << values << " metric values; refused " << refused.size()
      << " lines.\n";
  for (const auto* problem : refused) out << "  " << problem->to_string() << '\n';
  out << '\n';
}

Result<Engagement> example_engagement(Session& session) {
  FindOptions options;
  options.where = "account.name = \"Genixify\"";
  options.order_by = "number";
  auto found = session.find<Engagement>(options);
  if (!found) return found.error();
  if (found->items.empty()) return Error("not_found", Category::not_found, "there is no engagement of Genixify");
  return found->items.front();
}

Result<void> explain_example(Session& session) {
  auto engagement = example_engagement(session);
  if (!engagement) return engagement.error();
  auto score = session.score(Ref<Engagement>(engagement->id), portfolio::story_end());
  if (!score) return score.error();
  portfolio::print_explanation(std::cout, "Health of Genixify, engagement " + engagement->number, *score);
  std::cout << '\n';
  return {};
}

Result<void> show_work(Session& session) {
  auto engagement = example_engagement(session);
  if (!engagement) return engagement.error();
  auto page = portfolio::read_work(session, Ref<Engagement>(engagement->id));
  if (!page) return page.error();
  portfolio::print_plan(std::cout, "Genixify", *page);
  std::cout << '\n';
  portfolio::print_stream(std::cout, *page);
  std::cout << '\n';
  portfolio::print_timeline(std::cout, *page);
  std::cout << '\n';
  return {};
}

/// What changed, what would change, and what a definition would have told.
Result<void> show_analyses(Session& session, const portfolio::Overview& overview,
                           const portfolio::Questions& questions) {
  const auto names = portfolio::names_of(overview);
  const auto changed = names.find(questions.changed.id());
  const auto change = session.explain_change(questions.changed, questions.from, questions.to);
  if (!change) return change.error();
  portfolio::print_change(std::cout, "What changed for " + (changed == names.end() ? "" : changed->second), *change);
  std::cout << '\n';
  const auto simulation = session.simulate(questions.proposal, questions.simulation);
  if (!simulation) return simulation.error();
  portfolio::print_simulation(
      std::cout, "What if \"" + questions.tested_name + "\" had other weights:\n" + questions.proposal_text,
      *simulation, names);
  std::cout << '\n';
  const auto backtest = session.backtest(questions.tested, questions.backtest);
  if (!backtest) return backtest.error();
  portfolio::print_backtest(std::cout,
                            "How well scores below " + questions.backtest.alert_below->to_string() +
                                " told in time that a contract would be lost, with \"" + questions.tested_name + "\"",
                            *backtest);
  std::cout << '\n';
  return {};
}

Result<void> write_answers(Session& session, const portfolio::Questions& questions, const std::string& path) {
  const auto answers = portfolio::answers_as_json(session, questions);
  if (!answers) return answers.error();
  std::ofstream file(path, std::ios::binary);
  file << *answers;
  if (!file.flush()) return Error("file_unwritable", Category::storage, path + " cannot be written");
  std::cout << "Explained score, change, simulation and backtest as JSON: " << path << "\n\n";
  return {};
}

/// The manager's own session: what is done in it bears the manager's name.
Result<void> live_summer(Engine& engine, Session& session, portfolio::ManualClock& clock) {
  auto manager = portfolio::manager_session(engine, session);
  if (!manager) return manager.error();
  return portfolio::live_summer(*manager, clock);
}

Result<void> check_again(Session& session) {
  auto changes = portfolio::run_jobs_again(session);
  if (!changes) return changes.error();
  for (const auto& change : *changes) std::cerr << change << '\n';
  if (!changes->empty()) {
    return Error("not_repeatable", Category::internal,
                 "running all jobs again changed " + std::to_string(changes->size()) + " things");
  }
  std::cout << "All jobs ran once more at the same time and changed nothing.\n";
  return {};
}

Result<void> run(const Options& options, const std::string& path) {
  const auto clock = std::make_shared<portfolio::ManualClock>(portfolio::story_start());
  EngineOptions engine_options;
  engine_options.path = path;
  engine_options.synchronous = Synchronous::normal;
  engine_options.clock = clock;
  engine_options.id_seed = 1;
  auto engine = Engine::open(engine_options);
  if (!engine) return engine.error();
  auto session = engine->system_session();
  if (!session) return session.error();

  auto loaded = portfolio::load(*session, options.data, tell);
  if (!loaded) return loaded.error();
  if (auto lived = live_summer(*engine, *session, *clock); !lived) return lived;
  if (auto lived = portfolio::replay(*session, *clock, *loaded, tell); !lived) return lived;
  print_files(std::cout, *loaded);

  auto overview = portfolio::read_overview(*session);
  if (!overview) return overview.error();
  portfolio::print_engagements(std::cout, *overview, options.rows);
  portfolio::print_bands(std::cout, *overview);
  std::cout << '\n';
  if (auto explained = explain_example(*session); !explained) return explained;
  if (auto shown = show_work(*session); !shown) return shown;
  portfolio::print_risks(std::cout, *overview, options.rows, "Genixify");
  std::cout << '\n';
  portfolio::print_risks(std::cout, *overview, options.rows);
  std::cout << '\n';
  const auto questions = portfolio::ask(*session, *overview);
  if (!questions) return questions.error();
  if (auto shown = show_analyses(*session, *overview, *questions); !shown) return shown;
  if (!options.json.empty()) {
    if (auto written = write_answers(*session, *questions, options.json); !written) return written;
  }
  return check_again(*session);
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = read_options(argc, argv);
  if (!options || options->help) {
    (options ? std::cout : std::cerr) << usage;
    return options ? 0 : 2;
  }
  if (!options->db.empty() && std::filesystem::exists(options->db)) {
    std::cerr << "steward_demo: " << options->db << " exists; the demo needs a fresh file\n";
    return 1;
  }
  const TemporaryFolder folder;
  auto path = options->db;
  if (path.empty() && !options->memory) {
    if (folder.path().empty()) {
      std::cerr << "steward_demo: there is no place for a temporary file; try --memory\n";
      return 1;
    }
    path = folder.path() + "/demo.db";
  }
  if (auto done = run(*options, path); !done) {
    std::cerr << "steward_demo: " << done.error().to_string() << '\n';
    return 1;
  }
  return 0;
}
