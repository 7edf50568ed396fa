// SPDX-License-Identifier: Apache-2.0
#include "columns/pass.hpp"

#include <algorithm>
#include <limits>

#include "columns/coder.hpp"

namespace steward::columns {

namespace {

constexpr std::size_t pass_block = 2048;
/// Up to so many possible groups have a place of their own.
constexpr std::uint64_t most_places = std::uint64_t{1} << 22;

/// Above so many groups they are ordered by the codes of their keys.
constexpr std::size_t few_groups = 8;

/// That takes an order of all codes, of which so many more may there be than groups.
constexpr std::size_t most_unused = 16;

/// Numbers the groups that occur, from 0.
class Slots {
 public:
  explicit Slots(std::uint64_t most) {
    if (most <= most_places) places_.resize(most, 0);
  }
  std::uint32_t slot(std::uint64_t group) {
    auto& place = places_.empty() ? by_group_[group] : places_[group];
    if (place == 0) {
      groups_.push_back(group);
      place = static_cast<std::uint32_t>(groups_.size());
    }
    return place - 1;
  }
  [[nodiscard]] const std::vector<std::uint64_t>& groups() const { return groups_; }

 private:
  std::vector<std::uint32_t> places_;
  std::unordered_map<std::uint64_t, std::uint32_t> by_group_;
  std::vector<std::uint64_t> groups_;
};

/// The cells of one measure.
class Gauge {
 public:
  Gauge(const Measure& measure, const Card& card, Frame& frame)
      : measure_(&measure), field_(&field_of(measure)), schema_(&frame.schema()) {
    if (measure.only) only_ = frame.test(measure.only->root(), measure.only->table(), true);
    if (measure.function == store::Function::count) return;
    if (measure.days) {
      const auto end = [&](const Term& term) {
        if (!term.path.empty()) return Numbers::days(frame.source(term), card.calendar);
        return Numbers::constant(card.rows.moment.today.time_since_epoch().count());
      };
      from_ = end(measure.days->from);
      numbers_ = end(measure.days->to);
      return;
    }
    source_ = frame.source(measure.term);
    if (source_->form == Form::number) numbers_ = Numbers::plain(source_);
  }

  /// `rows` are those of the block at `begin` that count, `slots` their groups.
  void take(std::size_t begin, std::size_t size, std::span<const std::uint32_t> rows,
            std::span<const std::uint32_t> slots, std::size_t groups) {
    if (counts_.size() < groups) grow(groups);
    auto count = rows.size();
    if (only_) {
      std::uint8_t holds[pass_block];
      only_->run(begin, size, holds);
      count = 0;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        rows_[count] = rows[i];
        slots_[count] = slots[i];
        count += holds[rows[i] - begin];
      }
      rows = {rows_, count};
      slots = {slots_, count};
    }
    if (measure_->function == store::Function::count) {
      for (std::size_t i = 0; i < count; ++i) ++counts_[slots[i]];
    } else if (numbers_) {
      take_numbers(rows, slots);
    } else {
      take_codes(rows, slots);
    }
  }

  [[nodiscard]] store::Cell cell(std::size_t slot) const {
    store::Cell cell;
    if (slot >= counts_.size()) return cell;
    cell.count = counts_[slot];
    if (adds()) cell.sum = sums_[slot];
    if (!extremes_.empty() && cell.count != 0) cell.extreme = value_of(field_->type, extremes_[slot]);
    if (!codes_.empty() && cell.count != 0) cell.extreme = source_->value(codes_[slot]);
    return cell;
  }
  [[nodiscard]] Result<Value> told(std::size_t slot) const {
    return store::value_of(cell(slot), measure_->function, field_->type);
  }

 private:
  [[nodiscard]] bool adds() const {
    return measure_->function == store::Function::sum || measure_->function == store::Function::average;
  }
  void grow(std::size_t groups) {
    const auto size = std::max(groups, 2 * counts_.size());
    counts_.resize(size, 0);
    if (measure_->function == store::Function::count) return;
    if (adds()) {
      sums_.resize(size, 0);
    } else if (numbers_) {
      extremes_.resize(size, 0);
    } else {
      codes_.resize(size, 0);
    }
  }

