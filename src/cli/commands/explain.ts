// gatehouse explain: why a version is let through or kept out.

import type { ReasonItem } from '../../http/api/contract.ts';
import { explanation, type Explanation } from '../../http/api/package-contract.ts';
import type { Action } from '../../kernel/verdict.ts';
import { command } from '../command.ts';
import { describeEvidence } from '../describe-evidence.ts';
import type { CommandContext } from '../context.ts';
import { PURL_WORD, VIEW_FLAG } from '../common-words.ts';
import { shortTime } from '../terminal/printer.ts';
import { words } from '../terminal/painted.ts';

export const explainCommand = command({
  name: 'explain',
  summary: 'Say what is decided about a package or version, by which rule, on what evidence',
  details: [
    'Exits 1 when it is held back or refused; for a name, also when none of its versions is let through.',
  ],
  words: [PURL_WORD],
  flags: { view: VIEW_FLAG },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse explain pkg:npm/left-pad@1.3.0', 'gatehouse explain pkg:pypi/requests --view ci'],
  async run(context, { words: [purl = ''], flags }) {
    const desk = await context.openDesk();
    const found = await desk.ask({
      path: '/explain',
      query: { purl, view: flags.view },
      answer: explanation,
    });
    if (context.shared.isJson) context.out.json(found);
    else print(context, found);
    return isKeptOut(found) ? 1 : 0;
  },
});

const STANDINGS = {
  allow: 'is let through',
  warn: 'is let through with a warning',
  hide: 'is held back: ranges resolve to another version, a lock file that names it is served',
  block: 'is refused',
} as const;

function isKeptOut({ verdict, versions }: Explanation): boolean {
  if (isKept(verdict.action)) return true;
  return versions !== undefined && versions.offered === 0 && versions.heldBack + versions.refused > 0;
}

/** A name that nothing is said against is no use when each of its versions is kept out. */
function standingOf({ verdict, versions }: Explanation): { readonly action: Action; readonly says: string } {
  const { action } = verdict;
  const isEmpty = versions !== undefined && versions.offered === 0;
  if (!isEmpty || isKept(action) || versions.heldBack + versions.refused === 0) {
    return { action, says: STANDINGS[action] };
  }
  return versions.heldBack > 0
    ? { action: 'hide', says: 'has no version that ranges may resolve to' }
    : { action: 'block', says: 'has no version that is not refused' };
}

function isKept(action: Action): boolean {
  return action === 'hide' || action === 'block';
}

function describeSilence({ version, unused }: Explanation): string {
  if (version === undefined) return 'no rule has anything against the name as such';
  return unused === undefined ? 'no rule has anything against it' : 'no rule keeps it out';
}

/** What audits and scans tell of it, though the policy lets it pass. */
function printUnused({ out }: CommandContext, { unused = [], version }: Explanation): void {
  if (unused.length === 0) return;
  out.line(words`  ${out.palette.notice('known, and no rule acts on it')}; audits and scans tell it:`);
  for (const { summary, url, affected } of unused) {
    const of = version === undefined ? ` (${affected} ${affected === 1 ? 'version' : 'versions'})` : '';
    out.line(words`    ${summary}${of}${url === undefined ? '' : out.palette.faint(` ${url}`)}`);
  }
}

function print(context: CommandContext, found: Explanation): void {
  const { out } = context;
  const { palette } = out;
  const { verdict, version, name, view } = found;
  const subject = version === undefined ? name : `${name}@${version}`;
  const { action, says } = standingOf(found);
  out.line(
    words`${palette.action(action)}  ${palette.strong(subject)} ${says} ${palette.faint(`(view ${view})`)}`,
  );
  // The first lines of the answer tell what is not known; what follows them is told below, in colour.
  if (!found.isKnown) out.line(words`  ${palette.notice(found.text[0] ?? '')}`);
  for (const reason of verdict.reasons) printReason(out, reason, '');
  for (const reason of verdict.observed) printReason(out, reason, 'would ');
  if (verdict.reasons.length + verdict.observed.length === 0) out.line(`  ${describeSilence(found)}`);
  printUnused(context, found);
  for (const reason of found.ofName ?? []) printReason(out, reason, 'the whole package: ');
  printVersions(context, found);
  if (found.latestOffered !== undefined && found.latestOffered !== version) {
    out.line(words`  the newest that is let through: ${palette.good(found.latestOffered)}`);
  }
  out.line(words`  more: ${found.pageUrl}`);
  if (found.isWaivable) {
    out.line(
      words`  where no rule forbids it, a reviewer lets it through: ${palette.code(`gatehouse waive ${found.purl} --reason TEXT --lasts 30d`)}`,
    );
  }
}

/** The verdict on a name says nothing of its versions: their counts do. */
function printVersions({ out }: CommandContext, { versions }: Explanation): void {
  if (versions === undefined) return;
  const { offered, warned, heldBack, refused } = versions;
  const warnings = warned === 0 ? '' : ` (${warned} with a warning)`;
  const counts = `${offered} let through${warnings}, ${heldBack} held back, ${refused} refused`;
  if (offered + heldBack + refused === 0) out.line('  its index lists no version');
  else if (offered > 0) out.line(`  its versions: ${counts}`);
  else out.line(words`  ${out.palette.notice('none of its versions is let through')}: ${counts}`);
}

function printReason(out: CommandContext['out'], reason: ReasonItem, mood: string): void {
  const { palette } = out;
  out.line(
    words`  ${mood}${palette.action(reason.action)} by rule ${palette.strong(reason.rule)}: ${reason.summary}`,
  );
  if (reason.until !== undefined) out.line(words`    ends ${shortTime(reason.until)} UTC`);
  for (const line of describeEvidence(reason.evidence)) out.line(palette.faint(`    evidence: ${line}`));
}
