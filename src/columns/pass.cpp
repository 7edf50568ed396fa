// SPDX-License-Identifier: Apache-2.0
#include "columns/pass.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "columns/gauge.hpp"

namespace steward::columns {

namespace {

/// Up to so many possible groups have a place of their own.
constexpr std::uint64_t most_places = std::uint64_t{1} << 22;

/// Above so many groups they are ordered by the codes of their keys.
constexpr std::size_t few_groups = 8;

/// That takes an order of all codes, of which so many more may there be than groups.
constexpr std::size_t most_unused = 16;

/// Up to so many possible groups are their own numbers.
constexpr std::uint64_t most_own = 4096;

/// Numbers the groups that occur, from 0, and counts their rows.
class Slots {
 public:
  explicit Slots(std::uint64_t most) : own_(most <= most_own) {
    if (own_) rows_.resize(most, 0);
    if (!own_ && most <= most_places) places_.resize(most, 0);
    for (std::uint64_t group = 0; own_ && group < most; ++group) groups_.push_back(group);
  }
  /// True when groups are slots.
  [[nodiscard]] bool own() const { return own_; }
  template <class Group>
  void place(const Group* groups, std::size_t count, std::uint32_t* slots) {
    for (std::size_t i = 0; i < count; ++i) slots[i] = slot(groups[i]);
    rows_.resize(groups_.size(), 0);
  }
  void count(const std::uint32_t* slots, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) ++rows_[slots[i]];
  }
  /// By slot; some of them may have no rows.
  [[nodiscard]] const std::vector<std::uint64_t>& groups() const { return groups_; }
  [[nodiscard]] std::int64_t rows(std::size_t slot) const { return rows_[slot]; }

 private:
  std::uint32_t slot(std::uint64_t group) {
    auto& place = places_.empty() ? by_group_[group] : places_[group];
    if (place == 0) {
      groups_.push_back(group);
      place = static_cast<std::uint32_t>(groups_.size());
    }
    return place - 1;
  }

  bool own_;
  std::vector<std::uint32_t> places_;
  std::unordered_map<std::uint64_t, std::uint32_t> by_group_;
  std::vector<std::uint64_t> groups_;
  std::vector<std::uint32_t> rows_;
};

/// A pass over the rows of a card.
class Pass {
 public:
  Pass(const Card& card, Frame& frame) : card_(card), table_(frame.table(card.rows.where.table())), frame_(frame) {
    for (const auto& key : card.keys) coders_.emplace_back(key, card, frame);
    for (const auto& coder : coders_) {
      if (__builtin_mul_overflow(most_, coder.most(), &most_)) too_many_ = true;
    }
  }

  [[nodiscard]] bool too_many() const { return too_many_; }

  Result<AggregateGroups> run() {
    gauges_.reserve(card_.measures.size());
    for (const auto& measure : card_.measures) gauges_.emplace_back(measure, card_, frame_, table_.size());
    const auto& info = table_.table();
    Test where;
    where.children.push_back(frame_.test(card_.rows.where.root(), info, true));
    if (auto shown = frame_.shown(info)) where.children.push_back({.kind = Test::Kind::rows, .rows = shown});
    const bool all = where.is_always() && table_.dead() == 0;
    Slots slots(most_);
    std::vector<std::uint32_t> list(pass_block);
    std::vector<std::uint32_t> places(pass_block);
    for (std::size_t begin = 0; begin < table_.size(); begin += pass_block) {
      const auto size = std::min(pass_block, table_.size() - begin);
      const auto rows = all ? Rows{begin, size, nullptr} : choose_rows(where, begin, size, list.data());
      if (rows.count == 0) continue;
      number(rows, slots, places.data());
      for (auto& gauge : gauges_) gauge.take(begin, size, rows, places.data(), slots.groups().size());
    }
    return tell(slots);
  }

 private:
  [[nodiscard]] Rows choose_rows(const Test& where, std::size_t begin, std::size_t size, std::uint32_t* list) const {
    std::uint8_t holds[pass_block];
    where.run(begin, size, holds);
    if (table_.dead() != 0) {
      for (std::size_t i = 0; i < size; ++i) holds[i] &= table_.alive()[begin + i];
    }
    std::size_t count = 0;
    for (std::size_t i = 0; i < size; ++i) {
      list[count] = static_cast<std::uint32_t>(begin + i);
      count += holds[i];
    }
    return {begin, count, list};
  }

