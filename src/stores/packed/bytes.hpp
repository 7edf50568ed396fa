// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace steward::stores {

/// Builds a run of bytes, little end first.
class ByteWriter {
 public:
  template <class Number>
  void put(Number number) {
    static_assert(std::endian::native == std::endian::little, "numbers are copied as they lie in memory");
    bytes_.append(reinterpret_cast<const char*>(&number), sizeof number);
  }
  void put_text(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    bytes_.append(text);
  }
  /// Room for `size` bytes that the caller fills at once.
  char* grow(std::size_t size) {
    const auto at = bytes_.size();
    bytes_.resize(at + size);
    return bytes_.data() + at;
  }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads what ByteWriter wrote. Past the end it gives zeros and is no longer good.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <class Number>
  Number take() {
    Number number{};
    if (const auto* data = take_bytes(sizeof number)) std::memcpy(&number, data, sizeof number);
    return number;
  }
  std::string_view take_text() {
    const auto size = take<std::uint32_t>();
    const auto* data = take_bytes(size);
    return data == nullptr ? std::string_view() : std::string_view(data, size);
  }
  /// Null when so much is not left.
  const char* take_bytes(std::size_t size) {
    if (size > rest_.size()) {
      good_ = false;
      return nullptr;
    }
    const auto* data = rest_.data();
    rest_.remove_prefix(size);
    return data;
  }
  void fail() { good_ = false; }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

}  // namespace steward::stores
