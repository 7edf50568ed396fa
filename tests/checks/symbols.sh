#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# symbols.sh <nm> <library> <pattern>: the library exports something, and only names of the pattern.
set -u
names=$("$1" -D --defined-only -P "$2" | cut -d ' ' -f 1 | sed 's/@.*//')
if [ -z "$names" ]; then
  echo "$2 exports nothing"
  exit 1
fi
strangers=$(echo "$names" | grep -Ev "$3")
if [ -n "$strangers" ]; then
  echo "$2 exports what it should not:"
  echo "$strangers" | head -20
  exit 1
fi
echo "$(echo "$names" | wc -l) symbols"
