// Impact for people: who has it and by which ways, who merely admits it, of whom it is not known, who fetched it.

import type {
  AffectedApplicationItem,
  ImpactPageItem,
  ImpactPlaceItem,
} from '../../http/api/impact-contract.ts';
import type { NameActor } from '../actor-names.ts';
import { nameOf } from '../app/print-application.ts';
import { count } from '../scan/print-report.ts';
import { shortTime, type Printer } from '../terminal/printer.ts';
import { words } from '../terminal/painted.ts';

export interface ImpactReport extends Omit<ImpactPageItem, 'next'> {
  readonly isCut: boolean;
}

/** Of one place, and of one application. */
const MOST_DIRECT = 5;
const MOST_ADMITTED = 5;
const MOST_UNTOLD = 10;

export function printImpact(out: Printer, what: string, report: ImpactReport, nameReader: NameActor): void {
  const { items, undecided } = report;
  for (const item of items) if (item.held.length > 0 || item.unread !== undefined) printHeld(out, item);
  printAdmitted(out, items);
  printUntold(out, items);
  if (undecided.length > 0) {
    out.line();
    out.line(
      words`${out.palette.strong('Not known')} whether these versions are meant: ${undecided.join(', ')}`,
    );
  }
  printFetched(out, report, nameReader);
  printOutcome(out, what, report);
}

function printHeld(out: Printer, { application, held, unread }: AffectedApplicationItem): void {
  const owner = application.owner === undefined ? '' : words`, owned by ${application.owner}`;
  out.line(words`${nameOf(out, application)}${owner}`);
  if (unread !== undefined) out.line(words`  ${out.palette.bad('Not known where:')} ${unread}`, 4);
  for (const { version, records, purl, places } of held) {
    const against = records.length === 0 ? '' : words`  ${records.join(', ')}`;
    const name = records.length === 0 ? version : purl;
    out.line(words`  ${out.palette.strong(name)}${against}`);
    for (const place of places) printPlace(out, place);
  }
}

function printPlace(out: Printer, place: ImpactPlaceItem): void {
  const { file, line, scope, ways, direct, directLeft, through } = place;
  const where = `${file}${line === undefined ? '' : `:${line}`}${scope === 'development' ? ', for development' : ''}`;
  out.line(words`    ${out.palette.faint(words`${where}`)}, ${describeWays(ways)}`, 6);
  for (const one of direct.slice(0, MOST_DIRECT)) {
    const isAll = direct.length + directLeft === 1;
    const more = one.ways.count === '1' || isAll ? '' : ` (the shortest of ${describeCount(one.ways)})`;
    const said = one.depth === 1 ? words`asked for by the project` : words`by ${one.via.join(' > ')}`;
    out.line(words`      ${said}${more}`, 8);
  }
  const left = directLeft + Math.max(0, direct.length - MOST_DIRECT);
  if (left > 0) out.line(out.palette.faint(`      … and by ${left} more direct dependencies`));
  const common = through.filter(({ name }) => !(direct.length === 1 && name === direct[0]?.name));
  const [only] = direct;
  if (direct.length === 1 && directLeft === 0 && only !== undefined && only.depth > 1) {
    const others = common.length === 0 ? '' : ` (or ${common.map(nameStep).join(', ')})`;
    out.line(words`      to move: ${out.palette.good(nameStep(only))}${others}`, 8);
  } else if (common.length > 0) {
    out.line(
      words`      to move: ${out.palette.good(common.map(nameStep).join(', '))}, any of which ends all ways`,
      8,
    );
  }
}

function describeWays(ways: ImpactPlaceItem['ways']): string {
  if (ways === undefined) return 'the file does not tell by which ways';
  return ways.count === '0' ? 'no way that is known leads there' : describeCount(ways);
}

function describeCount({ count: number, isMore, hasCycles }: NonNullable<ImpactPlaceItem['ways']>): string {
  const told = number.length > 15 ? `10^${number.length - 1}` : Number(number).toLocaleString('en-US');
  const more = isMore || number.length > 15 ? 'more than ' : '';
  return `${more}${told} ${number === '1' ? 'way' : 'ways'}${hasCycles ? ', cycles counted as one step' : ''}`;
}

function nameStep({
  name,
  version,
}: {
  readonly name: string;
  readonly version?: string | undefined;
}): string {
  return version === undefined ? name : `${name}@${version}`;
}

function printAdmitted(out: Printer, items: ImpactReport['items']): void {
  const admitting = items.filter(({ admitted }) => admitted.length > 0);
  if (admitting.length === 0) return;
  out.line();
  out.line(words`${out.palette.strong('Admitted, but another version is resolved')} (${admitting.length})`);
  for (const { application, admitted, admittedLeft } of admitting) {
    out.line(words`  ${nameOf(out, application)}`);
    for (const { file, by, range, resolved } of admitted.slice(0, MOST_ADMITTED)) {
      const who = by === undefined ? 'the project' : nameStep(by);
      out.line(
        words`    ${file}: ${who} asks for ${range === '' ? '""' : range}, resolved is ${resolved}`,
        6,
      );
    }
    const left = admittedLeft + Math.max(0, admitted.length - MOST_ADMITTED);
    if (left > 0) out.line(out.palette.faint(`    … and ${left} more`));
  }
}

function printUntold(out: Printer, items: ImpactReport['items']): void {
  const lines = items.flatMap(({ application: { name, environment }, untold }) =>
    untold.map(({ file, resolved }) => `${name} in ${environment}: ${file}, resolved is ${resolved}`),
  );
  if (lines.length === 0) return;
  out.line();
  out.line(
    words`${out.palette.strong('Not known whether it is admitted')} (${lines.length}); another version is resolved`,
  );
  for (const line of lines.slice(0, MOST_UNTOLD)) out.line(words`  ${line}`, 4);
  if (lines.length > MOST_UNTOLD) out.line(out.palette.faint(`  … and ${lines.length - MOST_UNTOLD} more`));
}

function printFetched(out: Printer, { fetched }: ImpactReport, nameReader: NameActor): void {
  if (fetched === undefined || fetched.readers.length === 0) return;
  out.line();
  out.line(
    words`${out.palette.strong('Fetched from here')} (${fetched.readers.length}${fetched.hasMore ? ' or more' : ''})`,
  );
  out.table(
    ['last', 'times', 'who', 'client', 'versions'],
    fetched.readers.map((one) => [
      shortTime(one.lastAt),
      String(one.count),
      nameReader(one.reader),
      one.client,
      one.versions.join(' '),
    ]),
  );
}

function printOutcome(out: Printer, what: string, { items, isCut, fetched }: ImpactReport): void {
  const holding = items.filter(({ held }) => held.length > 0).length;
  if (items.length > 0) out.line();
  if (holding === 0) {
    const elsewhere = (fetched?.readers.length ?? 0) > 0 ? '; it was fetched from here all the same' : '';
    out.line(words`No application has ${what}, as far as they were pushed here${elsewhere}.`);
  } else {
    out.line(
      words`${out.palette.bad(count(holding, 'application'))} ${holding === 1 ? 'has' : 'have'} ${what}`,
    );
  }
  if (isCut) out.line('… and more were not looked at: ask with a higher --limit');
}
