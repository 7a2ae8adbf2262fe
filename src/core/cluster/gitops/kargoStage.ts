import * as z from 'zod';

const promotion = z.object({
  finishedAt: z.string().optional(),
  status: z
    .object({
      phase: z
        .enum(['Pending', 'Running', 'Succeeded', 'Failed', 'Errored', 'Aborted', 'unknown'])
        .optional()
        .catch('unknown'),
      message: z.string().optional(),
    })
    .optional(),
});

/** What a Stage says of itself, as far as it is read. Source: kargo, api/v1alpha1/stage_types.go. */
export const stageStatus = z.object({
  observedGeneration: z.number().optional(),
  health: z
    .object({
      status: z.enum(['Healthy', 'Progressing', 'Unhealthy', 'unknown']).optional().catch('unknown'),
      issues: z.array(z.string()).nullish(),
    })
    .optional(),
  currentPromotion: z
    .object({ name: z.string().optional(), status: z.object({ state: z.unknown() }).nullish() })
    .nullish(),
  autoPromotionEnabled: z.boolean().optional(),
  lastPromotion: promotion.nullish(),
  effectiveAutoPromotionHolds: z.record(z.string(), z.unknown()).nullish(),
});

export type StageStatus = z.infer<typeof stageStatus>;

/** What freight a Stage asks for, and from where. */
export const stageSpec = z.object({
  requestedFreight: z.array(
    z.object({
      origin: z.object({ name: z.string() }),
      sources: z.object({
        direct: z.boolean().optional(),
        stages: z.array(z.string()).nullish(),
        requiredSoakTime: z.string().nullish(),
        availabilityStrategy: z.string().nullish(),
      }),
    }),
  ),
});

export type Requested = z.infer<typeof stageSpec>['requestedFreight'][number];
