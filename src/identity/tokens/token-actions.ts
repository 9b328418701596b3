// What a token may do: one table of actions, and one function that holds a token to its bounds.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { matchesNamePattern } from '../../kernel/name-pattern.ts';

import type { Owner } from '../organisations/organisation-ports.ts';
import type { TokenPrincipal } from '../principal.ts';

/** What a write token may be given, one by one, each with what it means. */
export const WRITE_ACTIONS = {
  publish: 'publish new versions',
  stage: 'put versions up for approval',
  yank: 'withdraw versions, and bring them back',
  deprecate: 'mark versions as deprecated',
  unpublish: 'remove versions for good, within the rules',
  'manage-tags': 'move tags such as latest',
  'manage-owners': 'add and remove owners',
  import: 'move versions in from another registry, with their dates (a reviewer’s account alone)',
} as const;

export type WriteAction = keyof typeof WRITE_ACTIONS;

/** Those that a package manager's own sign-in is given: none of them moves in what others published. */
export const CLIENT_ACTIONS: readonly WriteAction[] = (Object.keys(WRITE_ACTIONS) as WriteAction[]).filter(
  (action) => action !== 'import',
);

/** `read` fetches packages, `api` acts through the JSON API with its account's role; the others change packages. */
export type TokenAction = 'read' | 'api' | WriteAction;

export function isWriteAction(text: string): text is WriteAction {
  return Object.hasOwn(WRITE_ACTIONS, text);
}

/** Packages of an ecosystem: a canonical name, or a prefix that ends in `*` (kernel/name-pattern.ts). */
export interface TokenPackages {
  readonly ecosystem: Ecosystem;
  readonly pattern: string;
  /** Of these, this owner's alone: whose the namespace is that a trusted publisher is for. */
  readonly owner?: Owner;
}

/** A package that something is to be done with, by its canonical name. */
export interface TokenSubject {
  readonly ecosystem: Ecosystem;
  readonly name: string;
}

/** Where a token is used: the client's address (after trusted proxies) and the view that it works in. */
export interface TokenPlace {
  readonly address: string;
  readonly view: string;
}

/** Which of its bounds a token met. */
export type TokenBound = 'action' | 'network' | 'view' | 'package';

export type TokenAnswer = { readonly may: true } | { readonly may: false; readonly bound: TokenBound };

const MAY: TokenAnswer = { may: true };

/**
 * Whether a token that is in force may do `action` with `subject` from `place`. Its account's rights are another
 * question: a token never does more than its account. Without a subject (a list of everything, say) a token that is
 * bound to packages may not; one that writes is always bound to some.
 */
export function mayToken(
  token: TokenPrincipal,
  action: TokenAction,
  subject: TokenSubject | undefined,
  place: TokenPlace,
): TokenAnswer {
  if (!hasAction(token, action)) return { may: false, bound: 'action' };
  if (token.isWithin !== undefined && !token.isWithin(place.address)) return { may: false, bound: 'network' };
  if (token.view !== undefined && token.view !== place.view) return { may: false, bound: 'view' };
  return isAbout(token, subject) ? MAY : { may: false, bound: 'package' };
}

/** Returns when `mayToken` says so. Throws `not-allowed` that names the bound. */
export function requireToken(
  token: TokenPrincipal,
  action: TokenAction,
  subject: TokenSubject | undefined,
  place: TokenPlace,
): void {
  const answer = mayToken(token, action, subject, place);
  if (answer.may) return;
  const what = subject === undefined ? '' : ` ${subject.ecosystem}:${subject.name}`;
  throw new GatehouseError(
    'not-allowed',
    `Cannot ${action.replace('-', ' ')}${what}: ${FOUND[answer.bound]}`,
    { facts: { action, bound: answer.bound, tokenId: token.tokenId } },
  );
}

const FOUND: Readonly<Record<TokenBound, string>> = {
  action: 'found a token that was not made for this, expected one that may',
  network: 'found a token that is used outside its networks',
  view: 'found a token that is bound to another view',
  package: 'found a token that is bound to other packages',
};

function hasAction(token: TokenPrincipal, action: TokenAction): boolean {
  if (action === 'read') return true;
  if (action === 'api') return token.scope === 'api';
  const writes = token.scope === 'write' || token.scope === 'publisher';
  return writes && token.actions?.includes(action) === true;
}

function isAbout({ scope, packages }: TokenPrincipal, subject: TokenSubject | undefined): boolean {
  if (packages === undefined) return scope === 'read' || scope === 'api';
  if (subject === undefined) return false;
  return packages.some(
    ({ ecosystem, pattern }) => ecosystem === subject.ecosystem && matchesNamePattern(pattern, subject.name),
  );
}
