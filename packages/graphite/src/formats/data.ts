/** What the binary formats can say: the values of Python that graphite-web's clients read. */

/** Python's tuple in pickle, where it differs from a list; an array in msgpack. */
export class Tuple {
  readonly items: readonly Data[];

  constructor(...items: readonly Data[]) {
    this.items = items;
  }
}

/**
 * A whole number is written as an integer, any other number as a double. A Float64Array is a list of doubles, whole or not, where NaN
 * is a gap: None, nil.
 */
export type Data =
  | null
  | boolean
  | number
  | string
  | Float64Array
  | Tuple
  | readonly Data[]
  | { readonly [key: string]: Data };

export const isList = (data: Data): data is readonly Data[] => Array.isArray(data);
