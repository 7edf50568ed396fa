// SPDX-License-Identifier: Apache-2.0
//
// Reads the input as a condition and as an encoded query. What is accepted must evaluate without a fault and have
// a canonical text that reads back as itself; what is refused must name a position inside the text.
//
// The first byte picks the reader: `^` the encoded query, anything else the condition language (and is part of
// the text). With the macro STEWARD_FUZZ_PLANT defined the target traps on every accepted condition that negates a
// group of four parts or more. No input of the corpus does; a run of a minute must make one, or it finds nothing:
//
//   clang++-19 … -fsanitize=fuzzer,address,undefined -DSTEWARD_FUZZ_PLANT tests/fuzz/condition.cpp …
//   fuzz_condition -dict=tests/fuzz/condition.dict -max_total_time=600 -max_len=300 NEW tests/fuzz/corpus/condition
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "condition/condition.hpp"
#include "condition/encoded.hpp"
#include "model/row.hpp"

namespace {

using steward::FieldType;
using steward::condition::Condition;

steward::model::Schema make_schema() {
  steward::model::Schema schema;
  steward::HostTable table;
  table.name = "thing";
  constexpr FieldType types[] = {FieldType::string,  FieldType::text,   FieldType::integer,  FieldType::decimal,
                                 FieldType::boolean, FieldType::date,   FieldType::datetime, FieldType::duration,
                                 FieldType::money,   FieldType::choice, FieldType::ref,      FieldType::json};
  constexpr const char* names[] = {"string",   "text",     "integer", "decimal", "boolean", "date",
                                   "datetime", "duration", "money",   "choice",  "ref",     "json"};
  for (std::size_t i = 0; i < std::size(types); ++i) {
    steward::HostField field;
    field.name = names[i];
    field.type = types[i];
    if (field.type == FieldType::ref) field.target = "thing";
    if (field.type == FieldType::choice) field.choices = {"gold", "silver"};
    table.fields.push_back(field);
  }
  if (!schema.declare(table)) std::abort();
  return schema;
}

[[noreturn]] void stop(const char* why, std::string_view text) {
  std::fprintf(stderr, "%s: %.*s\n", why, static_cast<int>(text.size()), text.data());
  std::abort();
}

/// Every reference leads to the row itself, so that paths are walked to their end.
class SameRow : public steward::condition::RowSource {
 public:
  explicit SameRow(const steward::Row& row) : row_(&row) {}
  const steward::Row* row(const steward::TableInfo&, steward::Id) const override { return row_; }
  bool any(const steward::TableInfo&, std::size_t, const steward::Value&,
           const std::function<bool(const steward::Row&)>& test) const override {
    return test(*row_);
  }

