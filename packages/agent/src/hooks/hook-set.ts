/** All hooks of this process, by name; settings turn them on and off. */
import { Hook, type HookHost } from './hook.ts';

export class HookSet {
  readonly #host: HookHost;
  readonly #hooks = new Map<string, Hook>();
  #enabled = true;
  #switches: Readonly<Record<string, boolean>> = {};
  #complete = false;
  readonly #told = new Set<string>();

  constructor(host: HookHost) {
    this.#host = host;
  }

  /** The hook of that name, made at its first use. */
  hook(name: string): Hook {
    let hook = this.#hooks.get(name);
    if (hook === undefined) {
      hook = new Hook(name, this.#host);
      this.#hooks.set(name, hook);
      this.#turn(hook);
    }
    return hook;
  }

  /** `enabled`: the whole agent; `switches`: single hooks, on where not named. */
  apply(enabled: boolean, switches: Readonly<Record<string, boolean>>): void {
    this.#enabled = enabled;
    this.#switches = switches;
    for (const hook of this.#hooks.values()) this.#turn(hook);
    this.#tellUnknown();
  }

  /** All hooks are there: from now on switches of others are told of, as a misspelt one turns nothing off. */
  complete(): void {
    this.#complete = true;
    this.#tellUnknown();
  }

  #tellUnknown(): void {
    if (!this.#complete) return;
    for (const name of Object.keys(this.#switches)) {
      if (this.#hooks.has(name) || this.#told.has(name)) continue;
      this.#told.add(name);
      this.#host.warn(
        `instrumentations: there is no ${JSON.stringify(name)}; the names are ${[...this.#hooks.keys()].join(', ')}`,
      );
    }
  }

  #turn(hook: Hook): void {
    hook.turn(this.#enabled && (this.#switches[hook.name] ?? true));
  }
}
