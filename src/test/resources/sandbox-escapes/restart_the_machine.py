# reboot, another kernel, and the emergency key.
refused(lambda: call(169 if X86 else 142, 0xfee1dead, 672274793, 0x1234567, 0), 'EPERM')
refused(lambda: call(246 if X86 else 104, 0, 0, 0, 0), 'EPERM', 'ENOSYS')
refused(lambda: os.open('/proc/sysrq-trigger', os.O_WRONLY), 'EACCES', 'EROFS', 'ENOENT')
