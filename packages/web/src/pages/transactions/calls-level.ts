type CallsLevel = 'usual' | 'many' | 'too-many';

/** Many calls a request are worth a look only where they cost: more than 10, or 20, with over a tenth of the time. Pure. */
export function callsLevel(callsPerRequest: number, share: number): CallsLevel {
  if (share <= 0.1 || callsPerRequest <= 10) return 'usual';
  return callsPerRequest > 20 ? 'too-many' : 'many';
}
