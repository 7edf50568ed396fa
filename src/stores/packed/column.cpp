// SPDX-License-Identifier: Apache-2.0
#include "stores/packed/column.hpp"

#include <algorithm>
#include <array>

#include "stores/packed/id_words.hpp"

namespace steward::stores {

namespace {

static_assert(sizeof(Id) == 16 && std::is_trivially_copyable_v<Id>);

/// The last two, of format 2, hold ids as two columns of numbers.
enum class IdForm : std::uint8_t { plain, runs, like, words, word_runs };

/// Distances that often divide those of instants (days, hours, minutes, seconds) and of decimals (whole ones,
/// hundredths), the greatest first.
constexpr std::array<std::uint64_t, 6> factors{86'400'000, 3'600'000, 1'000'000, 60'000, 10'000, 1'000};

template <std::uint64_t Factor>
using Constant = std::integral_constant<std::uint64_t, Factor>;

/// Calls `use` with the factor as a constant, by which dividing is far cheaper.
template <class Use>
auto with_constant(std::uint64_t factor, Use&& use) {
  switch (factor) {
    case factors[0]:
      return use(Constant<factors[0]>());
    case factors[1]:
      return use(Constant<factors[1]>());
    case factors[2]:
      return use(Constant<factors[2]>());
    case factors[3]:
      return use(Constant<factors[3]>());
    case factors[4]:
      return use(Constant<factors[4]>());
    case factors[5]:
      return use(Constant<factors[5]>());
    default:
      return use(Constant<1>());
  }
}

std::uint64_t common_factor(std::span<const std::int64_t> numbers, std::uint64_t least) {
  for (const auto factor : factors) {
    const bool divides = with_constant(factor, [&](auto constant) {
      return std::all_of(numbers.begin(), numbers.end(), [&](std::int64_t number) {
        return (static_cast<std::uint64_t>(number) - least) % constant == 0;
      });
    });
    if (divides) return factor;
  }
  return 1;
}

std::uint8_t width_of(std::uint64_t greatest) {
  if (greatest == 0) return 0;
  if (greatest <= UINT8_MAX) return 1;
  if (greatest <= UINT16_MAX) return 2;
  return greatest <= UINT32_MAX ? 4 : 8;
}

/// The least and the greatest; zeros of nothing. Two plain minima a number: far faster than std::minmax_element, which
/// asks which of a pair is which. Each waits for the one before it: so four are kept that do not wait for one
/// another.
NumberRange bounds_of(std::span<const std::int64_t> numbers) {
  if (numbers.empty()) return {};
  constexpr std::size_t lanes = 4;
  std::array<std::int64_t, lanes> least{};
  least.fill(numbers.front());
  auto greatest = least;
  const auto take = [&](std::size_t lane, std::int64_t number) {
    least[lane] = std::min(least[lane], number);
    greatest[lane] = std::max(greatest[lane], number);
  };
  std::size_t at = 0;
  for (; numbers.size() - at >= lanes; at += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) take(lane, numbers[at + lane]);
  }
  for (; at < numbers.size(); ++at) take(0, numbers[at]);
  return {*std::min_element(least.begin(), least.end()), *std::max_element(greatest.begin(), greatest.end())};
}

std::uint8_t width_of(const NumberRange& bounds) {
  return width_of(static_cast<std::uint64_t>(bounds.greatest) - static_cast<std::uint64_t>(bounds.least));
}

template <class Narrow>
void pack(ByteWriter& out, std::span<const std::int64_t> numbers, std::uint64_t least, std::uint64_t factor) {
  char* to = out.grow(numbers.size() * sizeof(Narrow));
  with_constant(factor, [&](auto constant) {
    for (const auto number : numbers) {
      const auto narrow = static_cast<Narrow>((static_cast<std::uint64_t>(number) - least) / constant);
      std::memcpy(to, &narrow, sizeof narrow);
      to += sizeof narrow;
    }
  });
}

/// So many numbers are unpacked in one go: a fixed count is what compilers make wide instructions of.
constexpr std::size_t block = 16;

/// Puts `least + factor * distance` into memory for as many 64-bit numbers; gives the greatest distance.
template <class Narrow, class Factor>
std::uint64_t spread(const char* from, std::size_t count, std::uint64_t least, Factor factor, char* to) {
  using Distance = std::conditional_t<sizeof(Narrow) == 8, std::uint64_t, std::uint32_t>;
  const auto number = [&](Narrow narrow) { return least + std::uint64_t{factor} * Distance{narrow}; };
  std::array<Narrow, block> narrow{};
  std::array<Narrow, block> greatest{};
  std::array<std::uint64_t, block> wide{};
  for (; count >= block; count -= block) {
    std::memcpy(narrow.data(), from, sizeof narrow);
    for (std::size_t i = 0; i < block; ++i) greatest[i] = std::max(greatest[i], narrow[i]);
    for (std::size_t i = 0; i < block; ++i) wide[i] = number(narrow[i]);
    std::memcpy(to, wide.data(), sizeof wide);
    from += sizeof narrow;
    to += sizeof wide;
  }
  for (; count != 0; --count) {
    Narrow last{};
    std::memcpy(&last, from, sizeof last);
    greatest[0] = std::max(greatest[0], last);
    const auto last_wide = number(last);
    std::memcpy(to, &last_wide, sizeof last_wide);
    from += sizeof last;
    to += sizeof last_wide;
  }
  return *std::max_element(greatest.begin(), greatest.end());
}

template <class Narrow>
NumberRange unpack(ByteReader& in, std::size_t count, std::uint64_t least, std::uint64_t factor, char* to) {
  const char* from = in.take_bytes(count * sizeof(Narrow));
  if (from == nullptr) return {};
  // Half as wide a product is one instruction for several numbers.
  const bool small = factor <= UINT32_MAX;
  const auto greatest = small ? spread<Narrow>(from, count, least, static_cast<std::uint32_t>(factor), to)
                              : spread<Narrow>(from, count, least, factor, to);
  return {static_cast<std::int64_t>(least), static_cast<std::int64_t>(least + factor * greatest)};
}

/// `bounds`: of the numbers.
void put_bounded(ByteWriter& out, std::span<const std::int64_t> numbers, const NumberRange& bounds) {
  const auto least = static_cast<std::uint64_t>(bounds.least);
  const auto range = static_cast<std::uint64_t>(bounds.greatest) - least;
  const auto factor = range > UINT8_MAX ? common_factor(numbers, least) : 1;
  const auto width = width_of(range / factor);
  out.put(width);
  out.put(least);
  out.put(factor);
  if (width == 1) pack<std::uint8_t>(out, numbers, least, factor);
  if (width == 2) pack<std::uint16_t>(out, numbers, least, factor);
  if (width == 4) pack<std::uint32_t>(out, numbers, least, factor);
  if (width == 8) pack<std::uint64_t>(out, numbers, least, factor);
}

std::size_t count_runs(std::span<const Id> ids) {
  std::size_t runs = ids.empty() ? 0 : 1;
  for (std::size_t i = 1; i < ids.size(); ++i) runs += ids[i] == ids[i - 1] ? 0 : 1;
  return runs;
}

/// The halves of ids as numbers. Ids that were made one after another have much in common: then these are narrow.
struct IdWords {
  std::vector<std::int64_t> high;
  std::vector<std::int64_t> low;
  NumberRange high_bounds;
  NumberRange low_bounds;

