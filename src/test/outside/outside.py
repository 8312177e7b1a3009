#!/usr/bin/env python3
"""Walks through a running orchagent from the outside, as a stranger would: signs up, makes a key,
publishes a Python and a JavaScript tool, calls them with files, failures and timeouts, and checks
every header and field. Standard library only.

usage: outside.py BASE_URL     (for instance http://127.0.0.1:8080; loopback only)
"""
import concurrent.futures
import hashlib
import http.client
import io
import json
import re
import sys
import time
import urllib.parse
import uuid
import zipfile

BASE = urllib.parse.urlsplit(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080")
if BASE.hostname not in ("127.0.0.1", "localhost", "::1"):
    sys.exit("this script talks to a server on the loopback interface only")

passed = 0
failed = []


def check(name, got, want=True):
    global passed
    ok = want(got) if callable(want) else got == want
    if ok:
        passed += 1
    else:
        failed.append(name)
        print(f"FAILED {name}: got {got!r}" + ("" if callable(want) else f", wanted {want!r}"))


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        kind = headers.get("content-type", "")
        self.json = json.loads(body) if kind.startswith("application/json") and body else None

    def __getitem__(self, path):
        value = self.json
        for part in path.split("."):
            value = value[int(part)] if isinstance(value, list) else (value or {}).get(part)
        return value


def request(method, path, body=None, key=None, headers=None, raw=None, kind="application/json"):
    connection = http.client.HTTPConnection(BASE.hostname, BASE.port, timeout=120)
    sent = dict(headers or {})
    if key:
        sent["Authorization"] = "Bearer " + key
    if raw is None and body is not None:
        raw = json.dumps(body).encode()
    if raw is not None:
        sent.setdefault("Content-Type", kind)
    connection.request(method, path, raw, sent)
    response = connection.getresponse()
    data = response.read()
    answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, data)
    connection.close()
    return answer


def multipart(parts):
    boundary = uuid.uuid4().hex
    out = io.BytesIO()
    for name, filename, kind, data in parts:
        disposition = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename else "")
        out.write(f"--{boundary}\r\nContent-Disposition: {disposition}\r\nContent-Type: {kind}\r\n\r\n".encode())
        out.write(data + b"\r\n")
    out.write(f"--{boundary}--\r\n".encode())
    return out.getvalue(), f"multipart/form-data; boundary={boundary}"


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def is_error(name, answer, status, code, retryable=False):
    check(f"{name}: status", answer.status, status)
    check(f"{name}: code", answer["error.code"], code)
    check(f"{name}: is_retryable", answer["error.is_retryable"], retryable)
    check(f"{name}: message", answer["error.message"], lambda m: isinstance(m, str) and len(m) > 5)
    check(f"{name}: request id", answer["metadata.request_id"], answer.headers.get("x-request-id"))


def limits(name, answer):
    for header in ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"):
        check(f"{name}: {header}", answer.headers.get(header, ""), lambda v: v.isdigit())
    reset = int(answer.headers.get("x-ratelimit-reset", "0"))
    check(f"{name}: reset is midnight UTC", reset % 86400 == 0 and 0 < reset - time.time() <= 86401)


def published(key, name, files, **fields):
    made = request("POST", "/agents", {"name": name, "type": "tool", "required_secrets": [], **fields}, key)
    check(f"publish {name}: 201", made.status, 201)
    body, kind = multipart([("bundle", "bundle.zip", "application/zip", zipped(files))])
    up = request("POST", f"/agents/{made['data.agent.id']}/upload", raw=body, kind=kind, key=key)
    check(f"upload {name}: 200", up.status, 200)
    check(f"upload {name}: active", up["data.status"], "active")
    return made["data.agent"], up


PYTHON = """
import json, os, sys, time, signal
data = json.load(sys.stdin)
print("a line for the log", file=sys.stderr)
what = data.get("do", "echo")
if what == "fail":
    print(json.dumps({"error": "told by the program"})); sys.exit(3)
if what == "text":
    print("no json here"); sys.exit(0)
if what == "sleep":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)
if what == "signal":
    os.kill(os.getpid(), signal.SIGSEGV)
if what == "flood":
    while True: sys.stdout.write("x" * 65536)
if what == "fork":
    while True:
        try: os.fork()
        except OSError: time.sleep(0.05)
if what == "fill":
    with open("/tmp/big", "wb") as f:
        while True: f.write(b"x" * 1048576)
if what == "files":
    print(json.dumps([{**f, "text": open(f["path"]).read()} for f in data["files"]] + [data["metadata"]])); sys.exit(0)
print(json.dumps({"in": data, "endpoint": os.environ["ORCHAGENT_ENDPOINT"], "env": sorted(os.environ), "uid": os.getuid(), "cwd": os.getcwd()}))
"""

