#!/usr/bin/env python3
"""An eSCL (AirScan) scanner for tests, in nothing but Python's standard library.

Serves image files as the pages that lie on its platen or wait in its feeder, so that a page travels through a real
scanner stack (sane-airscan, or a driver of one's own). It listens on 127.0.0.1 only and prints its port, alone on a
line, once it does. It ends with its standard input where --until-stdin-closes is given, so that no test leaves it.

    escl_server.py --platen page.png --adf sheet1.png sheet2.png --fault jam@2

A fault holds from the start, or from the Nth page on (NAME@N, counted over the server's life):
    busy    jobs are refused with 503, the state is Processing
    jam     the feeder is jammed: jobs and pages are refused
    empty   the feeder is empty, whatever it was given
    cover   the feeder's cover is open: ScannerAdfHatchOpen, the standard's word
    door    the same as ScannerAdfDoorOpen, the word that sane-airscan 0.99.27 knows
    hang    the page's answer never comes (until the connection closes)
    mute    the same of the answer to a job
    cut     the connection breaks in the middle of the page
    long    the page is announced as longer than it is
    short   the page is announced as half as long as it is
    huge    the page is announced as a terabyte
    garbage the page is no picture
    lost    the job's address is missing
    nonsense the status and the capabilities are no XML
    slow    the page comes in pieces over --slow-seconds
    down    every answer is 500
Faults change while it runs: PUT /control/fault with the name, or with nothing to end it. GET /control/log lists the
requests so far, one a line; GET /control/settings gives the latest job's ScanSettings.
"""

import argparse
import re
import struct
import sys
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FAULTS = ("busy", "jam", "empty", "cover", "door", "hang", "mute", "cut", "long", "short", "huge", "garbage", "lost",
          "nonsense", "slow", "down")
ADF_STATES = {"jam": "ScannerAdfJam", "empty": "ScannerAdfEmpty", "cover": "ScannerAdfHatchOpen",
              "door": "ScannerAdfDoorOpen"}
PIECES = 20
SCAN = "http://schemas.hp.com/imaging/escl/2011/05/03"
PWG = "http://www.pwg.org/schemas/2010/12/sm"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Picture:
    """An image file with what its header says: type, size, whether it has colour."""

    def __init__(self, path):
        self.data = Path(path).read_bytes()
        if self.data.startswith(b"\x89PNG\r\n\x1a\n"):
            self.type = "image/png"
            self.width, self.height, _, colour = struct.unpack(">IIBB", self.data[16:26])
            self.is_colour = bool(colour & 2)
        elif self.data.startswith(b"\xff\xd8"):
            self.type = "image/jpeg"
            self.width, self.height, self.is_colour = jpeg_header(self.data)
        else:
            sys.exit(f"{path}: neither PNG nor JPEG")


def jpeg_header(data):
    at = 2
    while at + 9 < len(data):
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if marker in (0xC0, 0xC1, 0xC2):
            height, width, components = struct.unpack(">HHB", data[at + 5 : at + 10])
            return width, height, components == 3
        at += 2 + length
    sys.exit("a JPEG file without a frame header")


class Job:
    def __init__(self, source, pages):
        self.id = str(uuid.uuid4())
        self.source, self.pages = source, list(pages)
        self.state, self.reason, self.done = "Processing", "JobScanning", 0
        self.created = time.monotonic()


