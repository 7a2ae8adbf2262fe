import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';

/** Runs in the extension host: how long loading and activating Branchline takes there, in milliseconds. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('branchline.branchline');
  if (!extension || extension.isActive) throw new Error('The extension is missing, or was activated before');
  const started = performance.now();
  await extension.activate();
  writeFileSync(process.env['BRANCHLINE_PROBE'] ?? '', String(performance.now() - started));
}
