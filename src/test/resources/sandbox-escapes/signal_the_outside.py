# A process of the host by its number, everybody, and the group of the first process.
refused(lambda: os.kill(int(os.environ['HOST_PID']), 9), 'ESRCH')
refused(lambda: os.killpg(int(os.environ['HOST_PID']), 9), 'ESRCH')
os.kill(1, 9)
refused(lambda: os.kill(-1, 9), 'ESRCH')
