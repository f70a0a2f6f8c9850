import { z } from 'zod';
import type { Flow } from './flow.ts';
import { confidences } from './outcome.ts';

/** What a step that names a flow finds: that flow's verdict; the leaf where there is one. */
export const flowData = (flow: Flow): z.ZodObject =>
  z.object({
    verdict: z.enum(['problem', 'healthy', 'not-applicable']),
    diagnosis: z.enum(Object.keys(flow.diagnoses)).nullish(),
    confidence: z.enum(confidences).nullish(),
  });
