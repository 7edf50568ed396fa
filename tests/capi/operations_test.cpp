// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "host.hpp"
#include "steward/id.hpp"
#include "steward/time.hpp"

using namespace steward::test;
using steward::base::Json;

namespace {

std::string catalogue_text(const Host& host) {
  steward_text text{};
  REQUIRE(steward_engine_describe(host.engine, &text, nullptr) == STEWARD_OK);
  return take(text);
}

/// Holds results to the shapes that the catalogue declares.
class Shapes {
 public:
  explicit Shapes(const Json& catalogue) {
    for (const auto& shape : catalogue.find("shapes")->elements()) shapes_[text_at(shape, "name")] = shape;
    for (const auto& table : catalogue.find("tables")->elements()) tables_[text_at(table, "name")] = table;
    for (const auto& operation : catalogue.find("operations")->elements()) {
      results_[text_at(operation, "name")] = text_at(operation, "result");
    }
  }
  [[nodiscard]] std::string of(std::string_view operation) const { return results_.at(std::string(operation)); }

  /// Empty, or where the value leaves its type.
  [[nodiscard]] std::string fault(std::string type, const Json& value, const std::string& path = "result") const {
    if (type.back() == '?') {
      if (value.is_null()) return "";
      type.pop_back();
    }
    if (type.size() > 2 && type.substr(type.size() - 2) == "[]") {
      if (!value.is_array()) return path + " is no list";
      for (const auto& element : value.elements()) {
        if (auto found = fault(type.substr(0, type.size() - 2), element, path + "[]"); !found.empty()) return found;
      }
      return "";
    }
    if (type == "json") return "";
    if (type == "null") return value.is_null() ? "" : path;
    if (type == "boolean") return value.is_bool() ? "" : path;
    if (type == "integer" || type == "duration") return value.as_int64() ? "" : path;
    if (type == "decimal") return value.as_decimal() ? "" : path;
    if (type == "record") return value.is_object() && value.find("id") != nullptr ? "" : path;
    if (type.rfind("record:", 0) == 0) {
      return value.size() == tables_.at(type.substr(7)).find("fields")->size() ? "" : path;
    }
    const auto* text = value.as_string();
    if (type == "text") return text != nullptr ? "" : path;
    if (type == "id") return text != nullptr && steward::Id::parse(*text) ? "" : path;
    if (type == "instant") return text != nullptr && steward::parse_instant(*text) ? "" : path;
    if (type == "date") return text != nullptr && steward::parse_date(*text) ? "" : path;
    return object_fault(type, value, path);
  }

 private:
  [[nodiscard]] std::string object_fault(const std::string& type, const Json& value, const std::string& path) const {
    const auto shape = shapes_.find(type);
    if (shape == shapes_.end()) return path + " has the unknown type " + type;
    const auto& fields = shape->second.find("fields")->elements();
    if (value.size() != fields.size()) return path + " has other members than " + type;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const auto name = text_at(fields[i], "name");
      if (value.items()[i].first != name) return path + " lacks " + name;
      if (auto found = fault(text_at(fields[i], "type"), value.items()[i].second, path + "." + name); !found.empty()) {
        return found;
      }
    }
    return "";
  }

  std::map<std::string, Json> shapes_;
  std::map<std::string, Json> tables_;
  std::map<std::string, std::string> results_;
};

/// A risk definition in draft: SLA below 95.
std::string low_sla(Host& host, const std::string& source) {
  const auto category = host.create("success_choice", R"({"name":"Low","category":"risk_category"})");
  const auto reporter = host.create("user", R"({"user_name":"reporter","name":"Reporter"})");
  return text_at(host.create("risk_definition",
                             R"({"name":"SLA","category":")" + text_at(category, "id") + R"(","data_source":")" +
                                 source + R"(","threshold_condition":"less_than","threshold":95,"template":)" +
                                 R"({"short_description":"Low","description":"It is low.","reported_by":")" +
                                 text_at(reporter, "id") + R"("}})"),
                 "id");
}

}  // namespace

