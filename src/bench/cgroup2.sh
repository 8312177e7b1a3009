#!/bin/sh
# Control groups of version 2, also on machines that have version 1: boots a kernel of its own
# (user-mode Linux, Debian's package user-mode-linux) over this machine's files, read-only, and runs
# CgroupsTrial there: at the root, in a container's group, in one that systemd handed over, and in
# one that is not the server's alone.
#
#   ./mvnw -q test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
#   sudo src/bench/cgroup2.sh [BUBBLEWRAP|UNSHARE]        # LINUX=linux.uml, JAVA_HOME
#
# It is slow: each start of a process costs milliseconds there, and there is one processor.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
cat >"$here/target/cgroup2-trial" <<END
#!/bin/sh
exec $java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx300m \\
  -Djava.util.logging.manager=org.jboss.logmanager.LogManager \\
  -cp "$here/target/test-classes:$here/target/classes:$(cat "$here/target/classpath")" \\
  io.orchagent.sandbox.CgroupsTrial ${1:-BUBBLEWRAP} 2>&1
END
cat >"$here/target/cgroup2-init" <<'END'
#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t tmpfs tmpfs /run
mkdir -p /dev/shm
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
mount -t cgroup2 cgroup2 /sys/fs/cgroup
ip link set lo up
uname -r
trial=$(dirname "$0")/cgroup2-trial
cd /sys/fs/cgroup
echo '== at the root'
sh "$trial"
mkdir container service session
python3 -c 'import os; os.setxattr("service", "user.delegate", b"1")'
echo '== in a container'
sh -c 'echo $$ >container/cgroup.procs
  exec unshare -C -m sh -c "cd /; umount -l /sys/fs/cgroup; mount -t cgroup2 cgroup2 /sys/fs/cgroup; exec sh $0"' "$trial"
echo '== in a service'
sh -c 'echo $$ >service/cgroup.procs; exec sh "$0"' "$trial"
echo '== in a group of others too'
sh -c 'echo $$ >session/cgroup.procs; exec sh "$0"' "$trial"
find . -name 'orchagent-*' -type d
halt -f
END
chmod +x "$here/target/cgroup2-init"
exec "${LINUX:-linux.uml}" mem=3G rootfstype=hostfs rootflags=/ ro \
  "init=$here/target/cgroup2-init" con=null con0=fd:0,fd:1 quiet </dev/null
