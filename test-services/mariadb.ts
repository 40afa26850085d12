/** MariaDB, for the clients of MySQL. User `root` without a password. */
import { join } from 'node:path';
import { answers, freePort } from './network.ts';
import { findProgram } from './program.ts';
import { defineService, type Service } from './service.ts';

const installer = (): string | undefined => findProgram('mariadb-install-db') ?? findProgram('mysql_install_db');

export const mariadb: Service = defineService({
  name: 'mariadb',
  missing: async () =>
    findProgram('mariadbd') && installer()
      ? undefined
      : 'mariadbd is not here; on Debian: apt-get install mariadb-server',
  launch: async ({ folder, run }) => {
    const data = join(folder, 'data');
    const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
    const install = run(installer() as string, [
      ...['--no-defaults', ...asRoot, `--datadir=${data}`],
      ...['--auth-root-authentication-method=normal', '--skip-test-db'],
    ]);
    await install.succeeds();
    const port = await freePort();
    const program = run(findProgram('mariadbd') as string, [
      ...['--no-defaults', ...asRoot, `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1'],
      ...[`--socket=${join(folder, 's')}`, `--pid-file=${join(folder, 'pid')}`, '--skip-log-bin'],
      ...['--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=16M'],
    ]);
    // It speaks first: a greeting with its version.
    await answers(program, port, { good: (answer) => answer.includes('MariaDB') });
    return port;
  },
});
