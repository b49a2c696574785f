#!/usr/bin/env python3
"""What durable calls promise, each as a script of a few lines, run by real workers on SQLite.

    scenarios_test.py PROGRAM
"""

import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

from recording_server import RecordingServer

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else ""


class Scenario(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bounce-scenario-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.store = f"sqlite:{self.folder / 'runs.db'}"

    def call(self, *words, expect=0, store=True):
        done = subprocess.run([PROGRAM, *words, *(["--store", self.store] if store else [])],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, expect, f"{words}: {done.stderr}{done.stdout}")
        return done

    def start(self, source, id="r", input=None, expect=0, **options):
        script = self.folder / f"{id}.bounce"
        script.write_text(source)
        words = ["start", str(script), "--id", id]
        if input is not None:
            words += ["--input", json.dumps(input)]
        for name, value in options.items():
            words += [f"--{name}", value]
        return self.call(*words, expect=expect)

    def show(self, id="r"):
        return json.loads(self.call("show", id, "--json").stdout)

    def run_to_rest(self, source, **more):
        """Until nothing is to be done any more but what timers beyond a second bring."""
        self.start(source, **more)
        self.call("work", "--until-idle")
        run = self.show(more.get("id", "r"))
        for _ in range(50):
            if run["status"] != "waiting" or "timer" not in run["waiting_for"]:
                break
            self.call("work", "--until-idle")
            run = self.show(more.get("id", "r"))
        return run

    def completes(self, source, result, **more):
        run = self.run_to_rest(source, **more)
        self.assertEqual((run["status"], run["result"]), ("completed", result), run)
        return run

    def test_a_failing_step_is_tried_again_and_then_caught(self):
        run = self.completes("""
            durable fn f() {
                let seen = "";
                try { step("bad", #{ tries: 3, backoff: 1ms }, || { throw #{ kind: "mine", n: 7 }; }); }
                catch (e) { seen = `${e.kind} ${e.n}`; }
                seen
            }""", "mine 7")
        self.assertEqual([s["attempts"] for s in run["steps"]], [3])
        self.assertEqual([s["status"] for s in run["steps"]], ["failed"])

    def test_what_is_never_retried(self):
        for body, kind in (("fail(#{ kind: \"final\" })", "final"),
                           ("#{ a: 1 } - 1", "ErrorFunctionNotFound")):
            run = self.run_to_rest("durable fn f() { step(\"s\", || %s) }" % body, id=kind)
            self.assertEqual(run["status"], "failed", run)
            self.assertEqual([s["attempts"] for s in run["steps"]], [1], body)
        run = self.run_to_rest(
            'durable fn f() { step("s", #{ no_retry: ["x"] }, || { throw #{ kind: "x" }; }) }', id="kinds")
        self.assertEqual([s["attempts"] for s in run["steps"]], [1])

    def test_a_step_has_its_timeout(self):
        run = self.completes("""
            durable fn f() {
                try { step("slow", #{ tries: 1, timeout: 30ms }, || sleep(1h)); "done" }
                catch (e) { e.kind }
            }""", "timed_out")
        self.assertEqual(run["steps"][0]["attempts"], 1)

    def test_signals_are_kept_and_in_order(self):
        self.start("durable fn f() { [signal(\"a\"), signal(\"a\"), signal(\"b\")] }")
        for name, value in (("b", "9"), ("a", "1"), ("a", "2")):
            self.call("signal", "r", name, value)
        self.call("work", "--until-idle")
        self.assertEqual(self.show()["result"], [1, 2, 9])

    def test_select_takes_the_first(self):
        self.completes("""
            durable fn f() {
                select {
                    s = signal("never") => "signal",
                    after 20ms => "time",
                }
            }""", "time")

    def test_a_losing_step_is_left(self):
        run = self.completes("""
            durable fn f() {
                select {
                    x = step("slow", || { sleep(1h); 1 }) => x,
                    after 20ms => "left",
                }
            }""", "left")
        self.assertEqual(run["steps"][0]["status"], "abandoned")

    def test_saga_takes_back_what_was_done(self):
        server = RecordingServer()
        self.addCleanup(server.close)
        run = self.run_to_rest("""
            import "http" as http;
            durable fn f(url) {
                let undo = saga();
                try {
                    undo.step("a", || http::post(`${url}/a`, 1).status, |s| http::post(`${url}/undo-a`, s));
                    undo.step("b", || http::post(`${url}/b`, 2).status, |s| http::post(`${url}/undo-b`, s));
                    throw #{ kind: "enough" };
                } catch (e) { undo.unwind(); throw e; }
            }""", input=server.url)
        self.assertEqual((run["status"], run["error"]["kind"]), ("failed", "enough"), run)
        self.assertEqual([path for path, _, _ in server.received], ["/a", "/b", "/undo-b", "/undo-a"])

    def test_children(self):
        self.start("""
            durable fn twice(n) { step("double", || n * 2) }
            durable fn parent(n) { child(twice, n) + child(twice, n + 1) }""", id="p", input=2,
                   expect=1)  # which one is not said
        script = self.folder / "p.bounce"
        self.call("start", f"{script}:parent", "--id", "p", "--input", "2")
        self.call("work", "--until-idle")
        self.assertEqual(self.show("p")["result"], 10)
        runs = json.loads(self.call("list", "--json").stdout)
        self.assertEqual(sorted(r["id"] for r in runs), ["p", "p/1", "p/2"])

    def test_cancel_arrives_once_and_cleans_up(self):
        self.start("""
            durable fn f() {
                try { signal("never"); }
                catch (e) { step("clean", || e.kind); throw e; }
            }""")
        self.call("work", "--until-idle")
        self.call("cancel", "r")
        self.call("work", "--until-idle")
        run = self.show()
        self.assertEqual(run["status"], "cancelled", run)
        self.assertEqual([s["status"] for s in run["steps"]], ["succeeded"])

    def test_finally_cleans_up(self):
        run = self.run_to_rest("""
            durable fn f() { (|| { throw "no"; }).finally(|| step("clean", || 1)) }""")
        self.assertEqual((run["status"], len(run["steps"])), ("failed", 1))

    def test_captured_variables_are_constant_in_a_step(self):
        run = self.run_to_rest("""
            durable fn f() { let n = 1; step("s", #{ tries: 1 }, || { n += 1; n }); n }""")
        self.assertEqual(run["status"], "failed")
        self.assertIn("`n`", run["error"]["message"])

    def test_what_a_step_cannot_capture(self):
        run = self.run_to_rest('durable fn f() { let ch = channel(1); step("s", || ch.send(1)) }')
        self.assertEqual(run["status"], "failed")
        self.assertIn("channel", run["error"]["message"])

    def test_durable_calls_are_refused_inside_steps(self):
        run = self.run_to_rest('durable fn f() { step("a", #{ tries: 1 }, || step("b", || 1)) }')
        self.assertEqual(run["status"], "failed", run)

    def test_a_delayed_start(self):
        self.start("durable fn f() { 1 }", after="1h")
        self.call("work", "--until-idle")
        self.assertEqual(self.show()["status"], "scheduled")

    def test_start_and_wait_here(self):
        script = self.folder / "here.bounce"
        script.write_text('durable fn f(x) { sleep(10ms); x.n + step("one", || 1) }')
        done = self.call("start", str(script), "--input", '{"n": 4}', "--wait")
        self.assertEqual(done.stdout.strip(), "5")

    def test_each_sort_of_worker_waits_for_the_other_and_knows_when_all_is_idle(self):
        self.start("""
            durable fn f() {
                step("first", || 1) + step("again", #{ backoff: 30ms, tries: 3 }, || 2)
            }""")
        workers = [subprocess.Popen([PROGRAM, "work", "--until-idle", "--only", kind,
                                     "--store", self.store], stderr=subprocess.DEVNULL)
                   for kind in ("runs", "steps")]
        for worker in workers:
            self.addCleanup(worker.kill)
            self.assertEqual(worker.wait(timeout=60), 0)
        self.assertEqual(self.show()["result"], 3)

    def test_a_worker_for_steps_alone_tries_again_in_time(self):
        server = RecordingServer(failures=3)
        self.addCleanup(server.close)
        self.start("""
            import "http" as http;
            durable fn f(url) {
                step("flaky", #{ backoff: 20ms }, || {
                    let r = http::post(`${url}/flaky`, 1);
                    if r.status != 200 { throw "again"; }
                    r.status
                })
            }""", input=server.url)
        workers = [subprocess.Popen([PROGRAM, "work", "--only", kind, "--store", self.store],
                                    stderr=subprocess.DEVNULL) for kind in ("runs", "steps")]
        try:
            self.assertEqual(self.call("wait", "r", "--timeout", "20s").stdout.strip(), "200")
        finally:
            for worker in workers:
                worker.terminate()
                worker.wait(timeout=30)
        self.assertEqual(len({key for _, key, _ in server.received}), 1)
        self.assertEqual(self.show()["steps"][0]["attempts"], 4)

    def work_and_crash(self, place, times, until_killed=True):
        """Workers one after the other, each with a place at which it is killed."""
        for _ in range(times):
            worker = subprocess.run([PROGRAM, "work", "--until-idle", "--store", self.store],
                                    env={**os.environ, "BOUNCE_CRASH_AT": place}, timeout=60,
                                    capture_output=True, text=True)
            self.assertEqual(worker.returncode, -signal.SIGKILL if until_killed else 0, worker.stderr)

    def test_a_step_that_was_interrupted_often_is_done_alone(self):
        self.start('durable fn f() { step("hard", || 7) }')
        self.work_and_crash("before_effect:1", 3)
        worker = subprocess.Popen([PROGRAM, "work", "--until-idle", "--store", self.store])
        self.assertEqual(worker.wait(timeout=60), 0)
        run = self.show()
        self.assertEqual((run["status"], run["result"]), ("completed", 7))
        self.assertEqual((run["steps"][0]["interrupted"], run["steps"][0]["attempts"]), (3, 4))

    def test_a_step_that_crashes_alone_is_dead_and_its_run_goes_on(self):
        self.start("""durable fn f() {
            try { step("hard", || 1) } catch (e) { `${e.kind}: ${step("soft", || 2)}` }
        }""")
        self.work_and_crash("before_effect:1", 3)
        self.work_and_crash("alone:1", 1, until_killed=False)
        run = self.show()
        self.assertEqual((run["status"], run["result"]), ("completed", "dead: 2"))
        self.assertEqual(run["steps"][0]["interrupted"], 6)

    def test_a_run_that_never_commits_is_executed_alone(self):
        self.start('durable fn f() { step("a", || 1) + step("b", || 2) }')
        self.work_and_crash("before_commit:3", 3)
        self.assertEqual(self.show()["steps"], [])
        self.call("work", "--until-idle")
        self.assertEqual(self.show()["result"], 3)

    def test_a_run_that_crashes_alone_is_dead(self):
        self.start('durable fn f() { step("a", || 1) }')
        self.work_and_crash("before_commit:3", 3)
        self.work_and_crash("alone:1", 1, until_killed=False)
        run = self.show()
        self.assertEqual(run["status"], "dead")
        self.assertIn("3 times", json.dumps(run["error"]))

    def test_what_is_done_alone_ends_with_its_worker(self):
        server = RecordingServer()
        self.addCleanup(server.close)
        self.start("""import "http" as http;
            durable fn f(url) { step("hard", || { sleep(50ms); http::post(url, 1).status }) }""",
                   input=server.url)
        self.work_and_crash("before_effect:1", 3)
        for _ in range(5):  # at moments before, in and after the process that does it
            worker = subprocess.Popen([PROGRAM, "work", "--store", self.store])
            time.sleep(0.02)
            worker.kill()
            worker.wait()
        self.call("work", "--until-idle")
        run = self.show()
        self.assertEqual(run["status"], "completed", run)
        self.assertEqual(len({key for _, key, _ in server.received}), 1)
        self.assertLessEqual(len(server.received) - 1, run["steps"][0]["interrupted"])

    def test_a_run_whose_state_is_damaged_is_reported_and_left_alone(self):
        self.run_to_rest('durable fn f() { signal("go") }')
        with sqlite3.connect(self.folder / "runs.db") as store:
            changed = store.execute("UPDATE live SET state = zeroblob(length(state))")
            self.assertEqual(changed.rowcount, 1)
        self.call("signal", "r", "go", "1")
        worker = subprocess.Popen([PROGRAM, "work", "--store", self.store], text=True,
                                  stderr=subprocess.PIPE)
        self.addCleanup(worker.kill)
        told = [worker.stderr.readline()]
        self.assertIn("run r", told[0])
        time.sleep(0.5)  # time enough to be wrong, were it tried again and again
        worker.terminate()
        told += [line for line in worker.communicate()[1].splitlines() if "run r" in line]
        self.assertLessEqual(len(told), 2, "it is not tried again and again")
        self.assertNotIn(self.show()["status"], ("completed", "failed"))

    def test_a_request_id_makes_a_start_repeatable(self):
        for _ in range(2):
            self.start("durable fn f() { 1 }", **{"request-id": "x"})
        self.start("durable fn f() { 1 }", expect=1)
        self.assertEqual(len(json.loads(self.call("list", "--json").stdout)), 1)

    def test_printed_lines_are_kept(self):
        self.start('durable fn f() { print("hello"); 1 }')
        self.call("work", "--until-idle")
        self.assertIn("hello", self.call("show", "r").stdout)

    def test_what_bad_input_gets(self):
        bad = self.folder / "bad.bounce"
        bad.write_text("durable fn f( { }")
        cases = [
            (("start", str(self.folder / "none.bounce")), "none.bounce"),
            (("start", str(bad)), "bad.bounce:1"),
            (("show", "nobody"), "nobody"),
            (("signal", "nobody", "x"), "nobody"),
            (("cancel", "nobody"), "nobody"),
        ]
        self.start("durable fn f() { 1 }")
        self.call("work", "--until-idle")
        cases.append((("signal", "r", "late"), "r"))
        cases.append((("start", str(self.folder / "r.bounce"), "--input", "{"), "--input"))
        for words, name in cases:
            done = self.call(*words, expect=1)
            self.assertIn(name, done.stderr, words)
            self.assertEqual(done.stdout, "", words)
        junk = self.folder / "junk.db"
        junk.write_bytes(b"this is no database at all, but a text of some length" * 40)
        done = self.call("list", "--store", f"sqlite:{junk}", expect=1, store=False)
        self.assertIn("junk.db", done.stderr)
        self.assertTrue(junk.read_bytes().startswith(b"this is no"))
        self.assertEqual(self.call("list", "--only", expect=2, store=False).stdout, "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
