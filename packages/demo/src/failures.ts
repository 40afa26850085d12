/** What goes wrong in the shop: errors, how often they come, and how its server answers then. */
import { logged } from '@carpy/agent';
import type { Random } from './random.ts';

/** A failure as an application throws it, and how its server answers then. */
export class ShopError extends Error {
  get status(): number {
    return 500;
  }
}
class ProductNotFound extends ShopError {
  override get status(): number {
    return 404;
  }
}
class OutOfStock extends ShopError {}
class CardDeclined extends ShopError {
  override get status(): number {
    return 502;
  }
}
export class PaymentTimeout extends ShopError {
  override get status(): number {
    return 504;
  }
}
class DeadlockError extends ShopError {}
class SmtpTimeout extends ShopError {}
class RatingMissing extends ShopError {}

export interface Failure {
  readonly share: number;
  readonly error: (random: Random) => ShopError;
}

const anyOf = (random: Random, most: number): number => 1 + Math.floor(random() * most);

// Where an error is made is where its stack begins: in a function with a name, as in an application.
function loadProduct(random: Random): ShopError {
  return new ProductNotFound(`no product ${anyOf(random, 4_000)}`);
}
function reserveStock(random: Random): ShopError {
  const left = anyOf(random, 3);
  logged('warn', `stock of product ${anyOf(random, 4_000)} is low: ${left} left`);
  return new OutOfStock(`only ${left} left`);
}
export function chargeCard(random: Random): ShopError {
  const order = anyOf(random, 90_000);
  logged('warn', `payment of order ${order} refused by its bank`);
  return new CardDeclined(`card declined for order ${order}: insufficient funds`);
}
function lockRows(random: Random): ShopError {
  logged('error', `transaction ${anyOf(random, 900_000)} rolled back`);
  return new DeadlockError('deadlock found when trying to get lock');
}
function renderRating(random: Random): ShopError {
  return new RatingMissing(`product ${anyOf(random, 4_000)} has no rating`);
}
function sendMail(): ShopError {
  logged('warn', 'mail.example does not answer; the mail goes back to its queue');
  return new SmtpTimeout('no answer from mail.example within 10 s');
}

export const notFound: Failure = { share: 0.015, error: loadProduct };
export const outOfStock: Failure = { share: 0.1, error: reserveStock };
export const declined: Failure = { share: 0.12, error: chargeCard };
export const deadlock: Failure = { share: 0.02, error: lockRows };
export const noRating: Failure = { share: 0.03, error: renderRating };
export const mailTimeout: Failure = { share: 0.1, error: sendMail };
