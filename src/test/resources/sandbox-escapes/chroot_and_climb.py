# The classic: a new root below an open folder, then out by that folder.
folder = os.open('/', os.O_RDONLY)
os.mkdir('/tmp/jail')
refused(lambda: os.chroot('/tmp/jail'), 'EPERM')
os.fchdir(folder)
refused(lambda: os.chroot('.'), 'EPERM')
