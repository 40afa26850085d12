/** SVG as text. All text and all attributes go through one escape: names of series are text, never markup. */

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** What XML 1.0 has no way to write: control characters, lone surrogates, non-characters. */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, (character) => ESCAPES[character] as string);
}

/** An element with what is in it, which is markup already. Attributes that are undefined are left out. */
export function element(name: string, attributes: Attributes, ...inside: readonly string[]): string {
  let start = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    start += ` ${key}="${typeof value === 'number' ? px(value) : escapeXml(value)}"`;
  }
  const content = inside.join('');
  return content === '' ? `${start}/>` : `${start}>${content}</${name}>`;
}

/** A coordinate: two decimals are finer than any screen. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** The middle of the pixel that a coordinate falls in: lines of one pixel are sharp there. */
export const crisp = (value: number): number => Math.round(value - 0.5) + 0.5;