JAVASCRIPT = """
const chunks = [];
process.stdin.on('data', c => chunks.push(c)).on('end', () => {
  const input = JSON.parse(Buffer.concat(chunks));
  console.error('seen by node');
  console.log(JSON.stringify({sum: input.numbers.reduce((a, b) => a + b, 0), agent: process.env.ORCHAGENT_AGENT}));
});
"""


def sign_up():
    tag = uuid.uuid4().hex[:10]
    person = {"email": f"stranger-{tag}@example.org", "password": f"a long walk {tag}"}
    answer = request("POST", "/auth/register", {**person, "name": "A Stranger", "workspace_slug": f"walk-{tag}"})
    check("register: 201", answer.status, 201)
    for field in ("id", "email", "display_name", "created_at"):
        check(f"register: user.{field}", answer[f"data.user.{field}"], lambda v: v is not None)
    check("register: slug", answer["data.workspace.slug"], f"walk-{tag}")
    check("register: plan", answer["data.workspace.plan"], "free")
    session = answer["data.session"] or {}
    check("register: session", sorted(session), ["access_token", "expires_in", "refresh_token", "token_type"])
    is_error("register twice", request("POST", "/auth/register", person), 409, "CONFLICT")
    login = request("POST", "/auth/login", person)
    check("login: 200", login.status, 200)
    is_error("wrong password", request("POST", "/auth/login", {**person, "password": "not this one"}), 401, "UNAUTHORIZED")
    fresh = request("POST", "/auth/refresh", {"refresh_token": login["data.session.refresh_token"] or ""})
    check("refresh: 200", fresh.status, 200)
    access = session.get("access_token")
    made = request("POST", "/api-keys", {"name": "walk"}, access)
    check("key: 201", made.status, 201)
    key = made["data.key"]
    check("key: form", key, lambda k: re.fullmatch(r"sk_live_[0-9A-Za-z]{43}", k or "") is not None)
    check("key: prefix", made["data.prefix"], key[:12])
    listed = request("GET", "/api-keys", key=key)
    check("keys: not shown again", all("key" not in row for row in listed["data"]))
    limits("keys", listed)
    return {"slug": f"walk-{tag}", "key": key, "access": access, "workspace": answer["data.workspace.id"]}


def python_tool(me):
    schema = {"type": "object", "properties": {"do": {"type": "string"}, "n": {"type": "integer", "minimum": 1}}}
    agent, up = published(me["key"], "walker", {"main.py": PYTHON}, input_schema=schema, timeout_seconds=3,
                          description="Walks", tags=["walk"])
    check("publish: version", agent["version"], "v1")
    check("publish: engine", agent["execution_engine"], "code_runtime")
    check("upload: entrypoint", up["data.entrypoint"], "main.py")
    path = f"/{me['slug']}/walker/v1/run"
    before = request("GET", "/users/me", key=me["key"])
    ok = request("POST", path, {"n": 1, "text": "grüße \U0001f600"}, me["key"], {"X-Orchagent-Tenant": "tenant-1"})
    check("call: 200", ok.status, 200)
    check("call: input is seen", ok["data.in"], {"n": 1, "text": "grüße \U0001f600"})
    check("call: endpoint", ok["data.endpoint"], "run")
    check("call: uid", ok["data.uid"], 1000)
    check("call: cwd", ok["data.cwd"], "/home/user")
    check("call: no foreign environment", [n for n in ok["data.env"] or [] if not re.match(r"ORCHAGENT_|HOME$|PATH$|LANG$|TZ$|LC_CTYPE$|PWD$|SHLVL$|_$", n)], [])
    run = ok["metadata.run_id"]
    check("call: run id", ok.headers.get("x-run-id"), run)
    check("call: run id again", ok.headers.get("x-orchagent-run-id"), run)
    check("call: request id is the run's", ok.headers.get("x-request-id"), "req_" + (run or "").replace("-", ""))
    check("call: version", ok["metadata.version"], "v1")
    for field in ("processing_time_ms", "execution_time_ms"):
        check(f"call: {field}", ok[f"metadata.{field}"], lambda v: isinstance(v, int) and v >= 0)
    limits("call", ok)
    check("call: takes one unit", int(before.headers["x-ratelimit-remaining"]) - int(ok.headers["x-ratelimit-remaining"]), 1)
    check("empty body", request("POST", path, key=me["key"])["data.in"], {})
    loud = request("POST", path + "?verbose=true", {}, me["key"])
    check("verbose: stderr", loud["metadata.stderr"], "a line for the log\n")
    check("quiet: no stderr", "stderr" in ok.json["metadata"], False)
    text = request("POST", path, {"do": "text"}, me["key"])
    check("text: result", text["data"], {"result": "no json here"})
    check("text: warning", len(text["warnings"] or []), 1)
    failures(me, path)
    files(me, path)
    records(me, path, run)


