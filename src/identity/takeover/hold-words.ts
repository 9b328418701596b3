// What the people of packages are told of somebody who is new among them: until when they wait, and how to stop everything.

import { formatInstant, type Instant } from '../../kernel/clock.ts';

import type { LetterHead } from '../letters/letter-text.ts';
import { mayOn } from '../organisations/object-rights.ts';
import type { MemberRole } from '../organisations/organisation-ports.ts';

/** Whether whoever gets the role comes to publish; a plain member does by grants alone. */
export function publishes(role: MemberRole): boolean {
  return role !== 'member' && mayOn(new Set([role]), 'publish');
}

/** To follow on what happened; starts with a blank. `freeze`: what follows on the command that freezes: `npm tide`. */
export function holdWords(
  { holdMs }: Pick<LetterHead, 'holdMs'>,
  { who, at, freeze }: { readonly who: string; readonly at: Instant; readonly freeze: string },
): string {
  const stop = `If that is not right, stop everything at once: gatehouse package freeze ${freeze}`;
  if (holdMs === 0) return ` ${stop}`;
  return ` Until ${formatInstant(at + holdMs)} ${who} cannot publish what was published here before, unless somebody approves it who was there before. ${stop}`;
}
