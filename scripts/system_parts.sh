#!/bin/sh
# Looks for the parts that only tests need; installs them with apt when root, else says what is missing.
set -u
missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || missing="$missing chromium"
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:$missing"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    if apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null; then
        exit 0
    fi
    echo "apt could not install:$missing"
fi
for part in $missing; do
    case $part in
        chromium) echo "Chromium is missing: the browser tests are skipped and counted. Install: apt install chromium" ;;
        postgresql) echo "PostgreSQL is missing: the second run of the tests is left out. Install: apt install postgresql" ;;
    esac
done
exit 0
