// Vulnerabilities: which advisories count, and whether there is a fix to move to.

import type { Evidence } from '../../kernel/evidence.ts';
import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import {
  finding,
  FindingsByVersion,
  inspection,
  noteOf,
  type Finding,
  type Inspection,
  type RuleContext,
} from './rule.ts';

type AdvisoryRule = RuleOf<'advisory'>;
type Advisory = Evidence<'advisory'>;

/** Each version that a selected advisory affects gets `action` with a fix that counts, `withoutFixAction` without one. */
export function inspectAdvisory(rule: AdvisoryRule, context: RuleContext): Inspection {
  const findings = new FindingsByVersion();
  for (const advisory of context.statements.of('advisory')) {
    if (!isSelected(rule, advisory)) continue;
    const judge = judgeByFix(rule, advisory, context);
    for (const { version, fixedIn } of advisory.details.affected)
      findings.add(version, judge(version, fixedIn));
  }
  return inspection({ ofVersion: (facts) => findings.of(facts.version) });
}

function isSelected(rule: AdvisoryRule, { details }: Advisory): boolean {
  if (details.informational !== undefined) return false;
  if (rule.knownExploited && details.kev === undefined) return false;
  return (details.score ?? 0) >= rule.minScore && (details.epss ?? 0) >= rule.minEpss;
}

/** One finding per fix is made and shared: an advisory may affect thousands of versions. */
function judgeByFix(
  rule: AdvisoryRule,
  advisory: Advisory,
  context: RuleContext,
): (version: string, fixedIn: string | undefined) => readonly Finding[] {
  const what = describeAdvisory(advisory);
  const common = { evidence: [noteOf(advisory)], until: advisory.expiresAt };
  const unfixed = finding(rule, {
    ...common,
    action: rule.withoutFixAction,
    summary: `${what}; no fix on this line is known`,
  });
  const fixed = new Map<string, readonly Finding[]>();
  const isListed = listedFixes(advisory, context);
  return (version, fixedIn) => {
    if (fixedIn === undefined) return unfixed;
    if (rule.fix === 'same-line') {
      if (context.lineOf(version) !== context.lineOf(fixedIn) || !isListed(fixedIn)) return unfixed;
    }
    const present = fixed.get(fixedIn);
    if (present !== undefined) return present;
    const summary = `${what}; fixed in ${tameOutsideText(fixedIn)}`;
    const made = finding(rule, { ...common, action: rule.action, summary });
    fixed.set(fixedIn, made);
    return made;
  };
}

/** Whether the index lists `fixedIn`, or a later release of its line that the advisory does not affect. */
function listedFixes(advisory: Advisory, context: RuleContext): (fixedIn: string) => boolean {
  const known = new Map<string, boolean>();
  let affected: ReadonlySet<string> | undefined;
  const search = (fixedIn: string) => {
    const named = context.byVersion.get(fixedIn);
    if (named?.listed === true && named.yanked === undefined) return true;
    affected ??= new Set(advisory.details.affected.map(({ version }) => version));
    const line = context.lineOf(fixedIn);
    return context.versions.some(
      ({ version, listed, yanked }) =>
        listed &&
        yanked === undefined &&
        affected?.has(version) === false &&
        context.lineOf(version) === line &&
        context.compareVersions(version, fixedIn) >= 0,
    );
  };
  return (fixedIn) => {
    const answer = known.get(fixedIn) ?? search(fixedIn);
    known.set(fixedIn, answer);
    return answer;
  };
}

function describeAdvisory({ details }: Advisory): string {
  const facts = [
    ...(details.score === undefined ? [] : [`CVSS ${details.score}`]),
    ...(details.kev === undefined ? [] : [`known exploited since ${tameOutsideText(details.kev.dateAdded)}`]),
  ];
  const summary = tameOutsideText(details.summary);
  return `${tameOutsideText(details.recordId)}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}${summary === '' ? '' : `: ${summary}`}`;
}
