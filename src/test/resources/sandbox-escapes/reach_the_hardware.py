# Ports of the processor and the memory of the machine.
refused(lambda: c('iopl', 3), 'EPERM', 'ENOSYS') if X86 else print('refused')
refused(lambda: c('ioperm', 0x60, 1, 1), 'EPERM', 'ENOSYS') if X86 else print('refused')
for path in '/proc/bus/pci', '/sys/class', '/sys/firmware', '/dev/cpu':
    refused(lambda: os.listdir(path) and os.open(path + '/00/00.0', os.O_WRONLY), 'ENOENT', 'EACCES', 'EPERM')
