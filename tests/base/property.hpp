// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidcheck.h>

#include <catch2/catch.hpp>

/// Fails the running test when RapidCheck finds a counterexample; it prints the RC_PARAMS that repeat the run.
template <class Property>
void holds(const char* name, Property&& property) {
  INFO(name);
  CHECK(rc::check(name, std::forward<Property>(property)));
}
