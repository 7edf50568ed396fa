// SPDX-License-Identifier: Apache-2.0
#include "access/rules.hpp"
#include "account/rules.hpp"
#include "adoption/rules.hpp"
#include "blueprint/rules.hpp"
#include "collaboration/rules.hpp"
#include "engagement/rules.hpp"
#include "engine/unit.hpp"
#include "health/rules.hpp"
#include "import/rules.hpp"
#include "insight/rules.hpp"
#include "meeting/rules.hpp"
#include "metrics/rules.hpp"
#include "onboarding/rules.hpp"
#include "plan/rules.hpp"
#include "play/rules.hpp"
#include "risk/rules.hpp"
#include "rule/children.hpp"
#include "rule/closing.hpp"
#include "rule/generic.hpp"
#include "rule/publishing.hpp"
#include "team/rules.hpp"
#include "timeline/rules.hpp"
#include "touchpoint/rules.hpp"

namespace steward::engine {

namespace {

template <class T>
std::vector<T> joined(std::initializer_list<std::vector<T>> parts) {
  std::vector<T> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

rule::Catalogue make_catalogue() {
  return rule::Catalogue(
      joined({rule::generic_rules(),  rule::closing_rules(), rule::children_rules(), rule::publishing_rules(),
              access::rules(),        account::rules(),      engagement::rules(),    plan::rules(),
              play::rules(),          meeting::rules(),      team::rules(),          blueprint::rules(),
              adoption::rules(),      onboarding::rules(),   imports::rules(),       touchpoint::rules(),
              metrics::rules(),       insight::rules(),      health::rules(),        risk::rules(),
              collaboration::rules(), timeline::rules()}),
      joined({account::computations(), engagement::computations(), plan::computations(), play::computations(),
              meeting::computations(), team::computations(), blueprint::computations(), adoption::computations(),
              onboarding::computations(), imports::computations(), touchpoint::computations(), metrics::computations(),
              insight::computations(), health::computations(), risk::computations(), collaboration::computations(),
              timeline::computations()}));
}

}  // namespace steward::engine
