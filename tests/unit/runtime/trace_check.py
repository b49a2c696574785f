#!/usr/bin/env python3
"""Reads a trace file as a viewer would and says what is wrong with it: it must be JSON, every track must
have a name, slices must nest on their track, and arrows must be tied to slices and begin before they go
on. Usage: trace_check.py FILE"""

import collections
import json
import sys


def check(events):
    open_slices = collections.defaultdict(list)
    last_time = collections.defaultdict(float)
    names = {}
    arrows = {}
    for number, event in enumerate(events):
        phase, thread = event["ph"], event["tid"]
        where = f"event {number} ({event})"
        if phase == "M":
            if event["name"] == "thread_name":
                names[thread] = event["args"]["name"]
            continue
        if event["ts"] < last_time[thread]:
            yield f"{where}: time runs backwards on its thread"
        last_time[thread] = event["ts"]
        if thread not in names:
            yield f"{where}: its thread has no name"
        if phase == "B":
            open_slices[thread].append(event["name"])
        elif phase == "E":
            if not open_slices[thread]:
                yield f"{where}: ends a slice that did not begin"
            else:
                open_slices[thread].pop()
        elif phase in "stf":
            if not open_slices[thread]:
                yield f"{where}: an arrow outside any slice"
            # Threads write one after the other, not in the order of their clocks.
            arrows.setdefault(event["id"], []).append(phase)
        elif phase != "i":
            yield f"{where}: unknown phase"
    for thread, slices in open_slices.items():
        if slices:
            yield f"thread {names.get(thread)}: slices that never end: {slices}"
    for arrow, phases in arrows.items():
        if phases[0] != "s" or "s" in phases[1:] or "f" in phases[:-1]:
            yield f"arrow {arrow}: goes {' '.join(phases)}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        findings = list(check(json.load(file)["traceEvents"]))
    for finding in findings[:20]:
        print(f"{sys.argv[1]}: {finding}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
