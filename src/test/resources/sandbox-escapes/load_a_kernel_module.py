# Modules from memory and from a file, and one unloaded.
refused(lambda: call(175 if X86 else 105, bytes(64), 64, b''), 'EPERM', 'ENOSYS')
refused(lambda: call(313 if X86 else 273, os.open('/tmp', os.O_RDONLY), b'', 0), 'EPERM', 'ENOSYS')
refused(lambda: call(176 if X86 else 106, b'dm_mod', 0), 'EPERM', 'ENOSYS')
