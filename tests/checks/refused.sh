#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# refused.sh <source> <compile command…>: the source must not compile, for the reason it names, and it must
# compile once its -DWRONG part is off, so that no missing header passes for a refusal.
set -u
source=$1
shift
expected=$(sed -n 's|^// expect: ||p' "$source")
if [ -z "$expected" ]; then
  echo "$source: no '// expect: text' line"
  exit 1
fi
if ! "$@" "$source"; then
  echo "$source: does not compile even without WRONG"
  exit 1
fi
if output=$("$@" -DWRONG "$source" 2>&1); then
  echo "$source: compiles with WRONG, and should not"
  exit 1
fi
case $output in
  *"$expected"*) exit 0 ;;
esac
echo "$source: refused for another reason:"
echo "$output"
exit 1
