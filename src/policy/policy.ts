// The policy document: an ordered list of rules, each about one kind of evidence. Types and their schema.

import { z } from 'zod';

import { parseInstant } from '../kernel/clock.ts';
import { ECOSYSTEMS } from '../kernel/ecosystem.ts';
import { ACTIONS, type Action } from '../kernel/verdict.ts';
import { parseVersionRange, type VersionRange } from './version-range.ts';

/** The longest lists and the most rules that a policy may have. */
export const MAX_LIST_ENTRIES = 5_000;
export const MAX_RULES = 200;

const action = z.enum(ACTIONS);
const days = z.number().min(0).max(36_500);
const hours = z.number().min(0).max(876_000);
const list = <T extends z.ZodType>(entry: T) => z.array(entry).min(1).max(MAX_LIST_ENTRIES);
const pattern = z
  .string()
  .regex(/^[\x21-\x7e]{1,300}$/, 'expected a name in canonical spelling, with * for any run of characters');
const instant = z.string().transform((text, context) => {
  const at = parseInstant(text);
  if (at !== undefined) return at;
  context.addIssue({ code: 'custom', message: `expected a date such as 2026-01-31 or 2026-01-31T12:00:00Z` });
  return z.NEVER;
});
const range = z.string().transform((text, context): VersionRange => {
  const parsed = text.length <= 500 ? parseVersionRange(text) : undefined;
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: 'expected comparators such as ">=1.2 <2" or "=1.3.1"' });
  return z.NEVER;
});

const scope = {
  /** Unique in the policy; named by refusals and waivers. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and hyphens'),
  /** `observe`: only record what the rule would have done. */
  mode: z.enum(['enforce', 'observe']).default('enforce'),
  /** Absent: all five. */
  ecosystems: list(z.enum(ECOSYSTEMS)).optional(),
  /** Name patterns that the rule is about; absent: every name. */
  names: list(pattern).optional(),
  /** Name patterns that are exempt from it. */
  except: list(pattern).optional(),
  /** Whether a waiver or an allow list may silence it; absent: as its kind says. */
  waivable: z.boolean().optional(),
};

