// What a provider's rules are: which settings a publisher has, and which tokens are its. Pure.

import { GatehouseError } from '../../../kernel/errors.ts';

import type { Claims, Issuer, PublisherSettings } from '../trusted-publishing-ports.ts';

/** Settings as they were asked for: everything is from outside. */
export type AskedSettings = Readonly<Record<string, unknown>>;

/** Settings that were read. */
export interface ReadSettings {
  readonly settings: PublisherSettings;
  /** What narrows the search for a token's publishers; `ProviderRules.locate` finds the same in its claims. */
  readonly locator: string;
  /** Ids that were given: they hold from the start. */
  readonly pins: Readonly<Record<string, string>>;
  /** What its tokens are issued by, where that is more than the issuer's own address. */
  readonly issuer?: string;
}

/** A claim that stays what it was at the first use. */
export interface PinnedClaim {
  readonly claim: string;
  /** Whether a token without it is refused. */
  readonly isRequired: boolean;
}

export interface ProviderRules {
  /** Throws `invalid-request` that names the field. */
  parse(asked: AskedSettings, issuer: Issuer): ReadSettings;
  readonly pins: readonly PinnedClaim[];
  /** Whether a token without a jti is refused; what has none is known by itself. */
  readonly hasJti: boolean;
  /** Undefined where the claims do not say it. */
  locate(claims: Claims): string | undefined;
  /** Why no publisher takes such a token, in words for who sent it; undefined: it is one like others. */
  findFault(claims: Claims, issuer: Issuer): string | undefined;
  /** What of a publisher's settings the claims do not meet; undefined: it is its token. */
  findMismatch(settings: PublisherSettings, claims: Claims, issuer: Issuer): string | undefined;
  /** Of two publishers that take a token, the one with the higher number is meant. */
  specificity(settings: PublisherSettings): number;
  /** What is kept of the run, by our names for the claims. */
  readonly told: Readonly<Record<string, string>>;
}

const MAX_CLAIM = 1_000;

/** A claim that is a text of usual length; undefined for anything else. */
export function textOf(claims: Claims, claim: string): string | undefined {
  const found = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  return typeof found === 'string' && found !== '' && found.length <= MAX_CLAIM ? found : undefined;
}

/** The first of `names` that is no text among the claims, as a fault. */
export function findMissing(claims: Claims, names: readonly string[]): string | undefined {
  const missing = names.find((name) => textOf(claims, name) === undefined);
  return missing === undefined ? undefined : `it has no claim ${missing}`;
}

/** What was found in place of what was asked for, in words for who sent the token: it is their own. */
export function differs(claims: Claims, claim: string): string {
  const found = textOf(claims, claim);
  return found === undefined ? `it has no claim ${claim}` : `its ${claim} is ${shown(found)}`;
}

/** A text of a token, fit for a message. */
export function shown(text: string): string {
  return text.replace(/[^\w.@/:+-]/g, '?').slice(0, 200);
}

export function isSameText(left: string | undefined, right: string): boolean {
  return left?.toLowerCase() === right.toLowerCase();
}

/** Throws `invalid-request` for a setting that there is not. */
export function assertSettings(asked: AskedSettings, known: readonly string[]): void {
  const unknown = Object.keys(asked).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw badSetting(unknown.slice(0, 100), `found an unknown setting, expected ${known.join(', ')}`);
}

/** A setting that is a text of this form; undefined where it was not given. Throws `invalid-request`. */
export function readText(
  asked: AskedSettings,
  name: string,
  form: RegExp,
  expected: string,
): string | undefined {
  const found = Object.hasOwn(asked, name) ? asked[name] : undefined;
  if (found === undefined || found === '') return undefined;
  if (typeof found === 'string' && found.length <= MAX_CLAIM && form.test(found)) return found;
  throw badSetting(name, `expected ${expected}`);
}

/** One that must be given. */
export function requireText(asked: AskedSettings, name: string, form: RegExp, expected: string): string {
  const text = readText(asked, name, form, expected);
  if (text === undefined) throw badSetting(name, `expected ${expected}`);
  return text;
}

/** Throws `invalid-request`. */
export function readTruth(asked: AskedSettings, name: string, otherwise: boolean): boolean {
  const found = Object.hasOwn(asked, name) ? asked[name] : undefined;
  if (found === undefined) return otherwise;
  if (typeof found === 'boolean') return found;
  throw badSetting(name, 'expected true or false');
}

export function badSetting(field: string, why: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot make the publisher: ${field}: ${why}`, {
    facts: { field },
  });
}

/** An id that a provider gives, never given again. */
export const NUMBER_ID = /^\d{1,20}$/;
export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Visible, without what quotes or separates. */
export const ENVIRONMENT = /^[^\p{Cc}\p{Cf}'"`,;\\]{1,255}$/u;

/** A text setting that `parse` kept. */
export function settingOf(settings: PublisherSettings, name: string): string | undefined {
  const found = settings[name];
  return typeof found === 'string' ? found : undefined;
}
