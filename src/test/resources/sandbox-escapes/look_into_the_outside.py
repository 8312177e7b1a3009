# Memory, files and tracing of a process of the host by its number.
import struct
buffer = ctypes.create_string_buffer(8)
vector = struct.pack('QQ', ctypes.addressof(buffer), 8)
pid = int(os.environ['HOST_PID'])
refused(lambda: c('ptrace', 16, pid, 0, 0), 'ESRCH', 'EPERM')
refused(lambda: call(310 if X86 else 270, pid, vector, ctypes.c_ulong(1), vector, ctypes.c_ulong(1), ctypes.c_ulong(0)), 'ESRCH', 'EPERM')
refused(lambda: os.pidfd_open(pid), 'ESRCH')
for name in 'environ', 'mem', 'root', 'cwd', 'fd', 'maps':
    refused(lambda: os.stat('/proc/%d/%s' % (pid, name)), 'ENOENT')
