/**
 * What is taken out of texts before they are sent or kept: secrets, and what points to a person. Agents and the server share the list.
 * Each expression starts at few places and has bounds on its repeats, so that the time is linear in the text.
 */
import { isCardNumber, isIban } from './checks.ts';
import { type Look, lookAt, SIGN } from './look.ts';

export interface Redaction {
  readonly name: string;
  /** Made up, for people to read. */
  readonly example: string;
  /** Stands in for what was found; `$1` is what is kept of it. */
  readonly replacement: string;
  /** Off unless asked for. */
  readonly optional?: true;
  /** A cheap look: false where there is nothing to find. */
  readonly maybe: (look: Look) => boolean;
  readonly find: RegExp;
  /** Whether what was found is one. */
  readonly check?: (found: string) => boolean;
}

/** What follows a name of a secret in a text: `password=hunter2`, `"token": "abc"`, `apiKey: abc`. */
const SECRET_NAMES =
  'passw(?:or)?d|passphrase|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|client[-_]?secret|auth[-_]?token|session[-_]?id|credentials?';

/** One of these is in each of the names. */
const SECRET_WORDS = ['passw', 'passphrase', 'pwd', 'secret', 'token', 'key', 'session', 'credential'];
const AUTHORIZATION_WORDS = ['bearer', 'basic', 'authorization'];
const KEY_STARTS = ['gh', 'glpat-', '_live_', '_test_', 'whsec_', 'sk-', 'xox', 'npm_', 'dop_v1_'];

/** A loop, since this is called for each text. */
function has(text: string, parts: readonly string[]): boolean {
  for (const part of parts) if (text.includes(part)) return true;
  return false;
}

