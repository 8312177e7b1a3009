# Descriptors that the launch might have left: a folder of the host would be a way out.
for fd in os.listdir('/proc/self/fd'):
    try:
        same(os.readlink('/proc/self/fd/' + fd)[:5], 'pipe:')
    except FileNotFoundError:
        print('refused')
for fd in range(3, 256):
    try:
        os.fstat(fd)
        print('NOT refused', fd)
    except OSError:
        pass
for fd in os.listdir('/proc/1/fd'):
    same(os.readlink('/proc/1/fd/' + fd)[:5] in ('pipe:', '/run/', '/dev/'), True)
