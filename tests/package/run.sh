#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh <source> <build> <work>: hosts that use the library as find_package, pkg-config and add_subdirectory
# give it. The installed tree is moved first, so that a path left behind in it shows.
set -u
source=$1
build=$2
work=$3
here=$source/tests/package
prefix=$work/moved
passed=0
failed=0

check() {
  name=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    echo "ok      $name"
    passed=$((passed + 1))
  else
    echo "FAILED  $name"
    tail -40 "$work/log"
    failed=$((failed + 1))
  fi
}

install_and_move() {
  "$CMAKE" --install "$build" --prefix "$work/installed" && mv "$work/installed" "$prefix" &&
    ! grep -rlF -e "$source" -e "$build" "$prefix/include" "$prefix"/lib*/cmake "$prefix"/lib*/pkgconfig
}

configure_host() {
  "$CMAKE" -S "$here/$1" -B "$work/$1" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_PREFIX_PATH="$prefix" \
    -DSTEWARD_HAS_C="$STEWARD_HAS_C" -DSTEWARD_SOURCE="$source"
}

find_package_host() { configure_host find_package && "$CMAKE" --build "$work/find_package"; }

pkg_config_host() {
  compiler=$1
  package=$2
  program=$work/pkg_$package
  shift 2
  flags=$(PKG_CONFIG_PATH=$pkg_config_path pkg-config --cflags --libs "$package") || return 1
  # shellcheck disable=SC2086
  "$compiler" "$@" -o "$program" $flags -Wl,-rpath,"$(dirname "$pkg_config_path")" && "$program"
}

subdirectory_host() { configure_host subdirectory && "$CMAKE" --build "$work/subdirectory" --target host; }

rm -rf "$work"
mkdir -p "$work"
check "install and move" install_and_move
pkg_config_path=$(dirname "$(find "$prefix" -name steward.pc)")

check "find_package: build" find_package_host
check "find_package: shared library" "$work/find_package/host_shared"
check "find_package: archive" "$work/find_package/host_static"
check "pkg-config: C++" pkg_config_host "$CXX" steward -std=c++20 "$here/host.cpp"
if [ "$STEWARD_HAS_C" = 1 ]; then
  check "find_package: C ABI" "$work/find_package/host_c"
  check "pkg-config: C ABI" pkg_config_host "$CC" steward-c -std=c11 -pedantic -Wall -Wextra -Werror "$here/host.c"
fi
check "add_subdirectory" subdirectory_host

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