TEST_CASE("the envelope is checked", "[json]") {
  const NoLeak leak;
  Host host;
  CHECK(host.refusal("") == "invalid json_invalid [json_invalid@]");
  CHECK(host.refusal("[]") == "invalid invalid_input [invalid_input@]");
  CHECK(host.refusal(R"({"op":"describe"})") == "invalid invalid_input [invalid_input@v]");
  CHECK(host.refusal(R"({"v":2,"op":"describe","new":1})") ==
        "unsupported version_unsupported [version_unsupported@v]");
  CHECK(host.refusal(R"({"v":"1","op":"describe"})") == "unsupported version_unsupported [version_unsupported@v]");
  CHECK(host.refusal(R"({"v":1,"op":"descrbe"})") == "unsupported operation_unknown [operation_unknown@op]");
  CHECK(host.refusal(R"({"v":1,"args":[],"opp":1})") ==
        "invalid validation_failed [invalid_input@args invalid_input@op invalid_input@opp]");
  CHECK(host.refusal(R"({"v":1,"op":"count","op":"count"})") == "invalid json_invalid [json_invalid@]");
}

TEST_CASE("all faults of the arguments come back together", "[json]") {
  const NoLeak leak;
  Host host;
  CHECK(host.refusal("get", R"({"tabel":"account","id":"x","as_of":"2024-13-01"})") ==
        "invalid validation_failed [invalid_input@as_of invalid_input@id invalid_input@tabel invalid_input@table]");
  CHECK(host.refusal("update", R"({"table":"account","id":"0190a5d0-0000-7000-8000-000000000001","values":[]})") ==
        "invalid validation_failed [invalid_input@values invalid_input@version]");
  CHECK(host.refusal("weekly_trend", R"({"engagement":"0190a5d0-0000-7000-8000-000000000001","weeks":0})") ==
        "invalid out_of_range [out_of_range@weeks]");
  CHECK(host.refusal("count", R"({"table":"account","where":7})") == "invalid invalid_input [invalid_input@where]");
  CHECK(host.refusal("find", R"({"table":"account","limit":-1})").find("invalid") == 0);
  CHECK(host.refusal("find", R"({"table":"account","limit":1.5})") == "invalid invalid_input [invalid_input@limit]");
  CHECK(host.refusal("close", R"({"table":"account","id":"0190a5d0-0000-7000-8000-000000000001","version":1})") ==
        "invalid invalid_input [invalid_input@table]");
}

TEST_CASE("rows of a delivery are checked one by one", "[json]") {
  const NoLeak leak;
  Host host;
  CHECK(host.refusal("ingest", R"({"data_source":"0190a5d0-0000-7000-8000-000000000001","source_table":"account",
      "rows":[{"source_record":"0190a5d0-0000-7000-8000-000000000001","value":"abc","start_date":"2024-11-01T00:00:00Z",
      "end_date":"2024-11-02T00:00:00Z","valeu":1},7]})") ==
        "invalid validation_failed [invalid_input@rows invalid_input@valeu invalid_input@value]");
  CHECK(host.refusal("ingest", R"({"data_source":"0190a5d0-0000-7000-8000-000000000001","source_table":"account",
      "rows":[{"source_record":"0190a5d0-0000-7000-8000-000000000001","value":1,"start_date":"2024-11-01T00:00:00Z",
      "end_date":"2024-11-02T00:00:00Z","recorded_at":"2024-11-02T00:00:00Z"},
      {"source_record":"0190a5d0-0000-7000-8000-000000000001","value":1,"start_date":"2024-11-01T00:00:00Z",
      "end_date":"2024-11-02T00:00:00Z"}]})") == "invalid invalid_input [invalid_input@recorded_at]");
}

TEST_CASE("decimals are exact and numbers may come as texts", "[json]") {
  const NoLeak leak;
  Host host;
  const auto rate = host.create("exchange_rate", R"({"currency":"EUR","date":"2024-11-20","rate":1.082345})");
  CHECK(text_at(rate, "rate") == "1.082345");
  const auto text = host.create("exchange_rate", R"({"currency":"GBP","date":"2024-11-20","rate":"0.300000"})");
  CHECK(text_at(text, "rate") == "0.3");
}

