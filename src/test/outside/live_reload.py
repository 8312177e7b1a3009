#!/usr/bin/env python3
"""Starts ./mvnw quarkus:dev in the project's root, edits a source file twice and checks that the
next answer comes from the new code, over the same data, and that the end leaves nothing running.
Works on a copy of the project. Standard library only.

usage: live_reload.py     (from the project's root)
"""
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

LIMIT_SECONDS = 120
SOURCE = "src/main/java/io/orchagent/platform/health/HealthApi.java"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def get(port, path, key=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_SECONDS)
    connection.request("GET", path, headers={"Authorization": f"Bearer {key}"} if key else {})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def until(what, condition):
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.3)
    sys.exit(f"not within {LIMIT_SECONDS} s: {what}")


def up(port):
    try:
        return get(port, "/health")[0] == 200
    except OSError:
        return False


def processes(folder):
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in line:
                found.append(int(entry.name))
    return found


def copy_of_project(folder):
    project = folder / "project"
    shutil.copytree(".", project, ignore=shutil.ignore_patterns("target", ".git", ".orchagent"))
    return project


def check(folder):
    project = copy_of_project(folder)
    port = free_port()
    environment = dict(os.environ, QUARKUS_HTTP_PORT=str(port), QUARKUS_MANAGEMENT_PORT=str(free_port()))
    log = open(folder / "log", "wb")
    # Its input stays open, as a terminal's does
    server = subprocess.Popen(
        ["./mvnw", "-B", "-ntp", "-Pquick", "quarkus:dev"],
        cwd=project, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)
    try:
        until("ready", lambda: server.poll() is not None or up(port))
        key = json.loads((project / ".orchagent/dev-credentials.json").read_text())["api_key"]
        first = json.loads(get(port, "/org", key)[1])["data"]
        source = project / SOURCE
        for word in ("one", "two"):
            text = source.read_text()
            edited = text.replace('? "ok"', f'? "{word}"').replace('? "one"', f'? "{word}"')
            if edited == text:
                sys.exit(f"nothing to edit in {SOURCE}")
            source.write_text(edited)
            until(f"the answer of the new code ({word})", lambda: f'"{word}"' in get(port, "/health")[1])
            again = json.loads(get(port, "/org", key)[1])["data"]
            if again != first:
                sys.exit(f"other data after a reload: {again} instead of {first}")
        os.killpg(server.pid, signal.SIGTERM)
        until("its end", lambda: server.poll() is not None)
        until("the end of its servers", lambda: not processes(folder))
    except BaseException:
        sys.stderr.write((folder / "log").read_text(errors="replace")[-8000:])
        raise
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)


with tempfile.TemporaryDirectory(prefix="orchagent-reload-") as place:
    check(pathlib.Path(place))
print("live reload: two edits, each answered by the new code over the same data; nothing left running")
