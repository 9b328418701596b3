// How Poetry moves what poetry.lock has locked: `poetry update --lock`, pyproject.toml for what the project asks for itself.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { replacePlaces, type Replacement } from '../../formats/replace-places.ts';
import { shellWords } from '../../formats/shell-words.ts';
import { findTomlStrings, quoteToml, type TomlString } from '../../formats/toml-strings.ts';
import type { FixFiles, FixMethod, FixSteps, Upgrade } from '../adapter-fix.ts';
import { moveSpecifier } from './move-specifier.ts';
import { normalizeName } from './name.ts';
import { contentHashIn, poetryContentHash, setContentHash } from './poetry-content-hash.ts';
import { findAsks } from './pyproject-asks.ts';
import { INDEX_NAME } from './toml-index.ts';

const MANIFEST = 'pyproject.toml';
/** `tool.poetry.dependencies`, `tool.poetry.dev-dependencies`, `tool.poetry.group.NAME.dependencies`. */
const OWN_TABLE = /^tool\.poetry\.(?:dependencies|dev-dependencies|group\.[^.]+\.dependencies)$/;
const SOURCE_BLOCK = new RegExp(
  `\\n\\[package\\.source\\]\\ntype = "[^"\\n]*"\\nurl = "[^"\\n]*"\\nreference = "${INDEX_NAME}"\\n`,
  'g',
);

export const poetryFix: FixMethod = {
  client: 'poetry',
  format: 'poetry.lock',
  ways: ['lock', 'require'],
  companions: () => [MANIFEST],
  copy: ({ texts }) => texts,
  environment: () => ({
    POETRY_KEYRING_ENABLED: 'false',
    POETRY_VIRTUALENVS_CREATE: 'false',
  }),
  steps: planSteps,
  restore,
};

function planSteps({ lock, texts }: FixFiles, upgrades: readonly Upgrade[]): FixSteps {
  const manifest = texts.get(MANIFEST);
  if (manifest === undefined) throw unsupported(`there is no ${MANIFEST} beside ${lock}`);
  const told: string[] = [];
  let text = manifest;
  for (const { name, to, way } of upgrades) {
    if (way === 'override') throw unsupported('Poetry has no rule over what others ask for');
    if (way === 'require' && to !== undefined) text = requireIn(text, name, to, told);
  }
  const isSigned = contentHashIn(texts.get(lock) ?? '') === poetryContentHash(manifest);
  if (text !== manifest && !isSigned) {
    throw unsupported(`${lock} does not belong to this ${MANIFEST}: run poetry lock first`);
  }
  const names = [...new Set(upgrades.map(({ name }) => name))];
  const args = ['update', ...names, '--lock', '--no-interaction', '--no-ansi'];
  return {
    writes: text === manifest ? new Map() : new Map([[MANIFEST, text]]),
    runs: [{ args }],
    commands: [...told, shellWords(['poetry', 'update', ...names])],
  };
}

function requireIn(text: string, name: PackageName, to: string, told: string[]): string {
  const replacements: Replacement[] = [];
  const move = ({ start, end, quotes, value, line }: TomlString, moved: string): void => {
    replacements.push({ start, end, text: quoteToml(moved, quotes) });
    told.push(`# ${MANIFEST}, line ${line}: "${value}" becomes "${moved}"`);
  };
  for (const { place } of findAsks(text, name)) {
    const moved = moveSpecifier(place.value, to);
    if (moved === undefined) throw unsupported(`${MANIFEST} asks for ${place.value}`);
    move(place, moved);
  }
  for (const place of findTomlStrings(text, MANIFEST)) {
    const path = place.path.at(-1) === 'version' ? place.path.slice(0, -1) : place.path;
    const isOwn = OWN_TABLE.test(path.slice(0, -1).join('.'));
    if (isOwn && normalizeName(String(path.at(-1))) === name) move(place, moveConstraint(place.value, to));
  }
  if (replacements.length === 0) throw unsupported(`${MANIFEST} does not ask for ${name}`);
  return replacePlaces(text, replacements);
}

/** Poetry's own words: `^` and `~` stay, so do exact versions; everything else becomes `^`. */
function moveConstraint(constraint: string, to: string): string {
  const trimmed = constraint.trim();
  if (/^(?:==\s*)?\d[^\s,*|]*$/.test(trimmed)) return trimmed.startsWith('==') ? `==${to}` : to;
  if (/^~=[^,]*$/.test(trimmed)) return `~=${to}`;
  return `${/^~[^,|]*$/.test(trimmed) ? '~' : '^'}${to}`;
}

/** The copy asks the gate by a source of its own, which is in Poetry's digest and beside every package. */
function restore(written: string, original: FixFiles, next: FixFiles): string {
  const before = original.texts.get(original.lock) ?? '';
  const plain = before.includes(`reference = "${INDEX_NAME}"`)
    ? written
    : written.replaceAll(SOURCE_BLOCK, '');
  const manifest = next.texts.get(MANIFEST) ?? '';
  const isSame = manifest === original.texts.get(MANIFEST);
  const hash = isSame ? contentHashIn(before) : poetryContentHash(manifest);
  return hash === undefined ? plain : setContentHash(plain, hash);
}

function unsupported(because: string): GatehouseError {
  return new GatehouseError('unsupported', `Cannot move it: ${because}`);
}
