import { afterEach, describe, expect, it } from 'vitest';
import { Relay, type RelayOptions } from '../../src/relay/relay.ts';
import { eventually } from '../forward/eventually.ts';
import { fakeTcp, freePort } from '../forward/fake-peers.ts';
import { FakeNode } from './fake-node.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function startNodes(count: number): Promise<FakeNode[]> {
  const nodes = await Promise.all(Array.from({ length: count }, () => FakeNode.start()));
  for (const node of nodes) open.push(() => node.close());
  return nodes;
}

function relayTo(nodes: readonly FakeNode[], options: Partial<RelayOptions> = {}): Relay {
  const relay = new Relay({
    nodes: nodes.map((node) => node.address),
    flushAfterMs: 2,
    healthIntervalMs: 10,
    healthTimeoutMs: 1_000,
    ...options,
  });
  open.push(() => relay.close(0));
  return relay;
}

function send(relay: Relay, lines: readonly string[]): void {
  const bytes = Buffer.from(lines.join('\n'));
  relay.packet(bytes, bytes.length);
  // The receiver's again: it must have been copied.
  bytes.fill(0);
}

const lines = Array.from({ length: 900 }, (_, i) => `app.web-${i % 7}.requests.route${i}:${i}|ms|@0.5`);

/** Sends the lines and waits until the nodes have all of them; which node got which. */
async function round(
  relay: Relay,
  nodes: readonly FakeNode[],
  sent: readonly string[] = lines,
): Promise<Map<string, number>> {
  for (let i = 0; i < sent.length; i += 40) send(relay, sent.slice(i, i + 40));
  const got: string[][] = nodes.map(() => []);
  await eventually(() => {
    for (const [i, node] of nodes.entries()) got[i]?.push(...node.take());
    expect(got.flat().length).toBe(sent.length);
  });
  expect(got.flat().sort()).toEqual([...sent].sort());
  return new Map(got.flatMap((some, i) => some.map((line) => [line, i] as const)));
}

const upOf = (relay: Relay): boolean[] => relay.counts().nodes.map(({ up }) => up);

