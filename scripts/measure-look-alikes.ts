// Measures how well the comparison of names tells deceivers from honest neighbours: on names that were used to deceive, and on all
// names in the advisory data beside the project (docs/namespaces.md quotes it).
//
//   node scripts/measure-look-alikes.ts [folder of the data]

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { ADAPTERS } from '../src/ecosystems/list.ts';
import { ECOSYSTEMS, type Ecosystem } from '../src/kernel/ecosystem.ts';
import { createLikenessIndex, type LikenessIndex } from '../src/kernel/look-alike.ts';
import type { PackageName } from '../src/kernel/package-ref.ts';
import { SQUATS } from '../test/support/name-squats.ts';

interface Advisory {
  readonly summary?: string;
  readonly affected?: readonly { readonly package?: { readonly name?: string } }[];
}

const HONEST: Readonly<Record<Ecosystem, readonly string[]>> = {
  npm: ['npm', 'npm.ghsa-2024-derived'],
  pypi: ['PyPI'],
  cargo: ['crates-io'],
  maven: ['Maven', 'Maven.ghsa-2024-derived'],
  composer: ['Packagist'],
};
const MALICIOUS: Readonly<Record<Ecosystem, string>> = {
  npm: 'npm',
  pypi: 'PyPI',
  cargo: 'crates-io',
  maven: 'Maven',
  composer: 'Packagist',
};

const data = process.argv[2] ?? join(import.meta.dirname, '../../shared/data');

function readNames(ecosystem: Ecosystem, file: string): ReadonlySet<PackageName> {
  const path = join(data, `${file}.ndjson.gz`);
  const names = new Set<PackageName>();
  if (!existsSync(path)) return names;
  for (const line of gunzipSync(readFileSync(path)).toString('utf8').split('\n')) {
    if (line === '') continue;
    const { summary = '', affected = [] } = JSON.parse(line) as Advisory;
    // Of the records about vulnerabilities, some are about malware all the same.
    if (file.startsWith('osv/') && /malicious|malware/i.test(summary)) continue;
    for (const { package: about } of affected) {
      try {
        names.add(ADAPTERS[ecosystem].names.parse(about?.name ?? ''));
      } catch {
        // Some records name what is no name there.
      }
    }
  }
  return names;
}

function indexOf(ecosystem: Ecosystem, names: Iterable<PackageName>): LikenessIndex {
  const rules = ADAPTERS[ecosystem].names;
  return createLikenessIndex([...names].map((name) => ({ written: name, parts: rules.toPurl(name) })));
}

function isFlagged(index: LikenessIndex, ecosystem: Ecosystem, name: PackageName): boolean {
  return index.find(name, ADAPTERS[ecosystem].names.toPurl(name)).length > 0;
}

const percent = (part: number, all: number) => (all === 0 ? '-' : `${((100 * part) / all).toFixed(1)} %`);

console.log(
  '| ecosystem | deceivers found | honest names | held up among all others | malicious names held up | precision |',
);
console.log('| --- | --- | --- | --- | --- | --- |');
for (const ecosystem of ECOSYSTEMS) {
  const parse = (raw: string) => ADAPTERS[ecosystem].names.parse(raw);
  const malicious = readNames(ecosystem, `malware/${MALICIOUS[ecosystem]}`);
  const honest = new Set(HONEST[ecosystem].flatMap((file) => [...readNames(ecosystem, `osv/${file}`)]));
  for (const name of malicious) honest.delete(name);
  const targets = SQUATS[ecosystem].map(([, known]) => parse(known));
  const found = SQUATS[ecosystem].filter(([name]) =>
    isFlagged(indexOf(ecosystem, targets), ecosystem, parse(name)),
  );
  const index = indexOf(ecosystem, honest);
  const heldUp = [...honest].filter((name) => isFlagged(index, ecosystem, name)).length;
  const caught = [...malicious].filter((name) => isFlagged(index, ecosystem, name)).length;
  console.log(
    `| ${ecosystem} | ${found.length} of ${SQUATS[ecosystem].length} | ${honest.size} | ${heldUp} (${percent(heldUp, honest.size)}) ` +
      `| ${caught} of ${malicious.size} (${percent(caught, malicious.size)}) | ${percent(caught, caught + heldUp)} |`,
  );
}