  /// Finds the slots of rows, and counts them there.
  void number(const Rows& rows, Slots& slots, std::uint32_t* out) {
    if (most_ > UINT32_MAX) {
      number_wide(rows, slots, out);
    } else {
      std::uint32_t held[pass_block];
      auto* groups = slots.own() ? out : held;
      combine(rows, groups);
      if (!slots.own()) slots.place(groups, rows.count, out);
    }
    slots.count(out, rows.count);
  }

  void combine(const Rows& rows, std::uint32_t* groups) {
    std::uint32_t codes[pass_block];
    if (coders_.empty()) std::fill(groups, groups + rows.count, 0U);
    for (auto& coder : coders_) {
      const bool first = &coder == &coders_.front();
      coder.read(rows, first ? groups : codes);
      const auto most = static_cast<std::uint32_t>(coder.most());
      for (std::size_t i = 0; !first && i < rows.count; ++i) groups[i] = groups[i] * most + codes[i];
    }
  }

  void number_wide(const Rows& rows, Slots& slots, std::uint32_t* out) {
    std::uint64_t groups[pass_block] = {};
    std::uint32_t codes[pass_block];
    for (auto& coder : coders_) {
      coder.read(rows, codes);
      for (std::size_t i = 0; i < rows.count; ++i) groups[i] = groups[i] * coder.most() + codes[i];
    }
    slots.place(groups, rows.count, out);
  }

  /// The codes of the keys of groups, one group behind the other.
  [[nodiscard]] std::vector<std::uint32_t> decode(const std::vector<std::size_t>& chosen, const Slots& slots) const {
    std::vector<std::uint32_t> codes(chosen.size() * coders_.size());
    auto* at = codes.data();
    for (const auto slot : chosen) {
      auto group = slots.groups()[slot];
      for (std::size_t key = coders_.size(); key-- > 0;) {
        at[key] = static_cast<std::uint32_t>(group % coders_[key].most());
        group /= coders_[key].most();
      }
      at += coders_.size();
    }
    return codes;
  }

  /// Places of groups in the order of their keys: sorted by the first one by counting, then the stretches that share
  /// it.
  [[nodiscard]] std::vector<std::size_t> in_order(std::size_t count, const std::vector<std::uint32_t>& codes) const {
    std::vector<Coder::Ranks> ranks;
    ranks.reserve(coders_.size());
    for (const auto& coder : coders_) ranks.push_back(coder.ranks(frame_.schema()));
    const auto less = [&](std::size_t a, std::size_t b) {
      const auto* left = codes.data() + a * coders_.size();
      const auto* right = codes.data() + b * coders_.size();
      for (const auto part : {&Coder::Ranks::first, &Coder::Ranks::second}) {
        for (std::size_t key = 0; key < coders_.size(); ++key) {
          const auto& rank = ranks[key].*part;
          if (rank[left[key]] != rank[right[key]]) return rank[left[key]] < rank[right[key]];
        }
      }
      return false;
    };
    const auto& first = ranks.front().first;
    std::vector<std::size_t> begins(first.size() + 1, 0);
    for (std::size_t at = 0; at < count; ++at) ++begins[first[codes[at * coders_.size()]] + 1];
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    std::vector<std::size_t> sorted(count);
    for (std::size_t at = 0; at < count; ++at) sorted[begins[first[codes[at * coders_.size()]]]++] = at;
    const auto place = [&](std::size_t i) { return sorted.begin() + static_cast<std::ptrdiff_t>(i); };
    // Now each stretch begins where the one before it ended.
    std::size_t begin = 0;
    for (const auto end : begins) {
      if (end - begin > 1) std::sort(place(begin), place(end), less);
      begin = end;
    }
    return sorted;
  }

  Result<AggregateGroups> tell(const Slots& slots) {
    const auto chosen = choose(slots);
    if (!chosen) return chosen.error();
    const auto codes = decode(*chosen, slots);
    // Without keys there is one group even of no rows.
    if (chosen->empty() && card_.keys.empty()) {
      auto none = finish(card_, {}, frame_.schema());
      if (!none) return none.error();
      return answer_of(card_, std::move(*none));
    }
    const bool by_codes = card_.order.empty() && !coders_.empty() && chosen->size() > few_groups &&
                          std::all_of(coders_.begin(), coders_.end(), [&](const Coder& coder) {
                            return coder.ranked() <= most_unused * chosen->size();
                          });
    return by_codes ? tell_in_order(slots, *chosen, codes) : tell_and_arrange(slots, *chosen, codes);
  }

