// Reads a policy document: TOML, a preset to start from, rules that change or add to it.

import { parse as parseToml, TomlDate, TomlError } from 'smol-toml';
import { z } from 'zod';

import { GatehouseError } from '../kernel/errors.ts';
import { ACTIONS } from '../kernel/verdict.ts';
import { tameOutsideText } from './outside-text.ts';
import {
  isFloorKind,
  isWaivableByDefault,
  MAX_RULES,
  RULE_SCHEMAS,
  type Policy,
  type Rule,
  type RuleKind,
} from './policy.ts';
import { WAIVER_RULE_ID } from './waivers.ts';
import { PRESET_NAMES, PRESETS } from './presets.ts';
import { requireFeeds } from './require-feeds.ts';

const MAX_TEXT_LENGTH = 512 * 1024;
const MAX_PROBLEMS_TOLD = 20;

const MAX_DEPTH = 8;

const headSchema = z.strictObject({
  preset: z.enum(PRESET_NAMES).optional(),
  unknown: z.enum(ACTIONS).optional(),
  require_feeds: z.boolean().optional(),
  without: z.array(z.string()).max(MAX_RULES).optional(),
});
const rulesSchema = z.array(z.record(z.string(), z.unknown())).max(MAX_RULES).default([]);

type Table = Readonly<Record<string, unknown>>;

interface PolicyDocument extends z.infer<typeof headSchema> {
  readonly tables: readonly Table[];
}

interface DraftRule {
  readonly table: Table;
  /** Where its author finds it: `rules[2] (young-version)`. */
  readonly place: string;
}

/**
 * Parses a policy. `preset = "balanced"` starts from that preset; a `[[rules]]` table whose `id` the preset has changes
 * the fields that it names, any other is added at the end; `without = ["id"]` drops rules of the preset.
 * Throws `invalid-policy` with every bad field, each with its path (`facts.problems`), or the line that is no TOML.
 */
export function parsePolicy(text: string): Policy {
  const problems: string[] = [];
  const document = readDocument(text, problems);
  const base = document.preset === undefined ? undefined : readDocument(PRESETS[document.preset], problems);
  const drafts = mergeRules(base?.tables ?? [], document.tables, document.without ?? [], problems);
  const rules = drafts.flatMap((draft) => parseRule(draft, problems) ?? []);
  if (problems.length > 0) throw invalidPolicy(problems);
  const unknown = document.unknown ?? base?.unknown ?? 'block';
  const policy: Policy = { unknown, requireFeeds: false, rules };
  return (document.require_feeds ?? base?.require_feeds ?? false) ? requireFeeds(policy) : policy;
}

/** What can be read is read, so that all bad fields are told together. */
function readDocument(text: string, problems: string[]): PolicyDocument {
  const { rules: rawTables, ...rawHead } = readToml(text);
  const head = headSchema.safeParse(rawHead);
  const issues = head.error?.issues ?? [];
  problems.push(...issues.map((issue) => describeIssue('', issue)));
  const bad = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys : issue.path.slice(0, 1),
  );
  const sound = headSchema.safeParse(
    Object.fromEntries(Object.entries(rawHead).filter(([key]) => !bad.includes(key))),
  );
  const tables = rulesSchema.safeParse(rawTables);
  if (!tables.success) problems.push(...tables.error.issues.map((issue) => describeIssue('rules', issue)));
  return { ...sound.data, tables: tables.data ?? [] };
}

function readToml(text: string): Table {
  if (text.length > MAX_TEXT_LENGTH) throw invalidPolicy(['the document is longer than 512 KiB']);
  try {
    return plainTable(parseToml(text, { maxDepth: MAX_DEPTH, unsafeKeyBehaviour: 'throw' }));
  } catch (error) {
    throw tomlProblem(error);
  }
}

