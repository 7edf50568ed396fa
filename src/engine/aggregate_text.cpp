// SPDX-License-Identifier: Apache-2.0
#include "engine/aggregate_text.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/text.hpp"
#include "condition/fields.hpp"
#include "condition/nodes.hpp"
#include "store/stored.hpp"

namespace steward::engine {

namespace {

using columns::Bucket;
using columns::Card;
using columns::Key;
using columns::Measure;
using columns::Term;

constexpr std::array<std::pair<std::string_view, Bucket>, 7> bucket_words{{{"day", Bucket::day},
                                                                           {"week", Bucket::week},
                                                                           {"month", Bucket::month},
                                                                           {"quarter", Bucket::quarter},
                                                                           {"year", Bucket::year},
                                                                           {"bin", Bucket::bin},
                                                                           {"days_until", Bucket::days_until}}};
constexpr std::array<std::pair<std::string_view, store::Function>, 4> measure_words{
    {{"sum", store::Function::sum},
     {"average", store::Function::average},
     {"min", store::Function::min},
     {"max", store::Function::max}}};

template <class Entries>
auto entry_of(const Entries& entries, std::string_view word) -> decltype(&entries[0].second) {
  for (const auto& entry : entries) {
    if (entry.first == word) return &entry.second;
  }
  return nullptr;
}

bool is_day(FieldType type) { return type == FieldType::date || type == FieldType::datetime; }

/// Calls `at` with each character that stands in no quotes, and the number of parentheses around it.
template <class At>
void each_plain(std::string_view text, At at) {
  char quote = 0;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == '\\') ++i;
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '"' || c == '\'') quote = c;
    if (c == ')') --depth;
    at(i, c, depth);
    if (c == '(') ++depth;
  }
}

std::vector<std::string> split_commas(std::string_view text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  each_plain(text, [&](std::size_t i, char c, int depth) {
    if (c != ',' || depth != 0) return;
    parts.push_back(base::trimmed(text.substr(begin, i - begin)));
    begin = i + 1;
  });
  parts.push_back(base::trimmed(text.substr(begin)));
  return parts;
}

/// The text without the blanks that mean nothing, so that what is written differently compares equal.
std::string squeezed(std::string_view text) {
  std::string out;
  std::size_t kept = 0;
  each_plain(text, [&](std::size_t i, char c, int) {
    out += text.substr(kept, i - kept);
    kept = i + 1;
    if (c != ' ' && c != '\t' && c != '\n') out += c;
  });
  out += text.substr(std::min(kept, text.size()));
  return out;
}

/// Where the head of a measure ends: behind its closing parenthesis, or behind the word.
std::size_t head_end(std::string_view text) {
  std::size_t end = text.find_first_of(" \t(");
  if (end == std::string_view::npos) return text.size();
  const auto next = text.find_first_not_of(" \t", end);
  if (next == std::string_view::npos || text[next] != '(') return end;
  std::size_t closed = std::string_view::npos;
  each_plain(text, [&](std::size_t i, char c, int depth) {
    if (c == ')' && depth == 0 && closed == std::string_view::npos) closed = i + 1;
  });
  return closed == std::string_view::npos ? text.size() : closed;
}

struct CardReader {
  const TableInfo& table;
  const model::Schema& schema;
  std::vector<Fault>& faults;

  void complain(std::string_view field, std::string message) {
    faults.push_back(
        {"invalid_input", "", table.name, std::nullopt, std::string(field), std::move(message), "", std::nullopt});
  }

  /// The field at the end of a path; null when there is none.
  const FieldInfo* path(std::string_view text, std::string_view field, Term& term) {
    auto resolved = condition::resolve_path(text, 0, table, schema);
    if (const auto* problem = std::get_if<condition::Problem>(&resolved)) {
      complain(problem->field.empty() ? field : problem->field, problem->message);
      return nullptr;
    }
    term.path = std::move(std::get<condition::Path>(resolved));
    const auto& last = condition::last_field(term.path);
    const auto& of = *term.path.back().table;
    if (of.flavour == Flavour::series) {
      complain(field, fmt::format("{} is a series; no path leads there", of.name));
      return nullptr;
    }
    if (store::has_column(last) && last.type != FieldType::json && last.type != FieldType::blob) return &last;
    complain(last.name, fmt::format("{}.{} cannot be ordered or grouped", of.name, last.name));
    return nullptr;
  }

  std::optional<std::int64_t> width(std::string_view text, FieldType type) {
    const auto number = Decimal::parse(text);
    if (!number || number->units() <= 0) return std::nullopt;
    if (type == FieldType::decimal || type == FieldType::hundredths) return number->units();
    if (number->units() % Decimal::one != 0) return std::nullopt;
    return number->units() / Decimal::one;
  }

  Key key(const std::string& text) {
    Key key;
    const auto call = split_call(text);
    if (call.word.empty() && call.arguments.size() == 1) {
      path(call.arguments[0], "group_by", key.term);
      return key;
    }
    const auto* bucket = entry_of(bucket_words, call.word);
    const bool wide = bucket != nullptr && (*bucket == Bucket::bin || *bucket == Bucket::days_until);
    if (bucket == nullptr || call.arguments.size() != (wide ? 2U : 1U)) {
      complain("group_by",
               fmt::format("\"{}\" is no key; e.g. account.industry, month(due_date), bin(health_score, 10), "
                           "days_until(renewal_date, 30)",
                           text));
      return key;
    }
    key.bucket = *bucket;
    const auto* field = path(call.arguments[0], "group_by", key.term);
    if (field == nullptr) return key;
    const bool number =
        field->type == FieldType::integer || field->type == FieldType::decimal || field->type == FieldType::hundredths;
    const bool fits = *bucket == Bucket::bin ? number || field->type == FieldType::date : is_day(field->type);
    if (!fits) {
      complain(field->name,
               fmt::format("{} is {}; {} takes {}", call.arguments[0], condition::type_name(field->type), call.word,
                           *bucket == Bucket::bin ? "a number or a date" : "a date or a datetime"));
    } else if (wide) {
      const auto size = width(call.arguments[1], *bucket == Bucket::bin ? field->type : FieldType::integer);
      if (!size) complain("group_by", fmt::format("\"{}\": the width must be above zero, and whole for days", text));
      key.width = size.value_or(1);
    }
    return key;
  }

