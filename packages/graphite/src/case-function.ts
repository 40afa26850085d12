/** Makes upper and lower. */
import { type GraphiteFunction, param } from './function.ts';
import { renameAll } from './rename-all.ts';

export function caseFunction(
  cased: (text: string) => string,
  about: Pick<GraphiteFunction, 'name' | 'description' | 'example'>,
): GraphiteFunction {
  return {
    ...about,
    group: 'Alias',
    params: [param.required('seriesList', 'seriesList'), param.optional('integer', 'pos', { multiple: true })],
    evaluate: (call) => {
      const positions = call.scalars('pos').map((s) => Number(s.value));
      return renameAll(call, call.series('seriesList'), ({ name }) => {
        if (positions.length === 0) return cased(name);
        const characters = Array.from(name);
        for (const position of positions) {
          const at = position < 0 ? characters.length + position : position;
          const c = characters[at];
          if (c !== undefined) characters[at] = cased(c);
        }
        return characters.join('');
      });
    },
  };
}
