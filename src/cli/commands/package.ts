// gatehouse package: what holds a package back from being published, and freezing it.

import {
  freezeKind,
  frozenPackages,
  packageHolds,
  type PackageHoldsShown,
} from '../../http/api/hold-contract.ts';
import { command } from '../command.ts';
import { ECOSYSTEM_WORD, PACKAGE_WORD } from '../common-words.ts';
import { apiPath } from '../desk/desk.ts';
import { words } from '../terminal/painted.ts';
import { shortTime, type Printer } from '../terminal/printer.ts';
import { UsageError } from '../usage-error.ts';

const REASON_FLAG = {
  value: 'TEXT',
  says: 'Why, in a sentence that everybody may read who may see it',
} as const;

/** Who may end a freeze, and whether there is one, stands there. */
const HELPS = {
  conflict: { says: 'What holds it now', command: 'gatehouse package holds ECOSYSTEM PACKAGE' },
  'not-allowed': {
    says: 'What holds it, and who ends that',
    command: 'gatehouse package holds ECOSYSTEM PACKAGE',
  },
  'not-found': 'gatehouse owner list ORGANISATION',
} as const;

const holds = command({
  name: 'package holds',
  helps: HELPS,
  summary: 'Show what holds a package back from being published: since when, why, and who may end it',
  words: [ECOSYSTEM_WORD, PACKAGE_WORD],
  hasJson: true,
  usesData: true,
  async run(context, { words: [ecosystem = '', name = ''] }) {
    const path = apiPath('holds', ecosystem, name);
    const question = { path, answer: packageHolds, tellsPeopleMore: true } as const;
    const found = await (await context.openDesk()).ask(question);
    if (context.shared.isJson) context.out.json(found);
    else {
      printHolds(context.out, found);
      if (!found.mayFreeze)
        context.out.hint('Who alone is held back is told to its people and to reviewers.');
    }
    return 0;
  },
});

const freeze = command({
  name: 'package freeze',
  helps: HELPS,
  summary:
    'Freeze a package, or with --all everything of yours: nothing of it is published, changed or handed over until that is ended',
  words: [
    { ...ECOSYSTEM_WORD, isOptional: true },
    { ...PACKAGE_WORD, isOptional: true },
  ],
  flags: {
    all: { says: 'Every package of your account, and of the organisations that you own' },
    organisation: { value: 'NAME', says: 'With --all: of this organisation alone' },
    reason: REASON_FLAG,
  },
  hasJson: true,
  usesData: true,
  examples: [
    "gatehouse package freeze npm '@acme/tide' --reason 'a laptop was stolen'",
    'gatehouse package freeze --all',
  ],
  async run(context, { words: [ecosystem, name], flags: { all, organisation, reason = '' } }) {
    const { out } = context;
    if (all === (name !== undefined) || (organisation !== undefined && !all)) {
      throw new UsageError('expected either ECOSYSTEM and PACKAGE or --all', {
        commandName: 'package freeze',
      });
    }
    const desk = await context.openDesk();
    if (all) {
      const body = { reason, ...(organisation === undefined ? {} : { organisation }) };
      const frozen = await desk.ask({ method: 'POST', path: '/holds/freeze', body, answer: frozenPackages });
      if (context.shared.isJson) out.json(frozen);
      else if (frozen.items.length === 0) {
        out.line(words`Nothing was left to freeze.`);
        if (organisation === undefined) {
          out.hint(
            'Of an organisation that you do not own: gatehouse package freeze --all --organisation NAME',
          );
        }
      } else {
        out.table(
          ['ecosystem', 'frozen'],
          frozen.items.map((one) => [one.ecosystem, one.name]),
        );
        out.hint('An owner ends each: gatehouse package unfreeze ECOSYSTEM PACKAGE');
      }
      return 0;
    }
    const path = apiPath('holds', ecosystem ?? '', name ?? '', 'freeze');
    const found = await desk.ask({ method: 'POST', path, body: { reason }, answer: packageHolds });
    if (context.shared.isJson) out.json(found);
    else {
      out.line(words`${out.palette.good('Frozen')}: ${found.name}. Reading it goes on as before.`);
      printHolds(out, found);
    }
    return 0;
  },
});

const unfreeze = command({
  name: 'package unfreeze',
  helps: HELPS,
  summary: "End a package's freezes, as far as you may. Takes a second factor, and you again",
  words: [ECOSYSTEM_WORD, PACKAGE_WORD],
  flags: { kind: { value: 'KIND', says: `Of this kind alone: ${freezeKind.options.join(', ')}` } },
  hasJson: true,
  usesData: true,
  async run(context, { words: [ecosystem = '', name = ''], flags: { kind } }) {
    const known = kind === undefined ? undefined : freezeKind.safeParse(kind);
    if (known?.success === false) {
      throw new UsageError(`expected one of ${freezeKind.options.join(', ')}`, {
        commandName: 'package unfreeze',
      });
    }
    const path = apiPath('holds', ecosystem, name, 'unfreeze');
    const body = known === undefined ? {} : { kind: known.data };
    const found = await (await context.openDesk()).ask({ method: 'POST', path, body, answer: packageHolds });
    const { out, shared } = context;
    if (shared.isJson) out.json(found);
    else {
      const isFrozen = found.holds.some((one) => FROZEN.has(one.kind));
      if (!isFrozen) out.line(words`${out.palette.good('Not frozen any more')}: ${found.name}.`);
      if (found.holds.length > 0) printHolds(out, found);
    }
    return 0;
  },
});

export const packageCommands = [holds, freeze, unfreeze];

const FROZEN: ReadonlySet<string> = new Set([
  'frozen-by-owner',
  'frozen-by-reviewer',
  'identity-mismatch',
] satisfies PackageHoldsShown['holds'][number]['kind'][]);

function printHolds(out: Printer, { name, holds: found }: PackageHoldsShown): void {
  if (found.length === 0) {
    out.line(words`Nothing holds ${name} back.`);
    return;
  }
  const rows = found.map((one) => [
    one.kind.replaceAll('-', ' '),
    shortTime(one.since),
    one.until === undefined ? '' : shortTime(one.until),
    one.about?.replace(/^account:/, '') ?? 'everybody',
    one.by?.replace(/^account:/, '') ?? '',
    one.reason,
    one.endedBy,
  ]);
  // What none of them has takes no room: who froze it is told to those who signed in.
  const columns = ['hold', 'since', 'until', 'about', 'by', 'why', 'ended by']
    .map((title, index) => ({ title, index }))
    .filter(({ index }) => rows.some((row) => row[index] !== ''));
  out.table(
    columns.map(({ title }) => title),
    rows.map((row) => columns.map(({ index }) => row[index] ?? '')),
  );
}
