# Root in a namespace of one's own, by each of the ways.
refused(lambda: c('unshare', 0x10000000), 'EPERM', 'ENOSPC')
refused(lambda: c('unshare', 0x10000000 | 0x00020000), 'EPERM', 'ENOSPC')
refused(lambda: call(56 if X86 else 220, 0x10000000 | signal.SIGCHLD, 0, 0, 0, 0), 'EPERM', 'ENOSPC')
import struct
refused(lambda: call(435, struct.pack('Q', 0x10000000) + bytes(80), 88), 'EPERM', 'ENOSPC', 'ENOSYS')
