#!/usr/bin/env bash
# Installs the built library for C and C++: lib, headers, pkg-config file and CMake package.
#
#   swift build -c release --traits Embedded --product pith
#   bindings/install.sh /usr/local
#
# Usage: bindings/install.sh PREFIX [LIBRARY]
#   PREFIX   where programs look for it, such as /usr/local; DESTDIR, if set, goes before it (for packagers)
#   LIBRARY  default: PITH_LIBRARY, or the checkout's release build
# LIBDIR names the folder of libraries below PREFIX; default: lib. Nothing installed depends on where PREFIX is: it may be
# moved as a whole.
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
[ $# -ge 1 ] && [ $# -le 2 ] || { sed -n '2,/^set/p' "$0" | grep '^#' | cut -c3- >&2; exit 2; }
prefix="${DESTDIR:-}$1"
library="${2:-${PITH_LIBRARY:-$root/.build/release/libpith.so}}"
libdir="${LIBDIR:-lib}"
case "$libdir" in /* | *..*) echo "install.sh: LIBDIR: expected a folder below PREFIX, got $libdir" >&2; exit 2 ;; esac
[ -f "$library" ] || { echo "install.sh: $library does not exist: build it first, or name it" >&2; exit 1; }

number() { sed -n "s/^#define PITH_$1 \([0-9]*\).*/\1/p" "$root/include/pith/types.h"; }
abi="$(number ABI_VERSION)"
version="$(number VERSION_MAJOR).$(number VERSION_MINOR).$(number VERSION_PATCH)"
# From the CMake package's folder, and from the pkg-config file's, back to PREFIX.
depth="$(tr -cd / <<<"$libdir/" | sed 's|/|../|g')"

put() { install -D -m "$1" "$2" "$3"; }
# The version in names of files, as it is usual: libpith.so for linking, libpith.so.0 (the soname) for loading.
put 755 "$library" "$prefix/$libdir/libpith.so.$version"
ln -sfn "libpith.so.$version" "$prefix/$libdir/libpith.so.$abi"
ln -sfn "libpith.so.$abi" "$prefix/$libdir/libpith.so"
for header in "$root"/include/pith.h "$root"/include/pith/*.h; do
  put 644 "$header" "$prefix/include/${header#"$root"/include/}"
done
for header in "$root"/bindings/cpp/include/*; do put 644 "$header" "$prefix/include/$(basename "$header")"; done

fill() { # template, target
  mkdir -p "$(dirname "$2")"
  sed -e "s|@VERSION@|$version|g" -e "s|@ABI@|$abi|g" -e "s|@LIBDIR@|$libdir|g" -e "s|@UP@|$depth|g" "$1" > "$2"
  chmod 644 "$2"
}
fill "$root/bindings/install/pith.pc.in" "$prefix/$libdir/pkgconfig/pith.pc"
fill "$root/bindings/install/pith-config.cmake.in" "$prefix/$libdir/cmake/pith/pith-config.cmake"
fill "$root/bindings/install/pith-config-version.cmake.in" "$prefix/$libdir/cmake/pith/pith-config-version.cmake"
put 644 "$root/LICENSE" "$prefix/share/doc/pith/LICENSE"
echo "Installed Pith $version to $prefix"