class Scanner:
    """The state that all connections share; every method takes the lock."""

    def __init__(self, options):
        self.options = options
        self.platen = [Picture(path) for path in options.platen]
        self.adf = [Picture(path) for path in options.adf]
        self.lock = threading.Lock()
        self.jobs, self.log, self.settings = {}, [], ""
        self.served = 0
        self.fault, _, first = (options.fault or "").partition("@")
        self.fault_from = int(first or 1)

    def active_fault(self):
        """The fault that the next page meets, or ''."""
        return self.fault if self.served + 1 >= self.fault_from else ""

    def set_fault(self, name):
        with self.lock:
            self.fault, self.fault_from = name, 1

    def create_job(self, settings):
        """The new job, or the HTTP status that refuses it."""
        with self.lock:
            self.settings = settings
            source = "adf" if re.search(r"InputSource>\s*Feeder", settings) else "platen"
            refusal = self.refusal(source)
            if refusal:
                return refusal
            job = Job(source, self.adf if source == "adf" else self.platen[:1])
            if source == "adf" and not self.options.refill:
                self.adf = []
            self.jobs[job.id] = job
            return job

    def refusal(self, source):
        fault = self.active_fault()
        if fault in ("busy", "cover", "door"):
            return 503 if fault == "busy" else 409
        if source == "adf" and (fault in ("jam", "empty") or not self.adf):
            return 409
        return 0 if source == "adf" or self.platen else 409

    def next_page(self, job):
        """(picture, fault), or the HTTP status that refuses it: 404 where no page follows."""
        with self.lock:
            fault = self.active_fault()
            if fault in ("jam", "cover", "door", "busy") or (fault == "empty" and job.source == "adf"):
                job.state, job.reason = "Aborted", "AbortedBySystem"
                return (503 if fault == "busy" else 409), fault
            if not job.pages or job.state != "Processing":
                if job.state == "Processing":
                    job.state, job.reason = "Completed", "JobCompletedSuccessfully"
                return 404, fault
            self.served += 1
            job.done += 1
            return job.pages.pop(0), fault

    def cancel(self, job_id):
        with self.lock:
            job = self.jobs.get(job_id)
            if job is None:
                return False
            if job.state == "Processing":
                job.state, job.reason = "Canceled", "JobCanceledByUser"
                if job.source == "adf" and not self.options.refill:
                    self.adf = job.pages + self.adf
            return True

    def status_xml(self):
        with self.lock:
            fault = self.active_fault()
            state = {"busy": "Processing", "jam": "Stopped", "cover": "Stopped", "door": "Stopped"}.get(
                fault, "Idle")
            adf = ADF_STATES.get(fault, "ScannerAdfLoaded" if self.adf else "ScannerAdfEmpty")
            jobs = "".join(job_xml(job) for job in self.jobs.values())
        feeder = f"<scan:AdfState>{adf}</scan:AdfState>" if self.options.adf else ""
        return (f'{HEAD}<scan:ScannerStatus xmlns:scan="{SCAN}" xmlns:pwg="{PWG}"><pwg:Version>2.6</pwg:Version>'
                f"<pwg:State>{state}</pwg:State>{feeder}<scan:Jobs>{jobs}</scan:Jobs></scan:ScannerStatus>")

    def capabilities_xml(self):
        sources = ""
        if self.options.platen:
            caps = input_caps(self.platen, "Platen", self.options.ppi)
            sources += f"<scan:Platen>{caps}</scan:Platen>"
        if self.options.adf:
            pictures = [Picture(path) for path in self.options.adf]
            caps = input_caps(pictures, "AdfSimplex", self.options.ppi)
            if self.options.duplex:
                caps += input_caps(pictures, "AdfDuplex", self.options.ppi)
            sources += f"<scan:Adf>{caps}<scan:FeederCapacity>50</scan:FeederCapacity></scan:Adf>"
        return (f'{HEAD}<scan:ScannerCapabilities xmlns:scan="{SCAN}" xmlns:pwg="{PWG}"><pwg:Version>2.6</pwg:Version>'
                f"<pwg:MakeAndModel>{self.options.model}</pwg:MakeAndModel><scan:UUID>{self.options.uuid}</scan:UUID>"
                f"{sources}</scan:ScannerCapabilities>")


def job_xml(job):
    age = int(time.monotonic() - job.created)
    return (f"<scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/{job.id}</pwg:JobUri><pwg:JobUuid>{job.id}</pwg:JobUuid>"
            f"<scan:Age>{age}</scan:Age><pwg:ImagesCompleted>{job.done}</pwg:ImagesCompleted>"
            f"<pwg:ImagesToTransfer>{len(job.pages)}</pwg:ImagesToTransfer><pwg:JobState>{job.state}</pwg:JobState>"
            f"<pwg:JobStateReasons><pwg:JobStateReason>{job.reason}</pwg:JobStateReason></pwg:JobStateReasons>"
            "</scan:JobInfo>")


