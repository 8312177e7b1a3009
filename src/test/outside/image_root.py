#!/usr/bin/env python3
"""Starts the native binary as its image would: in a root that holds what the last stage of
src/main/docker/Dockerfile.native copies, and the C library of its base, and nothing else; read-only,
as its user, without capabilities, with its environment and entry point, and /tmp to write to. Then a
prompt is called, with PostgreSQL and Redis outside. Needs bubblewrap and Debian's postgresql.

usage: image_root.py BINARY     (from the project's root)
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import surroundings as around

BASE_LIBRARIES = re.compile(r"/(ld-linux[^/]*|lib(c|m|dl|pthread|rt|z|resolv|nss_[a-z]+)\.so\.\d+)$")


def last_stage():
    text = pathlib.Path("src/main/docker/Dockerfile.native").read_text()
    lines = re.sub(r"(?m)^\s*#.*\n", "", text).replace("\\\n", " ").splitlines()
    words = [line.strip().split(None, 1) for line in lines if line.strip()]
    begin = max(i for i, line in enumerate(words) if line[0] == "FROM")
    return words[begin + 1:]


def needed(binary):
    """What the loader finds for it: the base's own, and what lies beside the binary."""
    base, beside = [], []
    for line in around.run(["ldd", binary]).splitlines():
        found = re.search(r"(/\S+) \(0x", line)
        if found:
            (base if BASE_LIBRARIES.search(found.group(1)) else beside).append(found.group(1))
    return base, beside


def put(root, binary):
    """Copies into the root what the Dockerfile says; its sources are where the build has them."""
    base, beside = needed(binary)
    for library in base:
        target = root / library.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, target)
    for empty in ("proc", "dev", "tmp"):
        (root / empty).mkdir()
    work, user, entry, environment = "/", None, None, {}
    for name, rest in last_stage():
        if name == "WORKDIR":
            work = rest
        elif name == "USER":
            user = rest.split(":")
        elif name == "ENTRYPOINT":
            entry = re.findall(r'"([^"]*)"', rest)
        elif name == "ENV":
            environment.update(word.split("=", 1) for word in shlex.split(rest))
        elif name == "COPY":
            source, target = [word for word in rest.split() if not word.startswith("--")]
            place = root / os.path.join(work, target).lstrip("/")
            if source == "/build/target/image/":
                (place / "natives").mkdir(parents=True, exist_ok=True)
                shutil.copy(binary, place / "orchagent")
                for library in beside:
                    shutil.copy(library, place / "natives")
            elif source == "/build/target/bom.json":
                place.parent.mkdir(parents=True, exist_ok=True)
                bom = pathlib.Path("target/bom.json")
                place.write_bytes(bom.read_bytes() if bom.exists() else b"{}")
            else:
                sys.exit(f"this script does not know what COPY {source} is")
        elif name not in ("LABEL", "EXPOSE"):
            sys.exit(f"this script does not know what {name} does")
    if user is None or user[0] in ("0", "root") or entry is None:
        sys.exit("the image has no user of its own, or no entry point")
    return work, user, entry, environment


def main(binary):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="orchagent-image-"))
    folder.chmod(0o755)
    try:
        root = folder / "root"
        root.mkdir()
        work, user, entry, environment = put(root, binary)
        postgres, redis = around.Postgres(folder / "postgres"), around.Redis(folder)
        postgres.create("orchagent")
        settings = {**environment, **around.settings(), **postgres.settings("orchagent"),
                    **redis.settings(), **around.Model().settings()}
        command = ["bwrap", "--unshare-all", "--share-net", "--uid", user[0], "--gid", user[-1],
                   "--ro-bind", root, "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp",
                   "--remount-ro", "/", "--cap-drop", "ALL", "--die-with-parent", "--new-session",
                   "--chdir", work, "--clearenv"]
        for key, value in settings.items():
            command += ["--setenv", key, value]
        log = folder / "server.log"
        process = around.start(command + entry, log)
        client = around.Client(settings["QUARKUS_HTTP_PORT"])
        client.await_up(process, log)
        person = around.Person(client)
        person.keeps(client, "OPENAI_API_KEY", around.Model.KEY)
        said = client.send("POST", person.agent, {}, person.key)[1]["data"]
        if said != {"result": "said"}:
            sys.exit(f"the prompt said {said!r}")
        files = sorted(str(file.relative_to(root)) for file in root.rglob("*") if file.is_file())
        print(f"image root: a prompt was called; {len(files)} files: {' '.join(files)}")
        around.stop(process)
    except BaseException:
        for log in folder.glob("server.log"):
            print(log.read_text()[-3000:], file=sys.stderr)
        raise
    finally:
        around.stop_all()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]).resolve())
