// SPDX-License-Identifier: Apache-2.0
#include <rapidcheck.h>

#include <memory>

#include "random/plan.hpp"

// Sequences of writes over the success plan, the plays and the teams, in memory and in SQLite at once: the same
// answers, the same contents, and what the rules promise after every step. The number of sequences is RapidCheck's
// max_success (RC_PARAMS); a failure prints the seed to repeat it.

using namespace steward;
using namespace steward::test;

namespace rc {

template <>
struct Arbitrary<Step> {
  static Gen<Step> arbitrary() {
    const auto byte = gen::inRange<int>(0, 256);
    return gen::map(
        gen::tuple(gen::inRange<int>(0, 16), byte, byte, byte), [](const std::tuple<int, int, int, int>& n) {
          const auto small = [](int value) { return static_cast<std::uint8_t>(value); };
          return Step{small(std::get<0>(n)), small(std::get<1>(n)), small(std::get<2>(n)), small(std::get<3>(n))};
        });
  }
};

}  // namespace rc

TEST_CASE("random histories of a plan agree on both stores and keep the rules", "[random]") {
  constexpr std::size_t steps = 50;
  constexpr int plans_a_store = 20;
  std::unique_ptr<Twin> twin;
  int plans = 0;
  CHECK(rc::check("fifty steps", [&] {
    const auto sequence = *rc::gen::container<std::vector<Step>>(steps, rc::gen::arbitrary<Step>());
    if (plans++ % plans_a_store == 0 || !twin->difference().empty()) twin = std::make_unique<Twin>();
    Plan plan(*twin);
    for (const Step& step : sequence) {
      plan.run(step);
      const auto wrong = plan.broken();
      if (!wrong.empty()) RC_FAIL(wrong);
    }
    const auto wrong = plan.broken_when_read();
    if (!wrong.empty()) RC_FAIL(wrong);
  }));
}
