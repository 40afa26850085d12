/** HTTP requests of tests, over one keep-alive connection each agent. */
import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks by node:http on a connection that is kept for the next request; `close` ends it. */
export function openClient(url: string): {
  ask(path: string, options?: RequestOptions): Promise<Answer>;
  close(): void;
} {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (path: string, options: RequestOptions = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { method = 'GET', headers = {}, body } = options;
      const asked = request(`${url}${path}`, { agent, method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode as number, text }));
        response.on('error', reject);
      });
      asked.on('error', reject);
      asked.end(body);
    });
  return { ask, close: () => agent.destroy() };
}
