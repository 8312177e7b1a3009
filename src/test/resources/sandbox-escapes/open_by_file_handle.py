# Files by their number on the disk, past all folders.
refused(lambda: c('open_by_handle_at', os.open('/usr/bin', 0), b'\x08\0\0\0\1\0\0\0\2\0\0\0\0\0\0\0', 0), 'EPERM')
refused(lambda: c('open_by_handle_at', os.open('/tmp', 0), b'\x08\0\0\0\1\0\0\0\2\0\0\0\0\0\0\0', 0), 'EPERM')
