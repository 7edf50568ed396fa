// SPDX-License-Identifier: Apache-2.0
#pragma once

// The choice lists: enumerators with explicit numbers and their stable names, in list order.

#include "steward/choices/contact.hpp"
#include "steward/choices/metrics.hpp"
#include "steward/choices/onboarding.hpp"
#include "steward/choices/risk.hpp"
#include "steward/choices/shared.hpp"
#include "steward/choices/success.hpp"
#include "steward/choices/system.hpp"
