#!/usr/bin/env python3
"""What the check of budgets adds to a call of a prompt.

Usage: budgets.py WORK_FOLDER SERVER_URL [CALLS=400]

The provider and how the server is started are those of gateway.py. Three workspaces of one server take
turns call by call, over a kept connection each: one without a budget, one with a budget that blocks at
its hard limit, one with six of them (three windows, for the workspace and for the agent). What is
spent is far from every limit. The second number of a ratio is the workspace without a budget.
"""
import json
import os
import sys
import time
import uuid

from gateway import model
from server import percentile, register


def prompt(url):
    server = register(url)
    workspace = server.request("GET", "/org")["data"]["id"]
    server.request("PUT", f"/workspaces/{workspace}/secrets",
                   b'{"name": "OPENAI_API_KEY", "value": "sk-bench-0123456789"}')
    name = "bench-" + uuid.uuid4().hex[:12]
    agent = server.request("POST", "/agents", json.dumps({
        "name": name, "type": "prompt", "prompt": "Say hello to {{name}}.", "supported_providers": ["openai"],
    }).encode())["data"]["agent"]
    return server, workspace, agent["id"], f"/{agent['org_slug']}/{name}/v1/run"


def budget(server, workspace, window, agent=None):
    scope = {"scope_type": "agent", "scope_id": agent} if agent else {"scope_type": "workspace"}
    server.request("POST", f"/workspaces/{workspace}/budgets", json.dumps({
        **scope, "window": window, "hard_limit_usd": "100000", "action_on_hard_limit": "block_new_runs"}).encode())


def call(server, path):
    begun = time.perf_counter()
    server.request("POST", path, b'{"name": "Ada"}')
    return time.perf_counter() - begun


def measure(url, calls):
    cases = {label: prompt(url) for label in ("none", "one", "six")}
    server, workspace, _, _ = cases["one"]
    budget(server, workspace, "daily")
    server, workspace, agent, _ = cases["six"]
    for window in ("daily", "weekly", "monthly"):
        budget(server, workspace, window)
        budget(server, workspace, window, agent)
    took = {label: [] for label in cases}
    order = list(cases)
    for number in range(-calls // 4, calls):
        order.append(order.pop(0))
        for label in order:
            server, _, _, path = cases[label]
            seconds = call(server, path)
            if number >= 0:
                took[label].append(seconds)
    print(f"{'budgets':10}{'p50 ms':>10}{'p99 ms':>10}{'p50':>8}{'p99':>8}")
    for label, values in took.items():
        figures = [percentile(values, share) for share in (.5, .99)]
        ratios = [figure / percentile(took["none"], share) for figure, share in zip(figures, (.5, .99))]
        print(f"{label:10}{figures[0]:>10.2f}{figures[1]:>10.2f}{ratios[0]:>7.2f}x{ratios[1]:>7.2f}x")


def main():
    folder, url = os.path.abspath(sys.argv[1]), sys.argv[2]
    calls = int(sys.argv[3]) if len(sys.argv) > 3 else 400
    with model(folder):
        measure(url, calls)


if __name__ == "__main__":
    main()
