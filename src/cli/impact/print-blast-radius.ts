// A blast radius for people: how many stand how far away, and through whom most of them come to it.

import type { BlastRadiusItem } from '../../http/api/impact-contract.ts';
import { count } from '../scan/print-report.ts';
import type { Printer } from '../terminal/printer.ts';
import { words } from '../terminal/painted.ts';

const BAR = 30;
const MOST_DEPTHS = 12;

export function printBlastRadius(out: Printer, what: string, found: BlastRadiusItem): void {
  const { total, byDepth, direct, untold, perhaps, isKnown } = found;
  if (!isKnown) out.line(words`${what} was never seen here, nor anybody who needs it.`);
  else if (total === 0) out.line(words`Nobody who was seen here depends on ${what}.`);
  else {
    out.line(words`${out.palette.bad(count(total, 'package'))} depend on ${what}`);
    const most = Math.max(...byDepth);
    for (const [depth, number] of byDepth.slice(0, MOST_DEPTHS).entries()) {
      const bar = '█'.repeat(Math.max(1, Math.round((number / most) * BAR)));
      const where = depth === 0 ? 'need it themselves' : `${depth + 1} steps away`;
      out.line(words`  ${String(number).padStart(8)}  ${out.palette.faint(bar)} ${where}`);
    }
    if (byDepth.length > MOST_DEPTHS) out.line(out.palette.faint(`  … up to ${byDepth.length} steps away`));
    out.line();
    out.table(
      ['needs it', 'asks for', 'through it', 'policy'],
      direct.map(({ name, version, range, isPerhaps, through, verdict }) => [
        `${name}@${version}`,
        `${range ?? '?'}${isPerhaps === true ? ' (perhaps)' : ''}`,
        String(through),
        verdict === undefined ? '' : out.palette.action(verdict.action),
      ]),
    );
    if (untold > 0)
      out.line(
        words`Of ${count(untold, 'package')} it is not known whether the range admits it; they count.`,
      );
    if (perhaps > 0)
      out.line(
        words`Of ${count(perhaps, 'package')} it is not known whether they need it for more than building and testing; they count.`,
      );
  }
  printBasis(out, found);
}

function printBasis(out: Printer, { refused, lookedUp, basis }: BlastRadiusItem): void {
  if (refused > 0) {
    out.line(words`The policy holds back or refuses ${refused} of the nearest ${lookedUp}.`);
  }
  if (basis.packages === 0) {
    out.line(
      out.palette.faint('No package was asked for here yet, so that nothing is known of who needs whom.'),
    );
    return;
  }
  const unread = basis.unread === 0 ? '' : `; the documents of ${basis.unread} cannot be read`;
  out.line(
    out.palette.faint(
      `Based on ${basis.telling} of the ${count(basis.packages, 'package')} that were asked for here: of the others no document that is kept says what they need${unread}.`,
    ),
  );
}
