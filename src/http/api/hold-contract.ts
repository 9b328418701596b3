// The public JSON API: what holds a package back from being published, and freezing it.

import { z } from 'zod';

import { FREEZE_KINDS } from '../../identity/takeover/takeover-ports.ts';
import { HOLD_KINDS } from '../../registry/publish/package-holds.ts';
import { ecosystem, time } from './contract.ts';

/** For everybody who may know the package. */
const reason = z.string().max(500).default('');

export const freezeKind = z.enum(FREEZE_KINDS);

export const holdParam = z.object({ ecosystem, name: z.string().min(1).max(600) });

/** `POST /api/v1/holds/:ecosystem/:name/freeze` */
export const freezeRequest = z.strictObject({ reason });

/** `POST /api/v1/holds/:ecosystem/:name/unfreeze`; without a kind, every freeze that the caller may end. */
export const unfreezeRequest = z.strictObject({ kind: freezeKind.optional() });

/** `POST /api/v1/holds/freeze`; without an organisation, of the account and of every organisation that it owns. */
export const freezeAllRequest = z.strictObject({ organisation: z.string().max(256).optional(), reason });

export const frozenPackages = z.object({ items: z.array(z.object({ ecosystem, name: z.string() })) });

const hold = z.object({
  kind: z.enum(HOLD_KINDS),
  since: time,
  /** When it ends by itself. */
  until: time.optional(),
  /** Whom it holds back, where it is not everybody: `account:bo`, `publisher:ID`; told to the package's people. */
  about: z.string().optional(),
  /** As the journal names them; for those who signed in. */
  by: z.string().optional(),
  reason: z.string(),
  /** Who may end it, in words. */
  endedBy: z.string(),
  /** Whether the caller may, now or once they confirmed that it is them. */
  mayEnd: z.boolean(),
});

/** `GET /api/v1/holds/:ecosystem/:name`, and what freezing and unfreezing answer. */
export const packageHolds = z.object({
  ecosystem,
  name: z.string(),
  /** Oldest first; none: it is published as ever. */
  holds: z.array(hold),
  mayFreeze: z.boolean(),
});

export type PackageHoldsShown = z.output<typeof packageHolds>;
