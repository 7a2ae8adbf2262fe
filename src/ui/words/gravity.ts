import * as vscode from 'vscode';
import type { BranchOwner } from '../../core/change/engine/owner';
import { engineRefusal, wayBackWarning } from '../../core/change/engine/refusal';
import { standing, type Gate, type GateVerdict } from '../../core/change/gates/gate';
import { say } from './say';

/** Why a person says it twice. */
export interface Grave {
  /** The same for the same reason, however its words tell the time. */
  readonly reason: string;
  readonly said: string;
  /** The gate that does not let it pass, where it is one. */
  readonly gate?: Gate;
}

/** The gates for which it is said twice. Unknown is not passed, and neither is a verdict that names no gate, or none at all. */
export function gatesGravity(verdict: GateVerdict | undefined): readonly Grave[] {
  if (verdict?.kind === 'passed') return [];
  const closed = verdict ? standing(verdict) : [];
  if (closed.length === 0) {
    return [{ reason: 'gates', said: vscode.l10n.t('It is not known whether its gates have passed.') }];
  }
  return closed.map((gate) => ({ reason: `${gate.name} ${gate.kind}`, said: gate.said, gate }));
}

/**
 * That nobody can tell whether an engine moves the branch, and, of a way back, that one does; nothing where none does, or nobody was to look.
 * @param isRival whether the change does what an engine would do
 */
export function ownerGravity(owner: BranchOwner | undefined, branch: string, isRival = true): readonly Grave[] {
  const unknown = owner?.kind === 'unknown' ? engineRefusal(owner, branch) : undefined;
  const said = isRival ? unknown : wayBackWarning(owner, branch);
  return said ? [{ reason: 'owner', said: say(said) }] : [];
}
