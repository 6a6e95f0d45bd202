#!/usr/bin/env bash
# Make sure that Debian packages are there: tools/debian.sh python3-venv chromium ...
#
# Does nothing for what is installed (or found by the program it brings). Otherwise installs it as root or through sudo;
# where neither is possible, says what to install and fails.
set -euo pipefail

# Whether the program that a package brings can be used, whoever installed it.
usable() {
    case $1 in
    python3-venv) "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null ;;
    chromium) command -v chromium >/dev/null || command -v chromium-browser >/dev/null ;;
    postgresql-*) [ -x "/usr/lib/postgresql/${1#postgresql-}/bin/initdb" ] ;;
    *) dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed ;;
    esac
}

missing=()
for package in "$@"; do
    usable "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
    become=()
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    become=(sudo)
else
    become=(false)
fi

say_what_to_do() {
    echo "Missing: ${missing[*]}. Neither root nor sudo is at hand; please run as root:" >&2
    echo "    apt-get update && apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
}

command -v apt-get >/dev/null || { echo "Please install (their names in Debian): ${missing[*]}" >&2; exit 1; }
[ "${become[*]}" != false ] || say_what_to_do

echo "Installing ${missing[*]}"
# The tests start PostgreSQL themselves, on their own folders: Debian's package must not make and start a cluster.
environment=(env DEBIAN_FRONTEND=noninteractive)
if [[ " ${missing[*]} " == *" postgresql-"* ]]; then
    "${become[@]}" mkdir -p /etc/postgresql-common/createcluster.d
    echo "create_main_cluster = false" | "${become[@]}" tee /etc/postgresql-common/createcluster.d/patron.conf >/dev/null
fi
"${become[@]}" "${environment[@]}" apt-get update -qq
"${become[@]}" "${environment[@]}" apt-get install -qq --yes --no-install-recommends "${missing[@]}" >/dev/null

for package in "${missing[@]}"; do
    usable "$package" || { echo "$package was installed but cannot be used" >&2; exit 1; }
done
