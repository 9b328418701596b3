// Tells a process from a later one that was given the same id, as happens in containers after a crash.

import { readFileSync } from 'node:fs';

/**
 * When the process began, as the system counts it: equal texts for equal processes. Undefined where the system does not
 * tell (Linux does), or when there is no such process.
 */
export function findProcessStart(pid: number): string | undefined {
  try {
    // Field 22 of proc_pid_stat(5); the command in parentheses before it may hold anything.
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
