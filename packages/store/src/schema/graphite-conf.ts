/**
 * Graphite's own configuration: storage-schemas.conf says at which steps a series is kept, storage-aggregation.conf how it rolls up. Read as
 * carbon reads them: sections in their order, the first whose pattern is found in the name. What carbon skips is skipped and told as a
 * finding; what can't be meant stops the start.
 */
import { CarpyError, ROLL_UP_METHODS } from '@carpy/core';
import { type IniSection, readIni } from './graphite-conf-ini.ts';
import { searchPattern, takesEverything } from './graphite-conf-pattern.ts';
import { readRetentions } from './graphite-conf-retentions.ts';
import { type AggregationMethod, type Rule, type Tier, tierKey } from './schema.ts';
import type { NameRules } from './schemas.ts';
import { USUAL_RULES } from './usual-rules.ts';

const SCHEMAS_FILE = 'storage-schemas.conf';
const AGGREGATION_FILE = 'storage-aggregation.conf';

/** The texts of the two files; undefined for one that is not there. */
export interface GraphiteConfTexts {
  readonly schemas: string | undefined;
  readonly aggregation: string | undefined;
}

interface Section {
  readonly name: string;
  /** Undefined for match-all. */
  readonly pattern: string | undefined;
  readonly matches: (name: string) => boolean;
}

interface SchemaSection extends Section {
  readonly tiers: readonly Tier[];
}

interface AggregationSection extends Section {
  readonly rule: Rule;
}

export interface GraphiteConf extends NameRules {
  /** In the order in which they are asked. */
  readonly schemas: readonly SchemaSection[];
  readonly aggregation: readonly AggregationSection[];
  /** What is read but has no effect: one sentence each, file and section first. */
  readonly findings: readonly string[];
}

/** Longer files are refused. */
const MAX_LENGTH = 1_048_576;
const MAX_SECTIONS = 1_000;
/** A store has 16 schemas; four stay for series that nobody says anything about. */
const MAX_DIFFERENT = 12;
const METHODS: readonly AggregationMethod[] = ROLL_UP_METHODS;
/** What whisper takes where nothing is said. */
const UNSAID: Rule = { method: 'average', xFilesFactor: 0.5 };

/** Throws CARPY_BAD_CONFIG; its detail has a line for each fault: file, section, what was given, what is allowed. */
export function parseGraphiteConf(texts: GraphiteConfTexts): GraphiteConf {
  const schemas = new FileReader(SCHEMAS_FILE, ['retentions']);
  const aggregation = new FileReader(AGGREGATION_FILE, ['xfilesfactor', 'aggregationmethod']);
  const tiered = schemas.read(texts.schemas, (values) => {
    const retentions = values.get('retentions');
    if (retentions !== undefined) return { tiers: readRetentions(retentions) };
    return 'it has no retentions, so it is skipped as carbon skips it';
  });
  const ruled = aggregation.read(texts.aggregation, (values) => ({ rule: ruleOf(values) }));
  const different = new Set(tiered.map(({ tiers }) => tiers.map(tierKey).join()));
  if (different.size > MAX_DIFFERENT)
    schemas.problems.push(
      `${SCHEMAS_FILE}: its sections have ${different.size} different retentions, at most ${MAX_DIFFERENT} are kept`,
    );
  const problems = [...schemas.problems, ...aggregation.problems];
  if (problems.length > 0) throw new CarpyError('CARPY_BAD_CONFIG', problems.join('\n'));
  return {
    schemas: tiered,
    aggregation: ruled,
    findings: [...schemas.findings, ...aggregation.findings],
    tiersFor: (name) => tiered.find(({ matches }) => matches(name))?.tiers,
    ruleFor:
      texts.aggregation === undefined
        ? USUAL_RULES.ruleFor
        : (name) => ruled.find(({ matches }) => matches(name))?.rule ?? UNSAID,
  };
}

