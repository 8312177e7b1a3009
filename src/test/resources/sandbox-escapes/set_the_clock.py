# Time of the machine.
import time
refused(lambda: time.clock_settime(time.CLOCK_REALTIME, 0), 'EPERM')
refused(lambda: c('settimeofday', bytes(16), None), 'EPERM')
