import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { Evidence } from '../kernel/evidence.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { decodeHeader, toStoredAdvisory } from './advisory-record.ts';
import { matchAdvisories, matchMany, type AdvisoryMatch, type MatchDeps } from './match-advisories.ts';
import type { MatchSubject } from './members.ts';
import { createMemoryAdvisories, type MemoryAdvisories } from './testing/memory-advisory-store.ts';
import { entry, range, record, testRulesOf } from './testing/records.ts';

const AT = Date.UTC(2026, 5, 1);

/** Stores records; those of feed `b` are trusted less. */
async function storeOf(
  ...records: readonly (readonly [id: string, fields: object, feed?: string])[]
): Promise<MemoryAdvisories> {
  const store = createMemoryAdvisories();
  for (const [index, [id, fields, feed = 'a']] of records.entries()) {
    const stored = toStoredAdvisory(record(id, fields), { feed, document: id, digest: '' }, testRulesOf);
    assert.ok(stored, id);
    await store.imports.writeRecords({
      feed,
      generation: 1,
      at: AT + index,
      records: [stored],
      unchanged: [],
    });
  }
  return store;
}

function depsOf(store: MemoryAdvisories): MatchDeps {
  return {
    lookups: store.lookups,
    rulesOf: testRulesOf,
    trustOf: (feed) => ({ confidence: feed === 'a' ? 0.9 : 0.4 }),
  };
}

function subject(ecosystem: Ecosystem, name: string, ...versions: readonly string[]): MatchSubject {
  return { ref: { ecosystem, name: asPackageName(name) }, versions };
}

async function match(store: MemoryAdvisories, of: MatchSubject): Promise<AdvisoryMatch> {
  return matchAdvisories(depsOf(store), of);
}

function only<K extends 'advisory' | 'malware'>(
  kind: K,
  { evidence }: AdvisoryMatch,
): Evidence<K>['details'] {
  assert.deepEqual(
    evidence.map((one) => one.kind),
    [kind],
  );
  return evidence[0]?.details as Evidence<K>['details'];
}

const below = (fixed: string): object => range('SEMVER', { introduced: '0' }, { fixed });
const npm = (name: string, fixed: string, fields: object = {}): object =>
  entry('npm', name, { ranges: [below(fixed)], ...fields });
