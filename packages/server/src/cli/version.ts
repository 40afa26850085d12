/** The version of this package, from its package.json: beside dist/ once bundled, two folders up from the sources. */
import { readFileSync } from 'node:fs';

export function packageVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const manifest = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
        name?: unknown;
        version?: unknown;
      };
      if (manifest.name === 'carpy' && typeof manifest.version === 'string') return manifest.version;
    } catch {
      // Not there: the other place is.
    }
  }
  return 'unknown';
}
