# The persistent keyring of root, and a key by its number.
refused(lambda: call(250 if X86 else 219, 22, 0, -2, 0, 0), 'EPERM', 'EOPNOTSUPP', 'ENOKEY', 'EINVAL')
refused(lambda: call(250 if X86 else 219, 11, 1, 0, 0, 0), 'EPERM', 'ENOKEY', 'EACCES')
