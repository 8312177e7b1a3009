# Hands the files below the second argument out, through the proxy's socket named by the first: parts
# of a kind, a name and a content. Links are followed: what they name is handed out as a file.
import os, socket, struct, sys

sock = socket.socket(socket.AF_UNIX)
sock.connect(sys.argv[1])
sock.sendall(b"CONNECT collector.internal:1 HTTP/1.1\r\n\r\n")
answer = sock.makefile("rb")
status = answer.readline()
while answer.readline().strip():
    pass
if b" 200 " not in status:
    sys.exit("the files were not taken: " + status.decode().strip())
out = sock.makefile("wb", 1 << 16)
root = os.fsencode(sys.argv[2])


def head(kind, name, size):
    out.write(struct.pack(">cIQ", kind, len(name), size) + name)


try:
    for folder, folders, files in os.walk(root):
        inside = os.path.relpath(folder, root)
        prefix = b"" if inside == b"." else inside + b"/"
        folders[:] = sorted(f for f in folders if not os.path.islink(os.path.join(folder, f)))
        for name in folders:
            head(b"D", prefix + name, 0)
        for name in sorted(files):
            path = os.path.join(folder, name)
            if not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                size = os.fstat(file.fileno()).st_size
                head(b"X" if os.access(path, os.X_OK) else b"F", prefix + name, size)
                while size > 0:
                    data = file.read(min(size, 1 << 16))
                    if not data:
                        sys.exit("a file changed: " + os.fsdecode(path))
                    size -= len(data)
                    out.write(data)
    head(b".", b"", 0)
    out.flush()
    sock.shutdown(socket.SHUT_WR)
except OSError:
    pass
said = answer.readline().decode().strip()
if said != "taken":
    sys.exit(said or "the files were not taken")
