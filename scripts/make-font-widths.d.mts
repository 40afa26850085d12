/** Names of faces with the files they are in. */
export const FACES: Readonly<Record<'sans' | 'sansBold' | 'serif' | 'serifBold', string>>;
export function widthsOf(file: string): number[];
