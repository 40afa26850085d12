import { describe } from 'vitest';
import { nodeMajor } from '../instrumented-app.ts';
import { describeLibrary } from './library-case.ts';
import { SQLITE_BODY, SQLITE_COUNTED } from './sqlite-body.ts';

if (nodeMajor < 22) describe.skip('node:sqlite: not in this Node', () => {});
else
  await describeLibrary({
    library: 'node:sqlite',
    imports: { sqlite: 'node:sqlite' },
    body: `
      const answers = [];
      const database = new sqlite.DatabaseSync(':memory:');
      ${SQLITE_BODY}
      return answers;`,
    counted: SQLITE_COUNTED,
  });
