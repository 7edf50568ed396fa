/* SPDX-License-Identifier: Apache-2.0 */
/* A host of the installed C library: compiles against its header, calls into its code. */
#include <stdio.h>

#include "steward.h"

int main(void) {
  if (steward_live_handles() != 0) return 1;
  puts("no handle is alive");
  return 0;
}
