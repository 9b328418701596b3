// gatehouse scan: what is known against the components of a project, and what to do about it.

import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

import type { SpdxFacts } from '../../formats/spdx/written.ts';
import { readVex } from '../../formats/vex/read-vex.ts';
import type { Project } from '../../inventory/scan/read-project.ts';
import { command } from '../command.ts';
import { VIEW_FLAG } from '../common-words.ts';
import type { CommandContext } from '../context.ts';
import { readGivenText } from '../read-given-text.ts';
import { addReach } from '../scan/add-reach.ts';
import { isNotSeen } from '../scan/group-findings.ts';
import { openProject } from '../scan/open-project.ts';
import { printReport } from '../scan/print-report.ts';
import { reportOn, withUpgrades, type ScanReport } from '../scan/scan-report.ts';
import { readVersion } from '../../main/version.ts';

const FORMATS = ['text', 'json', 'sarif', 'markdown', 'cyclonedx', 'cyclonedx-1.7', 'spdx', 'spdx3'] as const;
const FAIL_ON = ['refused', 'warned', 'reached-refused', 'reached-warned', 'nothing'] as const;

export const scanCommand = command({
  name: 'scan',
  summary:
    'Say what is known against the components of a project, by its lock files, and what to do about it',
  details: [
    'Finds every manifest, lock file and bill of materials below PATH; folders of installed packages and hidden ones are passed over. What a pom.xml leads to is worked out from POMs that the server brings, as for a client. With no server running it works on the data folder, without the network. Nothing is stored.',
    'Exits 1 when the policy holds back or refuses a component, 3 when a file could not be read, or none was found that says what the project is made of.',
  ],
  words: [
    {
      name: 'PATH',
      says: 'The folder or file (else the current folder)',
      isOptional: true,
      completes: 'folder',
    },
  ],
  flags: {
    view: VIEW_FLAG,
    format: { value: 'FORMAT', says: 'How to write it (else text)', completes: FORMATS },
    vex: {
      value: 'FILE',
      says: 'A VEX document (OpenVEX, CSAF, CycloneDX) beside those that the server keeps; may be repeated',
      isMany: true,
      completes: 'file',
    },
    output: { value: 'FILE', says: 'Write it there instead of printing it', completes: 'file' },
    'fail-on': {
      value: 'WHAT',
      says: 'Exit 1 for what the policy refuses or holds back (the default), also for what it warns of, or never; with reached- not for what no import was found of, though that is no proof',
      completes: FAIL_ON,
    },
  },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse scan', 'gatehouse scan services/shop --format sarif --output scan.sarif'],
  async run(context, { words: [path = '.'], flags }) {
    const format = FORMATS.find((one) => one === flags.format) ?? (context.shared.isJson ? 'json' : 'text');
    const failOn = FAIL_ON.find((one) => one === flags['fail-on']) ?? 'refused';
    const project = await openProject(resolve(context.machine.cwd, path), () => context.openDesk());
    const vex = flags.vex.map((file) => readVex(readGivenText(context.machine.cwd, file), file));
    const desk = await context.openDesk();
    const found = await reportOn(desk, project, flags.view, vex);
    const reached = await addReach(found, project, resolve(context.machine.cwd, path));
    const report = { ...reached, findings: await withUpgrades(desk, reached.findings) };
    const title = basename(resolve(context.machine.cwd, path));
    await write(context, { project, report, title }, format, flags.output);
    return exitCodeOf(report, failOn);
  },
});

interface Scan {
  readonly project: Project;
  readonly report: ScanReport;
  /** The name of the folder or file. */
  readonly title: string;
}

async function write(
  context: CommandContext,
  scan: Scan,
  format: (typeof FORMATS)[number],
  file: string | undefined,
): Promise<void> {
  const { report } = scan;
  const text = await textOf(context, scan, format);
  if (file !== undefined)
    writeFileSync(resolve(context.machine.cwd, file), text ?? `${JSON.stringify(report)}\n`);
  if (file === undefined && text !== undefined) context.out.raw(text);
  // What goes into a file is told to people all the same.
  if (text === undefined) printReport(file === undefined ? context.out : context.err, report);
}

/** Loads how the format is written, and no other. */
async function textOf(
  { machine }: CommandContext,
  { project, report, title }: Scan,
  format: (typeof FORMATS)[number],
): Promise<string | undefined> {
  switch (format) {
    case 'json':
      return pretty(report);
    case 'sarif':
      return pretty((await import('../scan/render-sarif.ts')).renderSarif(report, readVersion()));
    case 'markdown':
      return (await import('../scan/render-markdown.ts')).renderMarkdown(report);
    case 'cyclonedx':
    case 'cyclonedx-1.7': {
      const { renderScanAsCycloneDx } = await import('../scan/render-cyclonedx.ts');
      const version = format === 'cyclonedx' ? '1.6' : '1.7';
      return pretty(renderScanAsCycloneDx(project, report, { ...documentFacts(machine), version, title }));
    }
    case 'spdx':
    case 'spdx3': {
      const { renderScanAsSpdx } = await import('../scan/render-spdx.ts');
      return pretty(renderScanAsSpdx(project, format, { ...documentFacts(machine), title }));
    }
    case 'text':
      return undefined;
  }
}

/** What a bill of materials says of itself. */
function documentFacts({ clock }: CommandContext['machine']): SpdxFacts {
  return {
    uuid: randomUUID(),
    time: new Date(clock.now()).toISOString(),
    tool: { name: 'Gatehouse', version: readVersion() },
  };
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function exitCodeOf({ files, findings, unread }: ScanReport, failOn: (typeof FAIL_ON)[number]): 0 | 1 | 3 {
  const fails = findings.some((finding) => {
    const { action } = finding.verdict;
    if (failOn === 'nothing' || action === 'allow') return false;
    if (failOn.startsWith('reached-') && isNotSeen(finding)) return false;
    return failOn.endsWith('warned') || action !== 'warn';
  });
  if (fails) return 1;
  return unread.length > 0 || files.length === 0 ? 3 : 0;
}
