// Prints staged versions, and what differs from the version before. All of it is a stranger's text, of which a terminal obeys nothing.

import type { StagedDetail, StagedDiff } from '../../http/api/staged-contract.ts';
import { describeBytes } from '../describe-bytes.ts';
import { words, type Piece } from '../terminal/painted.ts';
import type { Printer } from '../terminal/printer.ts';
import { shortTime } from '../terminal/printer.ts';

export function printStaged(
  out: Printer,
  staged: StagedDetail,
  { hasHint = true }: { readonly hasHint?: boolean } = {},
): void {
  const { palette } = out;
  const { name, version, ecosystem, state, stagedAt, until, decided } = staged;
  out.line(words`${palette.strong(name)} ${palette.strong(version)}  ${ecosystem}, ${state}`);
  out.line(
    words`  staged ${shortTime(stagedAt)} by ${whoOf(staged)}${staged.isNewPackage ? ', as the first version' : ''}`,
  );
  if (staged.because.length > 0) out.line(words`  it waits because of: ${staged.because.join(', ')}`);
  for (const [claim, value] of Object.entries(staged.provenBy ?? {})) out.line(words`  ${claim}: ${value}`);
  if (decided !== undefined) {
    const why = decided.reason === '' ? '' : `: ${decided.reason}`;
    out.line(words`  ${state} ${shortTime(decided.at)} by ${decided.by.replace(/^account:/, '')}${why}`);
  } else out.line(words`  expires ${shortTime(until)}`);
  for (const warning of staged.warnings) out.line(words`  ${palette.strong('Note')} ${warning}`);
  if (staged.files.length > 0) {
    out.table(
      ['file', 'size', 'sha256'],
      staged.files.map(({ file, sizeBytes, sha256 }) => [file, describeBytes(sizeBytes), sha256]),
    );
  }
  out.line(words`  fingerprint ${staged.fingerprint}`);
  if (!hasHint) return;
  if (staged.whyNotApprove !== undefined) out.hint(staged.whyNotApprove);
  else out.hint(`What differs: gatehouse staged diff ${staged.id}`);
}

/** Of a token, whose it is. */
export function whoOf({ stagedBy, account }: Pick<StagedDetail, 'stagedBy' | 'account'>): string {
  if (account === undefined) return stagedBy;
  return stagedBy === `account:${account}` ? account : `${account} (${stagedBy})`;
}

export function printDiff(
  out: Printer,
  diff: StagedDiff,
  { hasContent }: { readonly hasContent: boolean },
): void {
  const { palette } = out;
  if (diff.previous === undefined) out.line(words`It is the first version: all of it is new.`);
  else
    out.line(
      words`Compared with ${palette.strong(diff.previous.version)} of ${shortTime(diff.previous.publishedAt)}`,
    );
  printChanges(out, 'What runs when it is installed', diff.installs);
  printChanges(out, 'Dependencies', diff.dependencies);
  printChanges(out, 'What it says of itself', diff.fields);
  for (const file of diff.files) {
    out.line();
    const was = file.was === undefined || file.was === file.file ? '' : ` (was ${file.was})`;
    out.line(words`${palette.strong(file.file)}${was}: ${file.change}, ${describeBytes(file.sizeBytes)}`);
    if (file.unread !== undefined) out.line(words`  ${palette.bad('not looked into')}: ${file.unread}`);
    for (const entry of file.entries) printEntry(out, entry, hasContent);
    if (file.moreEntries > 0) out.line(words`  and ${file.moreEntries} more that differ`);
    if (file.sameEntries > 0 && file.change === 'changed')
      out.line(
        palette.faint(
          file.sameEntries === 1
            ? '  1 file in it is the same'
            : `  ${file.sameEntries} files in it are the same`,
        ),
      );
  }
  for (const file of diff.left) out.line(words`${file}: not looked into, all files together are too large`);
  if (diff.isCut)
    out.line(
      words`${palette.strong('Not all that differs is shown:')} it is too much (gatehouse staged download)`,
    );
}

function printChanges(out: Printer, title: string, changes: StagedDiff['fields']): void {
  if (changes.length === 0) return;
  out.line();
  out.line(out.palette.strong(title));
  for (const { what, before, after } of changes) {
    if (before !== undefined) out.line(words`  ${out.palette.bad('-')} ${what} ${before}`);
    if (after !== undefined) out.line(words`  ${out.palette.good('+')} ${what} ${after}`);
  }
}

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

function printEntry(
  out: Printer,
  { path, change, before, after, diff, isCut }: StagedDiff['files'][number]['entries'][number],
  hasContent: boolean,
): void {
  const { palette } = out;
  const paint = change === 'removed' ? palette.bad : change === 'added' ? palette.good : palette.strong;
  const sizes = [before, after].flatMap((facts) =>
    facts === undefined ? [] : [describeBytes(facts.sizeBytes)],
  );
  out.line(
    words`  ${paint(SIGNS[change])} ${path === '' ? '(itself)' : path}  ${palette.faint(sizes.join(' → '))}`,
  );
  if (!hasContent || diff === undefined) return;
  for (const line of diff.replace(/\n$/, '').split('\n')) out.line(words`    ${paintLine(out, line)}`);
  if (isCut === true) out.line(palette.faint('    … it is cut here'));
}

function paintLine({ palette }: Printer, line: string): Piece {
  if (line.startsWith('+')) return palette.good(line);
  if (line.startsWith('-')) return palette.bad(line);
  return line.startsWith('@@') ? palette.faint(line) : line;
}
