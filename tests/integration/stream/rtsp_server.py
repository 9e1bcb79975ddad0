"""A camera that speaks RTSP, on 127.0.0.1, until its input ends: rtsp_server.py PORT_FILE.

It writes its port to the file and says "ready"; it ends with 77 where what it needs is missing.
"""

import sys
import threading

try:
    import gi

    gi.require_version("Gst", "1.0")
    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import GLib, Gst, GstRtspServer
except (ImportError, ValueError) as reason:
    print(reason, file=sys.stderr)
    sys.exit(77)

Gst.init(None)
needed = ("videotestsrc", "jpegenc", "rtpjpegpay", "rtpjpegdepay", "rtspsrc")
missing = [name for name in needed if Gst.ElementFactory.find(name) is None]
if missing:
    print("GStreamer has no", ", ".join(missing), file=sys.stderr)
    sys.exit(77)

server = GstRtspServer.RTSPServer(address="127.0.0.1", service="0")
camera = GstRtspServer.RTSPMediaFactory()
camera.set_launch(
    "( videotestsrc is-live=true pattern=red ! video/x-raw,format=I420,width=320,height=240,framerate=25/1 "
    "! jpegenc ! rtpjpegpay name=pay0 pt=26 )"
)
camera.set_shared(True)
server.get_mount_points().add_factory("/camera", camera)
server.attach(None)
with open(sys.argv[1], "w") as file:
    print(server.get_bound_port(), file=file)
print("ready", flush=True)
loop = GLib.MainLoop()
threading.Thread(target=lambda: (sys.stdin.read(), loop.quit()), daemon=True).start()
loop.run()
