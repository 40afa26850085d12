/** A body of request records on its way to the room: its type and size are checked here, it is unpacked and read there. */
import { CarpyError, RECORD_LIMITS, type RecordsAnswer } from '@carpy/core';
import { refusalOf } from '../../records/receiver-counts.ts';
import { mediaType, readBytes } from '../body.ts';
import { clientAddress } from '../client-address.ts';
import type { HttpDeps } from '../deps.ts';
import type { AppContext } from '../route.ts';

/** Bodies that are received or wait for the room, each of a MiB at most: in all, and from one address. */
const AT_ONCE = { all: 48, ofOne: 24 } as const;

export function recordsTaker(deps: HttpDeps): (c: AppContext) => Promise<RecordsAnswer> {
  const ofAddress = new Map<string, number>();
  let all = 0;
  const { intake } = deps.records;
  const take = async (c: AppContext, from: string): Promise<RecordsAnswer> => {
    const ofOne = ofAddress.get(from) ?? 0;
    if (all >= AT_ONCE.all || ofOne >= AT_ONCE.ofOne)
      throw new CarpyError('CARPY_TOO_BUSY', `${Math.max(all, ofOne)} bodies of records are being read already`);
    all++;
    ofAddress.set(from, ofOne + 1);
    try {
      const gzip = isGzip(c);
      return await deps.records.take({ bytes: await readBytes(c, RECORD_LIMITS.bodyBytes), gzip, from });
    } finally {
      all--;
      const left = (ofAddress.get(from) ?? 1) - 1;
      if (left === 0) ofAddress.delete(from);
      else ofAddress.set(from, left);
    }
  };
  return async (c) => {
    try {
      const answer = await take(c, clientAddress(c));
      intake.taken(answer);
      return answer;
    } catch (e) {
      intake.refused(refusalOf(e));
      throw e;
    }
  };
}

/** Throws CARPY_UNSUPPORTED_TYPE. */
function isGzip(c: AppContext): boolean {
  const type = mediaType(c);
  if (type !== 'application/x-ndjson')
    throw new CarpyError('CARPY_UNSUPPORTED_TYPE', `"${type.slice(0, 100)}" was sent, application/x-ndjson is needed`);
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'gzip' || encoding === 'identity') return encoding === 'gzip';
  throw new CarpyError('CARPY_UNSUPPORTED_TYPE', `content-encoding "${encoding.slice(0, 40)}" was sent, gzip is read`);
}
