import type { LandingStyle } from '../lab';
import type { Route } from './api/call';
import type { CommitInfo } from './branches';
import type { Refusal } from './refusal';
import type { AccountRecord, PullRequestRecord, RepositoryRecord } from './state';
import type { ProtectionOptions } from './types';

/** Texts of the commits that land a pull request. */
export interface LandingTexts {
  /** Of the commit that the branch is at afterwards. */
  readonly message: string;
  /** Of the squash below it, where it is squashed and then merged. */
  readonly squash?: string;
  /** Whether nobody is named below it, whoever presses the button. */
  readonly isPlain?: boolean;
}

/** What a forge's own words for a landing are made of. */
export type Landed = Pick<PullRequestRecord, 'number' | 'title' | 'body' | 'head' | 'base' | 'poster'>;

/** How a forge is spoken to: one state, in the words of one kind of server or another. */
export interface Dialect {
  readonly prefix: string;
  /** What addresses of the API have in them, where others have its prefix too. */
  readonly mark?: string;
  /** Earlier ones win. */
  readonly routes: readonly Route[];
  /** `owner/name` of what an address is about. */
  readonly repositoryOf: (params: Readonly<Record<string, string>>, all: readonly RepositoryRecord[]) => string;
  /** What every answer bears. */
  readonly headers: Readonly<Record<string, string>>;
  readonly errorBody: (refusal: Refusal, url: string) => object;
  /** A refusal as this kind of server says it. */
  readonly refused?: (refusal: Refusal) => Refusal;
  /** What is said of a repository that whoever asks may not see; elsewhere it is not there. */
  readonly unseen?: (isThere: boolean) => Refusal;
  /** What is told to everybody. */
  readonly open?: RegExp;
  readonly words: { readonly hidden: string; readonly mayNot: string; readonly archived: readonly [number, string] };
  /** Whether nobody is told to sign in before anything is said of what is there: who writes, or everybody. */
  readonly asksWhoFirst: 'never' | 'writing' | 'always';
  /** Whether a pull request has a number that none of another repository has. */
  readonly countsAll?: boolean;
  /** Why a token may not write there, whatever its account may. */
  readonly refusesToken: (account: AccountRecord, route: Route) => Refusal | undefined;
  /** How addresses of pull requests are refused where there are none. */
  readonly switchedOff: { readonly path: RegExp; readonly status: number };
  /** Address of a pull request's page below the forge's. */
  readonly pageOf: (repository: RepositoryRecord, number: number) => string;
  /** What the page proposes; below the title what the API does without being told more. */
  readonly landingTexts: (
    pullRequest: Landed,
    style: LandingStyle,
    about: {
      readonly page: string;
      readonly commits: readonly CommitInfo[];
      readonly repository: Pick<RepositoryRecord, 'owner' | 'fullName' | 'landing'>;
    },
  ) => LandingTexts;
  /** What the API says without being told more. */
  readonly apiTexts: Dialect['landingTexts'];
  /** Whether a rebase makes commits anew also where the head goes on from the base. */
  readonly rebasesAnew?: boolean;
  /** As near as it comes to a wish. */
  readonly protection: (options: ProtectionOptions | undefined) => ProtectionOptions | undefined;
}
