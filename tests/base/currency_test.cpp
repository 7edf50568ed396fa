// SPDX-License-Identifier: Apache-2.0
#include "base/currency.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace steward;
using steward::base::converted;
using steward::base::minor_digits;

namespace {

Currency currency(std::string_view code) { return *Currency::parse(code); }
Money money(std::int64_t amount, std::string_view code) { return {amount, currency(code)}; }
Decimal rate(std::string_view text) { return *Decimal::parse(text); }

}  // namespace

TEST_CASE("minor units have the places that ISO 4217 gives them") {
  CHECK(minor_digits(currency("EUR")) == 2);
  CHECK(minor_digits(currency("USD")) == 2);
  for (const auto* code : {"JPY", "KRW", "CLP", "ISK", "VND", "XAF", "XOF", "XPF", "UGX", "BIF"}) {
    CHECK(minor_digits(currency(code)) == 0);
  }
  for (const auto* code : {"KWD", "BHD", "TND", "JOD", "OMR", "IQD", "LYD"}) CHECK(minor_digits(currency(code)) == 3);
  CHECK(minor_digits(currency("XYZ")) == 2);
}

TEST_CASE("a code is three capital letters") {
  CHECK(Currency::parse("EUR"));
  for (const auto* code : {"", "EU", "EURO", "eur", "E1R", "EU ", "ÄÖ"}) CHECK_FALSE(Currency::parse(code));
}

TEST_CASE("amounts are converted from minor unit to minor unit") {
  CHECK(converted(money(10'00, "EUR"), rate("1.1"), currency("USD"), rate("1")) == money(11'00, "USD"));
  CHECK(converted(money(1'000, "JPY"), rate("0.006"), currency("EUR"), rate("1")) == money(6'00, "EUR"));
  CHECK(converted(money(6'00, "EUR"), rate("1"), currency("JPY"), rate("0.006")) == money(1'000, "JPY"));
  CHECK(converted(money(1'500, "KWD"), rate("3"), currency("EUR"), rate("1")) == money(4'50, "EUR"));
  CHECK(converted(money(1, "JPY"), rate("1"), currency("KWD"), rate("1")) == money(1'000, "KWD"));
  CHECK(converted(money(0, "EUR"), rate("1"), currency("USD"), rate("3")) == money(0, "USD"));
}

TEST_CASE("halves are rounded away from zero") {
  CHECK(converted(money(1, "EUR"), rate("0.5"), currency("USD"), rate("1")) == money(1, "USD"));
  CHECK(converted(money(-1, "EUR"), rate("0.5"), currency("USD"), rate("1")) == money(-1, "USD"));
  CHECK(converted(money(1, "EUR"), rate("0.499999"), currency("USD"), rate("1")) == money(0, "USD"));
  CHECK(converted(money(5, "EUR"), rate("1"), currency("USD"), rate("2")) == money(3, "USD"));
  CHECK(converted(money(49, "EUR"), rate("1"), currency("JPY"), rate("1")) == money(0, "JPY"));
  CHECK(converted(money(50, "EUR"), rate("1"), currency("JPY"), rate("1")) == money(1, "JPY"));
}

TEST_CASE("the same currency needs no rate") {
  CHECK(converted(money(7, "EUR"), rate("0"), currency("EUR"), rate("0")) == money(7, "EUR"));
}

TEST_CASE("what has no rate or does not fit is not converted") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  CHECK_FALSE(converted(money(1, "EUR"), rate("0"), currency("USD"), rate("1")));
  CHECK_FALSE(converted(money(1, "EUR"), rate("1"), currency("USD"), rate("0")));
  CHECK_FALSE(converted(money(1, "EUR"), rate("-1"), currency("USD"), rate("1")));
  CHECK_FALSE(converted(money(most, "EUR"), rate("2"), currency("USD"), rate("1")));
  CHECK_FALSE(converted(money(most, "JPY"), rate("9000000000000"), currency("KWD"), rate("0.000001")));
  CHECK(converted(money(most, "EUR"), rate("1"), currency("USD"), rate("1")) == money(most, "USD"));
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  CHECK(converted(money(least, "EUR"), rate("1"), currency("USD"), rate("1")) == money(least, "USD"));
}
