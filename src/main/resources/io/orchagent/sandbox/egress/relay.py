# Listens on the sandbox's loopback and carries each connection to the unix socket named as the
# first argument; prints its port. One thread, and only what is built in: it starts fast.
import _socket, os, select, sys

SIZE = 65536


def make(family):
    s = _socket.socket(family, _socket.SOCK_STREAM)
    s.setblocking(False)
    return s


class End:
    def __init__(self, s):
        self.socket, self.other, self.waiting, self.eof, self.shut, self.armed = s, None, b"", False, False, 0


def close(end):
    for one in (end, end.other):
        if one.socket.fileno() >= 0:
            fd = one.socket.fileno()
            ends.pop(fd, None)
            if one.armed:
                poll.unregister(fd)
            one.socket.close()


def arm(end):
    # Reads only while the other side has nothing waiting, so that nothing piles up here
    wanted = 0
    if not end.eof and not end.other.waiting:
        wanted |= select.EPOLLIN
    if end.waiting:
        wanted |= select.EPOLLOUT
    if wanted == end.armed:
        return
    # One that waits for nothing is taken out: a closed peer would be reported over and over
    fd = end.socket.fileno()
    if not wanted:
        poll.unregister(fd)
    elif end.armed:
        poll.modify(fd, wanted)
    else:
        poll.register(fd, wanted)
    end.armed = wanted


def flush(end):
    if end.waiting:
        try:
            end.waiting = end.waiting[end.socket.send(end.waiting):]
        except BlockingIOError:
            pass
        except OSError:
            # It reads no more; what it still says is carried on
            end.waiting, end.shut = b"", True
    if end.other.eof and not end.waiting and not end.shut:
        end.shut = True
        try:
            end.socket.shutdown(_socket.SHUT_WR)
        except OSError:
            pass


def handle(end, events):
    if events & select.EPOLLIN and not end.eof:
        try:
            data = end.socket.recv(SIZE)
        except BlockingIOError:
            data = None
        except OSError:
            close(end)
            return
        if data == b"":
            end.eof = True
        elif data and not end.other.shut:
            end.other.waiting += data
    elif events & select.EPOLLERR or (events & select.EPOLLHUP and not end.waiting):
        close(end)
        return
    flush(end)
    flush(end.other)
    if end.eof and end.other.eof and not end.waiting and not end.other.waiting:
        close(end)
        return
    arm(end)
    arm(end.other)


def accept():
    try:
        fd, _ = server._accept()
    except OSError:
        return
    near = End(_socket.socket(_socket.AF_INET, _socket.SOCK_STREAM, 0, fd))
    near.socket.setblocking(False)
    far = End(make(_socket.AF_UNIX))
    near.other, far.other = far, near
    try:
        far.socket.connect(sys.argv[1])
    except OSError:
        near.socket.close()
        far.socket.close()
        return
    for end in (near, far):
        ends[end.socket.fileno()] = end
        arm(end)


server = make(_socket.AF_INET)
server.bind(("127.0.0.1", 0))
server.listen(64)
poll, ends = select.epoll(), {}
poll.register(server.fileno(), select.EPOLLIN)
os.write(1, b"%d\n" % server.getsockname()[1])
os.close(1)
os.open("/dev/null", os.O_WRONLY)
while True:
    for fd, events in poll.poll():
        if fd == server.fileno():
            accept()
        elif fd in ends:
            handle(ends[fd], events)
