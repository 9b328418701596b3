// A button that saves what stands beside it as CSV.

import { useApp } from '../app/context.ts';
import { countOf } from '../words/byte-words.ts';
import { saveFile, toCsv, type CsvColumn } from './save-file.ts';

export function SaveCsv<T>(props: {
  /** `vulnerabilities-by-age` */
  readonly fileName: string;
  readonly columns: readonly CsvColumn<T>[];
  readonly items: readonly T[];
  readonly class?: string;
}) {
  const { announce } = useApp();
  const save = () => {
    saveFile(`gatehouse-${props.fileName}.csv`, 'text/csv', toCsv(props.columns, props.items));
    announce(`Saved ${countOf(props.items.length, 'row')} as CSV`);
  };
  return (
    <button type="button" class={`button is-small is-quiet ${props.class ?? ''}`} onClick={save}>
      Export CSV
    </button>
  );
}
