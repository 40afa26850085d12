/**
 * The sections of a file as Python's ConfigParser finds them, which is how carbon reads its configuration: keys in any case, `=` or `:`
 * between key and value, `#` and `;` at the start of a line for comments, indented lines for more of a value, [DEFAULT] for keys that every
 * section has. Python's `%(name)s` is not followed: a % stands for itself.
 */

export interface IniSection {
  readonly name: string;
  /** By key in lower case. */
  readonly values: ReadonlyMap<string, string>;
}

export interface IniFile {
  readonly sections: readonly IniSection[];
  /** What ConfigParser refuses, one sentence each. */
  readonly problems: readonly string[];
}

export function readIni(text: string): IniFile {
  const reader = new Reader();
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries())
    reader.line(line, i + 1);
  return reader.end();
}

interface Open {
  readonly name: string;
  readonly values: Map<string, string[]>;
}

class Reader {
  readonly #sections: Open[] = [];
  readonly #problems: string[] = [];
  #open: Open | undefined;
  /** Lines of the value that an indented line goes on with, and how far its key is indented. */
  #value: string[] | undefined;
  #indent = 0;

  line(line: string, number: number): void {
    const shown = line.trim();
    if (shown.startsWith('#') || shown.startsWith(';')) return;
    if (shown === '') {
      this.#value?.push('');
      return;
    }
    const indent = line.length - line.trimStart().length;
    if (this.#value !== undefined && indent > this.#indent) {
      if (shown.startsWith('[') && shown.endsWith(']'))
        this.#problems.push(`line ${number}: ${shown} is indented, so it belongs to the value before it`);
      this.#value.push(shown);
      return;
    }
    this.#indent = indent;
    const header = /^\[(.+)\](.*)$/.exec(shown);
    if (header !== null) this.#section(header[1] as string, header[2] as string, number);
    else this.#key(shown, number);
  }

  end(): IniFile {
    const named = this.#sections.map(({ name, values }) => ({
      name,
      values: new Map([...values].map(([key, lines]) => [key, lines.join('\n').trim()])),
    }));
    const shared = named.find(({ name }) => name === 'DEFAULT')?.values ?? [];
    const sections = named.map(({ name, values }) => ({ name, values: new Map([...shared, ...values]) }));
    return { sections, problems: this.#problems };
  }

  #section(name: string, rest: string, number: number): void {
    this.#value = undefined;
    // ConfigParser reads past it, but carbon then doesn't list the section.
    if (rest !== '') this.#problems.push(`line ${number}: nothing may follow [${name}], ${rest} does`);
    if (this.#sections.some((s) => s.name === name)) this.#problems.push(`line ${number}: [${name}] is there twice`);
    this.#open = { name, values: new Map() };
    this.#sections.push(this.#open);
  }

  #key(shown: string, number: number): void {
    this.#value = undefined;
    if (this.#open === undefined) {
      this.#problems.push(`line ${number}: ${shown.slice(0, 100)} stands before any [section]`);
      return;
    }
    const at = shown.search(/[=:]/);
    const key = shown.slice(0, at).trim().toLowerCase();
    if (at < 0 || key === '') {
      this.#problems.push(`line ${number}: ${shown.slice(0, 100)} is neither a [section] nor key = value`);
      return;
    }
    const { name, values } = this.#open;
    if (values.has(key)) this.#problems.push(`line ${number}: [${name}] has ${key} twice`);
    this.#value = [shown.slice(at + 1).trim()];
    values.set(key, this.#value);
  }
}
