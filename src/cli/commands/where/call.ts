/** What `branchline where` was called with. */
export interface WhereCall {
  readonly service?: string;
  readonly catalog?: string;
  readonly limit: number;
  /** The repository of code that the commit is of: an address, or a folder that is a checkout of it. */
  readonly code?: string;
  readonly plainHttp?: readonly string[];
  readonly json?: boolean;
}
