/** What an outgoing request is called: `http.api.example.com`, with the port where it is not the scheme's own. Never a path. */
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** `protocol` with its colon; an IPv6 address with or without brackets. */
export function outgoingName(protocol: string, host: string, port: string | number | undefined): string {
  const name = host.startsWith('[') ? host.slice(1, -1) : host;
  const shown = port === undefined || port === '' || String(port) === DEFAULT_PORTS[protocol] ? '' : `:${port}`;
  return `http.${name.toLowerCase()}${shown}`;
}

/** Statuses that make a call of ours an error: what the other side did not manage. A refusal (4xx) is an answer. */
export const isFailedStatus = (status: number | undefined): boolean => status !== undefined && status >= 500;
