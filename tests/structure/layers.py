"""The include law of ARCHITECTURE.md as a table: the one place where an arrow is added."""

# What each layer may include besides itself. Whatever these may include follows.
MAY_INCLUDE = {
    "base": [],
    "minimio": ["base"],
    "runtime": ["minimio"],
    "data": ["base"],
    "fs": ["runtime", "data"],
    "net": ["runtime", "data"],
    "crypto": ["runtime", "data"],
    "http": ["net", "fs", "crypto", "data"],
    "sqlite": ["base"],
    "script": ["base"],
    "host": ["script", "http"],
    "durable": ["base"],
    "durable/store/sqlite": ["durable", "sqlite"],
    "durable/worker": ["durable", "host"],
    "cli": ["http", "durable/worker", "durable/store/sqlite"],
}

# Third-party headers, by the beginning of the name, and the folders of src/ that may include them.
THIRD_PARTY = {
    "openssl/": ["crypto/", "net/tls/"],
    "boost/beast/": ["http/"],
    "boost/asio/": ["http/"],
    "boost/json": ["data/"],
    "boost/url": ["data/"],
    "boost/": ["data/", "http/"],
    "zlib.h": ["data/"],
    "CLI/": ["cli/"],
    "sqlite3.h": ["sqlite/"],
}

# Only threads.hpp includes these; everybody else includes threads.hpp.
THREAD_HEADERS = {
    "atomic", "barrier", "condition_variable", "future", "latch", "mutex", "semaphore",
    "shared_mutex", "stop_token", "thread",
}
THREADS_HPP = "include/bounce/base/threads.hpp"

# The headers of the C++ library. Whatever is not here nor above comes from the operating system.
STANDARD = set("""
algorithm any array atomic barrier bit bitset charconv chrono codecvt compare complex concepts
condition_variable coroutine deque exception execution expected filesystem flat_map flat_set format
forward_list fstream functional future generator initializer_list iomanip ios iosfwd iostream istream
iterator latch limits list locale map mdspan memory memory_resource mutex new numbers numeric optional
ostream print queue random ranges ratio regex scoped_allocator semaphore set shared_mutex
source_location span spanstream sstream stack stacktrace stdexcept stdfloat stop_token streambuf
string string_view strstream syncstream system_error thread tuple type_traits typeindex typeinfo
unordered_map unordered_set utility valarray variant vector version
cassert cctype cerrno cfenv cfloat cinttypes climits clocale cmath csetjmp csignal cstdarg cstddef
cstdint cstdio cstdlib cstring ctime cuchar cwchar cwctype
""".split())


def reachable(layer):
    """The layer and every layer below it."""
    seen = set()
    waiting = [layer]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting.extend(MAY_INCLUDE[current])
    return seen
