// SPDX-License-Identifier: Apache-2.0
#include "condition/encoded.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "condition/fields.hpp"
#include "condition/literal.hpp"
#include "condition/nodes.hpp"

namespace steward::condition {

namespace {

enum class Verb { eq, ne, lt, le, gt, ge, in, not_in, starts_with, contains, not_contains, empty, not_empty, anything };

struct Spelling {
  std::string_view text;
  Verb verb;
};

/// The longer spelling before one that it begins with.
constexpr std::array spellings{Spelling{"!=", Verb::ne},
                               Spelling{">=", Verb::ge},
                               Spelling{"<=", Verb::le},
                               Spelling{"=", Verb::eq},
                               Spelling{">", Verb::gt},
                               Spelling{"<", Verb::lt},
                               Spelling{"ISNOTEMPTY", Verb::not_empty},
                               Spelling{"ISEMPTY", Verb::empty},
                               Spelling{"IN", Verb::in},
                               Spelling{"NOTLIKE", Verb::not_contains},
                               Spelling{"NOT LIKE", Verb::not_contains},
                               Spelling{"NOT IN", Verb::not_in},
                               Spelling{"STARTSWITH", Verb::starts_with},
                               Spelling{"LIKE", Verb::contains},
                               Spelling{"CONTAINS", Verb::contains},
                               Spelling{"ANYTHING", Verb::anything}};

struct Part {
  std::string_view text;
  std::size_t offset = 0;
};

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool takes_no_value(Verb verb) { return verb == Verb::empty || verb == Verb::not_empty || verb == Verb::anything; }

Op order_op(Verb verb) {
  switch (verb) {
    case Verb::lt:
      return Op::lt;
    case Verb::le:
      return Op::le;
    case Verb::gt:
      return Op::gt;
    default:
      return Op::ge;
  }
}

class EncodedParser {
 public:
  EncodedParser(std::string_view text, const TableInfo& table, const model::Schema& schema,
                const ChoiceNumbers& numbers)
      : text_(text), table_(table), schema_(schema), numbers_(numbers) {}

  NodePtr parse() {
    std::vector<NodePtr> alternatives;
    std::vector<NodePtr> groups;
    std::vector<NodePtr> group;
    const auto close_group = [&] {
      if (!group.empty()) groups.push_back(make_any(table_, std::exchange(group, {})));
    };
    const auto close_alternative = [&] {
      close_group();
      alternatives.push_back(make_all(std::exchange(groups, {})));
    };
    bool first = true;
    for (std::size_t pos = 0; pos <= text_.size(); first = false) {
      const std::size_t end = std::min(text_.find('^', pos), text_.size());
      Part part{text_.substr(pos, end - pos), pos};
      pos = end + 1;
      if (part.text == "EQ" && !first) {
        if (end != text_.size()) return fail(part.offset, "`^EQ` ends a query, but more follows");
        break;
      }
      if (!first && take(part, "NQ")) {
        close_alternative();
      } else if (first || part.text.starts_with("ORDERBY") || !take(part, "OR")) {
        close_group();
      }
      NodePtr node = term(part);
      if (!node) return nullptr;
      group.push_back(std::move(node));
    }
    close_alternative();
    return make_any(table_, std::move(alternatives));
  }

  [[nodiscard]] const Problem& problem() const { return problem_; }

 private:
  NodePtr fail(Problem problem) {
    problem_ = std::move(problem);
    return nullptr;
  }
  NodePtr fail(std::size_t offset, std::string message, const Path& path = {}, std::string code = "condition_invalid") {
    return fail({.code = std::move(code), .offset = offset, .message = std::move(message), .field = path_text(path)});
  }

  static bool take(Part& part, std::string_view prefix) {
    if (!part.text.starts_with(prefix)) return false;
    part.text.remove_prefix(prefix.size());
    part.offset += prefix.size();
    return true;
  }

  NodePtr term(Part part) {
    if (part.text.empty()) return fail(part.offset, "expected `field operator value`, found nothing");
    for (const std::string_view refused : {"ORDERBY", "GROUPBY"}) {
      if (part.text.starts_with(refused)) {
        return fail(part.offset, "`" + std::string(refused) + "` is no condition; give the order with the query");
      }
    }
    const auto is_name = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    };
    const auto stop = std::find_if_not(part.text.begin(), part.text.end(), is_name);
    const std::string_view name = part.text.substr(0, static_cast<std::size_t>(stop - part.text.begin()));
    if (name.empty()) return fail(part.offset, "expected a field name, found " + shown(part.text.substr(0, 1)));
    auto resolved = resolve_path(name, part.offset, table_, schema_);
    if (auto* bad = std::get_if<Problem>(&resolved)) return fail(std::move(*bad));
    const Path& path = std::get<Path>(resolved);
    part.text.remove_prefix(name.size());
    part.offset += name.size();
    const std::size_t start = part.offset;
    const auto* spelling = std::find_if(spellings.begin(), spellings.end(),
                                        [&](const Spelling& candidate) { return take(part, candidate.text); });
    if (spelling == spellings.end()) {
      return fail(start,
                  part.text.empty() ? "expected an operator after " + shown(name) + ", found the end"
                                    : "the operator at " + shown(part.text) + " is not supported",
                  path);
    }
    return test(path, spelling->verb, part, start);
  }

