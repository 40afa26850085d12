/**
 * A server of node:http that answers in many ways, for random clients (http-fuzz.test.ts). Requests are `/<way>/<id>`; what each calls has
 * its id in its name, and it looks at its own contexts wherever it comes by. `/report` tells how many
 * came, how many connections there are, and what was not as it should be.
 */
export const HTTP_PROGRAM = `
const { AsyncLocalStorage } = require('node:async_hooks');
const http = require('node:http');
const { setName, time } = process.env.WITHOUT_AGENT
  ? { setName() {}, time: (name, fn) => fn() }
  : require('@carpy/agent');

const own = new AsyncLocalStorage();
const entered = new AsyncLocalStorage();
let came = 0;
const problems = [];
const turn = () => new Promise((next) => setImmediate(next));

const ways = {
  plain: ({ res, f }) => { f('a'); res.end('plain'); },
  later: async ({ res, f }) => { await f('a', async () => { await turn(); f('b'); }); f('c'); res.end('later'); },
  together: async ({ res, f }) => {
    await Promise.all([1, 2].map((n) => f('a', async () => { for (let i = 0; i < n; i++) await turn(); f('b'); })));
    res.end('together');
  },
  // The ways to read a body.
  listens: ({ req, res, f }) => {
    let size = 0;
    req.on('data', (part) => { size += part.length; });
    req.on('end', () => { f('a', async () => { await turn(); f('b'); res.end('size ' + size); }); });
  },
  iterates: async ({ req, res, f }) => {
    await f('a', async () => { let size = 0; for await (const part of req) size += part.length; f('b'); res.end('size ' + size); });
  },
  // Answers before the body was read.
  early: ({ res, f }) => { f('a'); res.end('early'); },
  streams: async ({ res, f }) => {
    for (const part of ['one ', 'two ', 'three']) { await turn(); f('a'); res.write(part); }
    res.end();
  },
  large: ({ res, f }) => {
    f('a');
    // Called in the context of whatever was written on the connection, so it calls nothing.
    res.on('drain', () => res.end());
    if (res.write('x'.repeat(3e6))) problems.push('no need to wait');
  },
  hints: ({ res, f }) => { res.writeEarlyHints({ link: '</a.css>; rel=preload' }); res.writeProcessing(); f('a'); res.end('hints'); },
  unchanged: ({ res, f }) => { f('a'); res.statusCode = 304; res.end(); },
  empty: ({ res, f }) => { f('a'); res.writeHead(204); res.end(); },
  fails: async ({ res, f }) => {
    try { await f('a', async () => { await turn(); throw new Error('planned'); }); } catch { res.statusCode = 500; res.end('failed'); }
  },
  // Ended, and then used as if it were not.
  twice: ({ res, f }) => { f('a'); res.on('error', () => {}); res.end('twice'); res.end('again'); res.write('and again'); },
  // For clients that go away.
  hangs: ({ f }) => { f('a'); },
  half: async ({ res, f }) => { f('a'); res.write('half'); await turn(); f('b'); },
  destroys: async ({ req, res, f, id }) => {
    f('a');
    if (id % 2) await turn();
    [() => res.destroy(), () => req.destroy(), () => req.socket.destroy(), () => { res.write('x'); req.socket.resetAndDestroy(); }][id % 4]();
  },
};

function handle(req, res) {
  const [, way, text] = req.url.split('/');
  if (way === 'report') return report(req, res);
  const id = Number(text);
  came++;
  res.sendDate = false;
  res.setHeader('x-id', 'id ' + id + ';');
  setName('r' + id);
  entered.enterWith(id);
  own.run(id, () => {
    const look = (where) => {
      if (own.getStore() !== id) problems.push([way, id, where, own.getStore()].join());
    };
    const f = (name, fn = () => {}) => {
      // Node calls what listens in contexts of its own choice.
      if (way !== 'listens') look(name);
      return time(name + id, fn);
    };
    void (async () => {
      await ways[way]({ req, res, f, look, id });
      look('done');
      if (entered.getStore() !== id) problems.push([way, id, 'entered', entered.getStore()].join());
    })();
  });
}

let reports = 0;

// Where nothing of a body was read, Node may not see that its client is gone: those are closed.
function report(req, res) {
  setName('report');
  reports++;
  for (const socket of sockets) if (socket !== req.socket) socket.destroy();
  server.getConnections((error, connections) => res.end(JSON.stringify({ came, reports, connections, problems })));
}

const server = http.createServer({ keepAliveTimeout: 60_000 }, handle);
const sockets = new Set();
server.on('connection', (socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
});
server.on('checkContinue', (req, res) => { res.writeContinue(); handle(req, res); });
server.on('upgrade', (req, socket) => {
  socket.end('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: x\\r\\n\\r\\nupgraded');
});
server.on('clientError', (error, socket) => socket.destroy());
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));
`;

/** What each way calls, below what, when its client stays to the end: an outcome and a count. */
export const CALLS: Readonly<Record<string, readonly string[]>> = {
  plain: ['a ok'],
  later: ['a ok', 'a.b ok', 'c ok'],
  together: ['a ok', 'a.b ok', 'a ok', 'a.b ok'],
  listens: ['a ok', 'a.b ok'],
  iterates: ['a ok', 'a.b ok'],
  early: ['a ok'],
  streams: ['a ok', 'a ok', 'a ok'],
  large: ['a ok'],
  hints: ['a ok'],
  unchanged: ['a ok'],
  empty: ['a ok'],
  fails: ['a error'],
  twice: ['a ok'],
  hangs: ['a ok'],
  half: ['a ok', 'b ok'],
  destroys: ['a ok'],
};
