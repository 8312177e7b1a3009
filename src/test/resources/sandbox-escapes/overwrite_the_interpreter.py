# The running interpreter is written to, through /proc and by its name.
for path in '/proc/self/exe', '/proc/1/exe', '/usr/bin/python3', sys.executable:
    refused(lambda: open(path, 'r+b'), 'EROFS', 'ETXTBSY', 'EACCES')
