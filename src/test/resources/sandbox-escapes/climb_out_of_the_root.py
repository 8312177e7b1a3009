# The parent of the root, a working folder from before, and the root of the first process.
same(os.stat('/..').st_ino, os.stat('/').st_ino)
for path in '/../../../root', '/proc/1/root/../../etc/shadow', '/proc/1/cwd/../../../root', '/proc/self/root/etc/shadow', '/old':
    refused(lambda: os.stat(path), 'ENOENT')
