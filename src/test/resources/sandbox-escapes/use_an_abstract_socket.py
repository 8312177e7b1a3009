# A listener of the host that has no file, only a name.
client = socket.socket(socket.AF_UNIX)
refused(lambda: client.connect('\0' + os.environ['HOST_SOCKET']), 'ECONNREFUSED')
for path in '/run/docker.sock', '/var/run/docker.sock', '/run/dbus/system_bus_socket', '/run/containerd/containerd.sock', '/tmp/.X11-unix':
    refused(lambda: os.stat(path), 'ENOENT')
