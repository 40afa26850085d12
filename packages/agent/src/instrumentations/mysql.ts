/** mysql: `mysql.select.users`. */
import { patchQuery } from '../calls/command-call.ts';
import { keepContext } from '../calls/library-call.ts';
import { SqlNames } from '../calls/sql-name.ts';
import { onModule } from '../hooks/index.ts';
import type { Instrumentation } from './instrumentation.ts';

const VERSIONS = '>=2 <3';
const names = new SqlNames('mysql', 'mysql');

export const mysql: Instrumentation = {
  name: 'mysql',
  modules: [{ name: 'mysql', versions: VERSIONS }],
  enable(hook) {
    onModule(hook, 'mysql/lib/Connection.js', VERSIONS, (Connection) => {
      patchQuery(hook, Connection.prototype, 'query', names, '_callback');
    });
    onModule(hook, 'mysql/lib/Pool.js', VERSIONS, (Pool) => {
      keepContext(hook, Pool.prototype, 'getConnection');
    });
  },
};
