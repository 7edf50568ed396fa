// SPDX-License-Identifier: Apache-2.0
// Column ingest built from the bytes of the input: twice the same delivery, of which the second changes nothing.
#include <array>
#include <cstring>
#include <vector>

#include "door.hpp"

using namespace steward::fuzz;

namespace {

constexpr std::size_t max_rows = 64;
constexpr std::int64_t hour = 3600000;

/// Takes the input apart; zeroes when it is used up.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  template <class T>
  T next() {
    T value{};
    const auto part = std::min(sizeof value, size_);
    if (part != 0) std::memcpy(&value, data_, part);
    data_ += part;
    size_ -= part;
    return value;
  }
  [[nodiscard]] bool empty() const { return size_ == 0; }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
};

std::string text_at(const steward::base::Json& object, std::string_view key) {
  const auto* value = object.find(key);
  demand(value != nullptr, "the record has", key);
  const auto* text = value->as_string();
  return text != nullptr ? *text : value->dump();
}

std::int64_t number_at(const steward::base::Json& object, std::string_view key) {
  const auto* value = object.find(key);
  demand(value != nullptr && value->as_int64().has_value(), "the report has the number", key);
  return *value->as_int64();
}

steward_id id_of(const std::string& text) {
  steward_id id{};
  demand(steward_id_parse(text.data(), text.size(), &id, nullptr) == STEWARD_OK, "the id is one", text);
  return id;
}

/// An external data source that feeds an engagement from its account.
struct World {
  Door door;
  steward_id source{};
  std::array<steward_id, 4> records{};

  World() {
    const auto create = [this](std::string_view table, const std::string& values) {
      return door.must(R"({"v":1,"op":"create","args":{"table":")" + std::string(table) + R"(","values":)" + values +
                       "}}");
    };
    const auto account = text_at(create("account", R"({"name":"a"})"), "id");
    const auto other = text_at(create("account", R"({"name":"b"})"), "id");
    const auto onboarding = text_at(create("onboarding_case", R"({"account":")" + account + R"("})"), "id");
    const auto engagement = create(
        "engagement", R"({"title":"e","account":")" + account + R"(","initial_onboarding":")" + onboarding + R"("})");
    const auto created = create("data_source", R"({"name":"s","source":"external","frequency":"daily"})");
    const auto id = text_at(created, "id");
    create("data_context", R"({"data_source":")" + id + R"(","context_table":"engagement"})");
    create("context_mapper", R"({"source_table":"account","related_table":"engagement","query_field":"account",)"
                             R"("context_table":"engagement","context_field":"id"})");
    door.must(R"({"v":1,"op":"publish","args":{"table":"data_source","id":")" + id + R"(","version":)" +
              text_at(created, "version") + "}}");
    source = id_of(id);
    records = {id_of(account), id_of(other), id_of(text_at(engagement, "id")), steward_id{{1, 2, 3}}};
  }
};

struct Rows {
  std::vector<steward_id> record;
  std::vector<std::int64_t> value;
  std::vector<double> value_double;
  std::vector<std::int64_t> start;
  std::vector<std::int64_t> end;
  std::vector<std::int64_t> recorded;
};

Rows read_rows(Bytes& bytes, const World& world) {
  Rows rows;
  while (!bytes.empty() && rows.record.size() < max_rows) {
    const auto kind = bytes.next<std::uint8_t>();
    rows.record.push_back(world.records[kind % world.records.size()]);
    const auto raw = bytes.next<std::int64_t>();
    rows.value.push_back(raw);
    double real = 0;
    std::memcpy(&real, &raw, sizeof real);
    rows.value_double.push_back(real);
    // Near now, so that rows meet, or anywhere at all.
    if ((kind & 0x80) != 0) {
      rows.start.push_back(bytes.next<std::int64_t>());
      rows.end.push_back(bytes.next<std::int64_t>());
      rows.recorded.push_back(bytes.next<std::int64_t>());
    } else {
      rows.start.push_back(noon + bytes.next<std::int8_t>() * hour);
      rows.end.push_back(rows.start.back() + bytes.next<std::int8_t>() * hour);
      rows.recorded.push_back(noon + bytes.next<std::int8_t>() * hour);
    }
  }
  return rows;
}

std::optional<steward::base::Json> ingest(const World& world, const steward_ingest_columns& columns) {
  steward_text text{};
  steward_error error{};
  std::uint64_t refused = 0;
  const auto status = steward_metric_ingest(world.door.session(), &columns, &text, &refused, &error);
  if (status != STEWARD_OK) {
    Door::refused(status, text, error);
    return std::nullopt;
  }
  auto report = Door::take(text);
  demand(number_at(report, "rows") == static_cast<std::int64_t>(columns.count), "every row is counted");
  std::int64_t before = -1;
  for (const auto& fault : report.find("refused")->elements()) {
    demand(number_at(fault, "index") >= before, "refused rows come in order");
    before = number_at(fault, "index");
  }
  demand(before < static_cast<std::int64_t>(columns.count), "a refused row is one of the call");
  demand(report.find("refused")->size() == refused, "the number of refused rows is told");
#ifdef STEWARD_FUZZ_PLANT
  // A bug that a run must find: a correction and a refused row in one delivery.
  if (refused != 0 && number_at(report, "superseded") != 0) broken("the planted bug is found");
#endif
  return report;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const World world;
  Bytes bytes(data, size);
  const auto flags = bytes.next<std::uint8_t>();
  const auto rows = read_rows(bytes, world);
  const std::string table = (flags & 8) != 0 ? "engagement" : "account";
  steward_ingest_columns columns{};
  columns.struct_size = sizeof columns;
  columns.all_or_nothing = (flags & 1) != 0 ? 1 : 0;
  columns.data_source = world.source;
  columns.source_table = {table.data(), table.size()};
  columns.count = rows.record.size();
  columns.source_record = reinterpret_cast<const std::uint8_t*>(rows.record.data());
  columns.value_micro = (flags & 2) != 0 ? nullptr : rows.value.data();
  columns.value_double = (flags & 2) != 0 ? rows.value_double.data() : nullptr;
  columns.start_ms = rows.start.data();
  columns.end_ms = rows.end.data();
  columns.recorded_ms = (flags & 4) != 0 ? rows.recorded.data() : nullptr;
  const auto first = ingest(world, columns);
  const auto second = ingest(world, columns);
  demand(first.has_value() == second.has_value(), "the same delivery is taken or refused alike");
  if (second) {
    demand(number_at(*second, "added") == 0, "a repeated delivery adds nothing", second->dump());
    demand(number_at(*second, "superseded") == 0, "a repeated delivery supersedes nothing", second->dump());
  }
  return 0;
}
