# Carries each connection of the listening socket that it inherits as descriptor 8 to the port of
# the sandbox's loopback named as the first argument. Bytes only, in one thread, and with only what
# is built in.
import _socket, errno, os, select, sys

SIZE = 65536
# Each connection takes two
MOST = max(2, min(os.sysconf("SC_OPEN_MAX"), 65536) - 32)


class End:
    def __init__(self, s, near):
        self.socket, self.near, self.up = s, near, near
        self.other, self.waiting, self.eof, self.shut, self.dead, self.armed = None, b"", False, False, False, 0


def close(end):
    for one in (end, end.other):
        fd = one.socket.fileno()
        if fd >= 0:
            ends.pop(fd, None)
            if one.armed:
                poll.unregister(fd)
            one.socket.close()


def arm(end):
    # Reads only while the other side has nothing waiting, so that nothing piles up here
    if not end.up:
        wanted = select.EPOLLOUT
    else:
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
    if not end.up:
        return True
    if end.waiting:
        try:
            end.waiting = end.waiting[end.socket.send(end.waiting):]
        except BlockingIOError:
            pass
        except OSError:
            if end.near:
                # Nobody is there any more: the program is to hear of it
                return False
            # It reads no more; what it still says is carried on
            end.waiting, end.shut = b"", True
    if end.other.eof and not end.waiting and not end.shut:
        end.shut = True
        try:
            end.socket.shutdown(_socket.SHUT_WR)
        except OSError:
            pass
    return True


def connected(end):
    if end.socket.getsockopt(_socket.SOL_SOCKET, _socket.SO_ERROR):
        return False
    end.up = True
    return True


def receive(end):
    try:
        data = end.socket.recv(SIZE)
    except BlockingIOError:
        return True
    except OSError:
        if end.near or not end.other.waiting:
            return False
        # Broken off by the program: what it had said goes out first
        end.eof = end.shut = end.dead = True
        end.waiting = b""
        return True
    if not data:
        end.eof = True
    elif not end.other.shut:
        end.other.waiting += data
    return True


def handle(end, events):
    if not end.up:
        alive = connected(end)
    elif events & select.EPOLLIN and not end.eof:
        alive = receive(end)
    else:
        alive = not (events & select.EPOLLERR or (events & select.EPOLLHUP and not end.waiting))
    other = end.other
    alive = alive and flush(end) and flush(other)
    done = end.eof and other.eof and not end.waiting and not other.waiting
    broken = (end.dead and not other.waiting) or (other.dead and not end.waiting)
    if not alive or done or broken:
        close(end)
        return
    arm(end)
    arm(other)


def accept():
    fd, _ = server._accept()
    near = End(_socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM, 0, fd), True)
    try:
        far = End(_socket.socket(_socket.AF_INET, _socket.SOCK_STREAM), False)
    except OSError:
        near.socket.close()
        raise
    near.other, far.other = far, near
    near.socket.setblocking(False)
    far.socket.setblocking(False)
    far.socket.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
    error = far.socket.connect_ex(("127.0.0.1", port))
    if error not in (0, errno.EINPROGRESS):
        near.socket.close()
        far.socket.close()
        return
    far.up = error == 0
    for end in (near, far):
        ends[end.socket.fileno()] = end
        arm(end)


def accept_some():
    for _ in range(16):
        if len(ends) >= MOST:
            return False
        try:
            accept()
        except BlockingIOError:
            return True
        except OSError:
            # Without descriptors left, others have to give some back first
            return not ends
    return True


port = int(sys.argv[1])
server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM, 0, 8)
server.setblocking(False)
poll, ends = select.epoll(), {}
poll.register(server.fileno(), select.EPOLLIN)
accepting = True
while True:
    knocked = False
    for fd, events in poll.poll():
        if fd == server.fileno():
            knocked = True
        elif fd in ends:
            handle(ends[fd], events)
    # Last: a descriptor that was closed above may be given out again
    if knocked and accepting and not accept_some():
        accepting = False
        poll.unregister(server.fileno())
    elif not accepting and len(ends) < MOST - 16:
        accepting = True
        poll.register(server.fileno(), select.EPOLLIN)
