// The part of the public JSON API that is about imports: whether an application's own code uses a component, and how that is known.

import { z } from 'zod';

/** Bounds of one push: different things that are told, places of each, characters of a reason. */
export const PUSH_MOST_REACHES = 20_000;
export const PUSH_MOST_PLACES = 3;
export const PUSH_MOST_REASON = 1_000;

const reason = z.string().min(1).max(PUSH_MOST_REASON);
const place = z.strictObject({ file: z.string().min(1).max(4_096), line: z.number().int().min(1) });
const places = z.array(place).max(PUSH_MOST_PLACES);

const imported = z.strictObject({
  state: z.literal('imported'),
  /** The first few of `count` files. */
  places: places.min(1),
  count: z.number().int().min(1),
});
const belowImported = z.strictObject({
  state: z.literal('below-imported'),
  /** What is imported and needs it, or needs what needs it: `express@4.18.2`. */
  below: reason,
  places,
});
/** No import was found in files that could all be read: that is no proof that it does not run. */
const notSeen = z.strictObject({ state: z.literal('not-seen'), because: reason });
const unknown = z.strictObject({
  state: z.literal('unknown'),
  because: reason,
  /** Whether the reason is one of this component, or holds for the whole project. */
  about: z.enum(['component', 'project']),
});

/** What is pushed of several components alike. */
const components = z.array(z.string().max(4_096)).min(1);
export const pushedReach = z.discriminatedUnion('state', [
  imported.extend({ components }),
  belowImported.extend({ components }),
  notSeen.extend({ components }),
  unknown.extend({ components }),
]);

/**
 * Whether the application's code imports the component. It sorts and labels, and clears nothing. Where it is absent, nothing was
 * pushed of it, and it is not known. `says`: in words, as a scan has them.
 */
export const reachItem = z.discriminatedUnion('state', [
  imported.extend({ says: z.string() }),
  belowImported.extend({ says: z.string() }),
  notSeen.extend({ says: z.string() }),
  unknown.extend({ says: z.string() }),
]);

export type PushedReach = z.input<typeof pushedReach>;
export type ReachItem = z.infer<typeof reachItem>;
