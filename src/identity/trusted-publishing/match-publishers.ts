// Which publishers an identity is: those whose settings it meets, and of several for one name the most specific. Pure.

import { matchesNamePattern } from '../../kernel/name-pattern.ts';
import type { Instant } from '../../kernel/clock.ts';

import type { ProviderRules } from './providers/provider-rules.ts';
import { shown } from './providers/provider-rules.ts';
import { rulesOf } from './providers/rules-of.ts';
import { refuseExchange } from './refusal.ts';
import type { Claims, Issuer, Publisher } from './trusted-publishing-ports.ts';

/** A publisher that the identity is, with the ids that hold for it from now on. */
export interface Match {
  readonly publisher: Publisher;
  readonly pins: Publisher['pins'];
}

/** An identity that names an id other than the pinned one: the name is somebody else's now. */
export interface Impostor {
  readonly publisher: Publisher;
  readonly claim: string;
  readonly found: string;
}

export interface Matches {
  readonly matches: readonly Match[];
  readonly impostors: readonly Impostor[];
  /** What the first that does not match lacks, in words for who sent the token. */
  readonly mismatch?: string;
}

interface Question {
  readonly issuer: Issuer;
  readonly claims: Claims;
  readonly now: Instant;
  /** For this package alone. */
  readonly name?: string | undefined;
}

/** Throws `not-allowed` with why `invalid-publisher` for a token that no publisher may be of. */
export function assertFitForAny({ issuer, claims }: Pick<Question, 'issuer' | 'claims'>): string {
  const rules = rulesOf(issuer.provider);
  const fault = rules.findFault(claims, issuer);
  if (fault !== undefined) throw refuseExchange('invalid-publisher', fault);
  const locator = rules.locate(claims);
  if (locator !== undefined) return locator;
  throw refuseExchange('invalid-publisher', 'it does not say whose it is');
}

/** Among `candidates`, which are of the token's issuer. Of pending ones those alone that are not over. */
export function matchPublishers(
  candidates: readonly Publisher[],
  { issuer, claims, now, name }: Question,
): Matches {
  const rules = rulesOf(issuer.provider);
  const matches: Match[] = [];
  const impostors: Impostor[] = [];
  let mismatch: string | undefined;
  for (const publisher of candidates) {
    if (publisher.provider !== issuer.provider || isOver(publisher, now)) continue;
    if (name !== undefined && !matchesNamePattern(publisher.pattern, name)) continue;
    const found = rules.findMismatch(publisher.settings, claims, issuer);
    const pinned = found === undefined ? pinsOf(rules, publisher, claims) : found;
    if (typeof pinned === 'string') mismatch ??= pinned;
    else if ('claim' in pinned) impostors.push(pinned as Impostor);
    else matches.push({ publisher, pins: pinned });
  }
  return {
    matches: chooseMostSpecific(matches, rules, name !== undefined),
    impostors,
    ...(mismatch === undefined ? {} : { mismatch }),
  };
}

function isOver({ pending }: Publisher, now: Instant): boolean {
  return pending !== undefined && now >= pending.expiresAt;
}

/** Those that are pinned already must be the same; those that are not are from now on. A text says which is missing. */
function pinsOf(
  { pins }: ProviderRules,
  publisher: Publisher,
  claims: Claims,
): Publisher['pins'] | Impostor | string {
  const known = new Map(Object.entries(publisher.pins));
  for (const { claim, isRequired } of pins) {
    const value = idOf(claims[claim]);
    const before = known.get(claim);
    if (value === undefined && before === undefined && !isRequired) continue;
    if (value === undefined) return `it has no claim ${claim}`;
    if (before !== undefined && before !== value) return { publisher, claim, found: shown(value) };
    known.set(claim, value);
  }
  return Object.fromEntries(known);
}

/** Ids are texts; a number that somebody writes as one is the same. */
function idOf(found: unknown): string | undefined {
  if (typeof found === 'number' && Number.isSafeInteger(found)) return String(found);
  return typeof found === 'string' && found !== '' && found.length <= 200 ? found : undefined;
}

/**
 * One for each name or namespace; where one package is asked for, one in all: whoever is named for the package itself goes
 * before whoever is for all of its namespace.
 */
function chooseMostSpecific(
  matches: readonly Match[],
  rules: ProviderRules,
  isForOne: boolean,
): readonly Match[] {
  const weight = ({ publisher }: Match): readonly number[] => [
    isForOne && !publisher.pattern.endsWith('*') ? 1 : 0,
    isForOne ? publisher.pattern.length : 0,
    rules.specificity(publisher.settings),
    -publisher.createdAt,
  ];
  const chosen = new Map<string, Match>();
  for (const match of matches) {
    const key = isForOne ? '' : match.publisher.pattern;
    const best = chosen.get(key);
    if (best === undefined || isHeavier(weight(match), weight(best))) chosen.set(key, match);
  }
  return [...chosen.values()];
}

function isHeavier(left: readonly number[], right: readonly number[]): boolean {
  const at = left.findIndex((one, index) => one !== right[index]);
  return at !== -1 && (left[at] ?? 0) > (right[at] ?? 0);
}
