// SPDX-License-Identifier: Apache-2.0
#include "steward/decimal.hpp"

#include <limits>

#include "base/wide.hpp"
#include "property.hpp"
#include "steward/money.hpp"

using namespace steward;
using namespace steward::base;

namespace {

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

std::optional<std::int64_t> units(std::string_view text) { return detail::parse_fixed(text, 6); }

}  // namespace

TEST_CASE("decimals are read exactly") {
  CHECK(units("0") == 0);
  CHECK(units("-0") == 0);
  CHECK(units("-0.0000") == 0);
  CHECK(units("3") == 3'000'000);
  CHECK(units("-12.5") == -12'500'000);
  CHECK(units("75.747368") == 75'747'368);
  CHECK(units("1e-3") == 1000);
  CHECK(units("1.5E+2") == 150'000'000);
  CHECK(units("0.000001e6") == 1'000'000);
  CHECK(units("12345678901234567890e-19") == 1'234'568);
}

TEST_CASE("digits beyond the last place are rounded half away from zero") {
  CHECK(units("0.0000005") == 1);
  CHECK(units("-0.0000005") == -1);
  CHECK(units("0.00000049999999999999999999999999999999") == 0);
  CHECK(units("0.00000050000000000000000000000000000000") == 1);
  CHECK(units("0.0000015") == 2);
  CHECK(units("0.9999995") == 1'000'000);
  CHECK(units("0.00000005") == 0);
  CHECK(detail::parse_fixed("2.5", 0) == 3);
  CHECK(detail::parse_fixed("-2.5", 0) == -3);
  CHECK(Hundredths::parse("33.335")->units() == 3334);
}

TEST_CASE("decimals reach exactly as far as 64 bits") {
  CHECK(units("9223372036854.775807") == most);
  CHECK(units("-9223372036854.775808") == least);
  CHECK(units("9223372036854.7758074") == most);
  CHECK_FALSE(units("9223372036854.7758075"));
  CHECK_FALSE(units("9223372036854.775808"));
  CHECK_FALSE(units("-9223372036854.775809"));
  CHECK(detail::parse_fixed("9223372036854775807", 0) == most);
  CHECK_FALSE(detail::parse_fixed("9223372036854775808", 0));
  CHECK_FALSE(detail::parse_fixed("9999999999999999999", 0));
  CHECK_FALSE(detail::parse_fixed("99999999999999999999999999999999999999999999", 0));
}

TEST_CASE("huge exponents neither loop nor overflow") {
  CHECK_FALSE(units("1e400"));
  CHECK_FALSE(units("1e99999999999999999999999999"));
  CHECK(units("1e-99999999999999999999999999") == 0);
  CHECK(units("0e99999999999999999999999999") == 0);
  CHECK(units("1" + std::string(5000, '0') + "e-5000") == 1'000'000);
  CHECK(units("0." + std::string(5000, '0') + "1e5001") == 1'000'000);
}

TEST_CASE("what is no JSON number is no decimal") {
  for (const char* text : {"", "-", "+1", ".5", "5.", "01", "-01", "1e", "1e+", "1.e3", "0x10", "1 ", " 1", "1,5",
                           "NaN", "inf", "--1", "1e1.5", "1_000"}) {
    INFO(text);
    CHECK_FALSE(units(text));
  }
}