def failures(me, path):
    key = me["key"]
    bad = request("POST", path, {"do": "fail"}, key)
    is_error("exit 3", bad, 502, "SANDBOX_ERROR")
    check("exit 3: message", bad["error.message"], "told by the program")
    check("exit 3: category", bad["error.category"], "code_error")
    check("exit 3: exit code", bad["metadata.sandbox_exit_code"], 3)
    check("exit 3: stderr", bad["error.stderr_tail"], lambda v: "a line for the log" in (v or ""))
    check("exit 3: run id", bad["metadata.run_id"], bad.headers.get("x-run-id"))
    for what, category in (("signal", "code_error"), ("flood", "resource_limit"), ("fill", "code_error")):
        answer = request("POST", path, {"do": what}, key)
        is_error(what, answer, 502, "SANDBOX_ERROR")
        check(f"{what}: category", answer["error.category"], category)
    for what in ("sleep", "fork"):
        started = time.time()
        answer = request("POST", path, {"do": what}, key)
        is_error(what, answer, 504, "SANDBOX_TIMEOUT", answer["error.is_retryable"])
        check(f"{what}: ends at its deadline", time.time() - started < 8)
    soon = str(int((time.time() + 1) * 1000))
    is_error("deadline header", request("POST", path, {"do": "sleep"}, key, {"X-Orchagent-Deadline-Ms": soon}), 504, "SANDBOX_TIMEOUT", True)
    wrong = request("POST", path, {"do": 7, "n": 0}, key)
    is_error("schema", wrong, 400, "INVALID_INPUT")
    check("schema: all at once", len(wrong["error.fields"] or []), 2)
    is_error("array", request("POST", path, [1], key), 400, "INVALID_INPUT")
    is_error("deep", request("POST", path, raw=b'{"a":' + b"[" * 10000 + b"]" * 10000 + b"}", key=key), 400, "INVALID_INPUT")
    is_error("broken", request("POST", path, raw=b'{"a":', key=key), 400, "INVALID_INPUT")
    is_error("text body", request("POST", path, raw=b"hello", kind="text/plain", key=key), 415, "UNSUPPORTED_TYPE")
    is_error("no key", request("POST", path, {}), 401, "UNAUTHORIZED")
    is_error("no agent", request("POST", f"/{me['slug']}/nobody/v1/run", {}, key), 404, "NOT_FOUND")
    is_error("no version", request("POST", f"/{me['slug']}/walker/v9/run", {}, key), 404, "NOT_FOUND")


def files(me, path):
    body, kind = multipart([
        ("files[]", "a.txt", "text/plain", b"first"),
        ("files[]", "../../b.txt", "text/plain", b"second"),
        ("metadata", None, "application/json", b'{"why": "because"}'),
    ])
    # the tool looks for its order inside the input: files arrive with the metadata beside them
    answer = request("POST", path, raw=body, kind=kind, key=me["key"])
    check("files: 200", answer.status, 200)
    seen = answer["data.in"] or {}
    check("files: count", len(seen.get("files", [])), 2)
    for file in seen.get("files", []):
        check("files: path", file["path"], lambda p: re.fullmatch(r"/tmp/uploads/[^/]+", p) is not None)
        check("files: fields", sorted(file), ["content_type", "original_name", "path", "size_bytes"])
    check("files: metadata", seen.get("metadata"), {"why": "because"})


