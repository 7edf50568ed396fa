// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <limits>
#include <vector>

#include "host.hpp"

using namespace steward::test;

namespace {

constexpr std::int64_t day = 86400000;

/// Deliveries of one account for the days before noon.
struct Batch {
  explicit Batch(Host& host, std::size_t rows = 3) : engagement(host.engagement("Genixify")) {
    host.mapper();
    source = host.data_source("SLA");
    const auto account = id_of(text_at(engagement, "account"));
    for (std::size_t i = 0; i < rows; ++i) {
      records.insert(records.end(), std::begin(account.bytes), std::end(account.bytes));
      values.push_back(static_cast<std::int64_t>(i + 1) * 1000000 + 1);
      starts.push_back(noon - static_cast<std::int64_t>(rows - i + 1) * day);
      ends.push_back(starts.back() + day);
    }
    columns.struct_size = sizeof columns;
    columns.data_source = id_of(source);
    columns.source_table = view("account");
    point();
  }
  void point() {
    columns.count = values.size();
    columns.source_record = records.data();
    columns.value_micro = values.data();
    columns.start_ms = starts.data();
    columns.end_ms = ends.data();
  }

  steward::base::Json engagement;
  std::string source;
  std::vector<std::uint8_t> records;
  std::vector<std::int64_t> values;
  std::vector<std::int64_t> starts;
  std::vector<std::int64_t> ends;
  steward_ingest_columns columns{};
};

std::string ingest(const Host& host, const steward_ingest_columns& columns, std::uint64_t* refused = nullptr) {
  steward_text text{};
  ErrorOut error;
  const auto status = steward_metric_ingest(host.session, &columns, &text, refused, error.out());
  if (status == STEWARD_OK) return take(text);
  CHECK(text.v == 0);
  return std::string(steward_status_name(status)) + " " + error.faults();
}

}  // namespace

TEST_CASE("source records are named by key, and an older caller's struct is shorter", "[capi]") {
  const NoLeak leak;
  Host host;
  Batch batch(host);
  std::uint64_t refused = 0;
  const std::vector<steward_view> keys{{"nobody", 6}, {"", 0}, {"\xff", 1}};
  auto columns = batch.columns;
  columns.source_key = keys.data();
  CHECK(ingest(host, columns).find("invalid_input@source_key") != std::string::npos);
  columns.source_record = nullptr;
  CHECK(ingest(host, columns).find("source_key") != std::string::npos);
  columns.count = 2;
  const auto report = json(ingest(host, columns, &refused));
  CHECK(refused == 2);
  CHECK(text_at(report, "added") == "0");
  columns.key_field = {"industry_of_nothing", 19};
  CHECK(ingest(host, columns, &refused).find("invalid_input") != std::string::npos);
  batch.columns.struct_size = 96;
  CHECK(text_at(json(ingest(host, batch.columns)), "added") == "3");
}

TEST_CASE("columns are stored once, whatever their alignment", "[capi]") {
  const NoLeak leak;
  Host host;
  Batch batch(host);
  std::uint64_t refused = 9;
  const auto first = json(ingest(host, batch.columns, &refused));
  CHECK(refused == 0);
  CHECK(text_at(first, "rows") == "3");
  CHECK(text_at(first, "added") == "3");
  CHECK(text_at(first, "unmapped") == "0");

  // The same once more from an odd address.
  std::vector<unsigned char> odd(1 + batch.values.size() * 8);
  std::memcpy(odd.data() + 1, batch.values.data(), batch.values.size() * 8);
  std::memcpy(static_cast<void*>(&batch.columns.value_micro), std::array<const void*, 1>{odd.data() + 1}.data(),
              sizeof(void*));
  const auto second = json(ingest(host, batch.columns));
  CHECK(text_at(second, "added") == "0");
  CHECK(text_at(second, "unchanged") == "3");
}

TEST_CASE("refused rows are reported by their index, the others stored", "[capi]") {
  const NoLeak leak;
  Host host;
  Batch batch(host);
  batch.ends[1] = noon + day;
  std::uint64_t refused = 0;
  const auto report = json(ingest(host, batch.columns, &refused));
  CHECK(refused == 1);
  CHECK(text_at(report, "added") == "2");
  const auto& fault = report.find("refused")->elements().front();
  CHECK(text_at(fault, "code") == "future_data");
  CHECK(text_at(fault, "index") == "1");
}

TEST_CASE("doubles come in by their shortest decimal, and not without end", "[capi]") {
  const NoLeak leak;
  Host host;
  Batch batch(host);
  const double values[] = {0.1, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()};
  batch.columns.value_micro = nullptr;
  batch.columns.value_double = values;
  std::uint64_t refused = 0;
  const auto report = json(ingest(host, batch.columns, &refused));
  CHECK(refused == 2);
  for (const auto& fault : report.find("refused")->elements()) CHECK(text_at(fault, "code") == "value_not_finite");
}