  void take_numbers(std::span<const std::uint32_t> rows, std::span<const std::uint32_t> slots) {
    std::uint8_t gaps[pass_block];
    numbers_->read(rows.data(), rows.size(), taken_, gaps);
    if (from_) {
      std::int64_t from[pass_block];
      std::uint8_t more[pass_block];
      from_->read(rows.data(), rows.size(), from, more);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        taken_[i] -= from[i];
        gaps[i] |= more[i];
      }
    }
    const bool least = measure_->function == store::Function::min;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (gaps[i] != 0) continue;
      const auto slot = slots[i];
      const bool first = counts_[slot]++ == 0;
      if (adds()) {
        sums_[slot] += taken_[i];
      } else if (first || (least ? taken_[i] < extremes_[slot] : taken_[i] > extremes_[slot])) {
        extremes_[slot] = taken_[i];
      }
    }
  }

  void take_codes(std::span<const std::uint32_t> rows, std::span<const std::uint32_t> slots) {
    const auto* through = source_->through != nullptr ? source_->through->data() : nullptr;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto code = source_->codes[through != nullptr ? through[rows[i]] : rows[i]];
      if (code == 0) continue;
      auto& held = codes_[slots[i]];
      ++counts_[slots[i]];
      if (held == code) continue;
      if (held == 0 ||
          store::replaces(measure_->function, *field_, source_->value(code), source_->value(held), *schema_)) {
        held = code;
      }
    }
  }

  const Measure* measure_;
  const FieldInfo* field_;
  const model::Schema* schema_;
  std::optional<Test> only_;
  std::shared_ptr<const Source> source_;
  std::optional<Numbers> numbers_;
  std::optional<Numbers> from_;
  std::vector<std::int64_t> counts_;
  std::vector<base::Int128> sums_;
  std::vector<std::int64_t> extremes_;
  std::vector<std::uint32_t> codes_;
  std::uint32_t rows_[pass_block];
  std::uint32_t slots_[pass_block];
  std::int64_t taken_[pass_block];
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

  Result<std::vector<store::Group>> run() {
    for (const auto& measure : card_.measures) gauges_.emplace_back(measure, card_, frame_);
    const auto& info = table_.table();
    Test where;
    where.children.push_back(frame_.test(card_.rows.where.root(), info, true));
    if (auto shown = frame_.shown(info)) where.children.push_back({.kind = Test::Kind::rows, .rows = shown});
    Slots slots(most_);
    std::uint8_t holds[pass_block];
    std::vector<std::uint32_t> rows(pass_block);
    std::vector<std::uint32_t> places(pass_block);
    for (std::size_t begin = 0; begin < table_.size(); begin += pass_block) {
      const auto size = std::min(pass_block, table_.size() - begin);
      where.run(begin, size, holds);
      std::size_t count = 0;
      for (std::size_t i = 0; i < size; ++i) {
        rows[count] = static_cast<std::uint32_t>(begin + i);
        count += holds[i] & table_.alive()[begin + i];
      }
      if (count == 0) continue;
      number(rows.data(), count, slots, places.data());
      for (auto& gauge : gauges_) {
        gauge.take(begin, size, {rows.data(), count}, {places.data(), count}, slots.groups().size());
      }
    }
    return tell(slots.groups());
  }

 private:
  void number(const std::uint32_t* rows, std::size_t count, Slots& slots, std::uint32_t* out) {
    std::uint64_t groups[pass_block] = {};
    std::uint32_t codes[pass_block];
    for (auto& coder : coders_) {
      coder.read(rows, count, codes);
      for (std::size_t i = 0; i < count; ++i) groups[i] = groups[i] * coder.most() + codes[i];
    }
    for (std::size_t i = 0; i < count; ++i) out[i] = slots.slot(groups[i]);
  }

  [[nodiscard]] std::uint32_t code_at(std::uint64_t group, std::size_t key) const {
    for (std::size_t i = coders_.size(); --i > key;) group /= coders_[i].most();
    return static_cast<std::uint32_t>(group % coders_[key].most());
  }

  /// Slots in the order of their keys.
  void arrange(std::vector<std::size_t>& slots, const std::vector<std::uint64_t>& groups) const {
    std::vector<std::vector<std::uint32_t>> ranks(groups.size());
    std::vector<Coder::Ranks> by_code;
    by_code.reserve(coders_.size());
    for (const auto& coder : coders_) by_code.push_back(coder.ranks(frame_.schema()));
    for (const auto slot : slots) {
      auto& rank = ranks[slot];
      for (std::size_t i = 0; i < coders_.size(); ++i) rank.push_back(by_code[i].first[code_at(groups[slot], i)]);
      for (std::size_t i = 0; i < coders_.size(); ++i) rank.push_back(by_code[i].second[code_at(groups[slot], i)]);
    }
    std::sort(slots.begin(), slots.end(), [&](auto a, auto b) { return ranks[a] < ranks[b]; });
  }

  Result<std::vector<store::Group>> tell(const std::vector<std::uint64_t>& groups) {
    auto chosen = choose(groups.size());
    if (!chosen) return chosen.error();
    const bool ordered = card_.order.empty() && chosen->size() > few_groups &&
                         std::all_of(coders_.begin(), coders_.end(), [&](const Coder& coder) {
                           return coder.ranked() <= most_unused * chosen->size();
                         });
    if (ordered) arrange(*chosen, groups);
    std::vector<Gathered> gathered;
    gathered.reserve(chosen->size());
    for (const auto slot : *chosen) {
      auto& one = gathered.emplace_back();
      one.key.resize(coders_.size());
      for (std::size_t i = 0; i < coders_.size(); ++i) one.key[i] = coders_[i].value(code_at(groups[slot], i));
      one.cells.reserve(gauges_.size());
      for (const auto& gauge : gauges_) one.cells.push_back(gauge.cell(slot));
    }
    return finish(card_, std::move(gathered), frame_.schema(), ordered);
  }

  /// The groups that can be among the first, when the card asks for few of many by a measure that is a number.
  Result<std::vector<std::size_t>> choose(std::size_t count) const {
    std::vector<std::size_t> slots(count);
    for (std::size_t i = 0; i < count; ++i) slots[i] = i;
    if (card_.limit == 0 || card_.limit >= count / 2 || card_.order.empty() || !card_.order.front().measure)
      return slots;
    const auto& first = card_.order.front();
    const auto function = card_.measures[first.index].function;
    if (function == store::Function::min || function == store::Function::max) return slots;
    std::vector<std::int64_t> ranks(count);
    for (std::size_t slot = 0; slot < count; ++slot) {
      for (std::size_t i = 0; i < gauges_.size(); ++i) {
        auto value = gauges_[i].told(slot);
        if (!value) return value.error();  // also where it would be cut
        // Empty comes first; that the smallest number shares its rank only keeps one more.
        if (i == first.index)
          ranks[slot] = is_null(*value) ? std::numeric_limits<std::int64_t>::min() : number_of(*value);
      }
    }
    auto sorted = ranks;
    const auto last = sorted.begin() + static_cast<std::ptrdiff_t>(card_.limit - 1);
    std::nth_element(sorted.begin(), last, sorted.end(),
                     [&](auto a, auto b) { return first.descending ? a > b : a < b; });
    const auto edge = *last;
    std::erase_if(slots, [&](auto slot) { return first.descending ? ranks[slot] < edge : ranks[slot] > edge; });
    return slots;
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

std::optional<Result<std::vector<store::Group>>> run_columns(const Card& card, Frame& frame) {
  Pass pass(card, frame);
  if (pass.too_many()) return std::nullopt;
  return pass.run();
}

}  // namespace steward::columns
