#!/usr/bin/env python3
"""How many requests a second the main endpoints take, beside the least that the framework can be asked for.

Usage: floor.py WORK_FOLDER SERVER_URL BARE_URL [SECONDS=4] [ROUNDS=3]

BARE_URL is the application under `bare`: `./mvnw -f src/bench/bare package`, then
    java -Dquarkus.http.port=18060 -jar src/bench/bare/target/quarkus-app/quarkus-run.jar
(with `-Dnative` its binary). SERVER_URL is our server, started as gateway.py says; the model is its nginx. All are
asked in turns by wrk on the same machine, 32 in parallel over kept connections. What ours does is in the label: a key
is checked against PostgreSQL or its cache, a call is counted in Redis and recorded in PostgreSQL before it is answered.
"""
import json
import os
import sys
import uuid

from gateway import load, model, script
from server import percentile, publish, register

PROGRAM = b"import sys\nsys.stdin.read()\nprint('{\"ok\": true}')\n"


def endpoints(folder, url, bare):
    """Labels with addresses and scripts of wrk."""
    server = register(url)
    workspace = server.request("GET", "/org")["data"]["id"]
    server.request(
        "PUT", f"/workspaces/{workspace}/secrets", b'{"name": "OPENAI_API_KEY", "value": "sk-bench-0123456789"}')
    name = "bench-" + uuid.uuid4().hex[:12]
    prompt = server.request("POST", "/agents", json.dumps({
        "name": name, "type": "prompt", "prompt": "Say hello to {{name}}.", "supported_providers": ["openai"],
    }).encode())["data"]["agent"]
    tool = publish(server, PROGRAM)
    plain = {"Content-Type": "application/json"}
    key = {**plain, "Authorization": "Bearer " + server.key}
    ours = script(folder, "get", None, key)
    return {
        "bare: GET, constant": (bare + "/", script(folder, "bare-get", None, plain)),
        "bare: POST, parsed and echoed": (bare + "/", script(folder, "bare-post", '{"message": "Ada"}', plain)),
        "GET /health": (url + "/health", ours),
        "GET /public/agents, 20 of them": (url + "/public/agents?limit=20", ours),
        "GET /org, with a key": (url + "/org", ours),
        "POST call of a prompt": (
            f"{url}/{prompt['org_slug']}/{name}/v1/run", script(folder, "prompt", '{"name": "Ada"}', key)),
        "POST call of a program": (url + tool, script(folder, "tool", "{}", key)),
    }


def main():
    folder, url, bare = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]
    seconds = int(sys.argv[4]) if len(sys.argv) > 4 else 4
    rounds = int(sys.argv[5]) if len(sys.argv) > 5 else 3
    with model(folder):
        asked = endpoints(folder, url, bare)
        figures = {label: [] for label in asked}
        for number in range(-1, rounds):
            for label, (address, lua) in asked.items():
                figure = load(address, lua, 32, seconds)
                if number >= 0:
                    figures[label].append(figure)
        print(f"32 in parallel: median of {rounds} rounds of {seconds} s")
        print(f"{'':34}{'requests/s':>12}{'of bare':>10}{'p50 ms':>10}{'p99 ms':>10}")
        floor = {}
        for label, values in figures.items():
            p50, p99 = (percentile([one[at] for one in values], .5) for at in (0, 1))
            rate = percentile([one[2] for one in values], .5) / 1000
            method = "POST" if "POST" in label else "GET"
            floor.setdefault(method, rate)
            print(f"{label:34}{rate:>12.0f}{rate / floor[method]:>10.3f}{p50:>10.2f}{p99:>10.2f}")


if __name__ == "__main__":
    main()
