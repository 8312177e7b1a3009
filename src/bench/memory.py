#!/usr/bin/env python3
"""The server's memory over many calls.

Usage: memory.py BASE_URL SERVER_PID [CALLS=10000] [AT_ONCE=8]

Calls a small tool again and again and prints the resident memory of the server's process after
each tenth of the calls. Start the server with ORCHAGENT_PLANS_FREE_CALLS_PER_DAY=100000.
"""
import os
import sys
import threading

from server import publish, register

SMALL = "import json, sys\nprint(json.dumps({'got': json.load(sys.stdin)}))\n"


def resident(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    raise SystemExit("the server has ended")


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def main():
    account, pid = register(sys.argv[1]), sys.argv[2]
    calls = int(sys.argv[3]) if len(sys.argv) > 3 else 10000
    at_once = int(sys.argv[4]) if len(sys.argv) > 4 else 8
    path = publish(account, SMALL)

    def some(number):
        server = account.again()
        for _ in range(number):
            server.request("POST", path, b'{"n": 1}')

    print(f"{'calls':>8}{'resident MB':>14}{'descriptors':>14}")
    print(f"{0:>8}{resident(pid):>14.1f}{descriptors(pid):>14}", flush=True)
    for tenth in range(1, 11):
        threads = [threading.Thread(target=some, args=(calls // 10 // at_once,)) for _ in range(at_once)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        done = tenth * (calls // 10 // at_once) * at_once
        print(f"{done:>8}{resident(pid):>14.1f}{descriptors(pid):>14}", flush=True)


if __name__ == "__main__":
    main()