describe('Relay', () => {
  it('sends every line to exactly one node, always the same for a name, in full datagrams', async () => {
    const nodes = await startNodes(3);
    const relay = relayTo(nodes);
    const first = await round(relay, nodes);
    expect(new Set(first.values())).toEqual(new Set([0, 1, 2]));
    expect(await round(relay, nodes)).toEqual(first);
    const other = lines.map((line) => line.replace(/:.*/, ':7|g'));
    const third = await round(relay, nodes, other);
    for (const [i, line] of lines.entries()) expect(third.get(other[i] as string)).toBe(first.get(line));
    const { nodes: counts, ...totals } = relay.counts();
    expect(totals).toMatchObject({ lines: 2_700, lost: 0, unrouted: 0 });
    expect(counts.reduce((sum, { sent }) => sum + sent, 0)).toBe(2_700);
    expect(counts.reduce((sum, { datagrams }) => sum + datagrams, 0)).toBeLessThan(300);
  });

  it('moves only the names of a node that died, and gives them back', async () => {
    const nodes = await startNodes(3);
    const changes: unknown[][] = [];
    const relay = relayTo(nodes, { onNodeChange: (node, up, reason) => changes.push([node.port, up, reason]) });
    const before = await round(relay, nodes);
    const [, dead] = nodes as [FakeNode, FakeNode, FakeNode];
    await dead.kill();
    await eventually(() => expect(upOf(relay)).toEqual([true, false, true]));
    const during = await round(relay, nodes);
    const taken = new Set<number | undefined>();
    for (const line of lines) {
      if (before.get(line) === 1) taken.add(during.get(line));
      else expect(during.get(line)).toBe(before.get(line));
    }
    expect(taken).toEqual(new Set([0, 2]));
    await dead.listen();
    await eventually(() => expect(upOf(relay)).toEqual([true, true, true]));
    expect(await round(relay, nodes)).toEqual(before);
    expect(changes).toEqual([
      [dead.udp.port, false, expect.stringMatching(/ECONNREFUSED|closed without/)],
      [dead.udp.port, true, undefined],
    ]);
  });

  it('takes out a node that hangs, and one that is told to be down', async () => {
    const nodes = await startNodes(3);
    const relay = relayTo(nodes, { healthTimeoutMs: 20 });
    const [mute, down] = nodes as [FakeNode, FakeNode, FakeNode];
    mute.health = 'mute';
    down.health = 'down';
    await eventually(() => expect(upOf(relay)).toEqual([false, false, true]));
    const placed = await round(relay, nodes);
    expect(new Set(placed.values())).toEqual(new Set([2]));
  });

  it('drops the lines of a node that is down when told so', async () => {
    const nodes = await startNodes(2);
    const relay = relayTo(nodes, { whenDown: 'drop' });
    const before = await round(relay, nodes);
    (nodes[0] as FakeNode).health = 'down';
    await eventually(() => expect(upOf(relay)).toEqual([false, true]));
    const kept = lines.filter((line) => before.get(line) === 1);
    send(relay, lines);
    await eventually(() => expect((nodes[1] as FakeNode).udp.lines().length).toBe(kept.length));
    expect((nodes[1] as FakeNode).take().sort()).toEqual([...kept].sort());
    expect((nodes[0] as FakeNode).take()).toEqual([]);
    expect(relay.counts()).toMatchObject({ unrouted: lines.length - kept.length, lost: lines.length - kept.length });
  });

  it('counts lines as lost when no node is up, and keeps none of them', async () => {
    const nodes = await startNodes(2);
    for (const node of nodes) node.health = 'down';
    const relay = relayTo(nodes);
    await eventually(() => expect(upOf(relay)).toEqual([false, false]));
    send(relay, [...lines, '_e{1,1}:a|b']);
    const { nodes: counts, lost, unrouted } = relay.counts();
    expect([lost, unrouted]).toEqual([901, 901]);
    expect(counts.map(({ queuedBytes }) => queuedBytes)).toEqual([0, 0]);
    for (const node of nodes) node.health = 'up';
    await eventually(() => expect(upOf(relay)).toEqual([true, true]));
    await round(relay, nodes);
  });

  it('sends events and service checks to the first node that is up', async () => {
    const nodes = await startNodes(3);
    const relay = relayTo(nodes);
    const nameless = ['_e{5,4}:title|text', '_e{1,1}:b|c', '_sc|check|0'];
    expect(new Set((await round(relay, nodes, nameless)).values())).toEqual(new Set([0]));
    (nodes[0] as FakeNode).health = 'down';
    await eventually(() => expect(upOf(relay)).toEqual([false, true, true]));
    expect(new Set((await round(relay, nodes, nameless)).values())).toEqual(new Set([1]));
  });

  it('keeps a transaction under carpy. together', async () => {
    const nodes = await startNodes(3);
    const relay = relayTo(nodes);
    const names = ['ok:1|ms', 'error:1|ms', 'apdex.satisfied:1|c', 'apdex.frustrated:1|c', 'children.sql.ok:1|ms'];
    const transactions = Array.from({ length: 50 }, (_, i) => `carpy.shop.web.t${i}`);
    const placed = await round(
      relay,
      nodes,
      transactions.flatMap((base) => names.map((name) => `${base}.${name}`)),
    );
    for (const base of transactions) {
      expect(new Set(names.map((name) => placed.get(`${base}.${name}`))).size).toBe(1);
    }
    expect(new Set(placed.values()).size).toBe(3);
  });

  it('takes what any sender may send', async () => {
    const nodes = await startNodes(1);
    const relay = relayTo(nodes);
    send(relay, ['', '\r', 'a:1|c\r', '', 'no colon', ':', `${'n'.repeat(5_000)}:1|c`, '\u0000\u00ff:1|c', '']);
    await eventually(() =>
      expect((nodes[0] as FakeNode).udp.lines()).toEqual([
        'a:1|c',
        'no colon',
        ':',
        `${'n'.repeat(5_000)}:1|c`,
        '\u0000\u00ff:1|c',
      ]),
    );
    expect(relay.counts()).toMatchObject({ packets: 1, lines: 5, lost: 0 });
  });

  it('sends what is open when it closes', async () => {
    const nodes = await startNodes(2);
    const relay = relayTo(nodes, { flushAfterMs: 60_000 });
    send(relay, ['a:1|c', 'b:1|c', 'c:1|c']);
    await relay.close(2_000);
    await eventually(() =>
      expect(nodes.flatMap((node) => node.udp.lines()).sort()).toEqual(['a:1|c', 'b:1|c', 'c:1|c']),
    );
  });

  it('relays over TCP, and takes a missing connection for a node that is down', async () => {
    const [one, other] = [await fakeTcp(), await fakeTcp()];
    open.push(
      () => one.close(),
      () => other.close(),
    );
    const nowhere = await freePort();
    const nodes = [one.port, other.port, nowhere].map((port) => ({ host: '127.0.0.1', port }));
    const relay = relayTo([], { nodes, protocol: 'tcp', backoff: { minMs: 5, maxMs: 20 } });
    await eventually(() => expect(upOf(relay)).toEqual([true, true, false]));
    send(relay, lines);
    const read = (): string[] => [one, other].flatMap((peer) => peer.text().split('\n').slice(0, -1));
    await eventually(() => expect(read().length).toBe(lines.length));
    expect(read().sort()).toEqual([...lines].sort());
    expect(one.text()).not.toBe('');
    expect(other.text()).not.toBe('');
    expect(relay.counts().nodes[2]?.lastError).toMatch(/ECONNREFUSED/);
  });

  it('refuses a list of nodes that makes no ring', () => {
    const node = { host: '127.0.0.1', port: 1 };
    expect(() => new Relay({ nodes: [] })).toThrow(/at least one node/);
    expect(() => new Relay({ nodes: [node, node] })).toThrow(/127.0.0.1:1 is given twice/);
  });
});
