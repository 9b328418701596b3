// All steps of a lock file at once: the command that writes them, the client's own commands, and the patch.

import type { ApplicationItem } from '../../../src/http/api/application-contract.ts';
import type { PlanFileItem } from '../../../src/http/api/fix-plan-contract.ts';
import { Copy } from '../parts/copy.tsx';
import { DiffLines } from '../parts/diff-lines.tsx';
import { Commands } from '../parts/fix-parts.tsx';
import { saveFile } from '../parts/save-file.ts';
import { countOf } from '../words/byte-words.ts';
import { fixCommand, folderOf } from '../words/fix-words.ts';

/** Lines of a patch that are drawn; all of it is in the file. */
const MOST_LINES = 400;

export function FixPatch({
  file,
  application: { name, environment },
}: {
  readonly file: PlanFileItem;
  readonly application: ApplicationItem;
}) {
  const { patch, changedFiles, commands, path } = file;
  const fileName = `${name}-${path.replaceAll(/[^\w.-]+/g, '-')}.patch`;
  return (
    <div class="panel is-padded is-below">
      <h3>All steps at once</h3>
      <p class="muted">Plans again, and writes what the client came to:</p>
      <Copy text={fixCommand(name, environment, ' --apply')} what={`command that applies all for ${path}`} />
      {commands.length === 0 ? null : (
        <>
          <p class="muted">Or by the client itself:</p>
          <Commands commands={commands} folder={folderOf(path)} what={`commands of all steps for ${path}`} />
        </>
      )}
      {patch === undefined ? (
        <p class="muted">
          {changedFiles.length === 0
            ? 'No file changes.'
            : 'The patch is too large to be kept here: gatehouse fix --format patch prints it.'}
        </p>
      ) : (
        <>
          <p>
            The patch changes <Names names={changedFiles} />. Saved into the project’s folder, it is applied
            by:
          </p>
          <Copy text={`git apply ${fileName}`} what={`command that applies the patch of ${path}`} />
          <div class="row is-below">
            <button type="button" class="button" onClick={() => saveFile(fileName, 'text/x-patch', patch)}>
              Save the patch
            </button>
          </div>
          <Lines patch={patch} label={`Patch of ${path}`} />
        </>
      )}
    </div>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  return (
    <>
      {names.map((name, at) => (
        <span key={name}>
          {at === 0 ? '' : ', '}
          <code class="anywhere">{name}</code>
        </span>
      ))}
    </>
  );
}

/** What goes and what comes: by its sign, and by colour. */
function Lines({ patch, label }: { readonly patch: string; readonly label: string }) {
  const lines = patch.replace(/\n$/, '').split('\n');
  return (
    <details class="is-below">
      <summary>Show the patch ({countOf(lines.length, 'line')})</summary>
      <DiffLines
        lines={lines.slice(0, MOST_LINES)}
        label={label}
        more={
          lines.length > MOST_LINES
            ? `… and ${countOf(lines.length - MOST_LINES, 'more line', 'more lines')} in the file`
            : undefined
        }
      />
    </details>
  );
}
