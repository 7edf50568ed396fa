// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "condition/fields.hpp"
#include "condition/literal.hpp"
#include "condition/nodes.hpp"
#include "condition/scanner.hpp"

namespace steward::condition {

namespace {

constexpr int max_depth = 100;

/// Recursive descent; a function that finds a problem keeps it and gives null.
class Parser {
 public:
  Parser(std::string_view text, const TableInfo& table, const model::Schema& schema)
      : scanner_(text), table_(table), schema_(schema) {}

  NodePtr parse() {
    NodePtr node = alternatives();
    if (!node) return nullptr;
    scanner_.skip_space();
    if (!scanner_.at_end()) return expected("`and`, `or` or the end");
    return node;
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
  NodePtr expected(std::string_view what) {
    scanner_.skip_space();
    return fail(scanner_.offset(), "expected " + std::string(what) + ", found " + scanner_.found());
  }

  NodePtr alternatives() {
    std::vector<NodePtr> children;
    do {
      NodePtr child = conjunction();
      if (!child) return nullptr;
      children.push_back(std::move(child));
    } while (scanner_.take_word("or"));
    return make_any(table_, std::move(children));
  }

  NodePtr conjunction() {
    std::vector<NodePtr> children;
    do {
      NodePtr child = negatable();
      if (!child) return nullptr;
      children.push_back(std::move(child));
    } while (scanner_.take_word("and"));
    return make_all(std::move(children));
  }

  NodePtr negatable() {
    bool negated = false;
    while (scanner_.take_word("not")) negated = !negated;
    NodePtr node = primary();
    return node && negated ? make_negation(table_, node) : node;
  }

  NodePtr primary() {
    scanner_.skip_space();
    const std::size_t start = scanner_.offset();
    if (!scanner_.take("(")) return test();
    if (++depth_ > max_depth) return fail(start, "parentheses nest deeper than 100");
    NodePtr node = alternatives();
    --depth_;
    if (!node) return nullptr;
    scanner_.skip_space();
    return scanner_.take(")") ? node : expected("`and`, `or` or `)`");
  }

  NodePtr test() {
    const std::size_t start = scanner_.offset();
    const std::string_view name = scanner_.word(".");
    const bool digit = !name.empty() && name[0] >= '0' && name[0] <= '9';
    if (name.empty() || digit || name[0] == '.' || is_joint(name)) return expected("a field name, `not` or `(`");
    auto resolved = resolve_path(name, start, table_, schema_);
    if (auto* bad = std::get_if<Problem>(&resolved)) return fail(std::move(*bad));
    scanner_.seek(start + name.size());
    return operation(std::move(std::get<Path>(resolved)));
  }

  static bool is_joint(std::string_view name) {
    const std::string word = base::folded(name);
    return word == "and" || word == "or";
  }

  NodePtr operation(Path path) {
    scanner_.skip_space();
    const std::size_t start = scanner_.offset();
    if (const auto op = symbol()) return comparison(std::move(path), *op, start);
    if (scanner_.take_word("in")) return membership(std::move(path), start);
    if (scanner_.take_word("not")) {
      if (!scanner_.take_word("in")) return expected("`in` after `not`");
      NodePtr node = membership(std::move(path), start);
      return node ? make_negation(table_, node) : nullptr;
    }
    if (scanner_.take_word("is")) {
      const bool negated = scanner_.take_word("not");
      if (!scanner_.take_word("empty")) return expected(negated ? "`empty`" : "`empty` or `not empty`");
      NodePtr node = make_empty(std::move(path));
      return negated ? make_negation(table_, node) : node;
    }
    if (scanner_.take_word("starts")) {
      if (!scanner_.take_word("with")) return expected("`with` after `starts`");
      return text_test(std::move(path), Node::Kind::starts_with, start);
    }
    if (scanner_.take_word("contains")) return text_test(std::move(path), Node::Kind::contains, start);
    return expected(
        "an operator (= != < <= > >=, `in`, `not in`, `is empty`, `is not empty`, `starts with`, "
        "`contains`) after " +
        shown(path_text(path)));
  }

  std::optional<Op> symbol() {
    const std::size_t start = scanner_.offset();
    static constexpr std::pair<std::string_view, Op> symbols[] = {{"!=", Op::ne}, {"<=", Op::le}, {">=", Op::ge},
                                                                  {"=", Op::eq},  {"<", Op::lt},  {">", Op::gt}};
    for (const auto& [text, op] : symbols) {
      if (!scanner_.take(text)) continue;
      // `==`, `<>` and the like are not operators of this language.
      if (scanner_.peek() != '=' && scanner_.peek() != '>' && scanner_.peek() != '<') return op;
      scanner_.seek(start);
      return std::nullopt;
    }
    return std::nullopt;
  }

  NodePtr comparison(Path path, Op op, std::size_t start) {
    const bool equality = op == Op::eq || op == Op::ne;
    if (auto reason = equality ? refuse_equal(path) : refuse_order(path); !reason.empty()) {
      return fail(start, std::move(reason), path, "invalid_input");
    }
    const std::size_t before = scanner_.offset();
    auto right = operand(path);
    if (!right) return nullptr;
    const auto* choice = std::get_if<std::string>(&right->literal);
    const FieldInfo& field = last_field(path);
    if (!equality && field.type == FieldType::choice && choice != nullptr && !has_rank(field, *choice, schema_)) {
      return fail(before, shown(*choice) + " has no place in the order of the list", path, "invalid_choice");
    }
    return make_compare(std::move(path), op, std::move(*right));
  }

  NodePtr membership(Path path, std::size_t start) {
    if (auto reason = refuse_equal(path); !reason.empty()) return fail(start, std::move(reason), path, "invalid_input");
    scanner_.skip_space();
    if (!scanner_.take("(")) return expected("`(` after `in`");
    std::vector<Operand> operands;
    do {
      if (operands.size() == max_operands) {
        return fail(scanner_.offset(), "a list holds at most 1000 values", path);
      }
      auto next = operand(path);
      if (!next) return nullptr;
      operands.push_back(std::move(*next));
      scanner_.skip_space();
    } while (scanner_.take(","));
    if (!scanner_.take(")")) return expected("`,` or `)`");
    return make_in(table_, std::move(path), std::move(operands));
  }

  NodePtr text_test(Path path, Node::Kind kind, std::size_t start) {
    if (auto reason = refuse_text_test(path); !reason.empty()) {
      return fail(start, std::move(reason), path, "invalid_input");
    }
    auto right = operand(path);
    return right ? make_text_test(kind, std::move(path), std::move(*right)) : nullptr;
  }

  std::optional<Operand> operand(const Path& path) {
    scanner_.skip_space();
    Written written;
    written.offset = scanner_.offset();
    if (scanner_.peek() == '"' || scanner_.peek() == '\'') {
      auto text = scanner_.quoted();
      if (auto* bad = std::get_if<Problem>(&text)) return fail(std::move(*bad)), std::nullopt;
      written.form = Written::Form::quoted;
      written.text = std::move(std::get<std::string>(text));
    } else {
      const std::string_view word = scanner_.word(".:-");
      if (word.empty()) return expected("a value after the operator"), std::nullopt;
      scanner_.seek(written.offset + word.size());
      written.text = word;
      const std::string function = base::folded(word);
      if (function == "now" || function == "today") {
        const std::size_t after = scanner_.offset();
        scanner_.skip_space();
        if (scanner_.take("(")) return moment(path, function == "now", written.offset);
        scanner_.seek(after);
      }
    }
    auto value = read_literal(written, path, schema_);
    if (auto* bad = std::get_if<Problem>(&value)) return fail(std::move(*bad)), std::nullopt;
    return literal(std::move(std::get<Value>(value)));
  }

  /// The rest of `now()` or `today()`, behind its opening parenthesis.
  std::optional<Operand> moment(const Path& path, bool now, std::size_t start) {
    scanner_.skip_space();
    if (!scanner_.take(")")) return expected("`)`"), std::nullopt;
    const FieldType type = last_field(path).type;
    if (type != (now ? FieldType::datetime : FieldType::date)) {
      std::string message = "`" + path_text(path) + "` is " + std::string(type_name(type)) + "; ";
      message += now ? "now() needs a datetime" : "today() needs a date";
      if (now && type == FieldType::date) message += ", use today()";
      if (!now && type == FieldType::datetime) message += ", use now()";
      return fail(start, std::move(message), path, "invalid_input"), std::nullopt;
    }
    Operand operand;
    operand.kind = now ? Operand::Kind::now : Operand::Kind::today;
    const std::size_t after = scanner_.offset();
    scanner_.skip_space();
    const bool minus = scanner_.peek() == '-';
    if (!minus && scanner_.peek() != '+') {
      scanner_.seek(after);
      return operand;
    }
    scanner_.seek(scanner_.offset() + 1);
    scanner_.skip_space();
    const std::string_view word = scanner_.word();
    const auto seconds = read_duration(word);
    if (!seconds) return expected("a duration like 3d or 2h, of at most 1000 years"), std::nullopt;
    if (!now && *seconds % 86400 != 0) return expected("whole days, for today() has no time of day"), std::nullopt;
    scanner_.seek(scanner_.offset() + word.size());
    operand.offset = now ? *seconds * 1000 : *seconds / 86400;
    if (minus) operand.offset = -operand.offset;
    return operand;
  }

  Scanner scanner_;
  const TableInfo& table_;
  const model::Schema& schema_;
  Problem problem_;
  int depth_ = 0;
};

}  // namespace

Result<Condition> Condition::parse(std::string_view text, const TableInfo& table, const model::Schema& schema) {
  if (const auto bad = check_text(text)) return to_error(*bad, text, table);
  Scanner blank(text);
  blank.skip_space();
  if (blank.at_end()) return Condition(table);
  Parser parser(text, table, schema);
  NodePtr root = parser.parse();
  if (!root) return to_error(parser.problem(), text, table);
  Condition condition(table, std::move(root));
  if (const auto bad = check_canonical(text, condition, schema)) return to_error(*bad, text, table);
  return condition;
}

}  // namespace steward::condition