  void days(const CallText& call, const std::string& text, Measure& measure) {
    if (call.arguments.size() != 2) return complain("measures", fmt::format("\"{}\": days takes two days", text));
    measure.days.emplace();
    for (std::size_t i = 0; i < 2; ++i) {
      if (call.arguments[i] == "today") continue;
      auto& term = i == 0 ? measure.days->from : measure.days->to;
      const auto* field = path(call.arguments[i], "measures", term);
      if (field != nullptr && !is_day(field->type)) {
        complain(field->name, fmt::format("{} is {}; days are between dates or datetimes", call.arguments[i],
                                          condition::type_name(field->type)));
      }
    }
  }

  void measured(const std::string& argument, const std::string& text, Measure& measure) {
    const auto call = split_call(argument);
    const bool adds = measure.function == store::Function::sum || measure.function == store::Function::average;
    if (call.word == "days") return days(call, text, measure);
    if (!call.word.empty() || call.arguments.size() != 1) {
      return complain("measures", fmt::format("\"{}\" is no measure; e.g. count, sum(value)", text));
    }
    const auto* field = path(call.arguments[0], "measures", measure.term);
    if (field == nullptr) return;
    if (adds && !store::can_add(field->type)) complain(field->name, fmt::format("{} cannot be added up", text));
    if (!adds && field->type == FieldType::money) {
      complain(field->name, "amounts of several currencies do not compare");
    }
  }

  Measure measure(const std::string& given) {
    Measure measure;
    const auto text = base::trimmed(given);
    const auto end = head_end(text);
    const auto call = split_call(base::trimmed(std::string_view(text).substr(0, end)));
    const auto* function = entry_of(measure_words, call.word);
    if (function != nullptr && call.arguments.size() == 1) {
      measure.function = *function;
      measured(call.arguments[0], text, measure);
    } else if (function == nullptr && call.word.empty() && call.arguments == std::vector<std::string>{"count"}) {
      measure.function = store::Function::count;
    } else {
      complain("measures", fmt::format("\"{}\" is no measure; e.g. count, sum(value)", text));
      return measure;
    }
    const auto rest = base::trimmed(std::string_view(text).substr(end));
    if (rest.empty()) return measure;
    const auto only = rest.starts_with("if") ? base::trimmed(std::string_view(rest).substr(2)) : std::string();
    if (only.empty() || (rest.size() > 2 && rest[2] != ' ' && rest[2] != '(')) {
      complain("measures", fmt::format("\"{}\": behind a measure stands nothing but `if` and a condition", text));
      return measure;
    }
    auto parsed = condition::Condition::parse(only, table, schema);
    if (parsed) {
      measure.only = std::move(*parsed);
    } else {
      tell(parsed.error());
    }
    return measure;
  }

  void tell(const Error& error) {
    for (auto fault : error.faults()) faults.push_back(std::move(fault));
    if (error.faults().empty()) complain("measures", error.message());
  }

  void order(const AggregateOptions& options, Card& card) {
    if (base::trimmed(options.order_by).empty()) return;
    for (auto part : split_commas(options.order_by)) {
      columns::Sort sort;
      const auto blank = part.find_last_of(" \t");
      const auto word =
          blank == std::string::npos ? std::string() : base::folded(std::string_view(part).substr(blank + 1));
      sort.descending = word == "desc";
      if (word == "desc" || word == "asc") part = base::trimmed(std::string_view(part).substr(0, blank));
      const auto sought = squeezed(part);
      const auto place = [&](const std::vector<std::string>& texts) {
        const auto found =
            std::find_if(texts.begin(), texts.end(), [&](const std::string& text) { return squeezed(text) == sought; });
        return static_cast<std::size_t>(found - texts.begin());
      };
      sort.index = place(options.group_by);
      sort.measure = sort.index == options.group_by.size();
      if (sort.measure) sort.index = place(options.measures);
      if (sort.measure && sort.index == options.measures.size()) {
        complain("order_by", fmt::format("order by \"{}\"? It is none of the keys and measures", part));
      } else {
        card.order.push_back(sort);
      }
    }
  }
};

}  // namespace

CallText split_call(std::string_view text) {
  const auto open = text.find('(');
  if (open == std::string_view::npos) return {"", {std::string(text)}};
  CallText call{base::trimmed(text.substr(0, open)), {}};
  if (text.back() == ')') call.arguments = split_commas(text.substr(open + 1, text.size() - open - 2));
  return call;
}

Card read_card(const AggregateOptions& options, const TableInfo& table, const model::Schema& schema,
               std::vector<Fault>& faults) {
  CardReader reader{table, schema, faults};
  Card card{{condition::Condition(table), {}, {}, {}, {}, {}}, {}, {}, {}, 0, {}};
  if (options.group_by.size() > 4) reader.complain("group_by", "at most four fields");
  for (const auto& text : options.group_by) card.keys.push_back(reader.key(base::trimmed(text)));
  for (const auto& text : options.measures) card.measures.push_back(reader.measure(text));
  reader.order(options, card);
  if (card.measures.empty()) card.measures.emplace_back();
  card.limit = options.limit;
  return card;
}

}  // namespace steward::engine
