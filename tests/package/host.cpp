// SPDX-License-Identifier: Apache-2.0
// A host of the installed C++ library: compiles against its headers, calls into its code.
#include <cstdio>

#include "steward/decimal.hpp"
#include "steward/id.hpp"

int main() {
  const auto id = steward::Id::parse("0190a5d0-0000-7000-8000-000000000001");
  const auto value = steward::Decimal::parse("12.5");
  if (!id || !value) return 1;
  std::printf("%s %s\n", id->to_string().c_str(), value->to_string().c_str());
  return id->to_string() == "0190a5d0-0000-7000-8000-000000000001" && value->to_string() == "12.5" ? 0 : 1;
}
