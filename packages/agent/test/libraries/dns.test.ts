import { describeLibrary } from './library-case.ts';

await describeLibrary({
  library: 'dns',
  imports: { dns: 'node:dns', promises: 'node:dns/promises', dgram: 'node:dgram', net: 'node:net', util: 'node:util' },
  body: `
    const answers = [];
    await transaction('forms', async () => {
      answers.push(await new Promise((resolve) => dns.lookup('localhost', 4, (e, address, family) => time('found', () => resolve([e, address, family])))));
      answers.push(await util.promisify(dns.lookup)('127.0.0.1'));
      answers.push(await promises.lookup('localhost', { family: 4, all: true }).then((all) => all[0]));
      answers.push(await promises.lookup('no.such.host.invalid').catch((e) => [e.name, e.syscall]));
      try { dns.lookup('localhost'); } catch (e) { answers.push(e.code); }
      answers.push(dns.lookup.name, dns.lookup.length, dns.promises === promises);
    });
    const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.on('listening', resolve));
    await transaction('sockets', () => new Promise((resolve) => net.connect(server.address().port, 'localhost').resume().on('close', resolve)));
    // A name server: every name is 127.0.0.7, but for no.test.
    const names = dgram.createSocket('udp4', (query, from) => {
      const known = !query.includes('no');
      const head = Buffer.from([query[0], query[1], 0x81, known ? 0x80 : 0x83, 0, 1, 0, known ? 1 : 0, 0, 0, 0, 0]);
      const question = query.subarray(12, query.indexOf(0, 12) + 5);
      const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 127, 0, 0, 7]);
      names.send(Buffer.concat(known ? [head, question, answer] : [head, question]), from.port, from.address);
    });
    await new Promise((resolve) => names.bind(0, '127.0.0.1', resolve));
    const server53 = ['127.0.0.1:' + names.address().port];
    await transaction('resolvers', async () => {
      const one = new dns.Resolver();
      one.setServers(server53);
      answers.push(await new Promise((resolve) => one.resolve4('a.test', (e, all) => time('found', () => resolve([e, all])))));
      answers.push(await new Promise((resolve) => one.resolve('no.test', (e) => resolve([e.code, e.syscall]))));
      const two = new promises.Resolver();
      two.setServers(server53);
      answers.push(await two.resolve4('a.test'), await two.resolve4('no.test').catch((e) => [e.code, e.syscall]));
      answers.push(one.resolve4.name, one.resolve4.length, two.resolve4.name, Object.keys(dns.Resolver.prototype));
    });
    // It makes the functions of the module anew.
    dns.setServers(server53);
    await transaction('set servers', async () => {
      answers.push(await new Promise((resolve) => dns.resolve4('a.test', (e, all) => resolve([e, all]))), await promises.resolve4('a.test'));
    });
    names.close();
    return answers;
  `,
  counted: {
    'forms.ok': 1,
    'forms.dns_lookup.ok': 3,
    'forms.dns_lookup.error': 2,
    'forms.found.ok': 1,
    'sockets.ok': 1,
    'sockets.dns_lookup.ok': 1,
    'resolvers.ok': 1,
    'resolvers.found.ok': 1,
    'resolvers.dns_resolve4.ok': 2,
    'resolvers.dns_resolve4.error': 1,
    'resolvers.dns_resolve.error': 1,
    'set_servers.ok': 1,
    'set_servers.dns_resolve4.ok': 2,
  },
});
