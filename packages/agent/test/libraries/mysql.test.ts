import { mariadb } from '../../../../test-services/index.ts';
import { describeLibrary } from './library-case.ts';
import { MYSQL_BODY, MYSQL_COUNTED } from './mysql-body.ts';

await describeLibrary({
  library: 'mysql',
  service: mariadb,
  // The last there is; 1.x had another interface.
  versions: [{ mysql: '2.18.1' }],
  imports: { driver: 'mysql' },
  body: `const library = 'mysql_test';${MYSQL_BODY} return answers;`,
  counted: MYSQL_COUNTED,
});
