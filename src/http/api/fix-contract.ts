// What `gatehouse fix --json` prints: the plan of each lock file. No route answers it, since only a client can prove a plan; `fix-plan-contract.ts` has those that are kept.

import { z } from 'zod';

import { BUMP_SIZES } from '../../inventory/fix/fix-plan.ts';
import { ecosystem } from './contract.ts';

/** One record against one version. */
const flaw = z.object({ purl: z.string(), record: z.string() });

const move = z.object({
  name: z.string(),
  /** Versions that went, and that came. */
  from: z.array(z.string()),
  to: z.array(z.string()),
  /** Versions that were there before and still are. */
  kept: z.array(z.string()),
});

/** What a change of a lock file does. */
const weight = z.object({ fixed: z.array(flaw), introduced: z.array(flaw), moves: z.array(move) });

const patch = weight.extend({
  upgrades: z.array(
    z.object({
      name: z.string(),
      from: z.string(),
      /** Absent: the newest that whoever asks for it admits. */
      to: z.string().optional(),
      /** The lock file alone, the manifest's own words, or a rule over everybody's words. */
      way: z.enum(['lock', 'require', 'override']),
    }),
  ),
  /** The largest of its upgrades. */
  bump: z.enum(BUMP_SIZES),
  /** For a shell in the folder of the lock file; what no command says is a comment (`#`). */
  commands: z.array(z.string()),
});

export const lockFix = z.object({
  /** The lock file, relative to what was looked at. */
  path: z.string(),
  ecosystem,
  client: z.string(),
  /** Whether there are patches: only what the client carried out is one. */
  isVerified: z.boolean(),
  isApplied: z.boolean(),
  /** Why the client was not asked. */
  notTried: z.string().optional(),
  findingsBefore: z.number(),
  /** By the plan, whether or not it was applied. */
  findingsAfter: z.number(),
  /** In the order in which they are worth doing. */
  patches: z.array(patch),
  /** All patches at once, as the client resolved them. */
  together: weight.extend({ commands: z.array(z.string()) }).optional(),
  changedFiles: z.array(z.string()),
  unfixed: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      records: z.array(z.string()),
      because: z.string(),
      /** The version that would fix it, where no way to it was proven. */
      target: z.string().optional(),
      isDirect: z.boolean(),
      /** What was tried, and what the client said. */
      tried: z.array(z.string()),
    }),
  ),
  /** Commands that were not proven. */
  suggestions: z.array(z.string()),
});

export const fixDocument = z.object({
  files: z.array(lockFix),
  /** With which application the plan is kept now (`--app`). */
  kept: z.object({ application: z.string(), environment: z.string(), snapshot: z.number() }).optional(),
  /** Files with findings that no client is driven for. */
  unsupported: z.array(z.string()),
  unread: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
});

export type LockFixItem = z.infer<typeof lockFix>;
export type FixDocument = z.infer<typeof fixDocument>;
