import Type from 'typebox'
import { address, patterned } from './kinds.ts'

/** The section `altinn2`: when and where it answers. */
export const Altinn2 = Type.Object(
  {
    url: Type.Optional(address("Altinn 2's address. Absent or empty: closed. ALTINN2_URL.")),
    closes: Type.Optional(
      Type.String({ description: 'When Altinn 2 stops answering. ALTINN2_CLOSES.' }),
    ),
    submissionsClose: Type.Optional(
      Type.String({
        description:
          "From when Altinn 2 takes no messages, forms, attachments or broker files (Altinn's own: 2026-06-01). It answers all else until it closes. ALTINN2_SUBMISSIONS_CLOSE.",
      }),
    ),
    publicOrigins: Type.Array(
      patterned('^https?://[^/\\s]+$', 'an origin, such as https://example.org'),
      {
        description: 'Whose /api/ links become ours, comma-separated. ALTINN2_PUBLIC_ORIGINS.',
      },
    ),
    roleDefinitions: Type.Optional(
      Type.Record(Type.String({ pattern: '^[0-9]{1,9}$' }), Type.String({ minLength: 1 }), {
        namesInWords: 'a number of nine digits at most',
        description:
          'The code of a role by its number, which wins over those that are built in for the environment. Few of TT02’s are: docs/what-is-lost.md.',
      }),
    ),
    statusCompat: Type.Boolean({
      description: 'For a missing scope: true 401, as Altinn 2; false 403. A2_STATUS_COMPAT.',
    }),
  },
  { additionalProperties: false },
)
