/** What makes a library's work show without a change to the application: one small file a library. */
import type { Hook } from '../hooks/index.ts';

export interface Instrumentation {
  /** As `configure({ instrumentations: { redis: false } })` names it; one a library, in small letters. */
  readonly name: string;
  /** Packages it hooks into, with the versions it was written and tested for: told in docs/agent.md, and used by `enable`. */
  readonly modules?: readonly { readonly name: string; readonly versions: string }[];
  /** Diagnostics channels it listens to. */
  readonly channels?: readonly string[];
  /** It only names requests, which it finds without a context. Default false. */
  readonly namesOnly?: boolean;
  /** Puts its hooks into place; called once, before the application's code is loaded. */
  enable(hook: Hook): void;
}
