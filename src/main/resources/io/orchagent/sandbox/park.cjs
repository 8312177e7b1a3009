'use strict';
// Prepares a run in the Node.js that will run it, before its first line: see sitecustomize.py.
const fs = require('node:fs');
const { isMainThread } = require('node:worker_threads');

function prepare() {
  function take(count) {
    const bytes = Buffer.allocUnsafeSlow(count);
    for (let at = 0; at < count; ) {
      const read = fs.readSync(0, bytes, at, count - at, null);
      if (read === 0) {
        // The server is gone, or has no use for this one any more
        process.reallyExit(1);
      }
      at += read;
    }
    return bytes;
  }

  function copy(path, count, mode) {
    const file = fs.openSync(path, 'wx', mode);
    while (count > 0) {
      const chunk = take(Math.min(count, 1 << 16));
      count -= chunk.length;
      for (let at = 0; at < chunk.length; ) {
        at += fs.writeSync(file, chunk, at);
      }
    }
    fs.closeSync(file);
  }

  function parts(use) {
    for (;;) {
      const head = take(13);
      const kind = String.fromCharCode(head[0]);
      if (kind === '.') {
        return;
      }
      use(kind, take(head.readUInt32BE(1)).toString(), Number(head.readBigUInt64BE(5)));
    }
  }

  function orFail(reason, action) {
    try {
      action();
    } catch {
      fs.writeSync(2, reason + '\n');
      process.reallyExit(1);
    }
  }

  orFail('the bundle does not fit', () =>
    parts((kind, name, size) => {
      if (kind === 'W') {
        return;
      }
      if (kind === 'D') {
        fs.mkdirSync(name, 0o755);
      } else {
        copy(name, size, kind === 'X' ? 0o755 : 0o644);
      }
    }));

  fs.writeSync(1, 'parked\n');
  const uploads = '/tmp/uploads';
  const skills = 'orchagent/skills';
  const variables = new Map();
  orFail('an upload does not fit', () => {
    parts((kind, name, size) => {
      if (kind === 'V') {
        variables.set(name, take(size).toString());
        return;
      }
      if (kind === 'S') {
        orFail('the skills do not fit, or the bundle has a file where their folder goes', () => {
          fs.mkdirSync(skills, { recursive: true });
          fs.rmSync(skills + '/' + name, { force: true });
          copy(skills + '/' + name, size, 0o444);
        });
        return;
      }
      if (!fs.existsSync(uploads)) {
        fs.mkdirSync(uploads, 0o755);
      }
      copy(uploads + '/' + name, size, 0o444);
    });
    if (fs.existsSync(uploads)) {
      fs.chmodSync(uploads, 0o555);
    }
  });

  for (const name of Object.keys(process.env)) {
    delete process.env[name];
  }
  for (const [name, value] of variables) {
    process.env[name] = value;
  }
  // What it forks is to start without this
  process.execArgv.length = 0;
  delete require.cache[__filename];
  fs.writeSync(1, 'start\n');
}

// A worker of the program is given the same options
if (isMainThread) {
  prepare();
}
