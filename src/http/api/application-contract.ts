// The part of the public JSON API that is about applications: what is pushed, and what is told of it.

import { z } from 'zod';

import { ecosystem, time } from './contract.ts';
import { finding, findingRecord } from './scan-contract.ts';
import { clearedRecord, pushedVex } from './vex-contract.ts';
import { heldFields } from './finding-contract.ts';
import { PUSH_MOST_REACHES, pushedReach, reachItem } from './reach-contract.ts';

/** Of an application, and of an environment: it stands in addresses and commands. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
export const applicationName = z
  .string()
  .regex(PLAIN_NAME, 'expected letters, digits, ".", "_" and "-", at most 100');
/** What is meant where nobody says which. */
export const DEFAULT_ENVIRONMENT = 'default';

/** Who looks after an application, what a tag says: one line without control characters. */
export const plainWords = z
  .string()
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,200}$/u, 'expected a line of at most 200 characters');
const MOST_TAGS = 50;
const tags = z
  .record(applicationName, plainWords)
  .refine((given) => Object.keys(given).length <= MOST_TAGS, `expected at most ${MOST_TAGS} tags`);

/** Bounds of one push: far above the largest lock files, far below what would hold the server up. */
export const PUSH_MOST_BYTES = 32 * 1024 * 1024;
export const PUSH_MOST_FILES = 5_000;
export const PUSH_MOST_COMPONENTS = 100_000;
export const PUSH_MOST_NEEDS = 2_000_000;
export const PUSH_MOST_GAPS = 1_000;

export const componentScope = z.enum(['runtime', 'development', 'unknown']);

/** A component of a file. One that has no package-URL has a name, and is kept as one about which nothing can be known. */
export const pushedComponent = z.strictObject({
  purl: z.string().max(4_096).optional(),
  name: z.string().max(1_000).optional(),
  version: z.string().max(1_000).optional(),
  /** Where the file leaves the version open: its own words. */
  requested: z.string().max(1_000).optional(),
  source: z.enum(['registry', 'project', 'elsewhere']).default('registry'),
  scope: componentScope.default('unknown'),
  line: z.number().int().min(1).optional(),
  /** Positions in `components` of what it needs; absent where the file does not say. */
  needs: z.array(z.number().int().min(0)).optional(),
  /** Beside each of `needs` the range by which it is asked for, in the ecosystem's own words; null where the file does not say. */
  ranges: z.array(z.string().max(1_000).nullable()).optional(),
});

/** The `format` of a file that could not be read: it has no components, and its gap says why. */
export const UNREAD_FORMAT = 'not read';

export const pushedFile = z.strictObject({
  path: z.string().min(1).max(4_096),
  format: z.string().max(200),
  components: z.array(pushedComponent).max(PUSH_MOST_COMPONENTS),
  /** Positions of the projects themselves. */
  roots: z.array(z.number().int().min(0)).max(PUSH_MOST_COMPONENTS).default([]),
  gaps: z
    .array(z.strictObject({ message: z.string().max(2_000), line: z.number().int().min(1).optional() }))
    .max(PUSH_MOST_GAPS)
    .default([]),
  /** What a bill of materials says of its own components; it holds for this application alone. */
  vex: pushedVex.optional(),
});

/** `POST /api/v1/applications/:name/snapshots`: all that the application is made of, instead of what it was. */
export const pushRequest = z.strictObject({
  environment: applicationName.default(DEFAULT_ENVIRONMENT),
  /** Absent: as it was. */
  owner: plainWords.optional(),
  /** Instead of all that there were; absent: as they were. */
  tags: tags.optional(),
  files: z.array(pushedFile).max(PUSH_MOST_FILES),
  /**
   * Whether the application's code imports components of `files` (package-URLs with versions, each once in all), as whoever pushes
   * has seen there. Of those that are left out, and without it of all, it is not known.
   */
  reach: z.array(pushedReach).max(PUSH_MOST_REACHES).optional(),
});

export const applicationItem = z.object({
  name: z.string(),
  environment: z.string(),
  owner: z.string().optional(),
  tags: z.record(z.string(), z.string()),
  createdAt: time,
  /** The numbers are as of then. */
  pushedAt: time,
  snapshot: z.number(),
  components: z.number(),
  /** Components about which nothing can be known: not clean, but unknown. */
  unknown: z.number(),
  findings: z.number(),
  /** Why not everything was looked up. */
  unmatched: z.string().optional(),
});

