/** What it means that an address or a port can't be listened on, though nobody else has it. */
import { CarpyError } from '@carpy/core';

/** Where address and port of a listener are set. */
export interface AddressFlags {
  readonly host: string;
  readonly port: string;
}

/** CARPY_BAD_CONFIG for an address that this machine doesn't have, and for a port that is not for this user; undefined for other errors. */
export function addressFault(cause: unknown, flags: AddressFlags): CarpyError | undefined {
  const { code, address, port } = cause as NodeJS.ErrnoException & {
    readonly address?: string;
    readonly port?: number;
  };
  if (code === 'EADDRNOTAVAIL')
    return new CarpyError('CARPY_BAD_CONFIG', `${flags.host}: this machine has no address ${address}`, { cause });
  if (code === 'EACCES' && port !== undefined)
    return new CarpyError(
      'CARPY_BAD_CONFIG',
      `${flags.port}: this user may not listen on port ${port}; take one above 1023`,
      { cause },
    );
  return undefined;
}
