/** A server that answers with the trace headers that came; `/broken` cuts the body off, `/500` fails, `/hang` answers nothing. */
export const HTTP_SERVER = `
    const server = http.createServer((request, response) => {
      const { traceparent, tracestate } = request.headers;
      if (request.url === '/500') response.statusCode = 500;
      if (request.url === '/404') response.statusCode = 404;
      if (request.url === '/hang') return;
      if (request.url === '/broken') {
        response.writeHead(200, { 'content-length': 1000 });
        response.write('some', () => response.destroy());
        return;
      }
      if (request.url === '/moved') response.writeHead(302, { location: '/' });
      request.resume().on('end', () => response.end(JSON.stringify({ method: request.method, traceparent, tracestate })));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = 'http://127.0.0.1:' + server.address().port;
    const closed = http.createServer();
    await new Promise((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const nowhere = 'http://127.0.0.1:' + closed.address().port;
    await new Promise((resolve) => closed.close(resolve));
    const answers = [];
    /** Trace headers differ from run to run, and are there with the agent only: said is whether they are right. */
    const rightTrace = ({ traceparent }, id) =>
      globalThis[Symbol.for('carpy.register')] === undefined ? true : new RegExp('^00-' + (id ?? '[0-9a-f]{32}') + '-[0-9a-f]{16}-[0-9a-f]{2}$').test(traceparent);
`;