export const pushAnswer = z.object({
  application: applicationItem,
  isNew: z.boolean(),
  /** Components that came and went, findings that began and ended. */
  added: z.number(),
  removed: z.number(),
  opened: z.number(),
  resolved: z.number(),
});

/** `DELETE /api/v1/applications/:name?environment=` */
export const removeAnswer = z.object({
  /** As it was. */
  application: applicationItem,
  /** Components that it had, findings that ended. */
  removed: z.number(),
  resolved: z.number(),
});

/** `PATCH /api/v1/applications/:name?environment=`: another name; without an environment in all that it has. */
export const renameRequest = z.strictObject({ name: applicationName });
export const renameAnswer = z.object({ applications: z.array(applicationItem) });

/** `GET /api/v1/applications?owner=&environment=&after=&limit=` */
export const applicationPage = z.object({ items: z.array(applicationItem), next: z.string().optional() });

export const snapshotItem = z.object({
  number: z.number(),
  takenAt: time,
  author: z.string(),
  components: z.number(),
  files: z.array(z.object({ path: z.string(), format: z.string(), components: z.number() })),
});
/** `GET /api/v1/applications/:name/snapshots?environment=&after=&limit=`, newest first */
export const snapshotPage = z.object({ items: z.array(snapshotItem), next: z.string().optional() });

export const componentPlace = z.object({
  file: z.string(),
  line: z.number().optional(),
  scope: componentScope,
  /** Names with versions, from what the project itself needs down to it; empty where the file does not tell. */
  via: z.array(z.string()),
});

export const placedFinding = finding.extend({
  /** What the application makes of each record. */
  records: z.array(findingRecord.extend(heldFields.partial().shape)),
  places: z.array(componentPlace),
  reach: reachItem.optional(),
});

/** `GET /api/v1/applications/:name?environment=&view=`: what is known now against its newest snapshot. */
export const applicationDetail = z.object({
  application: applicationItem,
  files: snapshotItem.shape.files,
  findings: z.array(placedFinding),
  /** What VEX statements say not to matter here. */
  cleared: z.array(clearedRecord),
  unknown: z.array(
    z.object({
      file: z.string(),
      line: z.number().optional(),
      name: z.string(),
      version: z.string().optional(),
      requested: z.string().optional(),
    }),
  ),
  gaps: z.array(z.object({ file: z.string(), line: z.number().optional(), message: z.string() })),
  unmatched: z.string().optional(),
});

export const componentItem = z.object({
  purl: z.string(),
  ecosystem,
  name: z.string(),
  version: z.string(),
  places: z.array(componentPlace),
});
/** `GET /api/v1/applications/:name/components?environment=&after=&limit=`, those with a version */
export const componentPage = z.object({ items: z.array(componentItem), next: z.string().optional() });

/** `GET /api/v1/applications/:name/diff?environment=&from=&to=`: two snapshots, else the newest and the one before. */
export const snapshotDiff = z.object({
  application: applicationItem,
  from: z.number(),
  to: z.number(),
  /** A package without `from` is new, one without `to` gone (or keeps another version). */
  packages: z.array(
    z.object({
      ecosystem,
      name: z.string(),
      from: z.array(z.string()),
      to: z.array(z.string()),
    }),
  ),
  opened: z.array(finding),
  closed: z.array(finding),
  unmatched: z.string().optional(),
});

export type ApplicationItem = z.infer<typeof applicationItem>;
export type SnapshotItem = z.infer<typeof snapshotItem>;
export type PlaceItem = z.infer<typeof componentPlace>;
export type PlacedFindingItem = z.infer<typeof placedFinding>;
export type ApplicationDetail = z.infer<typeof applicationDetail>;
export type SnapshotDiffItem = z.infer<typeof snapshotDiff>;
export type PushedFile = z.input<typeof pushedFile>;
export type PushedComponent = z.input<typeof pushedComponent>;
export type PushAnswer = z.infer<typeof pushAnswer>;
export type RenameAnswer = z.infer<typeof renameAnswer>;
export type RemoveAnswer = z.infer<typeof removeAnswer>;
