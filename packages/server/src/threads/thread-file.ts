/** Where the threads' files lie, beside the bundle that this is part of, and how much room they get. */

export const fileOf = (name: string): URL => new URL(`./${name}.js`, import.meta.url);

/**
 * Young generations are kept small: these threads hold typed arrays, which lie outside V8's heap, and a worker's default of 16 MiB semi-spaces
 * would cost tens of MB of resident memory for nothing.
 */
export const lean = { maxYoungGenerationSizeMb: 8 } as const;

/**
 * The room of records makes an object a record, so more of them are gone at a time: with semi-spaces of 8 MiB it takes records in as fast as with
 * 16, in 20 MB less (bench/records/segments.mjs).
 */
export const roomy = { maxYoungGenerationSizeMb: 24 } as const;
