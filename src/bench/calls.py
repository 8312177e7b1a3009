#!/usr/bin/env python3
"""What a call costs over the bare `bwrap … python3` of the same program, cold and warm.

Usage: calls.py WARM_URL COLD_URL [CALLS=200] [WARM_METRICS_URL]

Two servers, the second one started with ORCHAGENT_SANDBOX_WARM_COUNT=0, so that nothing waits
there; on each a workspace is registered, whose plan has to allow the calls. Bare runs, cold and warm calls of one tool take turns one by one, so that all
see the same machine; before a warm call the sandbox has time to be ready. One caller, loopback,
kept connections. With the address of the warm server's metrics (management port), prints its own
count of the server's part too.
"""
import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

from server import percentile, publish, register

PROGRAM = "import json, sys\nprint(json.dumps({'got': json.load(sys.stdin)}))\n"
INPUT = json.dumps({"n": 1}).encode()
# Longer than a start takes here, even on a busy machine
READY = 0.4


def bare(folder):
    command = [
        "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
        "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib",
        "--symlink", "usr/lib64", "/lib64", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp",
        "--ro-bind", folder, "/home/user", "--chdir", "/home/user",
        "/usr/bin/python3", "main.py",
    ]
    began = time.perf_counter()
    done = subprocess.run(command, input=INPUT, capture_output=True, check=True)
    assert json.loads(done.stdout) == {"got": {"n": 1}}
    return time.perf_counter() - began


def call(server, path):
    began = time.perf_counter()
    answer = server.request("POST", path, INPUT)
    took = time.perf_counter() - began
    assert answer["data"] == {"got": {"n": 1}}
    return took


def nothing(server):
    """A request that is authenticated and answered, and does nothing."""
    began = time.perf_counter()
    server.request("GET", "/api-keys")
    return time.perf_counter() - began


def own_part(url):
    text = urllib.request.urlopen(url).read().decode()
    wanted = r'^(orchagent_call_overhead_duration_seconds\{.*quantile="[^"]*".*\}|orchagent_sandbox_warm_total\{.*\}) (\S+)$'
    return re.findall(wanted, text, re.MULTILINE)


def main():
    warm, cold = register(sys.argv[1]), register(sys.argv[2])
    calls = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    warm_path, cold_path = publish(warm, PROGRAM), publish(cold, PROGRAM)
    figures = {"bare bwrap python3": [], "call, cold": [], "call, warm": [], "request that does nothing": []}
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/main.py", "w", encoding="utf-8") as file:
            file.write(PROGRAM)
        for number in range(-20, calls):
            # What starts beside must not be counted with what comes next
            took = [bare(folder), call(cold, cold_path), nothing(warm)]
            took.insert(2, call(warm, warm_path))
            time.sleep(READY)
            if number >= 0:
                for values, one in zip(figures.values(), took):
                    values.append(one)
    base = percentile(figures["bare bwrap python3"], .5)
    print(f"{'':28}{'n':>6}{'p50 ms':>10}{'p99 ms':>10}{'p50 over bare':>16}")
    for name, values in figures.items():
        p50, p99 = percentile(values, .5), percentile(values, .99)
        print(f"{name:28}{len(values):>6}{p50:>10.1f}{p99:>10.1f}{p50 / base:>14.2f} ×")
    if len(sys.argv) > 4:
        for name, value in own_part(sys.argv[4]):
            print(name, value)


if __name__ == "__main__":
    main()
