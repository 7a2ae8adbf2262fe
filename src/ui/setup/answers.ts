import type { TemplateName } from '../../core/setup/content/templates';

/** What a person said of a service that is to be set up, with the defaults of what they were not asked. */
export interface SetupAnswers {
  readonly name: string;
  /** Web address of the forge. */
  readonly forge: string;
  readonly owner: string;
  readonly template:
    | { readonly kind: 'ready'; readonly name: TemplateName }
    /** The files on the default branch of a repository. */
    | { readonly kind: 'own'; readonly repository: string };
  /** Empty where a template of their own says so itself. */
  readonly image: string;
  readonly catalog: {
    /** Of the file, absolute. */
    readonly path: string;
    /** Of one that is not there yet, in promotion order. */
    readonly environments?: readonly string[];
    /** The repository in which it lies, where the entry is to be proposed there. */
    readonly proposedTo?: string;
  };
  readonly private: boolean;
  readonly approvals: number;
  readonly hasPipeline: boolean;
  /** Whether something posts the verdict on its pull requests, other than the pipeline that is made. */
  readonly isJudged: boolean;
  /** Where files for a person to apply are written; nothing where nobody wants them. */
  readonly accessFolder: string | undefined;
  readonly mayBeUnrendered: boolean;
}

/** What nobody is asked before there is a plan to look at. */
export const usualAnswers = {
  private: true,
  approvals: 0,
  hasPipeline: true,
  isJudged: false,
  accessFolder: undefined,
  mayBeUnrendered: false,
} satisfies Partial<SetupAnswers>;

/** Where an environment has no cluster in the catalog. */
export const usualNamespace = '{service}-{environment}';