  explicit IdWords(std::span<const Id> ids) : high(ids.size()), low(ids.size()) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      high[i] = static_cast<std::int64_t>(id_word(ids[i], 0));
      low[i] = static_cast<std::int64_t>(id_word(ids[i], 1));
    }
    high_bounds = bounds_of(high);
    low_bounds = bounds_of(low);
  }
  /// Shorter than the ids as they are, with what the two columns say about themselves.
  [[nodiscard]] bool narrow() const {
    const std::size_t width = width_of(high_bounds) + width_of(low_bounds);
    return high.size() * width + 2 * (1 + 2 * sizeof(std::uint64_t)) < high.size() * sizeof(Id);
  }
};

void put_plain(ByteWriter& out, std::span<const Id> ids) {
  if (!ids.empty()) std::memcpy(out.grow(ids.size_bytes()), ids.data(), ids.size_bytes());
}

void put_words(ByteWriter& out, const IdWords& words) {
  put_bounded(out, words.high, words.high_bounds);
  put_bounded(out, words.low, words.low_bounds);
}

struct IdRuns {
  std::vector<Id> heads;
  std::vector<std::int64_t> lengths;
};

IdRuns runs_of(std::span<const Id> ids, std::size_t count) {
  IdRuns runs;
  runs.heads.reserve(count);
  runs.lengths.reserve(count);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (i == 0 || ids[i] != ids[i - 1]) {
      runs.heads.push_back(ids[i]);
      runs.lengths.push_back(0);
    }
    ++runs.lengths.back();
  }
  return runs;
}

void take_plain(ByteReader& in, std::span<Id> ids) {
  const char* from = in.take_bytes(ids.size_bytes());
  if (from != nullptr && !ids.empty()) std::memcpy(static_cast<void*>(ids.data()), from, ids.size_bytes());
}

