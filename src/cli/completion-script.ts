// Completion scripts for shells, from the table of commands.

import { allFlags, type Command, type Completion } from './command.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** The script for a shell: to be sourced, or put where the shell looks for such. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  switch (shell) {
    case 'bash':
      return bashScript(commands);
    case 'zsh':
      // zsh runs bash's completions once told to.
      return `#compdef gatehouse\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(commands)}`;
    case 'fish':
      return fishScript(commands);
  }
}

/** What may stand in a command's first place, as words or as a kind of path. */
function firstCompletion({ words }: Command): Completion | undefined {
  return words[0]?.completes;
}

function bashScript(commands: readonly Command[]): string {
  const tops = [...new Set(commands.map(({ name }) => name.split(' ', 1)[0] ?? name))];
  const cases = commands.map((command) => {
    const flags = Object.keys(allFlags(command)).map((name) => `--${name}`);
    const completes = firstCompletion(command);
    const words = typeof completes === 'object' ? completes : [];
    const paths = completes === 'file' ? 'file' : completes === 'folder' ? 'directory' : '';
    return `    ${quote(command.name)}) flags=${quote(flags.join(' '))}; words=${quote([...words, ...secondWords(commands, command.name)].join(' '))}; paths=${quote(paths)} ;;`;
  });
  const families = tops
    .filter((top) => !commands.some(({ name }) => name === top))
    .map((top) => `    ${quote(top)}) words=${quote(secondWords(commands, top).join(' '))} ;;`);
  return `${BASH_HEAD}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quote(tops.join(' '))} -- "$current"))
    return
  fi
  case "$first $second" in
${commands
  .filter(({ name }) => name.includes(' '))
  .map(({ name }) => `    ${quote(name)}) [ "$COMP_CWORD" -gt 2 ] && name="$first $second" ;;`)
  .join('\n')}
  esac
  case "$name" in
${[...cases, ...families].join('\n')}
  esac
${valueCases(commands)}
${BASH_TAIL}`;
}

function secondWords(commands: readonly Command[], top: string): readonly string[] {
  return commands
    .filter(({ name }) => name.startsWith(`${top} `))
    .map(({ name }) => name.slice(top.length + 1));
}

/** After an option that takes a value: its choices or paths. */
function valueCases(commands: readonly Command[]): string {
  const lines = new Set<string>();
  for (const command of commands) {
    for (const [name, { value, completes }] of Object.entries(allFlags(command))) {
      if (value === undefined) continue;
      const words = typeof completes === 'object' ? completes.join(' ') : '';
      const paths = completes === 'file' ? 'file' : completes === 'folder' ? 'directory' : '';
      lines.add(
        `    ${quote(`${command.name} --${name}`)}) flags=; words=${quote(words)}; paths=${quote(paths)} ;;`,
      );
    }
  }
  return `  case "$name $previous" in\n${[...lines].join('\n')}\n  esac`;
}

const BASH_HEAD = `# Completion of gatehouse. In use at once:  eval "$(gatehouse completion bash)"
_gatehouse() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local first="\${COMP_WORDS[1]}" second="\${COMP_WORDS[2]}"
  local name="$first" flags= words= paths=`;

const BASH_TAIL = `  case "$current" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$current")) ;;
    *)
      COMPREPLY=($(compgen -W "$words" -- "$current"))
      [ -n "$paths" ] && COMPREPLY+=($(compgen -A "$paths" -- "$current"))
      ;;
  esac
}
complete -o filenames -F _gatehouse gatehouse
`;

function fishScript(commands: readonly Command[]): string {
  const lines = [
    '# Completion of gatehouse. In use at once:  gatehouse completion fish | source',
    'complete -c gatehouse -f',
  ];
  const tops = new Map<string, string>();
  for (const { name, summary } of commands) {
    const [top = name, second] = name.split(' ');
    if (second === undefined || !tops.has(top)) tops.set(top, second === undefined ? summary : `${top} …`);
  }
  for (const [top, summary] of tops) {
    lines.push(`complete -c gatehouse -n __fish_use_subcommand -a ${quote(top)} -d ${quote(summary)}`);
  }
  for (const command of commands) lines.push(...fishCommand(command));
  return `${lines.join('\n')}\n`;
}

function fishCommand(command: Command): readonly string[] {
  const [top = '', second] = command.name.split(' ');
  const inTop = `__fish_seen_subcommand_from ${top}`;
  const seen = second === undefined ? inTop : `${inTop}; and __fish_seen_subcommand_from ${second}`;
  const base = `complete -c gatehouse -n ${quote(seen)}`;
  const lines: string[] = [];
  if (second !== undefined) {
    const notYet = `${inTop}; and not __fish_seen_subcommand_from ${second}`;
    lines.push(`complete -c gatehouse -n ${quote(notYet)} -a ${quote(second)} -d ${quote(command.summary)}`);
  }
  const completes = firstCompletion(command);
  if (typeof completes === 'object') lines.push(`${base} -a ${quote(completes.join(' '))}`);
  else if (completes !== undefined) lines.push(`${base} -F`);
  for (const [name, flag] of Object.entries(allFlags(command))) {
    const words = typeof flag.completes === 'object' ? ` -a ${quote(flag.completes.join(' '))}` : '';
    const takes =
      flag.value === undefined
        ? ''
        : flag.completes === 'file' || flag.completes === 'folder'
          ? ' -r -F'
          : ' -x';
    lines.push(`${base} -l ${name}${takes}${words} -d ${quote(flag.says)}`);
  }
  return lines;
}

/** One word for a POSIX shell and for fish. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
