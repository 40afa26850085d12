import { coarseSlotOf, eventsOfSlot, fineSlotOf } from '@carpy/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';

it.each([
  { atS: 100, want: 100 },
  { atS: 100.001, want: 110 },
  { atS: 109.999, want: 110 },
  { atS: 110, want: 110 },
])('an event at $atS lies in the slot stamped $want', ({ atS, want }) => {
  expect(fineSlotOf(atS, 10)).toBe(want);
});

it('rolls fine slots t … t + s − f into the coarse slot t', () => {
  expect([60, 70, 110, 120].map((slotS) => coarseSlotOf(slotS, 60))).toEqual([60, 60, 60, 120]);
});

it('says which events a slot holds', () => {
  expect(eventsOfSlot(60, 10, 10)).toEqual({ afterS: 50, untilS: 60 });
  expect(eventsOfSlot(60, 60, 10)).toEqual({ afterS: 50, untilS: 110 });
});

it('puts every event into a slot that says it holds it', () => {
  const atS = fc.double({ min: 0, max: 4e9, noNaN: true });
  fc.assert(
    fc.property(atS, fc.constantFrom(1, 5, 10), fc.constantFrom(1, 6, 60), (at, fineStepS, times) => {
      const stepS = fineStepS * times;
      const slotS = coarseSlotOf(fineSlotOf(at, fineStepS), stepS);
      const { afterS, untilS } = eventsOfSlot(slotS, stepS, fineStepS);
      expect(slotS % stepS).toBe(0);
      expect(at).toBeGreaterThan(afterS);
      expect(at).toBeLessThanOrEqual(untilS);
    }),
  );
});
