import type { App } from '../app';
import { showError } from '../showError';
import type { CommandId } from './ids';

/** One command: its id and what it does. It asks for what the caller left open, and never catches. */
export interface Command {
  readonly id: CommandId;
  readonly run: (app: App, args: readonly unknown[]) => Promise<unknown>;
}

export function command(id: CommandId, run: Command['run']): Command {
  return { id, run };
}

/** Where all that a command throws ends: it is told once. */
export async function runCommand(app: App, { id, run }: Command, args: readonly unknown[]): Promise<unknown> {
  app.log.debug(`[command] ${id}`);
  try {
    return await run(app, args);
  } catch (error) {
    await showError(app.log, `[command] ${id}`, error);
    return undefined;
  }
}
