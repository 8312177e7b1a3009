# Switches of the kernel; core_pattern would run a program as root outside.
for name in 'kernel/core_pattern', 'kernel/modprobe', 'kernel/hostname', 'kernel/unprivileged_bpf_disabled', 'vm/overcommit_memory', 'fs/suid_dumpable', 'net/ipv4/ip_forward', 'user/max_user_namespaces', 'fs/binfmt_misc/register':
    refused(lambda: os.write(os.open('/proc/sys/' + name, os.O_WRONLY), b'1'), 'EACCES', 'EPERM', 'EROFS', 'ENOENT')