def input_caps(pictures, kind, ppi):
    """The scan area is the largest picture's, in 1/300 inch, at the one resolution that the pictures are drawn for."""
    width = max(round(one.width * 300 / ppi) for one in pictures)
    height = max(round(one.height * 300 / ppi) for one in pictures)
    modes = "".join(f"<scan:ColorMode>{mode}</scan:ColorMode>" for mode in sorted(
        {"RGB24" if one.is_colour else "Grayscale8" for one in pictures}))
    formats = "".join(f"<pwg:DocumentFormat>{one}</pwg:DocumentFormat><scan:DocumentFormatExt>{one}"
                      "</scan:DocumentFormatExt>" for one in sorted({picture.type for picture in pictures}))
    return (f"<scan:{kind}InputCaps><scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>{width}</scan:MaxWidth>"
            f"<scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>{height}</scan:MaxHeight>"
            f"<scan:MaxScanRegions>1</scan:MaxScanRegions><scan:SettingProfiles><scan:SettingProfile><scan:ColorModes>"
            f"{modes}</scan:ColorModes><scan:DocumentFormats>{formats}</scan:DocumentFormats>"
            f"<scan:SupportedResolutions><scan:DiscreteResolutions><scan:DiscreteResolution><scan:XResolution>{ppi}"
            f"</scan:XResolution><scan:YResolution>{ppi}</scan:YResolution></scan:DiscreteResolution>"
            f"</scan:DiscreteResolutions></scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles>"
            f"</scan:{kind}InputCaps>")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def scanner(self):
        return self.server.scanner

    def log_message(self, *_):
        """Answers are not logged: some never come."""

    def parse_request(self):
        is_request = super().parse_request()
        if is_request:
            with self.scanner.lock:
                self.scanner.log.append(self.requestline)
        return is_request

    def answer(self, status, body="", kind="text/xml", headers=()):
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")

    def is_down(self):
        if self.scanner.fault == "down" and not self.path.startswith("/control/"):
            self.answer(500)
            return True
        return False

    def do_GET(self):
        if self.is_down():
            return
        if self.scanner.fault == "nonsense" and self.path.startswith("/eSCL/Scanner"):
            self.answer(200, "<scan:Scanner")
        elif self.path == "/eSCL/ScannerCapabilities":
            self.answer(200, self.scanner.capabilities_xml())
        elif self.path == "/eSCL/ScannerStatus":
            self.answer(200, self.scanner.status_xml())
        elif self.path == "/control/log":
            self.answer(200, "\n".join(self.scanner.log) + "\n", "text/plain")
        elif self.path == "/control/settings":
            self.answer(200, self.scanner.settings)
        elif self.path.startswith("/eSCL/ScanJobs/") and self.path.endswith("/NextDocument"):
            self.next_document(self.path.split("/")[3])
        else:
            self.answer(404)

    def do_POST(self):
        settings = self.body()
        if self.is_down():
            return
        if self.path != "/eSCL/ScanJobs":
            self.answer(404)
            return
        if self.scanner.fault == "mute":
            self.rfile.read(1)
            self.close_connection = True
            return
        job = self.scanner.create_job(settings)
        if isinstance(job, int):
            self.answer(job)
        elif self.scanner.fault == "lost":
            self.answer(201)
        else:
            host = f"http://127.0.0.1:{self.server.server_port}"
            self.answer(201, headers=[("Location", f"{host}/eSCL/ScanJobs/{job.id}")])

    def do_PUT(self):
        name = self.body().strip()
        if self.path != "/control/fault" or name not in ("",) + FAULTS:
            self.answer(404)
            return
        self.scanner.set_fault(name)
        self.answer(204)

    def do_DELETE(self):
        parts = self.path.split("/")
        known = len(parts) == 4 and parts[2] == "ScanJobs" and self.scanner.cancel(parts[3])
        self.answer(200 if known else 404)

    def next_document(self, job_id):
        job = self.scanner.jobs.get(job_id)
        if job and job.source == "adf" and job.done:
            time.sleep(self.scanner.options.sheet_seconds)
        page, fault = self.scanner.next_page(job) if job else (404, "")
        if isinstance(page, int):
            self.answer(page)
        elif fault == "hang":
            self.rfile.read(1)  # returns when the client gives up
            self.close_connection = True
        else:
            self.send_page(page, fault)

    def send_page(self, page, fault):
        length = {"long": len(page.data) + 1000, "short": len(page.data) // 2, "huge": 1 << 40}.get(
            fault, len(page.data))
        self.send_response(200)
        self.send_header("Content-Type", page.type)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        if fault in ("long", "short", "huge"):
            self.wfile.write(page.data)
            self.close_connection = True
        elif fault == "garbage":
            self.wfile.write(bytes(range(256)) * (length // 256 + 1))
            self.close_connection = True
        elif fault == "cut":
            self.wfile.write(page.data[: len(page.data) // 2])
            self.close_connection = True
        elif fault == "slow":
            size = len(page.data) // PIECES + 1
            for at in range(0, len(page.data), size):
                time.sleep(self.scanner.options.slow_seconds / PIECES)
                self.wfile.write(page.data[at : at + size])
        else:
            self.wfile.write(page.data)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that goes in the middle of a page is part of the tests."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def fault_argument(text):
    name, _, first = text.partition("@")
    if name not in FAULTS or (first and not first.isdigit()):
        raise argparse.ArgumentTypeError(f"one of {', '.join(FAULTS)}, or NAME@PAGE")
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--platen", nargs="+", default=[], metavar="FILE", help="the page on the glass (the first)")
    parser.add_argument("--adf", nargs="+", default=[], metavar="FILE", help="the sheets in the feeder")
    parser.add_argument("--duplex", action="store_true", help="the feeder reads both sides: every sheet is two files")
    parser.add_argument("--refill", action="store_true", help="the feeder is full again at every job")
    parser.add_argument("--ppi", type=int, default=300, help="what the pictures are drawn for (default 300)")
    parser.add_argument("--fault", type=fault_argument, metavar="NAME[@PAGE]")
    parser.add_argument("--slow-seconds", type=float, default=10, help="how long a slow page takes (default 10)")
    parser.add_argument("--sheet-seconds", type=float, default=0.2,
                        help="what the feeder needs from one sheet to the next, or to the end (default 0.2)")
    parser.add_argument("--model", default="Limner Test Scanner")
    parser.add_argument("--uuid", default="6c696d6e-6572-4e65-8000-7465737473ff")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--until-stdin-closes", action="store_true")
    options = parser.parse_args()
    if not options.platen and not options.adf:
        parser.error("nothing to scan: give --platen or --adf")
    server = Server(("127.0.0.1", options.port), Handler)
    server.scanner = Scanner(options)
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    if options.until_stdin_closes:
        sys.stdin.read()
    else:
        threading.Event().wait()


if __name__ == "__main__":
    main()
