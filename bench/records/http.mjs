// Request records through HTTP, as agents send them: CPU of the whole server process (receiving, unpacking, reading, redacting, writing,
// sealing) for each record. `--smoke`: a small size, whose figure means nothing. Linux.
import { startCarpy, wait } from '../carpy-process.mjs';
import { cpuSeconds } from '../store/process-cpu.mjs';
import { bodyMaker, post } from './made-up-bodies.mjs';

const smoke = process.argv.some((a) => a === '--smoke' || a === '--quick');
const RECORDS_A_BODY = 1_500;
const AT_ONCE = 4;
const rounds = smoke ? 1 : 5;
const bodiesARound = smoke ? 4 : 80;
const GOAL_A_CORE = 20_000;

const make = bodyMaker();
const carpy = await startCarpy('serve', ['--records-rate', '10000000', '--records-byte-rate', '10000000000']);
try {
  // The first bodies are read by code that is not compiled yet.
  for (let i = 0; i < (smoke ? 1 : 20); i++) await post(carpy.url, make(RECORDS_A_BODY));
  const figures = [];
  for (let round = 0; round < rounds; round++) {
    const bodies = Array.from({ length: bodiesARound }, () => make(RECORDS_A_BODY));
    const records = bodies.length * RECORDS_A_BODY;
    const bytes = bodies.reduce((sum, body) => sum + body.bytes, 0);
    const packed = bodies.reduce((sum, body) => sum + body.gzip.length, 0);
    await wait(1_000);
    const cpuBefore = cpuSeconds(carpy.child.pid);
    const began = performance.now();
    let stored = 0;
    const sender = async () => {
      for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
        const answer = await post(carpy.url, body);
        if (answer.status !== 202) throw new Error(`status ${answer.status}: ${JSON.stringify(answer)}`);
        stored += answer.stored;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sender));
    const wallS = (performance.now() - began) / 1_000;
    // What is sealed behind belongs to it.
    await wait(smoke ? 100 : 3_000);
    const cpuS = cpuSeconds(carpy.child.pid) - cpuBefore;
    if (stored !== records) throw new Error(`${records} records were sent, ${stored} are stored`);
    figures.push({ perCoreS: records / cpuS, perS: records / wallS, cpuUs: (cpuS / records) * 1e6 });
    if (round === 0)
      console.log(
        `  ${records} records a round, ${Math.round(bytes / records)} B each, ${Math.round(packed / records)} B packed, ${AT_ONCE} senders`,
      );
  }
  const median = (key) => figures.map((f) => f[key]).sort((a, b) => a - b)[figures.length >> 1];
  const met = median('perCoreS') >= GOAL_A_CORE ? 'met' : 'NOT MET';
  console.log(
    `  through HTTP: ${Math.round(median('perCoreS'))} records a CPU second (${median('cpuUs').toFixed(1)} us each), ${Math.round(median('perS'))} a second; n = ${rounds}${smoke ? '' : `; goal >= ${GOAL_A_CORE} a CPU second: ${met}`}`,
  );
} finally {
  await carpy.stop();
}
