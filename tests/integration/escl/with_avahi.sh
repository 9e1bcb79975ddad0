#!/bin/sh
# with_avahi.sh SERVER.py PROGRAM [ARGUMENT...]: runs the program in a network and a /run of its own, where D-Bus and Avahi run and
# announce the scanner that the tests' eSCL server is. Ends with 77, and the reason, where that cannot be set up.
set -u
if [ "${1:-}" != --inside ]; then
  for tool in unshare dbus-daemon avahi-daemon avahi-publish-service ip; do
    command -v "$tool" > /dev/null || { echo "$tool is not installed" >&2; exit 77; }
  done
  [ "$(id -u)" = 0 ] && unshare -mn true 2> /dev/null || { echo "Avahi needs root, and namespaces of its own" >&2; exit 77; }
  exec unshare -mn "$0" --inside "$@"
fi
shift
server=$1
shift
mount -t tmpfs none /run && ip link set lo up || exit 77
ip link set lo multicast on && ip route add 224.0.0.0/4 dev lo
mkdir -p /run/dbus /run/avahi-daemon
cat > /run/bus.conf << 'END'
<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>
END
printf '[server]\nuse-ipv6=no\nallow-interfaces=lo\n[publish]\npublish-workstation=no\n' > /run/avahi.conf
export DBUS_SYSTEM_BUS_ADDRESS=unix:path=/run/dbus/system_bus_socket
trap 'kill $(cat /run/pids) 2> /dev/null' EXIT
dbus-daemon --config-file=/run/bus.conf --nofork --nopidfile & echo $! >> /run/pids
python3=/usr/bin/python3
[ -x "$python3" ] || python3=python3
"$python3" "$server" --platen "${LIMNER_TEST_PAGE:?}" > /run/port & echo $! >> /run/pids
waited=0
until [ -S /run/dbus/system_bus_socket ] && [ -s /run/port ]; do
  waited=$((waited + 1)) && [ $waited -lt 300 ] || { echo "D-Bus or the scanner does not come up" >&2; exit 77; }
  sleep 0.1
done
: > /run/publish.log
avahi-daemon --no-drop-root --no-chroot --no-rlimits -f /run/avahi.conf > /run/avahi.log 2>&1 & echo $! >> /run/pids
avahi-publish-service -f "Limner Test Scanner" _uscan._tcp "$(cat /run/port)" rs=eSCL > /run/publish.log 2>&1 & echo $! >> /run/pids
until grep -q Established /run/publish.log; do
  waited=$((waited + 1)) && [ $waited -lt 300 ] || { cat /run/avahi.log /run/publish.log >&2; exit 77; }
  sleep 0.1
done
"$@"
