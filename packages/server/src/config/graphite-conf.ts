/** Reads the folder of --graphite-conf. What its files mean is the store's business. */
import { join, resolve } from 'node:path';
import { isCarpyError } from '@carpy/core';
import { type GraphiteConfTexts, parseGraphiteConf } from '@carpy/store';
import type { ConfigFiles } from './config-file.ts';
import { tiers } from './store-kinds.ts';
import { storeOptions } from './store-options.ts';
import { unreadable } from './unreadable.ts';

export interface GraphiteConfRead {
  readonly texts: GraphiteConfTexts | undefined;
  /** Sections that have no effect. */
  readonly warnings: readonly string[];
  /** Faults: they stop the start. */
  readonly problems: readonly string[];
}

/** `origin`: where the folder was given, for messages. */
export function readGraphiteConf(
  folder: string | undefined,
  origin: string,
  { cwd, files }: { readonly cwd: string; readonly files: ConfigFiles },
): GraphiteConfRead {
  if (folder === undefined) return { texts: undefined, warnings: [], problems: [] };
  const problem = (...problems: string[]): GraphiteConfRead => ({ texts: undefined, warnings: [], problems });
  const dir = resolve(cwd, folder);
  let texts: GraphiteConfTexts;
  try {
    texts = {
      schemas: files.read(join(dir, 'storage-schemas.conf')),
      aggregation: files.read(join(dir, 'storage-aggregation.conf')),
    };
  } catch (e) {
    return problem(unreadable(origin, folder, e, storeOptions.graphiteConf.kind.allowed));
  }
  if (texts.schemas === undefined && texts.aggregation === undefined)
    return problem(
      `${origin}: ${JSON.stringify(folder)} was given, which is not there or holds neither file; allowed is ${storeOptions.graphiteConf.kind.allowed}`,
    );
  try {
    const { findings } = parseGraphiteConf(texts);
    return { texts, warnings: findings, problems: [] };
  } catch (e) {
    if (!isCarpyError(e)) throw e;
    return problem(...e.detail.split('\n'));
  }
}

/** What the files say, for people: a line a section, in the order in which they are asked. */
export function graphiteConfLines(texts: GraphiteConfTexts | undefined): string[] {
  if (texts === undefined) return [];
  const { schemas, aggregation } = parseGraphiteConf(texts);
  const lines = (file: string, sections: readonly { name: string; pattern: string | undefined; says: string }[]) =>
    sections.length === 0
      ? []
      : [
          '',
          `${file}:`,
          ...sections.map(({ name, pattern, says }) => `  [${name}]  ${pattern ?? 'every name'}  ${says}`),
        ];
  return [
    ...lines(
      'storage-schemas.conf',
      schemas.map((section) => ({ ...section, says: tiers.show(section.tiers) })),
    ),
    ...lines(
      'storage-aggregation.conf',
      aggregation.map((section) => ({ ...section, says: `${section.rule.method}, ${section.rule.xFilesFactor}` })),
    ),
  ];
}
