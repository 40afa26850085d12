import { expect, it } from 'vitest';
import { type ForwardMessage, ForwardTap } from '../src/ingest/forward-tap.ts';

it('drops a packet that no chunk can hold, counts it, and goes on', () => {
  const sent: ForwardMessage[] = [];
  const tap = new ForwardTap({ port: { postMessage: (message) => sent.push(message) }, flushes: false, lines: true });
  const packet = (bytes: Uint8Array): void => tap.packet(bytes, bytes.length);
  packet(Buffer.from('a:1|c'));
  packet(new Uint8Array(200_000).fill(0x61));
  packet(Buffer.from('b:1|c\n'));
  tap.send();
  expect(tap.lostChunks).toBe(1);
  const text = sent.map((message) => (message.kind === 'lines' ? Buffer.from(message.bytes).toString() : '')).join('');
  expect(text).toBe('a:1|c\nb:1|c\n');
});
