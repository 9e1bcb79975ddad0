#!/usr/bin/env python3
"""What a client of SANE's `net` backend does when its saned child is killed or stopped in the middle of a page.

Usage: sane_net.py [SECONDS]     how long the client is watched after the fault (20)

Needs Debian's sane-utils. Everything runs on this machine: a saned of its own with the backend `test`, which reads slowly.
"""
import os
import signal
import subprocess
import sys
import tempfile
import time

PORT = 6566  # the only one that the backend `net` asks


def write(folder, name, text):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w", encoding="ascii") as file:
        file.write(text)
    return folder


def cpu_seconds(process):
    with open(f"/proc/{process}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children_of(process):
    with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def run(number, watched_s, folder):
    server = write(folder + "/server", "dll.conf", "test\n")
    write(server, "saned.conf", "127.0.0.1\n")
    client = write(folder + "/client", "dll.conf", "net\n")
    write(client, "net.conf", "connect_timeout = 5\n127.0.0.1\n")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    saned = subprocess.Popen(["/usr/sbin/saned", "-l", "-b", "127.0.0.1", "-p", str(PORT)],
                             env=dict(os.environ, SANE_CONFIG_DIR=server), **quiet)
    time.sleep(0.5)
    scan = subprocess.Popen(
        ["scanimage", "-d", "net:127.0.0.1:test:0", "--read-limit=yes", "--read-limit-size=1000",
         "--read-delay=yes", "--read-delay-duration=100000", "--resolution=600", "--mode=Color", "-x", "200", "-y",
         "200", "--format=pnm"],
        env=dict(os.environ, SANE_CONFIG_DIR=client), **quiet)
    time.sleep(3)
    child = children_of(saned.pid)
    if scan.poll() is not None or not child:
        saned.kill()
        sys.exit(f"the scan did not begin (exit code {scan.poll()}, children {child})")
    for one in child:
        os.kill(one, number)
    struck, cpu_before, cpu_after = time.monotonic(), cpu_seconds(scan.pid), 0.0
    while scan.poll() is None and time.monotonic() - struck < watched_s:
        cpu_after = cpu_seconds(scan.pid)
        time.sleep(0.02)
    took = time.monotonic() - struck
    name = signal.Signals(number).name
    if scan.poll() is None:
        print(f"saned's child {name}: the client still waits after {took:.1f} s, "
              f"at {100 * (cpu_after - cpu_before) / took:.0f} % of a core")
    else:
        print(f"saned's child {name}: the client ended after {took:.2f} s with exit code {scan.poll()}")
    for one in child:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            pass
    scan.kill()
    saned.kill()
    scan.wait()
    saned.wait()


def main():
    watched_s = float(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        for number in (signal.SIGKILL, signal.SIGSTOP):
            run(number, watched_s, folder)


if __name__ == "__main__":
    main()
