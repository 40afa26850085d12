/** All hooks of this process, by name; settings turn them on and off. */
import type { Counts } from '../counts.ts';
import { Hook } from './hook.ts';

export class HookSet {
  readonly #counts: Counts;
  readonly #warn: (line: string) => void;
  readonly #hooks = new Map<string, Hook>();
  #enabled = true;
  #switches: Readonly<Record<string, boolean>> = {};

  constructor(counts: Counts, warn: (line: string) => void) {
    this.#counts = counts;
    this.#warn = warn;
  }

  /** The hook of that name, made at its first use. */
  hook(name: string): Hook {
    let hook = this.#hooks.get(name);
    if (hook === undefined) {
      hook = new Hook(name, this.#counts, this.#warn);
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
  }

  #turn(hook: Hook): void {
    hook.turn(this.#enabled && (this.#switches[hook.name] ?? true));
  }
}
