/** Check digits: what tells a card's or an account's number from any other row of digits. */

/** Luhn's sum (ISO/IEC 7812-1), of the digits in the text; others are passed over. */
export function isCardNumber(text: string): boolean {
  let sum = 0;
  let digits = 0;
  for (let i = text.length - 1; i >= 0; i--) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) continue;
    const doubled = digits++ % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits >= 13 && digits <= 19 && sum % 10 === 0 && /[1-9]/.test(text);
}

/** The remainder of 97 is 1, the first four characters put last and letters read as 10 to 35 (ISO 13616). */
export function isIban(text: string): boolean {
  const compact = text.replaceAll(' ', '').toUpperCase();
  if (compact.length < 15 || compact.length > 34) return false;
  let rest = 0;
  for (const c of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(c, 36);
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  return rest === 1;
}
