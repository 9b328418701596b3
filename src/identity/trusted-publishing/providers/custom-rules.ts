// Tokens of an issuer that the configuration names: by claims with exact values, and nothing looser.

import type { Claims, Issuer, PublisherSettings } from '../trusted-publishing-ports.ts';
import { assertSettings, badSetting, differs, textOf, type ProviderRules } from './provider-rules.ts';

const MAX_CLAIMS = 20;
const CLAIM = /^[^\s=\p{Cc}\p{Cf}]{1,100}$/u;
const VALUE = /^[^\p{Cc}\p{Cf}]{1,500}$/u;
/** What every token has, and what tells nothing of whose it is. */
const OF_ALL: ReadonlySet<string> = new Set(['iss', 'aud', 'exp', 'iat', 'nbf', 'jti']);

export const customRules: ProviderRules = {
  parse(asked) {
    assertSettings(asked, ['claims']);
    const claims = readClaims(asked['claims']);
    return { settings: { claims: claims.map((pair) => pair.join('=')) }, locator: '', pins: {} };
  },
  pins: [],
  hasJti: true,
  locate: () => '',
  findFault: (claims: Claims, issuer: Issuer) => {
    const other = Object.entries(issuer.claims).find(([claim, value]) => wordOf(claims, claim) !== value);
    return other === undefined ? undefined : differs(claims, other[0]);
  },
  findMismatch(settings: PublisherSettings, claims: Claims) {
    const wanted = pairsOf(settings);
    if (wanted.length === 0) return 'this publisher names no claims';
    const other = wanted.find(([claim, value]) => wordOf(claims, claim) !== value);
    return other === undefined ? undefined : differs(claims, other[0]);
  },
  specificity: (settings) => pairsOf(settings).length,
  told: { subject: 'sub', ref: 'ref', sha: 'sha' },
};

function readClaims(found: unknown): readonly (readonly [string, string])[] {
  const pairs =
    typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.entries(found) : [];
  if (pairs.length === 0 || pairs.length > MAX_CLAIMS) {
    throw badSetting('claims', `expected 1 to ${MAX_CLAIMS} claims, each with its value`);
  }
  return pairs.map(([claim, value]) => {
    if (OF_ALL.has(claim)) throw badSetting('claims', `found ${claim}, expected what tells whose a token is`);
    if (CLAIM.test(claim) && typeof value === 'string' && VALUE.test(value)) return [claim, value];
    throw badSetting('claims', 'expected names of claims with texts as their values');
  });
}

function pairsOf({ claims }: PublisherSettings): readonly (readonly [string, string])[] {
  if (!Array.isArray(claims)) return [];
  return (claims as readonly string[]).map((pair) => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
}

/** A claim's text; of numbers and truths, how JSON writes them. Lists and records equal nothing. */
function wordOf(claims: Claims, claim: string): string | undefined {
  const found = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  if (typeof found === 'number' || typeof found === 'boolean') return String(found);
  return textOf(claims, claim);
}