 private:
  const steward::Row* row_;
};

#ifdef STEWARD_FUZZ_PLANT
bool planted(const steward::condition::Node& node) {
  using Kind = steward::condition::Node::Kind;
  for (const auto& child : node.children) {
    if (node.kind == Kind::negation && child->children.size() > 3) return true;
    if (planted(*child)) return true;
  }
  return false;
}
#endif

void use(const Condition& condition, const steward::model::Schema& schema) {
  const std::string text = condition.text(schema);
  const auto again = Condition::parse(text, condition.table(), schema);
  if (!again) stop("the canonical text is refused", again.error().to_string());
  if (again->text(schema) != text) stop("the canonical text changes", text);
  if (again->is_always() != condition.is_always()) stop("the canonical text means something else", text);
  steward::Row row = steward::model::default_row(condition.table());
  row[steward::model::id_field] = steward::Id({1});
  const steward::condition::Moment moment{*steward::parse_instant("2026-03-01T12:00:00Z"),
                                          *steward::parse_date("2026-03-01")};
  for (const bool filled : {false, true}) {
    if (filled) row[condition.table().at("ref")] = steward::Id({1});
    const SameRow rows(row);
    const bool holds = evaluate(condition, row, rows, moment, schema);
    if (evaluate(*again, row, rows, moment, schema) != holds) stop("the canonical text finds other rows", text);
    if (evaluate(Condition::negation(condition), row, rows, moment, schema) == holds) {
      stop("the negation is not exact", text);
    }
  }
#ifdef STEWARD_FUZZ_PLANT
  if (planted(condition.root())) __builtin_trap();
#endif
}

void check_refusal(const steward::Error& error, std::string_view text) {
  constexpr std::string_view head = "{\"offset\":";
  if (error.category() != steward::Category::invalid || error.faults().size() != 1) stop("an odd refusal", text);
  const std::string& details = error.faults()[0].details;
  if (!details.starts_with(head) || std::stoull(details.substr(head.size())) > text.size()) {
    stop("a position outside the text", text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const steward::model::Schema schema = make_schema();
  const steward::TableInfo& table = schema.at("thing");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.starts_with('^')) {
    const auto numbers = [](std::string_view, std::string_view, std::string_view number) -> std::optional<std::string> {
      if (number == "1") return "gold";
      return std::nullopt;
    };
    const auto result = steward::condition::parse_encoded(text.substr(1), table, schema, numbers);
    result ? use(*result, schema) : check_refusal(result.error(), text);
    return 0;
  }
  const auto result = Condition::parse(text, table, schema);
  result ? use(*result, schema) : check_refusal(result.error(), text);
  return 0;
}

// Changes whole words half of the time: single bytes seldom keep a sentence of a grammar whole.

extern "C" [[gnu::weak]] std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

constexpr std::string_view fragments[] = {" and integer = 1",
                                          " or string contains \"x\"",
                                          " or choice in (gold, silver)",
                                          " and date < today() - 3d",
                                          "not ",
                                          "(",
                                          ")",
                                          " is empty",
                                          " not in (1, 2)",
                                          "ref.",
                                          "ref.domain.",
                                          "\"\\u00e4\"",
                                          "now()",
                                          "1.5",
                                          "^OR",
                                          "^NQ",
                                          "^choiceIN1,gold",
                                          "^stringLIKEx",
                                          "^integerISNOTEMPTY",
                                          "^EQ"};

/// Words, quoted texts, blanks and single signs.
std::vector<std::string> pieces(std::string_view text) {
  constexpr std::string_view word = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  std::vector<std::string> result;
  for (std::size_t pos = 0; pos < text.size();) {
    std::size_t end = std::min(text.find_first_not_of(word, pos), text.size());
    if (end == pos) end = pos + 1;
    if (text[pos] == '"' || text[pos] == '\'') {
      const std::size_t close = text.find(text[pos], pos + 1);
      if (close != std::string_view::npos) end = close + 1;
    }
    result.emplace_back(text.substr(pos, end - pos));
    pos = end;
  }
  return result;
}

std::string changed(std::string_view text, unsigned seed) {
  std::minstd_rand random(seed);
  const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(random()) % bound; };
  auto parts = pieces(text);
  const auto place = [&] { return parts.begin() + static_cast<std::ptrdiff_t>(below(parts.size() + 1)); };
  const std::string fragment(fragments[below(std::size(fragments))]);
  if (parts.empty() || below(4) == 0) {
    parts.insert(place(), fragment);
  } else if (below(4) == 0) {
    parts.insert(parts.begin(), "not (");
    parts.emplace_back(")");
  } else if (below(3) == 0) {
    const std::size_t first = below(parts.size());
    const std::size_t count = 1 + below(std::min<std::size_t>(8, parts.size() - first));
    const auto from = parts.begin() + static_cast<std::ptrdiff_t>(first);
    const std::vector<std::string> run(from, from + static_cast<std::ptrdiff_t>(count));
    parts.insert(place(), run.begin(), run.end());
  } else if (below(2) == 0) {
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(below(parts.size())));
  } else {
    parts[below(parts.size())] = fragment;
  }
  std::string result;
  for (const auto& part : parts) result += part;
  return result;
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  if (seed % 2 == 0 && LLVMFuzzerMutate != nullptr) return LLVMFuzzerMutate(data, size, max_size);
  const std::string text = changed({reinterpret_cast<const char*>(data), size}, seed / 2);
  const std::size_t length = std::min(text.size(), max_size);
  std::copy_n(text.begin(), length, data);
  return length;
}
