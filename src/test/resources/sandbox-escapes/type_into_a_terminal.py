# Characters are put into the terminal of whoever started the server.
refused(lambda: os.open('/dev/tty', os.O_RDWR), 'ENXIO', 'ENOENT')
for fd in 0, 1, 2:
    refused(lambda: fcntl.ioctl(fd, termios.TIOCSTI, b'x'), 'EPERM', 'ENOTTY')
    refused(lambda: fcntl.ioctl(fd, 0x541C, b'\x02'), 'EPERM', 'ENOTTY')
