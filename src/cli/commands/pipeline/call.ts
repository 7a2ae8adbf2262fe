/** How `branchline pipeline` is called. */
export interface PipelineCall {
  readonly catalog?: string;
  readonly json?: boolean;
}

export interface LogCall extends PipelineCall {
  readonly job?: string;
}

export interface RerunCall extends PipelineCall {
  readonly yes?: boolean;
}
