// E-mail addresses as accounts have them: one mailbox, written in ASCII, at a domain of the public kind.

import { domainToASCII } from 'node:url';

import { GatehouseError } from '../../kernel/errors.ts';

/** RFC 5321 section 4.5.3.1: of the part before the @, and of the whole (RFC 3696, erratum 1690). */
const MAX_LOCAL_LENGTH = 64;
const MAX_LENGTH = 254;
const MAX_DOMAIN_LENGTH = 253;

/** RFC 5322 `dot-atom`; quoted forms, comments and what is not ASCII are not taken: no two of them look alike. */
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN_AS_GIVEN = /^[\p{L}\p{M}\p{N}.-]+$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The address with its domain in lower case and ASCII (IDNA); the part before the @ stays as it was given, since its server
 * alone knows what it means. Throws `invalid-request`.
 */
export function parseEmailAddress(raw: string): string {
  if (raw.length > MAX_LENGTH) refuse(`found ${raw.length} characters, expected at most ${MAX_LENGTH}`);
  const at = raw.lastIndexOf('@');
  const local = raw.slice(0, Math.max(0, at));
  if (local.length > MAX_LOCAL_LENGTH || !LOCAL.test(local)) {
    refuse('expected one address such as ada@example.com, in ASCII before the @');
  }
  const address = `${local}@${parseDomain(raw.slice(at + 1))}`;
  if (address.length > MAX_LENGTH) refuse(`found more than ${MAX_LENGTH} characters in ASCII`);
  return address;
}

/** The domain of an address that was parsed. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** The same mailbox, as the store compares addresses. */
export function isSameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function parseDomain(given: string): string {
  return findDomain(given) ?? refuse('expected a domain such as example.com after the @');
}

/** The domain in lower case and ASCII (IDNA); undefined for what is none of the public kind: one label, or an address of a machine. */
export function findDomain(given: string): string | undefined {
  // Before the conversion, which decodes percent signs and reads numbers as addresses of machines.
  const domain = DOMAIN_AS_GIVEN.test(given) ? domainToASCII(given) : '';
  const labels = domain.split('.');
  const last = labels.at(-1) ?? '';
  const isDomain =
    labels.length >= 2 &&
    domain.length <= MAX_DOMAIN_LENGTH &&
    labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(last);
  return isDomain ? domain : undefined;
}

function refuse(why: string): never {
  throw new GatehouseError('invalid-request', `Cannot use e-mail address: ${why}`, {
    facts: { field: 'email' },
  });
}
