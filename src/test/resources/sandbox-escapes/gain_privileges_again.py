# "No new privileges" and the filter are taken back.
refused(lambda: c('prctl', 38, 0, 0, 0, 0), 'EINVAL')
same(libc.prctl(39, 0, 0, 0, 0), 1)
refused(lambda: c('prctl', 22, 0, 0, 0, 0), 'EINVAL', 'EFAULT', 'EPERM')
