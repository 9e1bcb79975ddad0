#!/bin/sh
# Runs a test with device locks of its own, so that tests of one device can run side by side: own_locks.sh FOLDER PROGRAM...
LIMNER_LOCKS="$1/$$"
export LIMNER_LOCKS
shift
exec "$@"
