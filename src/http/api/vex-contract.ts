// The part of the public JSON API that is about VEX: documents that are kept, what they say, and what follows from it.

import { z } from 'zod';

import { VEX_JUSTIFICATIONS, VEX_STATUSES } from '../../formats/vex/vex-statement.ts';
import { pageOf, time } from './contract.ts';

/** Bounds of a document that is given: far above what people write, far below what would hold the server up. */
export const VEX_MOST_BYTES = 8 * 1024 * 1024;
/** Statements of one bill of materials within a push. */
const PUSH_MOST_STATEMENTS = 20_000;
/** Vulnerabilities that one question may name. */
export const VEX_MOST_IDS = 20_000;

export const vexStatement = z.strictObject({
  /** Every name under which the vulnerability goes. */
  vulnerabilities: z.array(z.string()),
  /** Package-URLs; `subcomponents` are the parts that are meant, none: the product itself. */
  products: z.array(z.strictObject({ purl: z.string(), subcomponents: z.array(z.string()) })),
  status: z.enum(VEX_STATUSES),
  justification: z.enum(VEX_JUSTIFICATIONS).optional(),
  impact: z.string().optional(),
  action: z.string().optional(),
  /** Since when it is known to be true: of several statements the latest counts. */
  at: time.optional(),
});

/** What a bill of materials says of its own components, as a push brings it along. */
export const pushedVex = z.strictObject({
  format: z.string().max(200),
  id: z.string().max(4_096).optional(),
  version: z.string().max(100).optional(),
  issuedAt: time.optional(),
  author: z.string().max(1_000),
  statements: z.array(vexStatement).max(PUSH_MOST_STATEMENTS),
  unrecognised: z.number().int().min(0).default(0),
});

/** A document that is kept. */
export const vexItem = z.object({
  id: z.string(),
  /** What its file was called when it was added. */
  file: z.string(),
  sha256: z.string(),
  format: z.string(),
  /** The document's own id and version. */
  document: z.string().optional(),
  version: z.string().optional(),
  issuedAt: time.optional(),
  author: z.string(),
  statements: z.number(),
  /** Products that have no package-URL: what is said of them applies to nothing here. */
  unrecognised: z.number(),
  addedBy: z.string(),
  addedAt: time,
  isInForce: z.boolean(),
  /** The later version of the same document, which counts instead. */
  supersededBy: z.string().optional(),
  withdrawnAt: time.optional(),
  withdrawnBy: z.string().optional(),
  withdrawnBecause: z.string().optional(),
});

/** `GET /api/v1/vex?after=&limit=`, newest first, ended ones included */
export const vexPage = pageOf(vexItem);

/** `POST /api/v1/vex` (needs confirmation): `text` is the document as it is. */
export const vexRequest = z.strictObject({
  text: z.string().max(VEX_MOST_BYTES),
  file: z.string().min(1).max(1_000),
});
export const vexAdded = z.object({
  item: vexItem,
  /** False when the same text was in force already. */
  isNew: z.boolean(),
  /** The id of the earlier version, which counts no more. */
  superseded: z.string().optional(),
});

/** `GET /api/v1/vex/:id?source=true`: `source` is the document as it was given. */
export const vexDetail = z.object({
  item: vexItem,
  said: z.array(vexStatement),
  /** Whether there are more statements than these. */
  isCut: z.boolean(),
  source: z.string().optional(),
});

/** `DELETE /api/v1/vex/:id?reason=` (needs confirmation) */
export const vexReason = z.string().min(1).max(500);

/** `POST /api/v1/vex/about`: what documents in force say of these vulnerabilities, in the order in which they were added. */
export const vexQuestion = z.strictObject({
  vulnerabilities: z.array(z.string().max(300)).max(VEX_MOST_IDS),
});
export const vexAnswer = z.object({
  documents: z.array(
    z.object({
      /** The id under which it is kept. */
      kept: z.string(),
      format: z.string(),
      document: z.string().optional(),
      author: z.string(),
      statements: z.array(vexStatement),
    }),
  ),
});

export const VEX_FORMATS = ['openvex', 'csaf', 'cyclonedx', 'cyclonedx-1.7'] as const;
export type VexFormat = (typeof VEX_FORMATS)[number];

/** `GET /api/v1/vex/export?format=&application=&environment=&author=`: a document of that format. */
export const vexDocument = z.looseObject({});

/** A record against a component that a statement clears: no finding, and told all the same. */
export const clearedRecord = z.object({
  purl: z.string(),
  record: z.string(),
  aliases: z.array(z.string()),
  status: z.enum(VEX_STATUSES),
  justification: z.enum(VEX_JUSTIFICATIONS).optional(),
  because: z.string().optional(),
  /** Since when it is said to be so. */
  at: time.optional(),
  author: z.string(),
  /** The document's own id. */
  document: z.string().optional(),
});

export type VexStatementItem = z.infer<typeof vexStatement>;
export type PushedVex = z.input<typeof pushedVex>;
export type VexItem = z.infer<typeof vexItem>;
export type VexDetail = z.infer<typeof vexDetail>;
export type VexAnswer = z.infer<typeof vexAnswer>;
export type ClearedItem = z.infer<typeof clearedRecord>;