function mergeRules(
  base: readonly Table[],
  own: readonly Table[],
  without: readonly string[],
  problems: string[],
): readonly DraftRule[] {
  const drafts = new Map<string, DraftRule>();
  for (const table of base)
    drafts.set(String(table['id']), { table, place: `preset rule ${String(table['id'])}` });
  for (const id of without) {
    if (!drafts.delete(id)) problems.push(`without: the preset has no rule ${tameOutsideText(id)}`);
  }
  const seen = new Set<string>();
  for (const [index, table] of own.entries()) {
    const id = typeof table['id'] === 'string' ? table['id'] : `rules[${index}]`;
    const place = `rules[${index}]${typeof table['id'] === 'string' ? ` (${tameOutsideText(id)})` : ''}`;
    if (seen.has(id)) problems.push(`${place}: there is a rule of this id already`);
    seen.add(id);
    drafts.set(id, { table: mergeTables(drafts.get(id)?.table, table), place });
  }
  return [...drafts.values()];
}

/** A rule that becomes another kind takes nothing over from the preset's. */
function mergeTables(base: Table | undefined, own: Table): Table {
  const isSameKind = own['on'] === undefined || own['on'] === base?.['on'];
  return isSameKind ? { ...base, ...own } : own;
}

function parseRule({ table, place }: DraftRule, problems: string[]): Rule | undefined {
  const kind = table['on'];
  if (typeof kind !== 'string' || !Object.hasOwn(RULE_SCHEMAS, kind)) {
    problems.push(`${place}.on: expected one of ${Object.keys(RULE_SCHEMAS).join(', ')}`);
    return undefined;
  }
  const known = kind as RuleKind;
  const read = RULE_SCHEMAS[known].safeParse(camelKeys(table, place, problems));
  if (!read.success) {
    problems.push(...read.error.issues.map((issue) => describeIssue(place, issue)));
    return undefined;
  }
  if (read.data.id === WAIVER_RULE_ID) problems.push(`${place}.id: this id is kept for waivers`);
  if (read.data.waivable === true && isFloorKind(known)) {
    problems.push(`${place}.waivable: rules on ${known} can never be waived`);
  }
  return { ...read.data, waivable: read.data.waivable ?? isWaivableByDefault(known) };
}

function camelKeys(table: Table, place: string, problems: string[]): Table {
  const renamed = new Map<string, unknown>();
  for (const [key, value] of Object.entries(table)) {
    if (/[A-Z]/.test(key)) problems.push(`${place}.${tameOutsideText(key)}: unknown key`);
    else
      renamed.set(
        key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        value,
      );
  }
  return Object.fromEntries(renamed);
}

/** The same tables with their dates as text, which the schema reads. */
function plainTable(table: object): Table {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, plainValue(value)] as const));
}

function plainValue(value: unknown): unknown {
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(plainValue);
  return typeof value === 'object' && value !== null ? plainTable(value) : value;
}

function describeIssue(place: string, issue: z.core.$ZodIssue): string {
  const path = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${snakeKey(String(key))}`));
  const where = `${place}${path.join('')}`.replace(/^\./, '');
  const unknownKeys = issue.code === 'unrecognized_keys' ? issue.keys.map(snakeKey).map(tameOutsideText) : [];
  const what =
    unknownKeys.length > 0
      ? `unknown key ${unknownKeys.join(', ')}`
      : issue.message.replace(/^Invalid (input|option): /, '');
  return where === '' ? what : `${where}: ${what}`;
}

function snakeKey(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function tomlProblem(error: unknown): GatehouseError {
  if (error instanceof GatehouseError) return error;
  if (!(error instanceof TomlError)) {
    return new GatehouseError('invalid-policy', 'Cannot read policy: it is no TOML document', {
      cause: error,
    });
  }
  const what = tameOutsideText(error.message.split('\n')[0] ?? 'no TOML').replace(
    /^Invalid TOML document: /,
    '',
  );
  const message = `Cannot read policy: line ${error.line}, column ${error.column}: ${what}`;
  return new GatehouseError('invalid-policy', message, {
    facts: { line: error.line, column: error.column, problems: [what] },
    cause: error,
  });
}

function invalidPolicy(problems: readonly string[]): GatehouseError {
  const told = problems.slice(0, MAX_PROBLEMS_TOLD);
  const more = problems.length > told.length ? ` (and ${problems.length - told.length} more)` : '';
  return new GatehouseError('invalid-policy', `Cannot read policy: ${told.join('; ')}${more}`, {
    facts: { problems },
  });
}