/** The schema of each kind of rule. Keys are the document's, in camel case (`within_days` is `withinDays`). */
export const RULE_SCHEMAS = {
  /** Records of malicious code. */
  malware: z.strictObject({
    ...scope,
    on: z.literal('malware'),
    action: action.default('block'),
    /** A record that condemns all versions blocks the name of a package younger than this at the record's date. */
    youngPackageDays: days.default(180),
    /** In an older package it blocks versions published this long before the record, and all after it. */
    windowDays: days.default(30),
    /** What happens to the older package's other versions. */
    othersAction: action.default('warn'),
  }),
  /** A known artifact whose digest changed. */
  'digest-changed': z.strictObject({
    ...scope,
    on: z.literal('digest-changed'),
    action: action.default('block'),
    /** Where the upstream declares no digest and only bytes differ. */
    undeclaredAction: action.default('warn'),
  }),
  /** A hosted or reserved name that comes from an upstream. */
  'reserved-name': z.strictObject({
    ...scope,
    on: z.literal('reserved-name'),
    action: action.default('block'),
  }),
  /** Held back by a person, or by a rule with a time limit. */
  quarantine: z.strictObject({ ...scope, on: z.literal('quarantine'), action: action.default('block') }),
  /** Removed or quarantined by the upstream. */
  'removed-upstream': z.strictObject({
    ...scope,
    on: z.literal('removed-upstream'),
    /** Removed this soon after publication or sooner: `action`; later: `laterAction` for what is cached here. */
    withinDays: days.default(14),
    action: action.default('block'),
    laterAction: action.default('warn'),
    /** Removed later and never served here: there is nothing cached to serve. */
    uncachedAction: action.default('block'),
  }),
  /** Versions that came out just now. */
  'young-version': z
    .strictObject({
      ...scope,
      on: z.literal('young-version'),
      /** Younger than this and not yet served here: block. */
      blockUnderHours: hours.default(24),
      /** Younger than this: hide. */
      hideUnderHours: hours.default(72),
    })
    .refine((rule) => rule.hideUnderHours >= rule.blockUnderHours, {
      message: 'expected at least block_under_hours',
      path: ['hideUnderHours'],
    }),
  /** Lets a security fix through the rule on young versions. */
  'fast-lane': z.strictObject({
    ...scope,
    on: z.literal('fast-lane'),
    /** The least CVSS score of the advisory that the version fixes. */
    minScore: z.number().min(0).max(10).default(7),
    /** Whether an advisory known to be exploited is enough whatever its score. */
    knownExploited: z.boolean().default(true),
  }),
  /** Advisories about vulnerabilities. All given conditions must hold. */
  advisory: z.strictObject({
    ...scope,
    on: z.literal('advisory'),
    /** True: only advisories in CISA's catalogue of known exploited vulnerabilities. */
    knownExploited: z.boolean().default(false),
    minScore: z.number().min(0).max(10).default(0),
    minEpss: z.number().min(0).max(1).default(0),
    /** Which fix counts: one on the same release line that the index lists, or any that the advisory names. */
    fix: z.enum(['same-line', 'anywhere']).default('anywhere'),
    /** With such a fix. */
    action,
    /** Without one. */
    withoutFixAction: action.default('allow'),
  }),
  /** Feeds of advisories and malware records that were never loaded, or are stale. About the name. */
  feeds: z.strictObject({
    ...scope,
    on: z.literal('feeds'),
    missingAction: action.default('warn'),
    staleAction: action.default('warn'),
  }),
  'deny-list': z.strictObject({
    ...scope,
    on: z.literal('deny-list'),
    action: action.default('block'),
    entries: list(
      z.strictObject({
        name: pattern,
        versions: range.optional(),
        reason: z.string().max(500).optional(),
      }),
    ),
  }),
  /** Lets versions through every rule that may be waived. */
  'allow-list': z.strictObject({
    ...scope,
    on: z.literal('allow-list'),
    entries: list(
      z.strictObject({
        name: pattern,
        versions: range.optional(),
        reason: z.string().max(500).optional(),
      }),
    ),
  }),
  /** Licences by SPDX id; `*` stands for any run of characters. An id in both lists is denied. */
  licence: z
    .strictObject({
      ...scope,
      on: z.literal('licence'),
      allow: list(z.string().min(1).max(100)).optional(),
      deny: list(z.string().min(1).max(100)).optional(),
      action,
      /** No licence, or words that are no SPDX expression. */
      unknownAction: action.default('allow'),
    })
    .refine((rule) => rule.allow !== undefined || rule.deny !== undefined, {
      message: 'expected a list of licences to allow or to deny',
      path: ['allow'],
    }),
  /** Code that runs at installation. */
  'install-script': z.strictObject({
    ...scope,
    on: z.literal('install-script'),
    /** `new`: only when the version published before it on its line has none. */
    when: z.enum(['any', 'new']).default('any'),
    action,
  }),
  /** Less provenance than an earlier version of the same line had. */
  'provenance-lost': z.strictObject({ ...scope, on: z.literal('provenance-lost'), action }),
  /** Nothing published after a date. */
  freeze: z.strictObject({
    ...scope,
    on: z.literal('freeze'),
    at: instant,
    /** When the freeze itself ends; absent: it stays. */
    until: instant.optional(),
    action: action.default('hide'),
    /** Versions without a known date; absent: the policy's `unknown` action. */
    undatedAction: action.optional(),
  }),
  /** Withdrawn by its publisher. */
  yanked: z.strictObject({ ...scope, on: z.literal('yanked'), action }),
  /** What people decided who looked at a package before it is used here. */
  vetting: z.strictObject({
    ...scope,
    on: z.literal('vetting'),
    /** No decision is about the version. */
    unvettedAction: action.default('allow'),
    rejectedAction: action.default('block'),
    /** A decision was, and has ended. */
    expiredAction: action.default('allow'),
    /** Approved, and there is something to heed. */
    conditionsAction: action.default('warn'),
    /** Whether what was served from here before passes without a decision, or when it has ended. */
    spareServed: z.boolean().default(true),
    /** Whether an approval counts only when somebody else asked for it. */
    otherPerson: z.boolean().default(false),
  }),
  /** Marked as deprecated by its publisher, or archived or deprecated as a whole. */
  deprecated: z.strictObject({ ...scope, on: z.literal('deprecated'), action }),
} as const;

/** What a rule is about. */
export type RuleKind = keyof typeof RULE_SCHEMAS;

/** One rule of kind `K`, its defaults filled in; `waivable` is always present. */
export type RuleOf<K extends RuleKind> = {
  [P in K]: Readonly<Omit<z.infer<(typeof RULE_SCHEMAS)[P]>, 'waivable'>> & { readonly waivable: boolean };
}[K];

/** Any rule; narrow it by `on`. */
export type Rule = RuleOf<RuleKind>;

/** A policy, checked and with all defaults filled in. */
export interface Policy {
  /** What happens to a version that cannot be decided. */
  readonly unknown: Action;
  /** Refuse everything from upstreams until every feed has been loaded. */
  readonly requireFeeds: boolean;
  /** In the order in which reasons of equal severity are told. */
  readonly rules: readonly Rule[];
}

/** Kinds that no waiver silences and no view loosens. */
export const FLOOR_KINDS = [
  'malware',
  'digest-changed',
  'reserved-name',
] as const satisfies readonly RuleKind[];

/** Whether rules of `kind` belong to the floor. */
export function isFloorKind(kind: RuleKind): boolean {
  return (FLOOR_KINDS as readonly RuleKind[]).includes(kind);
}

/** Whether a waiver may silence rules of `kind` when the rule does not say. */
export function isWaivableByDefault(kind: RuleKind): boolean {
  return !isFloorKind(kind) && kind !== 'quarantine' && kind !== 'deny-list' && kind !== 'feeds';
}

/** Whether a change of EPSS scores alone can change what `policy` decides. */
export function usesEpss(policy: Policy): boolean {
  return policy.rules.some((rule) => rule.on === 'advisory' && rule.minEpss > 0);
}
