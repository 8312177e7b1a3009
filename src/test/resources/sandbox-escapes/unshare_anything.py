# Mounts, processes, network, names, control groups and time of one's own.
for flag in 0x00020000, 0x20000000, 0x40000000, 0x04000000, 0x08000000, 0x02000000, 0x00000080:
    refused(lambda: c('unshare', flag), 'EPERM')
