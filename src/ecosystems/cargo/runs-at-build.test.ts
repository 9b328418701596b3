import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { runsAtBuild } from './runs-at-build.ts';

const PATHS = new Set(['Cargo.toml', 'build.rs', 'src/lib.rs', 'src/evil.rs']);

function runs(manifest: string | undefined, paths: ReadonlySet<string> = PATHS): readonly string[] {
  return runsAtBuild(manifest === undefined ? undefined : Buffer.from(manifest), paths).map(
    ({ what }) => what,
  );
}

describe('what of a crate runs where it is built', () => {
  it('is the script that its Cargo.toml names, whatever it is called', () => {
    assert.deepEqual(runs('[package]\nbuild = "src/evil.rs"'), ['src/evil.rs']);
    assert.deepEqual(runs('[package]\nbuild = "./src/evil.rs"'), ['src/evil.rs']);
    assert.deepEqual(runs('[project]\nbuild = ["build.rs", "src/evil.rs"]'), ['build.rs', 'src/evil.rs']);
  });

  it('is build.rs where that is there and nothing else is said, and nothing where scripts are off', () => {
    for (const manifest of ['', '[package]', '[package]\nbuild = true'])
      assert.deepEqual(runs(manifest), ['build.rs']);
    assert.deepEqual(runs('[package]\nbuild = false'), []);
    assert.deepEqual(runs('[package]', new Set(['Cargo.toml'])), []);
  });

  it('is a macro that the compiler runs, in each spelling', () => {
    for (const says of ['proc-macro = true', 'proc_macro = true', 'crate-type = ["proc-macro"]']) {
      assert.deepEqual(runs(`[package]\nbuild = false\n[lib]\n${says}`), ['proc-macro'], says);
    }
  });

  it('is said to be unknown where the Cargo.toml cannot be read', () => {
    for (const manifest of [undefined, '= ', '[package'])
      assert.deepEqual(runs(manifest), ['build.rs', 'Cargo.toml']);
    assert.deepEqual(runs(undefined, new Set(['build.rs'])), ['build.rs']);
  });
});
