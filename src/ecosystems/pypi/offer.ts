// Which files of a project a view offers, and with what mark. Both forms of the page and the JSON API write just this.

import type { PackageName } from '../../kernel/package-ref.ts';
import { isOffered, verdictOf, type Verdict } from '../../kernel/verdict.ts';
import type { IndexView } from '../adapter-index-document.ts';
import { inBrackets } from '../held-back.ts';
import type { Release } from './releases.ts';
import { toOneLine, type SimpleFile } from './simple-page.ts';

/** A release as a view shows it. */
export interface OfferedRelease {
  readonly version: string;
  readonly files: readonly OfferedFile[];
  readonly verdict: Verdict;
}

export interface OfferedFile {
  readonly file: SimpleFile;
  /** As written: the publisher's own reason or ours; absent when not yanked. Never empty, since pip takes '' for no. */
  readonly yanked?: string;
}

/**
 * What is hidden or blocked stands as yanked with our reason (PEP 592): ranges pass it over, uv prints the reason; a pin
 * gets a hidden version with the reason, and asks for a blocked one's file, whose refusal pip, uv and Poetry print.
 * Where nothing is offered at all, blocked versions stand unmarked: no range could be met anyhow, and only who asks for
 * a file is told why. A version without a verdict is left out.
 */
export function offerReleases(
  releases: readonly Release[],
  name: PackageName,
  view: IndexView,
): readonly OfferedRelease[] {
  const decided = releases.flatMap((release) =>
    view.decision.versions.has(release.version)
      ? [{ release, verdict: verdictOf(view.decision, release.version) }]
      : [],
  );
  const isAnyOffered = decided.some(({ verdict }) => isOffered(verdict));
  return decided.map(({ release: { version, files }, verdict }) => {
    const reason = isOffered(verdict)
      ? undefined
      : describeReason(name, version, verdict, view.pageUrl(version));
    const isUnmarked = !isAnyOffered && verdict.action === 'block';
    return {
      version,
      verdict,
      files: files.map((file) => {
        const yanked = isUnmarked ? undefined : (reason ?? describeYanked(file));
        return { file, ...(yanked === undefined ? {} : { yanked }) };
      }),
    };
  });
}

function describeYanked({ yanked }: SimpleFile): string | undefined {
  if (yanked === undefined) return undefined;
  return toOneLine(yanked) || 'no reason given';
}

/** Why a version is kept back, on one line. */
function describeReason(name: PackageName, version: string, verdict: Verdict, pageUrl: string): string {
  const [first, ...others] = verdict.reasons;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const deed = verdict.action === 'block' ? 'blocks' : 'hides';
  return toOneLine(`Gatehouse ${deed} ${name} ${version}${inBrackets(first)}${more}; see ${pageUrl}`);
}
