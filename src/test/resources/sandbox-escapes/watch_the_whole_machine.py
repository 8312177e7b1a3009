# Performance events of all processes, the kernel's log, and its symbols.
import struct
attribute = struct.pack('IIQ', 0, 112, 0) + bytes(96)
refused(lambda: call(298 if X86 else 241, attribute, -1, 0, -1, 0), 'EPERM', 'EACCES', 'ENOENT', 'EOPNOTSUPP')
refused(lambda: call(103 if X86 else 116, 4, bytes(16), 16), 'EPERM')
refused(lambda: os.open('/proc/kmsg', os.O_RDONLY), 'EPERM', 'EACCES', 'ENOENT')
refused(lambda: os.open('/proc/kcore', os.O_RDONLY), 'EPERM', 'EACCES', 'ENOENT')