def records(me, path, run):
    base = f"/workspaces/{me['workspace']}/runs"
    listed = request("GET", base + "?limit=5", key=me["key"])
    check("runs: 200", listed.status, 200)
    check("runs: paging", [listed["metadata.limit"], listed["metadata.offset"]], [5, 0])
    check("runs: none stuck", [r["id"] for r in listed["data"] if r["status"] in ("queued", "running")], [])
    one = request("GET", f"{base}/{run}", key=me["key"])
    wanted = """id request_id agent_id agent version endpoint trigger status error tenant_id parent_run_id root_run_id
        schedule_id replay_of input_tokens output_tokens cost_usd price_cents duration_ms exit_code created_at
        started_at completed_at input_data output_data""".split()
    check("run: fields", [f for f in wanted if f not in one.json["data"]], [])
    check("run: status", one["data.status"], "completed")
    check("run: tenant", one["data.tenant_id"], "tenant-1")
    check("run: input", one["data.input_data"], {"n": 1, "text": "grüße \U0001f600"})
    logs = request("GET", f"{base}/{run}/logs", key=me["key"])
    check("run logs: stderr", logs["data.stderr"], "a line for the log\n")
    check("run logs: exit code", logs["data.exit_code"], 0)
    failed_runs = request("GET", base + "?status=failed", key=me["key"])
    check("runs: filter", {r["status"] for r in failed_runs["data"]}, {"failed"})
    is_error("runs: no id", request("GET", base + "/x", key=me["key"]), 404, "NOT_FOUND")


def javascript_tool(me):
    agent, _ = published(me["key"], "adder", {"main.js": JAVASCRIPT}, is_public=True)
    answer = request("POST", f"/{me['slug']}/adder/latest/add", {"numbers": [1, 2, 39]}, me["key"])
    check("javascript: data", answer["data"], {"sum": 42, "agent": f"{me['slug']}/adder@v1"})
    second, _ = published(me["key"], "adder", {"main.js": JAVASCRIPT + "// again\n"})
    check("versions: v2", second["version"], "v2")
    shown = request("GET", f"/public/agents/{me['slug']}/adder/v1")
    check("public: 200", shown.status, 200)
    bundle = request("GET", f"/public/agents/{me['slug']}/adder/v1/bundle")
    check("bundle: etag", bundle.headers.get("etag", "").strip('"'), hashlib.sha256(bundle.body).hexdigest())
    mine = request("GET", "/agents", key=me["key"])
    check("agents: total", mine["metadata.total"], lambda t: t >= 3)


def strangers(me):
    other = sign_up()
    check("private agent: 404", request("GET", f"/public/agents/{me['slug']}/walker/v1", key=other["key"]).status, 404)
    is_error("foreign call", request("POST", f"/{me['slug']}/walker/v1/run", {}, other["key"]), 404, "NOT_FOUND")
    is_error("foreign runs", request("GET", f"/workspaces/{me['workspace']}/runs", key=other["key"]), 404, "NOT_FOUND")
    is_error("foreign header", request("GET", "/agents", key=other["key"], headers={"X-Workspace-Id": me["workspace"]}), 403, "FORBIDDEN")
    public = request("POST", f"/{me['slug']}/adder/v1/run", {"numbers": [2]}, other["key"])
    check("public agent: callable by a stranger", public["data.sum"], 2)
    made = request("POST", "/api-keys", {"name": "short"}, other["key"])
    gone = request("DELETE", f"/api-keys/{made['data.id']}", key=other["key"])
    check("revoke: 200", gone.status, 200)
    is_error("revoked key", request("GET", "/users/me", key=made["data.key"]), 401, "UNAUTHORIZED")


def crowd(me):
    """Ten may run at once under the free plan: of thirty at once at least ten run, nobody hangs."""
    path = f"/{me['slug']}/adder/v1/run"
    with concurrent.futures.ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda i: request("POST", path, {"numbers": [i]}, me["key"]), range(30)))
    statuses = sorted({a.status for a in answers})
    check("crowd: only 200 and 429", [s for s in statuses if s not in (200, 429)], [])
    check("crowd: ten run", sum(a.status == 200 for a in answers), lambda n: n >= 10)
    for answer in answers:
        if answer.status == 429:
            is_error("crowd: refused", answer, 429, "RATE_LIMITED", True)
            check("crowd: Retry-After", answer.headers.get("retry-after", ""), lambda v: v.isdigit())
            check("crowd: wait", answer["error.suggested_wait_time"], lambda v: isinstance(v, int))
            break


def floor():
    health = request("GET", "/health")
    check("health", (health.status, health.json), (200, {"status": "ok"}))
    check("openapi", request("GET", "/openapi.json").json["openapi"], lambda v: v.startswith("3.1"))
    is_error("unknown path", request("GET", "/nowhere/at/all"), 404, "NOT_FOUND")
    is_error("wrong method", request("DELETE", "/api-keys"), 405, "METHOD_NOT_ALLOWED")
    is_error("unknown field", request("POST", "/auth/login", {"email": "a@b.c", "password": "x" * 10, "colour": 1}), 400, "INVALID_INPUT")


if __name__ == "__main__":
    floor()
    person = sign_up()
    python_tool(person)
    javascript_tool(person)
    strangers(person)
    crowd(person)
    print(f"{passed} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)
