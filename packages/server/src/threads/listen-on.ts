/** Opens a listener where it was asked for; a default port that is taken is replaced by one of the next few. */
import { CarpyError, isCarpyError } from '@carpy/core';
import { type AddressFlags, addressFault } from '../config/address-fault.ts';
import type { ListenChoice } from './ingest-room.ts';

const FALLBACK_TRIES = 20;

/** Without a choice `listen` is called once, with port 0 and no host, for what has no port. Throws CarpyError. */
export async function listenOn<Listener>(
  choice: ListenChoice | undefined,
  flags: AddressFlags,
  listen: (hosts: readonly string[], port: number) => Promise<Listener>,
): Promise<Listener> {
  const { hosts, port, fallback } = choice ?? { hosts: [], port: 0, fallback: false };
  for (let i = 0; ; i++) {
    try {
      return await listen(hosts, port === 0 ? 0 : port + i);
    } catch (e) {
      // A path of a unix socket that is taken has the same code, and another port would not help it.
      const next =
        fallback &&
        isCarpyError(e) &&
        e.code === 'CARPY_PORT_IN_USE' &&
        e.detail.includes(String(port + i)) &&
        i + 1 < FALLBACK_TRIES;
      if (!next)
        throw isCarpyError(e)
          ? e
          : (addressFault(e, flags) ??
              new CarpyError('CARPY_BAD_CONFIG', e instanceof Error ? e.message : String(e), { cause: e }));
    }
  }
}
