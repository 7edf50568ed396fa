// SPDX-License-Identifier: Apache-2.0
#include "store/key.hpp"

#include "base/text.hpp"

namespace steward::store {

namespace {

// Big end first with the sign flipped, so that bytes order like numbers.
void append_integer(std::string& out, std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number) ^ (std::uint64_t{1} << 63);
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(bits >> shift));
}

struct Appender {
  std::string& out;
  void operator()(std::monostate) const {}
  void operator()(bool held) const { out.push_back(held ? '\1' : '\0'); }
  void operator()(std::int64_t held) const { append_integer(out, held); }
  void operator()(Decimal held) const { append_integer(out, held.units()); }
  void operator()(const std::string& held) const { out += base::folded(held); }
  void operator()(const Id& held) const {
    out.append(reinterpret_cast<const char*>(held.bytes().data()), held.bytes().size());
  }
  void operator()(Instant held) const { append_integer(out, held.time_since_epoch().count()); }
  void operator()(Date held) const { append_integer(out, held.time_since_epoch().count()); }
  void operator()(Duration held) const { append_integer(out, held.count()); }
  void operator()(const Money& held) const {
    out += held.currency.code();
    append_integer(out, held.amount);
  }
  void operator()(const IdList& held) const {
    for (const auto& id : held) (*this)(id);
  }
  void operator()(const TextList& held) const {
    for (const auto& text : held) out += text + '\0';
  }
};

}  // namespace

std::string ordered_key(const Value& value) {
  std::string key;
  if (is_null(value)) return key;
  key.push_back('\1');
  std::visit(Appender{key}, value);
  return key;
}

std::string unique_key(const Row& row, std::span<const std::size_t> fields) {
  std::string key;
  for (const auto field : fields) {
    const auto* text = std::get_if<std::string>(&row[field]);
    const auto part = ordered_key(text != nullptr ? Value(base::trimmed(*text)) : row[field]);
    append_integer(key, static_cast<std::int64_t>(part.size()));
    key += part;
  }
  return key;
}

}  // namespace steward::store
