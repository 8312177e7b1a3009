# A fresh proc, sysfs, cgroup, overlay, device file system or the host's disk.
for kind in b'proc', b'sysfs', b'cgroup', b'cgroup2', b'overlay', b'devtmpfs', b'ext4', b'fuse', b'debugfs', b'bpf':
    refused(lambda: c('mount', b'none', b'/tmp', kind, 0, None), 'EPERM')
refused(lambda: c('mount', b'/', b'/tmp', None, 4096, None), 'EPERM')
