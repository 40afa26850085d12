import { caseFunction } from '../case-function.ts';
import type { GraphiteFunction } from '../function.ts';

export const lower: GraphiteFunction = caseFunction((text) => text.toLowerCase(), {
  name: 'lower',
  description:
    'Writes names in lower case, or only the characters at the positions given, counted from 0, or from the end by negative numbers.',
  example: 'lower(carpy.shop.web-1.checkout.ok.mean,0)',
});
