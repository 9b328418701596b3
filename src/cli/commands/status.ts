// gatehouse status: how the server stands.

import { status as statusAnswer, type Status } from '../../http/api/status-contract.ts';
import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { describeBytes } from '../describe-bytes.ts';
import { printFeeds } from '../print-feeds.ts';
import { summarizeWarnings } from '../summarize-warnings.ts';
import { shortTime, type Printer } from '../terminal/printer.ts';
import { words } from '../terminal/painted.ts';

export const statusCommand = command({
  name: 'status',
  summary: 'Say how the server, its feeds, upstreams and storage stand',
  details: ['Exits 1 when something needs somebody.'],
  hasJson: true,
  usesData: true,
  async run(context) {
    const desk = await context.openDesk();
    const found = await desk.ask({ path: '/status', answer: statusAnswer });
    if (context.shared.isJson) context.out.json({ place: desk.place, ...found });
    else print(context, found, desk.place.kind === 'server');
    return found.warnings.length === 0 ? 0 : 1;
  },
});

function print({ out, shared }: CommandContext, found: Status, isServer: boolean): void {
  const { palette } = out;
  const where = isServer
    ? words`${palette.good('runs')} at ${found.publicUrl} since ${shortTime(found.startedAt)} UTC`
    : words`${palette.notice('does not run')}; this is what its data folder ${shared.dataDir} says`;
  out.line(words`${palette.strong(`Gatehouse ${found.version}`)} ${where}`);
  for (const { text, command: fix } of summarizeWarnings(found)) {
    out.line(words`${palette.notice('!')} ${text}`);
    if (fix !== undefined) out.line(words`  ${palette.faint('do:')} ${palette.code(fix)}`);
  }
  out.line();
  printFeeds(out, found.feeds);
  out.line();
  printUpstreams(out, found.upstreams, isServer);
  out.line();
  const { database, blobBytes, quotaBytes, freeBytes } = found.storage;
  const free = freeBytes === undefined ? '' : `, ${describeBytes(freeBytes)} free on the disk`;
  out.line(
    words`${palette.faint('storage')}  ${database}, artifacts ${describeBytes(blobBytes)} of ${describeBytes(quotaBytes)}${free}`,
  );
  printMail(out, found.mail);
}

function printMail(out: Printer, { to, waiting, lastError }: Status['mail']): void {
  const { palette } = out;
  const where =
    to === 'folder' ? 'letters land in the folder mail/ of the data folder' : 'letters go by SMTP';
  out.line(words`${palette.faint('mail')}     ${where}, ${String(waiting)} wait`);
  if (lastError !== undefined) out.line(words`         ${palette.notice(lastError)}`);
}

function printUpstreams(out: Printer, upstreams: Status['upstreams'], isServer: boolean): void {
  const { palette } = out;
  const paint = { up: palette.good, unused: palette.faint, failing: palette.notice, down: palette.bad };
  if (upstreams.length === 0) {
    out.line('No upstream is configured: nothing but what is hosted here is served.');
    return;
  }
  const hasErrors = upstreams.some(({ lastError }) => lastError !== undefined);
  out.table(
    ['upstream', 'state', 'address', ...(hasErrors ? ['last error'] : [])],
    upstreams.map(({ ecosystem, name, state, url, lastError }) => [
      `${ecosystem} ${name}`,
      isServer ? paint[state](state) : palette.faint('not asked'),
      url,
      ...(hasErrors ? [lastError ?? '–'] : []),
    ]),
  );
}
