import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';

/** The editor's own start has to be over, or it is what would be measured. */
const startMs = 3_000;

/** Runs in the extension host: how long loading and activating an extension takes there, in milliseconds. */
export async function run(): Promise<void> {
  const { BRANCHLINE_PROBE_EXTENSION: id = '', BRANCHLINE_PROBE: file = '' } = process.env;
  const extension = vscode.extensions.getExtension(id);
  if (!extension || extension.isActive) throw new Error(`${id} is missing, or was activated before`);
  await pause(startMs);
  const started = performance.now();
  await extension.activate();
  writeFileSync(file, String(performance.now() - started));
}