TEST_CASE("the verbs of a state name the fields of its machine", "[json]") {
  const NoLeak leak;
  Host host;
  const auto engagement = host.engagement("Genixify");
  const auto args = [&](const Json& record, std::string_view more) {
    return R"({"table":"engagement","id":")" + text_at(record, "id") + R"(","version":)" + text_at(record, "version") +
           std::string(more) + "}";
  };
  CHECK(host.refusal("close", args(engagement, R"(,"notes":"Done")")) ==
        "invalid closure_code_required [closure_code_required@close_code]");
  CHECK(host.refusal("close", args(engagement, R"(,"code":"completed","notes":"Done","values":{"state":"new"})")) ==
        "invalid invalid_input [invalid_input@state]");
  const auto closed = host.run("close", args(engagement, R"(,"code":"completed","notes":"Done")"));
  CHECK(text_at(closed, "state") == "closed");
  CHECK(text_at(closed, "closed_at") == "2024-11-20T12:00:00.000Z");
  const auto opened = host.run("reopen", args(closed, ""));
  CHECK(text_at(opened, "state") == "new");
  CHECK(opened.find("close_code")->is_null());
  const auto canceled = host.run("cancel", args(opened, R"(,"notes":"No more")"));
  CHECK(text_at(canceled, "close_code") == "canceled");
  const auto again = host.run("reopen", args(canceled, R"(,"state":"in_progress")"));
  CHECK(text_at(again, "state") == "in_progress");
}

TEST_CASE("a definition is published and taken back", "[json]") {
  const NoLeak leak;
  Host host;
  host.mapper();
  const auto id = host.data_source("SLA");
  const auto stored = host.run("get", R"({"table":"data_source","id":")" + id + R"("})");
  CHECK(text_at(stored, "state") == "published");
  const auto draft = host.run(
      "to_draft", R"({"table":"data_source","id":")" + id + R"(","version":)" + text_at(stored, "version") + "}");
  CHECK(text_at(draft, "state") == "draft");
  CHECK(host.refusal("publish", R"({"table":"account","id":")" + id + R"(","version":1})") ==
        "invalid invalid_input [invalid_input@table]");
}

