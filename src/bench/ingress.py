#!/usr/bin/env python3
"""What the ingress adds to a request to an always-on service.

Usage: ingress.py SERVER_URL SOCKET [SECONDS=60] [RATE=200] [ORG/SERVICE]

Without ORG/SERVICE a service is made (a few lines of Python that answer 1 KiB) and deleted at the end.
SOCKET is where its instance listens on this machine, a path that may have wildcards
(e.g. '/tmp/orchagent*/**/*.sock'; the newest that answers the service's own page is taken), so that the same
service is asked directly, past the server. Half of the requests go each way, in turns, at a constant rate
whatever the answers take (a late answer delays no request); latency counts from when a request was due.
Every request, both ways, has a connection of its own. SERVER_URL's server is in embedded mode.
"""
import glob
import http.client
import json
import os
import socket
import sys
import threading
import time
import urllib.parse
import uuid

from server import percentile, publish_service, register

PROGRAM = b'''
import http.server, os
class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = os.environ["MARK"].encode().ljust(1024, b".")
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words):
        pass
class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
Server(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
'''


class Socket(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(self.path)


def ask(connect, path):
    connection = connect()
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {body[:200]}")
        return body
    finally:
        connection.close()


def find(pattern, mark):
    for path in sorted(glob.glob(pattern, recursive=True), key=os.path.getmtime, reverse=True):
        try:
            if ask(lambda: Socket(path), "/").startswith(mark):
                return path
        except (OSError, RuntimeError, http.client.HTTPException):
            continue
    sys.exit(f"no socket of the service under {pattern}")


def until_up(connect, path):
    for _ in range(300):
        try:
            return ask(connect, path)
        except (OSError, RuntimeError):
            time.sleep(0.2)
    sys.exit("the service did not come up")


def run(ways, rate, seconds):
    """Latencies in seconds by way, and failures."""
    took, failed, lock = {name: [] for name in ways}, [], threading.Lock()
    names, start = list(ways), time.perf_counter() + 0.1

    def one(number):
        due = start + number / rate
        name = names[number % len(names)]
        try:
            ask(*ways[name])
        except Exception as failure:  # each is told below
            with lock:
                failed.append(f"{name}: {failure!r}")
            return
        with lock:
            took[name].append(time.perf_counter() - due)

    threads = []
    for number in range(int(rate * seconds)):
        wait = start + number / rate - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        thread = threading.Thread(target=one, args=(number,))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return took, failed


def main():
    base, pattern = sys.argv[1], sys.argv[2]
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 60
    rate = float(sys.argv[4]) if len(sys.argv) > 4 else 200
    address = urllib.parse.urlsplit(base)
    mark, made = b"", None
    if len(sys.argv) > 5:
        path = f"/s/{sys.argv[5]}/"
    else:
        mark = uuid.uuid4().hex.encode()
        account = register(base)
        made, path = publish_service(account, PROGRAM, {"MARK": mark.decode()})

    def through():
        return http.client.HTTPConnection(address.hostname, address.port, timeout=30)

    try:
        until_up(through, path)
        where = find(pattern, mark)
        # Twice the rate, shared by the two ways in turns: each has the whole rate
        ways = {"through the ingress": (through, path), "directly": (lambda: Socket(where), "/")}
        run(ways, rate, min(10, seconds))
        took, failed = run(ways, 2 * rate, seconds)
    finally:
        if made:
            account.request("DELETE", made)
    print(f"{rate:g} requests/s for {seconds:g} s each way, failed: {len(failed)} {sorted(set(failed))[:3]}")
    for name, all_of_it in took.items():
        print(f"{name:22} n={len(all_of_it)} p50={percentile(all_of_it, 0.5):.2f} ms p99={percentile(all_of_it, 0.99):.2f} ms")
    ratio = [percentile(took["through the ingress"], p) / percentile(took["directly"], p) for p in (0.5, 0.99)]
    print(f"ratio p50 {ratio[0]:.2f} p99 {ratio[1]:.2f}")
    print(json.dumps({name: len(values) for name, values in took.items()}))


if __name__ == "__main__":
    main()
