"""Where the benchmark programs are, and how one of them is run."""

import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TIME_LIMIT_S = 300


class Failure(Exception):
    """A program did not do its job; the text says which and how."""


def say(text):
    print(text, file=sys.stderr, flush=True)


PROCESSORS = sorted(os.sched_getaffinity(0))
SERVER_CPU, CLIENT_CPU = PROCESSORS[0], PROCESSORS[-1]


def pinned(command, cpu):
    """The command, kept on one processor where there is more than one and taskset exists."""
    if len(PROCESSORS) > 1 and shutil.which("taskset"):
        return ["taskset", "-c", str(cpu), *command]
    return command


def build_tokio():
    """Lets cargo build the Tokio programs; None, after saying why, where that is impossible."""
    target = ROOT / "build/bench-tokio"
    if not shutil.which("cargo"):
        say("bench: tokio is absent: cargo is not installed")
        return None
    say("bench: cargo builds the programs of tokio")
    command = ["cargo", "build", "--release", "--locked", "--quiet", "--target-dir", str(target),
               "--manifest-path", str(ROOT / "bench/peers/tokio/Cargo.toml")]
    built = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if built.returncode != 0:
        say("bench: tokio is absent: cargo failed:\n" + built.stderr[-2000:])
        return None
    return target / "release/bench-tokio"


class Programs:
    """Knows the command line of every program, and which of them exist."""

    def __init__(self, bin_folder, tokio):
        self._bin = bin_folder
        self._tokio = tokio

    def command(self, case, who):
        """The command without options, or None where the program does not exist."""
        if who == "lua5.4":
            lua = shutil.which("lua5.4")
            return [lua, str(ROOT / "bench/script" / f"{case.asked()}.lua")] if lua else None
        if who == "tokio":
            program, word = self._tokio, case.asked()
        elif who == "raw":
            program, word = self._bin / f"bench_raw_{case.asked()}", None
        elif who == "bounce":
            shared = case.ours in ("bench_bounce", "bench_minimio", "bench_script")
            program, word = self._bin / case.ours, case.asked() if shared else None
        else:
            program, word = self._bin / f"bench_{who}", case.asked()
        if program is None or not os.access(program, os.X_OK):
            return None
        return [str(program)] + ([word] if word else [])

    def http_load(self):
        return str(self._bin / "bench_http_load")


def output_of(command):
    """Runs a program to its end and returns what it printed."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=TIME_LIMIT_S)
    except subprocess.TimeoutExpired:
        raise Failure(f"{' '.join(command)}: not finished after {TIME_LIMIT_S} s") from None
    except OSError as error:
        raise Failure(f"{' '.join(command)}: {error.strerror}") from None
    if done.returncode != 0:
        raise Failure(f"{' '.join(command)}: exit code {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def drive_server(command, load, options):
    """Starts a server, points the load generator at it, and returns what that printed."""
    with subprocess.Popen(pinned(command, SERVER_CPU), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            words = server.stdout.readline().split()
            if len(words) != 2 or words[0] != "listening":
                raise Failure(f"{' '.join(command)}: did not print `listening PORT`")
            # taskset replaces itself with the server, so the process id is the server's.
            return output_of(pinned([load, "--port", words[1], "--pid", str(server.pid), *options],
                                    CLIENT_CPU))
        finally:
            server.kill()
