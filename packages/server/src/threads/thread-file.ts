/** Where the threads' files lie, beside the bundle that this is part of, and how much room they get. */

export const fileOf = (name: string): URL => new URL(`./${name}.js`, import.meta.url);

/**
 * Young generations are kept small: these threads hold typed arrays, which lie outside V8's heap, and a worker's default of 16 MiB semi-spaces
 * would cost tens of MB of resident memory for nothing.
 */
export const lean = { maxYoungGenerationSizeMb: 8 } as const;
