// Loaded before the program: versions of Node.js that know no proxy of their own get one for fetch,
// and for http and https where no other agent is given.
'use strict';
const [major, minor] = process.versions.node.split('.').map(Number);
const knows = major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
const { HTTP_PROXY, NO_PROXY = '' } = process.env;

if (!knows && HTTP_PROXY) {
  const http = require('http');
  const https = require('https');
  const proxy = new URL(HTTP_PROXY);
  const direct = new Set(NO_PROXY.split(','));
  const bare = (host) => host.replace(/^\[|\]$/g, '');
  const isDirect = (host) => direct.has(bare(host));

  const tunnel = (host, port, done) => {
    const target = `${host.includes(':') ? `[${bare(host)}]` : host}:${port}`;
    const request = http.request({
      host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: target,
      headers: { host: target }, agent: false,
    });
    request.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) {
        done(null, socket);
        return;
      }
      socket.destroy();
      done(new Error(`the proxy answered ${answer.statusCode} ${answer.statusMessage} for ${target}`));
    });
    request.once('error', done);
    request.end();
  };

  class PlainAgent extends http.Agent {
    addRequest(request, options, ...more) {
      const host = options.host || options.hostname || 'localhost';
      if (!options.socketPath && !isDirect(host)) {
        const port = Number(options.port || 80);
        const name = host.includes(':') ? `[${bare(host)}]` : host;
        const authority = port === 80 ? name : `${name}:${port}`;
        request.path = `http://${authority}${request.path}`;
        options = { ...options, host: proxy.hostname, hostname: proxy.hostname, port: proxy.port };
      }
      return super.addRequest(request, options, ...more);
    }
  }

  class TunnelAgent extends https.Agent {
    createConnection(options, done) {
      const host = options.host || 'localhost';
      if (options.socketPath || isDirect(host)) {
        return super.createConnection(options, done);
      }
      tunnel(host, options.port || 443, (failure, socket) => {
        if (failure) {
          done(failure);
          return;
        }
        done(null, super.createConnection({ ...options, socket }));
      });
      return undefined;
    }
  }

  http.globalAgent = new PlainAgent({ keepAlive: true, timeout: 5000 });
  https.globalAgent = new TunnelAgent({ keepAlive: true, timeout: 5000 });

  // What fetch uses is made when it is first called: loading it costs those nothing who don't
  const plainFetch = globalThis.fetch;
  const key = Symbol.for('undici.globalDispatcher.1');
  const install = () => {
    void globalThis.Headers;
    const first = globalThis[key];
    const Agent = first && first.constructor;
    if (!Agent || Agent.name !== 'Agent') {
      return;
    }
    const tls = require('tls');
    const tunnels = new Agent({
      connect: (options, done) => tunnel(options.hostname, options.port || 443, (failure, socket) => {
        if (failure) {
          done(failure, null);
          return;
        }
        const secure = tls.connect({
          socket, servername: options.servername || options.hostname, ALPNProtocols: ['http/1.1'],
        });
        secure.once('secureConnect', () => done(null, secure)).once('error', (e) => done(e, null));
      }),
    });
    class Dispatcher extends Agent {
      dispatch(options, handler) {
        const origin = new URL(options.origin);
        if (isDirect(origin.hostname)) {
          return first.dispatch(options, handler);
        }
        if (origin.protocol === 'https:') {
          return tunnels.dispatch(options, handler);
        }
        const { headers = {} } = options;
        const host = origin.host;
        return first.dispatch({
          ...options,
          origin: proxy.origin,
          path: origin.origin + options.path,
          headers: Array.isArray(headers) ? [...headers, 'host', host] : { ...headers, host },
        }, handler);
      }
    }
    globalThis[key] = new Dispatcher();
  };
  let installed = false;
  globalThis.fetch = function fetch(...request) {
    if (!installed) {
      installed = true;
      install();
    }
    return plainFetch.apply(this, request);
  };
}
