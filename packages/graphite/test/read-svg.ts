/** A reader of the XML that charts are made of. It refuses everything else: a browser must never read it another way. */
export interface SvgElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly SvgElement[];
  /** Text in it, elements left out. */
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const unescaped = (text: string): string =>
  text.replace(/&([^;]*);|&/g, (whole, name: string | undefined) => {
    const character = name === undefined ? undefined : ENTITIES[name];
    if (character === undefined) throw new Error(`${whole} is no entity`);
    return character;
  });

export function readSvg(svg: string): SvgElement {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no way to write these
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(svg))
    throw new Error('a character that XML does not have');
  let at = 0;
  const read = (pattern: RegExp): RegExpExecArray => {
    pattern.lastIndex = at;
    const match = pattern.exec(svg);
    if (match === null) throw new Error(`at ${at}: ${svg.slice(at, at + 80)}`);
    at = pattern.lastIndex;
    return match;
  };
  const element = (): SvgElement => {
    const [, name = '', list = '', end] = read(/<([a-zA-Z]+)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>/y);
    const attributes: Record<string, string> = {};
    for (const [, key = '', value = ''] of list.matchAll(/ ([a-zA-Z:-]+)="([^"]*)"/g)) {
      if (key in attributes) throw new Error(`${key} twice`);
      attributes[key] = unescaped(value);
    }
    const children: SvgElement[] = [];
    let text = '';
    while (end === '' && !svg.startsWith('</', at)) {
      if (svg.startsWith('<', at)) children.push(element());
      else text += unescaped(read(/[^<]+/y)[0]);
    }
    if (end === '') read(new RegExp(`</${name}>`, 'y'));
    return { name, attributes, children, text };
  };
  const root = element();
  if (at !== svg.length) throw new Error('something after the end');
  return root;
}

/** All elements below, the root first. */
export function allOf(root: SvgElement): SvgElement[] {
  return [root, ...root.children.flatMap(allOf)];
}

/** The elements of a class, or with a name. */
export const find = (root: SvgElement, what: string): SvgElement[] =>
  allOf(root).filter(({ name, attributes }) => name === what || attributes['class'] === what);

/** The texts of a group. */
export const textsOf = (root: SvgElement, group: string): string[] =>
  find(root, group).flatMap((one) => find(one, 'text').map(({ text }) => text));