TEST_CASE("every result keeps its declared shape", "[json]") {
  const NoLeak leak;
  Host host;
  const Shapes shapes(json(catalogue_text(host)));
  const auto engagement = host.engagement("Genixify");
  const auto id = text_at(engagement, "id");
  const auto account = text_at(engagement, "account");
  host.mapper();
  const auto source = host.data_source("SLA");
  const auto definition = host.create("health_definition", R"({"name":"Global","global":true})");
  host.create("health_metric", R"({"health_definition":")" + text_at(definition, "id") + R"(","data_source":")" +
                                   source + R"(","target":95,"weight":100})");
  host.run("publish", R"({"table":"health_definition","id":")" + text_at(definition, "id") + R"(","version":)" +
                          text_at(definition, "version") + "}");
  const auto insight = host.create("insight", R"({"name":"Engagement","entity":"engagement"})");
  const auto place = host.create("insight_item", R"({"name":"SLA","insight":")" + text_at(insight, "id") + R"("})");
  const auto drawn =
      host.create("visualization", R"({"context_table":"engagement","target":95,"data_source":")" + source + R"("})");
  host.create("visualization_item", R"({"insight_item":")" + text_at(place, "id") + R"(","visualization":")" +
                                        text_at(drawn, "id") + R"("})");
  const auto risk = low_sla(host, source);
  const std::string one = R"({"table":"engagement","id":")" + id + R"("})";
  const std::pair<std::string_view, std::string> calls[] = {
      {"ingest", R"({"data_source":")" + source + R"(","source_table":"account","rows":[{"source_record":")" + account +
                     R"(","value":90.5,"start_date":"2024-11-18T00:00:00Z","end_date":"2024-11-19T00:00:00Z"},
                     {"source_record":")" +
                     account +
                     R"(","value":1,"start_date":"2024-11-18T00:00:00Z","end_date":"2024-11-17T00:00:00Z"}]})"},
      {"get", one},
      {"find", R"({"table":"engagement","where":"state = new","order_by":"title desc","limit":5})"},
      {"count", R"({"table":"engagement"})"},
      {"aggregate", R"({"table":"engagement","group_by":["state"],"measures":["count"]})"},
      {"cards",
       R"j({"cards":[{"table":"engagement","group_by":["account.name"],"measures":["count if (active = true)"]},
                             {"table":"account","measures":["count"],"order_by":"count desc","limit":1}]})j"},
      {"update", R"({"table":"engagement","id":")" + id + R"(","version":1,"values":{"work_notes":"Called"}})"},
      {"journal", one},
      {"history", one},
      {"activity_stream", one},
      {"changes", "{}"},
      {"score", R"({"engagement":")" + id + R"(","as_of":"2024-11-20T12:00:00Z"})"},
      {"refresh_health", "{}"},
      {"explain_change", R"({"engagement":")" + id + R"(","from":"2024-11-01T00:00:00Z","to":"2024-11-20T00:00:00Z"})"},
      {"roll_up", R"({"engagement":")" + id + R"("})"},
      {"refresh_health", R"({"engagements":[]})"},
      {"weekly_trend", R"({"engagement":")" + id + R"(","weeks":3})"},
      {"color_of", R"({"score":75.5})"},
      {"insight_page", R"({"table":"engagement","id":")" + id + R"(","bucket":"monthly","buckets":2})"},
      {"analyze_risks", "{}"},
      {"remap", R"({"data_source":")" + source + R"(","from":"2024-11-01T00:00:00Z","to":"2024-11-20T00:00:00Z"})"},
      {"backtest_risk", R"({"risk_definition":")" + risk +
                            R"(","from":"2024-11-01T00:00:00Z","to":"2024-11-20T00:00:00Z","step":"weekly"})"},
      {"run_job", R"({"key":"refresh_health"})"},
      {"run_due", "{}"},
      {"install_base_data", "{}"},
      {"describe", "{}"},
  };
  for (const auto& [operation, args] : calls) {
    INFO(operation);
    const auto answer = host.answer(operation, args);
    REQUIRE(answer.size() == 3);
    CHECK(answer.items()[0].first == "v");
    CHECK(answer.items()[1].first == "result");
    CHECK(answer.items()[2].first == "warnings");
    CHECK(shapes.fault(shapes.of(operation), *answer.find("result")) == "");
    CHECK(shapes.fault("Fault[]", *answer.find("warnings")) == "");
  }
  const auto score = host.run("score", R"({"engagement":")" + id + R"(","as_of":"2024-11-20T12:00:00Z"})");
  CHECK(text_at(score, "score") == "95.263158");
  REQUIRE(score.find("metrics")->size() == 1);
  CHECK(text_at(score.find("metrics")->elements()[0], "contribution") == "95.263158");
  CHECK(score.find("metrics")->elements()[0].find("records")->size() == 1);
  const auto rolled = host.run("roll_up", R"({"account":")" + account + R"("})");
  CHECK(text_at(rolled, "mean") == "95.263158");
  CHECK(rolled.find("records")->size() == 1);
  for (const std::string& wrong :
       {std::string("{}"), R"({"engagement":")" + id + R"(","account":")" + account + R"("})"}) {
    CHECK(host.refusal("roll_up", wrong) == "invalid invalid_input [invalid_input@engagement]");
  }
  CHECK(host.refusal("explain_change",
                     R"({"engagement":")" + id + R"(","from":"2024-11-19T00:00:00Z","to":"2024-11-19T00:00:00Z"})") ==
        "invalid period_invalid [period_invalid@to]");
  const auto page = host.run("insight_page", one);
  REQUIRE(page.find("items")->size() == 1);
  const auto& shown = page.find("items")->elements()[0].find("metrics")->elements().at(0);
  CHECK(text_at(shown, "value") == "90.5");
  CHECK(shown.find("buckets")->size() == 12);
  CHECK(host.refusal("insight_page", R"({"table":"engagement","id":")" + id + R"(","bucket":"yearly"})") ==
        "invalid invalid_input [invalid_input@bucket]");
  CHECK(host.refusal("insight_page", R"({"table":"engagement","id":")" + id + R"(","buckets":-1})") ==
        "invalid out_of_range [out_of_range@buckets]");
}

