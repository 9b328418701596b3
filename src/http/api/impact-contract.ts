// The part of the public JSON API that is about impact: who has a package, by which ways, and what to move.

import { z } from 'zod';

import { ecosystem, time, verdict } from './contract.ts';
import { applicationItem, componentScope } from './application-contract.ts';

/** How many ways there are. */
export const wayCount = z.object({
  /** A whole number of any size, in digits. */
  count: z.string(),
  /** True: there are more than `count`, which is as far as is counted. */
  isMore: z.boolean(),
  /** True: some run through a cycle, which counts as one step. */
  hasCycles: z.boolean(),
});

const namedStep = z.object({ name: z.string(), version: z.string().optional() });

export const directPlace = namedStep.extend({
  ways: wayCount,
  /** Steps of the shortest way, both ends counted; 1: the project asks for it itself. */
  depth: z.number(),
  /** Names with versions, from the direct dependency down; of a long way the last 64. */
  via: z.array(z.string()),
});

export const impactPlace = z.object({
  file: z.string(),
  line: z.number().optional(),
  scope: componentScope,
  /** The shortest way of all; empty where the file does not tell. */
  via: z.array(z.string()),
  /** Absent where the file does not tell what needs what: then nothing is known, which is not none. */
  ways: wayCount.optional(),
  /** Direct dependencies by which it came in, the shortest way first: what a project has to move. */
  direct: z.array(directPlace),
  directLeft: z.number(),
  /** What every way leads through, from the top down: to move any one of these ends all. */
  through: z.array(namedStep),
});

export const heldComponent = z.object({
  purl: z.string(),
  version: z.string(),
  /** Against it, where a record was asked about. */
  records: z.array(z.string()),
  places: z.array(impactPlace),
});

/** Another version is resolved; the words would admit what was asked about. */
export const admission = z.object({
  file: z.string(),
  /** Who asks; absent: the project itself. */
  by: namedStep.optional(),
  range: z.string(),
  resolved: z.string(),
  scope: componentScope,
});

export const affectedApplication = z.object({
  application: applicationItem,
  /** What is resolved. */
  held: z.array(heldComponent),
  /** What is merely admitted. */
  admitted: z.array(admission),
  admittedLeft: z.number(),
  /** Files that resolve another version and do not say in which words it is asked for: nobody knows whether they admit it. */
  untold: z.array(z.object({ file: z.string(), format: z.string(), resolved: z.string() })),
  /** Why it cannot be told where in it: its snapshot cannot be read. */
  unread: z.string().optional(),
});

export const fetches = z.object({
  /** The latest first. */
  readers: z.array(
    z.object({
      reader: z.string(),
      client: z.string(),
      lastAt: time,
      count: z.number(),
      versions: z.array(z.string()),
    }),
  ),
  hasMore: z.boolean(),
});

/**
 * `GET /api/v1/impact?purl=&range=&record=&after=&limit=`: by the newest snapshot of each application. `purl` with a version, with
 * a range of versions (its qualifier `vers`, or `range` in the ecosystem's own words), or with neither: every version. Or `record`:
 * all that a record is against.
 */
export const impactPage = z.object({
  items: z.array(affectedApplication),
  next: z.string().optional(),
  /** On the first page, for callers who may read exposure: who fetched it from here. */
  fetched: fetches.optional(),
  /** Versions that were pushed of which it cannot be told whether they are meant. */
  undecided: z.array(z.string()),
});

export const treeNode = z.object({
  /** The position in the list of the node that this one needs; null for what was asked about. */
  parent: z.number().nullable(),
  name: z.string(),
  version: z.string().optional(),
  purl: z.string().optional(),
  /** Applications in which it leads there. */
  applications: z.number(),
  /** Applications of which a project asks for it itself: there the way ends. */
  direct: z.number(),
  /** Others that need it and are left off. */
  left: z.number(),
  /** It stands nearer to the root elsewhere, with those that need it. */
  isRepeated: z.boolean(),
});

/**
 * `GET /api/v1/impact/tree?purl=&range=&record=&application=&environment=&nodes=&children=`: the ways as one tree over all
 * applications, level by level: what was asked about first, below each those that need it.
 */
export const impactTree = z.object({
  nodes: z.array(treeNode),
  applications: z.number(),
  /** True: so many applications have it that not all were looked at. */
  isCut: z.boolean(),
  /** Applications whose snapshots cannot be read. */
  unread: z.number(),
  /** Components on any way, whether they stand in the tree or not. */
  components: z.number(),
});

export const blastDependant = z.object({
  purl: z.string(),
  ecosystem,
  name: z.string(),
  /** The newest of its versions that are known to need it. */
  version: z.string(),
  /** In which words. */
  range: z.string().optional(),
  /** It may as well need it for building and testing alone: what would say so is not at hand. */
  isPerhaps: z.literal(true).optional(),
  /** How many come to it through this one on a shortest way, itself included. */
  through: z.number(),
  /** What the policy makes of it by what is known; absent where nothing is known against it. */
  verdict: verdict.optional(),
});

/**
 * `GET /api/v1/blast-radius?purl=&view=`: everybody who depends on a package among all that the gate has seen. With a version, those
 * alone count as nearest whose ranges admit it, or do not say.
 */
export const blastRadius = z.object({
  total: z.number(),
  /** How many at each distance; those that need it themselves first. */
  byDepth: z.array(z.number()),
  /** Those with most behind them. */
  direct: z.array(blastDependant),
  /** Of the nearest `lookedUp`, how many the policy holds back or refuses. */
  refused: z.number(),
  lookedUp: z.number(),
  /** Those of which nobody knows whether their ranges admit the version; they count. */
  untold: z.number(),
  /** Of those that need it themselves: those of which nobody knows whether for more than building and testing; they count. */
  perhaps: z.number(),
  /** False: neither the package nor anybody who needs it was ever seen. */
  isKnown: z.boolean(),
  /** On which part of the world this is based. */
  basis: z.object({
    packages: z.number(),
    /** Those of which a document that is kept says what they need. */
    telling: z.number(),
    /** Those whose documents cannot be read. */
    unread: z.number(),
  }),
});

export type BlastRadiusItem = z.infer<typeof blastRadius>;
export type WayCountItem = z.infer<typeof wayCount>;
export type ImpactPlaceItem = z.infer<typeof impactPlace>;
export type AffectedApplicationItem = z.infer<typeof affectedApplication>;
export type FetchesItem = z.infer<typeof fetches>;
export type ImpactPageItem = z.infer<typeof impactPage>;
export type ImpactTreeItem = z.infer<typeof impactTree>;
