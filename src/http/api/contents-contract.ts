// The public JSON API: what is inside a version that is published here, and the bill of materials of it.

import { z } from 'zod';

import { BILL_FORMATS } from '../../registry/contents/bill-formats.ts';
import { action, ecosystem, time } from './contract.ts';
import { hostedParam } from './hosted-contract.ts';

export const contentsParam = hostedParam.extend({ version: z.string().min(1).max(200) });

/** For those who list what may stand there. */
export const billFormat = z.enum(BILL_FORMATS);

const declaredNeed = z.object({
  name: z.string(),
  /** Absent for what no registry of the ecosystem has: a platform, an address of a repository. */
  purl: z.string().optional(),
  range: z.string().optional(),
  scope: z.enum(['runtime', 'build', 'development', 'provided']),
  isOptional: z.literal(true).optional(),
  condition: z.string().optional(),
});

const foundPart = z.object({
  ecosystem: ecosystem.optional(),
  name: z.string(),
  version: z.string().optional(),
  licence: z.string().optional(),
  purl: z.string().optional(),
  places: z.array(z.string()),
});

/** `GET /api/v1/hosted/:ecosystem/:name/versions/:version` */
export const releaseContents = z.object({
  ecosystem,
  name: z.string(),
  version: z.string(),
  purl: z.string(),
  publishedAt: time,
  about: z.object({
    description: z.string().optional(),
    homepage: z.string().optional(),
    repository: z.string().optional(),
    issues: z.string().optional(),
    licence: z.string().optional(),
    people: z.array(z.object({ called: z.string(), name: z.string(), url: z.string().optional() })),
  }),
  /** Outside text: whoever shows it takes care of what is in it. */
  readme: z
    .object({ format: z.enum(['markdown', 'text']), text: z.string(), isCut: z.literal(true).optional() })
    .optional(),
  needs: z.array(declaredNeed),
  /** Whether those are all that it declares. */
  areNeedsWhole: z.boolean(),
  /** What lies inside of it. */
  parts: z.array(foundPart),
  /** What its publisher put in on what it is made of. */
  told: z.array(
    z.object({
      kind: z.enum(['bill', 'lock']),
      format: z.string().optional(),
      file: z.string(),
      path: z.string(),
      sha256: z.string(),
      components: z.number(),
    }),
  ),
  /** What could not be looked into. */
  gaps: z.array(z.string()),
});

const tracedNeed = declaredNeed.extend({
  /** `hosted`, or the name of the upstream that it was asked for through this gate; absent: it never was. */
  from: z.string().optional(),
  /** The newest version that the range admits; absent where none is known, or the range cannot be told. */
  version: z.string().optional(),
  /** On that version; else on the name. Absent for what nobody asked for here. */
  action: action.optional(),
  /** The rule and why, where it is not let through. */
  because: z.string().optional(),
});

/** `GET /api/v1/hosted/:ecosystem/:name/versions/:version/dependencies`: each with where it comes from here, and what is decided of it. */
export const tracedNeeds = z.object({
  items: z.array(tracedNeed),
  areNeedsWhole: z.boolean(),
  /** Dependencies beyond those that are looked up at a time. */
  left: z.number(),
});

export type ReleaseContentsItem = z.infer<typeof releaseContents>;
export type TracedNeedItem = z.infer<typeof tracedNeed>;
export type TracedNeedsItem = z.infer<typeof tracedNeeds>;
