import { z } from 'zod';
import type { Secret } from './target.ts';

/** A secret's reference inside a probe's arguments or data; the value itself never stands there. */
export const secretSchema = z
  .object({
    fingerprint: z.string(),
    shape: z.object({
      length: z.number(),
      edgeBlank: z.boolean(),
      carriageReturn: z.boolean(),
      quoted: z.boolean(),
      urlSpecial: z.string(),
      placeholder: z.boolean(),
      equalsAName: z.literal(true).exactOptional(),
    }),
  })
  .describe('A reference to a secret value');

/** A reference as a case writes it: a word that stands for one value, however that looks. */
export const writtenSecret = (fingerprint: string): Secret => ({
  fingerprint,
  shape: {
    length: fingerprint.length,
    edgeBlank: false,
    carriageReturn: false,
    quoted: false,
    urlSpecial: '',
    placeholder: false,
  },
});
