#!/usr/bin/python3
"""How long OpenCV's VideoCapture.read() takes on an MJPEG stream that stalls, and what it answers.

Usage: opencv_mjpeg.py [SECONDS]     how long the stream stalls (20)

Needs Debian's python3-opencv. The stream comes from a server of this script's own on the loopback interface: two seconds
at 30 frames a second, then nothing, then the connection ends.
"""
import http.server
import sys
import threading
import time

import cv2
import numpy

SECONDS_OF_LIFE = 2


class Stream(http.server.BaseHTTPRequestHandler):
    stall_s = 20.0

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        try:
            for number in range(30 * SECONDS_OF_LIFE):
                picture = numpy.full((480, 640, 3), 40 + number, numpy.uint8)
                jpeg = cv2.imencode(".jpg", picture)[1].tobytes()
                self.wfile.write(b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(jpeg))
                self.wfile.write(jpeg + b"\r\n")
                time.sleep(1 / 30)
            time.sleep(self.stall_s)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def log_message(self, *_):
        pass


def measure(title, parameters, port):
    capture = cv2.VideoCapture(f"http://127.0.0.1:{port}/stream.mjpg", cv2.CAP_FFMPEG, parameters)
    if not capture.isOpened():
        sys.exit("OpenCV cannot open the stream")
    frames, longest, answer = 0, 0.0, True
    while answer:
        began = time.monotonic()
        answer, _ = capture.read()
        longest = max(longest, time.monotonic() - began)
        frames += 1 if answer else 0
    print(f"{title}: {frames} frames, the longest read() took {longest:.2f} s and answered {answer}")


def main():
    Stream.stall_s = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    measure("as it is", [], port)
    measure("with CAP_PROP_READ_TIMEOUT_MSEC=500", [cv2.CAP_PROP_READ_TIMEOUT_MSEC, 500], port)


if __name__ == "__main__":
    main()
