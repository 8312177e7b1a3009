# The name of the machine and of its domain.
refused(lambda: socket.sethostname('x'), 'EPERM')
refused(lambda: c('setdomainname', b'x', 1), 'EPERM')
