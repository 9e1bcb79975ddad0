"""Freezes the machine of scripts/kernel-vm once its drivers are loaded, and thaws it to run what its disk holds."""
import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time

MEMORY_MIB = 640


class Machine:
    def __init__(self, folder, *more):
        self.folder, self.is_wired = folder, False
        self.monitor_path = os.path.join(folder, "monitor.sock")
        if os.path.exists(self.monitor_path):
            os.unlink(self.monitor_path)
        self.process = subprocess.Popen(
            ["nice", "qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", str(MEMORY_MIB), "-M", "q35",
             "-nographic", "-no-reboot", "-nodefaults", "-serial", "stdio",
             "-drive", f"file={folder}/disk.img,format=raw,if=virtio,readonly=on",
             "-qmp", f"unix:{self.monitor_path},server=on,wait=off",
             # A USB adapter's wire leads to the machine's own second serial port.
             "-chardev", f"socket,id=port,path={folder}/port.sock,server=on,wait=off", "-device", "isa-serial,chardev=port",
             "-chardev", f"socket,id=wire,path={folder}/wire.sock,server=on,wait=off", "-device", "piix3-usb-uhci", *more],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, command, **arguments):
        if not hasattr(self, "monitor"):
            self.connect()
        with contextlib.suppress(OSError):
            self.monitor.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
            self.monitor.flush()
            while line := self.monitor.readline():
                answer = json.loads(line)
                if "return" in answer or "error" in answer:
                    return answer
        raise SystemExit(f"QEMU ended by itself (status {self.process.wait()}), asked to {command}")

    def change(self, command, arguments):
        """Its hardware. QEMU lets go of a wire a moment after it says so."""
        self.is_wired = command == "device_add"
        answer = self.ask(command, **arguments)
        if "error" in answer:
            print(f"{command}: {answer['error']}", flush=True)
        time.sleep(0.2)

    def wire(self):
        """Carries bytes between the serial port and the adapter; without an adapter they fall off the wire's end."""
        ends = [socket.socket(socket.AF_UNIX) for _ in range(2)]
        for end, name in zip(ends, ("port", "wire")):
            end.connect(os.path.join(self.folder, f"{name}.sock"))

        def carry(source, target):
            with contextlib.suppress(OSError):  # the machine has ended
                while piece := source.recv(4096):
                    if self.is_wired:
                        target.sendall(piece)

        for one, other in (ends, reversed(ends)):
            threading.Thread(target=carry, args=(one, other), daemon=True).start()

    def connect(self):
        link = socket.socket(socket.AF_UNIX)
        while True:
            try:
                link.connect(self.monitor_path)
                break
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit("QEMU ended before its monitor was there")
                time.sleep(0.02)
        self.monitor = link.makefile("rw")
        self.monitor.readline()
        self.ask("qmp_capabilities")

    def lines(self, limit_s):
        """What the machine prints, until it ends or the limit has passed."""
        os.set_blocking(self.process.stdout.fileno(), False)
        rest, end = b"", time.monotonic() + limit_s
        while time.monotonic() < end:
            piece = self.process.stdout.read()
            if piece:
                *whole, rest = (rest + piece).split(b"\n")
                for line in whole:
                    yield line.decode(errors="replace").strip()
            elif self.process.poll() is not None:
                return
            else:
                time.sleep(0.02)

    def end(self):
        self.process.kill()
        self.process.wait()


def freeze(folder):
    machine = Machine(folder, "-kernel", f"{folder}/vmlinuz", "-initrd", f"{folder}/initrd.gz",
                      "-append", "console=ttyS0 quiet panic=1 mitigations=off nokaslr")
    try:
        for line in machine.lines(120):
            print(line, file=sys.stderr)
            if "VM_READY" in line:
                break
        else:
            raise SystemExit("the machine did not become ready")
        machine.ask("stop")
        machine.ask("migrate", uri=f"exec:cat > {folder}/frozen.part")
        while True:
            status = machine.ask("query-migrate")["return"].get("status")
            if status == "completed":
                break
            if status == "failed":
                raise SystemExit("the machine cannot be frozen")
            time.sleep(0.1)
        machine.ask("quit")
        machine.process.wait()
        os.rename(f"{folder}/frozen.part", f"{folder}/frozen")
    finally:
        machine.end()


def run(folder, limit_s):
    machine = Machine(folder, "-incoming", f"exec:cat {folder}/frozen")
    is_done = False
    try:
        while machine.ask("query-status")["return"]["status"] == "inmigrate":
            time.sleep(0.02)
        machine.wire()
        machine.ask("cont")
        machine.process.stdin.write(b"go\n")
        machine.process.stdin.flush()
        for line in machine.lines(limit_s):
            if line.startswith("VM_DONE"):
                is_done = line.endswith(" 0")
                break
            if line.startswith("VM_ASK "):  # COMMAND NAME=VALUE...: the machine changes its own hardware
                command, *arguments = line.split()[1:]
                machine.change(command, dict(one.split("=", 1) for one in arguments))
                continue
            if line != "go":  # the serial line's echo
                print(line, flush=True)
    finally:
        machine.end()
    return 0 if is_done else 1


if __name__ == "__main__":
    if sys.argv[1] == "freeze":
        freeze(sys.argv[2])
    else:
        sys.exit(run(sys.argv[2], float(sys.argv[3])))
