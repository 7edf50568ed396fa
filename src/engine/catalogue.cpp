// SPDX-License-Identifier: Apache-2.0
#include "account/rules.hpp"
#include "engagement/rules.hpp"
#include "engine/unit.hpp"
#include "health/rules.hpp"
#include "metrics/rules.hpp"
#include "onboarding/rules.hpp"
#include "risk/rules.hpp"
#include "rule/closing.hpp"
#include "rule/generic.hpp"
#include "touchpoint/rules.hpp"

namespace steward::engine {

rule::Catalogue make_catalogue() {
  std::vector<rule::Rule> all;
  for (auto part : {rule::generic_rules(), rule::closing_rules(), account::rules(), engagement::rules(),
                    onboarding::rules(), touchpoint::rules(), metrics::rules(), health::rules(), risk::rules()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return rule::Catalogue(std::move(all));
}

}  // namespace steward::engine
