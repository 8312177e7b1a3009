# A copy with the set-user-id bit, and the host's own set-user-id programs.
import shutil, subprocess
shutil.copy('/usr/bin/id', '/home/user/id')
os.chmod('/home/user/id', 0o6755)
same(subprocess.run(['/home/user/id', '-u'], capture_output=True, text=True).stdout, '1000\n')
refused(lambda: os.chown('/home/user/id', 0, 0), 'EPERM', 'EINVAL')
for program in 'su', 'sudo', 'mount', 'newgrp', 'pkexec', 'passwd':
    path = '/usr/bin/' + program
    same(os.path.exists(path) and bool(os.stat(path).st_mode & 0o4000) and os.statvfs(path).f_flag & os.ST_NOSUID == 0, False)
