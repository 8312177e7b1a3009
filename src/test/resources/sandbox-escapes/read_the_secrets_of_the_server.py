# The server's environment, key file and cache, by name and in the first process.
for path in '/root', '/home/orchagent', '/var/lib', '/.orchagent', '/work', '/opt', '/srv', '/etc/ssl', '/run/secrets':
    refused(lambda: os.stat(path), 'ENOENT')
text = open('/proc/1/environ', 'rb').read() + open('/proc/1/cmdline', 'rb').read()
same([word for word in (b'ORCHAGENT', b'SECRET', b'KEY', b'POSTGRES', b'REDIS') if word in text.upper()], [b'ORCHAGENT'])
same(sorted(os.environ), ['FILTERS', 'HOME', 'HOST_PID', 'HOST_SHARED', 'HOST_SOCKET', 'LANG', 'PATH', 'TZ'])
