// What differs between a version and the one before. Runs in a worker thread: it unpacks what strangers packed.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { Adapter } from '../../ecosystems/adapter.ts';
import { compareFiles } from './compare-files.ts';
import { compareTexts, describedBy, fieldsOf, needsOf, runsOf, withPackaged } from './compare-words.ts';
import type { ComparedVersion, ComparisonQuestion, ReleaseComparison } from './comparison.ts';

const NONE: ReadonlyMap<string, string> = new Map();

/** Without a version before, all of it appeared. Throws nothing for what is in the files. */
export async function compareReleases(
  adapters: Readonly<Record<Ecosystem, Adapter>>,
  { ecosystem, before, after, registryUrl }: ComparisonQuestion,
): Promise<ReleaseComparison> {
  const adapter = adapters[ecosystem];
  const indexed = (version: ComparedVersion) => describedBy(adapter, version, registryUrl);
  const documents = (version: ComparedVersion) => withPackaged(adapter, version, indexed(version));
  const now = await documents(after);
  const old = before === undefined ? undefined : await documents(before);
  const { files, isCut, paths } = await compareFiles(before, after);
  const both = before !== undefined && old !== undefined ? { before, old } : undefined;
  return {
    fields: compareTexts(
      both === undefined ? NONE : await fieldsOf(adapter, both.before, both.old),
      await fieldsOf(adapter, after, now),
    ),
    installs: compareTexts(
      both === undefined ? NONE : runsOf(adapter, both.before, paths.before, both.old),
      runsOf(adapter, after, paths.after, now),
    ),
    dependencies: compareTexts(
      both === undefined ? NONE : needsOf(adapter, both.before, both.old),
      needsOf(adapter, after, now),
    ),
    files,
    isCut,
  };
}
