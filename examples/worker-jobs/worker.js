// A worker without HTTP. Each job is a transaction, named by its kind, never by its id: names are few, jobs are many.
import { setTimeout as sleep } from 'node:timers/promises';
import { configure, counter, time, transaction } from '@carpy/agent';

configure({ app: 'worker-example' });

const handlers = {
  'mail.send': async () => {
    await time('template.render', () => sleep(5));
    await time('smtp.send', () => sleep(20 + Math.random() * 60));
  },
  'thumbnail.make': async (job) => {
    await time('image.load', () => sleep(10));
    if (job.broken) throw new Error('not an image');
    await time('image.resize', () => sleep(30 + Math.random() * 30));
  },
};

// Stands for a real queue.
let made = 0;
async function nextJob() {
  await sleep(50);
  made++;
  return { kind: made % 3 === 0 ? 'thumbnail.make' : 'mail.send', broken: made % 6 === 0 };
}

for (;;) {
  const job = await nextJob();
  try {
    await transaction(job.kind, () => handlers[job.kind](job));
    counter('jobs_done');
    console.log(`${job.kind}: done`);
  } catch (e) {
    // The transaction is an error already, because its function rejected.
    console.log(`${job.kind}: ${e.message}`);
  }
}
