// One engine in a process of its own: `run-engine.mjs fill|ask segments|sqlite <folder> <records> <rounds>`. Answers one line of JSON.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MadeUpRecords } from './made-up-records.mjs';
import { questions } from './questions.mjs';

const [task, engineName, dir, recordsText, roundsText] = process.argv.slice(2);
const records = Number(recordsText);
const rounds = Number(roundsText);
const BATCH = 2_000;
const WARM_UP_BATCHES = 20;
const FROM_MS = 1_760_000_000_000;
const EVERY_MS = 0.5;
const TRACES = 200;
const range = { fromMs: FROM_MS, untilMs: FROM_MS + records * EVERY_MS };
const { openEngine } = await import(`./engine-${engineName}.mjs`);
console.log(JSON.stringify(await (task === 'fill' ? fill() : ask())));

/** What making records costs is measured alone first, and taken off. */
async function fill() {
  const warm = new MadeUpRecords(7, FROM_MS, EVERY_MS);
  for (let i = 0; i < 10; i++) warm.batch(BATCH);
  const before = process.cpuUsage();
  const alone = 20;
  for (let i = 0; i < alone; i++) warm.batch(BATCH);
  const makingMs = (cpuMs(before) / (alone * BATCH)) * records;

  globalThis.gc?.();
  const baseRss = process.memoryUsage().rss;
  let mostRss = baseRss;
  await warmUp();
  const engine = await openEngine(dir, range);
  const made = new MadeUpRecords(1, FROM_MS, EVERY_MS);
  const traces = [];
  const cpuBefore = process.cpuUsage();
  let wallMs = 0;
  const timed = async (work) => {
    const began = performance.now();
    await work();
    wallMs += performance.now() - began;
  };
  for (let done = 0; done < records; done += BATCH) {
    const batch = made.batch(Math.min(BATCH, records - done));
    if (traces.length < (done / records) * TRACES) traces.push(batch.records[0].traceId);
    await timed(() => engine.append(batch));
    mostRss = Math.max(mostRss, process.memoryUsage().rss);
  }
  // What is being sealed is no part of what questions cost.
  await timed(() => engine.settle?.());
  const beforeAsked = process.cpuUsage();
  // The last of them are not sealed.
  const answers = await askAll(engine, traces, rounds);
  const askedMs = cpuMs(beforeAsked);
  await timed(() => engine.finish());
  const ingestMs = cpuMs(cpuBefore) - makingMs - askedMs;
  await engine.close();
  writeFileSync(join(dir, 'traces.json'), JSON.stringify(traces));
  return { cpuMs: ingestMs, makingMs, wallMs, baseRss, mostRss, answers };
}

/** A server runs for days: what it takes until the engine's code is compiled is not what is asked. Into a folder of its own. */
async function warmUp() {
  const elsewhere = join(dir, 'warm-up');
  mkdirSync(elsewhere);
  const engine = await openEngine(elsewhere, range);
  const made = new MadeUpRecords(3, FROM_MS, EVERY_MS);
  for (let i = 1; i <= WARM_UP_BATCHES; i++) {
    await engine.append(made.batch(BATCH));
    if (i % 10 === 0) await engine.finish();
  }
  await engine.close();
  rmSync(elsewhere, { recursive: true });
}

async function ask() {
  const traces = JSON.parse(readFileSync(join(dir, 'traces.json'), 'utf8'));
  globalThis.gc?.();
  const baseRss = process.memoryUsage().rss;
  let mostRss = baseRss;
  const began = performance.now();
  const before = process.cpuUsage();
  const engine = await openEngine(dir, range);
  const open = { wallMs: performance.now() - began, cpuMs: cpuMs(before) };
  const answers = await askAll(engine, traces, rounds, () => {
    mostRss = Math.max(mostRss, process.memoryUsage().rss);
  });
  await engine.close();
  return { baseRss, mostRss, open, answers };
}

async function askAll(engine, traces, rounds, onAnswer = () => undefined) {
  const answers = [];
  for (const { name, dear, of } of questions(traces)) {
    const cold = await once(engine, of(0));
    const times = [];
    for (let i = 1; i <= (dear ? Math.ceil(rounds / 2) : rounds); i++) {
      times.push(await once(engine, of(i)));
      onAnswer();
    }
    answers.push({ name, cold, times });
  }
  return answers;
}

async function once(engine, question) {
  const before = threadMs();
  const began = performance.now();
  const found = await engine.ask(question);
  return { wallMs: performance.now() - began, cpuMs: threadMs() - before, found };
}

/** CPU of this thread so far: what else runs in the process meanwhile, such as sealing, is no part of a question. Before Node 23.9 in steps of the kernel's tick, up to 4 ms. */
function threadMs() {
  if (process.threadCpuUsage !== undefined) {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  }
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}

function cpuMs(since) {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}
