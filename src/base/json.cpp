// SPDX-License-Identifier: Apache-2.0

// The number texts are cut from the input, so what strtod makes of them under the host's locale is of no
// interest; without this an exotic decimal separator would trip an assertion.
#define JSON_ASSERT(condition) static_cast<void>(0)
#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "base/json.hpp"
#include "base/text.hpp"

namespace steward::base {
namespace {

constexpr int most_levels = 1000;

/// Walks over the text and tells how far the lexer has read.
class Reading {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Reading(const char* at, std::size_t* read) : at_(at), read_(read) {}
  reference operator*() const { return *at_; }
  Reading& operator++() {
    ++at_;
    ++*read_;
    return *this;
  }
  Reading operator++(int) {
    Reading before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Reading& other) const { return at_ == other.at_; }
  bool operator!=(const Reading& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  std::size_t* read_;
};

/// Receives the events of nlohmann's parser and builds the tree.
class Builder {
 public:
  Builder(std::string_view text, int max_depth) : text_(text), max_depth_(max_depth) {}

  std::size_t read = 0;
  Json root;
  std::string failure;
  std::size_t failed_at = 0;

  bool null() { return add(Json()); }
  bool boolean(bool value) { return add(Json(value)); }
  bool number_integer(std::int64_t) { return add_number(); }
  bool number_unsigned(std::uint64_t) { return add_number(); }
  bool number_float(double, const std::string&) { return add_number(); }
  bool string(std::string& value) { return add(Json::string(value)); }
  bool binary(nlohmann::json::binary_t&) { return fail("binary data is not JSON"); }
  bool start_object(std::size_t) { return open(false); }
  bool start_array(std::size_t) { return open(true); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    Level& level = levels_.back();
    if (level.knows(name)) return fail("the same key stands twice in an object");
    level.members.emplace_back(std::move(name), Json());
    return true;
  }

  // The parser's own words quote the input, which may be customer data; they are not passed on.
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& error) {
    failed_at = position == 0 ? 0 : position - 1;
    constexpr int number_overflow = 406;
    if (error.id == number_overflow) {
      // The overflow is found behind the number and reported without a position.
      failed_at = read == 0 ? 0 : read - 1;
      failure = "a number is out of range";
    } else {
      failure = failed_at >= text_.size() ? "the text ends too early" : "this is not JSON";
    }
    return false;
  }

 private:
  struct Level {
    bool is_array = false;
    Json::Elements elements = {};
    Json::Members members = {};
    std::unordered_set<std::string> keys = {};

    // Most objects are small; only large ones are worth a set.
    bool knows(const std::string& name) {
      constexpr std::size_t few = 16;
      if (members.size() < few) {
        return std::any_of(members.begin(), members.end(), [&](const auto& member) { return member.first == name; });
      }
      if (keys.empty()) {
        for (const auto& member : members) keys.insert(member.first);
      }
      return !keys.insert(name).second;
    }
  };

  bool fail(std::string why) {
    failed_at = read == 0 ? 0 : read - 1;
    failure = std::move(why);
    return false;
  }

  bool add(Json value) {
    if (levels_.empty()) {
      root = std::move(value);
      return true;
    }
    Level& level = levels_.back();
    if (level.is_array) {
      level.elements.push_back(std::move(value));
    } else {
      level.members.back().second = std::move(value);
    }
    return true;
  }

  // The lexer has read one byte behind the number, unless the text ended; no byte that may follow a number in
  // valid JSON can be part of one.
  bool add_number() {
    constexpr std::string_view number_bytes = "0123456789+-.eE";
    std::size_t end = read;
    if (end > 0 && number_bytes.find(text_[end - 1]) == std::string_view::npos) --end;
    std::size_t start = end;
    while (start > 0 && number_bytes.find(text_[start - 1]) != std::string_view::npos) --start;
    const std::string_view number = text_.substr(start, end - start);
    if (!is_json_number(number)) return fail("this is not JSON");
    return add(Json::number_text(number));
  }

  bool open(bool is_array) {
    if (levels_.size() >= static_cast<std::size_t>(max_depth_)) {
      return fail("more than " + std::to_string(max_depth_) + " levels of nesting");
    }
    levels_.push_back(Level{is_array});
    return true;
  }

  bool close() {
    Level done = std::move(levels_.back());
    levels_.pop_back();
    return add(done.is_array ? Json::array(std::move(done.elements)) : Json::object(std::move(done.members)));
  }

  std::string_view text_;
  int max_depth_;
  std::vector<Level> levels_;
};

Error refuse(std::string_view why, std::size_t offset) {
  Fault fault;
  fault.code = "json_invalid";
  fault.message = std::string(why) + " (byte " + std::to_string(offset) + ")";
  return Error(std::move(fault), Category::invalid);
}

std::size_t first_invalid_utf8(std::string_view text) {
  std::size_t pos = 0;
  while (pos < text.size()) {
    const std::size_t step = utf8_step(text, pos);
    if (step == 0) break;
    pos += step;
  }
  return pos;
}

}  // namespace

Result<Json> Json::parse(std::string_view text, int max_depth) {
  if (text.size() > max_bytes) return refuse("the text is longer than 64 MiB", max_bytes);
  // The lexer takes a zero byte for the end of the text.
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
    return refuse("a zero byte is not JSON", zero);
  }
  Builder builder(text, std::clamp(max_depth, 0, most_levels));
  const Reading first(text.data(), &builder.read);
  const Reading last(text.data() + text.size(), &builder.read);
  if (nlohmann::json::sax_parse(first, last, &builder)) return std::move(builder.root);
  if (const std::size_t bad = first_invalid_utf8(text); bad < text.size() && bad <= builder.failed_at) {
    return refuse("the text is not valid UTF-8", bad);
  }
  return refuse(builder.failure, builder.failed_at);
}

}  // namespace steward::base
