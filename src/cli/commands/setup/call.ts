/** How `branchline setup` was called, with the defaults of its options. */
export interface SetupCall {
  readonly catalog?: string;
  readonly catalogRepository?: string;
  readonly forge?: string;
  readonly owner?: string;
  readonly environments?: string;
  readonly template: string;
  readonly from?: string;
  readonly image?: string;
  readonly namespace: string;
  readonly pipeline?: string;
  readonly webhook?: string;
  readonly owners?: readonly string[];
  readonly approvals: string;
  readonly judged?: boolean;
  readonly public?: boolean;
  readonly access?: string;
  readonly allowUnrendered?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}
