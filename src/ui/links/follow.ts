import * as vscode from 'vscode';
import { cellId, edgeId } from '../../core/fleet/state/snapshot';
import { deadline } from '../../core/support/deadline';
import { BranchlineError } from '../../core/support/errors';
import { message } from '../../core/support/message';
import type { App } from '../app';
import { promoteOne } from '../commands/promotion/promote';
import { explain } from '../commands/promotion/explainPullRequest';
import { parseLink, type Link, type LinkAddress } from './link';

/** A window that a link has just opened reads its catalog first. */
const withinMs = 20_000;

/**
 * Goes where a link leads: only to what the catalog of this window has, and only to look. What can be decided there is decided on
 * its page, by a person.
 * @throws BranchlineError where it leads nowhere
 */
export async function follow(app: App, address: LinkAddress): Promise<void> {
  const link = parseLink(address);
  if (!link) throw new BranchlineError('link/unknown', message('This link leads nowhere that Branchline knows.'));
  if (!vscode.workspace.isTrusted) {
    throw new BranchlineError('link/untrusted', message('In a folder that is not trusted no link is followed.'));
  }
  if (!(await appears(link.service, app))) throw notHere(link.service);
  await goTo(app, link);
}

async function goTo(app: App, link: Link): Promise<void> {
  const { cells, edges } = app.fleet.snapshot;
  switch (link.kind) {
    case 'cell': {
      const cell = cells.get(cellId(link.service, link.environment));
      if (!cell) throw notHere(`${link.service} ${link.environment}`);
      await vscode.commands.executeCommand('branchline.fleet.focus');
      return app.reveal(cell.id);
    }
    case 'edge': {
      const edge = edges.get(edgeId(link.service, link.from, link.to));
      if (!edge) throw notHere(`${link.service}, ${link.from} → ${link.to}`);
      return promoteOne(app, edge);
    }
    case 'pullRequest':
      return explain(app, link.service, link.number);
  }
}

/** Whether the fleet has a service: a catalog may still be read, and whole organisations of it. */
async function appears(service: string, { fleet, signal }: App): Promise<boolean> {
  const has = () => fleet.snapshot.catalog?.services.some(({ name }) => name === service) ?? false;
  const mayCome = () => fleet.snapshot.catalog?.discoveries.length !== 0;
  if (has() || !mayCome()) return has();
  const late = deadline(signal, withinMs);
  return new Promise((resolve) => {
    const end = () => {
      listening.dispose();
      resolve(has());
    };
    const listening = fleet.onDidChange(() => {
      if (has() || !mayCome()) end();
    });
    late.addEventListener('abort', end, { once: true });
  });
}

function notHere(what: string): BranchlineError {
  return new BranchlineError(
    'link/notHere',
    message('The fleet of this window has no {what}. Open the folder with its catalog, and follow the link again.', {
      what,
    }),
  );
}
