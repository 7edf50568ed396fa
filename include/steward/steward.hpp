// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Everything that a host needs.
#include "steward/engine.hpp"
