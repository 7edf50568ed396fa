// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/account.hpp"
#include "steward/model/engagement.hpp"
#include "steward/model/health.hpp"
#include "steward/model/history.hpp"
#include "steward/model/metrics.hpp"
#include "steward/model/onboarding.hpp"
#include "steward/model/risk.hpp"
#include "steward/model/system.hpp"
#include "steward/model/touchpoint.hpp"
