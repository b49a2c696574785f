#!/usr/bin/env python3
"""`bounce serve-files`, asked by a socket that says exactly what it is told to, and by curl."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import unittest

from support import PROGRAM, bounce, main


class Served:
    """A directory that is being served."""

    def __init__(self, root, *options):
        self.process = subprocess.Popen([PROGRAM, "serve-files", root, "--listen", "0", *options],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.line = self.process.stdout.readline()
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)/", self.line).group(1))
        self.url = f"http://127.0.0.1:{self.port}"

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said

    def ask(self, path, method="GET", **headers):
        """The path goes out as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        answer.content = answer.read()
        connection.close()
        return answer


class Serving(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.mkdtemp(prefix="bounce-cli-")
        cls.root = os.path.join(cls.place, "site")
        os.makedirs(os.path.join(cls.root, "sub", "deep"))
        os.makedirs(os.path.join(cls.root, "home"))
        cls.large = os.urandom(3_000_000)
        for name, content in {"../secret": b"secret", "page.html": b"0123456789", "empty": b"",
                              "large.bin": cls.large, ".hidden": b"secret", "sub/a b.txt": b"spaces",
                              "sub/<b>&.txt": b"odd", "home/index.html": b"home"}.items():
            with open(os.path.join(cls.root, name), "wb") as file:
                file.write(content)
        os.symlink("../secret", os.path.join(cls.root, "leak"))
        os.symlink("../..", os.path.join(cls.root, "sub", "out"))
        os.symlink("/etc", os.path.join(cls.root, "etc"))
        os.symlink("page.html", os.path.join(cls.root, "alias.html"))
        os.mkfifo(os.path.join(cls.root, "fifo"))
        cls.server = Served(cls.root)

    @classmethod
    def tearDownClass(cls):
        status, said = cls.server.end()
        shutil.rmtree(cls.place)
        assert status == 0, (status, said)
        # The last line of what it says, and nothing unexpected before it.
        assert [line for line in said.splitlines() if "SIGTERM" not in line] == [], said

    def ask(self, path, method="GET", **headers):
        return self.server.ask(path, method, **headers)

    def test_says_where_it_serves(self):
        self.assertEqual(self.server.line,
                         f"serving {self.root} on http://127.0.0.1:{self.server.port}/\n")

    def test_files(self):
        page = self.ask("/page.html")
        self.assertEqual((page.status, page.content), (200, b"0123456789"))
        self.assertEqual(page.headers["Content-Type"], "text/html; charset=utf-8")
        self.assertEqual(page.headers["Content-Length"], "10")
        self.assertEqual(self.ask("/large.bin").content, self.large)
        self.assertEqual(self.ask("/sub/a%20b.txt").content, b"spaces")
        self.assertEqual(self.ask("/alias.html").content, b"0123456789")
        empty = self.ask("/empty")
        self.assertEqual((empty.status, empty.content), (200, b""))

    def test_head(self):
        head = self.ask("/large.bin", "HEAD")
        self.assertEqual((head.status, head.content), (200, b""))
        self.assertEqual(head.headers["Content-Length"], str(len(self.large)))
        self.assertEqual(head.headers["ETag"], self.ask("/large.bin").headers["ETag"])

    def test_other_methods(self):
        for method in ("POST", "PUT", "DELETE"):
            refused = self.ask("/page.html", method, Content_Length="0")
            self.assertEqual(refused.status, 405)
            self.assertIn("GET", refused.headers["Allow"])
            self.assertLess(len(refused.content), 200)

    def test_what_is_not_there(self):
        for path in ("/no", "/no/page.html", "/page.html/", "/page.html/x", "/fifo", "/" + "x" * 300):
            missing = self.ask(path)
            self.assertEqual(missing.status, 404, path)
            self.assertLess(len(missing.content), 200)

    def test_hidden_names(self):
        self.assertEqual(self.ask("/.hidden").status, 404)
        self.assertNotIn(b".hidden", self.ask("/").content)

    def test_nothing_leads_out(self):
        up = "../" * 10
        for path in ("/../secret", "/%2e%2e/secret", "/..%2fsecret", "/%2e%2e%2fsecret", "/sub/../../secret",
                     "/sub/%2e%2e/%2E%2E/secret", "/leak", "/sub/out/secret", "/sub/out/", "/etc/passwd", "/etc/",
                     f"/{up}etc/passwd", "//etc/passwd", "/sub//../../secret", "/.%2e/secret", "/%2e./secret",
                     "/..%5csecret", "/..;/secret", "/page.html%00/../../secret", "/./../secret",
                     "/%c0%ae%c0%ae/secret", "/%252e%252e/secret", "http://x/../secret"):
            answer = self.ask(path)
            self.assertIn(answer.status, (400, 404), path)
            self.assertNotIn(b"secret", answer.content, path)
            self.assertNotIn(b"root:", answer.content, path)

    def test_directories(self):
        self.assertEqual(self.ask("/home/").content, b"home")
        redirect = self.ask("/home?a=b")
        self.assertEqual((redirect.status, redirect.headers["Location"]), (301, "home/?a=b"))
        listing = self.ask("/sub/")
        self.assertEqual(listing.headers["Content-Type"], "text/html; charset=utf-8")
        self.assertIn(b'<a href="a%20b.txt">a b.txt</a>', listing.content)
        self.assertIn(b'<a href="deep/">deep/</a>', listing.content)
        self.assertIn(b"&lt;b&gt;&amp;.txt", listing.content)
        self.assertNotIn(b"<b>", listing.content)

    def test_no_redirect_leads_to_another_host(self):
        for path in ("//home", "//example.org/..//home", "///home", "/%2f%2fexample.org"):
            answer = self.ask(path)
            location = answer.headers["Location"] or ""
            self.assertFalse(location.startswith(("/", "http", "\\")), (path, location))

    def test_conditions(self):
        page = self.ask("/page.html")
        for field in ({"If_None_Match": page.headers["ETag"]}, {"If_None_Match": "*"},
                      {"If_Modified_Since": page.headers["Last-Modified"]}):
            same = self.ask("/page.html", **field)
            self.assertEqual((same.status, same.content), (304, b""), field)
            self.assertEqual(same.headers["ETag"], page.headers["ETag"])
        self.assertEqual(self.ask("/page.html", If_None_Match='"other"').status, 200)
        self.assertEqual(self.ask("/page.html", If_Match='"other"').status, 412)

    def test_ranges(self):
        def part(field, **more):
            answer = self.ask("/page.html", Range=field, **more)
            return answer.status, answer.headers["Content-Range"], answer.content

        self.assertEqual(part("bytes=2-4"), (206, "bytes 2-4/10", b"234"))
        self.assertEqual(part("bytes=7-"), (206, "bytes 7-9/10", b"789"))
        self.assertEqual(part("bytes=-2"), (206, "bytes 8-9/10", b"89"))
        self.assertEqual(part("bytes=8-100"), (206, "bytes 8-9/10", b"89"))
        self.assertEqual(part("bytes=10-")[:2], (416, "bytes */10"))
        self.assertEqual(part("bytes=0-1,3-4"), (200, None, b"0123456789"))
        self.assertEqual(part("nonsense"), (200, None, b"0123456789"))
        etag = self.ask("/page.html").headers["ETag"]
        self.assertEqual(part("bytes=2-4", If_Range=etag)[0], 206)
        self.assertEqual(part("bytes=2-4", If_Range='"other"')[0], 200)
        middle = self.ask("/large.bin", Range="bytes=1000000-1999999")
        self.assertEqual(middle.content, self.large[1_000_000:2_000_000])

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_curl(self):
        out = os.path.join(self.place, "out")
        subprocess.run(["curl", "-sSf", "-o", out, self.server.url + "/large.bin"], check=True)
        with open(out, "rb") as file:
            self.assertEqual(file.read(), self.large)
        with open(out, "wb") as file:
            file.write(self.large[:1_234_567])
        subprocess.run(["curl", "-sSf", "-C", "-", "-o", out, self.server.url + "/large.bin"], check=True)
        with open(out, "rb") as file:
            self.assertEqual(file.read(), self.large)
        sneaky = subprocess.run(["curl", "-s", "--path-as-is", self.server.url + "/../../../etc/passwd"],
                                capture_output=True, check=True)
        self.assertNotIn(b"root:", sneaky.stdout)

    def test_a_client_that_does_not_read_costs_little_memory(self):
        with open(os.path.join(self.root, "huge.bin"), "wb") as file:
            file.truncate(2_000_000_000)
        before = self.memory()
        clients = []
        for _ in range(5):
            client = socket.create_connection(("127.0.0.1", self.server.port))
            client.sendall(b"GET /huge.bin HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertTrue(client.recv(100).startswith(b"HTTP/1.1 200 "))
            clients.append(client)
        self.assertEqual(self.ask("/page.html").status, 200)
        self.assertLess(self.memory() - before, 50_000_000)
        for client in clients:
            client.close()
        self.assertEqual(self.ask("/page.html").status, 200)

    def memory(self):
        with open(f"/proc/{self.server.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Ending(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="bounce-cli-")
        self.addCleanup(shutil.rmtree, self.root)

    def test_each_signal_ends_it_well(self):
        for number, name in ((signal.SIGTERM, "SIGTERM"), (signal.SIGINT, "SIGINT")):
            status, said = Served(self.root).end(number)
            self.assertEqual(status, 0)
            self.assertEqual(said, f"bounce: {name}; 0 connections open\n")

    def test_a_download_under_way_is_finished(self):
        content = os.urandom(20_000_000)
        with open(os.path.join(self.root, "large.bin"), "wb") as file:
            file.write(content)
        server = Served(self.root)
        client = socket.create_connection(("127.0.0.1", server.port))
        client.sendall(b"GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n")
        got = client.recv(1000)
        server.process.send_signal(signal.SIGTERM)
        # It says so before it waits for us, and takes nobody else in.
        self.assertIn("SIGTERM; 1 connection open", server.process.stderr.readline())
        while piece := client.recv(1 << 20):
            got += piece
        client.close()
        self.assertEqual(got.split(b"\r\n\r\n", 1)[1], content)
        self.assertEqual(server.process.wait(timeout=60), 0)
        server.process.communicate()
        with self.assertRaises(OSError):
            socket.create_connection(("127.0.0.1", server.port), timeout=5).close()

    def test_the_second_signal_ends_it_at_once(self):
        with open(os.path.join(self.root, "large.bin"), "wb") as file:
            file.truncate(1_000_000_000)
        server = Served(self.root)
        client = socket.create_connection(("127.0.0.1", server.port))
        client.sendall(b"GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n")
        client.recv(1000)
        server.process.send_signal(signal.SIGINT)
        self.assertIn("SIGINT", server.process.stderr.readline())
        server.process.send_signal(signal.SIGINT)
        self.assertEqual(server.process.wait(timeout=60), -signal.SIGINT)
        server.process.communicate()
        client.close()


class Failing(unittest.TestCase):
    def expect(self, arguments, said):
        done = bounce("serve-files", *arguments)
        self.assertEqual(done.returncode, 1, done)
        self.assertEqual(done.stdout, "")
        self.assertIn(said, done.stderr)

    def test_without_the_directory(self):
        self.expect(["/no/such/place", "--listen", "0"], "bounce: open /no/such/place: No such file")
        self.expect([__file__, "--listen", "0"], f"bounce: open {__file__}: Not a directory")

    def test_where_somebody_else_listens(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            self.expect([".", "--listen", str(port)], "Address already in use")

    def test_a_host_that_does_not_exist(self):
        self.expect([".", "--listen", "no-such-host.invalid:0"], "no-such-host.invalid")

    def test_options(self):
        with tempfile.TemporaryDirectory() as root:
            with open(os.path.join(root, ".hidden"), "w", encoding="ascii") as file:
                file.write("shown")
            server = Served(root, "--hidden", "--json")
            where = json.loads(server.line)
            self.assertEqual(where, {"directory": root, "url": server.url + "/"})
            self.assertEqual(server.ask("/.hidden").content, b"shown")
            self.assertEqual(server.end()[0], 0)


if __name__ == "__main__":
    main()
