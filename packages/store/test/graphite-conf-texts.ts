/** Two files as teams have them, and names that they speak of. */

export const SCHEMAS = `# a comment
[carbon]
pattern = ^carbon\\.
retentions = 60:90d

; another
[ten seconds]
PATTERN: \\.(load|memory)$
Retentions: 10s:6h,
    1m:6d,
  # within a value
    10m:5y
[lookahead]
pattern = ^(?!stats\\.).*\\.rate$
retentions = 1h:1y

[rest]
pattern = ^servers
retentions = 1m:1d
`;

export const AGGREGATION = `
[min]
pattern = \\.lower$
xFilesFactor = 0.1
aggregationMethod = min
[sum]
pattern = \\.sum$
aggregationMethod = sum
[factor]
pattern = ^half
xFilesFactor = .25
[zero]
pattern = ^zero
aggregationMethod = avg_zero
xFilesFactor = 0
`;

export const NAMES = [
  'carbon.agents.a',
  'servers.carbon.x',
  'servers.a.load',
  'servers.a.load.5',
  'stats.a.rate',
  'app.a.rate',
  'other',
  'a.sum',
  'a.lower',
  'half.a',
  'zero.lower',
  'zero.x',
  'servers.a.memory;host=b',
];
