# The release agent of a control group, which runs as root outside.
for path in '/sys/fs/cgroup', '/sys/fs/cgroup/release_agent', '/sys/kernel/uevent_helper':
    refused(lambda: os.stat(path), 'ENOENT')
refused(lambda: c('mount', b'cgroup', b'/tmp', b'cgroup', 0, b'memory'), 'EPERM')
refused(lambda: c('mount', b'cgroup', b'/tmp', b'cgroup2', 0, None), 'EPERM')
