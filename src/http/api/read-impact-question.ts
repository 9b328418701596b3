// What a question about impact asks: read from its words, and refused where they say two things at once.

import { GatehouseError } from '../../kernel/errors.ts';
import { parsePurl } from '../../formats/purl.ts';
import { parseVers } from '../../formats/vers.ts';
import type { AskedVersions, ImpactQuestion } from '../../inventory/impact/impact-question.ts';
import type { ApiDeps } from './deps.ts';

interface QuestionWords {
  readonly purl?: string | undefined;
  readonly range?: string | undefined;
  readonly record?: string | undefined;
}

/** Throws `invalid-request`, `invalid-purl`, and `not-found` for a record that no feed has. */
export async function readImpactQuestion(
  { registry, impact }: Pick<ApiDeps, 'registry' | 'impact'>,
  { purl, range, record }: QuestionWords,
): Promise<ImpactQuestion> {
  if (record !== undefined) {
    if (purl !== undefined || range !== undefined) throw invalid('record', 'a record beside a package');
    const packages = await impact.recordPackages(record);
    if (packages.length > 0) return { kind: 'record', id: record };
    throw new GatehouseError('not-found', `Cannot find ${record}: no record that was loaded has this id`);
  }
  if (purl === undefined) throw invalid('purl', 'neither a package nor a record');
  const { ref, version, qualifiers } = parsePurl(registry.adapters, purl);
  const vers = qualifiers.get('vers');
  const said = [version, range, vers].filter((words) => words !== undefined);
  if (said.length > 1) throw invalid('purl', `both ${said.join(' and ')}`);
  return { kind: 'package', ref, versions: readVersions({ version, range, vers }) };
}

function readVersions({
  version,
  range,
  vers,
}: Readonly<Record<'version' | 'range' | 'vers', string | undefined>>): AskedVersions {
  if (version !== undefined) return { kind: 'one', version };
  const words = range ?? vers;
  if (words === undefined) return { kind: 'all' };
  if (!words.startsWith('vers:')) return { kind: 'range', words };
  const parsed = parseVers(words);
  if (parsed === undefined) throw invalid('range', `${JSON.stringify(words.slice(0, 200))} as a range`);
  return { kind: 'vers', range: parsed };
}

function invalid(field: string, found: string): GatehouseError {
  return new GatehouseError(
    'invalid-request',
    `Cannot read the question: found ${found}, expected a package with a version, a range or neither, or a record`,
    { facts: { fields: [field] } },
  );
}
