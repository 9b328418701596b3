// Every setting of gatehouse.toml by its path, the variable that gives it from the environment, and how its text is read.

import { z } from 'zod';

import { configSchema } from './config-schema.ts';

/** How a setting is written as text: `list` as words separated by commas, `json` as a JSON list of objects. */
export type SettingForm = 'text' | 'number' | 'truth' | 'list' | 'json';

export interface Setting {
  /** `section.key`. */
  readonly path: string;
  /** `GATEHOUSE_<SECTION>_<KEY>`. */
  readonly variable: string;
  readonly form: SettingForm;
}

/** Every setting of the schema, read from the schema itself: one that is added there can be given everywhere. */
export function listSettings(): readonly Setting[] {
  return SETTINGS;
}

export function findSetting(path: string): Setting | undefined {
  return SETTINGS.find((setting) => setting.path === path);
}

/** The value that `text` means. What it cannot mean stays text, so that the schema names the fault by its path. */
export function parseSetting(form: SettingForm, text: string): unknown {
  if (form === 'number') return /^\d+$/.test(text) ? Number(text) : text;
  if (form === 'truth') return text === 'true' ? true : text === 'false' ? false : text;
  if (form === 'list') return text.trim() === '' ? [] : text.split(',').map((entry) => entry.trim());
  if (form === 'json') return parseJson(text);
  return text;
}

const SETTINGS: readonly Setting[] = Object.entries(configSchema.shape).flatMap(([section, schema]) =>
  Object.entries(shapeOf(schema)).map(([key, value]) => ({
    path: `${section}.${key}`,
    variable: `GATEHOUSE_${section}_${key}`.toUpperCase(),
    form: formOf(value),
  })),
);

function shapeOf(schema: unknown): Readonly<Record<string, unknown>> {
  const inner = withoutDefault(schema);
  return inner instanceof z.ZodObject ? inner.shape : {};
}

function formOf(schema: unknown): SettingForm {
  const inner = withoutDefault(schema);
  if (inner instanceof z.ZodNumber) return 'number';
  if (inner instanceof z.ZodBoolean) return 'truth';
  if (inner instanceof z.ZodArray) return inner.element instanceof z.ZodObject ? 'json' : 'list';
  return 'text';
}

/** The schema of the value itself: defaults and optionality are wrapped around it. */
function withoutDefault(schema: unknown): unknown {
  const isWrapped =
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional;
  return isWrapped ? withoutDefault(schema.unwrap()) : schema;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Stays text: the schema then says at which path it expected a list. The text itself may hold a secret and is not repeated.
    return text;
  }
}

/** Variables that look like settings and are none: what they were to set is not in force. */
export function findUnknownVariables(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const known = new Set(listSettings().map(({ variable }) => variable));
  const sections = Object.keys(configSchema.shape).map((section) => `GATEHOUSE_${section.toUpperCase()}_`);
  return Object.keys(environment)
    .filter((name) => !known.has(name) && sections.some((start) => name.startsWith(start)))
    .sort();
}
