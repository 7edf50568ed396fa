// SPDX-License-Identifier: Apache-2.0
#include "stores/packed/column.hpp"

#include <algorithm>
#include <array>

namespace steward::stores {

namespace {

static_assert(sizeof(Id) == 16 && std::is_trivially_copyable_v<Id>);

enum class IdForm : std::uint8_t { plain, runs, like };

/// Distances that often divide those of instants (days, hours, minutes, seconds) and of decimals (whole ones,
/// hundredths), the greatest first.
constexpr std::array<std::uint64_t, 6> factors{86'400'000, 3'600'000, 1'000'000, 60'000, 10'000, 1'000};

std::uint64_t common_factor(std::span<const std::int64_t> numbers, std::uint64_t least) {
  for (const auto factor : factors) {
    const bool divides = std::all_of(numbers.begin(), numbers.end(), [&](std::int64_t number) {
      return (static_cast<std::uint64_t>(number) - least) % factor == 0;
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

template <class Narrow>
void pack(ByteWriter& out, std::span<const std::int64_t> numbers, std::uint64_t least, std::uint64_t factor) {
  char* to = out.grow(numbers.size() * sizeof(Narrow));
  for (const auto number : numbers) {
    const std::uint64_t distance = static_cast<std::uint64_t>(number) - least;
    const auto narrow = static_cast<Narrow>(factor == 1 ? distance : distance / factor);
    std::memcpy(to, &narrow, sizeof narrow);
    to += sizeof narrow;
  }
}

template <class Narrow>
void unpack(ByteReader& in, std::span<std::int64_t> numbers, std::uint64_t least, std::uint64_t factor) {
  const char* from = in.take_bytes(numbers.size() * sizeof(Narrow));
  if (from == nullptr) return;
  for (auto& number : numbers) {
    Narrow narrow;
    std::memcpy(&narrow, from, sizeof narrow);
    from += sizeof narrow;
    number = static_cast<std::int64_t>(least + factor * narrow);
  }
}

std::size_t count_runs(std::span<const Id> ids) {
  std::size_t runs = ids.empty() ? 0 : 1;
  for (std::size_t i = 1; i < ids.size(); ++i) runs += ids[i] != ids[i - 1] ? 1 : 0;
  return runs;
}

void put_plain(ByteWriter& out, std::span<const Id> ids) {
  if (!ids.empty()) std::memcpy(out.grow(ids.size_bytes()), ids.data(), ids.size_bytes());
}

void put_runs(ByteWriter& out, std::span<const Id> ids, std::size_t runs) {
  std::vector<Id> heads;
  std::vector<std::int64_t> lengths;
  heads.reserve(runs);
  lengths.reserve(runs);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (i == 0 || ids[i] != ids[i - 1]) {
      heads.push_back(ids[i]);
      lengths.push_back(0);
    }
    ++lengths.back();
  }
  out.put(static_cast<std::uint32_t>(runs));
  put_plain(out, heads);
  put_numbers(out, lengths);
}

void take_plain(ByteReader& in, std::size_t count, std::vector<Id>& ids) {
  const char* from = in.take_bytes(count * sizeof(Id));
  if (from == nullptr || count == 0) return;
  const auto at = ids.size();
  ids.resize(at + count);
  std::memcpy(static_cast<void*>(ids.data() + at), from, count * sizeof(Id));
}

void take_runs(ByteReader& in, std::size_t count, std::vector<Id>& ids) {
  const auto runs = in.take<std::uint32_t>();
  if (runs > count) return in.fail();
  std::vector<Id> heads;
  std::vector<std::int64_t> lengths;
  take_plain(in, runs, heads);
  take_numbers(in, runs, lengths);
  if (!in.good()) return;
  std::size_t left = count;
  for (std::size_t i = 0; i < runs; ++i) {
    if (lengths[i] < 1 || static_cast<std::uint64_t>(lengths[i]) > left) return in.fail();
    left -= static_cast<std::size_t>(lengths[i]);
    ids.insert(ids.end(), static_cast<std::size_t>(lengths[i]), heads[i]);
  }
  if (left != 0) in.fail();
}

}  // namespace

void put_numbers(ByteWriter& out, std::span<const std::int64_t> numbers) {
  const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
  const auto least = numbers.empty() ? 0 : static_cast<std::uint64_t>(*low);
  const auto range = numbers.empty() ? 0 : static_cast<std::uint64_t>(*high) - least;
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

void take_numbers(ByteReader& in, std::size_t count, std::vector<std::int64_t>& numbers) {
  const auto width = in.take<std::uint8_t>();
  const auto least = in.take<std::uint64_t>();
  const auto factor = in.take<std::uint64_t>();
  const auto at = numbers.size();
  numbers.resize(at + count, static_cast<std::int64_t>(least));
  const auto added = std::span(numbers).subspan(at);
  switch (width) {
    case 0:
      return;
    case 1:
      return unpack<std::uint8_t>(in, added, least, factor);
    case 2:
      return unpack<std::uint16_t>(in, added, least, factor);
    case 4:
      return unpack<std::uint32_t>(in, added, least, factor);
    case 8:
      return unpack<std::uint64_t>(in, added, least, factor);
    default:
      return in.fail();
  }
}

void put_ids(ByteWriter& out, std::span<const Id> ids, std::span<const Id> like) {
  if (ids.size() == like.size() && std::equal(ids.begin(), ids.end(), like.begin())) return out.put(IdForm::like);
  const auto runs = count_runs(ids);
  const bool shorter = runs * (sizeof(Id) + sizeof(std::uint16_t)) + 32 < ids.size_bytes();
  out.put(shorter ? IdForm::runs : IdForm::plain);
  if (shorter) return put_runs(out, ids, runs);
  put_plain(out, ids);
}

void take_ids(ByteReader& in, std::size_t count, std::vector<Id>& ids, std::span<const Id> like) {
  switch (in.take<IdForm>()) {
    case IdForm::plain:
      return take_plain(in, count, ids);
    case IdForm::runs:
      return take_runs(in, count, ids);
    case IdForm::like:
      if (like.size() != count) return in.fail();
      ids.insert(ids.end(), like.begin(), like.end());
      return;
  }
  in.fail();
}

}  // namespace steward::stores