TEST_CASE("decimals are written without trailing zeros") {
  CHECK(Decimal::from_units(0).to_string() == "0");
  CHECK(Decimal(-3).to_string() == "-3");
  CHECK(Decimal::from_units(500'000).to_string() == "0.5");
  CHECK(Decimal::from_units(-1).to_string() == "-0.000001");
  CHECK(Decimal::from_units(100'000'000).to_string() == "100");
  CHECK(Decimal::from_units(least).to_string() == "-9223372036854.775808");
  CHECK(Hundredths::from_units(3330).to_string() == "33.3");
  CHECK(detail::format_fixed(120, 0) == "120");
}

TEST_CASE("every decimal reads back from its text") {
  holds("decimal round trip", [](std::int64_t any) {
    for (const std::int64_t value : {any, any % 1'000'000, any % 1000, least + (any & 1023), most - (any & 1023)}) {
      RC_ASSERT(Decimal::parse(Decimal::from_units(value).to_string()) == Decimal::from_units(value));
    }
  });
}

TEST_CASE("a double becomes its shortest decimal and is then rounded") {
  CHECK(Decimal::from_double(0.1)->units() == 100'000);
  CHECK(Decimal::from_double(0.1 + 0.2)->units() == 300'000);
  CHECK(Decimal::from_double(0.0000005)->units() == 1);
  CHECK(Decimal::from_double(1.0000005)->units() == 1'000'001);  // the double itself lies below the half
  CHECK(Decimal::from_double(-0.0)->units() == 0);
  CHECK(Decimal::from_double(9.2e12)->units() == 9'200'000'000'000'000'000);
  CHECK(Decimal::from_double(5e-324)->units() == 0);
  CHECK_FALSE(Decimal::from_double(9.3e12));
  CHECK_FALSE(Decimal::from_double(1.7976931348623157e308));
  CHECK_FALSE(Decimal::from_double(std::numeric_limits<double>::infinity()));
  CHECK_FALSE(Decimal::from_double(std::numeric_limits<double>::quiet_NaN()));
}

TEST_CASE("a decimal of up to nine whole digits survives a double") {
  holds("through a double", [] {
    const auto value = Decimal::from_units(*rc::gen::inRange<std::int64_t>(-999'999'999'999'999, 999'999'999'999'999));
    RC_ASSERT(Decimal::from_double(value.to_double()) == value);
  });
}

TEST_CASE("multiplying and dividing in 128 bits rounds half away from zero") {
  CHECK(mul_div_round(7, 1, 2) == 4);
  CHECK(mul_div_round(-7, 1, 2) == -4);
  CHECK(mul_div_round(7, 1, -2) == -4);
  CHECK(mul_div_round(-7, 1, -2) == 4);
  CHECK(mul_div_round(1, 1, 3) == 0);
  CHECK(mul_div_round(2, 1, 3) == 1);
  CHECK(mul_div_round(most, most, most) == most);
  CHECK(mul_div_round(least, most, most) == least);
  CHECK(mul_div_round(least, least, least) == least);
  CHECK_FALSE(mul_div_round(least, 1, -1));
  CHECK_FALSE(mul_div_round(most, 3, 2));
  CHECK_FALSE(mul_div_round(1, 1, 0));
  const Int128 huge = static_cast<Int128>(~Uint128{0} >> 1);
  CHECK(div_round(huge - 1, huge) == 1);
  CHECK(div_round(huge / 2, huge) == 0);
}

TEST_CASE("dividing within 64 bits and beyond them rounds alike") {
  const auto exact = [](Int128 n, Int128 d) {
    const bool up = magnitude(n % d) * 2 >= magnitude(d);
    return n / d + (up ? ((n < 0) == (d < 0) ? 1 : -1) : 0);
  };
  const Int128 word = Int128{1} << 64;
  std::vector<Int128> edges;
  for (const Int128 at : {Int128{0}, Int128{1}, Int128{7}, Int128{most}, word, word * 3, word * most}) {
    for (const Int128 near : {-2, -1, 0, 1, 2}) edges.insert(edges.end(), {at + near, -at - near});
  }
  for (const Int128 n : edges) {
    for (const Int128 d : edges) {
      if (d != 0) CHECK((div_round(n, d) == exact(n, d)));
    }
  }
  const auto lowest = -(Int128{1} << 126) * 2;
  CHECK((div_round(lowest, 1) == lowest));
  CHECK((div_round(lowest, lowest) == 1));
}

TEST_CASE("rounded division differs from the exact quotient by at most a half") {
  holds("division", [](std::int32_t a, std::int32_t b, std::int64_t c) {
    RC_PRE(c != 0);
    const auto q = mul_div_round(a, b, c);
    RC_ASSERT(q);
    const Int128 rest = static_cast<Int128>(a) * b - static_cast<Int128>(*q) * c;
    RC_ASSERT(2 * magnitude(rest) <= magnitude(c));
    RC_ASSERT(mul_div_round(-std::int64_t{a}, b, c) == -*q);
  });
}

TEST_CASE("checked sums and products report overflow") {
  CHECK(checked_add(most, 0) == most);
  CHECK_FALSE(checked_add(most, 1));
  CHECK_FALSE(checked_sub(least, 1));
  CHECK_FALSE(checked_mul(least, -1));
  CHECK(checked_mul(-3, 4) == -12);
}

TEST_CASE("a currency is three capital letters") {
  CHECK(Currency::parse("EUR")->code() == "EUR");
  CHECK(Currency::parse("EUR") == Currency::parse("EUR"));
  CHECK_FALSE(Currency::parse("EUR") == Currency::parse("USD"));
  for (const char* text : {"", "eur", "EU", "EURO", "E1R", "\xC3\x84R"}) CHECK_FALSE(Currency::parse(text));
}
