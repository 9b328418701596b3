// Whether somebody may create a package of a name that is new here: by whose namespace it lies in, what it looks like, and what
// this server lets its people name. Pure.

import type { Likeness } from '../../kernel/look-alike.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

import { mayOn } from '../organisations/object-rights.ts';
import type { ObjectRole, Owner } from '../organisations/organisation-ports.ts';
import type { NamespaceState } from './namespace-ports.ts';

/** Who names new packages outside all namespaces: any account, or nobody. */
export const NEW_NAMES = ['members', 'namespaces'] as const;

export type NewNames = (typeof NEW_NAMES)[number];

/** A namespace in force that the name lies in. */
export interface HoldingNamespace {
  /** As people write it: `@acme/*`. */
  readonly pattern: string;
  readonly state: NamespaceState;
  readonly owner?: Owner;
  /** `organisation:acme`, `account:ada`; for those who may know it. */
  readonly ownerName?: string;
}

export interface NameQuestion {
  readonly ref: PackageRef;
  /** All namespaces in force that hold the name; they are one owner's. */
  readonly holders: readonly HoldingNamespace[];
  /** Of whoever asks, at the owner of `holders`, on this name. */
  readonly roles: ReadonlySet<ObjectRole>;
  /** Whether an account stands behind the question whose address, if it has one, is verified and has not lapsed. */
  readonly isMember: boolean;
  readonly newNames: NewNames;
  /** A name that matters here, not theirs, and that this one looks like; absent: there is none. */
  readonly likeness?: Likeness | undefined;
  /** Whether an appeal of whoever asks was granted for this name. */
  readonly isAppealGranted?: boolean;
}

export type NameAnswer =
  /** `owner`: whose the package becomes; absent: whose who publishes it says, within their own. */
  | { readonly may: true; readonly owner?: Owner }
  | { readonly may: false; readonly why: NameRefusal; /** To be printed. */ readonly sentence: string };

export type NameRefusal = 'namespace' | 'lapsed' | 'reserved' | 'outside' | 'unverified' | 'look-alike';

/**
 * A name in a namespace is its owner's alone, whatever it looks like: whoever may publish there may create it, while the
 * namespace is proven. Any other is created as `newNames` says, unless it looks like one that matters.
 */
export function mayCreateName(question: NameQuestion): NameAnswer {
  const { holders } = question;
  const [holder] = holders;
  return holder === undefined ? judgeOutside(question) : judgeInside(question, holders);
}

function judgeInside({ ref, roles }: NameQuestion, holders: readonly HoldingNamespace[]): NameAnswer {
  // What anybody has reserved or lost is lost for all names in it, whatever else covers them.
  const strictest = holders.find(({ state }) => state !== 'proven') ?? holders[0];
  const {
    pattern,
    state,
    owner,
    ownerName = 'somebody else',
  } = strictest ?? { pattern: '', state: 'reserved' };
  if (state === 'lapsed') {
    return refuse(
      'lapsed',
      ref,
      `the proof of the namespace ${pattern} has lapsed; one of its owners proves it anew with "gatehouse namespace prove"`,
    );
  }
  if (state !== 'proven' || owner === undefined) {
    return refuse('reserved', ref, `an administrator of this server reserved the namespace ${pattern}`);
  }
  if (mayOn(roles, 'publish')) return { may: true, owner };
  const whose = roles.size > 0 ? ownerName : 'somebody else';
  return refuse(
    'namespace',
    ref,
    `it lies in the namespace ${pattern}, which is ${whose}'s; that takes the role of a publisher or maintainer there`,
  );
}

function judgeOutside(question: NameQuestion): NameAnswer {
  const { ref, isMember, newNames, likeness, isAppealGranted = false } = question;
  if (newNames === 'namespaces') {
    return refuse(
      'outside',
      ref,
      'new packages are named within namespaces here; claim one with "gatehouse namespace claim"',
    );
  }
  if (!isMember) {
    return refuse('unverified', ref, 'that takes an account whose address is verified and has not lapsed');
  }
  if (likeness === undefined || isAppealGranted) return { may: true };
  return refuse(
    'look-alike',
    ref,
    `it looks like ${likeness.name} (${likeness.how}); if it should be let through all the same, ask with ` +
      `"gatehouse name appeal ${ref.ecosystem} ${ref.name} --reason TEXT"`,
  );
}

function refuse(why: NameRefusal, ref: PackageRef, because: string): NameAnswer {
  return { may: false, why, sentence: `Cannot create ${ref.name}: ${because}` };
}
