#!/usr/bin/env python3
"""What the gateway adds to a call of a language model, beside another gateway and a plain proxy.

Usage: gateway.py WORK_FOLDER SERVER_URL [OTHER_GATEWAY_URL] [SECONDS=5] [ROUNDS=3]

The provider is an nginx that answers one fixed chat completion (port 18070), and the plain proxy
another port of it (18071) that passes on to the first. SERVER_URL is our server, started with
    ORCHAGENT_LLM_OPENAI_BASE_URL=http://127.0.0.1:18070/v1
    ORCHAGENT_PLANS_FREE_CALLS_PER_DAY=100000000 ORCHAGENT_PLANS_FREE_CONCURRENT_CALLS=200.
The key is in the vault, so a call is authenticated, counted against
the quota, priced and recorded. OTHER_GATEWAY_URL is one of `npx @portkey-ai/gateway`, which has none of
that to do. All are asked in turns by wrk, over kept connections, at 1 and at 32 in parallel.
"""
import contextlib
import json
import os
import re
import subprocess
import sys
import uuid

from server import percentile, register

STUB, PROXY = "http://127.0.0.1:18070", "http://127.0.0.1:18071"
ANSWER = json.dumps({
    "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-4.1-mini",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello there."}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 20, "completion_tokens": 4, "total_tokens": 24},
})
CHAT = json.dumps({"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": "Say hello to Ada."}]})
NGINX = """
worker_processes 1; daemon on; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 100000000; keepalive_timeout 600s; client_body_temp_path {folder};
  proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  upstream stub {{ server 127.0.0.1:18070; keepalive 64; keepalive_requests 100000000; }}
  server {{ listen 127.0.0.1:18070; default_type application/json; location / {{ return 200 '{answer}'; }} }}
  server {{ listen 127.0.0.1:18071; location / {{
    proxy_pass http://stub; proxy_http_version 1.1; proxy_set_header Connection ""; }} }}
}}
"""


@contextlib.contextmanager
def model(folder):
    """The provider and the plain proxy, for as long as they are asked."""
    os.makedirs(folder, exist_ok=True)
    config = os.path.join(folder, "nginx.conf")
    with open(config, "w", encoding="utf-8") as file:
        file.write(NGINX.format(folder=folder, answer=ANSWER))
    subprocess.run(["nginx", "-c", config, "-p", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["nginx", "-c", config, "-p", folder, "-s", "stop"], check=True)


def script(folder, name, body, headers):
    """A script of wrk: POST with a body, GET without."""
    path = os.path.join(folder, name + ".lua")
    with open(path, "w", encoding="utf-8") as file:
        if body is not None:
            file.write(f'wrk.method = "POST"\nwrk.body = [[{body}]]\n')
        for key, value in headers.items():
            file.write(f'wrk.headers["{key}"] = "{value}"\n')
    return path


def load(url, lua, parallel, seconds):
    """Seconds at p50 and p99, and calls a second; fails when an answer is not 2xx."""
    printed = subprocess.run(
        ["wrk", "-t1", f"-c{parallel}", f"-d{seconds}s", "--timeout", "20s", "--latency", "-s", lua, url],
        capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in printed and "Socket errors" not in printed, printed
    units = {"us": 1e-6, "ms": 1e-3, "s": 1}
    p50, p99 = (
        float(value) * units[unit]
        for value, unit in (re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", printed).groups() for share in ("50", "99")))
    return p50, p99, float(re.search(r"Requests/sec:\s+([\d.]+)", printed).group(1))


def main():
    folder, url = os.path.abspath(sys.argv[1]), sys.argv[2]
    other = sys.argv[3] if len(sys.argv) > 3 else ""
    seconds = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    rounds = int(sys.argv[5]) if len(sys.argv) > 5 else 3
    with model(folder):
        server = register(url)
        workspace = server.request("GET", "/org")["data"]["id"]
        server.request(
            "PUT", f"/workspaces/{workspace}/secrets",
            b'{"name": "OPENAI_API_KEY", "value": "sk-bench-0123456789"}')
        name = "bench-" + uuid.uuid4().hex[:12]
        agent = server.request("POST", "/agents", json.dumps({
            "name": name, "type": "prompt", "prompt": "Say hello to {{name}}.", "supported_providers": ["openai"],
        }).encode())["data"]["agent"]
        key = {"Content-Type": "application/json", "Authorization": "Bearer " + server.key}
        plain = {"Content-Type": "application/json", "Authorization": "Bearer sk-bench-0123456789"}
        asked = {"direct": (STUB + "/v1/chat/completions", script(folder, "direct", CHAT, plain))}
        asked["nginx as proxy"] = (PROXY + "/v1/chat/completions", asked["direct"][1])
        if other:
            asked["other gateway"] = (other + "/v1/chat/completions", script(folder, "other", CHAT, {
                **plain, "x-portkey-provider": "openai", "x-portkey-custom-host": STUB + "/v1"}))
        asked["orchagent"] = (
            f"{url}/{agent['org_slug']}/{name}/v1/run", script(folder, "ours", '{"name": "Ada"}', key))
        for parallel in (1, 32):
            figures = {label: [] for label in asked}
            for number in range(-1, rounds):
                for label, (address, lua) in asked.items():
                    figure = load(address, lua, parallel, seconds)
                    if number >= 0:
                        figures[label].append(figure)
            print(f"{parallel} in parallel: median of {rounds} rounds of {seconds} s")
            print(f"{'':18}{'p50 ms':>10}{'added':>10}{'p99 ms':>10}{'calls/s':>10}")
            direct = percentile([one[0] for one in figures["direct"]], .5)
            for label, values in figures.items():
                p50, p99 = (percentile([one[at] for one in values], .5) for at in (0, 1))
                rate = percentile([one[2] for one in values], .5) / 1000
                print(f"{label:18}{p50:>10.2f}{p50 - direct:>10.2f}{p99:>10.2f}{rate:>10.0f}")


if __name__ == "__main__":
    main()
