# What prepares the next sandbox is changed from inside this one.
for name in 'launch', 'hook/sitecustomize.py', 'hook/park.cjs', 'bin/python3', 'x':
    refused(lambda: open('/run/orchagent/' + name, 'w'), 'EROFS')
refused(lambda: os.rename('/run/orchagent/launch', '/run/orchagent/other'), 'EROFS')
refused(lambda: os.unlink('/run/orchagent/hook/park.cjs'), 'EROFS')
