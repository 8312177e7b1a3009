# Devices that hosts have.
for name in 'mem', 'kmem', 'port', 'sda', 'vda', 'kvm', 'fuse', 'net/tun', 'loop0', 'loop-control', 'kmsg', 'vsock', 'mapper/control', 'mqueue', 'hugepages':
    refused(lambda: os.open('/dev/' + name, os.O_RDWR), 'ENOENT')
