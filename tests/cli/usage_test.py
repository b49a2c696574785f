#!/usr/bin/env python3
"""Help, versions and what wrong usage gets."""

import json
import re
import unittest

from support import bounce, main


class Version(unittest.TestCase):
    def test_for_people(self):
        for arguments in (["version"], ["--version"]):
            done = bounce(*arguments)
            self.assertEqual(done.returncode, 0)
            self.assertRegex(done.stdout, r"^bounce \d+\.\d+\.\d+ \(\w+, (clang|g\+\+) [\d.]+\)\n$")
            self.assertEqual(done.stderr, "")

    def test_as_json(self):
        done = bounce("version", "--json")
        self.assertEqual(done.returncode, 0)
        about = json.loads(done.stdout)
        self.assertEqual(about["name"], "bounce")
        self.assertEqual(sorted(about), ["back_end", "compiler", "name", "version"])
        self.assertEqual(done.stdout.count("\n"), 1)


class Help(unittest.TestCase):
    def test_of_the_program_and_of_each_command_ends_with_an_example(self):
        listed = bounce("--help")
        self.assertEqual(listed.returncode, 0)
        self.assertEqual(listed.stderr, "")
        self.assertIn("Example:", listed.stdout)
        commands = re.findall(r"^  ([a-z-]+)  +\S", listed.stdout.split("Subcommands:")[1], re.M)
        self.assertIn("version", commands)
        self.assertIn("serve-files", commands)
        for command in commands:
            done = bounce(command, "--help")
            self.assertEqual(done.returncode, 0, command)
            self.assertIn(f"Example:\n  bounce {command}", done.stdout)

    def test_without_a_command_is_wrong_usage(self):
        done = bounce()
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stdout, "")
        self.assertIn("serve-files", done.stderr)


class WrongUsage(unittest.TestCase):
    def expect(self, arguments, said):
        done = bounce(*arguments)
        self.assertEqual(done.returncode, 2, done)
        self.assertEqual(done.stdout, "")
        self.assertTrue(done.stderr.startswith("bounce: "), done.stderr)
        self.assertIn(said, done.stderr)

    def test_unknown_commands_get_a_suggestion(self):
        self.expect(["servefiles", "x"], 'no command "servefiles"; did you mean "serve-files"?')
        self.expect(["verison"], 'did you mean "version"?')
        self.expect(["frobnicate"], 'there is no command "frobnicate"\n')

    def test_missing_and_superfluous_arguments(self):
        self.expect(["serve-files"], "DIR")
        self.expect(["serve-files"], "`bounce serve-files --help`")
        self.expect(["serve-files", ".", "more"], "more")
        self.expect(["serve-files", "--no-such-option", "."], "--no-such-option")
        self.expect(["serve-files", ".", "--listen"], "--listen")
        self.expect(["version", "more"], "more")
        self.expect(["--no-such-option"], "--no-such-option")

    def test_addresses_that_are_none(self):
        for address in ("nonsense", "99999", "1.2.3:80", "host:port"):
            self.expect(["serve-files", ".", "--listen", address], address)


if __name__ == "__main__":
    main()
