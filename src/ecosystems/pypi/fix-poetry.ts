// How Poetry moves what poetry.lock has locked: `poetry update --lock`, pyproject.toml for what the project asks for itself.

import { namesAmong, type PackageName } from '../../kernel/package-ref.ts';
import { shellWords } from '../../formats/shell-words.ts';
import { findTomlStrings } from '../../formats/toml-strings.ts';
import type { FixFiles, FixMethod, FixSteps, Upgrade } from '../adapter-fix.ts';
import {
  cannotMove,
  moveManifests,
  moveStrings,
  tellMoved,
  type ManifestWords,
  type MovedString,
} from '../move-manifests.ts';
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

function planSteps(files: FixFiles, upgrades: readonly Upgrade[]): FixSteps {
  const { lock, texts } = files;
  const manifest = texts.get(MANIFEST);
  if (manifest === undefined) throw cannotMove(`there is no ${MANIFEST} beside ${lock}`);
  const { writes, told } = moveManifests(files, upgrades, WORDS);
  const isSigned = contentHashIn(texts.get(lock) ?? '') === poetryContentHash(manifest);
  if (writes.size > 0 && !isSigned) {
    throw cannotMove(`${lock} does not belong to this ${MANIFEST}: run poetry lock first`);
  }
  const names = [...namesAmong(upgrades)];
  const args = ['update', ...names, '--lock', '--no-interaction', '--no-ansi'];
  return {
    writes,
    runs: [{ args }],
    commands: [...told, shellWords(['poetry', 'update', ...names])],
  };
}

const WORDS: ManifestWords = {
  manifest: MANIFEST,
  require({ path, text }, { name, to }) {
    const moved = [...askedAsOthers(text, name, to), ...askedInOwnTables(text, name, to)];
    if (moved.length === 0) return undefined;
    return { text: moveStrings(text, moved), told: moved.map((one) => tellMoved(path, one)) };
  },
  override: 'Poetry has no rule over what others ask for',
};

function askedAsOthers(text: string, name: PackageName, to: string): readonly MovedString[] {
  return findAsks(text, name).map(({ place }) => {
    const value = moveSpecifier(place.value, to);
    if (value === undefined) throw cannotMove(`${MANIFEST} asks for ${place.value}`);
    return { place, value };
  });
}

function askedInOwnTables(text: string, name: PackageName, to: string): readonly MovedString[] {
  const own = findTomlStrings(text, MANIFEST).filter((place) => {
    const path = place.path.at(-1) === 'version' ? place.path.slice(0, -1) : place.path;
    return OWN_TABLE.test(path.slice(0, -1).join('.')) && normalizeName(String(path.at(-1))) === name;
  });
  return own.map((place) => ({ place, value: moveConstraint(place.value, to) }));
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
