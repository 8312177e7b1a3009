# System V segments and queues of the host, by their keys.
refused(lambda: c('shmget', int(os.environ['HOST_SHARED']), 0, 0), 'ENOENT', 'ENOSYS')
same(len(open('/proc/sysvipc/shm').read().splitlines()), 1)
refused(lambda: c('msgget', 0x4F524348, 0), 'ENOENT', 'ENOSYS')
same(os.listdir('/dev/shm'), [])
