#!/usr/bin/env python3
"""Firings a second, and how late they are, of orchagent and of db-scheduler on one PostgreSQL.

Usage: schedules.py URL JDBC_URL USER PASSWORD [MANY=10000] [THREADS=20,50] [ROUNDS=1]

Servers of orchagent run on that PostgreSQL, one at URL, with room for MANY in a plan and without
queue workers: what is measured ends with a durable queued run. db-scheduler's executions do
nothing; what is measured of it ends when one starts. Its jars, and those that it is run with, are
fetched by Maven and are nothing of the product.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

from server import publish, register

JARS = [
    "com.github.kagkarlsson:db-scheduler:16.0.0",
    "com.zaxxer:HikariCP:6.3.0",
    "org.slf4j:slf4j-api:2.0.17",
    "org.slf4j:slf4j-nop:2.0.17",
    "org.postgresql:postgresql:42.7.7",
]
WORKSPACES = 10


def jars(folder):
    for jar in JARS:
        subprocess.run(
            ["mvn", "-q", "-B", "dependency:copy", "-Dartifact=" + jar, f"-DoutputDirectory={folder}"],
            check=True, cwd=folder)
    return ":".join(str(jar) for jar in pathlib.Path(folder).glob("*.jar"))


def pattern(url):
    """A schedule of a fresh workspace, of which there will be copies."""
    server = register(url)
    _, org, name, _, _ = publish(server, "print('{}')").split("/")
    agents = server.request("GET", "/agents?limit=10")["data"]
    agent = next(agent for agent in agents if agent["name"] == name)
    workspace = server.request("GET", "/workspaces")["data"][0]["id"]
    body = {"agent_id": agent["id"], "type": "cron", "cron_expression": "0 0 1 1 *", "enabled": False}
    return server.request(
        "POST", f"/workspaces/{workspace}/schedules", json.dumps(body).encode())["data"]["id"]


def main(url, jdbc, user, password, many="10000", threads="20,50", rounds="1"):
    with tempfile.TemporaryDirectory() as folder:
        command = ["java", "-cp", jars(folder), str(pathlib.Path(__file__).with_name("Schedules.java"))]
        for _ in range(int(rounds)):
            for each in threads.split(","):
                subprocess.run(
                    command + ["db-scheduler", jdbc, user, password, each, many], check=True)
            patterns = ",".join(pattern(url) for _ in range(WORKSPACES))
            subprocess.run(
                command + ["orchagent", jdbc, user, password, patterns, many], check=True)


main(*sys.argv[1:])
