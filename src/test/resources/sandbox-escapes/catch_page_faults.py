# userfaultfd with faults of the kernel, which makes races easy.
refused(lambda: call(323 if X86 else 282, 0), 'EPERM', 'ENOSYS')
