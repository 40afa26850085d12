import { expect, it } from 'vitest';
import { loadYoung, rememberFirstPoint } from '../src/data/young-apps.ts';

const lastHour = { from: '-1h', to: 'now' };

/** A server that answers with the app's first point; `meanwhile` happens while the answer is on its way. */
function serverOf(firstPointMs: number | null, meanwhile: () => void = () => {}) {
  const asked: string[] = [];
  const load = async ({ from }: { from: string }) => {
    asked.push(from);
    meanwhile();
    return { ok: true as const, answer: { firstPointMs } };
  };
  return { asked, load };
}

it('asks again where the answer tells that the app is young', async () => {
  const { asked, load } = serverOf(Date.now() - 600_000);
  await loadYoung('young', lastHour, load);
  expect(asked).toHaveLength(2);
  expect(asked[1]).not.toBe(asked[0]);
});

it('asks again too where another answer told it meanwhile', async () => {
  const firstPointMs = Date.now() - 600_000;
  const { asked, load } = serverOf(firstPointMs, () => rememberFirstPoint('raced', firstPointMs));
  await loadYoung('raced', lastHour, load);
  expect(asked).toHaveLength(2);
});

it('asks once for an app that is known, and for one that is old', async () => {
  rememberFirstPoint('known', Date.now() - 600_000);
  const known = serverOf(Date.now() - 600_000);
  await loadYoung('known', lastHour, known.load);
  expect(known.asked).toHaveLength(1);
  const old = serverOf(Date.now() - 9 * 3_600_000);
  await loadYoung('old', lastHour, old.load);
  expect(old.asked).toHaveLength(1);
});
