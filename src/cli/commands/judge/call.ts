/** `branchline judge`, as it was called. */
export interface JudgeCall {
  readonly service?: string;
  readonly pullRequest?: string;
  readonly all?: boolean;
  readonly catalog?: string;
  readonly post?: boolean;
  readonly statusContext: string;
  readonly targetUrl?: string;
  readonly allow?: readonly string[];
  readonly ignoreChecks?: readonly string[];
  readonly timeout: string;
  readonly summary?: string;
  readonly json?: boolean;
}
