// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Marks what the shared library exports; everything else stays hidden.
#if defined(STEWARD_STATIC)
#define STEWARD_API
#else
#define STEWARD_API [[gnu::visibility("default")]]
#endif
