# Swap, accounting, quotas.
open('/tmp/swap', 'wb').write(bytes(8192))
refused(lambda: c('swapon', b'/tmp/swap', 0), 'EPERM')
refused(lambda: c('swapoff', b'/tmp/swap'), 'EPERM')
refused(lambda: c('acct', b'/tmp/swap'), 'EPERM')
refused(lambda: c('quotactl', 0x80000100, b'/dev/vda', 0, None), 'EPERM', 'ENOENT', 'ENODEV', 'ESRCH')
