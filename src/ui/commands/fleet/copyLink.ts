import * as vscode from 'vscode';
import type { App } from '../../app';
import { addressOf, type Link } from '../../links/link';
import { ProposalNode } from '../../tree/proposalNode';
import { command } from '../command';
import { pickCell } from '../support/pick';
import { targetsOf } from '../support/targets';

/** Copies a link that opens the same row, promotion or pull request in a colleague's editor. */
export const copyLink = command('branchline.copyLink', async (app, args) => {
  const link = await meant(app, args);
  if (!link) return;
  const { path, query } = addressOf(link);
  const authority = app.shell.context.extension.id;
  const uri = vscode.Uri.from({ scheme: vscode.env.uriScheme, authority, path, query });
  await vscode.env.clipboard.writeText(shortest(uri));
  vscode.window.setStatusBarMessage(vscode.l10n.t('The link was copied.'), 5_000);
});

/** As a person would write it, where it is read the same. */
function shortest(uri: vscode.Uri): string {
  const plain = uri.toString(true);
  return vscode.Uri.parse(plain).query === uri.query ? plain : uri.toString();
}

async function meant(app: App, args: readonly unknown[]): Promise<Link | undefined> {
  const [row] = args;
  if (row instanceof ProposalNode) {
    return { kind: 'pullRequest', service: row.of.service, number: row.proposal.pullRequest.number };
  }
  const targets = targetsOf(args);
  const edge = targets.edges.flatMap((id) => app.fleet.snapshot.edges.get(id) ?? [])[0];
  if (edge) return { kind: 'edge', service: edge.service.name, from: edge.from.name, to: edge.to.name };
  const cell = await pickCell(app, targets, vscode.l10n.t('A link to which service and environment?'));
  return cell && { kind: 'cell', service: cell.service.name, environment: cell.environment.name };
}