TEST_CASE("a backtest comes with its signals, outcomes and quality", "[json]") {
  const NoLeak leak;
  Host host;
  const Shapes shapes(json(catalogue_text(host)));
  const auto engagement = host.engagement("Genixify");
  const auto id = text_at(engagement, "id");
  host.mapper();
  const auto source = host.data_source("SLA");
  const auto risk = low_sla(host, source);
  REQUIRE(steward_engine_set_clock(host.engine, noon + 4 * 86'400'000LL, nullptr) == STEWARD_OK);
  host.run("ingest", R"({"data_source":")" + source + R"(","source_table":"account","rows":[{"source_record":")" +
                         text_at(engagement, "account") + R"(","value":90.5,"start_date":"2024-11-20T00:00:00Z",)" +
                         R"("end_date":"2024-11-21T00:00:00Z","recorded_at":"2024-11-21T00:00:00Z"}]})");
  const std::string asked =
      R"({"risk_definition":")" + risk + R"(","from":"2024-11-20T00:00:00Z","to":"2024-11-23T00:00:00Z")";
  const auto result = host.run("backtest_risk", asked + R"(,"horizon":172800,"outcomes":[{"engagement":")" + id +
                                                    R"(","at":"2024-11-22T12:00:00Z","lost":true}]})");
  CHECK(shapes.fault("Backtest", result) == "");
  CHECK(text_at(result, "steps") == "3");
  REQUIRE(result.find("signals")->size() == 1);
  const auto& signal = result.find("signals")->elements()[0];
  CHECK(text_at(signal, "raised_at") == "2024-11-21T00:00:00.000Z");
  CHECK(text_at(signal.find("occurrences")->elements().at(0), "gap") == "4.5");
  CHECK(text_at(*signal.find("outcome"), "at") == "2024-11-22T12:00:00.000Z");
  CHECK(text_at(*result.find("quality"), "lead_mean") == "129600");
  CHECK(text_at(*result.find("quality"), "precision") == "100");
  const auto tried = host.run("backtest_risk", asked + R"(,"threshold":90,"as_known_then":false,"step":"daily"})");
  CHECK(tried.find("signals")->size() == 0);

  CHECK(host.refusal("backtest_risk", asked + R"(,"step":"yearly"})") == "invalid invalid_input [invalid_input@step]");
  CHECK(host.refusal("backtest_risk", asked + R"(,"outcomes":[7]})") ==
        "invalid invalid_input [invalid_input@outcomes]");
  CHECK(host.refusal("backtest_risk", asked + R"(,"outcomes":[{"engagement":")" + id + R"(","at":"x","lost":true},
      {"engagement":")" + id + R"(","at":"2024-11-22T12:00:00Z","lost":true,"more":1}]})") ==
        "invalid validation_failed [invalid_input@outcomes invalid_input@outcomes]");
  CHECK(host.refusal("backtest_risk", asked + R"(,"outcomes":{}})") ==
        "invalid invalid_input [invalid_input@outcomes]");
}

TEST_CASE("the catalogue lists everything, and always the same", "[json]") {
  const NoLeak leak;
  Host host;
  const auto text = catalogue_text(host);
  CHECK(text == catalogue_text(Host()));
  CHECK(text == host.run("describe", "{}").dump());
  const auto catalogue = json(text);
  for (const auto* part : {"tables", "choices", "operations", "shapes", "rules", "categories"}) {
    INFO(part);
    REQUIRE(catalogue.find(part) != nullptr);
    CHECK(catalogue.find(part)->size() > 0);
  }
  CHECK(catalogue.find("operations")->size() == 49);
  CHECK(catalogue.find("categories")->size() == 12);
  // Each type that an operation names is a plain one or a declared shape: an empty object tells.
  const Shapes shapes(catalogue);
  for (const auto& operation : catalogue.find("operations")->elements()) {
    const auto fault = shapes.fault(text_at(operation, "result"), Json::object());
    INFO(fault);
    CHECK(fault.find("unknown type") == std::string::npos);
  }
}