void take_words(ByteReader& in, std::span<Id> ids, IdRoom& room) {
  take_numbers(in, ids.size(), room.high);
  take_numbers(in, ids.size(), room.low);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    ids[i] = id_of_words(static_cast<std::uint64_t>(room.high[i]), static_cast<std::uint64_t>(room.low[i]));
  }
}

void take_runs(ByteReader& in, std::span<Id> ids, bool words, IdRoom& room) {
  const auto runs = in.take<std::uint32_t>();
  if (runs > ids.size()) return in.fail();
  auto& heads = room.heads;
  heads.resize(runs);
  words ? take_words(in, heads, room) : take_plain(in, heads);
  auto& lengths = room.lengths;
  take_numbers(in, runs, lengths);
  if (!in.good()) return;
  std::size_t at = 0;
  for (std::size_t run = 0; run < runs; ++run) {
    const auto length = lengths[run];
    if (length < 1 || static_cast<std::uint64_t>(length) > ids.size() - at) return in.fail();
    const auto end = at + static_cast<std::size_t>(length);
    // Most runs are short: four ids are written at once, of which the next run takes back what is too much.
    constexpr std::size_t step = 4;
    for (; at < end && ids.size() - at >= step; at += step) {
      for (std::size_t i = 0; i < step; ++i) ids[at + i] = heads[run];
    }
    for (; at < end; ++at) ids[at] = heads[run];
    at = end;
  }
  if (at != ids.size()) in.fail();
}

}  // namespace

void put_numbers(ByteWriter& out, std::span<const std::int64_t> numbers) {
  put_bounded(out, numbers, bounds_of(numbers));
}

NumberRange take_numbers(ByteReader& in, std::size_t count, void* to) {
  const auto width = in.take<std::uint8_t>();
  const auto least = in.take<std::uint64_t>();
  const auto factor = in.take<std::uint64_t>();
  auto* bytes = static_cast<char*>(to);
  switch (width) {
    case 0:
      for (std::size_t i = 0; i < count; ++i) std::memcpy(bytes + i * sizeof least, &least, sizeof least);
      return {static_cast<std::int64_t>(least), static_cast<std::int64_t>(least)};
    case 1:
      return unpack<std::uint8_t>(in, count, least, factor, bytes);
    case 2:
      return unpack<std::uint16_t>(in, count, least, factor, bytes);
    case 4:
      return unpack<std::uint32_t>(in, count, least, factor, bytes);
    case 8:
      return unpack<std::uint64_t>(in, count, least, factor, bytes);
    default:
      in.fail();
      return {};
  }
}

void take_numbers(ByteReader& in, std::size_t count, std::vector<std::int64_t>& numbers) {
  numbers.resize(count);
  take_numbers(in, count, numbers.data());
}

void put_ids(ByteWriter& out, std::span<const Id> ids, std::span<const Id> like) {
  if (ids.size() == like.size() && std::equal(ids.begin(), ids.end(), like.begin())) return out.put(IdForm::like);
  const auto runs = count_runs(ids);
  if (runs * (sizeof(Id) + sizeof(std::uint16_t)) + 32 < ids.size_bytes()) {
    const auto split = runs_of(ids, runs);
    const IdWords words(split.heads);
    out.put(words.narrow() ? IdForm::word_runs : IdForm::runs);
    out.put(static_cast<std::uint32_t>(runs));
    words.narrow() ? put_words(out, words) : put_plain(out, split.heads);
    return put_numbers(out, split.lengths);
  }
  const IdWords words(ids);
  out.put(words.narrow() ? IdForm::words : IdForm::plain);
  words.narrow() ? put_words(out, words) : put_plain(out, ids);
}

void take_ids(ByteReader& in, std::span<Id> ids, IdRoom& room, std::span<const Id> like) {
  switch (in.take<IdForm>()) {
    case IdForm::plain:
      return take_plain(in, ids);
    case IdForm::runs:
      return take_runs(in, ids, false, room);
    case IdForm::words:
      return take_words(in, ids, room);
    case IdForm::word_runs:
      return take_runs(in, ids, true, room);
    case IdForm::like:
      if (like.size() != ids.size()) return in.fail();
      std::copy(like.begin(), like.end(), ids.begin());
      return;
  }
  in.fail();
}

void take_ids(ByteReader& in, std::size_t count, std::vector<Id>& ids, std::span<const Id> like) {
  ids.resize(count);
  IdRoom room;
  take_ids(in, ids, room, like);
}

}  // namespace steward::stores
