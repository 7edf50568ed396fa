// SPDX-License-Identifier: Apache-2.0
#include "scoring/band.hpp"

#include "helpers.hpp"
#include "scoring/rounding.hpp"

using namespace scoring_test;
using steward::scoring::Band;
using steward::scoring::band_of;
using steward::scoring::rounded;
using steward::scoring::whole;
using Bands = std::vector<Band>;

namespace {
const Bands shipped{{Decimal(0), Decimal(39)}, {Decimal(40), Decimal(69)}, {Decimal(70), Decimal(100)}};
}  // namespace

TEST_CASE("whole numbers are rounded half away from zero") {
  CHECK(whole(dec("69.499999")) == 69);
  CHECK(whole(dec("69.5")) == 70);
  CHECK(whole(dec("-0.5")) == -1);
  CHECK(whole(dec("-0.499999")) == 0);
  CHECK(whole(greatest) == 9'223'372'036'855);
  CHECK(whole(smallest) == -9'223'372'036'855);
}

TEST_CASE("a decimal is rounded to the places that a view asks for") {
  CHECK(rounded(dec("40.122807"), 2) == dec("40.12"));
  CHECK(rounded(dec("40.125"), 2) == dec("40.13"));
  CHECK(rounded(dec("-40.125"), 2) == dec("-40.13"));
  CHECK(rounded(dec("40.122807"), 6) == dec("40.122807"));
  CHECK(rounded(dec("75.747368"), 0) == Decimal(76));
  CHECK_FALSE(rounded(greatest, 0));
  CHECK_FALSE(rounded(smallest, 0));
}

TEST_CASE("a score between two bands belongs to the one that holds it rounded") {
  CHECK(band_of(dec("69.4"), shipped) == 1);
  CHECK(band_of(dec("69.5"), shipped) == 2);
  CHECK(band_of(dec("39.499999"), shipped) == 0);
  CHECK(band_of(dec("39.5"), shipped) == 1);
  CHECK(band_of(Decimal(0), shipped) == 0);
  CHECK(band_of(Decimal(100), shipped) == 2);
}

TEST_CASE("a score outside all bands has none") {
  CHECK_FALSE(band_of(Decimal(50), Bands{}));
  CHECK_FALSE(band_of(dec("100.5"), shipped));
  CHECK(band_of(dec("100.4"), shipped) == 2);
  CHECK_FALSE(band_of(dec("-0.5"), shipped));
  CHECK_FALSE(band_of(Decimal(50), Bands{{Decimal(0), Decimal(39)}, {Decimal(60), Decimal(100)}}));
  CHECK_FALSE(band_of(greatest, Bands{{smallest, greatest}}));
}

TEST_CASE("a shared edge belongs to the band with the higher minimum, in any order of bands") {
  CHECK(band_of(Decimal(40), Bands{{Decimal(0), Decimal(40)}, {Decimal(40), Decimal(100)}}) == 1);
  CHECK(band_of(Decimal(40), Bands{{Decimal(40), Decimal(100)}, {Decimal(0), Decimal(40)}}) == 0);
  CHECK(band_of(Decimal(40), Bands{{Decimal(40), Decimal(100)}, {Decimal(40), Decimal(40)}}) == 1);
  CHECK(band_of(Decimal(40), Bands{{Decimal(40), Decimal(40)}, {Decimal(40), Decimal(100)}}) == 0);
}
