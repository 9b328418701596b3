// The public JSON API: what is published here, and changes of it.

import { z } from 'zod';

import { HOSTED_STATUSES } from '../../ecosystems/adapter-publish.ts';
import { ecosystem, time } from './contract.ts';

const version = z.string().min(1).max(200);
const tag = z.string().min(1).max(100);
const text = z.string().max(1_000);

/** For those who list what may stand there. */
export const hostedStatus = z.enum(HOSTED_STATUSES);

export const hostedParam = z.object({ ecosystem, name: z.string().min(1).max(600) });

const change = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('tag'), tag, version }),
  z.strictObject({ change: z.literal('untag'), tag }),
  /** An empty message takes it back. */
  z.strictObject({ change: z.literal('deprecate'), version, message: text }),
  z.strictObject({ change: z.literal('yank'), version, reason: text.default('') }),
  z.strictObject({ change: z.literal('unyank'), version }),
  /** `reason`: by which a reviewer removes what others depend on, or what is older than three days. */
  z.strictObject({ change: z.literal('remove'), version, reason: text.optional() }),
  z.strictObject({ change: z.literal('remove-package'), reason: text.optional() }),
  z.strictObject({ change: z.literal('status'), status: hostedStatus, reason: text.default('') }),
]);

/** `POST /api/v1/hosted/:ecosystem/:name/changes`: all of them, or none. */
export const changesRequest = z.strictObject({ changes: z.array(change).min(1).max(100) });

const hostedVersion = z.object({
  version: z.string(),
  publishedAt: time,
  /** As the journal names them; for those who signed in. */
  publishedBy: z.string().optional(),
  /** Which claims of an identity token proved a publisher without a secret. */
  provenBy: z.record(z.string(), z.string()).optional(),
  /** Where it was before it was moved in; then `publishedAt` is what was said there. */
  imported: z.object({ origin: z.string(), at: time, publisher: z.string().optional() }).optional(),
  /** The reason, or '' without one. */
  yanked: z.string().optional(),
  deprecated: z.string().optional(),
  removedAt: time.optional(),
  files: z.array(z.object({ file: z.string(), sizeBytes: z.number(), sha256: z.string() })),
});

/** `GET /api/v1/hosted/:ecosystem/:name`, and what a change answers. */
export const hostedPackage = z.object({
  ecosystem,
  name: z.string(),
  /** As its publisher spells it. */
  spelt: z.string(),
  status: hostedStatus,
  statusReason: z.string(),
  createdAt: time,
  updatedAt: time,
  tags: z.record(z.string(), z.string()),
  /** In the order in which they were published. */
  versions: z.array(hostedVersion),
});

export type HostedPackageShown = z.output<typeof hostedPackage>;
