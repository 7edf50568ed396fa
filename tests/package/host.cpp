// SPDX-License-Identifier: Apache-2.0
// A host of the installed C++ library: compiles against its headers, calls into its code.
#include <cstdio>

#include "steward/steward.hpp"

int main() {
  auto engine = steward::Engine::open({});
  if (!engine) return 1;
  auto session = engine->system_session();
  if (!session) return 1;
  steward::Account account;
  account.name = "Genixify";
  const auto stored = session->create(account);
  if (!stored) {
    std::printf("%s\n", stored.error().to_string().c_str());
    return 1;
  }
  const auto cases = session->count<steward::OnboardingCase>("account.name = \"Genixify\"");
  std::printf("%s\n", stored->id.to_string().c_str());
  return cases && *cases == 1 ? 0 : 1;
}
