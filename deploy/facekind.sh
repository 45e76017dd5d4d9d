#!/bin/sh
# The command with the server's own settings: sudo -u facekind facekind user invite
set -eu
set -a
. /etc/facekind.env
set +a
cd /opt/facekind
exec .venv/bin/facekind "$@"
