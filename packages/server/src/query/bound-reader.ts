/** The store as one query sees it: between its calls, and within reads, the query ends where it is to end. */
import type { StoreReader } from '../threads/clients.ts';

type Method = (...args: unknown[]) => Promise<unknown>;

/** `check` throws what the query is to end with. */
export function boundReader(reader: StoreReader, check: () => void): StoreReader {
  const checked =
    (method: Method): Method =>
    async (...args) => {
      check();
      const answer = await method(...args);
      check();
      return answer;
    };
  const methods = Object.entries(reader).filter(([, method]) => typeof method === 'function');
  const all = Object.fromEntries(methods.map(([name, method]) => [name, checked(method as Method)]));
  return { ...(all as unknown as StoreReader), read: (request) => reader.read(request, check) };
}
