import * as z from 'zod';
import type { Api } from '../http/api';
import { foundOr } from '../http/found';
import type { CommentRef, PullRequestComment, RepositoryRef } from '../types';
import * as answers from './answers';
import type { AzureComment } from './answers';
import { personName } from './convert';
import { at } from './project';

/** A comment has a number within its thread alone: both are kept in one. */
const commentsOfThread = 1_000_000;

/** What is said on a pull request, in threads. Source: Azure DevOps REST API, "Pull Request Threads", "Pull Request Thread Comments". */
export class AzureThreads {
  constructor(private readonly api: Api) {}

  /** Without what is said of lines, and what Azure DevOps itself notes. */
  async list(repository: RepositoryRef, number: number, signal: AbortSignal): Promise<readonly PullRequestComment[]> {
    const threads = await this.api.now.get(answers.threads, threadsOf(repository, number), signal);
    return threads
      .filter(({ isDeleted, threadContext }) => !isDeleted && !threadContext)
      .flatMap(({ id, comments }) => (comments ?? []).map((comment) => ({ comment, thread: id })))
      .filter(({ comment: { isDeleted, commentType } }) => !isDeleted && commentType === 'text')
      .sort(
        (one, other) =>
          Date.parse(one.comment.publishedDate) - Date.parse(other.comment.publishedDate) || one.thread - other.thread,
      )
      .map(({ comment, thread }) => commentFrom(thread, comment));
  }

  /** A thread that is closed: one that is open would keep a pull request from landing where comments have to be resolved. */
  async add(repository: RepositoryRef, number: number, content: string, signal: AbortSignal) {
    const comments = [{ parentCommentId: 0, content, commentType: 'text' }];
    const body = { comments, status: 'closed' };
    const request = { ...threadsOf(repository, number), method: 'POST', body } as const;
    const made = await this.api.write(answers.newThread, request, signal);
    return commentFrom(made.id, made.comments[0]);
  }

  async update(repository: RepositoryRef, comment: CommentRef, content: string, signal: AbortSignal): Promise<void> {
    const change = { ...placeOf(repository, comment), method: 'PATCH', body: { content } } as const;
    await this.api.write(z.unknown(), change, signal);
  }

  async remove(repository: RepositoryRef, comment: CommentRef, signal: AbortSignal): Promise<void> {
    await foundOr(this.api.write(z.unknown(), { ...placeOf(repository, comment), method: 'DELETE' }, signal));
  }
}

function commentFrom(thread: number, { id, author, content }: AzureComment): PullRequestComment {
  return { id: thread * commentsOfThread + id, author: personName(author), body: content };
}

function placeOf(repository: RepositoryRef, { number, id }: CommentRef) {
  const thread = Math.floor(id / commentsOfThread);
  return threadsOf(repository, number, `/${thread}/comments/${id % commentsOfThread}`);
}

function threadsOf(repository: RepositoryRef, number: number, below = '') {
  return at(repository, `/pullRequests/${number}/threads${below}`);
}