  /// Groups ordered by the codes of their keys, so that those that are cut are not told, unless one could fail.
  Result<AggregateGroups> tell_in_order(const Slots& slots, const std::vector<std::size_t>& chosen,
                                        const std::vector<std::uint32_t>& codes) {
    auto order = in_order(chosen.size(), codes);
    const auto count = card_.limit == 0 ? order.size() : std::min(card_.limit, order.size());
    if (is_safe()) order.resize(count);
    const auto width = coders_.size() + gauges_.size();
    std::vector<Value> values;
    values.reserve(order.size() * width);
    for (const auto at : order) {
      if (auto told = tell_group(slots, chosen[at], codes.data() + at * coders_.size(), values, values); !told) {
        return told.error();
      }
    }
    if (order.size() > count) {
      values.resize(count * width);
      values.shrink_to_fit();  // the caller keeps it
    }
    return AggregateGroups(coders_.size(), gauges_.size(), std::move(values));
  }

  Result<AggregateGroups> tell_and_arrange(const Slots& slots, const std::vector<std::size_t>& chosen,
                                           const std::vector<std::uint32_t>& codes) {
    std::vector<store::Group> groups(chosen.size());
    for (std::size_t at = 0; at < groups.size(); ++at) {
      auto& group = groups[at];
      const auto* own = codes.data() + at * coders_.size();
      group.key.reserve(coders_.size());
      group.measures.reserve(gauges_.size());
      if (auto told = tell_group(slots, chosen[at], own, group.key, group.measures); !told) return told.error();
    }
    arrange(card_, groups, frame_.schema());
    return answer_of(card_, std::move(groups));
  }

  /// `codes`: of its keys. What is told is put behind what the two hold, which may be one.
  Result<void> tell_group(const Slots& slots, std::size_t slot, const std::uint32_t* codes, std::vector<Value>& keys,
                          std::vector<Value>& measures) const {
    const auto rows = slots.rows(slot);
    for (std::size_t key = 0; key < coders_.size(); ++key) keys.push_back(coders_[key].value(codes[key]));
    for (const auto& gauge : gauges_) {
      if (gauge.is_safe()) {
        measures.push_back(gauge.safely_told(slot, rows));
        continue;
      }
      auto value = gauge.told(slot, rows);
      if (!value) return value.error();
      measures.push_back(std::move(*value));
    }
    return {};
  }

  [[nodiscard]] bool is_safe() const {
    return std::all_of(gauges_.begin(), gauges_.end(), [](const Gauge& gauge) { return gauge.is_safe(); });
  }

  /// The groups that can be among the first, when the card asks for few of many by a measure that is a number.
  Result<std::vector<std::size_t>> choose(const Slots& slots) const {
    std::vector<std::size_t> chosen;
    for (std::size_t slot = 0; slot < slots.groups().size(); ++slot) {
      if (slots.rows(slot) != 0) chosen.push_back(slot);
    }
    const auto count = chosen.size();
    if (card_.limit == 0 || card_.limit >= count / 2 || card_.order.empty() || !card_.order.front().measure)
      return chosen;
    const auto& first = card_.order.front();
    const auto function = card_.measures[first.index].function;
    if (function == store::Function::min || function == store::Function::max) return chosen;
    std::vector<std::int64_t> ranks(slots.groups().size());
    for (const auto slot : chosen) {
      for (std::size_t i = 0; i < gauges_.size(); ++i) {
        if (i != first.index && gauges_[i].is_safe()) continue;
        auto value = gauges_[i].told(slot, slots.rows(slot));
        if (!value) return value.error();  // also where it would be cut
        // Empty comes first; that the smallest number shares its rank only keeps one more.
        if (i == first.index)
          ranks[slot] = is_null(*value) ? std::numeric_limits<std::int64_t>::min() : number_of(*value);
      }
    }
    std::vector<std::int64_t> sorted;
    sorted.reserve(count);
    for (const auto slot : chosen) sorted.push_back(ranks[slot]);
    const auto last = sorted.begin() + static_cast<std::ptrdiff_t>(card_.limit - 1);
    std::nth_element(sorted.begin(), last, sorted.end(),
                     [&](auto a, auto b) { return first.descending ? a > b : a < b; });
    const auto edge = *last;
    std::erase_if(chosen, [&](auto slot) { return first.descending ? ranks[slot] < edge : ranks[slot] > edge; });
    return chosen;
  }

  const Card& card_;
  const TableColumns& table_;
  Frame& frame_;
  std::vector<Coder> coders_;
  std::vector<Gauge> gauges_;
  std::uint64_t most_ = 1;
  bool too_many_ = false;
};

}  // namespace

std::optional<Result<AggregateGroups>> run_columns(const Card& card, Frame& frame) {
  Pass pass(card, frame);
  if (pass.too_many()) return std::nullopt;
  return pass.run();
}

}  // namespace steward::columns
