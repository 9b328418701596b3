// The public JSON API: moving versions in from another registry.

import { z } from 'zod';

import { DIGEST_ALGORITHMS, parseHexDigest, type Digests } from '../../kernel/digest.ts';
import { ecosystem } from './contract.ts';
import { visibilityWord } from './organisation-contract.ts';

export const importParam = z.object({ ecosystem });

const name = z.string().min(1).max(600);
const version = z.string().min(1).max(200);
const word = z.string().max(1_000);
/** An instant of today or the past, RFC 3339. */
const date = z.iso.datetime({ offset: true });

/** `organisation:acme`, `account:ada`. */
export const ownerName = z
  .string()
  .max(300)
  .regex(/^(?:organisation|account):./, 'expected organisation:NAME or account:NAME')
  .transform((text) => {
    const colon = text.indexOf(':');
    const kind: 'account' | 'organisation' = text.startsWith('account:') ? 'account' : 'organisation';
    return { kind, name: text.slice(colon + 1) };
  });

const digests = z
  .partialRecord(z.enum(DIGEST_ALGORITHMS), z.string())
  .transform((given, context): Digests => {
    const entries = Object.entries(given).map(([algorithm, text]) => {
      const known = DIGEST_ALGORITHMS.find((one) => one === algorithm) ?? 'sha256';
      return [known, parseHexDigest(known, text)] as const;
    });
    if (entries.length === 0 || entries.some(([, hex]) => hex === undefined))
      context.addIssue('expected hexadecimal digests');
    return Object.fromEntries(
      entries.filter((one): one is [(typeof one)[0], string] => one[1] !== undefined),
    );
  });

/** As it is called in a package here. */
const file = z.string().min(1).max(600);

/** `POST /api/v1/imports/:ecosystem/plan` */
export const planRequest = z.strictObject({
  name,
  owner: ownerName,
  versions: z
    .array(z.strictObject({ version, files: z.array(z.strictObject({ file, digests })).min(1).max(1_000) }))
    .max(500),
});

export const planAnswer = z.object({
  /** How many bytes of files one request may bring. */
  maxBytes: z.number(),
  /** Why nothing of the package can be moved in. */
  refused: z.string().optional(),
  versions: z.array(
    z.object({
      version: z.string(),
      /** `partly`: without the files that are `missing`. */
      state: z.enum(['new', 'present', 'partly', 'conflict']),
      because: z.string().optional(),
      missing: z.array(z.string()).optional(),
    }),
  ),
});

/** What stands before the bytes of `POST /api/v1/imports/:ecosystem/versions`. */
export const importHead = z.strictObject({
  name,
  version,
  owner: ownerName,
  /** The other registry, in a few words. */
  origin: z.string().trim().min(1).max(200),
  publishedAt: date.optional(),
  publisher: z.string().max(200).optional(),
  maintainers: z.array(z.string().min(1).max(256)).max(100).default([]),
  yanked: word.optional(),
  deprecated: word.optional(),
  tags: z.array(z.string().max(200)).max(1_000).default([]),
  visibility: visibilityWord.optional(),
  /** The version's entry in the other registry's index. */
  words: z.record(z.string(), z.unknown()).default({}),
  /** In the order of the bytes that follow. */
  files: z
    .array(z.strictObject({ file, sizeBytes: z.number().int().min(0), digests }))
    .min(1)
    .max(1_000),
});

export const importAnswer = z.object({
  name: z.string(),
  version: z.string(),
  /** `present`: it is here with these bytes, and stays as it is. */
  outcome: z.enum(['imported', 'present']),
  /** What was passed over; sentences. */
  notes: z.array(z.string()),
});

export type PlanAnswer = z.output<typeof planAnswer>;
export type ImportAnswer = z.output<typeof importAnswer>;
export type ImportHead = z.output<typeof importHead>;
