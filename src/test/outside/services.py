#!/usr/bin/env python3
"""Deploys a web service and a worker from the outside: reaches the one, follows the log of the
other, ends an instance (back within 3 s), lets one crash until it is paused, and publishes another
version while requests go on (at two instances, none may fail). Standard library only.

usage: services.py BASE_URL [ADMIN_EMAIL ADMIN_PASSWORD]     (loopback only)

With an administrator the plan of the workspace is given room for three instances; without, the
part about two instances is left out unless the plan has it.
"""
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid

import outside
from outside import check, multipart, request, zipped

ROOT = outside.BASE.geturl().rstrip("/")

WEB = """
import http.server, json, os
class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        if self.path.endswith("/crash"):
            os._exit(3)
        body = json.dumps({"mark": "MARK", "instance": os.environ["ORCHAGENT_INSTANCE"]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *about):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
"""
WORKER = """
import threading
n = 0
while True:
    print("tick", n, flush=True)
    n += 1
    threading.Event().wait(0.2)
"""


class Owner:
    def __init__(self):
        made = request("POST", "/auth/register", {"email": f"svc-{uuid.uuid4().hex[:10]}@example.test", "password": f"correct horse {uuid.uuid4()}"})
        check("registers", made.status, 201)
        self.session, self.home, self.slug = made["data.session.access_token"], made["data.workspace.id"], made["data.workspace.slug"]
        self.root = f"/workspaces/{self.home}/services"

    def __call__(self, method, path, body=None, **more):
        return request(method, path, body, self.session, **more)

    def version(self, name, program):
        made = self("POST", "/agents", {"name": name, "type": "tool", "required_secrets": []})
        check(f"publish {name}", made.status, 201)
        body, kind = multipart([("bundle", "bundle.zip", "application/zip", zipped({"main.py": program}))])
        check(f"upload {name}", self("POST", f"/agents/{made['data.agent.id']}/upload", raw=body, kind=kind).status, 200)
        return made["data.agent.id"]

    def deploy(self, agent, **more):
        made = self("POST", self.root, {"agent_id": agent, "name": "s-" + uuid.uuid4().hex[:8], **more})
        check(f"deploy {made['error.message']}", made.status, 201)
        return made["data"]


def until(what, wanted, seconds=30):
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        seen = wanted()
        if seen:
            return seen, time.monotonic() - start
        time.sleep(0.02)
    check(what, "not within %d s" % seconds, "in time")
    sys.exit(1)


def reached(address):
    try:
        with urllib.request.urlopen(ROOT + address, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode()
    except OSError as e:
        return 0, str(e)


def state(owner, service, wanted):
    return until(f"state {wanted}", lambda: owner("GET", f"{owner.root}/{service['id']}")["data.state"] == wanted)


def killed(owner, service, address):
    before = reached(address + "/")[1]
    reached(address + "/crash")
    (_, after), away = until("back", lambda: reached(address + "/")[0] == 200 and reached(address + "/"))
    check("another instance", before != after, True)
    check("back within 3 s", away < 3, True)
    print(f"  back after {away:.2f} s")


def crashing(owner, agent):
    service = owner.deploy(agent, max_restart_failures=3, command="python", args=["-c", "import sys; sys.exit(7)"])
    _, took = state(owner, service, "paused")
    seen = owner("GET", f"{owner.root}/{service['id']}")
    check("paused by itself", bool(seen["data.auto_paused_at"]), True)
    check("three failures", seen["data.consecutive_restart_failures"], 3)
    print(f"  paused after {took:.1f} s: {seen['data.last_error']}")
    check("deleted", owner("DELETE", f"{owner.root}/{service['id']}").status, 200)
    until("gone", lambda: owner("GET", f"{owner.root}/{service['id']}").status == 404)


def followed(owner, agent):
    service = owner.deploy(agent)
    ask = urllib.request.Request(f"{ROOT}{owner.root}/{service['id']}/logs?follow=true", headers={"Authorization": "Bearer " + owner.session})
    with urllib.request.urlopen(ask, timeout=30) as stream:
        seen = ""
        while "tick 9" not in seen:
            seen += stream.readline().decode()
    check("each line once, in order", [seen.count(f"tick {n}\"") for n in range(10)], [1] * 10)
    check("deleted", owner("DELETE", f"{owner.root}/{service['id']}").status, 200)


def updated(owner, name, agent):
    service = owner.deploy(agent, min_instances=2, max_instances=3)
    until("two", lambda: owner("GET", f"{owner.root}/{service['id']}")["data.running_instances"] == 2)
    address, answers, over = f"/s/{owner.slug}/{service['name']}", [], threading.Event()

    def ask():
        while not over.is_set():
            answers.append(reached(address + "/"))

    askers = [threading.Thread(target=ask) for _ in range(4)]
    [each.start() for each in askers]
    owner.version(name, WEB.replace("MARK", "two"))
    until("the new version alone", lambda: len(answers) > 200 and all("two" in text for _, text in answers[-100:]), 60)
    time.sleep(1)
    over.set()
    [each.join() for each in askers]
    failed = [answer for answer in answers if answer[0] != 200]
    check(f"no failed request of {len(answers)}: {failed[:2]}", len(failed), 0)
    check("deleted", owner("DELETE", f"{owner.root}/{service['id']}").status, 200)


def main():
    owner = Owner()
    name = "web-" + uuid.uuid4().hex[:8]
    web, worker = owner.version(name, WEB.replace("MARK", "one")), owner.version("worker-" + uuid.uuid4().hex[:8], WORKER)
    service = owner.deploy(web)
    _, took = state(owner, service, "running")
    print(f"  running after {took:.2f} s")
    address = f"/s/{owner.slug}/{service['name']}"
    check("reached", reached(address + "/")[0], 200)
    killed(owner, service, address)
    followed(owner, worker)
    check("deleted", owner("DELETE", f"{owner.root}/{service['id']}").status, 200)
    until("gone", lambda: owner("GET", f"{owner.root}/{service['id']}").status == 404)
    crashing(owner, web)
    if len(sys.argv) > 3:
        admin = request("POST", "/auth/login", {"email": sys.argv[2], "password": sys.argv[3]})["data.session.access_token"]
        check("room for three", request("PATCH", f"/admin/workspaces/{owner.home}", {"limits": {"service_instances": 3}}, admin).status, 200)
        updated(owner, name, web)
    else:
        print("  left out: two instances (name an administrator)")
    print(f"{outside.passed} passed, {len(outside.failed)} failed")
    sys.exit(1 if outside.failed else 0)


if __name__ == "__main__":
    main()
