/** Node's look-up of hosts as it was when the agent was loaded: what the agent looks up for itself is nobody's call. */
import dns from 'node:dns';

export const lookup: typeof dns.lookup = dns.lookup;
