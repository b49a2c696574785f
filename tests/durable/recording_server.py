"""A server that writes down what reaches it before it answers, and forgives nothing."""

import collections
import http.server
import json
import threading


class RecordingServer:
    """`received` is a list of (path, key, body) in the order of arrival."""

    def __init__(self, failures=0):
        self.received = []
        self.lock = threading.Lock()
        self.failures = failures
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                with outer.lock:
                    outer.received.append((self.path, self.headers.get("Idempotency-Key", ""), body))
                    fail = self.path == "/flaky" and outer.failures > 0
                    outer.failures -= fail
                answer = json.dumps({"seen": 1}).encode()
                self.send_response(500 if fail else 200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_):  # a client that was killed
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def bodies(self):
        """Key -> the set of what came under it."""
        by_key = collections.defaultdict(set)
        with self.lock:
            for path, key, body in self.received:
                by_key[key].add((path, body))
        return by_key

    def close(self):
        self.server.shutdown()
        self.server.server_close()
