// StatsD: what a metric costs in memory, then through sockets beside npm statsd. `--memory` or `--sockets` runs one of the two; `--quick`
// is the small size of both.
const only = ['--memory', '--sockets'].find((part) => process.argv.includes(part));
if (only !== '--sockets') await import('./in-memory.mjs');
if (only !== '--memory') await import('./sockets.mjs');
