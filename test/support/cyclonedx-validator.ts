// Holds documents to the official schemas of CycloneDX with Python's jsonschema, where both are on this machine.

import { spawnSync } from 'node:child_process';

const SCRIPT = `
import json, sys, warnings
warnings.simplefilter('ignore')
from jsonschema import Draft7Validator, FormatChecker, RefResolver
folder, version = sys.argv[1:3]
load = lambda name: json.load(open(f'{folder}/{name}'))
names = ['spdx.schema.json', 'jsf-0.82.schema.json', 'cryptography-defs.schema.json']
schema = load(f'bom-{version}.schema.json')
store = {one['$id']: one for one in [schema, *map(load, names)] if '$id' in one}
resolver = RefResolver(schema['$id'], schema, store=store)
validator = Draft7Validator(schema, resolver=resolver, format_checker=FormatChecker())
print(json.dumps([f"{list(e.absolute_path)}: {e.message[:300]}" for e in validator.iter_errors(json.load(sys.stdin))]))
`;

/** Whether Python's jsonschema can be asked. */
export function hasSchemaValidator(): boolean {
  return spawnSync('python3', ['-c', 'import jsonschema']).status === 0;
}

/** The faults of the document by the schema of its version in `folder`; empty: it is valid. */
export function schemaFaultsOf(document: object, folder: string, version: string): readonly string[] {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', SCRIPT, folder, version], {
    input: JSON.stringify(document),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The validator failed: ${stderr.slice(-500)}`);
  return JSON.parse(stdout) as readonly string[];
}
