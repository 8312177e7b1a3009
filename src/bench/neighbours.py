#!/usr/bin/env python3
"""What one workspace at its limits does to the calls of another.

Usage: neighbours.py BASE_URL [ROUNDS=6] [CALLS=40]

Registers two workspaces. One calls a small tool, one call after the other; in every second round
the other keeps as many runs going as its plan allows, of four kinds: processors, memory, output,
forks. The rounds take turns so that both see the same machine. Prints p50 and p99 of the small tool
with and without the neighbour.
"""
import sys
import threading
import time

from server import Refused, percentile, publish, register

SMALL = "import json, sys\nprint(json.dumps({'got': json.load(sys.stdin)}))\n"
HOGS = {
    "processors": "import os\nfor _ in range(7): os.fork()\nwhile True: pass\n",
    "memory": "x = []\nwhile True: x.append(bytearray(1 << 20))\n",
    "output": "import sys\nwhile True: sys.stdout.write('x' * 65536); sys.stderr.write('y' * 65536)\n",
    "forks": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass\n",
}
AT_ONCE = 10


class Neighbour:
    def __init__(self, server):
        self.server = server
        self.paths = [publish(server, program, timeout=5) for program in HOGS.values()]
        self.going = False
        self.ends = 0

    def keep_calling(self, number):
        server = self.server.again()
        while self.going:
            try:
                server.request("POST", self.paths[number % len(self.paths)], b"{}")
            except Refused as refusal:
                if refusal.status == 429:
                    time.sleep(0.1)
            self.ends += 1

    def start(self):
        self.going = True
        self.threads = [
            threading.Thread(target=self.keep_calling, args=(number,), daemon=True)
            for number in range(AT_ONCE)]
        for thread in self.threads:
            thread.start()
        time.sleep(2)

    def stop(self):
        self.going = False
        for thread in self.threads:
            thread.join()


def main():
    base = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 6
    calls = int(sys.argv[3]) if len(sys.argv) > 3 else 40
    small, neighbour = register(base), Neighbour(register(base))
    path = publish(small, SMALL)
    alone, beside = [], []
    for _ in range(10):
        small.request("POST", path, b'{"n": 1}')
    for number in range(rounds):
        busy = number % 2 == 1
        if busy:
            neighbour.start()
        for _ in range(calls):
            began = time.perf_counter()
            small.request("POST", path, b'{"n": 1}')
            (beside if busy else alone).append(time.perf_counter() - began)
        if busy:
            neighbour.stop()
    print(f"{'':24}{'n':>6}{'p50 ms':>10}{'p99 ms':>10}")
    for name, values in ("alone", alone), ("beside the neighbour", beside):
        print(f"{name:24}{len(values):>6}{percentile(values, .5):>10.1f}{percentile(values, .99):>10.1f}")
    print(f"the neighbour's runs: {neighbour.ends}")
    print(f"p50 × {percentile(beside, .5) / percentile(alone, .5):.2f}, "
          f"p99 × {percentile(beside, .99) / percentile(alone, .99):.2f}")


if __name__ == "__main__":
    main()