const V31 = { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' };
const V4 = { type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' };

test('an advisory says what is affected, where it is fixed, and who says so', async () => {
  const store = await storeOf([
    'GHSA-1',
    {
      published: '2025-01-01T00:00:00Z',
      aliases: ['CVE-2025-0001'],
      summary: 'A flaw',
      severity: [V31],
      references: [
        { type: 'PACKAGE', url: 'https://code.example/a' },
        { type: 'ADVISORY', url: 'https://advisories.example/1' },
      ],
      database_specific: { cwe_ids: ['CWE-79'], github_reviewed: true },
      affected: [npm('a', '1.2.0')],
    },
  ]);
  const found = await match(store, subject('npm', 'a', '1.0.0', '1.1.0', '1.2.0'));
  assert.deepEqual(found.evidence, [
    {
      id: 'advisory:npm:a:CVE-2025-0001',
      kind: 'advisory',
      subject: { ecosystem: 'npm', name: 'a' },
      source: 'a',
      observedAt: AT,
      confidence: 0.9,
      details: {
        recordId: 'CVE-2025-0001',
        aliases: ['GHSA-1'],
        summary: 'A flaw',
        url: 'https://advisories.example/1',
        score: 9.8,
        vector: V31.score,
        cwes: ['CWE-79'],
        disclosedAt: Date.UTC(2025, 0, 1),
        reviewed: true,
        affected: [
          { version: '1.0.0', fixedIn: '1.2.0' },
          { version: '1.1.0', fixedIn: '1.2.0' },
        ],
        fixedVersions: ['1.2.0'],
        ranges: '<1.2.0',
      },
    },
  ]);
  assert.deepEqual([found.candidates, found.undecided], [1, []]);
});

test('20: without a match the answer says how many records were compared', async () => {
  const store = await storeOf(['GHSA-1', { affected: [npm('a', '1.2.0')] }]);
  const found = await match(store, subject('npm', 'a', '1.2.0'));
  assert.deepEqual([found.evidence, found.candidates], [[], 1]);
});

test('6: versions that a record leaves open are undecided, not clean', async () => {
  const store = await storeOf([
    'PYSEC-1',
    {
      affected: [
        entry('PyPI', 'a', { ranges: [range('ECOSYSTEM', { introduced: '1.0' }, { fixed: '2.0' })] }),
      ],
    },
  ]);
  const found = await match(store, subject('pypi', 'a', 'trunk', '2.0'));
  assert.deepEqual(found.evidence, []);
  assert.deepEqual(found.undecided, [
    { feed: 'a', recordId: 'PYSEC-1', malware: false, versions: ['trunk'] },
  ]);
});

test('6: what a malware record leaves open is not settled by a mere vulnerability of its group', async () => {
  const open = entry('PyPI', 'a', {
    ranges: [range('ECOSYSTEM', { introduced: '1.0' }, { fixed: '2.0' })],
  });
  const listing = entry('PyPI', 'a', { versions: ['trunk'] });
  const undecided = async (settling: string): Promise<readonly string[]> => {
    const store = await storeOf(
      ['MAL-1', { aliases: ['CVE-1'], affected: [open] }],
      [settling, { aliases: ['CVE-1'], affected: [listing] }],
    );
    return (await match(store, subject('pypi', 'a', 'trunk'))).undecided.map(({ recordId }) => recordId);
  };
  assert.deepEqual(await undecided('PYSEC-1'), ['MAL-1']);
  assert.deepEqual(await undecided('MAL-2'), []);
});

test('10: records are grouped by alias, over a third record too, and not by related or upstream', async () => {
  const store = await storeOf(
    ['PYSEC-1', { aliases: ['CVE-1'], affected: [entry('PyPI', 'a', { versions: ['1.0'] })] }],
    ['GHSA-1', { affected: [entry('PyPI', 'a', { versions: ['1.0'] })] }],
    ['LINK-1', { aliases: ['GHSA-1', 'CVE-1'], affected: [entry('PyPI', 'b', { versions: ['1.0'] })] }],
    [
      'GHSA-2',
      { related: ['CVE-1'], upstream: ['GHSA-1'], affected: [entry('PyPI', 'a', { versions: ['1.0'] })] },
    ],
  );
  const { evidence } = await match(store, subject('pypi', 'a', '1.0'));
  assert.deepEqual(
    evidence.map(({ details }) => details.recordId),
    ['CVE-1', 'GHSA-2'],
  );
});

test('10: aliases join no groups across ecosystems', async () => {
  const store = await storeOf(
    ['MAL-1', { aliases: ['MAL-2'], affected: [entry('npm', 'wessy', { versions: ['1.0.0'] })] }],
    ['MAL-2', { aliases: ['MAL-3'], affected: [entry('PyPI', 'wessy', { versions: ['1.0.0'] })] }],
    ['MAL-3', { affected: [entry('npm', 'wessy', { versions: ['1.0.0'] })] }],
  );
  const { evidence } = await match(store, subject('npm', 'wessy', '1.0.0'));
  assert.deepEqual(
    evidence.map(({ id }) => id),
    ['malware:npm:wessy:MAL-1', 'malware:npm:wessy:MAL-3'],
  );
});

test('10: a withdrawn record asserts nothing any more', async () => {
  const store = await storeOf(
    ['GHSA-1', { aliases: ['CVE-1'], affected: [npm('a', '2.0.0')] }],
    ['GHSA-2', { aliases: ['CVE-2'], affected: [npm('a', '2.0.0')] }],
    [
      'LINK-1',
      { aliases: ['CVE-1', 'CVE-2'], withdrawn: '2026-01-01T00:00:00Z', affected: [npm('a', '2.0.0')] },
    ],
  );
  const { evidence } = await match(store, subject('npm', 'a', '1.0.0'));
  assert.deepEqual(
    evidence.map(({ details }) => details.recordId),
    ['CVE-1', 'CVE-2'],
  );
});

test('11: one statement for a group; members that disagree are named', async () => {
  const store = await storeOf(
    ['GHSA-1', { aliases: ['CVE-1'], affected: [npm('a', '1.5.0')] }],
    ['OTHER-1', { aliases: ['CVE-1'], affected: [npm('a', '2.0.0')] }, 'b'],
  );
  const details = only('advisory', await match(store, subject('npm', 'a', '1.0.0', '1.6.0')));
  assert.deepEqual(details.affected, [
    { version: '1.0.0', fixedIn: '2.0.0' },
    { version: '1.6.0', fixedIn: '2.0.0', disputedBy: ['GHSA-1'] },
  ]);
  assert.deepEqual([details.recordId, details.aliases], ['CVE-1', ['GHSA-1', 'OTHER-1']]);
  assert.deepEqual([details.fixedVersions, details.ranges], [['1.5.0'], '<2.0.0']);
});

test('11: the id shown is a CVE before a GHSA before the own', async () => {
  const shown = async (id: string, ...aliases: readonly string[]): Promise<string> => {
    const store = await storeOf([id, { aliases, affected: [npm('a', '2.0.0')] }]);
    return only('advisory', await match(store, subject('npm', 'a', '1.0.0'))).recordId;
  };
  assert.equal(await shown('x_OWN-1', 'GHSA-1', 'CVE-2021-10'), 'CVE-2021-10');
  assert.equal(await shown('PYSEC-1', 'GHSA-1'), 'GHSA-1');
  assert.equal(await shown('x_OWN-1', 'PYSEC-1'), 'PYSEC-1');
  assert.equal(await shown('x_OWN-1'), 'x_OWN-1');
});

test('12: a member without a fix does not hide the fix of another', async () => {
  const store = await storeOf(
    ['GHSA-1', { aliases: ['CVE-1'], affected: [npm('a', '1.5.0')] }],
    [
      'OTHER-1',
      {
        aliases: ['CVE-1'],
        affected: [entry('npm', 'a', { ranges: [range('SEMVER', { introduced: '0' })] })],
      },
    ],
  );
  const details = only('advisory', await match(store, subject('npm', 'a', '1.0.0')));
  assert.deepEqual(details.affected, [{ version: '1.0.0', fixedIn: '1.5.0' }]);
});

test('13: a severity is inherited from the group, also from a record about another package', async () => {
  const store = await storeOf(
    ['PYSEC-1', { aliases: ['CVE-1'], affected: [entry('PyPI', 'a', { versions: ['1.0'] })] }],
    [
      'GHSA-1',
      { aliases: ['CVE-1'], severity: [V31], affected: [entry('PyPI', 'b', { versions: ['1.0'] })] },
    ],
  );
  const details = only('advisory', await match(store, subject('pypi', 'a', '1.0')));
  assert.deepEqual([details.score, details.vector], [9.8, V31.score]);
});

test("13: the package's severity comes before the record's, and CVSS 4 before 3", async () => {
  const store = await storeOf([
    'GHSA-1',
    { severity: [V31], affected: [npm('a', '2.0.0', { severity: [V31, V4] }), npm('b', '2.0.0')] },
  ]);
  assert.equal(only('advisory', await match(store, subject('npm', 'a', '1.0.0'))).score, 9.3);
  assert.equal(only('advisory', await match(store, subject('npm', 'b', '1.0.0'))).score, 9.8);
});

test('13: no severity is invented', async () => {
  const store = await storeOf([
    'GHSA-1',
    {
      database_specific: { severity: 'CRITICAL' },
      severity: [{ type: 'CVSS_V3', score: 'x' }],
      affected: [npm('a', '2.0.0')],
    },
  ]);
  const details = only('advisory', await match(store, subject('npm', 'a', '1.0.0')));
  assert.equal(Object.hasOwn(details, 'score'), false);
});

test('14: a record about another repository matches only where the repository is unknown or the same', async () => {
  const drupal = 'https://packages.example/8';
  const store = await storeOf([
    'DRUPAL-1',
    {
      affected: [
        entry(`Packagist:${drupal}`, 'drupal/x', {
          ranges: [range('ECOSYSTEM', { introduced: '0' }, { fixed: '2.0.4' })],
        }),
      ],
    },
  ]);
  const hits = async (repository?: string): Promise<number> => {
    const of = {
      ...subject('composer', 'drupal/x', '2.0.3'),
      ...(repository === undefined ? {} : { repository }),
    };
    return (await match(store, of)).evidence.length;
  };
  assert.deepEqual([await hits(), await hits(`${drupal}/`), await hits('https://other.example')], [1, 1, 0]);
});

test('16: KEV and EPSS are joined by the CVE among the aliases', async () => {
  const store = await storeOf(['GHSA-1', { aliases: ['CVE-2021-44228'], affected: [npm('a', '2.0.0')] }]);
  await store.imports.replaceKev([
    { cve: 'CVE-2021-44228', dateAdded: '2021-12-10', dueDate: '2021-12-24', knownRansomwareUse: true },
  ]);
  await store.imports.writeEpss([{ cve: 'CVE-2021-44228', score: 0.97, percentile: 1 }], 1, true);
  const details = only('advisory', await match(store, subject('npm', 'a', '1.0.0')));
  assert.deepEqual(details.kev, { dateAdded: '2021-12-10', dueDate: '2021-12-24', ransomware: true });
  assert.deepEqual([details.epss, details.epssPercentile], [0.97, 1]);
});

test('13: every score is kept with its source, the newest CVSS first', async () => {
  const store = await storeOf(
    ['PYSEC-1', { aliases: ['CVE-1'], affected: [entry('PyPI', 'a', { versions: ['1.0'] })] }],
    [
      'GHSA-1',
      { aliases: ['CVE-1'], severity: [V31, V4], affected: [entry('PyPI', 'b', { versions: ['9'] })] },
    ],
  );
  const details = only('advisory', await match(store, subject('pypi', 'a', '1.0')));
  assert.deepEqual([details.score, details.vector], [9.3, V4.score]);
  assert.deepEqual(details.scores, [
    { score: 9.3, vector: V4.score, source: 'GHSA-1' },
    { score: 9.8, vector: V31.score, source: 'GHSA-1' },
  ]);
});

test('7: what a record knows of up to a last version has no known fix', async () => {
  const ranges = [range('SEMVER', { introduced: '0' }, { last_affected: '2.0.0' })];
  const store = await storeOf(['GHSA-1', { affected: [entry('npm', 'a', { ranges })] }]);
  const details = only('advisory', await match(store, subject('npm', 'a', '1.0.0')));
  assert.deepEqual(details.affected, [{ version: '1.0.0', noKnownFix: true }]);
});

test('a flaw was disclosed when the first record of its group was published', async () => {
  const store = await storeOf(
    ['GHSA-1', { aliases: ['CVE-1'], published: '2025-01-05T00:00:00Z', affected: [npm('a', '1.2.0')] }],
    ['CVE-1', { published: '2024-12-24T00:00:00Z', affected: [npm('b', '1.2.0')] }],
  );
  const details = only('advisory', await match(store, subject('npm', 'a', '1.0.0')));
  assert.equal(details.disclosedAt, Date.UTC(2024, 11, 24));
});

test('17: malware is told apart by id, origin, CWE-506 and category', async () => {
  const any = (fields: object = {}, name = 'a', ecosystem = 'npm'): object =>
    entry(ecosystem, name, { versions: ['1.0.0'], ...fields });
  const cases: readonly (readonly [string, object])[] = [
    ['MAL-1', { affected: [any()] }],
    ['X-1', { database_specific: { 'malicious-packages-origins': [] }, affected: [any()] }],
    ['GHSA-1', { database_specific: { cwe_ids: ['CWE-506'] }, affected: [any()] }],
    ['X-2', { affected: [any({ database_specific: { cwes: [{ cweId: 'CWE-506' }] } })] }],
  ];
  for (const [id, fields] of cases) {
    const found = await match(await storeOf([id, fields]), subject('npm', 'a', '1.0.0'));
    assert.equal(only('malware', found).recordId, id);
  }
  const rust = await storeOf([
    'RUSTSEC-1',
    { affected: [any({ database_specific: { categories: ['malicious'] } }, 'a', 'crates.io')] },
  ]);
  only('malware', await match(rust, subject('cargo', 'a', '1.0.0')));
});

test('17: malware in a group of aliases stands apart from its vulnerability', async () => {
  const store = await storeOf(
    [
      'MAL-1',
      {
        aliases: ['CVE-1'],
        published: '2025-01-01T00:00:00Z',
        affected: [entry('npm', 'a', { versions: ['1.0.0'] })],
      },
    ],
    ['GHSA-1', { aliases: ['CVE-1'], affected: [npm('a', '2.0.0')] }],
  );
  const { evidence } = await match(store, subject('npm', 'a', '1.0.0', '1.1.0'));
  assert.deepEqual(
    evidence.map(({ kind, details }) => [kind, details.recordId]),
    [
      ['malware', 'MAL-1'],
      ['advisory', 'CVE-1'],
    ],
  );
  assert.deepEqual(only('malware', { evidence: evidence.slice(0, 1) } as unknown as AdvisoryMatch), {
    recordId: 'MAL-1',
    summary: '',
    scope: 'listed',
    versions: ['1.0.0'],
    recordedAt: Date.UTC(2025, 0, 1),
  });
});

test('malware of versions alone condemns these and no others', async () => {
  const store = await storeOf(['MAL-1', { affected: [entry('npm', 'a', { versions: ['4.4.2'] })] }]);
  assert.deepEqual((await match(store, subject('npm', 'a', '4.4.1', '4.4.3'))).evidence, []);
  const details = only('malware', await match(store, subject('npm', 'a', '4.4.1', '4.4.2')));
  assert.deepEqual([details.scope, details.versions], ['listed', ['4.4.2']]);
});

test('malware of a whole name beside exact versions names both', async () => {
  const store = await storeOf([
    'MAL-1',
    {
      affected: [
        entry('npm', '@ctrl/tiny', {
          ranges: [
            range('SEMVER', { introduced: '0' }),
            range('SEMVER', { introduced: '4.1.1' }, { last_affected: '4.1.2' }),
          ],
        }),
      ],
    },
  ]);
  const details = only(
    'malware',
    await match(store, subject('npm', '@ctrl/tiny', '4.1.0', '4.1.1', '4.1.2', '4.2.0')),
  );
  assert.deepEqual([details.scope, details.versions], ['all', ['4.1.1', '4.1.2']]);
});

test('4: informational records say so, unless a member of the group is none', async () => {
  const unsound = (informational?: string): object =>
    entry('crates.io', 'a', {
      ranges: [range('SEMVER', { introduced: '0.0.0-0' })],
      database_specific: { informational: informational ?? null },
    });
  const one = await storeOf(['RUSTSEC-1', { affected: [unsound('unmaintained')] }]);
  assert.equal(
    only('advisory', await match(one, subject('cargo', 'a', '1.0.0'))).informational,
    'unmaintained',
  );
  const two = await storeOf(
    ['RUSTSEC-1', { aliases: ['CVE-1'], affected: [unsound('unsound')] }],
    ['GHSA-1', { aliases: ['CVE-1'], affected: [unsound()] }],
  );
  assert.equal(only('advisory', await match(two, subject('cargo', 'a', '1.0.0'))).informational, undefined);
});

test('confidence is that of the most trusted feed which says so', async () => {
  const fields = { affected: [npm('a', '2.0.0')] };
  const both = await match(
    await storeOf(['GHSA-1', fields, 'b'], ['GHSA-1', fields, 'a']),
    subject('npm', 'a', '1.0.0'),
  );
  assert.deepEqual(
    both.evidence.map(({ source, confidence }) => [source, confidence]),
    [['a', 0.9]],
  );
  const weak = await match(await storeOf(['GHSA-1', fields, 'b']), subject('npm', 'a', '1.0.0'));
  assert.deepEqual(
    weak.evidence.map(({ source, confidence }) => [source, confidence]),
    [['b', 0.4]],
  );
});

test('without versions at hand all that is known is answered', async () => {
  const store = await storeOf(
    ['GHSA-1', { affected: [npm('a', '2.0.0')] }],
    ['MAL-1', { affected: [entry('npm', 'a', { versions: ['3.0.0'] })] }],
  );
  const { evidence } = await match(store, subject('npm', 'a'));
  assert.deepEqual(
    evidence.map((one) => (one.kind === 'malware' ? one.details.versions : one.details.affected)),
    [[], ['3.0.0']],
  );
});

test('many packages at once are answered as one by one, in their order', async () => {
  const store = await storeOf(
    ['GHSA-1', { aliases: ['CVE-1'], affected: [npm('a', '2.0.0'), npm('b', '3.0.0')] }],
    ['GHSA-2', { affected: [entry('PyPI', 'a', { versions: ['1.0'] })] }],
    ['MAL-1', { affected: [entry('npm', 'c', { ranges: [range('SEMVER', { introduced: '0' })] })] }],
  );
  const subjects = [
    subject('npm', 'b', '2.5.0'),
    subject('npm', 'a', '1.0.0'),
    subject('pypi', 'a', '1.0.0'),
    subject('npm', 'none', '1.0.0'),
    subject('npm', 'c', 'whatever'),
    subject('npm', 'a', '2.0.0'),
  ];
  const together = await matchMany(depsOf(store), subjects);
  const apart = await Promise.all(subjects.map((one) => match(store, one)));
  assert.deepEqual(together, apart);
  assert.deepEqual(
    together.map(({ evidence }) => evidence.length),
    [1, 1, 1, 0, 1, 0],
  );
});

test('in a group that somebody reviewed, an unreviewed record names no fix for the fast lane', async () => {
  const unreviewed = { aliases: ['GHSA-1'], affected: [npm('a', '1.6.6')] };
  const alone = only(
    'advisory',
    await match(await storeOf(['X-1', unreviewed, 'b']), subject('npm', 'a', '1.0.0')),
  );
  assert.deepEqual([alone.reviewed, alone.fixedVersions], [false, ['1.6.6']]);
  const store = await storeOf(['GHSA-1', { affected: [npm('a', '1.2.0')] }], ['X-1', unreviewed, 'b']);
  const group = only('advisory', await match(store, subject('npm', 'a', '1.0.0')));
  assert.deepEqual([group.reviewed, group.fixedVersions], [true, ['1.2.0']]);
});

test('asked without versions, what a record leaves open counts as held: silence would call it clean', async () => {
  const store = await storeOf(
    ['OPEN-1', { affected: [entry('npm', 'a')] }],
    ['OPEN-2', { affected: [entry('npm', 'b', { ranges: [range('OTHER', { introduced: '0' })] })] }],
    [
      'OPEN-3',
      {
        affected: [
          entry('npm', 'c', { ranges: [range('SEMVER', { introduced: '1.0.0' }, { fixed: 'soon' })] }),
        ],
      },
    ],
  );
  const ranges = async (name: string) => only('advisory', await match(store, subject('npm', name))).ranges;
  assert.deepEqual([await ranges('a'), await ranges('b'), await ranges('c')], ['*', '*', '>=1.0.0']);
});

test('asked without versions, a malware record of a range tells the range', async () => {
  const store = await storeOf([
    'MAL-2026-1',
    {
      affected: [
        entry('npm', 'a', { ranges: [range('SEMVER', { introduced: '1.2.3' }, { fixed: '1.2.5' })] }),
      ],
    },
  ]);
  const { scope, versions, ranges } = only('malware', await match(store, subject('npm', 'a')));
  assert.deepEqual({ scope, versions, ranges }, { scope: 'listed', versions: [], ranges: '>=1.2.3 <1.2.5' });
});

test('a long text in place of a summary is cut, and says so', () => {
  const source = { feed: 'test', document: '', digest: '' };
  const summaryOf = (details: string) => {
    const stored = toStoredAdvisory(
      record('LONG-1', { details, affected: [entry('npm', 'a')] }),
      source,
      testRulesOf,
    );
    assert.ok(stored !== undefined);
    return decodeHeader(stored.header).summary;
  };
  assert.equal(summaryOf('x'.repeat(300)), 'x'.repeat(300));
  assert.equal(summaryOf('x'.repeat(301)), `${'x'.repeat(299)}…`);
  assert.equal(summaryOf(`${'x'.repeat(298)} y z`), `${'x'.repeat(298)}…`);
});
