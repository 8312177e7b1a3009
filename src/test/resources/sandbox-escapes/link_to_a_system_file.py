# Hard and symbolic links that lead out.
refused(lambda: os.link('/usr/bin/env', '/tmp/env'), 'EXDEV', 'EPERM')
os.symlink('/etc/shadow', '/home/user/shadow')
refused(lambda: open('/home/user/shadow'), 'ENOENT')
os.symlink('/proc/1/root/root', '/home/user/root')
refused(lambda: os.listdir('/home/user/root'), 'ENOENT')
