// SPDX-License-Identifier: Apache-2.0
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <random>
#include <sstream>

#include "conformance/broken_disk.hpp"
#include "conformance/series_support.hpp"
#include "stores/sqlite/sqlite.hpp"

using namespace steward;
using namespace steward::conformance;
using namespace steward::support;

namespace {

using Writing = stores::SqliteOptions::Synchronous;
using Work = std::function<Result<void>(Connection&)>;
using Transaction = std::vector<Work>;

const TableInfo& account_table() { return table_info<Account>(); }

template <class T>
Result<void> without_value(const Result<T>& result) {
  if (!result) return result.error();
  return {};
}

Work says(std::vector<Delivery> deliveries, int owner_number = 1) {
  return [=](Connection& connection) { return without_value(connection.deliver(batch(deliveries, owner_number))); };
}

Work adds_account(std::uint64_t id) {
  return [=](Connection& connection) {
    return connection.insert(account_table(), std::vector<Row>{account_row(id, "Account " + std::to_string(id))});
  };
}

// Each transaction does both, so that no two states are alike.
const Work takes_number = [](Connection& connection) { return without_value(connection.next_sequence(1)); };
Work renames_account(const std::string& name) {
  return [=](Connection& connection) {
    const std::vector<std::size_t> fields{account_table().at("name")};
    return connection.update(account_table(), std::vector<Row>{account_row(1, name)}, fields);
  };
}

Work erases_account(std::uint64_t id) {
  return [=](Connection& connection) { return connection.erase(account_table(), std::vector<Id>{id_of(id)}); };
}

Work erases_contexts(const std::vector<Id>& gone) {
  return [=](Connection& connection) { return connection.erase_contexts("engagement", gone); };
}

Work drops_before(int start) {
  return [=](Connection& connection) { return without_value(connection.drop_before(owner(1), at_ms(start))); };
}

Work erases_owner(int number) {
  return [=](Connection& connection) {
    return connection.erase_owner(store::SeriesKind::context_data, owner(number).owner);
  };
}

// Periods of several sources; each counts for one or two of a few contexts.
std::vector<Delivery> periods(int first, int sources, int start, int count, int recorded, int change = 0) {
  std::vector<Delivery> said;
  for (int source = first; source < first + sources; ++source) {
    for (int at = start; at < start + count; ++at) {
      Delivery one{source, at, recorded, (source * 31 + at * 17) % 1000 + change, 1, {200 + source % 4}};
      if (at % 3 == 0) one.contexts.push_back(210 + source % 7);
      said.push_back(one);
    }
  }
  return said;
}

// More pairs of context and source than one segment of the index holds.
std::vector<Delivery> many_pairs() {
  std::vector<Delivery> said;
  for (int source = 1; source <= 115; ++source) {
    said.push_back({source, 10, 100, source, 1, {101, 102, 103, 104, 105, 106, 107, 108, 109}});
  }
  return said;
}

// Fresh, repeated, corrected and late deliveries; then enough small ones that chunks are put together.
std::vector<Transaction> make_transactions() {
  std::vector<Transaction> all{
      {adds_account(2), adds_account(3), says(periods(1, 30, 10, 10, 100))},
      {says(periods(1, 30, 10, 10, 100)), adds_account(4)},
      {says(periods(1, 12, 10, 10, 200, 1)), erases_account(3)},
      {says(periods(5, 10, 10, 10, 50, 2)), says(periods(1, 18, 10, 10, 300, 3))},
      {says(many_pairs(), 2)},
  };
  for (int i = 0; i < 17; ++i) all.push_back({says({{60 + i % 5, 30 + i, 400, i, 1, {201}}})});
  Transaction small;
  for (int i = 0; i < 20; ++i) {
    small.push_back(says({{1 + i % 4, 60 + i, 500, i, 2, {202, 203}}, {70, 10 + i, 500, i, 1, {}}}));
  }
  all.push_back(small);
  for (int i = 0; i < 4; ++i) {
    Transaction larger;
    for (int j = 0; j < 4; ++j) larger.push_back(says(periods(100 + 4 * i, 4, 10 + 9 * j, 9, 600)));
    all.push_back(larger);
  }
  all.push_back({erases_contexts({id_of(201), id_of(105)}), adds_account(5), says(periods(1, 6, 10, 10, 700, 5))});
  all.push_back({drops_before(14), erases_account(2)});
  all.push_back({says(periods(1, 6, 10, 8, 800, 6)), erases_owner(2), says(many_pairs(), 3)});
  return all;
}

const std::vector<Transaction>& transactions() {
  static const auto all = make_transactions();
  return all;
}

// After some transactions the file is closed and opened again, after others the WAL is written back.
bool reopens_after(std::size_t done) { return done % 9 == 5; }
bool checkpoints_after(std::size_t done) { return done % 4 == 3; }

struct Content {
  std::vector<Row> accounts;
  std::vector<std::vector<SeriesTuple>> series;
  friend bool operator==(const Content&, const Content&) = default;
};

Result<Content> content_of(Connection& connection) {
  Content found;
  const auto keep = [&](Row&& row) { return found.accounts.push_back(std::move(row)), true; };
  if (auto read = connection.scan(query(account_table()), keep); !read) return read.error();
  for (const int number : {1, 2, 3}) {
    auto past = connection.history(owner(number));
    if (!past) return past.error();
    found.series.push_back(tuples(*past));
    for (const int known_at : {350, 9999}) {
      auto now = connection.latest({owner(number), "engagement", at_ms(9999), at_ms(known_at), {}});
      if (!now) return now.error();
      found.series.push_back(tuples(*now));
    }
  }
  return found;
}

/// How a piece of work on the store ended.
enum class Answer { kept, refused, unclear };

// A failure of the disk is told as one, not as damage or as a fault of the caller.
Answer refusal_of(Connection& connection, const Error& error) {
  INFO(error.to_string());
  const bool unclear = error.category() == Category::outcome_unknown;
  CHECK((unclear || error.category() == Category::storage));
  CHECK(error.code() != "database_corrupt");
  connection.rollback();
  CHECK_FALSE(connection.in_transaction());
  return unclear ? Answer::unclear : Answer::refused;
}

Result<void> work_of(Connection& connection, std::size_t number, bool stubborn) {
  auto parts = transactions()[number];
  parts.insert(parts.begin(), {takes_number, renames_account("After " + std::to_string(number))});
  for (const auto& part : parts) {
    auto done = part(connection);
    if (!done && stubborn) done = part(connection);
    if (!done) return done;
  }
  return {};
}

// `stubborn`: a part that fails is tried once more, as if the transaction were still there. SQLite may have ended it,
// and then nothing may be written outside of it.
Answer attempt(Connection& connection, std::size_t number, bool stubborn) {
  if (auto begun = connection.begin(Connection::Mode::write); !begun) return refusal_of(connection, begun.error());
  if (auto done = work_of(connection, number, stubborn); !done) return refusal_of(connection, done.error());
  if (auto done = connection.commit(); !done) return refusal_of(connection, done.error());
  return Answer::kept;
}

// The content after each number of transactions, by the store that has no disk.
const std::vector<Content>& states() {
  static const auto all = [] {
    const auto store = open_store("memory");
    const auto connection = store.connect();
    insert(*connection, account_table(), {account_row(1, "One")});
    std::vector<Content> result{ok(content_of(*connection))};
    for (std::size_t i = 0; i < transactions().size(); ++i) {
      REQUIRE(attempt(*connection, i, false) == Answer::kept);
      result.push_back(ok(content_of(*connection)));
    }
    return result;
  }();
  return all;
}

// The number of transactions that a content shows; nothing when it shows a part of one.
std::optional<std::size_t> state_of(const Result<Content>& content) {
  if (!content) return std::nullopt;
  const auto found = std::find(states().begin(), states().end(), *content);
  if (found == states().end()) return std::nullopt;
  return static_cast<std::size_t>(found - states().begin());
}

void remove_files(const std::string& path) {
  for (const std::string end : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(path + end);
}

struct RawHandle {
  explicit RawHandle(const std::string& path) { opened = sqlite3_open(path.c_str(), &db) == SQLITE_OK; }
  ~RawHandle() { sqlite3_close(db); }
  RawHandle(RawHandle&&) = delete;

  /// The first column of the rows, one after the other; nothing when it fails.
  [[nodiscard]] std::optional<std::string> run(const std::string& sql) const {
    std::string answer;
    const auto keep = [](void* to, int, char** values, char**) {
      *static_cast<std::string*>(to) += std::string(values[0]) + ";";
      return 0;
    };
    if (!opened || sqlite3_exec(db, sql.c_str(), keep, &answer, nullptr) != SQLITE_OK) return std::nullopt;
    return answer;
  }

  sqlite3* db = nullptr;
  bool opened = false;
};

bool is_whole(const std::string& path) { return RawHandle(path).run("PRAGMA integrity_check") == "ok;"; }

// True when all of the WAL is in the file and safe there.
bool write_back(const std::string& path) {
  const RawHandle raw(path);
  int in_wal = -1;
  int written = -1;
  // A connection that has read nothing does not know of the WAL.
  return raw.run("PRAGMA user_version") &&
         sqlite3_wal_checkpoint_v2(raw.db, nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_wal, &written) == SQLITE_OK &&
         in_wal >= 0 && in_wal == written;
}

// Without the tables that the scenario leaves alone: to read a hundred declarations takes longer than the rest.
void drop_other_tables(const std::string& path) {
  const RawHandle raw(path);
  const auto others = raw.run(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('account', 'domain') AND name NOT LIKE "
      "'steward%' AND name NOT LIKE 'sqlite%'");
  REQUIRE(others);
  std::istringstream names(*others);
  for (std::string name; std::getline(names, name, ';');) REQUIRE(raw.run("DROP TABLE \"" + name + "\""));
  REQUIRE(raw.run("VACUUM"));
}

// A database with one account, the same bytes each time.
void put_base(const std::string& path) {
  static const auto bytes = [] {
    const TempFolder folder;
    stores::SqliteOptions options;
    options.path = folder.file("base.db");
    model::Schema schema;
    {
      const auto connection = ok(ok(stores::open_sqlite(options, schema))->connect());
      insert(*connection, account_table(), {account_row(1, "One")});
    }
    drop_other_tables(options.path);
    REQUIRE_FALSE(std::filesystem::exists(options.path + "-wal"));
    std::ostringstream text;
    text << std::ifstream(options.path, std::ios::binary).rdbuf();
    return text.str();
  }();
  remove_files(path);
  std::ofstream(path, std::ios::binary) << bytes;
}

// So many of the operations from 1 to `last`, evenly spread.
std::vector<std::int64_t> spread(std::int64_t last, std::size_t wanted, std::mt19937& random) {
  std::vector<std::int64_t> chosen;
  const auto step = std::max<std::int64_t>(1, last / static_cast<std::int64_t>(wanted));
  for (std::int64_t from = 1; from <= last; from += step) {
    chosen.push_back(std::min(last, from + static_cast<std::int64_t>(random()) % step));
  }
  return chosen;
}

struct Settings {
  Writing synchronous = Writing::full;
  int cache_kib = 40;  ///< little, so that pages reach the WAL before the commit
};

/// A store on its way through the scenario.
class Journey {
 public:
  Journey(const Settings& settings, std::string path) {
    options_.path = std::move(path);
    options_.synchronous = settings.synchronous;
    options_.cache_kib = settings.cache_kib;
    options_.busy_timeout_ms = 0;
  }

  /// False when something fails; goes on from there when called again.
  bool go_on(bool stubborn = false) {
    unclear = false;
    if (connection == nullptr && !open()) return false;
    while (kept < transactions().size()) {
      const auto answer = attempt(*connection, kept, stubborn);
      unclear = answer == Answer::unclear;
      if (answer != Answer::kept) return false;
      ++kept;
      if (checkpoints_after(kept) && write_back(options_.path)) safe = kept;
      if (reopens_after(kept) && !open()) return false;
    }
    return true;
  }

  /// Closes what is open first: the file is alone for a moment.
  bool open() {
    connection.reset();
    if (database == nullptr) {
      schema = std::make_unique<model::Schema>();
      auto made = stores::open_sqlite(options_, *schema);
      if (!made) return refuse(made.error());
      database = std::move(*made);
    }
    auto connected = database->connect();
    if (!connected) return refuse(connected.error());
    connection = std::move(*connected);
    return true;
  }

  std::size_t kept = 0;  ///< transactions whose commit answered ok
  bool unclear = false;  ///< the next one may have happened
  std::size_t safe = 0;  ///< those written back to the file since
  std::unique_ptr<model::Schema> schema;
  std::shared_ptr<store::Database> database;
  std::unique_ptr<Connection> connection;

 private:
  static bool refuse(const Error& error) {
    INFO(error.to_string());
    CHECK(error.category() == Category::storage);
    CHECK(error.code() != "database_corrupt");
    return false;
  }

  stores::SqliteOptions options_;
};

// About so many operations of the whole scenario: half of them syncs, where a commit is decided, the others evenly
// spread but in no step with their pattern.
std::vector<std::int64_t> choose_operations(const Settings& settings, std::size_t wanted, std::mt19937& random) {
  const TempFolder folder;
  put_base(folder.file("a.db"));
  BrokenDisk disk;
  Journey journey(settings, folder.file("a.db"));
  REQUIRE(journey.go_on());
  std::vector<std::int64_t> chosen;
  std::sample(disk.syncs().begin(), disk.syncs().end(), std::back_inserter(chosen), wanted / 2, random);
  const auto others = spread(disk.operations(), wanted - chosen.size(), random);
  chosen.insert(chosen.end(), others.begin(), others.end());
  return chosen;
}

/// What the power left, and what it had to leave.
struct Remains {
  std::size_t kept = 0;
  std::size_t least = 0;
  std::size_t most = 0;
};

// Runs the scenario until the power goes and writes an image for each seed.
Remains cut_power(const Settings& settings, const TempFolder& folder, std::int64_t operation, bool deaf,
                  const std::vector<std::uint32_t>& seeds) {
  put_base(folder.file("a.db"));
  BrokenDisk disk;
  if (deaf) disk.ignore_syncs();
  disk.fail_at(operation, BrokenDisk::Fault::power_cut);
  Journey journey(settings, folder.file("a.db"));
  (void)journey.go_on();
  journey.connection.reset();
  CHECK(disk.failed());
  for (const auto seed : seeds) {
    const auto to = folder.file(std::to_string(seed) + ".db");
    remove_files(to);
    disk.crash_image(folder.file("a.db"), to, seed);
  }
  const auto least = settings.synchronous == Writing::full ? journey.kept : journey.safe;
  return {journey.kept, least, journey.kept + (journey.unclear ? 1 : 0)};
}

// The store works: the rest of the scenario, or one more delivery.
void check_goes_on(Journey& journey, bool to_the_end) {
  if (to_the_end) {
    CHECK(journey.go_on());
    CHECK(state_of(content_of(*journey.connection)) == transactions().size());
    return;
  }
  auto& connection = *journey.connection;
  ok(connection.begin(Connection::Mode::write));
  CHECK(ok(connection.next_sequence(1)) == static_cast<std::int64_t>(journey.kept) + 1);
  ok(connection.deliver(batch({{250, 5000, 9000, 5, 1, {7}}})));
  ok(connection.commit());
  CHECK(tuples(ok(connection.range({owner(1), at_ms(5000), at_ms(5001), at_ms(9000), {}, {}}))) ==
        std::vector<SeriesTuple>{{"account", 250, 7, 5000, 5001, 9000, -1, 5}});
}

// The state that an image shows, after checks that it is whole.
std::size_t check_image(const Settings& settings, const std::string& path, const Remains& remains, bool to_the_end) {
  Journey journey(settings, path);
  REQUIRE(journey.open());
  const auto content = content_of(*journey.connection);
  INFO("the image: " << (content ? "can be read" : content.error().to_string()));
  const auto state = state_of(content);
  REQUIRE(state);
  CHECK(*state >= remains.least);
  CHECK(*state <= remains.most);
  CHECK(is_whole(path));
  journey.kept = *state;
  check_goes_on(journey, to_the_end);
  return *state;
}

/// What the images of a test showed, so that it can tell that they differed.
struct Tally {
  int images = 0;
  int lost = 0;       ///< fewer transactions than had answered ok
  int undecided = 0;  ///< one more than had
};

Tally check_power_cuts(const Settings& settings, std::size_t wanted, std::size_t images) {
  std::mt19937 random(static_cast<std::uint32_t>(seed()));
  const TempFolder folder;
  Tally tally;
  for (const auto operation : choose_operations(settings, wanted, random)) {
    std::vector<std::uint32_t> seeds(images);
    std::generate(seeds.begin(), seeds.end(), std::ref(random));
    const auto remains = cut_power(settings, folder, operation, false, seeds);
    for (const auto one : seeds) {
      INFO("power cut at operation " << operation << ", image seed " << one << ", commits " << remains.kept);
      const auto path = folder.file(std::to_string(one) + ".db");
      const auto state = check_image(settings, path, remains, tally.images % 10 == 0);
      remove_files(path);
      ++tally.images;
      tally.lost += state < remains.kept ? 1 : 0;
      tally.undecided += state > remains.kept ? 1 : 0;
    }
  }
  return tally;
}

}  // namespace

TEST_CASE("the scenario puts chunks together and splits the index") {
  const TempFolder folder;
  const auto path = folder.file("a.db");
  put_base(path);
  Journey journey({}, path);
  REQUIRE(journey.go_on());
  const RawHandle raw(path);
  // It delivers more than 60 times, never more than 300 at once.
  CHECK(raw.run("SELECT count(*) < 20 FROM steward_series_chunk") == "1;");
  CHECK(raw.run("SELECT max(size) > 300 FROM steward_series_chunk") == "1;");
  CHECK(raw.run("SELECT max(parts) > 1 FROM (SELECT count(*) AS parts FROM steward_series_last GROUP BY owner)") ==
        "1;");
}

TEST_CASE("a power cut keeps every commit that answered ok, and nothing half") {
  const auto tally = check_power_cuts({Writing::full, GENERATE(40, 16384)}, 50, 2);
  CHECK(tally.lost == 0);
  CHECK(tally.undecided > 0);
}

TEST_CASE("with synchronous normal a power cut loses whole transactions at most, and only the last ones") {
  const auto tally = check_power_cuts({Writing::normal, GENERATE(40, 16384)}, 32, 2);
  CHECK(tally.lost > 0);
}

TEST_CASE("a disk that lies about its syncs does lose commits") {
  std::mt19937 random(static_cast<std::uint32_t>(seed()));
  const TempFolder folder;
  int lost = 0;
  for (const auto operation : choose_operations({}, 10, random)) {
    const auto remains = cut_power({}, folder, operation, true, {1});
    model::Schema schema;
    stores::SqliteOptions options;
    options.path = folder.file("1.db");
    const auto database = stores::open_sqlite(options, schema);
    const auto connection = database ? (*database)->connect() : database.error();
    const auto state = connection ? state_of(content_of(**connection)) : std::nullopt;
    lost += !state || *state < remains.kept ? 1 : 0;
  }
  CHECK(lost > 0);
}

namespace {

// The first operations, where the file gets its kind, and some of the others.
std::vector<std::int64_t> choose_of_creation(std::size_t first, std::mt19937& random) {
  const TempFolder folder;
  BrokenDisk disk;
  REQUIRE(Journey({}, folder.file("a.db")).open());
  auto chosen = spread(disk.operations(), 4, random);
  for (std::size_t i = 1; i <= first; ++i) chosen.push_back(static_cast<std::int64_t>(i));
  return chosen;
}

void check_made(const std::string& path) {
  Journey journey({}, path);
  const bool opens = journey.open();
  CHECK(opens);
  if (!opens) return;
  CHECK(is_whole(path));
  check_goes_on(journey, false);
}

}  // namespace

TEST_CASE("a power cut or a failure while a database is made leaves a file that opens") {
  std::mt19937 random(static_cast<std::uint32_t>(seed()));
  const auto fault = GENERATE(BrokenDisk::Fault::power_cut, BrokenDisk::Fault::for_ever);
  for (const auto operation : choose_of_creation(12, random)) {
    const TempFolder folder;
    const auto path = folder.file("a.db");
    const auto image = folder.file("image.db");
    const auto chosen = static_cast<std::uint32_t>(random());
    INFO("operation " << operation << ", image seed " << chosen);
    {
      BrokenDisk disk;
      disk.fail_at(operation, fault, operation % 2 == 0);
      (void)Journey({}, path).open();
      CHECK(disk.failed());
      if (fault == BrokenDisk::Fault::power_cut) disk.crash_image(path, image, chosen);
    }
    check_made(fault == BrokenDisk::Fault::power_cut ? image : path);
  }
}

namespace {

// What the store shows after a failure, by the same connection and a new one.
std::size_t check_after_failure(Journey& journey) {
  const bool lasting = journey.connection != nullptr;
  if (!lasting) REQUIRE(journey.open());
  const auto state = state_of(content_of(*journey.connection));
  REQUIRE(state);
  if (lasting) CHECK(state_of(content_of(*ok(journey.database->connect()))) == state);
  CHECK(*state >= journey.kept);
  CHECK(*state <= journey.kept + (journey.unclear ? 1 : 0));
  return *state;
}

// True when the fault was answered by an error rather than made good.
bool check_fault(const TempFolder& folder, std::int64_t operation, BrokenDisk::Fault fault, bool stubborn,
                 std::uint32_t image_seed) {
  const auto path = folder.file("a.db");
  const auto image = folder.file("image.db");
  bool refused = false;
  remove_files(image);
  put_base(path);
  {
    BrokenDisk disk;
    disk.fail_at(operation, fault, operation % 2 == 0);
    Journey journey({}, path);
    refused = !journey.go_on(stubborn);
    CHECK(disk.failed());
    if (refused && journey.connection != nullptr) journey.kept = check_after_failure(journey);
    if (refused && fault == BrokenDisk::Fault::for_ever) (void)journey.go_on();
    disk.mend();
    journey.kept = check_after_failure(journey);
    CHECK(journey.go_on());
    CHECK(state_of(content_of(*journey.connection)) == transactions().size());
    disk.crash_image(path, image, image_seed);
  }
  // What was promised after the failure is as safe as before it.
  const auto all = transactions().size();
  (void)check_image({}, image, {all, all, all}, false);
  return refused;
}

}  // namespace

TEST_CASE("a failing disk is an error that leaves the state before the transaction and a store that works") {
  std::mt19937 random(static_cast<std::uint32_t>(seed()));
  const auto [fault, stubborn] = GENERATE(table<BrokenDisk::Fault, bool>(
      {{BrokenDisk::Fault::once, false}, {BrokenDisk::Fault::once, true}, {BrokenDisk::Fault::for_ever, false}}));
  const TempFolder folder;
  const auto operations = choose_operations({}, 34, random);
  std::size_t refused = 0;
  for (const auto operation : operations) {
    const auto image_seed = static_cast<std::uint32_t>(random());
    INFO("operation " << operation << " fails, image seed " << image_seed);
    refused += check_fault(folder, operation, fault, stubborn, image_seed) ? 1 : 0;
  }
  CHECK(refused * 4 > operations.size());
}
