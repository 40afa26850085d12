/** BullMQ workers: each job is a transaction, `job <queue> <name of the job>`. What makes BullMQ try again makes it an error. */
import { onModule, patchMethod } from '../hooks/index.ts';
import { runJob } from '../jobs/run-job.ts';
import type { Instrumentation } from './instrumentation.ts';

interface Worker {
  readonly name: string;
}
interface BullJob {
  readonly name: string;
}

export const bullmq: Instrumentation = {
  name: 'bullmq',
  modules: [{ name: 'bullmq', versions: '>=5 <7' }],
  enable(hook) {
    onModule(hook, 'bullmq/dist/cjs/classes/worker.js', '>=5 <7', ({ Worker }) => {
      patchMethod<Worker>(hook, Worker.prototype, 'callProcessJob', (call, args, worker) => {
        const job = args[0] as BullJob;
        return runJob(
          hook,
          () => ({ name: `job ${worker.name} ${job.name}`, source: worker.name }),
          () => call(),
          undefined,
          [],
        );
      });
    });
  },
};
