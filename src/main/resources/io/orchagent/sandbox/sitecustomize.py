"""Prepares a run in the interpreter that will run it, before its first line.

Python imports this by itself when it is up and before it looks at the program, so the program then
runs exactly as under "python3 main.py": no frame, argument or variable tells of this. Everything
comes through standard input in parts of a kind, a name and a content; first the bundle, then, when
"parked" was said, what belongs to the one run. A part "W" says that the run is not known yet. What is left in the pipe is the program's input.
"""

import os
import sys


def prepare():
    def take(count):
        chunks = []
        while count:
            chunk = os.read(0, min(count, 1 << 16))
            if not chunk:
                # The server is gone, or has no use for this one any more
                os._exit(1)
            chunks.append(chunk)
            count -= len(chunk)
        return b"".join(chunks)

    def copy(path, count, mode):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            while count:
                chunk = take(min(count, 1 << 16))
                count -= len(chunk)
                while chunk:
                    chunk = chunk[os.write(file, chunk) :]
        finally:
            os.close(file)

    def parts():
        while True:
            head = take(13)
            kind, name, size = head[:1], head[1:5], head[5:]
            if kind == b".":
                return
            yield kind, take(int.from_bytes(name, "big")), int.from_bytes(size, "big")

    def fail(reason):
        os.write(2, reason)
        os._exit(1)

    waits = False
    own = set()
    try:
        for kind, name, size in parts():
            if kind == b"W":
                waits = True
                continue
            own.add(os.path.basename(name).split(b".")[0].decode("utf-8", "replace"))
            if kind == b"D":
                os.mkdir(name, 0o755)
            else:
                copy(name, size, 0o755 if kind == b"X" else 0o644)
    except OSError:
        fail(b"the bundle does not fit\n")

    packages = "/home/python-packages"
    if os.path.isdir(packages):
        own.update(name.split(".")[0] for name in os.listdir(packages))
    # There is time: what nearly all programs import, unless one brings modules of such names along
    if waits and own.isdisjoint(getattr(sys, "stdlib_module_names", own or {""})):
        known = set(sys.path_importer_cache)
        import json  # noqa: F401

        for folder in set(sys.path_importer_cache) - known - set(sys.path):
            del sys.path_importer_cache[folder]

    os.write(1, b"parked\n")
    uploads = b"/tmp/uploads"
    skills = b"orchagent/skills"
    variables = {}
    kind = b""
    try:
        for kind, name, size in parts():
            if kind == b"V":
                variables[name] = take(size)
                continue
            if kind == b"S":
                os.makedirs(skills, 0o755, exist_ok=True)
                file = skills + b"/" + name
                if os.path.lexists(file):
                    os.remove(file)
                copy(file, size, 0o444)
                continue
            if not os.path.isdir(uploads):
                os.mkdir(uploads, 0o755)
            copy(uploads + b"/" + name, size, 0o444)
        if os.path.isdir(uploads):
            os.chmod(uploads, 0o555)
    except OSError:
        if kind == b"S":
            fail(b"the skills do not fit, or the bundle has a file where their folder goes\n")
        fail(b"an upload does not fit\n")

    # What is there now lives as long as the interpreter: its end need not look for garbage in it
    here = "gc" in sys.modules
    import gc

    gc.freeze()
    if not here:
        del sys.modules["gc"]

    os.environ.clear()
    os.environb.update(variables)
    os.write(1, b"start\n")


prepare()
folder = os.path.dirname(__file__)
# Packages take its place, as if Python had been started with them: but then what is in them could
# have run while it waited, instead of what Python itself needs to start
at = sys.path.index(folder)
sys.path[at : at + 1] = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
sys.path_importer_cache.pop(folder, None)
del sys.modules[__name__]
# Another one of the system's own, or the error that the interpreter expects when there is none
import sitecustomize  # noqa: E402,F401
