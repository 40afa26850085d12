// What every part of the store's benchmark takes: --quick (a smoke run whose figures mean nothing), --series N (only that size),
// --only a,b (parts of index.mjs).
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, series: { type: 'string' }, only: { type: 'string' } },
});
export const quick = values.quick;
export const only = values.only?.split(',');
const given = values.series === undefined ? undefined : Number(values.series);
if (given !== undefined && !(Number.isInteger(given) && given >= 100 && given <= 2_000_000)) {
  console.error(`--series ${values.series}: a whole number from 100 to 2000000 is allowed`);
  process.exit(2);
}

/** The number of series to take: --series, else the small size of a smoke run, else the usual one. */
export const seriesOf = (usual, small) => given ?? (quick ? small : usual);
export const seriesGiven = given;
