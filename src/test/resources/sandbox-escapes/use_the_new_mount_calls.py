# fsopen, open_tree, move_mount and mount_setattr, which old filters do not know.
refused(lambda: call(430, b'tmpfs', 0), 'EPERM')
refused(lambda: call(428, -100, b'/usr', 1), 'EPERM')
refused(lambda: call(429, -100, b'/usr', -100, b'/tmp', 0), 'EPERM')
refused(lambda: call(442, -100, b'/usr', 0, bytes(32), 32), 'EPERM')
