# Listens at the path named as the first argument and becomes the command behind it, which inherits
# the socket as descriptor 8: so nothing that a program can write to has to be shown to it.
use strict;
use Socket;
use POSIX ();

my $path = shift @ARGV;
my $mask = umask 0177;
socket(my $listening, PF_UNIX, SOCK_STREAM, 0) or die "socket: $!";
bind($listening, pack_sockaddr_un($path)) or die "bind: $!";
listen($listening, 512) or die "listen: $!";
umask $mask;
POSIX::dup2(fileno($listening), 8) or die "dup2: $!";
exec { $ARGV[0] } @ARGV or die "exec: $!";
