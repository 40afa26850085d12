/** Next.js under the agent. Building its applications takes minutes. */
import { describe } from 'vitest';
import { itNamesRequests } from '../../packages/agent/test/instrumentations/route-names.ts';
import { type NpmPackages, npmPackages } from '../support/npm-packages.ts';

const react = { react: '19.2.0', 'react-dom': '19.2.0' };
const installed: Readonly<Record<string, NpmPackages>> = {
  '15.5.29': await npmPackages({ next: '15.5.29', ...react }),
  '16.4.6': await npmPackages({ next: '16.4.6', ...react }),
};

const files = {
  'package.json': '{"name":"next-app","private":true}',
  'app/layout.js': 'export default ({ children }) => <html><body>{children}</body></html>;',
  'app/page.js': 'export default () => <p>home</p>;',
  'app/users/[id]/page.js': `export const dynamic = 'force-dynamic';
    export default async ({ params }) => { const { id } = await params; if (id === 'fail') throw new Error('boom'); return <p>user {id}</p>; };`,
  'app/api/items/[item]/route.js': `import { time } from '@carpy/agent';
    export const GET = async (request, { params }) => { const { item } = await params; return time('load', async () => Response.json({ item })); };`,
  'pages/old/[name].js': `export const getServerSideProps = async ({ params }) => ({ props: { name: params.name } });
    export default ({ name }) => <p>old {name}</p>;`,
  'pages/api/[verb].js': `export default (request, response) => response.status(request.query.verb === 'fail' ? 500 : 200).json(request.query);`,
};

const PROGRAM = `
import { createServer } from 'node:http';
import next from 'next';
// Its banner is not the address.
const { write } = process.stdout;
process.stdout.write = () => true;
const app = next({ dev: false, dir: process.cwd() });
await app.prepare();
process.stdout.write = write;
const server = createServer(app.getRequestHandler());
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));
`;

describe.each(Object.entries(installed))('Next.js %s', (_version, packages) => {
  const before = ['next/dist/bin/next', 'build'];
  itNamesRequests(
    { packages, format: 'esm', copied: true, files, before, program: PROGRAM, env: { NODE_ENV: 'production' } },
    [
      { path: '/', status: 200, text: /home/, names: ['GET-.ok'] },
      { path: '/users/7', status: 200, text: /user/, names: ['GET-users-_id_.ok'] },
      { path: '/users/fail', status: 500, names: ['GET-users-_id_.error'] },
      {
        path: '/api/items/3',
        status: 200,
        text: /"3"/,
        names: ['GET-api-items-_item_.children.load.ok', 'GET-api-items-_item_.ok'],
      },
      { path: '/old/x', status: 200, text: /old/, names: ['GET-old-_name_.ok'] },
      { path: '/api/go', status: 200, text: /go/, names: ['GET-api-_verb_.ok'] },
      { path: '/api/fail', status: 500, names: ['GET-api-_verb_.error'] },
      { path: '/wp-login.php', status: 404, names: ['unmatched.ok'] },
    ],
  );
});
