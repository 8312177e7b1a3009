"""What a server needs around it, for the scripts beside this file: a PostgreSQL of the system
(Debian's postgresql), a Redis, a model that answers, and a person who publishes and calls a prompt.
Everything listens on the loopback interface and ends with the script. Standard library only.
"""
import base64
import glob
import http.client
import http.server
import json
import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time

LIMIT_SECONDS = 90
NOBODY = "65534"
PASSWORD = secrets.token_hex(16)
MASTER_KEY = base64.b64encode(secrets.token_bytes(32)).decode()
ADMIN = {"email": "root@example.com", "password": "tulip-orbit-kettle-93"}

started = []


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def until(what, condition, limit=LIMIT_SECONDS):
    end = time.monotonic() + limit
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise SystemExit(f"not within {limit} s: {what}")


def run(command, **more):
    done = subprocess.run(command, capture_output=True, text=True, **more)
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} failed ({done.returncode}): {done.stderr[-2000:]}")
    return done.stdout


def start(command, output, **more):
    with open(output, "ab") as out:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, **more)
    started.append(process)
    return process


def stop(process):
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    started.remove(process)


def stop_all():
    for process in reversed(started[:]):
        stop(process)


class Postgres:
    """A cluster of its own, and a user that owns its database and is no superuser."""

    def __init__(self, folder):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not found:
            sys.exit("install postgresql (Debian's, with pg_dump)")
        self.programs = pathlib.Path(found[-1])
        self.port = free_port()
        self.data = folder / "data"
        folder.mkdir()
        # PostgreSQL does not run as root
        self.user = []
        if os.getuid() == 0:
            shutil.chown(folder, int(NOBODY), int(NOBODY))
            self.user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        run(self.user + [self.programs / "initdb", "-D", self.data, "-U", "postgres",
                         "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"], cwd="/")
        self.process = start(
            self.user + [self.programs / "postgres", "-D", self.data, "-p", str(self.port),
                         "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
            folder.parent / "postgres.log", cwd="/")
        ready = [self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        until("PostgreSQL", lambda: subprocess.run(ready).returncode == 0)
        self.sql("postgres", f"create role orchagent login password '{PASSWORD}'")

    def tool(self, name, *arguments, user="postgres"):
        """One of PostgreSQL's own programs, as a person would call it."""
        environment = dict(os.environ, PGHOST="127.0.0.1", PGPORT=str(self.port), PGUSER=user,
                           PGPASSWORD=PASSWORD)
        return run([self.programs / name, *arguments], env=environment)

    def sql(self, database, statement):
        return self.tool("psql", "-v", "ON_ERROR_STOP=1", "-XqAtc", statement, database).strip()

    def create(self, database):
        self.tool("createdb", "-O", "orchagent", database)

    def settings(self, database):
        return {
            "QUARKUS_DATASOURCE_JDBC_URL": f"jdbc:postgresql://127.0.0.1:{self.port}/{database}",
            "QUARKUS_DATASOURCE_USERNAME": "orchagent",
            "QUARKUS_DATASOURCE_PASSWORD": PASSWORD,
        }


class Redis:
    def __init__(self, folder):
        program = shutil.which("redis-server") or next(
            (one for one in glob.glob("target/embedded/bin/redis-*/**/redis-server*", recursive=True)
             if os.path.isfile(one) and os.access(one, os.X_OK)), None)
        if program is None:
            sys.exit("install redis-server, or run the tests once, which unpack one")
        self.port = free_port()
        self.process = start(
            [program, "--bind", "127.0.0.1", "--port", str(self.port), "--save", ""],
            folder / "redis.log")

    def settings(self):
        return {"QUARKUS_REDIS_HOSTS": f"redis://127.0.0.1:{self.port}"}


class Model(http.server.ThreadingHTTPServer):
    """Says one thing, in OpenAI's format, to who has the key."""

    KEY = "sk-" + secrets.token_hex(12)

    def __init__(self):
        super().__init__(("127.0.0.1", 0), ModelHandler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def settings(self):
        return {"ORCHAGENT_LLM_OPENAI_BASE_URL": f"http://127.0.0.1:{self.server_address[1]}"}


class ModelHandler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        good = self.headers.get("Authorization") == "Bearer " + Model.KEY
        body = json.dumps({
            "object": "chat.completion",
            "choices": [{"index": 0, "finish_reason": "stop",
                         "message": {"role": "assistant", "content": "said"}}],
            "usage": {"prompt_tokens": 3, "completion_tokens": 1},
        } if good else {"error": {"message": "wrong key", "type": "x"}}).encode()
        self.send_response(200 if good else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def settings():
    """What all servers of a script are told; the ports are those of one server."""
    return {
        "ORCHAGENT_EMBEDDED_ENABLED": "false",
        "ORCHAGENT_CRYPTO_MASTER_KEY": MASTER_KEY,
        "ORCHAGENT_REGISTRATION": "open",
        "ORCHAGENT_ADMIN_EMAIL": ADMIN["email"],
        "ORCHAGENT_ADMIN_PASSWORD": ADMIN["password"],
        "ORCHAGENT_IDENTITY_PASSWORD_COST": "4",
        "QUARKUS_HTTP_HOST": "127.0.0.1",
        "QUARKUS_HTTP_PORT": str(free_port()),
        "QUARKUS_MANAGEMENT_PORT": str(free_port()),
    }


class Client:
    def __init__(self, port):
        self.port = int(port)

    def send(self, method, path, body=None, bearer=None, wanted=(200, 201)):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_SECONDS)
        headers = {"Content-Type": "application/json"}
        if bearer:
            headers["Authorization"] = "Bearer " + bearer
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        if wanted and answer.status not in wanted:
            raise SystemExit(f"{method} {path}: {answer.status} {text[:2000]}")
        return answer.status, json.loads(text) if text.startswith("{") else text

    def await_up(self, process, log):
        def up():
            if process.poll() is not None:
                raise SystemExit("the server ended:\n" + pathlib.Path(log).read_text()[-4000:])
            try:
                return self.send("GET", "/health", wanted=None)[0] == 200
            except OSError:
                return False
        until("the server", up)

    def administrator(self):
        return self.send("POST", "/auth/login", ADMIN)[1]["data"]["session"]["access_token"]


class Person:
    """Has a workspace, a key, a secret of the vault and an agent that needs it."""

    def __init__(self, client, price=None):
        name = secrets.token_hex(6)
        registered = client.send("POST", "/auth/register", {
            "email": f"p{name}@example.test", "password": "correct horse " + name})[1]["data"]
        session = registered["session"]["access_token"]
        self.workspace = registered["workspace"]["id"]
        self.key = client.send("POST", "/api-keys", {"name": "k"}, session)[1]["data"]["key"]
        body = {"name": "p-" + name, "type": "prompt", "prompt": "Say it."}
        if price:
            body.update(is_public=True, price_per_call_cents=price)
        client.send("POST", "/agents", body, self.key)
        self.agent = f"/{registered['workspace']['slug']}/p-{name}/v1/run"

    def keeps(self, client, name, value):
        client.send("PUT", f"/workspaces/{self.workspace}/secrets",
                    {"name": name, "value": value}, self.key)
