#!/usr/bin/env python3
"""Workers on SQLite, killed with SIGKILL at random moments and at every named place: whatever happens, a run
ends as if nothing had, every key has one body, and nothing was sent that the store did not know of.

    kill_test.py PROGRAM [--kills N] [--seed S]
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

from recording_server import RecordingServer

HERE = pathlib.Path(__file__).resolve().parent
WORKFLOW = HERE / "delivery.bounce"
PLACES = ["before_effect", "after_effect", "before_result", "before_commit", "in_commit", "after_commit"]
EXPECTED = sorted(["/row"] * 3 + ["/side"] * 4 + ["/direct", "/flaky", "/last"])
options = None


class Order:
    """One run with a server and a store of its own."""

    def __init__(self, name):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bounce-kill-"))
        self.store = f"sqlite:{self.folder / 'runs.db'}"
        self.server = RecordingServer(failures=2)
        self.name = name
        # The script is deleted after the start: nothing may depend on it any more.
        script = self.folder / "delivery.bounce"
        shutil.copy(WORKFLOW, script)
        self.bounce("start", str(script), "--id", name, "--input",
                    json.dumps({"url": self.server.url, "id": name}))
        script.unlink()

    def bounce(self, *words, expect=0):
        done = subprocess.run([options.program, *words, "--store", self.store], capture_output=True,
                              text=True, timeout=120)
        if expect is not None and done.returncode != expect:
            raise AssertionError(f"bounce {' '.join(words)}: {done.returncode}\n{done.stderr}{done.stdout}")
        return done.stdout

    def worker(self, *words, crash_at=None):
        environment = dict(os.environ)
        if crash_at:
            environment["BOUNCE_CRASH_AT"] = crash_at
        return subprocess.Popen([options.program, "work", "--store", self.store, *words], env=environment,
                                stderr=subprocess.PIPE, text=True)

    def show(self):
        return json.loads(self.bounce("show", self.name, "--json"))

    def finish(self):
        """A worker that is left alone, and the signal."""
        self.bounce("signal", self.name, "go", '"on"', "--request-id", "once", expect=None)
        worker = self.worker()
        self.bounce("wait", self.name, "--timeout", "60s", expect=None)
        worker.terminate()
        worker.communicate()
        return self.show()

    def known_keys(self):
        """The keys in the store as it stands at this moment."""
        copy = self.folder / "copy.db"
        with sqlite3.connect(f"file:{self.folder / 'runs.db'}?mode=ro", uri=True) as source, \
                sqlite3.connect(copy) as target:
            source.backup(target)
        shown = json.loads(subprocess.run(
            [options.program, "show", self.name, "--json", "--store", f"sqlite:{copy}"],
            capture_output=True, text=True, check=True).stdout)
        copy.unlink()
        return {step["key"] for step in shown["steps"]}

    def close(self):
        self.server.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Killed(unittest.TestCase):
    def order(self, name):
        made = Order(name)
        self.addCleanup(made.close)
        return made

    def check_end(self, order, run):
        self.assertEqual(run["status"], "completed", run)
        self.assertEqual(run["result"], {"sum": 8, "go": "on"}, run)
        bodies = order.server.bodies()
        self.assertNotIn("", bodies, "something was sent without a key")
        for key, said in bodies.items():
            self.assertEqual(len(said), 1, f"{key} came with different bodies: {said}")
        self.assertEqual(sorted(path for said in bodies.values() for path, _ in said), EXPECTED)
        interrupted = sum(step["interrupted"] for step in run["steps"])
        retries = 2  # of the step that fails on purpose
        surplus = len(order.server.received) - len(bodies) - retries
        self.assertLessEqual(surplus, interrupted, run)
        return interrupted

    def test_undisturbed(self):
        order = self.order("calm")
        run = order.finish()
        self.assertEqual(self.check_end(order, run), 0)
        self.assertEqual(len(order.server.received), len(EXPECTED) + 2)
        flaky = next(step for step in run["steps"] if step["name"] == "flaky")
        self.assertEqual(flaky["attempts"], 3)

    def test_at_random_moments(self):
        seed = options.seed
        moments = random.Random(seed)
        began = time.monotonic()
        calm = self.order("measured")
        calm.finish()
        duration = time.monotonic() - began
        order = self.order("killed")
        kills = 0
        while kills < options.kills:
            worker = order.worker()
            time.sleep(moments.uniform(0, duration))
            worker.send_signal(signal.SIGKILL)
            worker.communicate()
            kills += 1
            received = {key for _, key, _ in order.server.received}
            self.assertLessEqual(received, order.known_keys(), f"seed {seed}, kill {kills}")
            if order.show()["status"] == "completed":
                self.check_end(order, order.show())
                order = self.order(f"killed-{kills}")
            elif kills % 7 == 3:
                order.bounce("signal", order.name, "go", '"on"', "--request-id", "once", expect=None)
        self.check_end(order, order.finish())

    def test_at_every_named_place(self):
        for place in PLACES:
            hit = 0
            order = self.order(place)
            # A worker may end while the run sleeps; whichever makes the step that fails meets its place.
            for count in (1, 1, 1, 2, 1):
                worker = order.worker("--until-idle", crash_at=f"{place}:{count}")
                worker.communicate(timeout=60)
                hit += worker.returncode == -signal.SIGKILL
            with self.subTest(place=place):
                self.assertGreater(hit, 0, "nothing ever got there")
                self.check_end(order, order.finish())

    def test_runs_and_steps_in_two_processes(self):
        order = self.order("split")
        runs, steps = order.worker("--only", "runs"), order.worker("--only", "steps")
        try:
            order.bounce("signal", order.name, "go", '"on"')
            order.bounce("wait", order.name, "--timeout", "60s")
        finally:
            for worker in (runs, steps):
                worker.send_signal(signal.SIGTERM)
                worker.communicate(timeout=60)
                self.assertEqual(worker.returncode, 0)
        self.check_end(order, order.show())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=int(os.environ.get("BOUNCE_TEST_KILLS", "20")))
    parser.add_argument("--seed", type=int, default=int(os.environ.get("BOUNCE_TEST_SEED", "0")) or
                        random.SystemRandom().randrange(10**6))
    options, rest = parser.parse_known_args()
    print(f"seed {options.seed}", flush=True)
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
