/** What a new user copies: complete, with the addresses of this very server. Pure. */
import type { StatusAnswer } from '@carpy/api';

export interface Snippet {
  readonly key: string;
  readonly label: string;
  /** A sentence over the blocks. */
  readonly intro: string;
  readonly blocks: readonly { readonly title: string; readonly text: string }[];
  /** True where the snippet makes no transaction, so that the checklist must not wait for one. */
  readonly plain: boolean;
}

interface HostPort {
  readonly host: string;
  readonly port: string;
}

const DEFAULT_STATSD_PORT = '8125';
const DEFAULT_HTTP = 'http://127.0.0.1:2277';

/** Host and port of `udp://host:port`, brackets of IPv6 taken off for command lines. */
export function hostPortOf(address: string | null): HostPort | undefined {
  const match = /^(?:[a-z]+:\/\/)?(\[[^\]]+\]|[^:/]+):(\d+)/.exec(address ?? '');
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { host: match[1].replace(/^\[|\]$/g, ''), port: match[2] };
}

/** Variables that the agent needs where this server is not at its usual addresses; none where it is. */
export function agentVariables(listeners: StatusAnswer['listeners']): string {
  const variables: string[] = [];
  if (listeners.http.replace('localhost', '127.0.0.1').replace(/\/$/, '') !== DEFAULT_HTTP)
    variables.push(`CARPY_URL=${listeners.http}`);
  const statsd = hostPortOf(listeners.statsdUdp);
  if (listeners.statsdUdp !== null && statsd !== undefined && statsd.port !== DEFAULT_STATSD_PORT)
    variables.push(`CARPY_STATSD=${listeners.statsdUdp}`);
  return variables.length === 0 ? '' : `${variables.join(' ')} `;
}

export function snippetsOf(listeners: StatusAnswer['listeners']): readonly Snippet[] {
  const variables = agentVariables(listeners);
  const install = { title: 'Install', text: 'npm install @carpy/agent' };
  const snippets: Snippet[] = [
    {
      key: 'node',
      label: 'Node.js',
      intro:
        'Your application as it is: its requests, named by their routes, and what its database, cache and HTTP calls take. CARPY_RECORDS keeps single requests as well.',
      blocks: [
        install,
        {
          title: 'Run',
          text: `${variables}CARPY_APP=my_app CARPY_RECORDS=true node --import @carpy/agent/register server.js`,
        },
        {
          title: 'What else matters, you say: a job, a step of your own code',
          text: `import { time, transaction } from '@carpy/agent';

await transaction('send newsletters', async () => {
  const users = await time('choose readers', () => chooseReaders());
  await mailAll(users);
});`,
        },
      ],
      plain: false,
    },
    {
      key: 'express',
      label: 'Express',
      intro:
        'Where the command that starts it can’t be changed, or it is one bundled file: one middleware before all others. Fastify, Koa and Hono have theirs as well.',
      blocks: [
        install,
        {
          title: 'In your code',
          text: `import { configure, middleware } from '@carpy/agent';

configure({ app: 'my_app', records: true });

app.use(middleware());`,
        },
        { title: 'Run', text: `${variables}node server.js` },
      ],
      plain: false,
    },
  ];
  const udp = hostPortOf(listeners.statsdUdp);
  if (udp !== undefined) {
    snippets.push({
      key: 'statsd',
      label: 'StatsD',
      intro:
        'Anything that sends StatsD works. These names make a transaction of the app my_app on the server my_server: a timing and its Apdex.',
      blocks: [
        {
          title: 'From a shell',
          text: `printf 'carpy.my_app.my_server.job-nightly.ok:231|ms\\ncarpy.my_app.my_server.job-nightly.apdex.satisfied:1|c\\n' | nc -u -w1 ${udp.host} ${udp.port}`,
        },
        {
          title: 'From bash, without nc',
          text: `printf 'carpy.my_app.my_server.job-nightly.ok:231|ms' > /dev/udp/${udp.host}/${udp.port}`,
        },
      ],
      plain: false,
    });
  }
  const carbon = hostPortOf(listeners.carbon);
  if (carbon !== undefined) {
    snippets.push({
      key: 'graphite',
      label: 'Graphite',
      intro:
        'Carbon lines are stored as they come and answered at /render, to Grafana or any Graphite tool. They are series, not transactions.',
      blocks: [
        {
          title: 'Send a point',
          text: `echo "servers.web-1.load 0.42 $(date +%s)" | nc -w1 ${carbon.host} ${carbon.port}`,
        },
        {
          title: 'Read it',
          text: `curl '${listeners.http.replace(/\/$/, '')}/render?target=servers.web-1.load&from=-10min&format=json'`,
        },
      ],
      plain: true,
    });
  }
  snippets.push({
    key: 'demo',
    label: 'Demo',
    intro:
      'A shop with three servers, a slow spell and a deploy. It runs beside this server with data of its own, and leaves nothing behind.',
    blocks: [{ title: 'Run', text: 'npx carpy demo' }],
    plain: true,
  });
  return snippets;
}
