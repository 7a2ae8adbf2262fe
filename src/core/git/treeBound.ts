import { message } from '../support/message';
import { oneLine } from '../support/oneLine';
import { GitError } from './errors';

/** Far more than any configuration has. A few folders that name each other hold billions of paths, all of them sound. */
const mostPaths = 250_000;
/** Of a list that is put together folder by folder: each path counts once for each folder that it lies in. */
const mostSteps = 2_000_000;

/** A tree with more paths than are walked. */
export class TooManyPaths extends GitError {
  /** @param folder with them, from the root of what was walked; empty, or with a slash at its end */
  constructor(private readonly folder: string) {
    const path = JSON.stringify(oneLine(folder));
    super(
      'git/tooManyPaths',
      message('{path} holds more files and folders than are read: {limit}.', { path, limit: mostPaths }),
    );
  }

  /** As told from the folder around it. */
  within(name: string): TooManyPaths {
    return new TooManyPaths(`${name}/${this.folder}`);
  }

  /** @throws TooManyPaths where a list has been put together from more steps than anybody's */
  static unlessWithin(steps: number): void {
    if (steps > mostSteps) throw new TooManyPaths('');
  }
}

/** How many paths one walk from folder to folder may still come to: each of its steps takes it along. */
export class PathBudget {
  private left = mostPaths;

  /** @throws TooManyPaths with the folder in which they are */
  spend(paths: number, folder: string): void {
    this.left -= paths;
    if (this.left < 0) throw new TooManyPaths(folder);
  }
}
