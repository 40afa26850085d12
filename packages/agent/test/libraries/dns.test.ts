import { describeLibrary } from './library-case.ts';

await describeLibrary({
  library: 'dns',
  imports: { dns: 'node:dns', promises: 'node:dns/promises', net: 'node:net', util: 'node:util' },
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
    return answers;
  `,
  counted: {
    'forms.ok': 1,
    'forms.dns_lookup.ok': 3,
    'forms.dns_lookup.error': 2,
    'forms.found.ok': 1,
    'sockets.ok': 1,
    'sockets.dns_lookup.ok': 1,
  },
});
