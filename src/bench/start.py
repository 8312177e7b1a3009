#!/usr/bin/env python3
"""How long a server takes from its start to its first answer, and what it holds then.

Usage: start.py ROUNDS URL COMMAND [-- URL COMMAND]...

Each COMMAND (one argument, for a shell; what it says of the database and so on is its own matter) is started ROUNDS
times in turns with the others, asked at its URL every 5 ms until it answers 200, and ended with SIGTERM. Resident
memory is that of the process right after the first answer and after two hundred more.
"""
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

from server import percentile


def resident(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def once(url, command):
    begun = time.monotonic()
    process = subprocess.Popen("exec " + command, shell=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not answers(url):
            assert process.poll() is None, f"{command} ended with {process.returncode}"
            assert time.monotonic() - begun < 60, f"{url} never answered"
            time.sleep(0.005)
        took = time.monotonic() - begun
        first = resident(process.pid)
        for _ in range(200):
            answers(url)
        return took, first, resident(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def name(command):
    """The end of the path of what is started."""
    path = next(part for part in reversed(command.split()) if "=" not in part)
    return os.path.join(*os.path.normpath(path).split(os.sep)[-3:])[-30:]


def main():
    rounds, rest = int(sys.argv[1]), [one for one in sys.argv[2:] if one != "--"]
    asked = list(zip(rest[::2], rest[1::2]))
    figures = [[] for _ in asked]
    for number in range(-1, rounds):
        for index, (url, command) in enumerate(asked):
            figure = once(url, command)
            if number >= 0:
                figures[index].append(figure)
    print(f"median of {rounds} starts{'':15}{'start s':>10}{'MB':>8}{'MB after 200':>14}")
    for (_, command), values in zip(asked, figures):
        start, first, later = (percentile([one[at] for one in values], .5) / 1000 for at in range(3))
        print(f"{name(command):32}{start:>10.2f}{first:>8.0f}{later:>14.0f}")


if __name__ == "__main__":
    main()
