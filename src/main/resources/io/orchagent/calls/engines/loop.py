"""Does in the sandbox what the loop's model asks for: one JSON object a line in, one out."""
import json, os, select, signal, stat, subprocess, sys, time

KEPT = 32 * 1024
LISTED = 1000
inp, out = sys.stdin.buffer, sys.stdout.buffer


def shown(head, tail, dropped):
    text = head.decode("utf-8", "replace")
    if dropped:
        text += "\n[... %d bytes left out ...]\n" % dropped
    return text + tail.decode("utf-8", "replace")


def bash(order):
    environment = dict(os.environ, **order.get("environment", {}))
    child = subprocess.Popen(
        ["/bin/bash", "-c", order["command"]],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=environment, cwd="/home/user" if os.path.isdir("/home/user") else None,
        start_new_session=True)
    until = time.monotonic() + order["seconds"]
    pipe = child.stdout.fileno()
    os.set_blocking(pipe, False)
    head, tail, dropped, late = bytearray(), bytearray(), 0, False
    ended = None
    while True:
        now = time.monotonic()
        if ended is None and child.poll() is not None:
            ended = now
        if ended is None and now >= until:
            late = True
            try:
                os.killpg(child.pid, signal.SIGKILL)
            except OSError:
                pass
            child.wait()
            ended = now
        # What it started may hold the pipe open for as long as it likes
        if ended is not None and now > ended + 0.2:
            break
        if not select.select([pipe], [], [], 0.02)[0]:
            if ended is not None:
                break
            continue
        try:
            data = os.read(pipe, 65536)
        except BlockingIOError:
            continue
        if not data:
            if ended is not None:
                break
            time.sleep(0.005)
            continue
        room = max(0, KEPT - len(head))
        head += data[:room]
        tail += data[room:]
        if len(tail) > KEPT:
            dropped += len(tail) - KEPT
            del tail[:len(tail) - KEPT]
    child.stdout.close()
    text = shown(head, tail, dropped)
    if late:
        return {"ok": False, "text": text + "\nThe command was ended after %d seconds." % order["seconds"]}
    code = child.returncode
    if code:
        return {"ok": False, "text": text + "\nexit code %d" % code}
    return {"ok": True, "text": text}


def read_file(order):
    handle = os.open(order["path"], os.O_RDONLY | os.O_NONBLOCK)
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return {"ok": False, "text": "not a file"}
        data = file.read(4 * KEPT + 1)
    text = data[:4 * KEPT].decode("utf-8", "replace")
    if len(data) > 4 * KEPT:
        text += "\n[... only the first %d bytes are shown; use bash for the rest ...]" % (4 * KEPT)
    return {"ok": True, "text": text}


def write_file(order):
    folder = os.path.dirname(order["path"])
    if folder:
        os.makedirs(folder, exist_ok=True)
    data = order["content"].encode("utf-8", "replace")
    with open(order["path"], "wb") as file:
        file.write(data)
    return {"ok": True, "text": "wrote %d bytes" % len(data)}


def list_files(order):
    lines = []
    with os.scandir(order.get("path") or ".") as entries:
        for entry in entries:
            if len(lines) == LISTED:
                lines.append("[... more are left out ...]")
                break
            folder = entry.is_dir(follow_symlinks=False)
            size = "" if folder else " %d" % entry.stat(follow_symlinks=False).st_size
            lines.append(entry.name + ("/" if folder else "") + size)
    return {"ok": True, "text": "\n".join(sorted(lines)) or "(empty)"}


TOOLS = {"bash": bash, "read_file": read_file, "write_file": write_file, "list_files": list_files}

for line in inp:
    order = json.loads(line)
    try:
        answer = TOOLS[order["tool"]](order)
    except Exception as e:
        answer = {"ok": False, "text": "%s: %s" % (type(e).__name__, e)}
    out.write(json.dumps(answer).encode("ascii") + b"\n")
    out.flush()