  NodePtr test(const Path& path, Verb verb, const Part& value, std::size_t start) {
    if (takes_no_value(verb)) {
      if (!value.text.empty()) return fail(value.offset, "this operator takes no value", path);
      if (verb == Verb::anything) return make_always();
      const NodePtr empty = make_empty(path);
      return verb == Verb::empty ? empty : make_negation(table_, empty);
    }
    // `field=` and `field!=` ask for the empty value.
    if (value.text.empty() && (verb == Verb::eq || verb == Verb::ne)) {
      const NodePtr empty = make_empty(path);
      return verb == Verb::eq ? empty : make_negation(table_, empty);
    }
    if (value.text.empty()) return fail(value.offset, "expected a value, found the end", path);
    const bool text_verb = verb == Verb::starts_with || verb == Verb::contains || verb == Verb::not_contains;
    const bool set_verb = verb == Verb::eq || verb == Verb::ne || verb == Verb::in || verb == Verb::not_in;
    if (auto reason = text_verb  ? refuse_text_test(path)
                      : set_verb ? refuse_equal(path)
                                 : refuse_order(path);
        !reason.empty()) {
      return fail(start, std::move(reason), path, "invalid_input");
    }
    if (verb == Verb::in || verb == Verb::not_in) return membership(path, verb == Verb::not_in, value);
    auto right = read(path, value);
    if (!right) return nullptr;
    switch (verb) {
      case Verb::eq:
        return make_compare(path, Op::eq, std::move(*right));
      case Verb::ne:
        return make_compare(path, Op::ne, std::move(*right));
      case Verb::starts_with:
        return make_text_test(Node::Kind::starts_with, path, std::move(*right));
      case Verb::contains:
        return make_text_test(Node::Kind::contains, path, std::move(*right));
      case Verb::not_contains:
        return make_negation(table_, make_text_test(Node::Kind::contains, path, std::move(*right)));
      default:
        return ordered(path, verb, std::move(*right), value);
    }
  }

  NodePtr ordered(const Path& path, Verb verb, Operand right, const Part& value) {
    const auto* choice = std::get_if<std::string>(&right.literal);
    const FieldInfo& field = last_field(path);
    if (field.type == FieldType::choice && choice != nullptr && !has_rank(field, *choice, schema_)) {
      return fail(value.offset, shown(*choice) + " has no place in the order of the list", path, "invalid_choice");
    }
    return make_compare(path, order_op(verb), std::move(right));
  }

  NodePtr membership(const Path& path, bool negated, const Part& value) {
    std::vector<Operand> operands;
    for (std::size_t pos = 0; pos <= value.text.size();) {
      const std::size_t end = std::min(value.text.find(',', pos), value.text.size());
      const Part item{value.text.substr(pos, end - pos), value.offset + pos};
      pos = end + 1;
      if (item.text.empty()) return fail(item.offset, "expected a value, found nothing", path);
      if (operands.size() == max_operands) return fail(item.offset, "a list holds at most 1000 values", path);
      auto operand = read(path, item);
      if (!operand) return nullptr;
      operands.push_back(std::move(*operand));
    }
    NodePtr node = make_in(table_, path, std::move(operands));
    return negated ? make_negation(table_, node) : node;
  }

  std::optional<Operand> read(const Path& path, const Part& value) {
    constexpr std::string_view script = "javascript:";
    if (base::compare_folded(value.text.substr(0, script.size()), script) == 0) {
      return fail(value.offset, "a script is no value; write the date, or use now() and today() in a condition", path),
             std::nullopt;
    }
    Written written{Written::Form::plain, std::string(value.text), value.offset};
    const FieldInfo& field = last_field(path);
    if (field.type == FieldType::choice && is_number(value.text) && !has_rank(field, value.text, schema_)) {
      const auto name = numbers_ ? numbers_(path.back().table->name, field.name, value.text) : std::nullopt;
      if (!name) {
        std::string message = "no name is known for the number " + shown(value.text) + " of `" + path_text(path) + "`";
        return fail(value.offset, std::move(message), path, "invalid_choice"), std::nullopt;
      }
      written.text = *name;
    }
    auto read = read_literal(written, path, schema_);
    if (auto* bad = std::get_if<Problem>(&read)) return fail(std::move(*bad)), std::nullopt;
    return literal(std::move(std::get<Value>(read)));
  }

  std::string_view text_;
  const TableInfo& table_;
  const model::Schema& schema_;
  const ChoiceNumbers& numbers_;
  Problem problem_;
};

}  // namespace

Result<Condition> parse_encoded(std::string_view text, const TableInfo& table, const model::Schema& schema,
                                const ChoiceNumbers& numbers) {
  if (const auto bad = check_text(text)) return to_error(*bad, text, table);
  if (base::trimmed(text).empty()) return Condition(table);
  EncodedParser parser(text, table, schema, numbers);
  NodePtr root = parser.parse();
  if (!root) return to_error(parser.problem(), text, table);
  Condition condition(table, std::move(root));
  if (const auto bad = check_canonical(text, condition, schema)) return to_error(*bad, text, table);
  return condition;
}

}  // namespace steward::condition
