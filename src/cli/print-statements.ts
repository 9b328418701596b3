// Waivers and quarantines as the command line shows them.

import type { WaiverItem } from '../http/api/governance-contract.ts';
import { readActorNames } from './actor-names.ts';
import type { CommandContext } from './context.ts';
import type { Desk } from './desk/desk.ts';
import { shortTime } from './terminal/printer.ts';
import { words } from './terminal/painted.ts';

/** One that was made or ended; answers the exit code. */
export function printStated(context: CommandContext, item: WaiverItem, did: string, next?: string): number {
  const { out, shared } = context;
  const { palette } = out;
  if (shared.isJson) {
    out.json(item);
    return 0;
  }
  const until = item.expiresAt === undefined ? '' : ` until ${shortTime(item.expiresAt)} UTC`;
  out.line(words`${palette.good(did)} ${palette.strong(item.purl)}${until} ${palette.faint(item.id)}`);
  if (next !== undefined) out.hint(words`Next: ${next}`);
  return 0;
}

/** A list of them; answers the exit code. */
export async function printStatements(
  { out, shared }: CommandContext,
  desk: Desk,
  { items, isCut }: { readonly items: readonly WaiverItem[]; readonly isCut: boolean },
  empty: string,
): Promise<number> {
  if (shared.isJson) {
    out.json({ items, isCut });
    return 0;
  }
  if (items.length === 0) {
    out.line(empty);
    return 0;
  }
  const nameOf = await readActorNames(
    desk,
    items.map(({ author }) => author),
  );
  out.table(
    ['id', 'package', 'until', 'by', 'rules', 'why'],
    items.map((item) => [
      item.id,
      item.isInForce ? item.purl : out.palette.faint(item.purl),
      describeEnd(item),
      nameOf(item.author),
      item.rules?.join(', ') ?? '–',
      item.reason,
    ]),
  );
  if (isCut) out.line('… and more: ask with a higher --limit');
  return 0;
}

function describeEnd({ withdrawnAt, expiresAt, isInForce }: WaiverItem): string {
  if (withdrawnAt !== undefined) return `withdrawn ${shortTime(withdrawnAt)}`;
  if (expiresAt === undefined) return 'lifted by hand';
  return isInForce ? shortTime(expiresAt) : `ended ${shortTime(expiresAt)}`;
}
