import type { RelayOption } from '../../repository/options';

/** `branchline verify`, as it was called. */
export interface VerifyCall extends RelayOption {
  readonly service: string;
  readonly environment?: string;
  readonly branch?: string;
  readonly commit?: string;
  readonly catalog?: string;
  readonly timeout: string;
  readonly settle: string;
  readonly patience: string;
  readonly allowUnknown?: readonly string[];
  readonly postStatus?: boolean;
  readonly statusContext: string;
  readonly targetUrl?: string;
  readonly junit?: string;
  readonly summary?: string;
  readonly containerLogs?: boolean;
  readonly json?: boolean;
}
