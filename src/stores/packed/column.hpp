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
/// Appends `count` numbers. A column that was not written by put_numbers makes the reader bad.
void take_numbers(ByteReader& in, std::size_t count, std::vector<std::int64_t>& numbers);

/// A column of ids: the same ids as `like`, or runs of equal ids, or one by one; whichever is the shortest.
void put_ids(ByteWriter& out, std::span<const Id> ids, std::span<const Id> like = {});
void take_ids(ByteReader& in, std::size_t count, std::vector<Id>& ids, std::span<const Id> like = {});

}  // namespace steward::stores
