#!/bin/bash
# Proves that a machine with nothing but git and a shell can run and test the project: makes a minimal
# Debian in a folder with debootstrap, clones this repository into it, and there runs ./dev run and
# ./dev test with an almost empty environment; there is not even a hosts file. Needs root, debootstrap and
# the network.
#
# usage: tests/install/fresh_debian.sh DIR [SUITE [MIRROR]]
#   DIR     where the system goes; when it holds one already, that one is used again
#   SUITE   bookworm (default), trixie, or noble with a mirror of Ubuntu
#   APT_CONF_DIR may name a folder of apt.conf.d files (proxies and the like) to copy in
# example: sudo tests/install/fresh_debian.sh /tmp/fresh
set -euo pipefail

if [ $# -lt 1 ] || [ $# -gt 3 ] || [ "$1" = --help ]; then
    sed -n '2,/^set/p' "$0" | sed '$d; s/^# \{0,1\}//' >&2
    exit 2
fi
directory=$(mkdir -p "$1" && cd "$1" && pwd)
suite=${2:-bookworm}
mirror=${3:-http://deb.debian.org/debian}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

if [ ! -x "$directory/usr/bin/git" ]; then
    debootstrap --variant=minbase --include=git "$suite" "$directory" "$mirror"
fi
if [ -n "${APT_CONF_DIR:-}" ]; then
    cp "$APT_CONF_DIR"/* "$directory/etc/apt/apt.conf.d/"
fi
cp /etc/resolv.conf "$directory/etc/resolv.conf"

release() {
    umount "$directory/mnt" "$directory/proc" "$directory/dev" 2>/dev/null || true
}
trap release EXIT
mount --bind /dev "$directory/dev"
mount -t proc proc "$directory/proc"
mount --bind "$root" "$directory/mnt"

inside() {
    printf '\n#### %s\n' "$*"
    local TIMEFORMAT='#### %0R s, in which processors worked for %0U + %0S s'
    time chroot "$directory" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root /bin/bash -c "cd /root && $*" </dev/null
}
inside 'rm -rf bounce && git -c safe.directory=/mnt/.git -c safe.directory=/mnt clone -q /mnt bounce'
inside 'cd bounce && ./dev run'
inside 'cd bounce && ./dev test'
inside 'cd bounce && ./dev test'
