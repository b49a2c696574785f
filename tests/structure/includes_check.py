#!/usr/bin/env python3
"""The include law: downward only, operating-system headers only under sys/, third-party headers only
where layers.py allows them and never in a public header, threads and atomics from one header."""

import os
import re

import layers
import structure

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)
FENCE = re.compile(r"\batomic_(?:thread|signal)_fence\b")


def innermost_layer(folders):
    """The layer with the longest name that these folders lie in, or the first folder."""
    for count in range(len(folders), 0, -1):
        if "/".join(folders[:count]) in layers.MAY_INCLUDE:
            return "/".join(folders[:count])
    return folders[0] if folders else None


def layer_of(path):
    folders = path.split("/")[:-1]
    if folders[:2] == ["include", "bounce"]:
        return innermost_layer(folders[2:])
    return innermost_layer(folders[1:]) if folders[0] == "src" else None


def quoted(root, path, layer, name):
    """Findings about one #include "name"."""
    public = path.startswith("include/")
    if ".." in name.split("/"):
        return f'"{name}" climbs with ..; write it relative to src/ or include/'
    parts = name.split("/")
    if parts[0] == "bounce":
        target = innermost_layer(parts[1:-1])
        exists = os.path.exists(os.path.join(root, "include", name))
        if len(parts) < 3:
            return f'"{name}" names no layer'
    elif os.path.exists(os.path.join(root, os.path.dirname(path), name)):
        target, exists = innermost_layer(path.split("/")[1:-1] + parts[:-1]), True
    else:
        target, exists = innermost_layer(parts[:-1]), os.path.exists(os.path.join(root, "src", name))
    if public and parts[0] != "bounce":
        return f'a public header includes the private header "{name}"'
    if not exists:
        return f'"{name}" does not exist'
    if target not in layers.reachable(layer):
        return f'{layer} may not include {target} ("{name}")'
    return None


def angled(path, name):
    """Findings about one #include <name>."""
    if name in layers.STANDARD:
        if name in layers.THREAD_HEADERS and path != layers.THREADS_HPP:
            return f'<{name}> is only for {layers.THREADS_HPP}; include "bounce/base/threads.hpp"'
        return None
    # The longest prefix decides, so that a part of a library can have a home of its own.
    for prefix in sorted(layers.THIRD_PARTY, key=len, reverse=True):
        if name.startswith(prefix):
            if path.startswith("include/"):
                return f"a public header includes the third-party header <{name}>"
            if not any(path.startswith("src/" + home) for home in layers.THIRD_PARTY[prefix]):
                return f"<{name}> is only for src/{' and src/'.join(layers.THIRD_PARTY[prefix])}"
            return None
    if name.startswith("bounce/"):
        return f'write "{name}" in quotes'
    if path.startswith("include/"):
        return f"a public header includes the system header <{name}>"
    if "sys" not in path.split("/")[:-1]:
        return f"the system header <{name}> is only for folders named sys/"
    return None


def check(root):
    for path in structure.files(root, ".hpp", ".cpp"):
        if not path.startswith(("include/", "src/")):
            continue
        layer = layer_of(path)
        if layer not in layers.MAY_INCLUDE:
            yield f"{path}: belongs to no layer that layers.py knows"
            continue
        code = structure.without_comments(structure.read(root, path), keep_strings=True)
        for match in INCLUDE.finditer(code):
            line = code.count("\n", 0, match.start()) + 1
            name = match.group(1) or match.group(2)
            finding = quoted(root, path, layer, name) if match.group(1) else angled(path, name)
            if finding:
                yield f"{path}:{line}: {finding}"
        for match in FENCE.finditer(structure.without_comments(code)):
            line = code.count("\n", 0, match.start()) + 1
            yield f"{path}:{line}: a stand-alone fence; no checker sees it, order the accesses instead"


# (path, content, part of the finding or None)
SAMPLES = [
    ("include/bounce/base/error.hpp", "#include <string>\n", None),
    ("include/bounce/base/threads.hpp", "#include <atomic>\n#include <mutex>\n", None),
    ("include/bounce/runtime/task.hpp", '#include "bounce/base/error.hpp"\n', None),
    ("src/runtime/task.cpp", '#include "bounce/runtime/task.hpp"\n#include "runtime/queue.hpp"\n', None),
    ("src/runtime/queue.hpp", '// #include <mutex>\n/*\n#include <unistd.h>\n*/\n', None),
    ("src/minimio/sys/epoll/selector.cpp", "#include <sys/epoll.h>\n", None),
    ("src/crypto/sha.cpp", "#include <openssl/evp.h>\n", None),
    ("src/net/tls/stream.cpp", "#include <openssl/ssl.h>\n", None),
    ("src/http/parser.cpp", "#include <boost/beast/http.hpp>\n", None),
    ("src/http/client.cpp", '#include "bounce/runtime/task.hpp"\n', None),
    ("src/base/up.cpp", '#include "bounce/runtime/task.hpp"\n', "base may not include runtime"),
    ("src/fs/side.cpp", '#include "net/socket.hpp"\n', "fs may not include net"),
    ("src/net/socket.hpp", "", None),
    ("src/durable/worker/worker.cpp", '#include "durable/engine/run.hpp"\n', None),
    ("src/durable/engine/run.hpp", "", None),
    ("src/durable/engine/up.cpp", '#include "durable/worker/work.hpp"\n',
     "durable may not include durable/worker"),
    ("src/durable/worker/work.hpp", "", None),
    ("src/net/gone.cpp", '#include "net/gone.hpp"\n', "does not exist"),
    ("src/net/climb.cpp", '#include "../fs/side.cpp"\n', "climbs"),
    ("src/net/read.cpp", "#include <unistd.h>\n", "only for folders named sys/"),
    ("src/net/stdint.cpp", "#include <stdint.h>\n", "only for folders named sys/"),
    ("src/net/lock.cpp", "#  include  <mutex>\n", "is only for include/bounce/base/threads.hpp"),
    ("src/net/ssl.cpp", "#include <openssl/ssl.h>\n", "<openssl/ssl.h> is only for"),
    ("src/data/beast.cpp", "#include <boost/beast/core.hpp>\n", "is only for src/http/"),
    ("src/net/fence.cpp", "void f() { std::atomic_thread_fence(x); }\n", "stand-alone fence"),
    ("src/strange/a.cpp", "", "belongs to no layer"),
    ("include/bounce/data/json.hpp", "#include <boost/json.hpp>\n", "third-party header"),
    ("include/bounce/net/sys/fd.hpp", "#include <unistd.h>\n", "system header"),
    ("include/bounce/net/private.hpp", '#include "net/socket.hpp"\n', "private header"),
    ("include/bounce/net/angle.hpp", "#include <bounce/base/error.hpp>\n", "in quotes"),
]


def self_test():
    return structure.judge_samples(SAMPLES, check)


if __name__ == "__main__":
    structure.main(check, self_test)
