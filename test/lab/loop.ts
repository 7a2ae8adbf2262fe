import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Lab } from './lab';

/** Runs `branchline` in the folder of the catalog, and gives what it printed, with how it ended. */
export type Branchline = (
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
) => Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;

/** The service that comes to be. */
export const newService = 'parcel';

const proposal = z.object({ pullRequest: z.object({ number: z.number() }) });
const updated = z.object({ services: z.tuple([z.object({ proposal })]) });
const verified = z.object({ verified: z.boolean(), evidence: z.string() });
const judged = z.object({ verdict: z.string() });

/**
 * From nothing to production and back, as a team and its pipelines do it: a service is set up, an image is pushed, proposed,
 * merged, deployed, verified, promoted through all environments, and rolled back on the last one.
 *
 * @param lab one with a registry; with `verify`, so that pipelines have their last step
 * @param tell called with a line for each step that is done
 * @throws Error where a step does not come to what it has to
 */
export async function playLoop(lab: Lab, branchline: Branchline, tell: (line: string) => void): Promise<void> {
  const play = new Loop(lab, branchline);
  tell(await play.setUp());
  tell(await play.pushAndUpdate());
  tell(await play.promote('dev', 'test'));
  tell(await play.promote('test', 'prod'));
  tell(await play.verify('prod'));
  tell(await play.rollBack());
  tell(await play.holds());
}

class Loop {
  private readonly registry: NonNullable<Lab['registry']>;
  private readonly image: string;
  private readonly url: string;

  constructor(
    private readonly lab: Lab,
    private readonly branchline: Branchline,
  ) {
    if (!lab.registry) throw new Error('The loop needs a lab with a registry.');
    this.registry = lab.registry;
    this.image = `${lab.registry.host}/${lab.forge.owner}/${newService}`;
    this.url = `${lab.forge.url}/${lab.forge.owner}/${newService}.git`;
  }

  async setUp(): Promise<string> {
    await this.push('1.0.0');
    const { url, owner, tokens } = this.lab.forge;
    const what = ['--forge', url, '--owner', owner, '--image', `${this.image}:1.0.0`, '--pipeline', 'none', '--judged'];
    await this.run(['setup', newService, ...what, '--yes', '--json'], [0], tokens.admin);
    const policy = `\nupdate:\n  images:\n    - { image: "${this.registry.host}/${owner}/{service}", semver: ^1 }\n`;
    await appendFile(join(this.lab.workspace, 'branchline.yaml'), policy);
    for (const branch of ['dev', 'test', 'prod']) await this.deployed(branch);
    return `${newService} was set up from nothing: a repository with dev, test and prod, protected, deployed and verified.`;
  }

  async pushAndUpdate(): Promise<string> {
    await this.push('1.1.0');
    const named = `${this.image}:1.1.0`;
    const { stdout } = await this.run(['update', '--image', named, '--json'], [0]);
    const [{ proposal: made }] = updated.parse(JSON.parse(stdout)).services;
    await this.land(made.pullRequest.number, 'dev');
    return `${named} was pushed: pull request #${made.pullRequest.number} brought it to dev: judged, merged, deployed and verified.`;
  }

  async promote(from: string, to: string): Promise<string> {
    const edge = ['--repo', this.url, '--from', from, '--to', to];
    const { stdout } = await this.run(['promote', ...edge, '--require-gates', '--json'], [0]);
    const { number } = proposal.parse(JSON.parse(stdout)).pullRequest;
    await this.land(number, to);
    return `Pull request #${number} promoted it from ${from} to ${to}: judged, merged, deployed and verified.`;
  }

  async verify(branch: string): Promise<string> {
    const what = [
      '--service',
      newService,
      '--branch',
      branch,
      '--settle',
      '0s',
      '--allow-unknown',
      'secrets',
      '--json',
    ];
    const { stdout } = await this.run(['verify', ...what], [0]);
    return `${branch} looks all right: ${verified.parse(JSON.parse(stdout)).evidence}`;
  }

  async rollBack(): Promise<string> {
    const head = await this.head('prod');
    const what = ['--repo', this.url, '--branch', 'prod', '--undo', head, '--json'];
    const { stdout } = await this.run(['rollback', ...what], [0]);
    const { number } = proposal.parse(JSON.parse(stdout)).pullRequest;
    await this.land(number, 'prod');
    return `Pull request #${number} took it back on prod: judged, merged, deployed and verified.`;
  }

  /** What was rolled back is not brought back in silence, by a promotion no more than by an update. */
  async holds(): Promise<string> {
    await this.run(['promote', '--repo', this.url, '--from', 'test', '--to', 'prod', '--dry-run', '--json'], [3]);
    return 'The next promotion to prod asks before it brings that back.';
  }

  /** As a job that judges what is open, and then a person, would: the branch is protected. */
  private async land(number: number, branch: string): Promise<void> {
    const what = ['--catalog', 'branchline.yaml', '--service', newService, '--pull-request', String(number)];
    const { stdout } = await this.run(['judge', ...what, '--post', '--json'], [0]);
    if (judged.parse(JSON.parse(stdout)).verdict !== 'success') throw new Error(stdout);
    await this.lab.forge.merge(newService, number, 'squash');
    await this.deployed(branch);
  }

  private async deployed(branch: string): Promise<void> {
    const verdict = await this.lab.settled(newService, branch);
    if (verdict !== 'success') throw new Error(`The pipeline of ${newService} on ${branch} ended with ${verdict}.`);
  }

  private async push(tag: string): Promise<void> {
    await this.registry.push({ repository: `${this.lab.forge.owner}/${newService}`, tag, content: tag });
  }

  private async head(branch: string): Promise<string> {
    const { url, owner, tokens } = this.lab.forge;
    const answer = await fetch(`${url}/api/v1/repos/${owner}/${newService}/branches/${branch}`, {
      headers: { authorization: `token ${tokens.developer}` },
    });
    return z.object({ commit: z.object({ id: z.string() }) }).parse(await answer.json()).commit.id;
  }

  private async run(args: readonly string[], codes: readonly number[], token?: string) {
    const { environment } = this.lab;
    const signed = Object.keys(environment).filter((name) => name.startsWith('BRANCHLINE_TOKEN'));
    const own = token === undefined ? {} : Object.fromEntries(signed.map((name) => [name, token]));
    const ran = await this.branchline(args, { ...environment, ...own });
    if (!codes.includes(ran.code))
      throw new Error(`branchline ${args.join(' ')} ended with ${ran.code}:\n${ran.stdout}\n${ran.stderr}`);
    return ran;
  }
}