/** In the order in which they are looked for: wider ones come first. */
export const REDACTIONS: readonly Redaction[] = [
  {
    name: 'private-key',
    example: '-----BEGIN PRIVATE KEY----- MIIEvQ… -----END PRIVATE KEY-----',
    replacement: '<private-key>',
    maybe: ({ text, signs }) => (signs & SIGN.joins) !== 0 && text.includes('-----BEGIN '),
    find: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:(?!-----END )[\s\S])*(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g,
  },
  {
    name: 'authorization',
    example: 'Authorization: Bearer 6f1c0e2a9b',
    replacement: '$1<authorization>',
    maybe: ({ lower }) => has(lower(), AUTHORIZATION_WORDS),
    find: /(\b(?:proxy-)?authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:[a-z-]{1,20}\s{1,3}(?=\S))?|\b(?:bearer|basic)\s{1,3}(?=[\w.~+/-]{0,200}[\d=_~+]))[\w.~+/=:-]{6,8000}(?![\w.~+/=:-]|\s{1,3}<)/gi,
  },
  {
    name: 'cookie',
    example: 'Cookie: sid=31d4d96e407aad42',
    replacement: '$1<cookie>',
    maybe: ({ lower, signs }) => (signs & SIGN.assigns) !== 0 && lower().includes('cookie'),
    find: /(\b(?:set-)?cookie["']?\s{0,3}:\s{0,3}["']?)[^\s;=,"']{1,200}=[^\r\n"']{0,8000}/gi,
  },
  {
    name: 'jwt',
    example: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
    replacement: '<jwt>',
    maybe: ({ text, signs }) => (signs & SIGN.dot) !== 0 && text.includes('eyJ'),
    find: /(?<![\w-])eyJ[\w-]{5,8000}\.[\w-]{4,8000}(?:\.[\w-]{0,8000})?/g,
  },
  {
    name: 'api-key',
    example: 'AKIAIOSFODNN7EXAMPLE',
    replacement: '<api-key>',
    maybe: ({ text, signs }) =>
      ((signs & SIGN.joins) !== 0 && has(text, KEY_STARTS)) || has(text, ['AKIA', 'ASIA', 'AIza', 'SG.']),
    find: /(?<![\w-])(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_\w{30,255}|github_pat_\w{30,255}|glpat-[\w-]{20,100}|(?:sk|pk|rk)_(?:live|test)_\w{10,255}|whsec_\w{20,100}|sk-(?:proj-|ant-)?[\w-]{20,255}|xox[abeoprs]-[\w-]{10,255}|AIza[\w-]{35}|npm_\w{36}|SG\.[\w-]{16,64}\.[\w-]{16,64}|dop_v1_[a-f0-9]{64})(?!\w)/g,
  },
  {
    name: 'url-password',
    example: 'postgres://app:hunter2@db/shop',
    replacement: '$1<credentials>@',
    maybe: ({ text, signs }) => (signs & SIGN.at) !== 0 && text.includes('://'),
    find: /((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@:?#"'<>]{0,255}:[^\s/@"'<>]{1,255}@/gi,
  },
  {
    name: 'secret',
    example: 'password=hunter2',
    replacement: '$1<secret>',
    maybe: ({ lower, signs }) => (signs & SIGN.assigns) !== 0 && has(lower(), SECRET_WORDS),
    find: new RegExp(
      `((?:${SECRET_NAMES})\\\\?["']?\\s{0,3}[=:]\\s{0,3}(?:\\\\?"|')?)(?!<)(?:(?<=")[^"\\\\\\r\\n]{1,1000}|(?<=')[^'\\r\\n]{1,1000}|(?<!["'])[^\\s,;&"'<>)\\]}]{1,1000})`,
      'gi',
    ),
  },
  {
    name: 'email',
    example: 'ann@example.com',
    replacement: '<email>',
    maybe: ({ text, signs }) => (signs & SIGN.at) !== 0 || ((signs & SIGN.percent) !== 0 && text.includes('%40')),
    find: /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,320}(?:@|%40)(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}-])/gu,
  },
  {
    name: 'card',
    example: '4111 1111 1111 1111',
    replacement: '<card>',
    maybe: ({ signs }) => (signs & SIGN.digits) !== 0,
    find: /(?<![\w.-])(?:3\d{3}[ -]?\d{6}[ -]?\d{5}|[2-6]\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7})(?![\w-]|\.\d)/g,
    check: isCardNumber,
  },
  {
    name: 'iban',
    example: 'DE89 3704 0044 0532 0130 00',
    replacement: '<iban>',
    maybe: ({ signs }) => (signs & SIGN.account) !== 0,
    find: /(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)/g,
    check: isIban,
  },
  {
    name: 'ip',
    example: '203.0.113.7',
    replacement: '<ip>',
    optional: true,
    maybe: ({ signs }) => (signs & (SIGN.dot | SIGN.assigns)) !== 0,
    find: /(?<![\w.:])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\w]|\.\d)|(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,7}(?![\w:]))/gi,
    check: (found) => found.includes('.') || found.includes('::') || found.split(':').length === 8,
  },
];

/** Names under which a value is a secret, whatever it looks like: of headers and of context. */
const SECRET_KEY = new RegExp(`(?:${SECRET_NAMES}|authorization|cookie|csrf|xsrf)`, 'i');

export const isSecretKey = (key: string): boolean => SECRET_KEY.test(key);

/** `text` without what the redactions find, which are told to `found` with how many places that were. */
export function redactedText(
  text: string,
  redactions: readonly Redaction[],
  found: (name: string, places: number) => void,
): string {
  let look = lookAt(text);
  for (const redaction of redactions) {
    if (!redaction.maybe(look)) continue;
    const out = without(look.text, redaction, found);
    if (out !== look.text) look = lookAt(out);
  }
  return look.text;
}

function without(
  text: string,
  { name, find, check, replacement }: Redaction,
  found: (name: string, n: number) => void,
): string {
  let places = 0;
  const out = text.replace(find, (whole: string, kept: unknown) => {
    if (check !== undefined && !check(whole)) return whole;
    places++;
    return replacement.replace('$1', () => (typeof kept === 'string' ? kept : ''));
  });
  if (places > 0) found(name, places);
  return out;
}
