/** mysql2, and its promises, which call the same methods with callbacks: `mysql.select.users`. */
import { patchQuery } from '../calls/command-call.ts';
import { keepContext } from '../calls/library-call.ts';
import { SqlNames } from '../calls/sql-name.ts';
import { onModule } from '../hooks/index.ts';
import type { Instrumentation } from './instrumentation.ts';

// Not by its diagnostics channels: they exist since 3.20 only, and leave callbacks in the socket's context.
const VERSIONS = '>=2 <4';
const names = new SqlNames('mysql', 'mysql');

export const mysql2: Instrumentation = {
  name: 'mysql2',
  modules: [{ name: 'mysql2', versions: VERSIONS }],
  enable(hook) {
    // `lib/base` came with 3.11; there the classes in `lib` only inherit.
    for (const file of ['lib/base/connection.js', 'lib/connection.js'])
      onModule(hook, `mysql2/${file}`, VERSIONS, (Connection) => {
        for (const method of ['query', 'execute'])
          if (Object.hasOwn(Connection.prototype, method))
            patchQuery(hook, Connection.prototype, method, names, 'onResult');
      });
    for (const file of ['lib/base/pool.js', 'lib/pool.js'])
      onModule(hook, `mysql2/${file}`, VERSIONS, (Pool) => {
        if (Object.hasOwn(Pool.prototype, 'getConnection')) keepContext(hook, Pool.prototype, 'getConnection');
      });
  },
};
