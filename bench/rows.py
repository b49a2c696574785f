"""The rows of the benchmark table and the programs that measure them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line `name value unit` that a program prints and one row of the table."""

    name: str
    unit: str
    less_is_better: bool = True


@dataclass(frozen=True)
class Case:
    """What is run in turn: our program and those of the peers, with the same options.

    word      what the programs are asked for; the name of the case unless the case is a variant
    pinning   "one": the whole program on one processor; "free": wherever the kernel puts it;
              "self": the program pins its threads to --server-cpu and --client-cpu
    server    the program is a server that bench_http_load drives from another process
    ours      our program
    smoke     options that make the case short, for checking that it works at all
    """

    name: str
    figures: tuple
    peers: tuple
    ours: str = "bench_bounce"
    word: str = ""
    options: tuple = ()
    pinning: str = "one"
    server: bool = False
    smoke: tuple = ("--count", "1000")

    def asked(self):
        return self.word or self.name


def ns(name):
    """The most common kind of figure: nanoseconds per operation."""
    return (Figure(name, "ns"),)


def script(name, smoke):
    """A script of bench/script, and the same in Lua."""
    return Case(f"script_{name}", (Figure(f"script_{name}", "ms"),), ("lua5.4",),
                ours="bench_script", word=name, smoke=("--count", smoke))


def durable_steps(runs, steps):
    """A whole worker, and a bare writer that does what no engine on SQLite can do without."""
    return Case(f"durable_steps_{runs}",
                (Figure("durable_steps", "steps/s", less_is_better=False),
                 Figure("durable_syncs", "fsyncs/step"), Figure("durable_bytes", "bytes/step")),
                ("durable_sqlite_floor",), ours="bench_durable_steps", word="durable_steps",
                options=("--runs", str(runs), "--steps", str(steps)), pinning="free",
                smoke=("--steps", "300"))


EVENT_QUEUES = ("epoll", "libuv", "libevent")


def minimio_events(pipes):
    """So many pipes, all of which become ready again and again."""
    return Case(f"minimio_events_{pipes}",
                (*ns("minimio_events_cpu"),
                 Figure("minimio_events", "events/s", less_is_better=False),
                 Figure("minimio_pipes", "pipes", less_is_better=False)),
                EVENT_QUEUES, ours="bench_minimio", word="minimio_events",
                options=("--pipes", str(pipes)), smoke=("--count", "1000"))


CASES = (
    Case("spawn_join", ns("spawn_join"), ("tokio", "asio")),
    Case("spawn_join_2w", ns("spawn_join"), ("tokio", "asio"), word="spawn_join",
         options=("--workers", "2"), pinning="free"),
    Case("yield", ns("yield"), ("tokio", "asio")),
    Case("yield_100", ns("yield_100"), ("tokio", "asio")),
    Case("mpsc_pingpong", ns("mpsc_pingpong"), ("tokio", "asio")),
    Case("mpsc_stream", ns("mpsc_stream"), ("tokio", "asio")),
    Case("mpsc_stream_2w", ns("mpsc_stream"), ("tokio", "asio"), word="mpsc_stream",
         options=("--workers", "2", "--count", "3000000"), pinning="free"),
    Case("mutex", ns("mutex"), ("tokio",)),
    Case("timer_arm_cancel", ns("timer_arm_cancel"), ("tokio", "asio", "libuv"),
         smoke=("--count", "1000", "--live", "1000")),
    Case("timer_set_clear", ns("timer_arm_cancel"), ("asio", "libuv"), word="timer_arm_cancel",
         options=("--callbacks", "1"), smoke=("--count", "1000", "--live", "1000")),
    Case("blocking_pool", ns("blocking_pool") + ns("blocking_pool_cpu"),
         ("tokio", "asio", "libuv"), pinning="free"),
    Case("minimio_register", ns("minimio_register"), EVENT_QUEUES, ours="bench_minimio"),
    minimio_events(1),
    minimio_events(100),
    minimio_events(10_000),
    Case("minimio_wake", ns("minimio_wake") + ns("minimio_wake_cpu"), EVENT_QUEUES,
         ours="bench_minimio", pinning="self"),
    Case("minimio_source_bytes",
         (Figure("minimio_source_bytes", "bytes"), Figure("minimio_handle_bytes", "bytes")),
         ("libuv", "libevent"), ours="bench_minimio", smoke=("--sources", "1000")),
    Case("tcp_echo",
         (Figure("tcp_echo", "req/s", less_is_better=False), Figure("tcp_echo_cpu", "us")),
         ("raw", "tokio", "asio", "libuv"), ours="bench_tcp_echo", pinning="self",
         smoke=("--requests", "1000")),
    Case("http_hello",
         (Figure("http_hello_cpu", "us"), Figure("http_hello_rate", "req/s", less_is_better=False)),
         ("raw", "tokio"), ours="bench_http_hello", server=True,
         smoke=("--requests", "1000", "--warm-up", "100")),
    script("fib", "15"),
    script("loops", "1000"),
    script("mandelbrot", "40"),
    script("sieve", "1000"),
    script("closures", "1000"),
    script("strings", "1000"),
    Case("image", (*ns("image_snapshot"), *ns("image_restore"), Figure("image_size", "bytes")), (),
         ours="bench_script_image"),
    durable_steps(1, 20000),
    durable_steps(16, 100000),
    durable_steps(128, 100000),
)


def row_name(case, figure):
    """The name of a figure in the table: a variant such as mpsc_stream_2w names its row itself."""
    if not case.word:
        return figure.name
    if not case.name.startswith(case.word):
        return case.name
    return figure.name + case.name.removeprefix(case.word)
