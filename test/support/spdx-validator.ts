// Holds documents to the official schemas of SPDX with Python's jsonschema, where it is on this machine.

import { spawnSync } from 'node:child_process';

const SCRIPT = `
import json, sys
from jsonschema.validators import validator_for
schema = json.load(open(sys.argv[1]))
validator = validator_for(schema)(schema)
print(json.dumps([f"{list(e.absolute_path)}: {e.message[:300]}" for e in validator.iter_errors(json.load(sys.stdin))]))
`;

/** Whether Python's jsonschema can be asked, in a version that knows the draft of 2020. */
export function hasSpdxValidator(): boolean {
  return spawnSync('python3', ['-c', 'from jsonschema import Draft202012Validator']).status === 0;
}

/** The faults of the document by a schema; empty: it is valid. */
export function spdxFaultsOf(document: object, schemaPath: string): readonly string[] {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', SCRIPT, schemaPath], {
    input: JSON.stringify(document),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The validator failed: ${stderr.slice(-500)}`);
  return JSON.parse(stdout) as readonly string[];
}
