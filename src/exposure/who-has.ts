// Answers "who has it": readers of a package or one version, newest first, page by page.

import { z } from 'zod';

import { GatehouseError } from '../kernel/errors.ts';
import type { PackageRef } from '../kernel/package-ref.ts';

import type { ExposureRecord, ExposureStore } from './ports.ts';

export interface WhoHasRequest {
  readonly ref: PackageRef;
  /** Absent: every version. */
  readonly version?: string;
  /** The `next` of the page before. */
  readonly after?: string;
  /** Rows of a page, 1 to 1,000. */
  readonly limit: number;
}

export interface WhoHasPage {
  readonly records: readonly ExposureRecord[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

const MAX_LIMIT = 1_000;
const MAX_CURSOR_LENGTH = 4_096;

/** What sets a row apart within its package and places it in the order. */
const cursorSchema = z.strictObject({
  version: z.string(),
  file: z.string(),
  reader: z.string(),
  client: z.string(),
  firstAt: z.number(),
  lastAt: z.number(),
  count: z.number(),
});

/** One page of who has it. Throws `invalid-request` for a bad limit or `after`. What was fetched in the last second may be missing. */
export async function whoHas(
  deps: { readonly exposure: Pick<ExposureStore, 'ofPackage'> },
  request: WhoHasRequest,
): Promise<WhoHasPage> {
  const { ref, version, limit } = request;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new GatehouseError(
      'invalid-request',
      `Cannot list readers: expected a limit of 1 to ${MAX_LIMIT}`,
      {
        facts: { field: 'limit' },
      },
    );
  }
  const after = request.after === undefined ? undefined : parseCursor(request.after, ref);
  const rows = await deps.exposure.ofPackage(ref, {
    ...(version === undefined ? {} : { version }),
    ...(after === undefined ? {} : { after }),
    // One more than asked for tells whether there is a next page.
    limit: limit + 1,
  });
  const records = rows.slice(0, limit);
  const last = records.at(-1);
  return rows.length > limit && last !== undefined ? { records, next: formatCursor(last) } : { records };
}

function formatCursor(row: ExposureRecord): string {
  const { version, file, reader, client, firstAt, lastAt, count } = row;
  const cursor = { version, file, reader, client, firstAt, lastAt, count };
  return Buffer.from(JSON.stringify(cursor), 'utf8').toString('base64url');
}

function parseCursor(text: string, ref: PackageRef): ExposureRecord {
  if (text.length <= MAX_CURSOR_LENGTH) {
    try {
      const parsed = cursorSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
      if (parsed.success) return { ...parsed.data, ecosystem: ref.ecosystem, name: ref.name };
    } catch {
      // No JSON: refused below like any other text that is no cursor.
    }
  }
  throw new GatehouseError('invalid-request', 'Cannot list readers: found an unknown place to go on from', {
    facts: { field: 'after' },
  });
}
