import * as z from 'zod';
import { catalogFile, repositoryFile } from './file';

/** The JSON Schemas that ship with the extension, by file name. They give completion and hover in the editor. */
export const schemaFiles = {
  'branchline.schema.json': () => schemaOf(catalogFile),
  'branchline-repository.schema.json': () => schemaOf(repositoryFile),
} as const;

function schemaOf(schema: z.ZodType): object {
  return z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
}
