// What people decided who looked at a package before it is used here.

import { formatInstant, type Instant } from '../../kernel/clock.ts';
import type { Evidence } from '../../kernel/evidence.ts';
import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import {
  finding,
  inspection,
  NO_FINDINGS,
  NOTHING,
  noteOf,
  type Finding,
  type Inspection,
  type RuleContext,
} from './rule.ts';

type Vetting = Evidence<'vetting'>;

const ASK = 'ask for it with "gatehouse vet request"';

/**
 * Of the decisions about a version, or about its package as a whole, that have not ended, the newest counts. What comes from
 * here needs none. A package that was rejected as a whole is rejected by its name.
 */
export function inspectVetting(rule: RuleOf<'vetting'>, context: RuleContext): Inspection {
  if (context.evidence.origin.kind === 'hosted') return NOTHING;
  const newestFirst = context.statements
    .of('vetting')
    .filter((one) => counts(rule, one))
    .toReversed();
  const inForce = newestFirst.filter(({ details }) => details.until > context.now);
  const changesAt = earliestEnd(inForce);
  const [newest] = inForce;
  const parts = changesAt === undefined ? {} : { changesAt };
  if (newest?.details.decision === 'rejected' && newest.details.versions === undefined) {
    return inspection({ ...parts, ofName: ofDecision(rule, newest) });
  }
  const unvetted = finding(rule, {
    action: rule.unvettedAction,
    summary: `it has not been vetted here: ${ASK}`,
    evidence: [{ kind: 'policy', source: rule.id }],
  });
  return inspection({
    ...parts,
    ofVersion({ version, servedHere }) {
      const decided = inForce.find((one) => isAbout(one, version, context));
      if (decided !== undefined) return ofDecision(rule, decided);
      if (rule.spareServed && servedHere) return NO_FINDINGS;
      const ended = newestFirst.find((one) => isAbout(one, version, context));
      return ended === undefined ? unvetted : ofEnded(rule, ended);
    },
  });
}

function counts(rule: RuleOf<'vetting'>, { details }: Vetting): boolean {
  const isApproval = details.decision !== 'rejected';
  return !(rule.otherPerson && isApproval && details.author === details.requestedBy);
}

/** A person writes `1.0` where the index has `1.0.0`: a version that it does not spell so means those that equal it. */
function isAbout({ details: { versions } }: Vetting, version: string, context: RuleContext): boolean {
  return (
    versions === undefined ||
    versions.some(
      (one) =>
        one === version || (!context.byVersion.has(one) && context.compareVersions(one, version) === 0),
    )
  );
}

function ofDecision(rule: RuleOf<'vetting'>, vetting: Vetting): readonly Finding[] {
  const { decision, reason, conditions = '', until, author, authorName = author } = vetting.details;
  const common = { evidence: [noteOf(vetting)], until };
  const who = tameOutsideText(authorName);
  if (decision === 'rejected') {
    const summary = `rejected by ${who} when it was vetted: ${tameOutsideText(reason)}`;
    return finding(rule, { ...common, action: rule.rejectedAction, summary });
  }
  if (decision === 'approved') return NO_FINDINGS;
  const summary = `approved by ${who} with conditions: ${tameOutsideText(conditions)}`;
  return finding(rule, { ...common, action: rule.conditionsAction, summary });
}

function ofEnded(rule: RuleOf<'vetting'>, vetting: Vetting): readonly Finding[] {
  const { decision, until } = vetting.details;
  const what = decision === 'rejected' ? 'its rejection' : 'its approval';
  const action = decision === 'rejected' ? rule.unvettedAction : rule.expiredAction;
  const summary = `${what} ended ${formatInstant(until)}: ${ASK} again`;
  return finding(rule, { action, summary, evidence: [noteOf(vetting)] });
}

function earliestEnd(decisions: readonly Vetting[]): Instant | undefined {
  const ends = decisions.map(({ details }) => details.until);
  return ends.length === 0 ? undefined : Math.min(...ends);
}
