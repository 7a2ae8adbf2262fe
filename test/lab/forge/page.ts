import { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import type { LandingStyle } from '../lab';
import { header, type Answer, type Asked } from './answer';
import { pullRequestPage } from './api/pullRequestView';
import type { Git } from './git';
import type { ForgeParts } from './parts';
import { Refusal } from './refusal';
import type { PullRequestRecord, RepositoryRecord } from './state';

const address =
  /^\/(?:DefaultCollection\/)?([^/]+)\/(?:_git\/)?([^/]+)\/(?:pulls|-\/merge_requests|pullrequest)\/(\d+)(\/merge)?$/;
const labels: Readonly<Record<LandingStyle, string>> = {
  merge: 'Create merge commit',
  squash: 'Create squash commit',
  rebase: 'Rebase, then fast-forward',
};

/** The page that `html_url` leads to: what the pull request changes, and a button for each landing style. */
export class PullRequestPage {
  constructor(
    private readonly forge: ForgeParts,
    private readonly git: Git,
  ) {}

  async answer(asked: Asked): Promise<Answer> {
    const [, owner = '', name = '', number = '', merge] = address.exec(asked.url.pathname) ?? [];
    const repository = this.forge.repositories.find(`${owner}/${name}`);
    if (!repository) throw Refusal.notFound('Not found.');
    const pullRequest = this.forge.pulls.find(repository, Number(number));
    if (merge !== undefined && asked.method === 'POST') return this.land(asked, repository, pullRequest);
    const body = await this.render(repository, pullRequest);
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
  }

  /** Whoever stands at the machine is the administrator here; other sites' forms are not heard. */
  private async land(asked: Asked, repository: RepositoryRecord, pullRequest: PullRequestRecord): Promise<Answer> {
    if (header(asked, 'origin') !== this.forge.url()) throw new Refusal(403, 'The form came from another site.');
    const sent = new URLSearchParams(await readText(Readable.from(asked.body)));
    await this.forge.pulls.merge(repository, pullRequest, {
      style: z.enum(['merge', 'squash', 'rebase']).parse(sent.get('style')),
      by: this.forge.accounts.actor(undefined),
      at: this.forge.now(),
      message: 'page',
      deleteBranch: repository.deleteBranchAfterMerge,
    });
    const location = pullRequestPage(this.forge, repository, pullRequest.number);
    return { status: 303, headers: { location }, body: '' };
  }

  private async render(repository: RepositoryRecord, pullRequest: PullRequestRecord): Promise<string> {
    const { title, number, head, base, body, state } = pullRequest;
    const look = await this.forge.pulls.look(repository, pullRequest, await this.forge.branches.refs(repository));
    const args = ['diff', '--no-color', '--end-of-options', look.mergeBase ?? '', look.headCommit ?? ''];
    const diff = look.mergeBase === undefined ? '' : await this.git.text(repository.path, args);
    const buttons = [...repository.landing].map(
      (style) => `<button name="style" value="${style}">${labels[style]}</button>`,
    );
    const form = `<form method="post" action="${this.forge.dialect.pageOf(repository, number)}/merge">${buttons.join(' ')}</form>`;
    const conflict = '<p>This pull request conflicts with its base branch.</p>';
    const landing = state.kind !== 'open' ? '' : look.mergeable ? form : conflict;
    return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
pre{overflow:auto;padding:1rem;border:1px solid #8886;border-radius:6px}button{font:inherit;padding:.4rem .8rem}
</style></head><body><h1>${escaped(title)} <small>#${number}</small></h1>
<p>${escaped(repository.fullName)}: <code>${escaped(head)}</code> into <code>${escaped(base)}</code>, <b>${state.kind}</b></p>
<pre>${escaped(body)}</pre>${landing}<pre>${escaped(diff)}</pre></body></html>`;
  }
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
