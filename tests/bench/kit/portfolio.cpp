// SPDX-License-Identifier: Apache-2.0
#include "bench/kit/portfolio.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "bench/bench.hpp"
#include "bench/kit/groups.hpp"

namespace steward::bench::kit {

namespace {

constexpr std::size_t batch_size = 5000;

HostField host_field(std::string_view name, FieldType type, std::string_view target) {
  HostField field;
  field.name = name;
  field.type = type;
  field.required = true;
  field.target = target;
  if (type == FieldType::string) field.max_length = 64;
  return field;
}

/// Where the host says which engagement a source record counts for.
HostTable usage_record_table() {
  HostTable table;
  table.name = "usage_record";
  table.domain_from = "engagement";
  table.fields = {host_field("engagement", FieldType::ref, "engagement"), host_field("key", FieldType::string, "")};
  return table;
}

EngineOptions store_options(const std::string& path, Synchronous synchronous, std::shared_ptr<const Clock> clock) {
  EngineOptions options;
  options.path = path;
  options.synchronous = synchronous;
  options.clock = std::move(clock);
  options.host_tables = {usage_record_table(), kit_task_table()};
  return options;
}

void set_property(Session& session, const std::string& key, const std::string& value) {
  FindOptions options;
  options.where = "key = \"" + key + "\"";
  for (auto& property : need(session.find<Property>(options)).items) {
    property.value = value;
    need(session.update(property));
  }
}

void add_people(Session& session, const Places& places) {
  Batches batches(session);
  read_csv(places.data + "/users.csv", [&](const Fields& fields) {
    User user;
    user.id = id_of(Kind::user, whole(fields.at(0)));
    user.user_name = user.name = std::string(fields.at(1));
    user.active = whole(fields.at(2)) != 0;
    batches.step();
    need(session.create(user));
  });
  read_csv(places.data + "/accounts.csv", [&](const Fields& fields) {
    const auto number = whole(fields.at(0));
    Account account;
    account.id = id_of(Kind::account, number);
    account.name = std::string(fields.at(1));
    account.industry = fmt::format("R{}S{}", fields.at(2), fields.at(3));
    batches.step();
    need(session.create(account));
    OnboardingCase onboarding;
    onboarding.id = id_of(Kind::onboarding, number);
    onboarding.account = Ref<Account>(account.id);
    need(session.create(onboarding));
  });
  batches.finish();
}

Engagement engagement_of(const Fields& fields) {
  constexpr PerceivedHealth status[] = {PerceivedHealth::green, PerceivedHealth::yellow, PerceivedHealth::red};
  Engagement engagement;
  engagement.id = id_of(Kind::engagement, whole(fields.at(0)));
  engagement.account = Ref<Account>(id_of(Kind::account, whole(fields.at(1))));
  engagement.initial_onboarding = Ref<OnboardingCase>(id_of(Kind::onboarding, whole(fields.at(1))));
  engagement.customer_success_manager = Ref<User>(id_of(Kind::user, whole(fields.at(2))));
  engagement.title = fmt::format("Engagement {}", fields.at(0));
  set_stage(engagement, whole(fields.at(4)));
  engagement.perceived_health = status[static_cast<std::size_t>(whole(fields.at(5)))];
  engagement.go_live_date = Date(std::chrono::days(whole(fields.at(6)) / 1000));
  engagement.renewal_date = Date(std::chrono::days(whole(fields.at(8))));
  return engagement;
}

void add_engagements(Session& session, const Places& places) {
  Batches batches(session);
  read_csv(places.data + "/engagements.csv", [&](const Fields& fields) {
    batches.step();
    need(session.create(engagement_of(fields)));
  });
  std::vector<std::int64_t> mapped{0};
  read_csv(places.data + "/mapping.csv", [&](const Fields& fields) { mapped.push_back(whole(fields.at(1))); });
  read_csv(places.data + "/source_records.csv", [&](const Fields& fields) {
    const auto number = whole(fields.at(0));
    batches.step();
    need(session.create("usage_record",
                        {{"id", id_of(Kind::usage_record, number)},
                         {"engagement", id_of(Kind::engagement, mapped.at(static_cast<std::size_t>(number)))},
                         {"key", std::string(fields.at(2))}}));
  });
  batches.finish();
}

void add_health(Session& session, const Places& places) {
  ContextMapper mapper;
  mapper.source_table = "usage_record";
  mapper.related_table = "usage_record";
  mapper.query_field = "id";
  mapper.context_table = ContextTable::engagement;
  mapper.context_field = "engagement";
  need(session.create(mapper));
  HealthDefinition definition;
  definition.name = "Health";
  definition.global = true;
  auto created = need(session.create(definition));
  for (const auto& metric : read_metrics(places)) {
    DataSource source;
    source.id = id_of(Kind::metric_source, metric.number);
    source.name = metric.name;
    source.source = DataSourceKind::external;
    source.frequency = Frequency::quarterly;
    publish(session, Ref<DataSource>(add_source(session, source).id));
    HealthMetric part;
    part.health_definition = Ref<HealthDefinition>(created.id);
    part.data_source = Ref<DataSource>(source.id);
    part.target = Decimal(metric.target);
    part.weight = Hundredths(metric.weight);
    part.direction = metric.maximize ? Direction::maximize : Direction::minimize;
    part.aggregate = metric.sum ? MetricAggregate::sum : MetricAggregate::average;
    need(session.create(part));
  }
  created.state = PublishState::published;
  need(session.update(created));
}

void remove_database(const std::string& path) {
  for (const char* rest : {"", "-wal", "-shm"}) std::filesystem::remove(path + rest);
}

/// True when a file is younger than the kit's data and than this program, whose layout it has.
bool is_fresh(const std::string& file, const Places& places) {
  if (!std::filesystem::exists(file)) return false;
  const auto made = std::filesystem::last_write_time(file);
  for (const auto& source : {places.data + "/metric_data.csv", std::string("/proc/self/exe")}) {
    if (made < std::filesystem::last_write_time(source)) return false;
  }
  return true;
}

/// Makes a file under another name first, so that what is there is whole.
void make(const Places& places, const std::string& name, const std::string& from,
          const std::function<void(const std::string&)>& fill) {
  const auto file = base_file(places, name);
  if (is_fresh(file, places)) return;
  const auto making = file + ".making";
  remove_database(making);
  if (!from.empty()) std::filesystem::copy_file(base_file(places, from), making);
  fill(making);
  std::filesystem::rename(making, file);
}

}  // namespace

void set_stage(Engagement& engagement, std::int64_t number) {
  constexpr EngagementStage stages[] = {EngagementStage::initial_onboarding, EngagementStage::adoption,
                                        EngagementStage::expand, EngagementStage::renew, EngagementStage::lost};
  const auto stage = static_cast<std::size_t>(number);
  engagement.stage = stage < std::size(stages) ? stages[stage] : EngagementStage::initial_onboarding;
  engagement.state = stage < std::size(stages) ? EngagementState::in_progress : EngagementState::define;
}

Instant midnight(std::int64_t day) { return Instant(std::chrono::days(day)); }
Instant shifted(std::int64_t seconds) { return Instant(std::chrono::seconds(seconds) - std::chrono::days(shift_days)); }
std::int64_t unshifted(Instant instant) {
  return std::chrono::duration_cast<std::chrono::seconds>(instant.time_since_epoch() + std::chrono::days(shift_days))
      .count();
}

Store::Store(const std::string& path, Instant now, Synchronous synchronous)
    : clock(std::make_shared<ManualClock>(now)),
      engine(need(Engine::open(store_options(path, synchronous, clock)))),
      session(need(engine.system_session())) {}

Batches::Batches(Session& session) : session_(session) { need(session_.begin()); }
Batches::~Batches() {
  if (open_) session_.rollback();
}
void Batches::step() {
  if (++count_ % batch_size != 0) return;
  need(session_.commit());
  need(session_.begin());
}
void Batches::finish() {
  open_ = false;
  need(session_.commit());
}

DataSource add_source(Session& session, DataSource source) {
  auto created = need(session.create(source));
  DataContext context;
  context.data_source = Ref<DataSource>(created.id);
  context.context_table = ContextTable::engagement;
  need(session.create(context));
  return created;
}

void publish(Session& session, Ref<DataSource> ref) {
  auto source = need(session.get(ref));
  source.state = PublishState::published;
  need(session.update(source));
}

std::string base_file(const Places& places, const std::string& name) {
  return (std::filesystem::path(places.base).parent_path() / ("steward-" + name + ".db")).string();
}

std::string fresh_copy(const Places& places, const std::string& name) {
  const auto path = places.work + "/steward-" + name + "-copy.db";
  remove_database(path);
  std::filesystem::copy_file(base_file(places, name), path);
  sync();
  return path;
}

void prepare(const Places& places) {
  make(places, "portfolio", "", [&](const std::string& path) {
    Store store(path, midnight(today - shift_days - 1));
    need(store.session.install_base_data());
    set_property(store.session, "onboarding.auto_create", "false");
    set_property(store.session, "risk.auto_close", "true");
    add_people(store.session, places);
    add_engagements(store.session, places);
    add_health(store.session, places);
  });
  make(places, "data", "portfolio", [&](const std::string& path) { add_metric_data(places, path); });
  make(places, "values", "portfolio", [&](const std::string& path) { add_values(places, path); });
  make(places, "tasks", "portfolio", [&](const std::string& path) { add_tasks(places, path); });
  prepare_dash(places);
}

void run_taped(const Places& places, const std::string& file, bool durable, const std::function<void(RowTape&)>& run) {
  RowTape none(false);
  run(none);
  if (std::getenv("STEWARD_PEER_SAME_ROWS") == nullptr) return;
  RowTape tape(true);
  run(tape);
  for (const auto& [workload, played] : tape.play(fresh_copy(places, file), durable)) {
    if (workload.empty()) continue;
    print(
        {workload + "_rows", played.rows, played.seconds, fmt::format("{}-{}", played.rows, played.commits), workload});
  }
}

void prepare_dash(const Places& places) {
  make(places, "dash", "", [&](const std::string& path) { add_dash(places, path); });
}

}  // namespace steward::bench::kit
