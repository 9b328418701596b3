// The part of the public JSON API that is about fix plans of applications: what a client proved where the project lies, and what is known without it.

import { z } from 'zod';

import { BUMP_SIZES } from '../../inventory/fix/fix-plan.ts';
import { FLAW_FATES, STEP_FATES } from '../../inventory/fix/follow-plan.ts';
import { SEVERITIES } from '../../inventory/findings/finding-ports.ts';
import { applicationItem, applicationName } from './application-contract.ts';
import { ecosystem, time } from './contract.ts';

/** Bounds of one plan: far above what a project needs, far below what would hold the server up. */
export const PLAN_MOST_BYTES = 8 * 1024 * 1024;
export const PLAN_MOST_FILES = 200;
export const PLAN_MOST_STEPS = 500;
export const PLAN_MOST_PATCH = 1_000_000;
const MOST_ROWS = 5_000;

/** One line, without control characters. */
const line = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, `expected a line of at most ${most} characters`);
const rows = <T extends z.ZodType>(item: T) => z.array(item).max(MOST_ROWS);
const name = line(1_000).min(1);
const version = line(1_000).min(1);
const record = line(300).min(1);
const words = z.string().max(4_000);
const command = line(8_000).min(1);
/** Relative, with forward slashes, nowhere else. */
const path = line(4_096).regex(/^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$)).+$/, 'expected a relative path');
const versions = rows(version);

const move = z.strictObject({ name, from: versions, to: versions, kept: versions });
const upgrade = z.strictObject({
  name,
  from: version,
  /** Absent: the newest that whoever asks for it admits. */
  to: version.optional(),
  /** The lock file alone, the manifest's own words, or a rule over everybody's words. */
  way: z.enum(['lock', 'require', 'override']),
});

const sentStep = z.strictObject({
  upgrades: rows(upgrade),
  /** The largest of its upgrades. */
  bump: z.enum(BUMP_SIZES),
  fixed: rows(z.strictObject({ name, version, record })),
  moves: rows(move),
  /** The client's own, each one command, or a comment (`# …`) about what to write by hand. */
  commands: rows(command),
});

const sentRest = z.strictObject({
  name,
  version,
  records: rows(record),
  because: words,
  target: version.optional(),
  isDirect: z.boolean(),
  tried: rows(words),
});

/** The plan of one lock file, as `gatehouse fix` made it. */
export const sentFile = z.strictObject({
  path,
  ecosystem,
  client: applicationName,
  /** Whether the client carried out the steps. */
  isVerified: z.boolean(),
  notTried: words.optional(),
  findingsBefore: z.number().int().min(0),
  findingsAfter: z.number().int().min(0),
  /** In the order in which they are worth doing. */
  steps: z.array(sentStep).max(PLAN_MOST_STEPS),
  /** All steps at once. */
  commands: rows(command),
  changedFiles: rows(path),
  /** All steps at once: a unified diff of `changedFiles` and nothing else. */
  patch: z.string().max(PLAN_MOST_PATCH).optional(),
  unfixed: rows(sentRest),
  /** Commands that were not proven. */
  suggestions: rows(command),
});

/** `PUT /api/v1/applications/:name/fix-plan?environment=`, instead of the plan before. */
export const fixPlanRequest = z.strictObject({
  /** The application's snapshot that it was made for. */
  snapshot: z.number().int().min(1),
  max: z.enum(BUMP_SIZES),
  files: z.array(sentFile).max(PLAN_MOST_FILES),
  /** Files with findings that no client is driven for. */
  unsupported: rows(path),
});

/** One record against one version, and what became of it in the application. */
const followedFlaw = z.object({
  purl: z.string(),
  name: z.string(),
  version: z.string(),
  record: z.string(),
  fate: z.enum(FLAW_FATES),
  /** The finding's id, where the application has or had it. */
  finding: z.string().optional(),
  severity: z.enum(SEVERITIES).optional(),
  score: z.number().optional(),
  isKnownExploited: z.boolean(),
  closedAt: time.optional(),
});

const planStep = sentStep.extend({
  fixed: z.array(followedFlaw),
  /** `done`: nothing of what it fixes is left in the newest snapshot. */
  fate: z.enum(STEP_FATES),
});

const planFile = sentFile.extend({
  steps: z.array(planStep),
  unfixed: z.array(sentRest.extend({ flaws: z.array(followedFlaw) }).omit({ records: true })),
});

export const keptPlan = z.object({
  snapshot: z.number(),
  /** Whether the application was not pushed since. */
  isCurrent: z.boolean(),
  madeAt: time,
  author: z.string(),
  max: z.enum(BUMP_SIZES),
  files: z.array(planFile),
  unsupported: z.array(z.string()),
});

/** `GET /api/v1/applications/:name/fix-plan?environment=`: no `plan` where none was sent. */
export const fixPlanAnswer = z.object({ application: applicationItem, plan: keptPlan.optional() });

export const fixEstimate = z.object({
  purl: z.string(),
  ecosystem,
  name: z.string(),
  version: z.string(),
  /** Files of the newest snapshot that have it. */
  files: z.array(z.string()),
  isDirect: z.boolean(),
  /** What the projects ask for that leads to it: names with versions. */
  direct: z.array(z.string()),
  /** What the first of `versions` would close, and what stays all the same. */
  closes: z.array(followedFlaw),
  leaves: z.array(followedFlaw),
  /** Versions to move to, the best first: on the installed line before others, within the policy, bringing nothing new. */
  versions: z.array(z.string()),
  bump: z.enum(BUMP_SIZES).optional(),
  /** Why there is no version to move to. */
  because: z.string().optional(),
});

/**
 * `GET /api/v1/applications/:name/fix-estimate?environment=&view=&max=&limit=`: what is known without the project's files.
 * Nothing in it is proven. Ranked as plans are.
 */
export const fixEstimateAnswer = z.object({
  application: applicationItem,
  packages: z.array(fixEstimate),
  /** Packages with findings that were not looked at: the less grave. */
  more: z.number(),
  /** Why not everything was looked up. */
  unmatched: z.string().optional(),
});

export type SentPlan = z.input<typeof fixPlanRequest>;
export type SentPlanFile = z.input<typeof sentFile>;
export type FollowedFlawItem = z.infer<typeof followedFlaw>;
export type PlanStepItem = z.infer<typeof planStep>;
export type PlanFileItem = z.infer<typeof planFile>;
export type KeptPlanItem = z.infer<typeof keptPlan>;
export type FixPlanAnswer = z.infer<typeof fixPlanAnswer>;
export type FixEstimateItem = z.infer<typeof fixEstimate>;
export type FixEstimateAnswer = z.infer<typeof fixEstimateAnswer>;
