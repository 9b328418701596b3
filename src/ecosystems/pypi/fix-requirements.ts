// How the pins of requirements.txt are moved: in their place, and pip is asked whether they go together. Hashes are for
// whoever made the file.

import type { FixFiles, FixMethod, FixSteps, Upgrade } from '../adapter-fix.ts';
import { shellWords } from '../../formats/shell-words.ts';
import { cannotMove } from '../move-manifests.ts';
import { findRequirement } from './python-requirement.ts';
import { gatherRequirements } from './requirements-files.ts';
import { exactVersion } from './specifier.ts';
import { versions } from './version.ts';

/** Lines by which a file leads to other places than the gate, and to code that is built. */
const ELSEWHERE = /^[ \t]*(?:-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host|--no-binary)\b/;
/** pip-tools and uv write the command that they were called with into what they make. */
const MADE_BY = /^#\s+((?:uv pip compile|pip-compile)\b.*)$/m;

export const requirementsFix: FixMethod = {
  client: 'pip',
  format: 'requirements.txt',
  ways: ['lock'],
  companions: ({ lock, texts }) => {
    const found = new Map([...texts].filter(([path]) => path !== lock));
    return gatherRequirements(texts.get(lock) ?? '', found).wanted;
  },
  copy: ({ texts }) => new Map([...texts].map(([path, text]) => [path, withoutElsewhere(text)])),
  environment: () => ({ PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' }),
  steps: planSteps,
};

function planSteps({ lock, texts }: FixFiles, upgrades: readonly Upgrade[]): FixSteps {
  const writes = new Map<string, string>();
  const told: string[] = [];
  for (const { name, from, to } of upgrades) {
    if (to === undefined) throw cannotMove('a pin takes an exact version');
    let isPinned = false;
    for (const [path, original] of texts) {
      const moved = movePins(writes.get(path) ?? original, path, { name, from, to }, told);
      if (moved === undefined) continue;
      isPinned = true;
      writes.set(path, moved);
    }
    if (!isPinned) throw cannotMove(`no line pins ${name} to ${from}`);
  }
  // Resolves as an installation would, and builds nothing.
  const check = ['install', '--dry-run', '--ignore-installed', '--only-binary=:all:', '-r', lock];
  return {
    writes,
    runs: [{ args: check }],
    commands: [...told, shellWords(['pip', 'install', '-r', lock])],
  };
}

interface Pin {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** The text with the version of every such pin replaced, and all else as it was; undefined where there is none. */
function movePins(text: string, path: string, { name, from, to }: Pin, told: string[]): string | undefined {
  let isFound = false;
  let continues = false;
  const lines = text.split('\n').map((line, at) => {
    const isContinued = continues;
    continues = /\\\r?$/.test(line);
    const found = isContinued ? undefined : findRequirement(askedIn(line));
    const pinned = found === undefined ? undefined : exactVersion(found.specifier);
    if (found?.name !== name || pinned === undefined || versions.compare(pinned, from) !== 0) return line;
    if (continues || line.includes('--hash'))
      throw cannotMove(`${path} has hashes: ${remakeWith(text, name, to)}`);
    isFound = true;
    told.push(`# ${path}, line ${at + 1}: ${name}==${pinned} becomes ${name}==${to}`);
    return line.replace(/(={2,3}\s*)[^\s;,#\\)]+/, (_whole, sign: string) => `${sign}${to}`);
  });
  return isFound ? lines.join('\n') : undefined;
}

/** What a line asks for, without options, remarks, and what says that it goes on; '' for none. In time linear in its length. */
function askedIn(line: string): string {
  const text = line.replace(/^\uFEFF/, '').replace(/\\?\r?$/, '');
  if (/^(?:[#-]|\s)/.test(text)) return '';
  const end = text.search(/\s[-#]/);
  const asked = (end < 0 ? text : text.slice(0, end)).trimEnd();
  return asked.includes('#') ? '' : asked;
}

/** What makes the file anew with the fixed version. */
function remakeWith(text: string, name: string, to: string): string {
  const command = MADE_BY.exec(text)?.[1]?.trim();
  return command === undefined
    ? 'make it anew with the tool that made it'
    : `${command} --upgrade-package ${name}==${to}`;
}

function withoutElsewhere(text: string): string {
  return text
    .split('\n')
    .filter((line) => !ELSEWHERE.test(line))
    .join('\n');
}
