// A backend for npm statsd that writes nothing: it counts what came and answers each message with it, as carpy-ingest.mjs does.
const { monitorEventLoopDelay } = require('node:perf_hooks');

exports.init = (_startup, _config, events) => {
  let packets = 0;
  let bytes = 0;
  let flushes = 0;
  events.on('packet', (message) => {
    packets++;
    bytes += message.length;
  });
  events.on('flush', () => {
    flushes++;
  });
  import('./snapshot.mjs').then(({ RESOLUTION_MS, snapshot }) => {
    const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    delay.enable();
    process.on('message', () => process.send({ ...snapshot(delay), packets, bytes, flushes }));
    process.on('disconnect', () => process.exit());
    process.send({});
  });
  return true;
};
