/** `POST /api/v1/hello`: an agent says who it is, and learns where to send. */
import { resolve } from 'node:path';
import { type HelloAnswer, RECORD_LIMITS } from '@carpy/core';
import type { AnnotationWriter } from '../../state/annotations.ts';
import { readJson } from '../body.ts';
import type { HttpDeps } from '../deps.ts';
import { HelloDesk } from '../hello/hello-desk.ts';
import { parseHello } from '../hello/hello-request.ts';
import { hostOf } from '../host.ts';
import { listenerAddress, listenerAddresses } from '../listener-address.ts';
import type { Route } from '../route.ts';

export function helloRoute(deps: HttpDeps, annotations: AnnotationWriter): Route {
  const desk = new HelloDesk({
    state: deps.store.state,
    annotations,
    clock: deps.clock,
    onAnnotation: (annotation) => deps.live.publish('annotation', annotation),
  });
  return {
    path: '/api/v1/hello',
    methods: {
      POST: async (c) => {
        await desk.take(parseHello(await readJson(c)));
        return c.json(answerOf(deps, hostOf(c)), 200, { 'Cache-Control': 'no-store' });
      },
    },
  };
}

function answerOf(deps: HttpDeps, host: string): HelloAnswer {
  const { statsdUdp, statsdTcp } = deps.listeners();
  const hosts = deps.config.statsdHost;
  return {
    serverTimeMs: deps.clock(),
    apdexTMs: deps.config.apdexTMs,
    statsd: statsdUdp === null ? null : listenerAddress('udp', { hosts, port: statsdUdp }, host),
    statsdAll: [
      ...(statsdUdp === null ? [] : listenerAddresses('udp', { hosts, port: statsdUdp }, host)),
      ...(statsdTcp === null ? [] : listenerAddresses('tcp', { hosts, port: statsdTcp }, host)),
      ...(deps.config.statsdSocket === undefined ? [] : [`unix://${resolve(deps.config.statsdSocket)}`]),
    ],
    records: { accepted: true, maxBytes: RECORD_LIMITS.bodyBytes },
  };
}
