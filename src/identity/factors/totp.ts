// Codes of an authenticator application: RFC 6238 over RFC 4226, SHA-1, six digits, thirty seconds, which is what all of them speak.

import { createHmac, timingSafeEqual } from 'node:crypto';

import { type Instant, SECOND_MS } from '../../kernel/clock.ts';

const STEP_MS = 30 * SECOND_MS;
const DIGITS = 6;
/** 160 bits: RFC 4226 section 4, R6. */
export const TOTP_SECRET_BYTES = 20;
/** Steps on either side that are taken: a person types slowly, and a clock is a little off. */
const LENIENCY = 1;
/** Within these a code is of a clock that is off, rather than wrong. */
const HINT_LENIENCY = 10;

/** What a code is. */
export type TotpMatch =
  | { readonly kind: 'accepted'; readonly step: number }
  /** Its step, or a later one, was taken before. */
  | { readonly kind: 'replayed' }
  /** It fits a moment that is so many steps away from now; later ones are positive. */
  | { readonly kind: 'clock-off'; readonly steps: number }
  | { readonly kind: 'wrong' };

/** The number of the thirty seconds that `now` is in. */
export function totpStep(now: Instant): number {
  return Math.floor(now / STEP_MS);
}

/** The code of a step: RFC 4226 section 5.3. `digits` is 6 but for the test vectors of RFC 6238. */
export function totpCode(secret: Uint8Array, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7f_ff_ff_ff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/**
 * The six digits of what a person typed; spaces, which applications show between them, do not count. Undefined for all else,
 * digits of other scripts too: each code has one spelling before anything is compared.
 */
export function parseTotpCode(raw: string): string | undefined {
  if (raw.length > 32) return undefined;
  const digits = raw.replaceAll(/[ \t\u00a0]/g, '');
  return /^[0-9]{6}$/.test(digits) ? digits : undefined;
}

/** What `code` is at `now`, where `lastStep` was the last that was taken. Compares all that it may be, whichever it is. */
export function matchTotp(
  secret: Uint8Array,
  code: string,
  { now, lastStep }: { readonly now: Instant; readonly lastStep: number },
): TotpMatch {
  const current = totpStep(now);
  const fitting: number[] = [];
  for (let steps = -HINT_LENIENCY; steps <= HINT_LENIENCY; steps++) {
    if (isSame(totpCode(secret, current + steps), code)) fitting.push(steps);
  }
  const near = fitting.filter((steps) => Math.abs(steps) <= LENIENCY);
  const fresh = near.find((steps) => current + steps > lastStep);
  if (fresh !== undefined) return { kind: 'accepted', step: current + fresh };
  if (near.length > 0) return { kind: 'replayed' };
  const [far] = fitting;
  return far === undefined ? { kind: 'wrong' } : { kind: 'clock-off', steps: far };
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 section 6, without padding: how a person types the secret. */
export function formatBase32(bytes: Uint8Array): string {
  let text = '';
  let [bits, value] = [0, 0];
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(value >>> bits) & 31];
    }
  }
  return bits === 0 ? text : text + BASE32[(value << (5 - bits)) & 31];
}

/** The address that applications read from a picture or a link. */
export function otpauthUri(
  secret: Uint8Array,
  { issuer, account }: { readonly issuer: string; readonly account: string },
): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  const query = `secret=${formatBase32(secret)}&issuer=${encodeURIComponent(issuer)}`;
  return `otpauth://totp/${label}?${query}&algorithm=SHA1&digits=${DIGITS}&period=30`;
}
