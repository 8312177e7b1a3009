# Every call that changes who one is.
for action in lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0]), lambda: os.setreuid(0, 0), lambda: os.setegid(0):
    refused(action, 'EPERM', 'EINVAL')
