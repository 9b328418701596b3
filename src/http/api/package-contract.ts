// The public JSON API: packages, their versions, the evidence about them, and a verdict explained.

import { z } from 'zod';

import { ecosystem, pageOf, reason, time, verdict } from './contract.ts';

export const packageItem = z.object({
  ecosystem,
  name: z.string(),
  purl: z.string(),
  upstream: z.string(),
  firstSeenAt: time,
  /** Of the file that was searched for by its digest. */
  version: z.string().optional(),
});

/** `GET /api/v1/packages?text=&ecosystem=&after=&limit=`; a SHA-256 as `text` finds the packages that have a file of it. */
export const packagePage = pageOf(packageItem);

export const versionItem = z.object({
  version: z.string(),
  publishedAt: time.optional(),
  publishedHow: z.enum(['upstream', 'artifact', 'first-seen', 'imported', 'pre-existing', 'unknown']),
  isListed: z.boolean(),
  isServedHere: z.boolean(),
  isPrerelease: z.boolean(),
  yanked: z.string().optional(),
  deprecated: z.string().optional(),
  installScripts: z.boolean().optional(),
  licence: z.string().optional(),
  provenance: z.string().optional(),
  publisher: z.string().optional(),
  verdict,
});

export const evidenceItem = z.object({
  id: z.string(),
  kind: z.string(),
  source: z.string(),
  observedAt: time,
  expiresAt: time.optional(),
  /** One sentence in the house's words. */
  summary: z.string(),
  url: z.string().optional(),
  versions: z.array(z.string()),
  details: z.record(z.string(), z.unknown()),
});

/** `GET /api/v1/packages/:ecosystem/:name` (name percent-encoded as one segment) */
export const packageDetail = z.object({
  ecosystem,
  name: z.string(),
  purl: z.string(),
  /** Absent for a name that never comes from an upstream. */
  upstream: z.string().optional(),
  firstSeenAt: time.optional(),
  checkedAt: time.optional(),
  /** Why older documents serve, while the upstream cannot be asked. */
  staleBecause: z.string().optional(),
  verdict,
  latestOffered: z.string().optional(),
  latestUpstream: z.string().optional(),
  /** Newest first, in version order. */
  versions: z.array(versionItem),
  evidence: z.array(evidenceItem),
  feedWarnings: z.array(z.string()),
});

/** `GET /api/v1/explain?purl=&view=`: the verdict on one version (or name) in words. */
export const explanation = z.object({
  purl: z.string(),
  ecosystem,
  name: z.string(),
  version: z.string().optional(),
  view: z.string(),
  /** False for a version that no index lists and nothing here has served; the verdict is what it would get. */
  isKnown: z.boolean(),
  verdict,
  /** Of a version: what is said about its whole name besides, such as feeds that were never loaded. */
  ofName: z.array(reason).optional(),
  /** Whether a waiver would silence all that keeps it out; false where nothing does. */
  isWaivable: z.boolean(),
  /** Lines of text, as the command line prints them. */
  text: z.array(z.string()),
  pageUrl: z.string(),
  latestOffered: z.string().optional(),
  /** Of a name: how many of the versions that its index lists are let through, of those with a warning, held back and refused. */
  versions: z
    .object({ offered: z.number(), warned: z.number(), heldBack: z.number(), refused: z.number() })
    .optional(),
  /** Advisories about it that no rule acts on, the first 20; of a name, with how many of its listed versions each affects. */
  unused: z
    .array(
      z.object({ id: z.string(), summary: z.string(), url: z.string().optional(), affected: z.number() }),
    )
    .optional(),
});

export type PackagePage = z.infer<typeof packagePage>;
export type PackageDetail = z.infer<typeof packageDetail>;
export type VersionItem = z.infer<typeof versionItem>;
export type EvidenceItem = z.infer<typeof evidenceItem>;
export type Explanation = z.infer<typeof explanation>;
