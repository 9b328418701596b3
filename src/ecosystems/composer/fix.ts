// How Composer moves what composer.lock has locked: `composer update --with`, composer.json for what the project asks for itself.

import { namesAmong, type PackageName } from '../../kernel/package-ref.ts';
import { isObject, objectField, stringField } from '../../formats/json.ts';
import { readJsonObjectText } from '../../formats/json-text.ts';
import { shellWords } from '../../formats/shell-words.ts';
import type { FixFiles, FixMethod, FixSteps, Upgrade } from '../adapter-fix.ts';
import {
  moveManifests,
  type ExactUpgrade,
  type Manifest,
  type ManifestWords,
  type MovedManifest,
} from '../move-manifests.ts';
import { setJsonMember } from './edit-json.ts';
import { versions } from './version.ts';

const MANIFEST = 'composer.json';
const FIELDS = ['require', 'require-dev'] as const;
const QUIET = [
  '--no-install',
  '--no-scripts',
  '--no-plugins',
  '--no-interaction',
  '--no-progress',
  '--no-audit',
];

export const composerFix: FixMethod = {
  client: 'composer',
  format: 'composer.lock',
  ways: ['lock', 'require'],
  companions: () => [MANIFEST],
  copy: ({ texts }) => texts,
  environment: (_files, _target, home) => ({
    COMPOSER_ALLOW_SUPERUSER: '1',
    COMPOSER_HOME: `${home}/.config/composer`,
  }),
  steps: planSteps,
};

export const fixes: readonly FixMethod[] = [composerFix];

function planSteps(files: FixFiles, upgrades: readonly Upgrade[]): FixSteps {
  const { writes, told } = moveManifests(files, upgrades, WORDS);
  const names = [...namesAmong(upgrades)];
  const exact = new Map(upgrades.flatMap(({ name, to }) => (to === undefined ? [] : [[name, to] as const])));
  // What comes in newer may need newer ones itself.
  const takesMore = upgrades.some(({ way, to }) => way === 'require' || to === undefined);
  const asked = [
    'update',
    ...names,
    ...[...exact].flatMap(([name, to]) => ['--with', `${name}:${to}`]),
    ...(takesMore ? ['--with-all-dependencies'] : []),
  ];
  return {
    writes,
    runs: [{ args: [...asked, ...QUIET] }],
    commands: [...told, shellWords(['composer', ...asked])],
  };
}

const WORDS: ManifestWords = {
  manifest: MANIFEST,
  require: requireIn,
  override: 'Composer has no rule over what others ask for',
};

function requireIn({ text }: Manifest, { name, to }: ExactUpgrade): MovedManifest | undefined {
  const { value } = readJsonObjectText(text, { what: MANIFEST });
  const told: string[] = [];
  let edited = text;
  for (const field of FIELDS) {
    const asked = objectField(value, field);
    const key = isObject(asked) ? Object.keys(asked).find((one) => isNamed(one, name)) : undefined;
    const constraint = asked === undefined || key === undefined ? undefined : stringField(asked, key);
    if (key === undefined || constraint === undefined) continue;
    const moved = moveConstraint(constraint, to);
    edited = setJsonMember(edited, [field, key], moved, MANIFEST);
    const dev = field === 'require-dev' ? ['--dev'] : [];
    told.push(shellWords(['composer', 'require', '--no-update', ...dev, `${key}:${moved}`]));
  }
  return edited === text ? undefined : { text: edited, told };
}

function isNamed(key: string, name: PackageName): boolean {
  return key.toLowerCase() === name;
}

/** `^1.0` and 1.2.0 -> `^1.2.0`; `~` and exact versions stay what they are, everything else becomes `^`. */
function moveConstraint(constraint: string, to: string): string {
  const trimmed = constraint.trim();
  const version = to.replace(/^v(?=\d)/i, '');
  if (/^=?\s*v?\d+(?:\.\d+)*$/.test(trimmed) && versions.isValid(trimmed.replace(/^=\s*/, '')))
    return version;
  return `${/^~[^\s,|]+$/.test(trimmed) ? '~' : '^'}${version}`;
}
