import type { SimulatedRollback } from '../../../core/promotion/rollback/simulate';
import { redact } from '../../../core/support/redact';
import { shellWord } from '../../../core/support/shellWord';
import type { BisectCall } from './call';

/** The way to take it back: its change alone where that is possible, else the state before it. Nothing where it is gone already. */
export function takeBackOf(
  ways: readonly SimulatedRollback[],
  repository: string,
  branch: string,
  { catalog }: Pick<BisectCall, 'catalog'>,
): { readonly way: SimulatedRollback['way']; readonly command: string } | null {
  const possible = (wanted: SimulatedRollback['way']) =>
    ways.find((one) => one.way === wanted && one.kind === 'possible' && one.plan.tree !== null);
  const found = possible('undo') ?? possible('restoreBefore');
  if (!found) return null;
  const { way, mode } = found;
  const options: readonly (readonly [string, readonly string[]])[] = [
    ['--repo', [repository]],
    ['--branch', [branch]],
    mode.kind === 'undo' ? ['--undo', mode.deployments] : ['--to', [mode.to]],
    ['--catalog', catalog === undefined ? [] : [catalog]],
  ];
  const words = options.flatMap(([option, values]) => (values.length === 0 ? [] : [option, ...values.map(shellWord)]));
  return { way, command: redact(['branchline rollback', ...words].join(' ')) };
}
