// The public JSON API: staged versions, which wait for somebody's approval.

import { z } from 'zod';

import { escapeControl } from '../../kernel/errors.ts';
import { ECOSYSTEMS } from '../../kernel/ecosystem.ts';
import { STAGED_STATES } from '../../registry/staged/staged-ports.ts';
import { after, ecosystem, limit } from './query.ts';

/** What is asked of `GET /api/v1/staged`; without a state, those that wait. */
export const stagedQuery = z.object({
  ecosystem: ecosystem.optional(),
  name: z.string().min(1).max(600).optional(),
  state: z.enum(STAGED_STATES).optional(),
  after,
  limit,
});

const shared = {
  /** A UUID; npm knows it by the same. */
  id: z.string(),
  ecosystem: z.enum(ECOSYSTEMS),
  name: z.string(),
  version: z.string(),
  /** `open`: it waits. `expired` is also told of one whose time is over before the sweep came by. */
  state: z.enum(STAGED_STATES),
  stagedAt: z.string(),
  /** As the journal names who: `account:ada`, `token:…`, `publisher:…`. */
  stagedBy: z.string(),
  /** The account behind it, by name; absent for a trusted publisher. */
  account: z.string().optional(),
  /** What kept it from being published at once: terms (`approval-required`, `high-impact`, …), `credential-only-stages`; empty: asked for. */
  because: z.array(z.string()),
  /** When it expires, or would have. */
  until: z.string(),
  decided: z.object({ at: z.string(), by: z.string(), reason: z.string() }).optional(),
};

export const stagedItem = z.object(shared);

/** `GET /api/v1/staged`: those that the caller may see, the newest first. A page may be shorter than `limit` and go on. */
export const stagedPage = z.object({ items: z.array(stagedItem), next: z.string().optional() });

/** `GET /api/v1/staged/:id` */
export const stagedDetail = z.object({
  ...shared,
  tags: z.array(z.string()),
  /** What a new package is to be, where its publisher said. */
  visibility: z.enum(['public', 'private']).optional(),
  /** Whether nothing is published under this name yet. */
  isNewPackage: z.boolean(),
  /** What its publisher was told. */
  warnings: z.array(z.string()),
  /** What the identity token of a trusted publisher said of the run. */
  provenBy: z.record(z.string(), z.string()).optional(),
  /** None of one that is closed. `GET /api/v1/staged/:id/file?file=` has the bytes. */
  files: z.array(z.object({ file: z.string(), sizeBytes: z.number().int(), sha256: z.string() })),
  /** What approving it has to name: it changes with every byte and word of the version. */
  fingerprint: z.string(),
  /** Whether the caller may approve, now or once they confirmed that it is them; else why not. */
  mayApprove: z.boolean(),
  whyNotApprove: z.string().optional(),
  mayReject: z.boolean(),
});

/** Without `before` it appeared, without `after` it is gone. Texts of strangers, to be shown as text. */
const changedText = z.object({
  what: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
});

const entryFacts = z.object({
  sizeBytes: z.number().int(),
  /** `link` for a symbolic link. */
  sha256: z.string(),
});

const comparedEntry = z.object({
  /** In the archive, without the one folder that everything lies in; empty: the file is no archive. */
  path: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  before: entryFacts.optional(),
  after: entryFacts.optional(),
  /** A unified diff of a small text, without its head: lines that begin with `@@`, ` `, `+`, `-` or `\\`. */
  diff: z.string().optional(),
  isCut: z.literal(true).optional(),
});

const comparedFile = z.object({
  file: z.string(),
  /** The file of the version before that it stands for. */
  was: z.string().optional(),
  change: z.enum(['added', 'removed', 'changed', 'same']),
  sizeBytes: z.number().int(),
  wasBytes: z.number().int().optional(),
  /** Entries that are the same in both. */
  sameEntries: z.number().int(),
  entries: z.array(comparedEntry).readonly(),
  /** Entries that differ as well, and are not told. */
  moreEntries: z.number().int(),
  /** Why it was not looked into, as a sentence. */
  unread: z.string().optional(),
});

/** `GET /api/v1/staged/:id/diff`: what differs from the version before; without one, all of it is new. Of one that is closed: `conflict`. */
export const stagedDiff = z.object({
  previous: z.object({ version: z.string(), publishedAt: z.string() }).optional(),
  /** What its metadata says: `description`, `homepage`, `repository`, `issues`, `licence`, `people`, `funding`. Those that differ. */
  fields: z.array(changedText).readonly(),
  /** What runs when it is installed: `postinstall` with its script, `build.rs`, `setup.py`. */
  installs: z.array(changedText).readonly(),
  /** Names of packages with their ranges. */
  dependencies: z.array(changedText).readonly(),
  files: z.array(comparedFile).readonly(),
  /** Whether not all that differs is told, since it is too much. */
  isCut: z.boolean(),
  /** Files that were not looked into, since all of them together are too large. */
  left: z.array(z.string()).readonly(),
});

export type StagedDiff = z.infer<typeof stagedDiff>;

export const stagedFileQuery = z.object({ file: z.string().min(1).max(600) });

/** `POST /api/v1/staged/:id/approve`: takes a second person who proved themself in the last minutes. */
export const approveRequest = z.strictObject({
  /** Of what the approver was shown. */
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'expected the fingerprint that the staged version is shown with'),
});

/** What was published. */
export const approvedAnswer = z.object({
  ecosystem: z.enum(ECOSYSTEMS),
  name: z.string(),
  version: z.string(),
});

/** `POST /api/v1/staged/:id/reject` */
export const rejectRequest = z.strictObject({
  /** Told to who staged it; one line. */
  reason: z
    .string()
    .trim()
    .max(500)
    .refine((text) => escapeControl(text) === text, 'expected one line of plain text')
    .default(''),
});

/** `GET`, `PUT /api/v1/hosted/:ecosystem/:name/approval`: whether every version of the package needs a second person's approval. */
export const approvalSetting = z.object({
  isRequired: z.boolean(),
  /** Since when it does. */
  since: z.string().optional(),
  /** Whether the caller may change that, now or once they confirmed. */
  mayChange: z.boolean(),
});

export const approvalRequest = z.strictObject({ isRequired: z.boolean() });

export type StagedItem = z.infer<typeof stagedItem>;
export type StagedDetail = z.infer<typeof stagedDetail>;
export type ApprovalSetting = z.infer<typeof approvalSetting>;
