import { describe, expect, it } from 'vitest';
import { harness, NOW_MS } from './fakes/http-deps.ts';

const NOW_S = NOW_MS / 1_000;
const DAY_S = 86_400;
const KEPT_S = 14 * DAY_S;

describe('a range beyond what is kept', () => {
  // What of it a series keeps is the store's to say, for each by its own tiers.
  it.each([
    ['from=0', 0, NOW_S],
    ['from=-10y', NOW_S - 3_650 * DAY_S, NOW_S],
    ['from=-1h&until=now%2B1000y', NOW_S - 3_600, NOW_S + 365_000 * DAY_S],
    [`now=${NOW_S - DAY_S}&from=-20d`, NOW_S - 21 * DAY_S, NOW_S - DAY_S],
  ])('/render asks for it as it is: %s', async (query, fromS, untilS) => {
    const { request, asked, answerWith } = await harness({ argv: ['--retention', '10s:1d,1m:14d'] });
    answerWith('[]');
    expect((await request(`/render?target=a&${query}`)).status).toBe(200);
    expect(asked).toMatchObject([{ request: { fromS, untilS } }]);
  });

  it.each([
    ['from=0', NOW_S - KEPT_S, NOW_S],
    ['from=0&to=1', 1, 1],
    ['from=-13d', NOW_S - 13 * DAY_S, NOW_S],
  ])('pages start where the longest tier does: %s', async (query, fromS, toS) => {
    const { request, asked } = await harness({ argv: ['--retention', '10s:1d,1m:14d'] });
    expect((await request(`/api/v1/apps?${query}`)).status).toBe(200);
    expect(asked).toMatchObject([{ request: { range: { fromMs: fromS * 1_000, toMs: toS * 1_000 } } }]);
  });
});
