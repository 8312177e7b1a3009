"""A small client of the server for the benches: one kept connection, a fresh account, a tool."""
import http.client
import io
import json
import urllib.parse
import uuid
import zipfile


class Refused(Exception):
    def __init__(self, status, text):
        super().__init__(f"{status}: {text}")
        self.status = status


class Server:
    def __init__(self, base, key=None):
        self.base = base
        self.address = urllib.parse.urlsplit(base)
        self.key = key
        self.connection = http.client.HTTPConnection(self.address.hostname, self.address.port)

    def request(self, method, path, body=b"", content_type="application/json"):
        headers = {"Content-Type": content_type}
        if self.key:
            headers["Authorization"] = "Bearer " + self.key
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise Refused(answer.status, text.decode())
        return json.loads(text)

    def again(self):
        """The same account over a connection of its own."""
        return Server(self.base, self.key)


def register(base):
    """A workspace of its own."""
    person = {"email": f"b{uuid.uuid4().hex[:20]}@example.test", "password": "bench " + uuid.uuid4().hex}
    server = Server(base)
    data = server.request("POST", "/auth/register", json.dumps(person).encode())["data"]
    server.key = data["session"]["access_token"]
    server.key = server.request("POST", "/api-keys", b'{"name": "bench"}')["data"]["key"]
    return server


def publish(server, program, timeout=60):
    """The path of a new tool's calls."""
    agent = upload(server, program, timeout)
    return f"/{agent['org_slug']}/{agent['name']}/v1/run"


def publish_service(server, program, env):
    """A new service: its path in the API, and the path below which it is reached."""
    agent = upload(server, program, 60)
    workspace = server.request("GET", "/org")["data"]["id"]
    made = f"/workspaces/{workspace}/services"
    body = json.dumps({"agent_id": agent["id"], "env": env}).encode()
    service = server.request("POST", made, body)["data"]
    return f"{made}/{service['id']}", f"/s/{agent['org_slug']}/{service['name']}/"


def upload(server, program, timeout):
    """A new tool."""
    name = "bench-" + uuid.uuid4().hex[:12]
    body = {"name": name, "type": "tool", "required_secrets": [], "timeout_seconds": timeout}
    agent = server.request("POST", "/agents", json.dumps(body).encode())["data"]["agent"]
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("main.py", program)
    boundary = uuid.uuid4().hex
    form = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="bundle"; filename="b.zip"\r\n'
        "Content-Type: application/zip\r\n\r\n"
    ).encode() + bundle.getvalue() + f"\r\n--{boundary}--\r\n".encode()
    server.request(
        "POST", f"/agents/{agent['id']}/upload", form, "multipart/form-data; boundary=" + boundary)
    return {**agent, "name": name}


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000
