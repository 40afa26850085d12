import { caseFunction } from '../case-function.ts';
import type { GraphiteFunction } from '../function.ts';

export const upper: GraphiteFunction = caseFunction((text) => text.toUpperCase(), {
  name: 'upper',
  description:
    'Writes names in upper case, or only the characters at the positions given, counted from 0, or from the end by negative numbers.',
  example: 'upper(carpy.shop.web-1.checkout.ok.mean,0)',
});
