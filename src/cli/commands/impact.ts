// gatehouse impact: which applications have a package, by which ways it came in, and what to move.

import { blastRadius, impactPage, impactTree } from '../../http/api/impact-contract.ts';
import { readActorNames } from '../actor-names.ts';
import { command } from '../command.ts';
import { LIMIT_FLAG } from '../common-words.ts';
import { askPages, type Desk } from '../desk/desk.ts';
import { printBlastRadius } from '../impact/print-blast-radius.ts';
import { printImpact, type ImpactReport } from '../impact/print-impact.ts';
import { printTree } from '../impact/print-tree.ts';
import { parseLimit } from '../parse-limit.ts';
import { UsageError } from '../usage-error.ts';

export const impactCommand = command({
  name: 'impact',
  summary: 'Say which applications have a package or what a record is against, and by which ways',
  details: [
    'By the newest snapshot of each application (gatehouse app push). Ways are told shortest first, one for each direct dependency, and counted; what all of them lead through is what to move. That a range admits a version is told apart from its being resolved; where a file does not say its ranges, that is said too.',
    'Who fetched it from here is told to auditors. Exits 1 when an application has it.',
  ],
  words: [
    {
      name: 'WHAT',
      says: 'A package with or without a version (pkg:npm/left-pad@1.3.0), or the id of a record (CVE-2021-44228)',
    },
  ],
  flags: {
    range: {
      value: 'RANGE',
      says: 'Versions, in the ecosystem\'s own words (">=2.0 <2.15") or as vers:npm/>=2.0|<2.15',
    },
    everything: {
      says: 'Instead: who depends on it, near and far, among all packages that the gate has seen',
    },
    tree: { says: 'One tree over all applications: the package, below it those that need it' },
    limit: LIMIT_FLAG,
  },
  hasJson: true,
  usesData: true,
  examples: [
    'gatehouse impact pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1',
    'gatehouse impact pkg:maven/org.apache.logging.log4j/log4j-core --range "[2.0,2.15)"',
    'gatehouse impact CVE-2021-44228 --tree',
    'gatehouse impact pkg:npm/ms --everything',
  ],
  async run(context, { words: [what = ''], flags }) {
    const desk = await context.openDesk();
    const query = {
      ...(what.startsWith('pkg:') ? { purl: what } : { record: what }),
      ...(flags.range === undefined ? {} : { range: flags.range }),
    };
    if (flags.everything) {
      assertPackage(what, flags.range);
      const found = await desk.ask({ path: '/blast-radius', query: { purl: what }, answer: blastRadius });
      if (context.shared.isJson) context.out.json(found);
      else printBlastRadius(context.out, what, found);
      return found.total > 0 ? 1 : 0;
    }
    if (flags.tree) {
      const tree = await desk.ask({ path: '/impact/tree', query, answer: impactTree });
      if (context.shared.isJson) context.out.json(tree);
      else printTree(context.out, what, tree);
      return tree.applications > 0 ? 1 : 0;
    }
    const report = await askImpact(desk, query, parseLimit(flags.limit, 'impact'));
    if (context.shared.isJson) context.out.json(report);
    else {
      const readers = report.fetched?.readers.map(({ reader }) => reader) ?? [];
      printImpact(context.out, what, report, await readActorNames(desk, readers));
    }
    return report.items.some(({ held }) => held.length > 0) ? 1 : 0;
  },
});

function assertPackage(what: string, range: string | undefined): void {
  if (what.startsWith('pkg:') && range === undefined) return;
  throw new UsageError('--everything takes a package, with or without a version', { commandName: 'impact' });
}

/** What is told once is on the first page. */
async function askImpact(
  desk: Desk,
  query: Readonly<Record<string, string>>,
  limit: number,
): Promise<ImpactReport> {
  const question = { path: '/impact', query, answer: impactPage };
  const first = await desk.ask({ ...question, query: { ...query, limit: Math.min(limit, 200) } });
  const { items, next, ...once } = first;
  if (next === undefined || items.length >= limit) return { items, isCut: next !== undefined, ...once };
  const rest = await askPages(desk, { ...question, query: { ...query, after: next } }, limit - items.length);
  return { ...rest, items: [...items, ...rest.items], ...once };
}
