import { startTransaction } from '@carpy/agent';

/** Times every request as a transaction that is named by its route. Use it before all else. */
export function carpyMiddleware(request, response, next) {
  const transaction = startTransaction('no route');
  // 'close' comes after an answer and after a client that went away alike.
  response.once('close', () => {
    // The route is known once Express has dispatched the request; without one, "no route" stands.
    if (request.route !== undefined) transaction.setName(`${request.method} ${request.baseUrl}${request.route.path}`);
    if (response.statusCode >= 500) transaction.setError();
    transaction.end();
  });
  transaction.run(next);
}
