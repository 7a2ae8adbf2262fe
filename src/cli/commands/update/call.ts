/** `branchline update`, as it was called. */
export interface UpdateCall {
  readonly service?: string;
  readonly image?: string;
  readonly catalog?: string;
  readonly plainHttp?: readonly string[];
  readonly unknownOwner?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}
