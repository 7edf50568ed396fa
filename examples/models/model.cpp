// SPDX-License-Identifier: Apache-2.0
#include "models/model.hpp"

#include <fstream>
#include <iterator>
#include <memory>

namespace models {

namespace {

using namespace steward;

Error invalid(std::string what) { return Error("model_invalid", Category::invalid, std::move(what)); }

/// The clock stands at the model's present, so that the same file gives the same answers on any day.
class StandingClock final : public Clock {
 public:
  explicit StandingClock(Instant now) : now_(now) {}
  [[nodiscard]] Instant now() const override { return now_; }

 private:
  Instant now_;
};

// Reading

std::string text_at(const Json& object, std::string_view key) {
  const Json* found = object.find(key);
  return found != nullptr ? found->string : std::string();
}

/// A text, or the lines of one.
std::vector<std::string> lines_at(const Json& object, std::string_view key) {
  std::vector<std::string> lines;
  const Json* found = object.find(key);
  if (found == nullptr) return lines;
  if (found->kind == Json::Kind::string) lines.push_back(found->string);
  for (const Json& line : found->elements) lines.push_back(line.string);
  return lines;
}

Result<Call> call_of(const Json& written) {
  Call call;
  for (const auto& line : lines_at(written, "note")) call.note += (call.note.empty() ? "" : " ") + line;
  call.operation = text_at(written, "op");
  call.as = text_at(written, "as");
  const Json* arguments = written.find("args");
  if (call.operation.empty() || arguments == nullptr) return invalid("a call needs op and args: " + written.text);
  call.arguments = *arguments;
  if (const Json* expect = written.find("expect")) call.expect = *expect;
  if (const Json* shown = written.find("shown")) call.shown = *shown;
  return call;
}

Result<std::vector<Call>> calls_of(const Json& file, std::string_view part) {
  const Json* written = file.find(part);
  if (written == nullptr) return invalid("there is no " + std::string(part));
  std::vector<Call> calls;
  for (const Json& one : written->elements) {
    auto call = call_of(one);
    if (!call) return call.error();
    calls.push_back(std::move(*call));
  }
  return calls;
}

// Paths and names

/// What lies at a path such as `metrics.0.value`: null behind the end of a list and below nothing.
Result<Json> at_path(const Json& answer, std::string_view path) {
  const Json* here = &answer;
  for (std::size_t start = 0; start <= path.size();) {
    const auto dot = std::min(path.find('.', start), path.size());
    const std::string step(path.substr(start, dot - start));
    start = dot + 1;
    if (here->kind == Json::Kind::null) return Json();
    const Json* next = here->find(step);
    if (here->kind == Json::Kind::array) {
      if (step.empty() || step.size() > 6 || step.find_first_not_of("0123456789") != std::string::npos) {
        return invalid(std::string(path) + ": " + step + " is no place in a list");
      }
      const auto place = static_cast<std::size_t>(std::stoul(step));
      if (place >= here->elements.size()) return Json();
      next = &here->elements[place];
    }
    if (next == nullptr) return invalid(std::string(path) + ": there is no " + step);
    here = next;
  }
  return *here;
}

/// What `name` or `name.path` stands for; the name alone is the id of its record.
Result<Json> named(std::string_view text, const Names& names) {
  const auto dot = text.find('.');
  const auto found = names.find(text.substr(0, dot));
  if (found == names.end()) {
    return invalid("${" + std::string(text) + "}: no call before this one is kept under that name");
  }
  if (found->second.kind == Json::Kind::string) return found->second;
  return at_path(found->second, dot == std::string_view::npos ? "id" : text.substr(dot + 1));
}

/// The arguments with each `${name}` replaced: by the value itself where it is all of a text, else by its text.
Result<std::string> fill(std::string_view arguments, const Names& names) {
  std::string out;
  for (std::size_t at = 0; at < arguments.size();) {
    const auto begin = std::min(arguments.find("${", at), arguments.size());
    out += arguments.substr(at, begin - at);
    if (begin == arguments.size()) break;
    const auto end = arguments.find('}', begin);
    if (end == std::string_view::npos) return invalid("a ${ is not closed");
    const auto value = named(arguments.substr(begin + 2, end - begin - 2), names);
    if (!value) return value.error();
    at = end + 1;
    const bool opened = out.ends_with('"') && !out.ends_with("\\\"");
    if (opened && arguments.substr(at).starts_with('"')) {
      out.pop_back();
      out += value->text;
      ++at;
    } else {
      const bool quoted = value->kind == Json::Kind::string;
      out += quoted ? value->text.substr(1, value->text.size() - 2) : value->text;
    }
  }
  return out;
}

// Comparing

/// The points of the leaves of an explanation; they add up to its score exactly.
Result<Decimal> leaf_points(const std::vector<Json>& metrics) {
  std::int64_t sum = 0;
  for (const Json& metric : metrics) {
    const Json* parts = metric.find("parts");
    const Json* points = metric.find("points");
    const bool leaf = parts == nullptr || parts->elements.empty();
    const auto own = points != nullptr ? points->decimal() : std::nullopt;
    const auto given = !leaf ? leaf_points(parts->elements) : own ? Result<Decimal>(*own) : invalid("no points");
    if (!given) return given.error();
    sum += given->units();
  }
  return Decimal::from_units(sum);
}

Result<Json> found_at(const Json& answer, const std::string& path) {
  if (path != "leaf_points") return at_path(answer, path);
  const Json* metrics = answer.find("metrics");
  if (metrics == nullptr) return invalid("leaf_points is asked of an answer without metrics");
  const auto sum = leaf_points(metrics->elements);
  if (!sum) return sum.error();
  return read_json(sum->to_string());
}

Result<Comparison> compare_shown(const Json& view, const Json& answer) {
  const auto path = text_at(view, "at");
  const auto value = at_path(answer, path);
  if (!value) return value.error();
  const Json* places = view.find("places");
  const Json* divisor = view.find("divided_by");
  const auto digits = places != nullptr ? places->small() : std::nullopt;
  const auto by = divisor != nullptr ? divisor->small() : std::optional(1);
  if (!value->decimal() || !digits || *digits > Decimal::places || !by || *by < 1) {
    return invalid("shown needs a number at its path, places up to 6 and, if given, divided_by: " + view.text);
  }
  const auto expected = Json::of(text_at(view, "as"));
  const auto found = Json::of(shown(*value->decimal(), *digits, *by));
  return Comparison{path + " as shown", expected.text, found.text, found == expected};
}

Result<std::vector<Comparison>> compare(const Call& call, const Json& answer) {
  std::vector<Comparison> comparisons;
  for (const auto& [path, expected] : call.expect.members) {
    const auto found = found_at(answer, path);
    if (!found) return found.error();
    comparisons.push_back({path, expected.text, found->text, expected == *found});
  }
  if (call.shown.kind != Json::Kind::null) {
    auto view = compare_shown(call.shown, answer);
    if (!view) return view.error();
    comparisons.push_back(std::move(*view));
  }
  return comparisons;
}

// Running

Result<Made> make_one(Session& session, const Call& call, Names& names) {
  const auto arguments = fill(call.arguments.text, names);
  if (!arguments) return arguments.error();
  const auto response = session.call(R"({"v":1,"op":")" + call.operation + R"(","args":)" + *arguments + "}");
  if (!response) return response.error();
  const auto read = read_json(*response);
  if (!read) return read.error();
  const Json* answer = read->find("result");
  if (answer == nullptr) return invalid("the answer has no result");
  if (!call.as.empty()) names.insert_or_assign(call.as, *answer);
  auto comparisons = compare(call, *answer);
  if (!comparisons) return comparisons.error();
  return Made{call.operation, call.note, std::move(*comparisons)};
}

/// Makes the calls in their order, each after the answers of those before.
Result<std::vector<Made>> make(Session& session, std::string_view part, const std::vector<Call>& calls, Names& names) {
  std::vector<Made> made;
  for (const Call& call : calls) {
    auto one = make_one(session, call, names);
    if (!one) {
      const auto place = std::string(part) + ", call " + std::to_string(made.size() + 1) + ", " + call.operation;
      return Error(one.error().code(), one.error().category(), place + ": " + one.error().message());
    }
    made.push_back(std::move(*one));
  }
  return made;
}

}  // namespace

Result<Model> parse_model(std::string_view text) {
  const auto file = read_json(text);
  if (!file) return file.error();
  Model model;
  model.title = text_at(*file, "title");
  model.about = lines_at(*file, "about");
  const auto now = parse_instant(text_at(*file, "now"));
  if (!now) return invalid("now is no time, such as 2024-11-20T21:00:00Z");
  model.now = *now;
  for (auto [part, calls] :
       {std::pair{"setup", &model.setup}, {"sample", &model.sample}, {"expected", &model.expected}}) {
    auto read = calls_of(*file, part);
    if (!read) return read.error();
    *calls = std::move(*read);
  }
  return model;
}

Result<Model> read_model(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error("file_unreadable", Category::not_found, path + " cannot be read");
  return parse_model(std::string(std::istreambuf_iterator<char>(file), {}));
}

Result<Names> install(Session& session, const Model& model) {
  Names names{{"now", Json::of(to_string(model.now))}};
  if (auto begun = session.begin(); !begun) return begun.error();
  if (auto made = make(session, "setup", model.setup, names); !made) {
    session.rollback();
    return made.error();
  }
  if (auto kept = session.commit(); !kept) return kept.error();
  return names;
}

Result<std::vector<Made>> run(const Model& model, const std::string& path) {
  EngineOptions options;
  options.path = path;
  options.clock = std::make_shared<StandingClock>(model.now);
  auto engine = Engine::open(options);
  if (!engine) return engine.error();
  auto session = engine->system_session();
  if (!session) return session.error();
  auto names = install(*session, model);
  if (!names) return names.error();
  auto made = make(*session, "sample", model.sample, *names);
  if (!made) return made.error();
  auto rest = make(*session, "expected", model.expected, *names);
  if (!rest) return rest.error();
  std::move(rest->begin(), rest->end(), std::back_inserter(*made));
  std::erase_if(*made, [](const Made& one) { return one.comparisons.empty(); });
  return made;
}

std::string shown(Decimal value, int places, int divided_by) {
  std::int64_t step = divided_by;
  for (int place = places; place < Decimal::places; ++place) step *= 10;
  const bool negative = value.units() < 0;
  const std::int64_t units = negative ? -value.units() : value.units();
  const std::int64_t whole = units / step;
  auto digits = std::to_string(2 * (units % step) >= step ? whole + 1 : whole);
  if (places > 0) {
    const auto wanted = static_cast<std::size_t>(places) + 1;
    if (digits.size() < wanted) digits.insert(0, wanted - digits.size(), '0');
    digits.insert(digits.size() - static_cast<std::size_t>(places), ".");
  }
  return (negative && digits.find_first_not_of("0.") != std::string::npos ? "-" : "") + digits;
}

}  // namespace models
