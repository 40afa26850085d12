/** Looks through the pages of names. */
import { type Page, readNamePage } from '../embedded/name-pages.ts';
import { kindOfTraits } from '../schema/schema.ts';
import type { Finding } from './finding.ts';

export interface NamesSeen {
  readonly findings: readonly Finding[];
  readonly ids: ReadonlySet<number>;
}

export function checkNames(pages: readonly Page[]): NamesSeen {
  const findings: Finding[] = [];
  const ids = new Set<number>();
  const names = new Map<string, number>();
  for (const page of pages) {
    const file = `lmdb: names, page ${page.page}`;
    try {
      for (const { id, traits, name } of readNamePage(page)) {
        if (kindOfTraits(traits) === undefined) throw new RangeError(`series ${id} has no kind`);
        const other = names.get(name);
        if (other !== undefined)
          findings.push({
            level: 'damage',
            file,
            what: `series ${other} and ${id} have one name, ${name.slice(0, 200)}: the points of the second can't be reached`,
            remedy: 'no repair joins them; the points stay until their retention ends',
          });
        names.set(name, id);
        ids.add(id);
      }
    } catch (e) {
      if (!(e instanceof RangeError)) throw e;
      findings.push({
        level: 'damage',
        file,
        what: `it can't be read (${e.message}): up to 256 series have lost their names`,
        remedy: 'a repair keeps its bytes in damaged/ and removes it; a backup may still have the names',
        repair: async (hands) => {
          await hands.keepBytes(`names-${page.page}`, page.bytes);
          hands.database?.commit({ names: [{ page: page.page, bytes: new Uint8Array(0) }] });
        },
      });
    }
  }
  return { findings, ids };
}