/** Throws RangeError with the reason. */
function ruleOf(values: ReadonlyMap<string, string>): Rule {
  const factor = values.get('xfilesfactor');
  const xFilesFactor =
    factor === undefined ? UNSAID.xFilesFactor : /^[\d.]+(?:e-?\d+)?$/i.test(factor) ? Number(factor) : -1;
  if (!(xFilesFactor >= 0 && xFilesFactor <= 1))
    throw new RangeError(`xFilesFactor: '${factor}' was given, allowed is a number from 0 to 1`);
  const given = values.get('aggregationmethod');
  const method = given === undefined ? UNSAID.method : METHODS.find((known) => known === given);
  if (method === undefined)
    throw new RangeError(`aggregationMethod: '${given}' was given, allowed is ${METHODS.join(', ')}`);
  return { method, xFilesFactor };
}

class FileReader {
  readonly problems: string[] = [];
  readonly findings: string[] = [];
  readonly #file: string;
  readonly #keys: readonly string[];

  constructor(file: string, keys: readonly string[]) {
    this.#file = file;
    this.#keys = [...keys, 'pattern', 'match-all'];
  }

  /** `meaning` answers what a section says, or why it is skipped, and throws RangeError for what can't be meant. */
  read<T extends object>(
    text: string | undefined,
    meaning: (values: ReadonlyMap<string, string>) => T | string,
  ): (Section & T)[] {
    if (text === undefined) return [];
    if (text.length > MAX_LENGTH) {
      this.problems.push(`${this.#file}: ${text.length} characters, at most ${MAX_LENGTH} are read`);
      return [];
    }
    const { sections, problems } = readIni(text);
    for (const problem of problems) this.problems.push(`${this.#file}: ${problem}`);
    if (sections.length > MAX_SECTIONS)
      this.problems.push(`${this.#file}: ${sections.length} sections, at most ${MAX_SECTIONS} are read`);
    const read: (Section & T)[] = [];
    for (const section of sections.slice(0, MAX_SECTIONS)) {
      const whole = this.#section(section, meaning);
      if (whole === undefined) continue;
      this.#lookWhether(whole, read);
      read.push(whole);
    }
    return read;
  }

  #section<T extends object>(
    { name, values }: IniSection,
    meaning: (values: ReadonlyMap<string, string>) => T | string,
  ): (Section & T) | undefined {
    const unknown = [...values.keys()].filter((key) => !this.#keys.includes(key));
    if (unknown.length > 0) this.#find(name, `${unknown.join(', ')} means nothing here`);
    const all = (values.get('match-all') ?? '') !== '';
    const pattern = all ? undefined : values.get('pattern') || undefined;
    try {
      const meant = meaning(values);
      if (typeof meant === 'string') this.#find(name, meant);
      else if (all) return { ...meant, name, pattern, matches: () => true };
      else if (pattern !== undefined) return { ...meant, name, pattern, matches: matcher(pattern) };
      else this.#find(name, 'it has no pattern, so it is skipped as carbon skips it');
    } catch (e) {
      if (!(e instanceof RangeError)) throw e;
      this.problems.push(`${this.#file}: [${name}]: ${e.message}`);
    }
    return undefined;
  }

  /** Tells of a section that no name reaches. */
  #lookWhether({ name, pattern }: Section, before: readonly Section[]): void {
    const earlier = before.find((s) => s.pattern === undefined || takesEverything(s.pattern) || s.pattern === pattern);
    if (earlier === undefined) return;
    this.#find(
      name,
      `it is never reached: [${earlier.name}] before it takes ${earlier.pattern === pattern ? 'the same names' : 'every name'}`,
    );
  }

  #find(section: string, what: string): void {
    this.findings.push(`${this.#file}: [${section}]: ${what}`);
  }
}

/** Throws RangeError that names the pattern. */
function matcher(pattern: string): (name: string) => boolean {
  try {
    return searchPattern(pattern);
  } catch (e) {
    throw e instanceof RangeError ? new RangeError(`pattern '${pattern.slice(0, 200)}': ${e.message}`) : e;
  }
}
