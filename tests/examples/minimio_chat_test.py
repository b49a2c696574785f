#!/usr/bin/env python3
"""examples/minimio_chat.cpp with several clients: each gets what the others say and nothing of its own, one
that leaves is missed by nobody, and one that does not read neither blocks the others nor loses a byte.

    minimio_chat_test.py FOLDER_OF_PROGRAMS
"""

import os
import socket
import subprocess
import sys
import unittest

PROGRAM = os.path.join(sys.argv.pop(1), "minimio_chat") if len(sys.argv) > 1 else ""


class Client:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)

    def say(self, text):
        self.socket.sendall(text)

    def hears(self, size):
        heard = b""
        while len(heard) < size:
            part = self.socket.recv(min(65536, size - len(heard)))
            if not part:
                break
            heard += part
        return heard


class Chat(unittest.TestCase):
    def setUp(self):
        self.server = subprocess.Popen([PROGRAM, "0"], stderr=subprocess.PIPE, text=True)
        self.port = int(self.server.stderr.readline().rsplit(":", 1)[1])
        self.clients = []

    def tearDown(self):
        for each in self.clients:
            each.socket.close()
        self.server.kill()
        self.server.wait()
        self.server.stderr.close()

    def join(self, names):
        """Clients whom the server knows: the earlier ones have heard the name of each but the first, who
        might be heard by the second. Connections are accepted in order."""
        for name in names:
            fresh = Client(self.port)
            if self.clients:
                fresh.say(name.encode())
            for earlier in self.clients:
                self.assertEqual(earlier.hears(1), name.encode())
            self.clients.append(fresh)
        return self.clients

    def test_everybody_else_hears(self):
        ann, bob, eve = self.join("abe")
        ann.say(b"hello\n")
        self.assertEqual((bob.hears(6), eve.hears(6)), (b"hello\n", b"hello\n"))
        bob.say(b"you\n")
        self.assertEqual((ann.hears(4), eve.hears(4)), (b"you\n", b"you\n"))

    def test_the_last_words_of_one_who_leaves_are_heard(self):
        ann, bob, eve = self.join("abe")
        eve.say(b"bye\n")
        eve.socket.shutdown(socket.SHUT_WR)
        self.assertEqual((ann.hears(4), bob.hears(4)), (b"bye\n", b"bye\n"))
        self.assertEqual(eve.hears(1), b"")
        ann.say(b"gone?\n")
        self.assertEqual(bob.hears(6), b"gone?\n")

    def test_who_reads_late_misses_nothing(self):
        ann, bob = self.join("ab")
        much = bytes(range(256)) * 3500
        ann.say(much)
        self.assertEqual(bob.hears(len(much)), much)


if __name__ == "__main__":
    unittest.main(verbosity=2)
