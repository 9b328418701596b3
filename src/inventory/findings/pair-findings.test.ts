import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Evidence } from '../../kernel/evidence.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { describeEvidence } from './describe-evidence.ts';
import type { KeptFinding } from './finding-ports.ts';
import { pairFindings, type FindingChange } from './pair-findings.ts';

const NOW = 1_000;
const subject = { ecosystem: 'npm', name: asPackageName('tide') } as const;
const common = { subject, source: 'osv', observedAt: 5, confidence: 1 } as const;

const advisory = (
  ids: readonly string[],
  details: Partial<Evidence<'advisory'>['details']> = {},
): Evidence<'advisory'> => {
  const [recordId = '', ...aliases] = ids;
  return {
    ...common,
    id: `advisory:${recordId}`,
    kind: 'advisory',
    details: {
      recordId,
      aliases,
      summary: '',
      cwes: [],
      reviewed: true,
      affected: [{ version: '1.0.0' }],
      fixedVersions: [],
      ranges: '',
      ...details,
    },
  };
};

const malware = (recordId: string): Evidence<'malware'> => ({
  ...common,
  id: `malware:${recordId}`,
  kind: 'malware',
  details: { recordId, summary: '', scope: 'listed', versions: ['1.0.0'], recordedAt: 3 },
});

const undecided = (recordId: string, observedAt: number): Evidence<'undecided-record'> => ({
  ...common,
  observedAt,
  id: `undecided/${recordId}`,
  kind: 'undecided-record',
  details: { recordId, isMalware: false, versions: ['1.0.0'] },
});

const look = (before: readonly KeptFinding[], ...evidence: readonly Evidence[]): readonly FindingChange[] =>
  pairFindings({ componentId: 1, before, evidence, now: NOW, whyGone: () => 'withdrawn' });

/** What is kept after a look at `at`. */
const kept = (evidence: Evidence, at = 1): KeptFinding => {
  const [change] = pairFindings({
    componentId: 1,
    before: [],
    evidence: [evidence],
    now: at,
    whyGone: () => 'withdrawn',
  });
  assert.ok(change !== undefined);
  return change.after;
};

const tell = (changes: readonly FindingChange[]) =>
  changes.map(({ before, after }) => {
    const how = before === undefined ? 'new' : after.goneWhy === undefined ? 'other' : after.goneWhy;
    return `${how} ${after.recordId} as ${after.shownId} since ${after.firstSeen}`;
  });

test('what is new begins now, what is the same is left alone, what is gone ends', () => {
  const before = [kept(advisory(['CVE-1'])), kept(advisory(['CVE-2']))];
  assert.deepEqual(tell(look(before, advisory(['CVE-1']), advisory(['CVE-3']))), [
    'new CVE-3 as CVE-3 since 1000',
    'withdrawn CVE-2 as CVE-2 since 1',
  ]);
  assert.deepEqual(look(before, advisory(['CVE-2']), advisory(['CVE-1'])), []);
});

test('11: a record that gets another id to show is the finding that it was, by any id of its group', () => {
  const before = [kept(advisory(['GHSA-1']))];
  assert.deepEqual(tell(look(before, advisory(['CVE-9', 'GHSA-1']))), ['other GHSA-1 as CVE-9 since 1']);
});

test('11: records that turn out to be one are the finding that was known first', () => {
  const before = [kept(advisory(['CVE-1']), 7), kept(advisory(['GHSA-1']), 2)];
  assert.deepEqual(tell(look(before, advisory(['CVE-1', 'GHSA-1']))), [
    'other GHSA-1 as CVE-1 since 2',
    'merged CVE-1 as CVE-1 since 7',
  ]);
});

test('11: records that turn out to be two are two findings', () => {
  const before = [kept(advisory(['CVE-1', 'GHSA-1']))];
  assert.deepEqual(tell(look(before, advisory(['CVE-1']), advisory(['GHSA-1']))), [
    'other CVE-1 as CVE-1 since 1',
    'new GHSA-1 as GHSA-1 since 1000',
  ]);
});

test('9: what comes back after it was withdrawn is the finding that it was, and what is gone stays so', () => {
  const gone: KeptFinding = { ...kept(advisory(['CVE-1'])), goneAt: 5, goneWhy: 'withdrawn' };
  assert.deepEqual(look([gone]), []);
  assert.deepEqual(tell(look([gone], advisory(['CVE-1']))), ['other CVE-1 as CVE-1 since 1']);
});

test('17: malware is a finding apart from the vulnerability that shares its id', () => {
  const both = look([], malware('GHSA-1'), advisory(['GHSA-1', 'CVE-1']));
  assert.deepEqual(
    both.map(({ after }) => [after.class, after.recordId]),
    [
      ['malware', 'GHSA-1'],
      ['vulnerability', 'CVE-1'],
    ],
  );
  const before = both.map(({ after }) => after);
  assert.deepEqual(look(before, malware('GHSA-1'), advisory(['GHSA-1', 'CVE-1'])), []);
  assert.deepEqual(
    look([], malware('GHSA-1'), advisory(['GHSA-1'])).map(({ after }) => after.recordId),
    ['GHSA-1', 'GHSA-1:vulnerability'],
  );
});

test('what leaves things open is not other than before because it was looked at later', () => {
  assert.deepEqual(look([kept(undecided('CVE-1', 5))], undecided('CVE-1', 9)), []);
  // Once it is decided, it is the same finding.
  assert.deepEqual(tell(look([kept(undecided('CVE-1', 5))], advisory(['CVE-1']))), [
    'other CVE-1 as CVE-1 since 1',
  ]);
});

test('when a fix came out is known for as long as it is the same fix', () => {
  const fixed = advisory(['CVE-1'], { affected: [{ version: '1.0.0', fixedIn: '1.2.0' }] });
  const before = { ...kept(fixed), fixedAt: 3 };
  const scored = advisory(['CVE-1'], { score: 9, affected: [{ version: '1.0.0', fixedIn: '1.2.0' }] });
  assert.equal(look([before], scored)[0]?.after.fixedAt, 3);
  const other = advisory(['CVE-1'], { affected: [{ version: '1.0.0', fixedIn: '1.3.0' }] });
  assert.equal(look([before], other)[0]?.after.fixedAt, undefined);
});

test('7, 12, 16: fix, exploitation and dispute are those of the version', () => {
  const facts = describeEvidence(
    advisory(['CVE-1', 'GHSA-1'], {
      score: 9.8,
      epss: 0.5,
      epssPercentile: 0.9,
      kev: { dateAdded: '2021-12-10', dueDate: '2021-12-24', ransomware: true },
      disclosedAt: 4,
      affected: [{ version: '1.0.0', noKnownFix: true, disputedBy: ['PYSEC-1'] }],
    }),
  );
  assert.ok(facts !== undefined);
  const { evidence: _, ...rest } = facts;
  assert.deepEqual(rest, {
    class: 'vulnerability',
    shownId: 'CVE-1',
    ids: ['CVE-1', 'GHSA-1'],
    severity: 'critical',
    score: 9.8,
    epss: 0.5,
    epssPercentile: 0.9,
    kev: { dateAdded: '2021-12-10', dueDate: '2021-12-24', ransomware: true },
    disclosedAt: 4,
    noKnownFix: true,
    disputed: true,
  });
  assert.equal(
    describeEvidence(advisory(['R-1'], { informational: 'unmaintained' }))?.class,
    'informational',
  );
});
