#!/usr/bin/env python3
"""The host's modules as scripts use them, with what goes wrong in them.

    modules_test.py PROGRAM
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else ""


class Modules(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bounce-host-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def run_script(self, source, *words, expect=0, env=None):
        script = self.folder / "script.bounce"
        script.write_text(source)
        done = subprocess.run([PROGRAM, "run", str(script), *words], capture_output=True, text=True,
                              timeout=60, env=env)
        self.assertEqual(done.returncode, expect, done.stderr + done.stdout)
        return done

    def prints(self, source, *lines, words=()):
        self.assertEqual(self.run_script(source, *words).stdout.splitlines(), list(lines))

    def test_fs(self):
        self.prints("""
            import "fs" as fs;
            let d = args()[0];
            let file = d + "/a/b.txt";
            fs::create_directory(d + "/a");
            fs::write(file, "one\\n");
            fs::append(file, "two\\n");
            print(fs::read(file).split("\\n").len());
            print(fs::read_blob(file).len());
            print(fs::stat(file).size);
            print(fs::stat(d + "/a").type);
            fs::copy(file, d + "/c");
            fs::rename(d + "/c", d + "/d");
            print(fs::list(d).filter(|n| n.len() == 1));
            print(fs::exists(file));
            fs::remove(file);
            print(fs::exists(file));
            print(fs::remove_all(d + "/a"));
            try { fs::read(file); } catch (e) { print(e.kind); print(e.message.contains("b.txt")); }
            """, "3", "8", "8", "directory", '["a", "d"]', "true", "false", "1", "not_found", "true",
                    words=[str(self.folder)])

    def test_bytes_that_are_no_text(self):
        (self.folder / "bytes").write_bytes(b"\xff\xfe")
        self.prints("""
            import "fs" as fs;
            try { fs::read(args()[0]); } catch (e) { print(e.kind); }
            print(fs::read_blob(args()[0])[0]);
            """, "malformed", "255", words=[str(self.folder / "bytes")])

    def test_crypto(self):
        self.prints("""
            import "crypto" as crypto;
            print(crypto::sha256("abc"));
            print(crypto::hmac_sha256("key", "The quick brown fox jumps over the lazy dog"));
            print(crypto::pbkdf2("password", "salt", 2).len());
            print(crypto::random(5).len());
            print(crypto::uuid().len());
            print(crypto::equal("a", "a") && !crypto::equal("a", "b"));
            """,  # SHA-256 of FIPS 180-4's example; the HMAC from the article on HMAC
                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                    "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8",
                    "32", "5", "36", "true")

    def test_time(self):
        self.prints("""
            import "time" as time;
            let t = time::parse("2026-01-31T12:00:00.25+01:00");
            print(time::format(t));
            print(time::unix(t));
            print(time::format(time::from_unix(0)));
            print(time::now() > t);
            try { time::parse("yesterday"); } catch (e) { print("no"); }
            """, "2026-01-31T11:00:00.25Z", "1769857200.25", "1970-01-01T00:00:00Z", "true", "no")

    def test_env_and_log(self):
        done = self.run_script("""
            import "env" as env;
            import "log" as log;
            print(env::get("BOUNCE_TEST_WORD") ?? "none");
            print(env::get("BOUNCE_TEST_NO_WORD") ?? "none");
            log::info("ready", #{ port: 80 });
            print(env::args());
            """, "a", "b", env={"BOUNCE_TEST_WORD": "tea"})
        self.assertEqual(done.stdout.splitlines(), ["tea", "none", '["a", "b"]'])
        self.assertEqual(done.stderr, 'ready {"port":80}\n')

    def test_http_that_fails(self):
        self.prints("""
            import "http" as http;
            try { http::get("http://127.0.0.1:1/"); } catch (e) { print(e.kind); }
            try { http::get("ftp://x/"); } catch (e) { print(e.message.len() > 0); }
            try { http::request(#{ url: "http://127.0.0.1:1/", tiemout: 1s }); }
            catch (e) { print(e.message.contains("tiemout")); }
            """, "connection_refused", "true", "true")

    def test_http_between_two_fibers(self):
        self.prints("""
            import "http" as http;
            let server = http::listen("127.0.0.1:0");
            let url = "http://" + server.address();
            let serving = spawn || server.serve(|r| switch r.path {
                "/json" => #{ status: 201, headers: #{ "X-A": "b" }, body: #{ got: r.json() } },
                "/slow" => { sleep(300ms); "" },
                "/bad" => throw "no",
                _ => r.method + " " + r.query
            });
            let r = http::post(url + "/json", #{ a: [1, 2] });
            print(`${r.status} ${r.headers["x-a"]} ${r.json().got.a}`);
            print(http::get(url + "/x?q=1").text());
            print(http::get(url + "/bad").status);
            try { http::request(#{ method: "put", url: url + "/slow", body: "x", timeout: 30ms }); }
            catch (e) { print(e.kind); }
            serving.cancel();
            """, "201 b [1, 2]", "GET q=1", "500", "timed_out")

    def test_a_live_thing_is_not_stored(self):
        script = self.folder / "live.bounce"
        script.write_text("""
            import "net" as net;
            fn hold() { let server = net::listen("127.0.0.1:0"); for i in 0..100 { } server.address() }
            hold();
            """)
        done = subprocess.run([PROGRAM, "run", str(script), "--stop-at", "20", "--image",
                               str(self.folder / "image")], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("net::listener cannot be stored", done.stderr)
        self.assertFalse((self.folder / "image").exists())

    def test_images_as_files(self):
        script = self.folder / "count.bounce"
        script.write_text("let n = 0; for i in 0..10 { n += i; } print(n);")
        image = self.folder / "image"
        done = subprocess.run([PROGRAM, "run", str(script), "--stop-at", "5", "--image", str(image)],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        self.assertEqual(image.stat().st_mode & 0o777, 0o600)
        script.unlink()
        done = subprocess.run([PROGRAM, "resume", str(image)], capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (0, "45\n"), done.stderr)
        content = image.read_bytes()
        for damaged in (b"", content[:-1], content[: len(content) // 2], b"x" + content[1:],
                        content[:-9] + b"\xff" + content[-8:]):
            image.write_bytes(damaged)
            done = subprocess.run([PROGRAM, "resume", str(image)], capture_output=True, text=True,
                                  timeout=60)
            self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
            self.assertIn(str(image), done.stderr)

    def test_a_signal_that_nobody_can_send(self):
        done = self.run_script('signal("go");', expect=1)
        self.assertIn("go", done.stderr)

    def test_what_bad_scripts_get(self):
        for source, said in (("let x = ;", "script.bounce:1"), ("foo(1);", "foo"),
                             ('import "no/such" as n;', "no/such"), ("1 + #{}", "map")):
            done = self.run_script(source, expect=1)
            self.assertIn(said, done.stderr, source)
            self.assertEqual(done.stdout, "")
        done = subprocess.run([PROGRAM, "run", str(self.folder / "none")], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("none", done.stderr)
        for words in (["run"], ["run", "x", "--stop-at", "0", "--image", "i"], ["run", "x", "--image", "i"]):
            self.assertEqual(subprocess.run([PROGRAM, *words], capture_output=True).returncode, 2, words)


if __name__ == "__main__":
    unittest.main(verbosity=2)
