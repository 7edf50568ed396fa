// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include "boundary/neighbour.hpp"

using namespace steward;
using namespace steward::test;

// What a tenant is told does not depend on what its neighbours do.

namespace {

std::string told_to_tenant(bool with_neighbours, std::size_t& calls) {
  Portfolio portfolio;
  require(portfolio.session.install_base_data());
  portfolio.separate_domains();
  const auto region = portfolio.domain("region");
  std::optional<Neighbour> before;
  if (with_neighbours) {
    before.emplace(portfolio, portfolio.domain("before", Portfolio::ref(region)));
    for (std::size_t i = 0; i < Neighbour::steps(); ++i) before->step(i);
  }
  Neighbour tenant(portfolio, portfolio.domain("home", Portfolio::ref(region)));
  std::optional<Neighbour> beside;
  if (with_neighbours) beside.emplace(portfolio, portfolio.domain("beside", Portfolio::ref(region)));
  for (std::size_t i = 0; i < Neighbour::steps(); ++i) {
    portfolio.advance(std::chrono::minutes(1));
    if (beside) beside->step(i);
    if (i % 4 == 3) require(portfolio.session.run_due());
    tenant.step(i);
  }
  calls = tenant.calls();
  return tenant.transcript();
}

}  // namespace

TEST_CASE("what a tenant is told does not depend on its neighbours", "[boundary][neighbours]") {
  std::size_t calls = 0;
  const auto alone = told_to_tenant(false, calls);
  const auto among = told_to_tenant(true, calls);
  CHECK(calls >= 100);
  std::istringstream a(alone);
  std::istringstream b(among);
  std::string request;
  std::string line;
  std::string other;
  int differences = 0;
  while (std::getline(a, line) && std::getline(b, other) && differences < 8) {
    const auto colon = line.find(": ");
    if (colon != std::string::npos && colon < 12) request = line;
    if (line == other) continue;
    ++differences;
    std::size_t at = 0;
    while (at < line.size() && at < other.size() && line[at] == other[at]) ++at;
    const auto from = at > 160 ? at - 160 : 0;
    INFO(request);
    INFO("alone: " << line.substr(from, 400));
    INFO("among: " << other.substr(from, 400));
    CHECK(false);
  }
  CHECK((alone == among));
}

TEST_CASE("the script says the same twice", "[boundary][neighbours]") {
  std::size_t calls = 0;
  CHECK((told_to_tenant(false, calls) == told_to_tenant(false, calls)));
}
