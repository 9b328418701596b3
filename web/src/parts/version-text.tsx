// A version, whole on its line unless it is one of the very long ones.

const MOST = 24;

export function VersionText({ version }: { readonly version: string }) {
  return <span class={`strong ${version.length > MOST ? 'anywhere' : 'nowrap'}`}>{version}</span>;
}
