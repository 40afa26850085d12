/** HTTP requests of tests, over one keep-alive connection each agent. */
import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface WholeAnswer extends Answer {
  /** All but the date. */
  readonly headers: IncomingHttpHeaders;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks by node:http on a connection that is kept for the next request; `close` ends it. */
export function openClient(url: string): {
  ask(path: string, options?: RequestOptions): Promise<Answer>;
  /** With its headers. */
  askWhole(path: string, options?: RequestOptions): Promise<WholeAnswer>;
  close(): void;
} {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const askWhole = (path: string, options: RequestOptions = {}): Promise<WholeAnswer> =>
    new Promise((resolve, reject) => {
      const { method = 'GET', headers = {}, body } = options;
      const asked = request(`${url}${path}`, { agent, method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () => {
          const { date: _, ...rest } = response.headers;
          resolve({ status: response.statusCode as number, text, headers: rest });
        });
        response.on('error', reject);
      });
      asked.on('error', reject);
      asked.end(body);
    });
  const ask = async (path: string, options?: RequestOptions): Promise<Answer> => {
    const { status, text } = await askWhole(path, options);
    return { status, text };
  };
  return { ask, askWhole, close: () => agent.destroy() };
}
