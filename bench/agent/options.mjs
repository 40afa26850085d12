// What every part of the agent's benchmark takes: --quick (a smoke run whose figures mean nothing), --only a,b (parts of index.mjs),
// --variants bare,carpy (bare is always there, twice), --routes hello, --rotations N, --minutes N (of the soak).
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: text,
    variants: text,
    routes: text,
    rotations: text,
    minutes: text,
  },
});

export const quick = values.quick;

/** Parts of a list that were asked for; all of them otherwise. Ends the process for one that is not in it. */
export function chosen(option, known) {
  const wanted = values[option]?.split(',');
  const unknown = (wanted ?? []).filter((name) => !known.includes(name));
  if (unknown.length > 0) refuse(option, `${known.join(', ')}`);
  return wanted === undefined ? known : known.filter((name) => wanted.includes(name));
}

export const rotations = number('rotations', quick ? 1 : 9);
export const minutes = number('minutes', quick ? 0.1 : 2);

function number(option, usual) {
  const given = values[option];
  if (given === undefined) return usual;
  const n = Number(given);
  if (!(n > 0 && n <= 1_000)) refuse(option, 'a number above 0, 1000 at most');
  return n;
}

function refuse(option, allowed) {
  console.error(`--${option} ${values[option]}: allowed is ${allowed}`);
  process.exit(2);
}
