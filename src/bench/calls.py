#!/usr/bin/env python3
"""What one call costs over the bare `bwrap … python3` of the same program.

Usage: calls.py BASE_URL API_KEY [CALLS=200] [ROUNDS=4]

Publishes a tool over HTTP, then alternates bare runs and calls, so that both see the same machine,
and prints p50 and p99 of each in milliseconds. One caller, loopback, one kept connection.
"""
import http.client
import io
import json
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid
import zipfile

PROGRAM = "import json, sys\nprint(json.dumps({'got': json.load(sys.stdin)}))\n"
INPUT = json.dumps({"n": 1}).encode()


class Server:
    def __init__(self, base, key):
        self.address = urllib.parse.urlsplit(base)
        self.key = key
        self.connection = http.client.HTTPConnection(self.address.hostname, self.address.port)

    def request(self, method, path, body=b"", content_type="application/json"):
        headers = {"Authorization": "Bearer " + self.key, "Content-Type": content_type}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{method} {path} answered {answer.status}: {text.decode()}")
        return json.loads(text)


def publish(server):
    name = "bench-" + uuid.uuid4().hex[:12]
    body = {"name": name, "type": "tool", "required_secrets": []}
    agent = server.request("POST", "/agents", json.dumps(body).encode())["data"]["agent"]
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("main.py", PROGRAM)
    boundary = uuid.uuid4().hex
    form = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="bundle"; filename="b.zip"\r\n'
        "Content-Type: application/zip\r\n\r\n"
    ).encode() + bundle.getvalue() + f"\r\n--{boundary}--\r\n".encode()
    server.request(
        "POST", f"/agents/{agent['id']}/upload", form, "multipart/form-data; boundary=" + boundary)
    return f"/{agent['org_slug']}/{name}/v1/run"


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
    return took, answer["metadata"]["execution_time_ms"] / 1000


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000


def main():
    base, key = sys.argv[1], sys.argv[2]
    calls = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 4
    server = Server(base, key)
    path = publish(server)
    figures = {"bare bwrap python3": [], "call": [], "of it the agent's code": []}
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/main.py", "w", encoding="utf-8") as file:
            file.write(PROGRAM)
        for _ in range(20):
            bare(folder)
            call(server, path)
        for _ in range(rounds):
            for _ in range(calls // rounds):
                figures["bare bwrap python3"].append(bare(folder))
            for _ in range(calls // rounds):
                took, code = call(server, path)
                figures["call"].append(took)
                figures["of it the agent's code"].append(code)
    print(f"{'':26}{'n':>6}{'p50 ms':>10}{'p99 ms':>10}")
    for name, values in figures.items():
        print(f"{name:26}{len(values):>6}{percentile(values, .5):>10.1f}{percentile(values, .99):>10.1f}")
    ratio = percentile(figures["call"], .5) / percentile(figures["bare bwrap python3"], .5)
    print(f"call : bare, p50 = {ratio:.2f}")


if __name__ == "__main__":
    main()
