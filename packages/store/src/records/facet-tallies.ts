/** Facets: counts of codes, told apart into fields and values at the end. */
import { FACET_FIELDS, type FacetField, statusClassOf } from '@carpy/core';
import type { FacetValue } from './records-group.ts';
import type { CodeColumn, CodeFields, CodeTable } from './row-codes.ts';

export type FacetColumn = Exclude<CodeColumn, 'weight'>;
type CodeFacet = Exclude<FacetField, 'duration'>;

const FACETS_OF: Readonly<Record<FacetColumn, readonly CodeFacet[]>> = {
  what: ['transaction', 'method', 'kind'],
  origin: ['server', 'version'],
  result: ['outcome', 'status'],
};
export const FACET_COLUMNS = ['what', 'origin', 'result'] as const;

export class Tally {
  count = 0;
  estimated = 0;

  add(count: number, estimated: number): void {
    this.count += count;
    this.estimated += estimated;
  }
}

export class FacetTallies {
  readonly #values = new Map<FacetField, Map<string, Tally>>();
  /** By the number of the fields, which most segments share. */
  readonly #codes: Readonly<Record<FacetColumn, IdTallies>> = {
    what: new IdTallies(),
    origin: new IdTallies(),
    result: new IdTallies(),
  };

  addCode(column: FacetColumn, { ids, fields }: CodeTable, code: number, count: number, estimated: number): void {
    this.#codes[column].add(ids[code] as number, fields[code] as CodeFields, count, estimated);
  }

  add(field: FacetField, value: string, count: number, estimated: number): void {
    const values = this.#values.get(field) ?? new Map<string, Tally>();
    this.#values.set(field, values);
    const tally = values.get(value) ?? new Tally();
    values.set(value, tally);
    tally.add(count, estimated);
  }

  /** The most frequent of each field; to be called once. */
  values(limit: number): Partial<Record<FacetField, FacetValue[]>> {
    for (const column of FACET_COLUMNS)
      this.#codes[column].each((fields, count, estimated) => {
        for (const field of FACETS_OF[column]) {
          const value = facetValue(field, fields);
          if (value !== undefined) this.add(field, value, count, estimated);
        }
      });
    const facets: Partial<Record<FacetField, FacetValue[]>> = {};
    for (const field of FACET_FIELDS)
      facets[field] = [...(this.#values.get(field) ?? [])]
        .map(([value, { count, estimated }]) => ({ value, count: Math.round(count), estimated }))
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
        .slice(0, limit);
    return facets;
  }
}

function facetValue(field: CodeFacet, fields: CodeFields): string | undefined {
  if (field !== 'status') return fields[field];
  return fields.status === undefined ? undefined : statusClassOf(fields.status);
}

class IdTallies {
  readonly #fields = new Map<number, CodeFields>();
  #counts = new Float64Array(256);
  #sums = new Float64Array(256);

  add(id: number, fields: CodeFields, count: number, sum: number): void {
    if (id >= this.#counts.length) {
      this.#counts = widened(this.#counts, id);
      this.#sums = widened(this.#sums, id);
    }
    if (this.#counts[id] === 0) this.#fields.set(id, fields);
    this.#counts[id] = (this.#counts[id] as number) + count;
    this.#sums[id] = (this.#sums[id] as number) + sum;
  }

  each(tell: (fields: CodeFields, count: number, sum: number) => void): void {
    for (const [id, fields] of this.#fields) tell(fields, this.#counts[id] as number, this.#sums[id] as number);
  }
}

function widened(array: Float64Array, index: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(Math.max(index + 1, array.length * 2));
  wider.set(array);
  return wider;
}
