// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "store/series.hpp"
#include "stores/packed/column.hpp"

namespace steward::stores {

/// What a chunk holds when each of its keys has one delivery, and each of those counts for one context record: its
/// columns are the rows. Most chunks are so. Meant to be used again and again, so that its columns stay where they are.
struct PlainChunk {
  store::SeriesColumns rows;
  std::string context_table;
  NumberRange start;
  NumberRange end;
  IdRoom room;
};

enum class Plainness : std::uint8_t { plain, other, damaged };

/// As decode_chunk. Of a chunk that is not plain nothing is promised about `chunk`, and `damaged` may be told as
/// `other`: decode_chunk tells.
[[nodiscard]] Plainness decode_plain(std::string_view bytes, std::size_t size, PlainChunk& chunk);

}  // namespace steward::stores
