/** The series of a running server at and below a path or glob, level by level, so that a million of them are never held at once. */
import type { CliIo } from './io.ts';
import { parsed } from './rendered.ts';
import { wholeAnswer } from './server-call.ts';

interface CompleterNode {
  readonly path: string;
  readonly is_leaf: string;
}

/** Depth first, in the order of find. Tagged series stand in no tree. @throws CarpyError CARPY_UNREACHABLE, CARPY_BAD_REQUEST. */
export async function* seriesPaths(pattern: string, url: string | undefined, io: CliIo): AsyncGenerator<string> {
  for (const node of await nodesOf(pattern, url, io)) {
    const path = node.path.replace(/\.$/, '');
    if (node.is_leaf === '1') yield path;
    else yield* seriesPaths(`${literal(path)}.*`, url, io);
  }
}

async function nodesOf(pattern: string, url: string | undefined, io: CliIo): Promise<readonly CompleterNode[]> {
  const path = `/metrics/find?format=completer&query=${encodeURIComponent(pattern)}`;
  const { metrics } = parsed(await wholeAnswer({ method: 'GET', path, url }, io)) as { metrics?: CompleterNode[] };
  return metrics ?? [];
}

/** Of a name that holds a glob's own characters, each as a class of its own. */
const literal = (path: string): string => path.replace(/[*?{]/g, '[$&]');
