/** Every command. Adding one is adding a file here. */
import type { CliCommand } from '../command.ts';
import { check } from './check.ts';
import { demo } from './demo.ts';
import { mark } from './mark.ts';
import { relay } from './relay.ts';
import { serve } from './serve.ts';

export const commands: readonly CliCommand[] = [serve, demo, check, mark, relay];
