/**
 * What is kept of each known name between flushes, as columns: a number, not an object, stands for a name on the hot path.
 * Columns grow by doubling; entries are never taken away.
 *
 * Hot: the aggregator reads and writes these arrays for every metric (bench/statsd).
 */

export const CARPY_COUNTER = 0;
export const CARPY_TIMER = 1;
export const CARPY_GAUGE = 2;
export const CARPY_SET = 3;
/** The first of the three columns of an Apdex record; the next two entries are the others. */
export const APDEX_RECORD = 4;
export const APDEX_REST = 5;
export const PLAIN_COUNTER = 6;
export const PLAIN_TIMER = 7;
export const PLAIN_GAUGE = 8;
export const PLAIN_SET = 9;
export type EntryForm = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

export class Entries {
  size = 0;
  /** EntryForm of each. */
  forms: Uint8Array = new Uint8Array(1_024);
  /** 1 where something came since the last flush. */
  touched: Uint8Array = new Uint8Array(1_024);
  /** Sum of a counter, value of a gauge, weight of a timer. */
  values: Float64Array = new Float64Array(1_024);
  /** Where the entry's series ids start in `ids`. */
  idStarts: Uint32Array = new Uint32Array(1_024);
  /** Series ids of all entries, one after the other. */
  ids: Uint32Array = new Uint32Array(1_024);
  #idsUsed = 0;

  /** Adds an entry with its series ids, ascending. Returns its number. */
  add(form: EntryForm, ids: readonly number[]): number {
    const entry = this.size++;
    if (entry === this.forms.length) this.#grow();
    this.forms[entry] = form;
    this.idStarts[entry] = this.#idsUsed;
    if (this.#idsUsed + ids.length > this.ids.length) {
      const wider = new Uint32Array(Math.max(this.ids.length * 2, this.#idsUsed + ids.length));
      wider.set(this.ids);
      this.ids = wider;
    }
    this.ids.set(ids, this.#idsUsed);
    this.#idsUsed += ids.length;
    return entry;
  }

  #grow(): void {
    const size = this.forms.length * 2;
    const widerForms = new Uint8Array(size);
    const widerTouched = new Uint8Array(size);
    const widerValues = new Float64Array(size);
    const widerStarts = new Uint32Array(size);
    widerForms.set(this.forms);
    widerTouched.set(this.touched);
    widerValues.set(this.values);
    widerStarts.set(this.idStarts);
    this.forms = widerForms;
    this.touched = widerTouched;
    this.values = widerValues;
    this.idStarts = widerStarts;
  }
}
