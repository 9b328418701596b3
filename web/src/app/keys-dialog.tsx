// Which keys do what.

import { Dialog } from './dialog.tsx';

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['/', 'Ctrl-K'], 'Search'],
  [['j', 'k'], 'Next and previous row of a list'],
  [['↓', '↑'], 'The same, once a row has the focus'],
  [['Enter'], 'Open the row'],
  [['Esc'], 'Close what is open'],
  [['?'], 'This list'],
];

export function KeysDialog({ isOpen, close }: { readonly isOpen: boolean; readonly close: () => void }) {
  return (
    <Dialog title="Keys" isOpen={isOpen} close={close}>
      <ul class="lines">
        {KEYS.map(([keys, what]) => (
          <li key={what} class="row">
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
            <span>{what}</span>
          </li>
        ))}
      </ul>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