TEST_CASE("columns that are missing, doubled or too long are refused before they are read", "[capi]") {
  const NoLeak leak;
  Host host;
  Batch batch(host);
  const auto with = [&](auto change) {
    auto columns = batch.columns;
    change(columns);
    return ingest(host, columns);
  };
  CHECK(with([](auto& c) { c.source_record = nullptr; }) == "invalid invalid_input@source_record");
  CHECK(with([](auto& c) { c.start_ms = nullptr; }) == "invalid invalid_input@start_ms");
  CHECK(with([](auto& c) { c.end_ms = nullptr; }) == "invalid invalid_input@end_ms");
  CHECK(with([](auto& c) { c.value_micro = nullptr; }) == "invalid invalid_input@value_micro");
  const double real[] = {1, 2, 3};
  CHECK(with([&](auto& c) { c.value_double = real; }) == "invalid invalid_input@value_micro");
  CHECK(with([](auto& c) { c.count = SIZE_MAX; }) == "invalid invalid_input@count");
  CHECK(with([](auto& c) { c.count = (std::size_t{1} << 24) + 1; }) == "invalid invalid_input@count");
  const std::int64_t nonsense[] = {noon, INT64_MIN, INT64_MAX};
  CHECK(with([&](auto& c) { c.end_ms = nonsense; }) == "invalid out_of_range@end_ms out_of_range@end_ms");
  CHECK(with([](auto& c) { c.data_source = steward_id{}; }).find("not_found") == 0);
  CHECK(with([](auto& c) {
          c.count = 0;
          c.source_record = nullptr;
          c.value_micro = nullptr;
        }).find("\"rows\":0") != std::string::npos);
}

TEST_CASE("indicator scores come in as columns", "[capi]") {
  const NoLeak leak;
  Host host;
  const auto indicator = host.create("indicator", R"({"key":"sla","name":"SLA"})");
  const std::int64_t start[] = {noon - 2 * day, noon - day};
  const std::int64_t end[] = {noon - day, noon};
  const std::int64_t value[] = {1, 2};
  steward_indicator_columns columns{};
  columns.struct_size = sizeof columns;
  columns.indicator = id_of(text_at(indicator, "id"));
  columns.count = 2;
  columns.value_micro = value;
  columns.start_ms = start;
  columns.end_ms = end;
  steward_text text{};
  std::uint64_t refused = 9;
  ErrorOut error;
  const auto status = steward_indicator_ingest(host.session, &columns, &text, &refused, error.out());
  if (status != STEWARD_OK) FAIL(error.message());
  const auto report = json(take(text));
  INFO(report.dump());
  CHECK(text_at(report, "rows") == "2");
  CHECK(refused == report.find("refused")->size());
}

TEST_CASE("scores of engagements are exported as columns", "[capi]") {
  const NoLeak leak;
  Host host;
  for (const auto* title : {"One", "Two", "Three"}) host.engagement(title);
  std::size_t needed = 0;
  REQUIRE(steward_column_export(host.session, "engagement", 10, "title != \"Two\"", 14, 0, nullptr, nullptr, 0, &needed,
                                nullptr) == STEWARD_OK);
  REQUIRE(needed == 2);

  std::array<std::uint8_t, 48> ids{};
  std::array<std::int64_t, 3> scores{5, 5, 5};
  std::array<std::uint8_t, 3> valid{5, 5, 5};
  std::array<std::int64_t, 3> created{};
  const steward_column columns[] = {{view("health_score"), scores.data(), valid.data()},
                                    {view("created_at"), created.data(), nullptr}};
  REQUIRE(steward_column_export(host.session, "engagement", 10, "", 0, 3, ids.data(), columns, 2, &needed, nullptr) ==
          STEWARD_OK);
  CHECK(needed == 3);
  CHECK(valid == std::array<std::uint8_t, 3>{0, 0, 0});
  CHECK(scores == std::array<std::int64_t, 3>{0, 0, 0});
  CHECK(created == std::array<std::int64_t, 3>{noon, noon, noon});
  CHECK(std::memcmp(ids.data(), ids.data() + 16, 16) < 0);

  scores = {5, 5, 5};
  ErrorOut error;
  CHECK(steward_column_export(host.session, "engagement", 10, "", 0, 2, nullptr, columns, 1, &needed, error.out()) ==
        STEWARD_INVALID);
  CHECK(error.faults() == "buffer_too_small@capacity");
  CHECK(needed == 3);
  CHECK(scores == std::array<std::int64_t, 3>{5, 5, 5});

  const steward_column title[] = {{view("title"), scores.data(), nullptr}, {view("none"), scores.data(), nullptr}};
  CHECK(steward_column_export(host.session, "engagement", 10, "", 0, 3, nullptr, title, 2, &needed, error.out()) ==
        STEWARD_INVALID);
  CHECK(error.faults() == "invalid_input@none invalid_input@title");
  const steward_column nowhere[] = {{view("health_score"), nullptr, nullptr}};
  CHECK(steward_column_export(host.session, "engagement", 10, "", 0, 3, nullptr, nowhere, 1, &needed, nullptr) ==
        STEWARD_MISUSE);
  CHECK(steward_column_export(host.session, "engagement", 10, "", 0, 3, nullptr, nullptr, 1, &needed, nullptr) ==
        STEWARD_MISUSE);
  CHECK(steward_column_export(host.session, "engagement", 10, "", 0, 3, nullptr, columns, SIZE_MAX, &needed, nullptr) ==
        STEWARD_INVALID);
}
