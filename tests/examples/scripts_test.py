#!/usr/bin/env python3
"""The examples in Bounce script, each used as its user would.

    scripts_test.py PROGRAM
"""

import json
import pathlib
import re
import socket
import subprocess
import sys
import threading
import unittest
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else ""
EXAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "examples"


class Served:
    """A script that serves: says on its first line where."""

    def __init__(self, name, *words):
        self.process = subprocess.Popen([PROGRAM, "run", str(EXAMPLES / name), *words],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.line = self.process.stdout.readline()
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)", self.line).group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate(timeout=30)


class Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path != "/gone" else 404)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_):
        pass


class Examples(unittest.TestCase):
    def test_the_tour(self):
        done = subprocess.run([str(EXAMPLES / "tour/run"), "--bounce", PROGRAM], capture_output=True,
                              text=True, timeout=110)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("killed with SIGKILL", done.stdout)

    def test_fanout(self):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        url = f"http://127.0.0.1:{server.server_address[1]}"
        pages = [f"{url}/{n}" for n in range(20)]
        done = subprocess.run([PROGRAM, "run", str(EXAMPLES / "fanout.bounce"), *pages, f"{url}/gone"],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        self.assertEqual(lines[:20], [f"{page}: 5 characters" for page in pages])
        self.assertIn("404", lines[20])
        self.assertEqual(lines[21:], ["20 ok, 1 failed"])

    def test_chat(self):
        with Served("chat.bounce", "127.0.0.1:0") as chat:
            def join():
                guest = socket.create_connection(("127.0.0.1", chat.port), timeout=30)
                return guest, guest.makefile("rw", newline="\n")

            first, a = join()
            self.assertEqual(a.readline(), "you are guest 1; there are 1 of you\n")
            second, b = join()
            self.assertEqual(b.readline(), "you are guest 2; there are 2 of you\n")
            self.assertEqual(a.readline(), "guest 2: hello\n")
            a.write("good evening\n")
            a.flush()
            self.assertEqual(b.readline(), "guest 1: good evening\n")
            b.close()
            second.close()
            self.assertEqual(a.readline(), "guest 2: goodbye\n")
            a.close()
            first.close()

    def ask(self, url, method="GET", body=None):
        request = urllib.request.Request(url, data=body and body.encode(), method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()

    def test_http_api(self):
        with Served("http_api.bounce", "127.0.0.1:0") as api:
            notes = f"http://127.0.0.1:{api.port}/notes"
            status, made = self.ask(notes, "POST", '{"text": "buy tea"}')
            self.assertEqual((status, json.loads(made)), (201, {"id": 1, "text": "buy tea"}))
            self.assertEqual(self.ask(notes, "POST", "{")[0], 400)
            self.assertEqual(json.loads(self.ask(notes)[1]), [{"id": 1, "text": "buy tea"}])
            self.assertEqual(json.loads(self.ask(f"{notes}/1")[1])["text"], "buy tea")
            self.assertEqual(self.ask(f"{notes}/1", "DELETE")[0], 204)
            self.assertEqual(self.ask(f"{notes}/1")[0], 404)
            self.assertEqual(self.ask(notes, "PATCH", "x")[0], 405)


if __name__ == "__main__":
    unittest.main(verbosity=2)
