// Listens on the sandbox's loopback and carries each connection to the unix socket named as the
// first argument; prints its port.
const net = require('net');
const fs = require('fs');
const server = net.createServer({ allowHalfOpen: true }, (near) => {
  const far = net.connect({ path: process.argv[2], allowHalfOpen: true });
  const close = () => { near.destroy(); far.destroy(); };
  near.on('error', close);
  far.on('error', close);
  near.pipe(far);
  far.pipe(near);
});
server.listen(0, '127.0.0.1', 64, () => {
  fs.writeSync(1, server.address().port + '\n');
  fs.closeSync(1);
  fs.openSync('/dev/null', 'w');
});
