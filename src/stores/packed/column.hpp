// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "steward/value.hpp"
#include "stores/packed/bytes.hpp"

namespace steward::stores {

/// A column of numbers: their least, a common factor of the distances from it, and the distances in as few bytes
/// each as the greatest of them needs (none when all numbers are equal).
void put_numbers(ByteWriter& out, std::span<const std::int64_t> numbers);
/// Makes `numbers` the `count` numbers of a column. One that was not written by put_numbers makes the reader bad.
void take_numbers(ByteReader& in, std::size_t count, std::vector<std::int64_t>& numbers);

/// The least and the greatest of a column.
struct NumberRange {
  std::int64_t least = 0;
  std::int64_t greatest = 0;
};
/// The same into memory for `count` numbers of 64 bits, of whatever type.
NumberRange take_numbers(ByteReader& in, std::size_t count, void* to);

/// A column of ids: the same ids as `like`, or runs of equal ids, or one by one, as numbers where they have much in
/// common; whichever is the shortest.
void put_ids(ByteWriter& out, std::span<const Id> ids, std::span<const Id> like = {});
void take_ids(ByteReader& in, std::size_t count, std::vector<Id>& ids, std::span<const Id> like = {});

/// What ids are put together from; for one column after another, since new memory for each costs as much as the ids.
struct IdRoom {
  std::vector<std::int64_t> high;
  std::vector<std::int64_t> low;
  std::vector<std::int64_t> lengths;
  std::vector<Id> heads;
};
void take_ids(ByteReader& in, std::span<Id> ids, IdRoom& room, std::span<const Id> like = {});

}  // namespace steward::stores
