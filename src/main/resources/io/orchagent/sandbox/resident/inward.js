// Carries each connection of the listening socket that it inherits as descriptor 8 to the port of
// the sandbox's loopback named as the first argument.
const net = require('net');
const server = net.createServer({ allowHalfOpen: true }, (near) => {
  const far = net.connect({ host: '127.0.0.1', port: +process.argv[2], allowHalfOpen: true, noDelay: true });
  const close = () => { near.destroy(); far.destroy(); };
  near.on('error', close);
  far.on('error', close);
  near.pipe(far);
  far.pipe(near);
});
server.listen({ fd: 8 });
