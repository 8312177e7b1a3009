#!/usr/bin/env python3
"""Does what docs/self-hosting.md says about backup and restore, with a packaged server: a dump of a
PostgreSQL of the system while a server is up, restored into another database for another server with
another Redis; and a copy of the folder of a server that brought its own along. After each: the
secrets open, a call works, the ledger adds up, the day's calls are counted on from where they were.

usage: backup.py [JAR]     (from the project's root; target/quarkus-app/quarkus-run.jar)
"""
import os
import pathlib
import re
import shutil
import sys
import tempfile

import surroundings as around

JAVA = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
CALLS_A_DAY = 6
PRICE = 5


def documented(program):
    """The command of the documentation, up to the file or database that it ends with."""
    text = pathlib.Path("docs/self-hosting.md").read_text()
    found = re.search(rf"^{program} (.*) \S+$", text, re.MULTILINE)
    if not found:
        sys.exit(f"docs/self-hosting.md has no line that begins with {program}")
    return found.group(1).split()


class Server:
    def __init__(self, folder, jar, environment, name):
        self.log = folder / (name + ".log")
        self.environment = environment
        self.process = around.start(
            [JAVA, "-jar", jar], self.log, cwd=folder,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", **environment})
        self.client = around.Client(environment["QUARKUS_HTTP_PORT"])
        self.client.await_up(self.process, self.log)

    def stop(self):
        around.stop(self.process)


def call(server, who, agent, wanted=(200,)):
    return server.client.send("POST", agent, {}, who.key, wanted)[0]


def balance(server, who):
    return server.client.send("GET", "/billing/balance", None, who.key)[1]["data"]["balance_cents"]


def live(server):
    """A person who has a secret, spent money and made calls: half of a day's."""
    author, caller = around.Person(server.client, PRICE), around.Person(server.client)
    for one in (author, caller):
        one.keeps(server.client, "OPENAI_API_KEY", around.Model.KEY)
    admin = server.client.administrator()
    server.client.send("POST", f"/admin/workspaces/{caller.workspace}/credits",
                       {"amount_cents": 20 * PRICE, "reason": "test"}, admin)
    server.client.send("PATCH", f"/admin/workspaces/{caller.workspace}",
                       {"limits": {"calls_per_day": CALLS_A_DAY}}, admin)
    call(server, caller, author.agent)
    for _ in range(CALLS_A_DAY // 2):
        call(server, caller, caller.agent)
    return author, caller


def goes_on(server, author, caller, what):
    """The same server as before, as far as anybody can tell."""
    if balance(server, caller) != 19 * PRICE:
        sys.exit(f"{what}: the balance is {balance(server, caller)}")
    statuses = [call(server, caller, caller.agent, None) for _ in range(CALLS_A_DAY)]
    half = CALLS_A_DAY // 2
    if statuses != [200] * half + [429] * (CALLS_A_DAY - half):
        sys.exit(f"{what}: the calls of the day were answered {statuses}")
    call(server, caller, author.agent)
    if balance(server, caller) != 18 * PRICE:
        sys.exit(f"{what}: a paid call was not charged once")


def dumped(folder, jar):
    postgres, model = around.Postgres(folder / "postgres"), around.Model()
    postgres.create("orchagent")
    first = Server(folder, jar, {**around.settings(), **postgres.settings("orchagent"),
                                 **around.Redis(folder).settings(), **model.settings()}, "first")
    author, caller = live(first)
    file = folder / "orchagent.dump"
    dump = documented("pg_dump")
    dump[dump.index("--file") + 1] = str(file)
    postgres.tool("pg_dump", *dump, "orchagent", user="orchagent")
    # What happens after the backup is not in it
    call(first, caller, caller.agent)
    first.stop()

    postgres.create("restored")
    restore = documented("pg_restore")
    restore[restore.index("--dbname") + 1] = "restored"
    postgres.tool("pg_restore", *restore, str(file), user="orchagent")
    second = Server(folder, jar, {**around.settings(), **postgres.settings("restored"),
                                  **around.Redis(folder).settings(), **model.settings()}, "second")
    goes_on(second, author, caller, "dump")
    total = postgres.sql("restored", "select coalesce(sum(amount_cents), 0) from ledger_entry")
    if total != "0":
        sys.exit(f"the ledger adds up to {total}")
    second.stop()

    # With another master key it must not start: its secrets would be lost
    wrong = {**around.settings(), **postgres.settings("restored"), **around.Redis(folder).settings(),
             "ORCHAGENT_CRYPTO_MASTER_KEY": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="}
    process = around.start([JAVA, "-jar", jar], folder / "wrong.log", cwd=folder,
                           env={"PATH": "/usr/bin:/bin", **wrong})
    around.until("a server with another key ends", lambda: process.poll() is not None)
    around.started.remove(process)
    if process.returncode == 0:
        sys.exit("a server with another master key started")


def copied(folder, jar):
    kept = {key: value for key, value in around.settings().items()
            if key not in ("ORCHAGENT_EMBEDDED_ENABLED", "ORCHAGENT_CRYPTO_MASTER_KEY")}
    kept.update(around.Model().settings(), ORCHAGENT_HOME=str(folder / "home"))
    first = Server(folder, jar, kept, "embedded")
    author, caller = live(first)
    first.stop()
    around.run(["cp", "-a", folder / "home", folder / "copy"])
    shutil.rmtree(folder / "home")
    again = Server(folder, jar, {**kept, "ORCHAGENT_HOME": str(folder / "copy")}, "copy")
    goes_on(again, author, caller, "copy")
    again.stop()


def main(jar):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="orchagent-backup-"))
    folder.chmod(0o755)
    try:
        dumped(folder, jar)
        copied(folder, jar)
        print("backup: a dump and a copy were restored; secrets, calls, money and quotas went on")
    except BaseException:
        for log in folder.glob("*.log"):
            print(f"--- {log.name}\n" + "\n".join(
                line[:400] for line in log.read_text(errors="replace").splitlines()[-8:]),
                file=sys.stderr)
        raise
    finally:
        around.stop_all()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1
                          else "target/quarkus-app/quarkus-run.jar").resolve()))
