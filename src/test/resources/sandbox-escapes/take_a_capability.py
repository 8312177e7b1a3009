# Capabilities are raised, put on a file, or kept over a change of user.
refused(lambda: c('capset', (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(1 << 21, 1 << 21, 0, 0, 0, 0)), 'EPERM')
open('/tmp/file', 'w').close()
refused(lambda: os.setxattr('/tmp/file', 'security.capability', b'\1\0\0\2\0\0\x20\0' + bytes(12)), 'EPERM', 'ENOTSUP')
refused(lambda: c('prctl', 47, 2, 21, 0, 0), 'EPERM')
refused(lambda: c('prctl', 28, 47, 0, 0, 0), 'EPERM')
