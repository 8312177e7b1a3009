# Listens at the path named as the first argument and becomes the command behind it, which inherits
# the socket as descriptor 8: so nothing that a program can write to has to be shown to it.
import _socket, os, sys

mask = os.umask(0o177)
listening = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
listening.bind(sys.argv[1])
listening.listen(512)
os.umask(mask)
os.dup2(listening.fileno(), 8)
os.execv(sys.argv[2], sys.argv[2:])
