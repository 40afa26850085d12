/**
 * Find among many names: 1,000 of them by a glob, one of each group by a wide glob, the children of a node.
 *
 *     node bench/store/find.mjs [--quick] [--series N]
 */
import { inFolder, open, T0 } from './folder.mjs';
import { quick, seriesGiven } from './options.mjs';
import { row, title } from './report.mjs';

const FINDS = quick ? 5 : 50;
const goals = { 100000: { narrow: 2, wide: 5 }, 1000000: { narrow: 4, wide: 50 } };
const sizes = quick
  ? [2_000]
  : seriesGiven === undefined
    ? [100_000, 1_000_000]
    : [Math.ceil(seriesGiven / 1_000) * 1_000];

for (const names of sizes) {
  title(`find among ${names} names`);
  const { narrow, wide, children } = await measure(names);
  const goal = goals[names];
  row('1,000 names by a glob', narrow, 'ms', goal && { atMost: goal.narrow });
  row('a wide glob, one of each 1,000', wide, 'ms', goal && { atMost: goal.wide });
  row('children of a node, 10 of them', children, 'ms', { atMost: 0.1 });
}

function measure(names) {
  return inFolder(async (dir) => {
    const { store } = await open(dir, () => T0 * 1000);
    const { series } = store;
    const groups = names / 1_000;
    const ids = Uint32Array.from({ length: names + 10 }, (_, id) => id);
    const nameOf = (id) => (id < names ? `group${id % groups}.s${Math.floor(id / groups)}` : `node.child${id - names}`);
    const declared = [...ids].map((id) => ({ id, kind: 'plain', name: nameOf(id) }));
    const atS = new Float64Array(ids.length).fill(T0);
    await series.openWriter().points({ declared, ids, atS, values: new Float64Array(ids.length) });
    const answer = { narrow: [], wide: [], children: [] };
    for (let n = 0; n < FINDS; n++) {
      answer.narrow.push(await timed(async () => (await series.resolve(`group${n % groups}.*`, 10_000)).length, 1_000));
      answer.wide.push(await timed(async () => (await series.find(`*.s${n}`)).length, groups));
      answer.children.push(await timed(async () => (await series.find('node.*')).length, 10));
    }
    await store.close();
    return answer;
  });
}

async function timed(work, want) {
  const start = performance.now();
  const count = await work();
  const ms = performance.now() - start;
  if (count !== want) throw new Error(`${count} names were found, ${want} are there`);
  return ms;
}
